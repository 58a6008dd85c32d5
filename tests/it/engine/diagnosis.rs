//! What failed, given what is seen: the true cause comes first, and brute force finds nothing better.

use super::case::{Case, Need, essential, terms};
use super::properties::case;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tragweite::engine::diagnosis::{
    Diagnosis, DiagnosisScratch, Evidence, Hypothesis, Observation, Score, Supposed,
};
use tragweite::engine::{Graph, LevelsScratch, Watch};
use tragweite::model::{Include, Level};

const ALL: usize = 100_000;

fn evidence(observations: &[Observation], include: Include, keep: usize) -> Evidence<'_> {
    Evidence { observations, include, keep, budget: u64::MAX }
}

fn seen(node: u32, level: u8) -> Observation {
    Observation { node, level: Level::from_number(level) }
}

fn run(graph: &Graph, evidence: &Evidence<'_>) -> Diagnosis {
    DiagnosisScratch::default().run(graph, evidence, &Watch::default()).unwrap()
}

fn diagnose(graph: &Graph, observations: &[Observation]) -> Diagnosis {
    run(graph, &evidence(observations, Include::All, 10))
}

/// Straight from the definition.
fn score(graph: &Graph, failures: &[Supposed], observations: &[Observation], include: Include) -> Score {
    let mut scratch = LevelsScratch::default();
    let says: BTreeMap<u32, Level> = scratch.run(graph, failures, include).collect();
    let looked: BTreeSet<u32> = observations.iter().map(|seen| seen.node).collect();
    let level = |node: u32| says.get(&node).map_or(0, |&level| level as u32);
    let wrong = |seen: &&Observation| seen.level == Level::Operational && level(seen.node) > 0;
    Score {
        distance: observations.iter().map(|seen| level(seen.node).abs_diff(seen.level as u32)).sum(),
        wrong: observations.iter().filter(wrong).count() as u32,
        unknown: says.keys().filter(|node| !looked.contains(node)).count() as u32,
    }
}

/// Every set of so many failures and its score, each level that a diagnosis considers.
fn brute_force(
    graph: &Graph,
    size: usize,
    observations: &[Observation],
    include: Include,
) -> BTreeMap<Vec<Supposed>, Score> {
    const LEVELS: [Level; 2] = [Level::Degraded, Level::Unavailable];
    let mut sets: Vec<Vec<Supposed>> = vec![vec![]];
    for _ in 0..size {
        let longer = sets.iter().flat_map(|set| {
            let from = set.last().map_or(0, |last| last.0 + 1);
            (from..graph.node_bound()).flat_map(move |node| {
                LEVELS.iter().map(move |&level| set.iter().copied().chain([(node, level)]).collect())
            })
        });
        sets = longer.collect();
    }
    sets.into_iter().map(|set| (set.clone(), score(graph, &set, observations, include))).collect()
}

fn nodes(failures: &[Supposed]) -> Vec<u32> {
    failures.iter().map(|f| f.0).collect()
}

/// Nodes and scores, whatever the levels: of equal scores of the same nodes only one is told.
fn told(list: &[Hypothesis]) -> BTreeSet<(Vec<u32>, Score)> {
    list.iter().map(|h| (nodes(&h.failures), h.score)).collect()
}

fn unconfirmed(mut case: Case, some: bool) -> Case {
    for need in case.needs.iter_mut().step_by(3) {
        need.terms.confirmed = !some;
    }
    case
}

