//! Cut sets of random maps against trying every set of failures with the engine's own levels.

use super::super::case::{Case, Need, essential, terms};
use proptest::prelude::*;
use std::collections::BTreeSet;
use tragweite::engine::cuts::{CutSets, Limits, MapTree, Solved, TreeQuestion, map_tree};
use tragweite::engine::{Graph, LevelsScratch, Watch};
use tragweite::model::{Include, Level, Terms};

const LIMITS: Limits = Limits { nodes: 200_000 };

fn tree(graph: &Graph, node: u32, level: Level, include: Include) -> MapTree {
    let asked = TreeQuestion { graph, node, level, include, inputs: 1_000_000 };
    map_tree(&asked, |_| true, &Watch::default()).unwrap()
}

/// All minimal cut sets, as nodes.
fn cut_sets(map: &MapTree) -> BTreeSet<Vec<u32>> {
    let watch = Watch::default();
    let solved = Solved::new(&map.tree, LIMITS, &watch).unwrap();
    let sets = CutSets::new(&solved, None, &watch).unwrap();
    let counts = sets.counts(&watch).unwrap();
    let mut all = BTreeSet::new();
    for order in 0..counts.by_order.len() as u32 {
        let before = all.len();
        sets.each(order, |events| {
            let mut nodes: Vec<u32> = events.iter().map(|&e| map.nodes[e as usize]).collect();
            nodes.sort_unstable();
            assert_eq!(nodes.len(), order as usize);
            all.insert(nodes)
        });
        assert_eq!((all.len() - before) as u64, counts.by_order[order as usize]);
    }
    assert!(counts.complete);
    all
}

fn reaches(graph: &Graph, failed: &[u32], node: u32, level: Level, include: Include) -> bool {
    let failures: Vec<_> = failed.iter().map(|&n| (n, Level::Unavailable)).collect();
    let mut scratch = LevelsScratch::default();
    scratch.run(graph, &failures, include).any(|(n, l)| n == node && l >= level)
}

fn members(set: u32, nodes: u32) -> Vec<u32> {
    (0..nodes).filter(|n| set >> n & 1 == 1).collect()
}

/// Needs of every kind, many of them in circles.
fn need(nodes: u32) -> impl Strategy<Value = Need> {
    let providers = proptest::sample::subsequence((0..nodes).collect::<Vec<_>>(), 1..=nodes.min(4) as usize);
    (0..nodes, providers.prop_shuffle(), any::<(u32, u32, u8, u8)>(), 0..12u8, any::<bool>()).prop_filter_map(
        "no provider left",
        |(dependent, mut all, raw, odd, confirmed)| {
            all.retain(|&p| p != dependent);
            let (min, full, split, degraded) = raw;
            let count = all.len();
            if count == 0 {
                return None;
            }
            let one_of_unknown = degraded % 7 == 6;
            let fallbacks = if split % 2 == 0 && !one_of_unknown {
                all.split_off(1 + split as usize / 2 % count)
            } else {
                vec![]
            };
            let primaries = all.len() as u32;
            let terms = Terms {
                min: if one_of_unknown { primaries } else { min % (count + 1) as u32 },
                full: if one_of_unknown { primaries } else { full % (primaries + 1) },
                tolerates_degraded: degraded % 3 == 1,
                degraded_works: degraded % 3 != 2,
                one_of_unknown,
                tolerance: 0,
                workaround: if odd == 0 { None } else { Some(0) },
                start_only: odd == 1,
                confirmed,
            };
            Some(Need { dependent, primaries: all, fallbacks, terms })
        },
    )
}

