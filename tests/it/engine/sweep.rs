//! Every single failure, asked for in three ways, against the literal evaluation of one failure after the other.

use super::case::{Case, Need, essential, fails, terms};
use super::literal;
use super::properties::case;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tragweite::engine::sweep::alternatives::{self, Defeated};
use tragweite::engine::sweep::points::{self, ChainStep};
use tragweite::engine::sweep::ranking::{self, RankingQuestion};
use tragweite::engine::sweep::tally::{Facts, Figures};
use tragweite::engine::{Closure, Scratch, Stopped, Watch};
use tragweite::model::{Criterion, Defeat, Include, Kind, Level, Terms};

/// The levels that everything comes to when one node fails for good: by the literal evaluation.
fn levels(case: &Case, node: u32, include: Include) -> BTreeMap<u32, u8> {
    let mut case = Case { failures: vec![fails(node, 2, 0, None)], ..case.clone() };
    if include == Include::Confirmed {
        case = case.certain();
    }
    let last = |spans: &Vec<(u8, u32, Option<u32>)>| spans.iter().find(|s| s.2.is_none()).map_or(0, |s| s.0);
    literal::solve(&case).affected.iter().map(|(&node, spans)| (node, last(spans))).collect()
}

/// Some needs are not confirmed, some are only for starting, some have clocks.
fn mixed() -> impl Strategy<Value = Case> {
    (case(true, false), proptest::collection::vec(any::<bool>(), 14)).prop_map(|(mut case, confirmed)| {
        for (need, confirmed) in case.needs.iter_mut().zip(confirmed) {
            need.terms.confirmed = confirmed;
        }
        case
    })
}

fn nodes(case: &Case) -> std::ops::Range<u32> {
    0..case.recovery.len() as u32
}

