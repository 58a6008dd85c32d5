//! Inherited objectives against the timeline: what is required is just enough, what is achievable is what happens.

use super::case::{Case, essential, fails};
use super::literal;
use super::properties::need;
use proptest::prelude::*;
use tragweite::engine::come_back::ComeBack;
use tragweite::engine::objectives::{NONE, Objectives, Stated};
use tragweite::engine::{Graph, Scratch};
use tragweite::model::Include;

fn come_back(graph: &Graph) -> ComeBack {
    ComeBack::new(graph, Include::All, u64::MAX, &mut Scratch::default()).unwrap()
}

fn stated(rto: Vec<u32>) -> Stated {
    let none = vec![NONE; rto.len()];
    Stated { rto, mtpd: none.clone(), rpo: none }
}

/// Every node but the first needs one before it.
fn tree() -> impl Strategy<Value = (Case, Vec<u32>)> {
    (2..9u32).prop_flat_map(|nodes| {
        let clocks = (any::<u32>(), 0..9u32, prop_oneof![3 => (0..9u32).prop_map(Some), 1 => Just(None)]);
        let rto = prop_oneof![(20..60u32), Just(NONE)];
        (
            proptest::collection::vec(0..6u32, nodes as usize),
            proptest::collection::vec(clocks, nodes as usize - 1),
            proptest::collection::vec(rto, nodes as usize),
        )
            .prop_map(|(recovery, clocks, rto)| {
                let need = |(i, (to, tolerance, workaround)): (u32, (u32, u32, Option<u32>))| {
                    let mut need = essential(i, to % i);
                    (need.terms.tolerance, need.terms.workaround) = (tolerance, workaround);
                    need
                };
                let needs = (1..).zip(clocks).map(need).collect();
                (Case { recovery, needs, failures: vec![], horizon: 2000 }, rto)
            })
    })
}