fn observations(of: &[u8]) -> Vec<Observation> {
    (0..).zip(of).filter(|(_, level)| **level < 3).map(|(node, level)| seen(node, *level)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_true_cause_comes_first_or_tied(
        case in case(false, false),
        cause in 0..10u32,
        unavailable in any::<bool>(),
        confirmed in any::<bool>(),
        working in proptest::collection::vec(any::<bool>(), 10),
    ) {
        let case = unconfirmed(case, confirmed);
        let include = if confirmed { Include::Confirmed } else { Include::All };
        let graph = case.graph();
        let cause = (
            cause % graph.node_bound(),
            if unavailable { Level::Unavailable } else { Level::Degraded },
        );
        let mut scratch = LevelsScratch::default();
        let says: BTreeMap<u32, Level> = scratch.run(&graph, &[cause], include).collect();
        let observations: Vec<Observation> = (0..graph.node_bound())
            .filter(|node| says.contains_key(node) || working[*node as usize])
            .map(|node| seen(node, says.get(&node).map_or(0, |&level| level as u8)))
            .collect();
        let found = run(&graph, &evidence(&observations, include, ALL));
        prop_assert_eq!(found.singles[0].score, Score::default());
        let first: Vec<&Hypothesis> =
            found.singles.iter().filter(|h| h.score == Score::default()).collect();
        // Where by a circle the other level of the same node has all the same effects, only one of them is told.
        let is_cause = |h: &&Hypothesis| h.failures[0].0 == cause.0;
        prop_assert!(first.iter().any(is_cause), "{:?} not in {:?}", cause, first);
        prop_assert!(first.len() <= found.tied as usize);
        prop_assert!(found.every_single && found.every_pair && found.pairs.is_empty());
        // However few are kept: the same ones in the same order.
        let few = run(&graph, &evidence(&observations, include, 1));
        prop_assert_eq!(&few.singles[..], &found.singles[..1]);
        prop_assert_eq!(few.tied, found.tied);
    }

    #[test]
    fn brute_force_finds_nothing_better(
        case in case(false, false),
        levels in proptest::collection::vec(0..5u8, 10),
        confirmed in any::<bool>(),
        keep in 1..5usize,
    ) {
        let case = unconfirmed(case, confirmed);
        let include = if confirmed { Include::Confirmed } else { Include::All };
        let graph = case.graph();
        let observations = observations(&levels[..graph.node_bound() as usize]);
        let mut scratch = DiagnosisScratch::default();
        let found = scratch.run(&graph, &evidence(&observations, include, ALL), &Watch::default()).unwrap();
        prop_assert!(found.every_single && found.every_pair);
        let without: u32 = observations.iter().map(|seen| seen.level as u32).sum();
        prop_assert_eq!(found.without, without);
        let expect = |size: usize, below: u32| -> BTreeSet<(Vec<u32>, Score)> {
            let all = brute_force(&graph, size, &observations, include);
            all.iter().filter(|(_, s)| s.distance < below).map(|(f, s)| (nodes(f), *s)).collect()
        };
        prop_assert_eq!(told(&found.singles), expect(1, without));
        if let Some(first) = found.singles.first() {
            let fits = |h: &&Hypothesis| h.score.fit() == first.score.fit();
            let tied: BTreeSet<u32> = found.singles.iter().filter(fits).map(|h| h.failures[0].0).collect();
            prop_assert_eq!((found.tied, found.every_tied), (tied.len() as u32, true));
        }
        let closest = found.singles.first().map_or(without, |first| first.score.distance);
        prop_assert_eq!(told(&found.pairs), if closest == 0 { BTreeSet::new() } else { expect(2, closest) });
        for hypothesis in found.singles.iter().chain(&found.pairs) {
            prop_assert_eq!(hypothesis.score, score(&graph, &hypothesis.failures, &observations, include));
        }
        let few = scratch.run(&graph, &evidence(&observations, include, keep), &Watch::default()).unwrap();
        prop_assert_eq!(&few.singles[..], &found.singles[..keep.min(found.singles.len())]);
        prop_assert_eq!(&few.pairs[..], &found.pairs[..keep.min(found.pairs.len())]);
        prop_assert_eq!(few.tied, found.tied);
    }

    #[test]
    fn a_reading_tells_every_observation_once(
        case in case(false, false),
        levels in proptest::collection::vec(0..5u8, 10),
    ) {
        let graph = case.graph();
        let observations = observations(&levels[..graph.node_bound() as usize]);
        let evidence = evidence(&observations, Include::All, 20);
        let mut scratch = DiagnosisScratch::default();
        let found = scratch.run(&graph, &evidence, &Watch::default()).unwrap();
        let hypotheses: Vec<&Hypothesis> = found.singles.iter().collect();
        let (readings, looks) = scratch.read(&graph, &evidence, &hypotheses, 3, &Watch::default()).unwrap();
        let says = |h: &Hypothesis| -> BTreeMap<u32, Level> {
            LevelsScratch::default().run(&graph, &h.failures, Include::All).collect()
        };
        for (h, r) in hypotheses.iter().zip(&readings) {
            let symptoms = observations.iter().filter(|seen| seen.level > Level::Operational).count();
            prop_assert_eq!(r.explained.len() + r.partly.len() + r.unexplained.len(), symptoms);
            prop_assert_eq!(r.wrong.len() as u32, h.score.wrong);
            let own = h.failures.iter().filter(|f| !observations.iter().any(|o| o.node == f.0)).count();
            prop_assert_eq!(r.unknown_total + own as u64, u64::from(h.score.unknown));
            prop_assert_eq!(r.unknown.len() as u64, r.unknown_total.min(3));
        }
        for look in &looks {
            prop_assert!(!observations.iter().any(|seen| seen.node == look.node));
            let least = hypotheses[0].score.distance;
            let best = hypotheses.iter().filter(|h| h.score.distance == least).count();
            let told = hypotheses.iter().take(if best > 1 { best.min(16) } else { 16 }).enumerate();
            let (down, working): (Vec<_>, Vec<_>) = told.partition(|(_, h)| says(h).contains_key(&look.node));
            let places = |list: &[(usize, &&Hypothesis)]| -> Vec<usize> { list.iter().map(|(at, _)| *at).collect() };
            prop_assert_eq!((&look.down, &look.working), (&places(&down), &places(&working)));
            prop_assert!(!down.is_empty() && !working.is_empty());
        }
    }
}

/// Fifty services, each on two redundant servers of which both are on one store: nodes 0..50, 50 and 51, 52.
fn redundant() -> Graph {
    let any = |dependent| Need { dependent, primaries: vec![50, 51], fallbacks: vec![], terms: terms(1, 1) };
    let mut needs: Vec<Need> = (0..50).map(any).collect();
    needs.extend([essential(50, 52), essential(51, 52)]);
    // Others stand on the store, too.
    needs.extend((53..60).map(|node| essential(node, 52)));
    Case { recovery: vec![0; 60], needs, failures: vec![], horizon: 1 }.graph()
}

#[test]
fn what_takes_both_of_two_comes_before_the_two() {
    let graph = redundant();
    let services: Vec<Observation> = (0..50).map(|node| seen(node, 2)).collect();
    let found = diagnose(&graph, &services);
    assert_eq!(found.singles[0].failures, [(52, Level::Unavailable)]);
    assert_eq!(found.singles[0].score, Score { distance: 0, wrong: 0, unknown: 10 });
    assert!(found.pairs.is_empty());
    // Somebody sees that the rest of what stands on the store works: then it was both servers.
    let mut services = services;
    services.extend((53..60).map(|node| seen(node, 0)));
    let found = diagnose(&graph, &services);
    assert_eq!(found.singles[0].score, Score { distance: 14, wrong: 7, unknown: 3 });
    assert_eq!(found.pairs[0].failures, [(50, Level::Unavailable), (51, Level::Unavailable)]);
    assert_eq!(found.pairs[0].score, Score { distance: 0, wrong: 0, unknown: 2 });
    assert_eq!(found.candidates, 53);
    assert!(found.every_single && !found.every_pair, "more candidates than pairs are considered of");
}

#[test]
fn two_things_that_have_nothing_to_do_with_each_other() {
    // Two trees of a root with thirty leaves each; of the second one only ten are seen down.
    let mut needs: Vec<Need> = (2..32).map(|leaf| essential(leaf, 0)).collect();
    needs.extend((32..62).map(|leaf| essential(leaf, 1)));
    let graph = Case { recovery: vec![0; 62], needs, failures: vec![], horizon: 1 }.graph();
    let down: Vec<_> = (2..32).chain(32..42).map(|node| seen(node, 2)).collect();
    let found = diagnose(&graph, &down);
    assert_eq!(found.singles[0].failures, [(0, Level::Unavailable)]);
    assert_eq!(found.singles[0].score.distance, 20);
    assert_eq!(found.pairs[0].failures, [(0, Level::Unavailable), (1, Level::Unavailable)]);
    assert_eq!(found.pairs[0].score, Score { distance: 0, wrong: 0, unknown: 22 });
}

#[test]
fn a_milder_failure_that_explains_as_much_is_told_alone() {
    let mut supporting = essential(1, 0);
    supporting.terms = terms(0, 1);
    let graph = Case { recovery: vec![0; 2], needs: vec![supporting], failures: vec![], horizon: 1 }.graph();
    let found = diagnose(&graph, &[seen(1, 1)]);
    // The symptom itself claims nothing about what nobody saw; the provider may be degraded or worse.
    let list: Vec<_> = found.singles.iter().map(|h| h.failures.clone()).collect();
    assert_eq!(list, [vec![(1, Level::Degraded)], vec![(0, Level::Degraded)]]);
}

#[test]
fn without_symptoms_there_is_nothing_to_explain() {
    let graph = redundant();
    for observations in [vec![], vec![seen(3, 0)]] {
        let found = diagnose(&graph, &observations);
        assert_eq!((found.singles.len(), found.pairs.len(), found.candidates), (0, 0, 0));
        assert!(found.every_single && found.every_pair);
    }
}

#[test]
fn a_used_up_budget_is_told() {
    let graph = redundant();
    let services: Vec<Observation> = (0..50).map(|node| seen(node, 2)).collect();
    let evidence = Evidence { budget: 150, ..evidence(&services, Include::All, 10) };
    let found = run(&graph, &evidence);
    assert!(!found.every_single, "{found:?}");
}

#[test]
fn the_end_of_a_million_in_a_row_is_explained_at_once() {
    let million = 1_000_000;
    let needs = (1..million).map(|i| essential(i, i - 1)).collect();
    let graph = Case { recovery: vec![0; million as usize], needs, failures: vec![], horizon: 1 }.graph();
    let last: Vec<Observation> = (0..50).map(|back| seen(million - 1 - back, 2)).collect();
    let found = diagnose(&graph, &last);
    assert!(found.every_single && found.every_tied);
    assert_eq!((found.candidates, found.tied), (million, million - 49));
    assert_eq!(found.singles[0].failures, [(million - 50, Level::Unavailable)]);
    assert_eq!(found.singles[0].score, Score::default());
    let unknown: Vec<u32> = found.singles.iter().map(|h| h.score.unknown).collect();
    assert_eq!(unknown, (0..10).collect::<Vec<_>>());
}

#[test]
fn two_causes_are_found_although_much_else_could_explain_each() {
    // Two roots with five leaves each. Every leaf also needs sixty nodes that all the rest needs, too, and which could
    // explain as much from as near by; that the rest works speaks against them.
    let (leaves, common, rest, roots) = (0..10, 10..70, 70..78, [78, 79]);
    let mut needs: Vec<Need> =
        leaves.clone().map(|leaf| essential(leaf, roots[usize::from(leaf >= 5)])).collect();
    let others = leaves.clone().chain(rest.clone());
    needs.extend(others.flat_map(|node| common.clone().map(move |provider| essential(node, provider))));
    let graph = Case { recovery: vec![0; 80], needs, failures: vec![], horizon: 1 }.graph();
    let mut observed: Vec<Observation> = leaves.map(|leaf| seen(leaf, 2)).collect();
    observed.extend(rest.map(|node| seen(node, 0)));
    let found = diagnose(&graph, &observed);
    assert_eq!(found.candidates, 72);
    assert!(!found.every_pair, "more candidates than pairs are considered of");
    assert_eq!(found.pairs[0].failures, roots.map(|root| (root, Level::Unavailable)));
    assert_eq!(found.pairs[0].score, Score { distance: 0, wrong: 0, unknown: 2 });
}