/// Is the level of a need 2 at these levels?
fn is_lost(need: &Need, levels: &BTreeMap<u32, u8>) -> bool {
    let level = |node: &u32| levels.get(node).copied().unwrap_or(0);
    let good = u8::from(need.terms.tolerates_degraded);
    let works = u8::from(need.terms.degraded_works);
    let working = need.primaries.iter().filter(|p| level(p) <= works).count()
        + need.fallbacks.iter().filter(|f| level(f) <= good).count();
    working < need.terms.min as usize
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn single_points_are_those_of_trying_each(case in mixed(), confirmed in any::<bool>(), degraded in any::<bool>()) {
        let include = if confirmed { Include::Confirmed } else { Include::All };
        let at_least = if degraded { Level::Degraded } else { Level::Unavailable };
        let graph = case.graph();
        let tried: Vec<_> = nodes(&case).map(|node| levels(&case, node, include)).collect();
        let mut scratch = Scratch::default();
        for target in nodes(&case) {
            let watch = Watch::default();
            let closure = Closure::of(&graph, [target], include, &watch).unwrap();
            let own = closure.find(target).unwrap();
            let found = points::of(&closure, own, at_least, &watch).unwrap();
            prop_assert!(found.windows(2).all(|w| w[0].distance <= w[1].distance));
            let mut of_found = BTreeMap::new();
            for point in &found {
                of_found.insert(closure.node(point.own), point.level as u8);
                let way = points::way(&closure, &mut scratch, point.own, own).unwrap();
                check_way(&way, target, closure.node(point.own), point.level)?;
            }
            let expected: BTreeMap<u32, u8> = nodes(&case)
                .filter(|&node| node != target)
                .filter_map(|node| Some((node, *tried[node as usize].get(&target)?)))
                .filter(|&(_, level)| level >= at_least as u8)
                .collect();
            prop_assert_eq!(of_found, expected, "single points of {}", target);
        }
    }

    #[test]
    fn what_each_failure_takes_of_a_selection(case in mixed(), chosen in any::<u16>()) {
        let graph = case.graph();
        let targets: Vec<u32> = nodes(&case).filter(|node| chosen & 1 << node != 0).collect();
        let watch = Watch::default();
        let closure = Closure::of(&graph, targets.iter().copied(), Include::All, &watch).unwrap();
        let own: Vec<u32> = targets.iter().map(|&target| closure.find(target).unwrap()).collect();
        let reach = points::reach(&closure, &own, Level::Unavailable, &watch).unwrap();
        prop_assert_eq!(watch.progress(), (closure.len() as u64, closure.len() as u64));
        let mut of_targets = vec![0; targets.len()];
        let mut taken = Vec::new();
        for node in nodes(&case) {
            let levels = levels(&case, node, Include::All);
            let mut count = 0;
            for (sum, target) in of_targets.iter_mut().zip(&targets) {
                let hit = *target != node && levels.get(target) == Some(&2);
                *sum += u32::from(hit);
                count += u32::from(hit);
            }
            taken.extend((count > 0).then_some((std::cmp::Reverse(count), node)));
        }
        taken.sort_unstable();
        let found: Vec<_> = reach.points.iter().map(|&(own, n)| (std::cmp::Reverse(n), closure.node(own))).collect();
        prop_assert_eq!(found, taken);
        prop_assert_eq!(reach.of_targets, of_targets);
    }

    #[test]
    fn defeated_alternatives_are_those_of_trying_each(case in mixed(), confirmed in any::<bool>()) {
        let include = if confirmed { Include::Confirmed } else { Include::All };
        let graph = case.graph();
        let watch = Watch::default();
        let closure = Closure::of(&graph, nodes(&case), include, &watch).unwrap();
        let found = alternatives::defeated(&closure, &|_, _| true, &watch).unwrap();
        let case = if confirmed { case.any_enough() } else { case };
        let tried: Vec<_> = nodes(&case).map(|node| levels(&case, node, include)).collect();
        // Dependencies of the graph stand in the order of their dependents, as written for each.
        let mut needs: Vec<&Need> = case.needs.iter().collect();
        needs.sort_by_key(|need| need.dependent);
        for (d, need) in (0..).zip(needs) {
            let of = |how| {
                let of_this = |f: &&Defeated| closure.dependency(f.dependency) == d && f.how == how;
                found.iter().find(of_this).map(|f| (closure.node(f.cause), f.causes))
            };
            let all = need.primaries.len() + need.fallbacks.len();
            let t = need.terms;
            let counts = !t.start_only && (include == Include::All || t.confirmed);
            let promise = counts && t.min > 0 && all > t.min as usize;
            let lost: Vec<u32> = nodes(&case)
                .filter(|&node| promise && node != need.dependent && is_lost(need, &tried[node as usize]))
                .collect();
            let smallest = lost.iter().min_by_key(|&&node| (tried[node as usize].len(), node));
            prop_assert_eq!(of(Defeat::Shared), smallest.map(|&node| (node, lost.len() as u32)));
            if promise {
                let own = closure.find_dependency(&graph, d).unwrap();
                let hollow = |&node: &u32| {
                    let levels = &tried[node as usize];
                    node != need.dependent && is_hollow(need, levels) && !is_lost(need, levels)
                };
                let hollow: Vec<u32> = nodes(&case).filter(hollow).collect();
                let beside: Vec<u32> = nodes(&case)
                    .filter(|&node| node != need.dependent && is_beside(&case, need, &tried[node as usize], include))
                    .collect();
                let ways = [(Defeat::Shared, &lost), (Defeat::Beside, &beside), (Defeat::Fallback, &hollow)];
                for (how, expected) in ways {
                    prop_assert_eq!(of(how).map_or(0, |f| f.1), expected.len() as u32, "{:?}", how);
                    let alike = |_, _| true;
                    let (nearest, causes) =
                        alternatives::nearest(&closure, own, how, &alike, usize::MAX, &watch).unwrap();
                    prop_assert_eq!(causes, expected.len());
                    prop_assert_eq!(nearest.is_empty(), expected.is_empty());
                    for cause in nearest {
                        prop_assert!(expected.contains(&closure.node(cause.own)));
                        prop_assert_eq!(cause.through.is_some(), how == Defeat::Beside);
                    }
                }
            }
        }
    }

    #[test]
    fn a_ranking_counts_what_trying_each_counts(case in mixed(), by in 0..7usize, limit in 1..12usize) {
        let graph = case.graph();
        let figures = figures(&case);
        let candidates: Vec<u32> = nodes(&case).collect();
        let by = Criterion::ALL[by];
        let asked = RankingQuestion { candidates: &candidates, level: Level::Unavailable, include: Include::All, by, limit };
        let ranking = ranking::single(&graph, &figures, &asked, &Watch::default()).unwrap();
        let tried: Vec<_> = nodes(&case).map(|node| levels(&case, node, Include::All)).collect();
        prop_assert_eq!(ranking.first.len(), limit.min(candidates.len()));
        prop_assert_eq!(ranking.harmless, tried.iter().filter(|levels| levels.len() == 1).count() as u64);
        let listed: BTreeSet<u32> = ranking.first.iter().map(|ranked| ranked.node).collect();
        let least = ranking.first.last().map(|ranked| ranking::number(by, &ranked.totals)).unwrap();
        for node in nodes(&case) {
            let sum = sum(&tried[node as usize]);
            match ranking.first.iter().find(|ranked| ranked.node == node) {
                Some(ranked) => prop_assert_eq!(counted(&ranked.totals), sum),
                None => prop_assert!(expected(by, sum) <= least, "{} is missing in {:?}", node, listed),
            }
        }
        prop_assert!(ranking.first.windows(2).all(|w| ranking::number(by, &w[0].totals) >= ranking::number(by, &w[1].totals)));
    }

    #[test]
    fn pairs_take_what_neither_takes_alone(case in mixed()) {
        let graph = case.graph();
        let figures = figures(&case);
        let candidates: Vec<u32> = nodes(&case).collect();
        let asked = RankingQuestion {
            candidates: &candidates, level: Level::Unavailable, include: Include::All, by: Criterion::Nodes, limit: 1000,
        };
        let watch = Watch::default();
        let pairs = ranking::pairs(&graph, &figures, &asked, &watch).unwrap();
        let count = candidates.len() as u64 * (candidates.len() as u64 - 1) / 2;
        prop_assert_eq!(watch.progress(), (count, count));
        prop_assert_eq!(pairs.first.len() as u64 + pairs.without_synergy, count);
        for pair in &pairs.first {
            let [a, b] = pair.nodes;
            let both = Case { failures: vec![fails(a, 2, 0, None), fails(b, 2, 0, None)], ..case.clone() };
            let both = literal::solve(&both).affected;
            let (one, other) = (levels(&case, a, Include::All), levels(&case, b, Include::All));
            let alone = |node: &u32| one.get(node).max(other.get(node)).copied().unwrap_or(0);
            let worse = both.iter().filter(|(node, spans)| spans.last().unwrap().0 > alone(node));
            let worse = stand_for(worse.map(|(node, _)| *node));
            prop_assert!(worse > 0);
            prop_assert_eq!(pair.worse, worse);
            let affected = stand_for(both.keys().copied());
            prop_assert_eq!(pair.totals.affected(), affected);
            let before = stand_for(nodes(&case).filter(|node| alone(node) > 0));
            prop_assert_eq!(ranking::number(Criterion::Nodes, &pair.synergy) >= affected - before, true);
        }
    }
}

