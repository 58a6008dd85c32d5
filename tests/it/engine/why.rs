//! Why-chains: from every affected node back to a failure, in time order, and the same however the map was built.

use super::case::{Case, essential, fails, terms};
use super::vectors;
use tragweite::engine::{Outcome, Question, Scratch};
use tragweite::model::Include;

fn outcome<'s>(case: &Case, graph: &'s tragweite::engine::Graph, scratch: &'s mut Scratch) -> Outcome<'s> {
    let question = Question {
        failures: &case.failures,
        horizon: Some(case.horizon),
        include: Include::All,
        budget: u64::MAX,
    };
    scratch.run(graph, &question).unwrap();
    Outcome::new(scratch, graph)
}

#[test]
fn every_chain_leads_back_to_a_failure_in_time_order() {
    let mut scratch = Scratch::default();
    let mut hops = 0;
    for (name, case, _) in vectors::all() {
        let graph = case.graph();
        let outcome = outcome(&case, &graph, &mut scratch);
        for (_, node, worst) in outcome.affected() {
            let chain: Vec<_> = outcome.why(&worst).collect();
            hops += chain.len();
            assert_eq!(
                (chain[0].node, chain[0].level, chain[0].at),
                (node, worst.level, worst.from),
                "{name}"
            );
            assert_eq!(chain.len() as u32, outcome.depth(&worst), "{name}");
            for pair in chain.windows(2) {
                assert!(pair[1].at <= pair[0].at, "{name}: a cause after its effect");
                assert_eq!(outcome.provider(&pair[0]), Some(pair[1].node), "{name}");
                let through = outcome.through(&pair[0]).expect("only the last hop is a root");
                assert_eq!(graph.dependent(through), pair[0].node, "{name}");
                assert!(graph.providers(through).contains(&pair[1].node), "{name}");
            }
            let root = chain.last().unwrap();
            assert_eq!(outcome.through(root), None, "{name}");
            let failed = |f: &tragweite::engine::Event| {
                f.node == root.node && f.from <= root.at && f.until.is_none_or(|u| root.at < u)
            };
            assert!(case.failures.iter().any(failed), "{name}: {} did not fail by itself", root.node);
            assert_eq!(outcome.root(&worst), *root, "{name}");
        }
    }
    assert!(hops > 1000);
}

#[test]
fn the_provider_that_tipped_it_is_named() {
    // 3 of any: the first loss is carried, the second at 20 tips it after a battery of 5.
    let mut battery = essential(3, 0);
    battery.primaries = vec![0, 1, 2];
    battery.terms = tragweite::model::Terms { tolerance: 5, ..terms(2, 0) };
    let case = Case {
        recovery: vec![0; 5],
        needs: vec![battery, essential(4, 3)],
        failures: vec![fails(2, 2, 10, None), fails(1, 2, 20, None)],
        horizon: 100,
    };
    let graph = case.graph();
    let mut scratch = Scratch::default();
    let outcome = outcome(&case, &graph, &mut scratch);
    let worst = outcome.worst(outcome.hit(4).unwrap()).unwrap();
    let chain: Vec<_> = outcome.why(&worst).map(|h| (h.node, h.at, outcome.provider(&h))).collect();
    assert_eq!(chain, [(4, 25, Some(3)), (3, 25, Some(1)), (1, 20, None)]);
}

#[test]
fn among_equals_the_first_by_key_is_named() {
    let case = Case {
        recovery: vec![0; 3],
        needs: vec![essential(2, 1), essential(2, 0)],
        failures: vec![fails(1, 2, 0, None), fails(0, 2, 0, None)],
        horizon: 10,
    };
    let graph = case.graph();
    let mut scratch = Scratch::default();
    let outcome = outcome(&case, &graph, &mut scratch);
    let worst = outcome.worst(outcome.hit(2).unwrap()).unwrap();
    let own = outcome.why(&worst).next().unwrap();
    assert_eq!(outcome.provider(&own), Some(0));
}

#[test]
fn all_causes_are_named_and_no_level_that_stood_only_inside_an_instant() {
    // The store 3 has 0, or else 2, which is degraded because of 1; the servers 4 stand on it and on 5.
    let mut store = essential(3, 0);
    store.fallbacks = vec![2];
    let case = Case {
        recovery: vec![0; 6],
        needs: vec![essential(2, 1), store, essential(4, 3), essential(4, 5)],
        failures: vec![fails(0, 2, 0, None), fails(1, 1, 0, None), fails(5, 2, 7, Some(9))],
        horizon: 20,
    };
    let graph = case.graph();
    let mut scratch = Scratch::default();
    let outcome = outcome(&case, &graph, &mut scratch);
    let of = |node| {
        let hit = outcome.hit(node).unwrap();
        let worst = outcome.worst(hit).unwrap();
        let chain: Vec<_> = outcome.why(&worst).map(|hop| (hop.node, hop.level as u8)).collect();
        let causes = outcome.causes(hit, &worst);
        (chain, causes.into_iter().map(|c| (c.through, c.from, c.until, c.holds_back)).collect::<Vec<_>>())
    };
    assert_eq!(of(3), (vec![(3, 2), (0, 2)], vec![(Some(1), 0, None, false)]));
    let lost: Vec<_> = outcome.lost(1, 0).iter().map(|l| (l.node, l.level as u8, l.fallback)).collect();
    assert_eq!(lost, [(0, 2, false), (2, 1, true)]);
    let both = vec![(Some(2), 0, None, false), (Some(3), 7, Some(9), false)];
    assert_eq!(of(4), (vec![(4, 2), (3, 2), (0, 2)], both));
    assert_eq!(of(5).1, [(None, 7, Some(9), false)]);
}
