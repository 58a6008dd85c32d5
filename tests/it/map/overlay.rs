//! Random edits: a map with changes over its base is the map compiled from scratch, however one looks at it.

use super::observe::{behave, observe};
use super::sample::{applied, compiled, edits, is_valid, key, world};
use proptest::prelude::*;
use std::collections::BTreeSet;
use tragweite::map::{Edit, Map};
use tragweite::model::{Kind, Node, NodeSpec};

fn assert_same(one: &Map, other: &Map, seed: u64) {
    assert_eq!(observe(one), observe(other));
    assert_eq!(behave(one, seed), behave(other, seed));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn edits_laid_over_a_base_are_the_map_compiled_from_scratch(
        seed in any::<u64>(),
        tries in 0usize..60,
        sets in prop::collection::vec(any::<u64>(), 1..12),
        compact_after in 0usize..12,
    ) {
        let mut world = world(seed, tries);
        let mut map = compiled(&world, 1, seed);
        prop_assert_eq!(observe(&map), observe(&compiled(&world, 1, !seed)));
        for (step, &set) in sets.iter().enumerate() {
            let revision = step as u64 + 2;
            let edits = edits(set, &world);
            let after = applied(&world, &edits, revision);
            let before = observe(&map);
            let changed = map.with(&edits, revision);
            prop_assert_eq!(changed.is_ok(), is_valid(&after), "{:?}", changed.err());
            prop_assert_eq!(&before, &observe(&map), "a reader keeps what it started with");
            let Ok(changed) = changed else { continue };
            world = after;
            let scratch = compiled(&world, revision, set);
            assert_same(&changed, &scratch, set);
            let rebuilt = map.rebuilt_with(&edits, revision).unwrap();
            assert_same(&rebuilt, &scratch, set);
            let compacted = changed.compacted();
            prop_assert_eq!(compacted.overlay_size(), 0);
            assert_same(&compacted, &scratch, set);
            prop_assert_eq!(compacted.base().to_bytes(), scratch.base().to_bytes());
            prop_assert_eq!(changed.revision(), revision);
            map = if step == compact_after { compacted } else { changed };
        }
    }
}

fn agency(text: &str) -> Node {
    Node::new(NodeSpec::new(key(text), Kind::Agency, "Amt")).unwrap()
}

#[test]
fn a_gap_never_runs_out_of_places_for_new_nodes() {
    let start = [Edit::put(agency("a")), Edit::put(agency("z"))];
    let mut map = Map::empty(0).with(&start, 1).unwrap().compacted();
    let mut keys = BTreeSet::from(["a".to_owned(), "z".to_owned()]);
    // Always next to the same neighbour: halving the gap alone would end after 32.
    for (revision, i) in (2..).zip(0..150) {
        for text in [format!("m{i:03}"), format!("k{:03}", 999 - i)] {
            map = map.with(&[Edit::put(agency(&text))], revision).unwrap();
            keys.insert(text);
        }
    }
    let found: Vec<String> = map.iter().map(|n| map.key(n).to_owned()).collect();
    assert_eq!(found, keys.into_iter().collect::<Vec<_>>());
    assert_eq!(observe(&map), observe(&map.compacted()));
}

#[test]
fn a_set_that_touches_much_of_the_map_compiles_a_new_base() {
    let many: Vec<Edit> = (0..1_200).map(|i| Edit::put(agency(&format!("amt-{i}")))).collect();
    let map = Map::empty(0).with(&many, 1).unwrap();
    assert_eq!((map.overlay_size(), map.counts().agencies), (0, 1_200));
    let few = map.with(&many[..1_000], 2).unwrap();
    assert_eq!((few.overlay_size(), few.counts().agencies), (1_000, 1_200));
    assert_eq!(few.changed_in(few.find("amt-999").unwrap()), 2);
    assert_eq!(few.changed_in(few.find("amt-1100").unwrap()), 1);
}

#[test]
fn a_removed_node_is_gone_until_it_is_put_again() {
    let map = Map::empty(0).with(&[Edit::put(agency("a")), Edit::put(agency("b"))], 1).unwrap().compacted();
    let number = map.find("a").unwrap();
    let without = map.with(&[Edit::remove(key("a"))], 2).unwrap();
    assert_eq!((without.find("a"), without.exists(number)), (None, false));
    assert_eq!((without.iter().count(), without.counts().nodes()), (1, 1));
    assert!(without.node(number).is_none());
    assert_eq!(without.key(number), "a");
    let again = without.with(&[Edit::put(agency("a"))], 3).unwrap();
    assert_eq!(again.find("a"), Some(number));
    assert_eq!(again.changed_in(number), 3);
    assert!(map.exists(number), "the first map still has it");
}