/// A way leads from the target to the failure, through dependencies of each step.
fn check_way(way: &[ChainStep], target: u32, failed: u32, level: Level) -> Result<(), TestCaseError> {
    prop_assert_eq!((way[0].node, way[0].level), (target, level));
    let last = way[way.len() - 1];
    prop_assert_eq!((last.node, last.level, last.through), (failed, Level::Unavailable, None));
    prop_assert!(way[..way.len() - 1].iter().all(|step| step.through.is_some() && step.lost > 0));
    Ok(())
}

/// Does what is left at these levels take the dependent as far down, through a need beside the list, as its loss would?
fn is_beside(case: &Case, list: &Need, levels: &BTreeMap<u32, u8>, include: Include) -> bool {
    let effect = if list.terms.workaround.is_none() { 1 } else { 2 };
    let others =
        case.needs.iter().filter(|other| other.dependent == list.dependent && !std::ptr::eq(*other, list));
    let counts = |t: &Terms| !t.start_only && (include == Include::All || t.confirmed);
    others.filter(|other| counts(&other.terms)).any(|other| {
        let does = |levels: &BTreeMap<u32, u8>| {
            let level = |node: &u32| levels.get(node).copied().unwrap_or(0);
            let good = u8::from(other.terms.tolerates_degraded);
            let sound = other.primaries.iter().filter(|p| level(p) <= good).count();
            let lost = is_lost(other, levels);
            let worst = if other.terms.workaround.is_none() { 1 } else { 2 };
            if lost { worst } else { u8::from(sound < other.terms.full as usize) }
        };
        // The loss of any one of those that count is enough, and one is lost.
        let count = if effect == 2 || other.terms.full == 0 { other.fallbacks.len() } else { 0 };
        let each = other.primaries.iter().chain(other.fallbacks.iter().take(count));
        let any = each.clone().all(|&one| does(&BTreeMap::from([(one, 2)])) >= effect);
        any && does(levels) >= effect
    })
}

