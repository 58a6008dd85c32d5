//! Searching: the same nodes as asking each one, in the order of keys, page by page.

use super::sample::{compiled, edits, key, world};
use proptest::prelude::*;
use tragweite::map::{Builder, Filter, Map};
use tragweite::model::{Kind, Layer, Node, NodeSpec};

fn named(names: &[(&str, &str)]) -> Map {
    let mut builder = Builder::new();
    for (text, name) in names {
        builder.add(&Node::new(NodeSpec::new(key(text), Kind::Agency, *name)).unwrap(), 1);
    }
    Map::new(builder.finish().unwrap(), 1)
}

fn found(map: &Map, text: &str) -> Vec<String> {
    let filter = Filter { text: Some(text.into()), ..Filter::default() };
    let page = map.page(&filter, None, 100);
    page.nodes.iter().map(|&n| map.key(n).to_owned()).collect()
}

#[test]
fn words_are_found_in_keys_and_names_whatever_their_case_and_umlauts() {
    let map = named(&[
        ("a.buergerbuero", "Service"),
        ("b", "BÜRGERBÜRO Süd"),
        ("c", "Straßenverkehrsamt"),
        ("d", "Strassenbau"),
        ("e", "Bu\u{308}rgeramt"),
        ("f", "Kfz-Zulassung Zwickau"),
    ]);
    assert_eq!(found(&map, "bürger"), ["a.buergerbuero", "b", "e"]);
    assert_eq!(found(&map, "BUERGERBUERO"), ["a.buergerbuero", "b"]);
    assert_eq!(found(&map, "straße"), ["c", "d"]);
    assert_eq!(found(&map, "STRASSE"), ["c", "d"]);
    assert_eq!(found(&map, "zwickau  kfz"), ["f"]);
    assert_eq!(found(&map, "kfz süd"), [""; 0]);
    assert_eq!(found(&map, "  ").len(), 6);
}

#[test]
fn a_word_does_not_reach_from_one_key_into_the_next() {
    let map = named(&[("ab", "X"), ("abc", "X"), ("bca", "X"), ("bcab", "X")]);
    assert_eq!(found(&map, "abab"), [""; 0]);
    assert_eq!(found(&map, "bcab"), ["bcab"]);
    assert_eq!(found(&map, "cab"), ["bcab"]);
    assert_eq!(found(&map, "b"), ["ab", "abc", "bca", "bcab"]);
}

fn expected(map: &Map, filter: &Filter) -> Vec<u32> {
    let fold = |text: &str| text.to_lowercase().replace('ü', "ue").replace('ß', "ss");
    map.iter()
        .filter(|&n| {
            let node = map.node(n).unwrap();
            let own = |node: &tragweite::model::Node| node.ars.clone().or_else(|| node.ags.clone());
            let area = own(&node).or_else(|| own(&*map.node(map.agency(n)?)?));
            filter.kind.is_none_or(|kind| node.kind == kind)
                && filter.layer.is_none_or(|layer| node.layer == Some(layer))
                && filter.agency.is_none_or(|agency| map.agency(n) == Some(agency))
                && filter.area.as_ref().is_none_or(|a| area.is_some_and(|own| own.starts_with(a.as_str())))
                && filter.text.as_ref().is_none_or(|text| {
                    let text = fold(text);
                    fold(&node.name).contains(&text) || node.key.as_str().contains(&text)
                })
                && filter.label.as_ref().is_none_or(|(name, value)| {
                    node.labels.get(name).is_some_and(|is| value.as_ref().is_none_or(|v| v == is))
                })
        })
        .collect()
}

proptest! {
    #[test]
    fn pages_are_what_asking_each_node_gives(
        seed in any::<u64>(),
        set in any::<u64>(),
        limit in 1usize..6,
        text in prop::option::of(prop::sample::select(vec!["büro", "a", "netz", "STRASSE", "z.1", "amt.", "nord"])),
        kind in prop::option::of(prop::sample::select(Kind::ALL)),
        layer in prop::option::weighted(0.2, prop::sample::select(Layer::ALL)),
        area in prop::option::of(prop::sample::select(vec!["14", "146", "09", "146120000000", "99"])),
        agency in prop::option::weighted(0.3, any::<prop::sample::Index>()),
        label in prop::option::weighted(0.3, prop::option::of(0..3)),
    ) {
        let world = world(seed, 60);
        let plain = compiled(&world, 1, seed);
        let changed = plain.with(&edits(set, &world), 2).unwrap_or_else(|_| plain.clone());
        for map in [plain, changed] {
            let agencies: Vec<u32> = map.iter().filter(|&n| map.kind(n) == Kind::Agency).collect();
            let filter = Filter {
                text: text.map(String::from),
                kind,
                agency: agency.as_ref().filter(|_| !agencies.is_empty()).map(|at| *at.get(&agencies)),
                layer,
                area: area.map(String::from),
                label: label.map(|value| ("host".into(), value.map(|v| format!("srv{v}")))),
            };
            let wanted = expected(&map, &filter);
            prop_assert_eq!(map.count(&filter), wanted.len());
            let (mut nodes, mut after) = (Vec::<u32>::new(), None::<String>);
            loop {
                let page = map.page(&filter, after.as_deref(), limit);
                nodes.extend(&page.nodes);
                if !page.more {
                    break;
                }
                prop_assert_eq!(page.nodes.len(), limit);
                after = page.nodes.last().map(|&n| map.key(n).to_owned());
            }
            prop_assert_eq!(nodes, wanted);
        }
    }
}
