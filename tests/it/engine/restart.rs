//! The restart plan, played through the engine and through the literal evaluation; the fewest starts by hand.

use super::case::{Case, Need, essential, fails, terms};
use super::literal;
use super::properties::need;
use proptest::prelude::*;
use tragweite::engine::restart::{Plan, Wish, plan as make};
use tragweite::engine::{Event, Graph, ManualStart, NodeIx, Outcome, Question, Scratch, Watch};
use tragweite::model::{Include, Terms};

fn question(failures: &[Event]) -> Question<'_> {
    Question { failures, horizon: None, include: Include::All, budget: 300_000 }
}

/// Maps with many circles; fallbacks, thresholds, clocks and needs for starting only, too. Every failure is repaired.
fn entangled() -> impl Strategy<Value = Case> {
    (3..9u32).prop_flat_map(|nodes| {
        let pair = (0..nodes, 0..nodes).prop_filter("not itself", |(a, b)| a != b);
        let event = (0..nodes, 1..=2u8, 0..10u32, 1..20u32);
        (
            proptest::collection::vec(0..6u32, nodes as usize),
            proptest::collection::vec(need(nodes, true), 0..6),
            proptest::collection::vec((pair, any::<bool>()), nodes as usize..2 * nodes as usize),
            proptest::collection::vec(event, 1..4),
        )
            .prop_map(|(recovery, mut needs, pairs, events)| {
                needs.extend(pairs.into_iter().map(|((a, b), start)| {
                    let mut need = essential(a, b);
                    need.terms.start_only = start && a % 3 == 0;
                    need
                }));
                let failures =
                    events.into_iter().map(|(n, l, from, lasts)| fails(n, l, from, Some(from + lasts)));
                Case { recovery, needs, failures: failures.collect(), horizon: 0 }
            })
    })
}

fn plan(graph: &Graph, question: &Question<'_>, wish: &Wish<'_>, scratch: &mut Scratch) -> Option<Plan> {
    make(graph, question, wish, scratch, &Watch::default()).ok()
}

fn due(_: NodeIx, _: u32) -> Option<u32> {
    None
}

/// The plan, and its end; `None` when a pulse runs round for ever.
fn planned(case: &Case, graph: &Graph, scratch: &mut Scratch, propose: bool) -> Option<(Plan, u32)> {
    let wish = Wish { by_hand: &[], propose, due: &due };
    let plan = plan(graph, &question(&case.failures), &wish, scratch)?;
    let end = Outcome::new(scratch, graph).end();
    Some((plan, end))
}