fn is_hollow(need: &Need, levels: &BTreeMap<u32, u8>) -> bool {
    let level = |node: &u32| levels.get(node).copied().unwrap_or(0);
    let good = u8::from(need.terms.tolerates_degraded);
    need.primaries.iter().any(|p| level(p) > u8::from(need.terms.degraded_works))
        && need.fallbacks.iter().any(|f| level(f) > good)
}

const AREAS: [&str; 4] = ["14612", "146120000000", "14524", "146120000000"];

/// Every third node is an agency in some area, inside others or not; the rest belongs to the one before or to nobody.
fn facts(node: u32) -> Facts<'static> {
    let kind = [Kind::Agency, Kind::Service, Kind::Site][node as usize % 3];
    Facts {
        kind,
        public: node % 2 == 1,
        time_critical: node % 4 == 1,
        agency: (kind != Kind::Agency && node != 5).then_some(node - node % 3),
        cases_per_day: (node % 2 == 1).then_some(f64::from(node) / 8.0),
        // Of one agency nobody knows how many people live in its area.
        population: (kind == Kind::Agency && node != 3).then(|| u64::from(node + 1) * 100),
        stands_for: 1 + node % 3,
        area: (kind == Kind::Agency && node != 6).then(|| AREAS[node as usize / 3]),
    }
}

fn figures(case: &Case) -> Figures {
    Figures::new(case.recovery.len() as u32, nodes(case).map(|node| (node, facts(node))))
}

/// People, public services, time-critical ones, cases, agencies, districts, nodes: as [`Criterion::ALL`].
type Sum = [u64; 7];

fn expected(by: Criterion, sum: Sum) -> u64 {
    sum[Criterion::ALL.iter().position(|c| *c == by).unwrap()]
}

fn counted(totals: &tragweite::engine::sweep::tally::Totals) -> Sum {
    std::array::from_fn(|at| ranking::number(Criterion::ALL[at], totals))
}

/// How many these nodes count as.
fn stand_for(nodes: impl Iterator<Item = u32>) -> u64 {
    nodes.map(|node| u64::from(facts(node).stands_for)).sum()
}

fn sum(levels: &BTreeMap<u32, u8>) -> Sum {
    let services = || levels.keys().filter(|n| facts(**n).kind == Kind::Service);
    let agencies: BTreeSet<u32> = levels.keys().map(|&n| facts(n).agency.unwrap_or(n)).collect();
    let real = || agencies.iter().map(|&a| facts(a)).filter(|f| f.kind == Kind::Agency);
    let districts: BTreeSet<&str> = real().filter_map(|f| f.area?.get(..5)).collect();
    let public = || services().filter(|n| facts(**n).public);
    let serving: BTreeSet<u32> = public().map(|&n| facts(n).agency.unwrap_or(n)).collect();
    let real = || serving.iter().map(|&a| facts(a)).filter(|f| f.kind == Kind::Agency);
    let mut lives: BTreeMap<&str, u64> = BTreeMap::new();
    real().filter_map(|f| Some((f.area?, f.population?))).for_each(|(area, people)| {
        let most = lives.entry(area).or_default();
        *most = people.max(*most);
    });
    let inside = |own: &str| lives.keys().any(|other| *other != own && own.starts_with(other));
    let without: u64 = real().filter(|f| f.area.is_none()).filter_map(|f| f.population).sum();
    let people =
        without + lives.iter().filter(|(area, _)| !inside(area)).map(|(_, people)| people).sum::<u64>();
    let critical = services().filter(|n| facts(**n).time_critical && levels[*n] == 2);
    let cases: f64 = services().filter_map(|n| facts(*n).cases_per_day).sum();
    [
        people,
        stand_for(public().copied()),
        stand_for(critical.copied()),
        (cases * 1e6).round() as u64,
        agencies
            .iter()
            .map(|&n| if facts(n).kind == Kind::Agency { facts(n).stands_for.into() } else { 1 })
            .sum(),
        districts.len() as u64,
        stand_for(levels.keys().copied()),
    ]
}

