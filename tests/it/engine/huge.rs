//! A million nodes in a row and in a circle: no recursion over the data, no quadratic time.

use super::case::{Case, essential, fails};
use tragweite::engine::{LevelsScratch, Outcome, Question, Scratch};
use tragweite::model::{Include, Level};

const MILLION: u32 = 1_000_000;

fn chain(closed: bool, until: Option<u32>) -> Case {
    let mut needs: Vec<_> = (1..MILLION).map(|i| essential(i, i - 1)).collect();
    if closed {
        needs.push(essential(0, MILLION - 1));
    }
    Case { recovery: vec![0; MILLION as usize], needs, failures: vec![fails(0, 2, 0, until)], horizon: 100 }
}

fn run<'s>(case: &Case, graph: &'s tragweite::engine::Graph, scratch: &'s mut Scratch) -> Outcome<'s> {
    let question = Question {
        failures: &case.failures,
        horizon: None,
        include: Include::All,
        budget: 10 * u64::from(MILLION),
    };
    scratch.run(graph, &question).unwrap();
    Outcome::new(scratch, graph)
}

#[test]
fn chain_of_a_million() {
    let case = chain(false, Some(10));
    let graph = case.graph();
    let mut scratch = Scratch::default();
    let outcome = run(&case, &graph, &mut scratch);
    assert_eq!(outcome.affected().count(), MILLION as usize);
    let last = outcome.worst(outcome.hit(MILLION - 1).unwrap()).unwrap();
    assert_eq!(outcome.depth(&last), MILLION);
    assert_eq!(outcome.why(&last).count(), MILLION as usize);
    assert_eq!(outcome.root(&last).node, 0);
    assert!(outcome.deadlocked().is_empty());
    let mut levels = LevelsScratch::default();
    assert_eq!(levels.run(&graph, &[(0, Level::Unavailable)], Include::All).count(), MILLION as usize);
}

#[test]
fn circle_of_a_million_does_not_restart_by_itself() {
    let case = chain(true, Some(10));
    let graph = case.graph();
    let mut scratch = Scratch::default();
    let outcome = run(&case, &graph, &mut scratch);
    assert_eq!(outcome.deadlocked().len(), MILLION as usize);
    assert_eq!(petgraph::algo::kosaraju_scc(&graph).len(), 1);
}

#[test]
fn a_pulse_that_runs_round_for_ever_ends_with_a_message() {
    // Each node tolerates as long as it needs to recover, so the outage travels on undiminished.
    let mut case = chain(true, Some(2));
    case.recovery = vec![1; 10];
    case.needs = (0..10).map(|i| essential(i, (i + 9) % 10)).collect();
    for need in &mut case.needs {
        need.terms.tolerance = 1;
    }
    let question =
        Question { failures: &case.failures, horizon: None, include: Include::All, budget: 100_000 };
    let mut scratch = Scratch::default();
    let error = scratch.run(&case.graph(), &question).unwrap_err();
    assert!(error.reached > 1000, "{error:?}");
    let within = Question { horizon: Some(1000), ..question };
    assert_eq!(scratch.run(&case.graph(), &within), Ok(()));
}