fn check_steps(case: &Case, graph: &Graph, plan: &Plan, outcome: &Outcome<'_>) -> Result<(), TestCaseError> {
    let step_of = |node: NodeIx| plan.steps.iter().find(|step| step.node == node);
    for step in &plan.steps {
        prop_assert_eq!(step.start + case.recovery[step.node as usize], step.back);
        if step.by_hand {
            prop_assert!(outcome.bridges().iter().any(|b| b.node == step.node && b.from == step.start));
        } else if let Some(provider) = step.provider {
            let through = step.through.expect("with a provider comes the dependency");
            prop_assert_eq!(graph.dependent(through), step.node);
            prop_assert!(graph.providers(through).contains(&provider));
            let before = outcome.waited_for(&step.restart).unwrap();
            prop_assert_eq!((before.node, before.at), (provider, step.start));
            prop_assert!(before.order() < step.restart.order());
            if let Some(before) = step_of(provider).filter(|before| before.back == step.start) {
                prop_assert!(before.wave < step.wave, "{:?} after {:?}", step, before);
            }
        } else {
            let repaired = |f: &Event| f.node == step.node && f.level == 2 && f.until == Some(step.start);
            prop_assert!(case.failures.iter().any(repaired), "{:?} waited for nothing", step);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_plan_brings_everything_back_when_it_says(case in entangled()) {
        let graph = case.graph();
        let mut scratch = Scratch::default();
        let Some((plan, end)) = planned(&case, &graph, &mut scratch, true) else { return Ok(()) };
        let outcome = Outcome::new(&scratch, &graph);
        prop_assert!(plan.complete);
        prop_assert!(outcome.remaining().all(|(_, level)| (level as u8) < 2), "still deadlocked: {:?}", plan);
        check_steps(&case, &graph, &plan, &outcome)?;
        // As a person would play it: at these seconds start these without that. Which of two that are started in the
        // same second comes first follows from what each is started without.
        let mut told: Vec<ManualStart> = Vec::new();
        for bridge in outcome.bridges() {
            match told.iter_mut().find(|start| (start.node, start.from) == (bridge.node, bridge.from)) {
                Some(start) => start.without.get_or_insert_default().push(bridge.dependency),
                None => told.push(ManualStart {
                    node: bridge.node,
                    from: bridge.from,
                    without: Some(vec![bridge.dependency]),
                }),
            }
        }
        let case = Case { horizon: end + 30, ..case };
        let literal = literal::solve_with(&case, &told);
        for (node, spans) in &literal.affected {
            let down: Vec<_> = spans.iter().filter(|span| span.0 == 2).collect();
            match plan.steps.iter().find(|step| step.node == *node && step.times > 0) {
                Some(step) => {
                    prop_assert_eq!(down[0].1, step.failed);
                    prop_assert_eq!(down.last().unwrap().2, Some(step.back));
                    prop_assert_eq!(down.len() as u32, step.times);
                }
                None => prop_assert!(down.is_empty(), "{} is in no step", node),
            }
        }
        prop_assert_eq!(literal, case.solve_with(&graph, &mut scratch, &told));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_fewer_starts_by_hand_would_do(case in entangled()) {
        let graph = case.graph();
        let mut scratch = Scratch::default();
        let Some((plan, end)) = planned(&case, &graph, &mut scratch, false) else { return Ok(()) };
        let stuck = Outcome::new(&scratch, &graph).deadlocked();
        prop_assert_eq!(stuck.is_empty(), plan.deadlocks.is_empty());
        if stuck.is_empty() || stuck.len() > 8 {
            return Ok(());
        }
        let mut resolves = |chosen: &[ManualStart]| {
            scratch.run_with(&graph, &question(&case.failures), chosen).unwrap();
            Outcome::new(&scratch, &graph).deadlocked().is_empty()
        };
        let started: Vec<_> = plan.deadlocks.iter().flat_map(|d| &d.started).collect();
        let late = |node, without| ManualStart { node, from: end, without };
        let all: Vec<_> = started.iter().map(|s| late(s.node, Some(s.without.clone()))).collect();
        prop_assert!(resolves(&all), "{:?} do not resolve {:?}, end {}", all, stuck, end);
        for subset in 0..1u32 << stuck.len() {
            if (subset.count_ones() as usize) < started.len() {
                let picked = (0..stuck.len()).filter(|i| subset & 1 << i != 0);
                let chosen: Vec<_> = picked.map(|i| late(stuck[i], None)).collect();
                prop_assert!(!resolves(&chosen), "{:?} are fewer than {:?}", chosen, started);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_to_be_the_fewest_is_so_at_every_second(case in entangled()) {
        let graph = case.graph();
        let mut scratch = Scratch::default();
        let Some((plan, end)) = planned(&case, &graph, &mut scratch, true) else { return Ok(()) };
        let all: usize = plan.deadlocks.iter().map(|deadlock| deadlock.started.len()).sum();
        let outcome = Outcome::new(&scratch, &graph);
        for step in &plan.steps {
            let provider = step.provider.filter(|_| !step.by_hand);
            let before = provider.and_then(|p| plan.steps.iter().find(|before| before.node == p));
            prop_assert!(before.is_none_or(|b| b.wave < step.wave || b.times > 1 && step.wave > 1), "{:?}", plan.steps);
            prop_assert!(outcome.hit(step.node).is_some());
        }
        if all != 2 || end > 100 || !plan.deadlocks.iter().all(|deadlock| deadlock.fewest) {
            return Ok(());
        }
        // One alone, whichever and whenever; by the literal evaluation, long enough for all to come back.
        let case = Case { horizon: 2 * end + 100, ..case };
        for node in 0..case.recovery.len() as u32 {
            for from in 0..=end {
                let alone = [ManualStart { node, from, without: None }];
                let spans = literal::solve_with(&case, &alone).affected;
                let stuck = spans.values().any(|spans| spans.last().is_some_and(|s| (s.0, s.2) == (2, None)));
                prop_assert!(stuck, "{:?} alone is fewer than {:?}", alone, plan.by_hand);
            }
        }
    }
}

#[test]
fn the_fewest_are_proven_in_the_middle_of_the_course_too() {
    // Node 0 is the power of two circles, with batteries or without; it needs 5.
    let proven = |battery: u32, fails_itself: u32| {
        let power = |dependent| Need {
            terms: Terms { tolerance: battery, ..terms(1, 1) },
            ..essential(dependent, 0)
        };
        let circles = [essential(1, 2), essential(2, 1), essential(3, 4), essential(4, 3)];
        let needs = [essential(0, 5), power(1), power(3)].into_iter().chain(circles).collect();
        let failures = vec![fails(fails_itself, 2, 0, Some(100))];
        let case = Case { recovery: vec![0; 6], needs, failures, horizon: 0 };
        let (graph, mut scratch) = (case.graph(), Scratch::default());
        let (plan, _) = planned(&case, &graph, &mut scratch, true).unwrap();
        plan.deadlocks.iter().map(|deadlock| (deadlock.started.len(), deadlock.fewest)).collect::<Vec<_>>()
    };
    // Started by hand before the batteries are empty, the power alone keeps both circles up.
    assert_eq!(proven(50, 5), [(1, false), (1, false)]);
    // What fails by itself cannot be started: each circle needs a start of its own.
    assert_eq!(proven(50, 0), [(1, true), (1, true)]);
    assert_eq!(proven(0, 0), [(1, true), (1, true)]);
}

#[test]
fn circles_are_named_and_the_most_needed_node_is_started() {
    // DNS 0 and directory 1 need each other; the hypervisor 2 needs both; 3 needs the hypervisor; all fall with power 4.
    let case = Case {
        recovery: vec![60, 120, 300, 30, 0],
        needs: vec![
            essential(0, 1),
            essential(0, 4),
            essential(1, 0),
            essential(1, 4),
            essential(2, 0),
            essential(2, 1),
            essential(3, 2),
        ],
        failures: vec![fails(4, 2, 0, Some(1000))],
        horizon: 0,
    };
    let graph = case.graph();
    let mut scratch = Scratch::default();
    let (plan, _) = planned(&case, &graph, &mut scratch, true).unwrap();
    let [deadlock] = &plan.deadlocks[..] else { panic!("{:?}", plan.deadlocks) };
    assert_eq!((&deadlock.nodes[..], deadlock.behind, deadlock.fewest), (&[0, 1][..], 2, true));
    let circle: Vec<_> = deadlock.circle.iter().map(|w| (w.node, w.dependency)).collect();
    assert_eq!((circle, deadlock.shortest), (vec![(0, 0), (1, 2)], true));
    assert_eq!(deadlock.started.len(), 1);
    assert_eq!((deadlock.started[0].node, &deadlock.started[0].without[..]), (0, &[0][..]));
    // The start by hand waited for the power, and so did everything after it.
    let outcome = Outcome::new(&scratch, &graph);
    let started = &plan.steps[1].restart;
    assert_eq!((started.node, started.by_hand, started.through), (0, true, None));
    assert_eq!(outcome.waited_for(started).map(|power| (power.node, power.at)), Some((4, 1000)));
    let times: Vec<_> = plan.steps.iter().map(|s| (s.node, s.wave, s.start, s.back)).collect();
    assert_eq!(
        times,
        [(4, 1, 1000, 1000), (0, 2, 1000, 1060), (1, 3, 1060, 1180), (2, 4, 1180, 1480), (3, 5, 1480, 1510)]
    );
}

#[test]
fn two_at_once_do_what_takes_three_one_after_the_other() {
    let any = |dependent, primaries: &[u32], fallbacks: &[u32], terms| Need {
        dependent,
        primaries: primaries.to_vec(),
        fallbacks: fallbacks.to_vec(),
        terms,
    };
    // 2 comes back degraded, because of 4. Whoever starts 1 before that has 1 sound, and so of use as a fallback to 0.
    let case = Case {
        recovery: vec![0; 6],
        needs: vec![
            any(0, &[4], &[], terms(0, 1)),
            any(0, &[2], &[1], terms(2, 0)),
            essential(0, 1),
            any(1, &[0], &[2, 4], terms(2, 0)),
            essential(1, 2),
            any(2, &[1, 4], &[], terms(0, 2)),
            essential(2, 5),
            any(3, &[1, 5], &[], terms(2, 0)),
            essential(4, 0),
            essential(5, 3),
        ],
        failures: vec![fails(0, 1, 0, Some(1))],
        horizon: 0,
    };
    let graph = case.graph();
    let mut scratch = Scratch::default();
    let (plan, _) = planned(&case, &graph, &mut scratch, true).unwrap();
    let [deadlock] = &plan.deadlocks[..] else { panic!("{:?}", plan.deadlocks) };
    assert_eq!((deadlock.nodes.len(), deadlock.fewest, deadlock.at_once), (6, true, true));
    let mut started: Vec<_> = deadlock.started.iter().map(|start| start.node).collect();
    started.sort_unstable();
    assert_eq!(started, [1, 3]);
    assert!(Outcome::new(&scratch, &graph).remaining().all(|(_, level)| (level as u8) < 2));
    assert!(plan.by_hand.iter().all(|start| start.from == 1));
}

#[test]
fn urgency_runs_back_along_what_is_needed() {
    // 3 needs 2 needs 1; 4 needs 1 and takes long; only 3 has an objective.
    let case = Case {
        recovery: vec![0, 100, 200, 10, 500],
        needs: vec![essential(1, 0), essential(2, 1), essential(3, 2), essential(4, 1)],
        failures: vec![fails(0, 2, 0, Some(50))],
        horizon: 0,
    };
    let graph = case.graph();
    let due = |node: NodeIx, failed: u32| (node == 3).then_some(failed + 300);
    let mut scratch = Scratch::default();
    let wish = Wish { by_hand: &[], propose: true, due: &due };
    let plan = plan(&graph, &question(&case.failures), &wish, &mut scratch).unwrap();
    let slack: Vec<_> = plan.steps.iter().map(|s| (s.node, s.slack, s.urgent_for)).collect();
    let late = (Some(-60), Some(3));
    assert_eq!(
        slack,
        [(0, late.0, late.1), (1, late.0, late.1), (2, late.0, late.1), (4, None, None), (3, late.0, late.1)]
    );
}

#[test]
fn of_two_out_of_three_the_second_to_come_back_is_waited_for() {
    let mut quorum = essential(3, 0);
    quorum.primaries = vec![0, 1, 2];
    quorum.terms = Terms { start_only: true, ..terms(2, 2) };
    let case = Case {
        recovery: vec![0, 0, 0, 5],
        needs: vec![quorum],
        failures: vec![
            fails(0, 2, 0, Some(10)),
            fails(1, 2, 0, Some(20)),
            fails(2, 2, 0, Some(30)),
            fails(3, 2, 0, Some(1)),
        ],
        horizon: 0,
    };
    let graph = case.graph();
    let mut scratch = Scratch::default();
    let (plan, _) = planned(&case, &graph, &mut scratch, true).unwrap();
    let last = plan.steps.last().unwrap();
    assert_eq!((last.node, last.provider, last.start, last.back, last.wave), (3, Some(1), 20, 25, 2));
}

#[test]
fn a_million_in_a_circle_need_one_start() {
    const MILLION: u32 = 1_000_000;
    let needs = (0..MILLION).map(|i| essential(i, (i + MILLION - 1) % MILLION)).collect();
    let case = Case {
        recovery: vec![0; MILLION as usize],
        needs,
        failures: vec![fails(7, 2, 0, Some(9))],
        horizon: 0,
    };
    let graph = case.graph();
    let mut scratch = Scratch::default();
    let question = Question { budget: u64::MAX, ..question(&case.failures) };
    let wish = Wish { by_hand: &[], propose: true, due: &due };
    let plan = plan(&graph, &question, &wish, &mut scratch).unwrap();
    let [deadlock] = &plan.deadlocks[..] else { panic!("{} deadlocks", plan.deadlocks.len()) };
    assert_eq!((deadlock.nodes.len(), deadlock.circle.len()), (MILLION as usize, MILLION as usize));
    assert_eq!((deadlock.started.len(), deadlock.fewest, deadlock.shortest), (1, true, true));
    assert_eq!(plan.steps.len(), MILLION as usize);
    assert_eq!(plan.steps.last().map(|step| (step.wave, step.back)), Some((MILLION, 9)));
}
