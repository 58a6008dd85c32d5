//! Which agency names a district.

use super::sample::key;
use tragweite::map::{Builder, Edit, Map};
use tragweite::model::{Kind, Node, NodeSpec};

fn agency(text: &str, ars: &str, population: Option<u64>) -> Node {
    let mut spec = NodeSpec::new(key(text), Kind::Agency, format!("Name von {text}"));
    spec.ars = (!ars.is_empty()).then(|| ars.to_owned());
    spec.population = population;
    Node::new(spec).unwrap()
}

fn named(map: &Map) -> Vec<(String, String)> {
    map.districts()
        .iter()
        .map(|(district, agency)| (district.to_owned(), map.key(agency).to_owned()))
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|&(district, key)| (district.to_owned(), key.to_owned())).collect()
}

#[test]
fn a_district_is_called_after_the_agency_whose_area_it_is() {
    let mut builder = Builder::new();
    for node in [
        agency("dresden.bibliotheken", "146120000000", None),
        agency("dresden", "146120000000", Some(551_072)),
        agency("zwickau.jobcenter", "14524", None),
        agency("zwickau", "14524", None),
        agency("werdau", "145240030030", Some(20_000)),
        agency("land", "14", Some(4_000_000)),
        agency("bund", "", None),
    ] {
        builder.add(&node, 1);
    }
    let map = Map::new(builder.finish().unwrap(), 1);
    assert_eq!(named(&map), pairs(&[("14524", "zwickau"), ("14612", "dresden")]));
    assert_eq!(map.districts().agency("14999"), None);

    // What is changed over the base counts, too, and what is removed does not.
    let edits = [
        Edit::put(agency("olpe", "05966", None)),
        Edit::put(agency("zwickau", "145240000001", None)),
        Edit::remove(key("zwickau.jobcenter")),
    ];
    let changed = map.with(&edits, 2).unwrap();
    assert_eq!(named(&changed), pairs(&[("05966", "olpe"), ("14612", "dresden")]));
    assert_eq!(named(&map).len(), 2);
}
