//! Paths from one node to another: all of them by brute force on small maps, long and many ones on large maps.

use super::case::{Case, Need, essential, terms};
use super::properties::case;
use proptest::prelude::*;
use tragweite::engine::Graph;
use tragweite::engine::Watch;
use tragweite::engine::closures::Along;
use tragweite::engine::paths::{self, Paths, Question, steps};
use tragweite::model::Include;

fn find(graph: &Graph, question: &Question) -> Paths {
    paths::find(graph, question, &Watch::default()).unwrap()
}

fn question(from: u32, to: u32, keep: usize) -> Question {
    Question { from, to, along: Along::effects(Include::All), keep, budget: u64::MAX }
}

/// Every way, shortest first, then by node.
fn brute_force(graph: &Graph, from: u32, to: u32, along: Along) -> Vec<Vec<u32>> {
    let mut open = vec![vec![from]];
    let mut ways: Vec<Vec<u32>> = Vec::new();
    while let Some(way) = open.pop() {
        let last = way[way.len() - 1];
        if last == to {
            ways.push(way);
            continue;
        }
        for next in 0..graph.node_bound() {
            if !way.contains(&next) && !steps(graph, last, next, along).is_empty() {
                open.push(way.iter().copied().chain([next]).collect());
            }
        }
    }
    ways.sort_by_key(|way| (way.len(), way.clone()));
    ways
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn brute_force_finds_the_same_ways(
        case in case(true, false),
        ends in (0..10u32, 0..10u32),
        everything in any::<bool>(),
        keep in 0..30usize,
    ) {
        let graph = case.graph();
        let (from, to) = (ends.0 % graph.node_bound(), ends.1 % graph.node_bound());
        prop_assume!(from != to);
        let along = Along { include: Include::All, everything };
        let all = brute_force(&graph, from, to, along);
        let found = find(&graph, &Question { along, ..question(from, to, keep) });
        prop_assert_eq!(&found.ways[..], &all[..keep.min(all.len())]);
        prop_assert_eq!(found.more, all.len() > keep);
        prop_assert!(found.complete && !found.more_than_count);
        let shortest = all.first().map(|way| way.len());
        prop_assert_eq!(found.shortest.map(|steps| steps as usize + 1), shortest);
        prop_assert_eq!(found.count as usize, all.iter().filter(|way| Some(way.len()) == shortest).count());
    }
}

#[test]
fn what_only_starts_or_informs_is_no_way_for_failures() {
    let mut start = essential(0, 1);
    start.terms.start_only = true;
    let informed = Need { dependent: 0, primaries: vec![2], fallbacks: vec![], terms: terms(0, 0) };
    let mut guessed = essential(0, 3);
    guessed.terms.confirmed = false;
    let needs = vec![start, informed, guessed];
    let graph = Case { recovery: vec![0; 4], needs, failures: vec![], horizon: 1 }.graph();
    let is = |to, include, everything| {
        let along = Along { include, everything };
        find(&graph, &Question { along, ..question(0, to, 5) }).shortest.is_some()
    };
    for to in [1, 2] {
        assert!(!is(to, Include::All, false));
        assert!(is(to, Include::Confirmed, true));
    }
    assert!(is(3, Include::All, false));
    assert!(!is(3, Include::Confirmed, true));
}

/// A way of so many pairs side by side: two to the power of `pairs` shortest ways.
fn ladder(pairs: u32) -> (Graph, u32) {
    let mut needs = Vec::new();
    for pair in 0..pairs {
        let (top, next) = (3 * pair, 3 * pair + 3);
        needs.push(Need {
            dependent: top,
            primaries: vec![top + 1, top + 2],
            fallbacks: vec![],
            terms: terms(1, 2),
        });
        needs.extend([essential(top + 1, next), essential(top + 2, next)]);
    }
    let nodes = 3 * pairs + 1;
    (Case { recovery: vec![0; nodes as usize], needs, failures: vec![], horizon: 1 }.graph(), nodes - 1)
}

#[test]
fn shortest_ways_are_counted_as_far_as_numbers_go() {
    for (pairs, count, more) in
        [(40, 1 << 40, false), (127, 1 << 127, false), (128, u128::MAX, true), (9_000, u128::MAX, true)]
    {
        let (graph, last) = ladder(pairs);
        let found = find(&graph, &question(0, last, 3));
        assert_eq!((found.count, found.more_than_count, found.shortest), (count, more, Some(2 * pairs)));
        assert_eq!(found.ways.len(), 3);
        assert!(found.more && found.complete);
        // The first takes the smaller key each time, the next ones differ at the end.
        assert_eq!(found.ways[0][1], 1);
        assert_eq!(found.ways[1][found.ways[1].len() - 2], last - 1);
        assert_eq!(found.ways[2][found.ways[2].len() - 4], last - 4);
    }
}

#[test]
fn a_million_in_a_row_is_one_way() {
    let million = 1_000_000;
    let needs = (1..million).map(|i| essential(i, i - 1)).collect();
    let graph = Case { recovery: vec![0; million as usize], needs, failures: vec![], horizon: 1 }.graph();
    let found = find(&graph, &question(million - 1, 0, 3));
    assert_eq!((found.shortest, found.count, found.ways.len()), (Some(million - 1), 1, 1));
    assert!(found.complete && !found.more);
    assert_eq!(find(&graph, &question(0, million - 1, 3)), Paths { complete: true, ..Paths::default() });
}

#[test]
fn a_used_up_budget_tells_the_first_ways_all_the_same() {
    let (graph, last) = ladder(1_000);
    let found = find(&graph, &Question { budget: 100_000, ..question(0, last, 1_000) });
    assert!(!found.complete && found.more);
    let all = find(&graph, &question(0, last, 30));
    assert!(!found.ways.is_empty() && found.ways.len() < 1_000);
    let both = found.ways.len().min(30);
    assert_eq!(found.ways[..both], all.ways[..both]);
    let none = find(&graph, &Question { budget: 10, ..question(0, last, 1_000) });
    assert_eq!(none, Paths::default());
}

#[test]
fn a_dense_circle_behind_the_way_is_no_trap() {
    // From 0 to 1 directly or by 2; behind 2 forty nodes that all need each other and lead back to 2 only.
    let mut needs = vec![essential(0, 1), essential(0, 2), essential(2, 1)];
    for node in 3..43 {
        let others: Vec<u32> = (2..43).filter(|&other| other != node).collect();
        needs.push(essential(2, node));
        needs.push(Need { dependent: node, primaries: others, fallbacks: vec![], terms: terms(1, 1) });
    }
    let graph = Case { recovery: vec![0; 43], needs, failures: vec![], horizon: 1 }.graph();
    let found = find(&graph, &Question { budget: 1_000_000, ..question(0, 1, 10) });
    assert_eq!(found.ways, [vec![0, 1], vec![0, 2, 1]]);
    assert!(found.complete && !found.more);
}
