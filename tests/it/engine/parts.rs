//! Failures whose part of a timeline is over no longer matter.

use super::case::Case;
use super::properties::case;
use proptest::prelude::*;
use std::collections::BTreeMap;
use tragweite::engine::{Event, Graph, Outcome, Question, Scratch};
use tragweite::model::Include;

const HORIZON: u32 = 130;

/// Levels by node and second.
type Levels = BTreeMap<(u32, u32), u8>;

/// Levels of all nodes at all seconds, and where the part of each failure is over.
fn run(graph: &Graph, failures: &[Event]) -> (Levels, Vec<Option<u32>>) {
    let question = Question { failures, horizon: Some(HORIZON), include: Include::All, budget: u64::MAX };
    let mut scratch = Scratch::default();
    scratch.run(graph, &question).unwrap();
    let outcome = Outcome::new(&scratch, graph);
    let mut levels = BTreeMap::new();
    for (hit, node, _) in outcome.affected() {
        for span in outcome.spans(hit) {
            let seconds = span.from..span.until.unwrap_or(HORIZON);
            levels.extend(seconds.map(|second| ((node, second), span.level as u8)));
        }
    }
    (levels, outcome.over(failures))
}

fn later(case: &Case, from: u32) -> impl Strategy<Value = Vec<Event>> + use<> {
    let nodes = case.recovery.len() as u32;
    let event = (0..nodes, 1..=2u8, from..from + 20, prop::option::of(1..25u32));
    let event = event.prop_map(|(node, level, from, lasts)| Event {
        node,
        level,
        from,
        until: lasts.map(|lasts| from + lasts),
    });
    proptest::collection::vec(event, 0..3)
}

/// A case, and failures that begin after a second.
fn with_later() -> impl Strategy<Value = (Case, u32, Vec<Event>)> {
    (case(true, true), 1..70u32).prop_flat_map(|(case, second)| {
        let later = later(&case, second + 1);
        (Just(case), Just(second), later)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_over_does_not_matter_to_what_comes((case, second, later) in with_later()) {
        let graph = case.graph();
        let (_, over) = run(&graph, &case.failures);
        let is_over = |over: &Option<u32>| over.is_some_and(|over| over <= second);
        let kept: Vec<Event> =
            case.failures.iter().zip(&over).filter(|(_, over)| !is_over(over)).map(|(f, _)| *f).collect();
        let all = [&case.failures[..], &later].concat();
        let few = [&kept[..], &later].concat();
        let (mut expect, mut found) = (run(&graph, &all).0, run(&graph, &few).0);
        expect.retain(|(_, at), _| *at >= second);
        found.retain(|(_, at), _| *at >= second);
        prop_assert_eq!(expect, found, "{:?} are over at {}", over, second);
    }
}

#[test]
fn parts_end_by_themselves() {
    use super::case::{essential, fails};
    // 1 needs 0, 3 needs 2, and 4 needs one of 1 and 3, so that they are of one part when both were hit; 5 stands alone.
    let either = super::case::Need {
        dependent: 4,
        primaries: vec![1, 3],
        fallbacks: vec![],
        terms: super::case::terms(1, 1),
    };
    let mut case = Case {
        recovery: vec![0, 5, 0, 0, 0, 0],
        needs: vec![essential(1, 0), essential(3, 2), either],
        failures: vec![fails(0, 2, 0, Some(10)), fails(5, 1, 3, Some(20))],
        horizon: HORIZON,
    };
    assert_eq!(run(&case.graph(), &case.failures).1, [Some(15), Some(20)]);
    case.failures.push(fails(2, 2, 30, Some(40)));
    assert_eq!(run(&case.graph(), &case.failures).1, [Some(40), Some(20), Some(40)]);
    case.failures.push(fails(5, 1, 50, None));
    assert_eq!(run(&case.graph(), &case.failures).1, [Some(40), None, Some(40), None]);
}