/// Four stores (1 to 4), of which one is enough; 0 needs them.
fn stores() -> Case {
    let list = Need { dependent: 0, primaries: vec![1, 2, 3, 4], fallbacks: vec![], terms: terms(1, 3) };
    Case { recovery: vec![0; 7], needs: vec![list, essential(6, 0)], failures: vec![], horizon: 10 }
}

fn defeats(case: &Case) -> Vec<(Defeat, u32, u32)> {
    let watch = Watch::default();
    let closure = Closure::of(&case.graph(), nodes(case), Include::All, &watch).unwrap();
    alternatives::defeated(&closure, &|_, _| true, &watch)
        .unwrap()
        .iter()
        .map(|d| (d.how, d.cause, d.causes))
        .collect()
}

#[test]
fn four_stores_behind_one_synchronisation_in_both_ways_of_drawing_it() {
    assert_eq!(defeats(&stores()), []);
    let mut beside = stores();
    beside.needs.push(essential(0, 5));
    assert_eq!(defeats(&beside), [(Defeat::Beside, 5, 1)]);
    let mut behind = stores();
    behind.needs.extend((1..=4).map(|store| essential(store, 5)));
    assert_eq!(defeats(&behind), [(Defeat::Shared, 5, 1)]);
    // What carries the synchronisation is further away.
    behind.recovery.push(0);
    behind.needs.push(essential(5, 7));
    assert_eq!(defeats(&behind), [(Defeat::Shared, 5, 2)]);
}

#[test]
fn a_fallback_that_hangs_on_what_it_replaces() {
    let list = |primaries: &[u32]| Need {
        dependent: 0,
        primaries: primaries.to_vec(),
        fallbacks: vec![3],
        terms: terms(1, 1),
    };
    let case = |needs| Case { recovery: vec![0; 5], needs, failures: vec![], horizon: 10 };
    // The fallback needs the primary itself.
    assert_eq!(defeats(&case(vec![list(&[1]), essential(3, 1)])), [(Defeat::Shared, 1, 1)]);
    // Another primary carries on, but the fallback stands in for nothing.
    assert_eq!(defeats(&case(vec![list(&[1, 2]), essential(3, 1)])), [(Defeat::Fallback, 1, 1)]);
    assert_eq!(
        defeats(&case(vec![list(&[1, 2]), essential(3, 4), essential(1, 4)])),
        [(Defeat::Fallback, 4, 1)]
    );
    assert_eq!(defeats(&case(vec![list(&[1, 2]), essential(3, 4)])), []);
}

#[test]
fn a_chain_of_a_million_is_a_million_single_points() {
    let million = 1_000_000;
    let case = Case {
        recovery: vec![0; million as usize],
        needs: (1..million).map(|i| essential(i, i - 1)).collect(),
        failures: vec![],
        horizon: 10,
    };
    let watch = Watch::default();
    let closure = Closure::of(&case.graph(), [million - 1], Include::All, &watch).unwrap();
    let found = points::of(&closure, million - 1, Level::Unavailable, &watch).unwrap();
    assert_eq!(found.len(), million as usize - 1);
    assert_eq!((found[0].own, found[0].distance), (million - 2, 1));
    let way = points::way(&closure, &mut Scratch::default(), 0, million - 1).unwrap();
    assert_eq!(way.len(), million as usize);
}

#[test]
fn a_stopped_watch_ends_every_sweep() {
    let case = stores();
    let (graph, figures) = (case.graph(), figures(&case));
    let watch = Watch::default();
    let closure = Closure::of(&graph, nodes(&case), Include::All, &watch).unwrap();
    watch.stop();
    assert_eq!(points::of(&closure, 0, Level::Unavailable, &watch), Err(Stopped));
    assert_eq!(points::reach(&closure, &[0], Level::Unavailable, &watch), Err(Stopped));
    assert_eq!(alternatives::defeated(&closure, &|_, _| true, &watch), Err(Stopped));
    let candidates: Vec<u32> = nodes(&case).collect();
    let by = Criterion::People;
    let asked = RankingQuestion {
        candidates: &candidates,
        level: Level::Unavailable,
        include: Include::All,
        by,
        limit: 5,
    };
    assert_eq!(ranking::single(&graph, &figures, &asked, &watch), Err(Stopped));
    assert_eq!(ranking::pairs(&graph, &figures, &asked, &watch), Err(Stopped));
}