fn case() -> impl Strategy<Value = Case> {
    (3..8u32).prop_flat_map(|nodes| {
        proptest::collection::vec(need(nodes), 2..16).prop_map(move |needs| Case {
            recovery: vec![0; nodes as usize],
            needs,
            failures: vec![],
            horizon: 1,
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn they_are_what_trying_every_set_finds(
        case in case(), degraded in any::<bool>(), confirmed in any::<bool>(),
    ) {
        let graph = case.graph();
        let nodes = case.recovery.len() as u32;
        let level = if degraded { Level::Degraded } else { Level::Unavailable };
        let include = if confirmed { Include::Confirmed } else { Include::All };
        let fails: Vec<bool> =
            (0..1 << nodes).map(|set| reaches(&graph, &members(set, nodes), 0, level, include)).collect();
        // Minimal: it fails, and with any one member less it does not. (Fewer members never make it worse.)
        let minimal = |set: u32| {
            fails[set as usize] && members(set, nodes).iter().all(|n| !fails[(set & !(1 << n)) as usize])
        };
        let expected: BTreeSet<Vec<u32>> =
            (0..1 << nodes).filter(|&set| minimal(set)).map(|set| members(set, nodes)).collect();
        let map = tree(&graph, 0, level, include);
        prop_assert_eq!(cut_sets(&map), expected);

        // The probability, summed over every set that fails.
        let p = |n: u32| 0.05 + 0.1 * f64::from(n);
        let weight = |set: u32| -> f64 {
            (0..nodes).map(|n| if set >> n & 1 == 1 { p(n) } else { 1.0 - p(n) }).product()
        };
        let sum: f64 = (0..1 << nodes).filter(|&set| fails[set as usize]).map(weight).sum();
        let solved = Solved::new(&map.tree, LIMITS, &Watch::default()).unwrap();
        let of_events: Vec<f64> = map.nodes.iter().map(|&n| p(n)).collect();
        let found = solved.probability(&of_events).unwrap();
        prop_assert!((found - sum).abs() <= 1e-12, "{} is not {}", found, sum);
    }
}

#[test]
fn a_circle_of_essential_needs_falls_with_any_of_its_nodes() {
    let case = Case {
        recovery: vec![0; 4],
        needs: vec![essential(0, 1), essential(1, 2), essential(2, 0), essential(2, 3)],
        failures: vec![],
        horizon: 1,
    };
    let map = tree(&case.graph(), 0, Level::Unavailable, Include::All);
    let singles: BTreeSet<Vec<u32>> = (0..4).map(|n| vec![n]).collect();
    assert_eq!(cut_sets(&map), singles);
}

/// Two neighbours that stand in for each other need what both need: the feed is a single point of failure although
/// each has a fallback, because an office in emergency mode cannot stand in for the other.
#[test]
fn neighbours_that_stand_in_for_each_other_share_a_single_point_of_failure() {
    let stands_in = |dependent, neighbour| Need {
        dependent,
        primaries: vec![2],
        fallbacks: vec![neighbour],
        terms: terms(1, 1),
    };
    let case = Case {
        recovery: vec![0; 3],
        needs: vec![stands_in(0, 1), stands_in(1, 0)],
        failures: vec![],
        horizon: 1,
    };
    let map = tree(&case.graph(), 0, Level::Unavailable, Include::All);
    assert_eq!(cut_sets(&map), BTreeSet::from([vec![0], vec![2]]));
}

/// A chain of many nodes, each of which is needed: no stack may overflow, and each is a single point of failure.
#[test]
fn a_long_chain_is_counted() {
    const LENGTH: u32 = 100_000;
    let needs = (0..LENGTH - 1).map(|n| essential(n, n + 1)).collect();
    let case = Case { recovery: vec![0; LENGTH as usize], needs, failures: vec![], horizon: 1 };
    let map = tree(&case.graph(), 0, Level::Unavailable, Include::All);
    let watch = Watch::default();
    let solved = Solved::new(&map.tree, Limits { nodes: 1_000_000 }, &watch).unwrap();
    let counts = CutSets::new(&solved, Some(2), &watch).unwrap().counts(&watch).unwrap();
    assert_eq!(counts.by_order, [0, u64::from(LENGTH)]);
}
