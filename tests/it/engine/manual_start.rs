//! Nodes started by hand: the engine against the literal evaluation, and what a start by hand means.

use super::case::{Case, essential, fails};
use super::literal;
use super::properties::case;
use proptest::prelude::*;
use tragweite::engine::{ManualStart, Outcome, Question, Scratch};
use tragweite::model::Include;

type Raw = (u32, u32, Option<u16>);

/// Hand starts of nodes of this case: when not before, and perhaps only without some of its needs.
fn starts(case: &Case, raw: &[Raw]) -> Vec<ManualStart> {
    let of = |&(node, from, mask): &Raw| {
        let node = node % case.recovery.len() as u32;
        let own = (0..case.needs.len()).filter(|&i| case.needs[i].dependent == node);
        let chosen =
            |mask: u16| own.filter(|i| mask & 1 << (i % 16) != 0).map(|i| case.dependency(i)).collect();
        ManualStart { node, from, without: mask.map(chosen) }
    };
    raw.iter().map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn engine_equals_the_literal_evaluation(
        case in prop_oneof![case(true, true), case(true, false)],
        raw in proptest::collection::vec((0..10u32, 0..60u32, any::<Option<u16>>()), 1..5),
    ) {
        let by_hand = starts(&case, &raw);
        let engine = case.solve_with(&case.graph(), &mut Scratch::default(), &by_hand);
        prop_assert_eq!(engine, literal::solve_with(&case, &by_hand));
    }
}

#[test]
fn a_circle_comes_back_when_one_of_it_is_started_by_hand() {
    // 0 and 1 need each other; 1 fails until 10.
    let case = Case {
        recovery: vec![3, 4],
        needs: vec![essential(0, 1), essential(1, 0)],
        failures: vec![fails(1, 2, 0, Some(10))],
        horizon: 100,
    };
    let graph = case.graph();
    let by_hand = [ManualStart { node: 0, from: 10, without: Some(vec![0]) }];
    let mut scratch = Scratch::default();
    let answer = case.solve_with(&graph, &mut scratch, &by_hand);
    assert_eq!(answer.affected[&0], [(2, 0, Some(13))]);
    assert_eq!(answer.affected[&1], [(2, 0, Some(17))]);
    let question =
        Question { failures: &case.failures, horizon: None, include: Include::All, budget: u64::MAX };
    scratch.run_with(&graph, &question, &by_hand).unwrap();
    let outcome = Outcome::new(&scratch, &graph);
    let bridge = outcome.bridges()[0];
    assert_eq!((bridge.node, bridge.dependency, bridge.from, bridge.until), (0, 0, 10, Some(17)));
    let second = outcome.restart(outcome.hit(1).unwrap()).unwrap();
    assert_eq!((second.start, second.at, second.provider, second.by_hand), (13, 17, Some(0), false));
    let first = outcome.waited_for(&second).unwrap();
    assert_eq!((first.node, first.start, first.at, first.by_hand), (0, 10, 13, true));
    assert_eq!(outcome.waited_for(&first), None);
    assert!(outcome.deadlocked().is_empty());
    scratch.run(&graph, &question).unwrap();
    assert_eq!(Outcome::new(&scratch, &graph).deadlocked(), [0, 1]);
}