/// Does everybody but the failed node itself keep its objective when the first node is away for so long?
fn kept(case: &Case, rto: &[u32], lasts: u32) -> bool {
    let case = Case { failures: vec![fails(0, 2, 0, Some(lasts))], ..case.clone() };
    let answer = case.solve();
    let missed = |&(level, from, until): &(u8, u32, Option<u32>), node: u32| {
        level == 2 && until.is_none_or(|until| until - from > rto[node as usize])
    };
    answer.affected.iter().all(|(&node, spans)| node == 0 || !spans.iter().any(|span| missed(span, node)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_required_is_just_enough((case, rto) in tree()) {
        // The failed node comes back without a recovery of its own, so that the length of its failure is its outage.
        let mut case = case;
        case.recovery[0] = 0;
        let objectives = Objectives::new(&case.graph(), Include::All, &stated(rto.clone()));
        match objectives.rto.of(0) {
            None => prop_assert!(kept(&case, &rto, 1000)),
            Some(required) => {
                prop_assert!(required <= 0 || kept(&case, &rto, required as u32));
                prop_assert!(!kept(&case, &rto, (required + 1).max(1) as u32));
            }
        }
    }

    #[test]
    fn what_is_achievable_is_what_happens_after_everything_was_down(
        recovery in proptest::collection::vec(0..6u32, 8),
        needs in proptest::collection::vec(need(8, true), 1..14),
    ) {
        let failures = (0..8).map(|node| fails(node, 2, 0, Some(1))).collect();
        let case = Case { recovery, needs, failures, horizon: 300 };
        let graph = case.graph();
        let back = come_back(&graph);
        let answer = literal::solve(&case);
        for node in 0..8 {
            let last = answer.affected[&node].iter().rfind(|span| span.0 == 2).unwrap();
            prop_assert_eq!(back.after(node).map(|seconds| seconds + 1), last.2, "node {}", node);
            let level = answer.affected[&node].last().filter(|span| span.2.is_none()).map_or(0, |span| span.0);
            let vain = back.in_vain(&graph, node);
            prop_assert_eq!(vain.is_some(), level > 0, "node {} waits for {:?}", node, vain);
        }
    }

    #[test]
    fn chains_lead_to_the_consumer_whose_objective_it_is(
        recovery in proptest::collection::vec(0..6u32, 8),
        needs in proptest::collection::vec(need(8, true), 1..14),
        rto in proptest::collection::vec(prop_oneof![(0..60u32), Just(NONE)], 8),
    ) {
        let case = Case { recovery, needs, failures: vec![], horizon: 0 };
        let graph = case.graph();
        let objectives = Objectives::new(&graph, Include::All, &stated(rto.clone()));
        for node in 0..8 {
            let chain: Vec<_> = objectives.rto.chain(&graph, &rto, node).take(20).collect();
            prop_assert!(chain.len() < 9, "{:?} runs round", chain);
            prop_assert_eq!(chain.is_empty(), objectives.rto.of(node).is_none());
            let mut provider = node;
            for &dependency in &chain {
                prop_assert!(graph.providers(dependency).contains(&provider));
                provider = graph.dependent(dependency);
            }
            if let (Some(required), false) = (objectives.rto.of(node), chain.is_empty()) {
                prop_assert!(rto[provider as usize] != NONE, "the chain ends where nothing is stated");
                // Going the chain back gives the number, but for recoveries within circles.
                let later: i64 = chain.iter().map(|&d| {
                    let terms = graph.head(d).1.terms;
                    if terms.start_only { 0 } else { i64::from(terms.tolerance + terms.workaround.unwrap()) }
                }).sum();
                prop_assert!(required <= i64::from(rto[provider as usize]) + later);
            }
            for need in case.needs.iter().filter(|n| n.terms.min > 0) {
                if need.primaries.contains(&node) && rto[need.dependent as usize] != NONE {
                    let terms = need.terms;
                    let Some(workaround) = terms.workaround.or(terms.start_only.then_some(0)) else { continue };
                    let later = if terms.start_only { 0 } else { i64::from(terms.tolerance + workaround) };
                    prop_assert!(objectives.rto.of(node).unwrap() <= i64::from(rto[need.dependent as usize]) + later);
                }
            }
        }
    }
}

#[test]
fn the_strictest_consumer_counts_and_is_named() {
    // 0 <- 1 <- 2 (8 h, 1 h recovery) and 0 <- 3 (12 h, two hours of battery).
    let hour = 3600;
    let mut battery = essential(3, 0);
    battery.terms.tolerance = 2 * hour;
    let case = Case {
        recovery: vec![0, hour, hour, 0],
        needs: vec![essential(1, 0), essential(2, 1), battery],
        failures: vec![],
        horizon: 0,
    };
    let graph = case.graph();
    let own = stated(vec![NONE, NONE, 8 * hour, 12 * hour]);
    let objectives = Objectives::new(&graph, Include::All, &own);
    assert_eq!(objectives.rto.of(1), Some(7 * i64::from(hour)));
    assert_eq!(objectives.rto.of(0), Some(6 * i64::from(hour)));
    assert_eq!(objectives.rto.chain(&graph, &own.rto, 0).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(objectives.rto.of(2), None);
    let back = come_back(&graph);
    assert_eq!((back.after(2), back.slowest(2)), (Some(2 * hour), Some(1)));
}

#[test]
fn a_circle_hands_on_without_shrinking_and_never_comes_up() {
    let case = Case {
        recovery: vec![5, 5, 5],
        needs: vec![essential(0, 1), essential(1, 0), essential(2, 0)],
        failures: vec![],
        horizon: 0,
    };
    let graph = case.graph();
    let objectives = Objectives::new(&graph, Include::All, &stated(vec![NONE, NONE, 60]));
    assert_eq!((objectives.rto.of(0), objectives.rto.of(1)), (Some(55), Some(55)));
    assert_eq!((0..3).map(|n| come_back(&graph).after(n)).collect::<Vec<_>>(), [None, None, None]);
}

#[test]
fn a_chain_of_a_million() {
    const MILLION: u32 = 1_000_000;
    let needs = (1..MILLION).map(|i| essential(i, i - 1)).collect();
    let case = Case { recovery: vec![1; MILLION as usize], needs, failures: vec![], horizon: 0 };
    let graph = case.graph();
    let mut rto = vec![NONE; MILLION as usize];
    rto[MILLION as usize - 1] = 2 * MILLION;
    let objectives = Objectives::new(&graph, Include::All, &stated(rto.clone()));
    assert_eq!(come_back(&graph).after(MILLION - 1), Some(MILLION));
    assert_eq!(objectives.rto.of(0), Some(i64::from(2 * MILLION) - i64::from(MILLION - 1)));
    assert_eq!(objectives.rto.chain(&graph, &rto, 0).count(), MILLION as usize - 1);
}
