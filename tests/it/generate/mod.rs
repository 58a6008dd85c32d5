//! The synthetic national map: valid, in order, always the same, and as large as it says.

use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use tragweite::engine::LevelsScratch;
use tragweite::formats::generate::{MAX_MUNICIPALITIES, National, Size, generate};
use tragweite::formats::{Format, write_map};
use tragweite::map::{Builder, Map};
use tragweite::model::{Dependency, Include, Key, Kind, Layer, Level, Node};

fn nodes(size: Size, seed: u64) -> Vec<Node> {
    let mut nodes = Vec::new();
    generate(size, seed, &mut |node| nodes.push(node));
    nodes
}

fn map(nodes: &[Node]) -> Map {
    let mut builder = Builder::new();
    nodes.iter().for_each(|node| builder.add(node, 1));
    Map::new(builder.finish().unwrap(), 1)
}

fn written(size: Size, seed: u64) -> Vec<u8> {
    let (national, mut out) = (National::new(size, seed), Vec::new());
    write_map(Format::Json, None, |kind| national.nodes(kind), &mut out).unwrap();
    out
}

fn some(municipalities: usize) -> Size {
    Size::of_municipalities(municipalities).unwrap()
}

#[test]
fn every_generated_node_passes_every_check() {
    for node in nodes(some(40), 7) {
        Key::new(node.key.as_str()).unwrap();
        for need in &node.needs {
            Dependency::new(need.clone().into_spec()).unwrap();
        }
        let again = Node::new(node.clone().into_spec()).unwrap();
        assert_eq!(again, node);
    }
}

#[test]
fn nodes_come_by_kind_and_key() {
    let nodes = nodes(some(30), 1);
    assert!(nodes.windows(2).all(|w| (w[0].kind, &w[0].key) < (w[1].kind, &w[1].key)));
}

#[test]
fn the_size_is_that_of_the_measured_model() {
    let counts = map(&nodes(Size::S, 1)).counts();
    assert!((9_000..11_000).contains(&counts.nodes()), "{counts:?}");
    assert!((40_000..47_000).contains(&counts.links), "{counts:?}");
    let assumed = 1.0 - counts.confirmed as f64 / counts.dependencies() as f64;
    assert!((0.015..0.025).contains(&assumed), "{assumed}");
}

#[test]
fn every_size_down_to_one_municipality_makes_a_map() {
    for municipalities in [1, 2, 3, 15, 54, 55] {
        let map = map(&nodes(some(municipalities), 3));
        assert!(map.find("gemeinde-00001.anmeldung").is_some());
    }
    assert_eq!(Size::of_municipalities(0), None);
    assert!(Size::of_municipalities(MAX_MUNICIPALITIES).is_some());
    assert_eq!(Size::of_municipalities(MAX_MUNICIPALITIES + 1), None);
    assert_eq!(Size::of_municipalities(150), Some(Size::S));
    assert_eq!(Size::of_municipalities(16_000), Some(Size::L));
}

#[test]
fn the_same_seed_gives_the_same_bytes_in_every_version() {
    let digest = |seed| {
        let digest = Sha256::digest(written(some(20), seed));
        digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    assert_eq!(digest(1), "ed53825b98a99553ed213c7bc8af5f0f4eea1605d8cff9ed9575a80435c7dce8");
    assert_ne!(digest(1), digest(2));
}

#[test]
fn regional_keys_are_synthetic_unique_and_well_formed() {
    let mut seen = BTreeSet::new();
    let mut lengths = BTreeMap::<usize, usize>::new();
    for node in nodes(Size::S, 1) {
        let Some(ars) = node.ars.clone() else { continue };
        let state: u32 = ars[..2].parse().unwrap();
        assert!((84..=99).contains(&state), "no state has the number {state}");
        *lengths.entry(ars.len()).or_default() += 1;
        assert!(seen.insert(ars), "used twice");
    }
    assert_eq!(lengths, BTreeMap::from([(2, 16), (5, 5), (12, 150)]));
}

#[test]
fn it_has_what_a_real_map_has() {
    let nodes = nodes(Size::S, 1);
    let needs = || nodes.iter().flat_map(|node| &node.needs);
    let count = |of: &dyn Fn(&Node) -> bool| nodes.iter().filter(|node| of(node)).count();
    assert!(needs().filter(|n| n.tolerance.get() > 0).count() >= 24, "two halls of each of 12 data centres");
    let public = count(&|n| n.layer == Some(Layer::Public));
    let with_workaround = needs().filter(|n| n.workaround.is_some()).count();
    assert!((public * 3 / 100..public * 7 / 100).contains(&with_workaround), "{with_workaround} of {public}");
    assert!(count(&|n| n.recovery.get() > 0) > 500);
    assert!(count(&|n| n.mtpd.is_some()) > 1_000);
    assert!(count(&|n| n.population.is_some_and(|p| p > 40_000)) > 0);
    for kind in Kind::ALL {
        assert!(count(&|n| n.kind == *kind) > 100, "{kind:?}");
    }
}

#[test]
fn failures_reach_as_far_as_they_should() {
    let map = map(&nodes(Size::S, 1));
    let mut scratch = LevelsScratch::default();
    let mut affected = |keys: &[&str]| {
        let failures: Vec<_> = keys.iter().map(|k| (map.find(k).unwrap(), Level::Unavailable)).collect();
        scratch.run(map.graph(), &failures, Include::All).count()
    };
    assert_eq!(affected(&["bund.leitung-a"]), 17, "the line and 16 ways, each of which has another");
    assert!(affected(&["rz-01.halle-a", "rz-01.halle-b"]) > 1_000, "the largest data centre is gone");
    assert!(affected(&["gemeinde-00001.lan"]) > 30, "a town without its network");
}
