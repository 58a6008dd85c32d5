//! Common ground: the same as searching from each chosen node alone.

use super::case::{Case, essential};
use super::properties::case;
use proptest::prelude::*;
use std::collections::{BTreeMap, VecDeque};
use tragweite::engine::closures::Along;
use tragweite::engine::ground::{Ground, GroundScratch, Hit, Question};
use tragweite::engine::{Graph, LevelsScratch, Watch};
use tragweite::model::{Include, Level};

/// Steps to everything below one node, itself included.
fn below(graph: &Graph, from: u32, along: Along) -> BTreeMap<u32, u32> {
    let mut steps = BTreeMap::from([(from, 0)]);
    let mut queue = VecDeque::from([from]);
    while let Some(node) = queue.pop_front() {
        for d in graph.dependencies(node) {
            for &p in along.providers(graph, d) {
                let next = steps[&node] + 1;
                steps.entry(p).or_insert_with(|| {
                    queue.push_back(p);
                    next
                });
            }
        }
    }
    steps
}

/// What the answer must be when nothing is left out.
fn check(graph: &Graph, chosen: &[u32], along: Along, found: &Ground) {
    let each: Vec<_> = chosen.iter().map(|&c| below(graph, c, along)).collect();
    let mut expected: BTreeMap<u32, Vec<Option<u32>>> = BTreeMap::new();
    for node in 0..graph.node_bound() {
        let steps: Vec<Option<u32>> = each.iter().map(|steps| steps.get(&node).copied()).collect();
        let known = steps.iter().flatten().count();
        if known == 1 {
            let at = steps.iter().position(Option::is_some).unwrap();
            let told = found.own[at].nearest.contains(&(node, steps[at].unwrap()));
            assert_eq!(told, chosen[at] != node);
        } else if known > 1 {
            expected.insert(node, steps);
        }
    }
    let told = found.common.iter().chain(&found.shared).map(|s| (s.node, s.steps.clone()));
    assert_eq!(told.collect::<BTreeMap<_, _>>(), expected);
    let own: usize = found.own.iter().map(|own| own.nearest.len()).sum();
    let alone = |node: &u32| each.iter().filter(|steps| steps.contains_key(node)).count() == 1;
    assert_eq!(own, (0..graph.node_bound()).filter(|n| alone(n) && !chosen.contains(n)).count());
    for (shared, all) in found.common.iter().map(|s| (s, true)).chain(found.shared.iter().map(|s| (s, false)))
    {
        assert_eq!(shared.steps.iter().all(Option::is_some), all);
        assert_eq!(shared.needed_by as usize, shared.steps.iter().flatten().count());
        assert_eq!(Some(shared.farthest), shared.steps.iter().copied().flatten().max());
    }
    assert!(found.common.windows(2).all(|two| two[0].farthest <= two[1].farthest));
    assert!(found.shared.windows(2).all(|two| two[0].needed_by >= two[1].needed_by));
    assert!(found.complete);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_as_from_each_alone(
        case in case(true, false),
        pick in proptest::collection::vec(any::<bool>(), 10),
        everything in any::<bool>(),
        keep in 0..4usize,
    ) {
        let graph = case.graph();
        let chosen: Vec<u32> = (0..graph.node_bound()).filter(|n| pick[*n as usize]).collect();
        let along = Along { include: Include::All, everything };
        let ask = |keep| Question { chosen: &chosen, along, keep, budget: u64::MAX };
        let mut scratch = GroundScratch::default();
        let found = scratch.run(&graph, &ask(100), &Watch::default()).unwrap();
        check(&graph, &chosen, along, &found);
        let few = scratch.run(&graph, &ask(keep), &Watch::default()).unwrap();
        prop_assert_eq!(&few.common[..], &found.common[..keep.min(found.common.len())]);
        prop_assert_eq!(&few.shared[..], &found.shared[..keep.min(found.shared.len())]);
        prop_assert_eq!((few.common_total, few.shared_total), (found.common.len() as u64, found.shared.len() as u64));
        for (few, all) in few.own.iter().zip(&found.own) {
            prop_assert_eq!(&few.nearest[..], &all.nearest[..keep.min(all.nearest.len())]);
            prop_assert_eq!(few.total, all.nearest.len() as u64);
        }
        let all: Vec<u32> = (0..graph.node_bound()).collect();
        let hits = scratch.hits(&graph, &chosen, &all, Include::All, u64::MAX, &Watch::default()).unwrap();
        for (&node, hit) in all.iter().zip(hits) {
            let mut levels = LevelsScratch::default();
            let of: BTreeMap<u32, Level> = levels.run(&graph, &[(node, Level::Unavailable)], Include::All).collect();
            let count = |level| chosen.iter().filter(|c| of.get(c) == Some(&level)).count() as u32;
            let expected = Hit { unavailable: count(Level::Unavailable), degraded: count(Level::Degraded) };
            prop_assert_eq!(hit, Some(expected));
        }
    }
}

#[test]
fn more_than_one_search_can_take_at_once() {
    // 150 leaves on ten branches on one root; every leaf is chosen, and the branches, too.
    let needs = (11..161).map(|leaf| essential(leaf, 1 + leaf % 10)).chain((1..11).map(|b| essential(b, 0)));
    let needs: Vec<_> = needs.collect();
    let graph = Case { recovery: vec![0; 161], needs, failures: vec![], horizon: 1 }.graph();
    let chosen: Vec<u32> = (1..161).rev().collect();
    let along = Along::effects(Include::All);
    let question = Question { chosen: &chosen, along, keep: 1_000, budget: u64::MAX };
    let found = GroundScratch::default().run(&graph, &question, &Watch::default()).unwrap();
    check(&graph, &chosen, along, &found);
    assert_eq!((found.common.len(), found.shared.len()), (1, 10));
    let none = GroundScratch::default()
        .run(&graph, &Question { budget: 100, ..question }, &Watch::default())
        .unwrap();
    assert!(!none.complete);
    let hits = GroundScratch::default()
        .hits(&graph, &chosen, &[0, 1, 2], Include::All, 20, &Watch::default())
        .unwrap();
    assert_eq!(hits[0], Some(Hit { unavailable: 160, degraded: 0 }));
    assert_eq!(hits[2], None);
}

#[test]
fn stopped_work_says_so() {
    let graph =
        Case { recovery: vec![0; 2], needs: vec![essential(1, 0)], failures: vec![], horizon: 1 }.graph();
    let watch = Watch::default();
    watch.stop();
    let mut scratch = GroundScratch::default();
    assert!(scratch.hits(&graph, &[1], &[0], Include::All, 20, &watch).is_err());
}
