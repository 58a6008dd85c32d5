//! Small trees with results worked out by hand, random ones against every combination of events, budgets.

use proptest::prelude::*;
use std::collections::BTreeSet;
use tragweite::engine::Watch;
use tragweite::engine::cuts::{CutSets, Grower, Halt, Input, Limits, Solved, Tree};

const LIMITS: Limits = Limits { nodes: 200_000 };

fn e(event: u32) -> Input {
    Input::Event(event)
}

fn solved(tree: &Tree) -> Solved {
    Solved::new(tree, LIMITS, &Watch::default()).unwrap()
}

fn sets(tree: &Tree, order: Option<u32>) -> BTreeSet<Vec<u32>> {
    listed(&solved(tree), tree.events(), order)
}

fn listed(solved: &Solved, events: u32, order: Option<u32>) -> BTreeSet<Vec<u32>> {
    let found = CutSets::new(solved, order, &Watch::default()).unwrap();
    let mut all = BTreeSet::new();
    for order in 0..=events {
        found.each(order, |events| {
            let mut events = events.to_vec();
            events.sort_unstable();
            all.insert(events)
        });
    }
    all
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-14 * b.abs(), "{a} is not {b}");
}

/// Two pumps (0, 1) of which one is enough, one valve (2) that both need. The cut sets are {2} and {0, 1}.
/// With q = 0.1 for the pumps and 0.01 for the valve: Q = 0.01 + 0.99 * 0.01 = 0.0199.
#[test]
fn two_pumps_and_a_valve() {
    let mut grower = Grower::new(3, 100);
    let pumps = grower.and(&[e(0), e(1)]).unwrap();
    let top = grower.or(&[pumps, e(2)]).unwrap();
    let tree = grower.finish(top);
    assert_eq!(sets(&tree, None), BTreeSet::from([vec![2], vec![0, 1]]));
    let p = [0.1, 0.1, 0.01];
    let (top, all) = solved(&tree).importances(&p, &Watch::default()).unwrap().unwrap();
    close(top, 0.0199);
    assert_eq!(all.iter().map(|i| i.event).collect::<Vec<_>>(), [0, 1, 2]);
    // The valve: with it broken all is broken, without its failures only the pumps count.
    close(all[2].birnbaum, 1.0 - 0.01);
    close(all[2].fussell_vesely, 0.01 * 0.99 / 0.0199);
    close(all[2].achievement, 1.0 / 0.0199);
    close(all[2].reduction, 0.0199 / 0.01);
    // A pump: it decides when the other is broken and the valve is not.
    close(all[0].birnbaum, 0.1 * 0.99);
    close(all[0].fussell_vesely, 0.1 * 0.1 * 0.99 / 0.0199);
    close(all[0].achievement, (0.01 + 0.99 * 0.1) / 0.0199);
    close(all[0].reduction, 0.0199 / 0.01);
}

/// The bridge: five links 0..5, the way is cut by {0, 1}, {3, 4}, {0, 2, 4}, {1, 2, 3}. With q = 0.1 each,
/// Q = 2 q² + 2 q³ - 5 q⁴ + 2 q⁵ = 0.02152 (Rausand and Høyland, System Reliability Theory).
#[test]
fn the_bridge() {
    let mut grower = Grower::new(5, 100);
    let cuts: [&[u32]; 4] = [&[0, 1], &[3, 4], &[0, 2, 4], &[1, 2, 3]];
    let ands: Vec<Input> = cuts
        .iter()
        .map(|cut| grower.and(&cut.iter().map(|&event| e(event)).collect::<Vec<_>>()).unwrap())
        .collect();
    let top = grower.or(&ands).unwrap();
    let tree = grower.finish(top);
    assert_eq!(sets(&tree, None), cuts.iter().map(|cut| cut.to_vec()).collect());
    assert_eq!(sets(&tree, Some(2)), BTreeSet::from([vec![0, 1], vec![3, 4]]));
    close(solved(&tree).probability(&[0.1; 5]).unwrap(), 0.02152);
}

/// Two of three, and a tiny result that must still be right in every digit: q = 1e-7, Q = 3 q² - 2 q³.
#[test]
fn two_of_three() {
    let mut grower = Grower::new(3, 100);
    let top = grower.at_least(2, &[e(0), e(1), e(2)]).unwrap();
    let tree = grower.finish(top);
    assert_eq!(sets(&tree, None), BTreeSet::from([vec![0, 1], vec![0, 2], vec![1, 2]]));
    close(solved(&tree).probability(&[1e-7; 3]).unwrap(), 3e-14 - 2e-21);
}

#[test]
fn tops_that_are_no_gate() {
    let of = |top| Grower::new(2, 10).finish(top);
    assert_eq!(sets(&of(Input::Never), None), BTreeSet::new());
    assert_eq!(sets(&of(Input::Always), None), BTreeSet::from([vec![]]));
    assert_eq!(sets(&of(e(1)), None), BTreeSet::from([vec![1]]));
    let p = |top| solved(&of(top)).importances(&[0.25, 0.5], &Watch::default()).unwrap().unwrap();
    assert_eq!((p(Input::Never).0, p(Input::Always).0, p(e(1)).0), (0.0, 1.0, 0.5));
    let only = p(e(1)).1[0];
    assert_eq!((only.event, only.birnbaum, only.fussell_vesely, only.achievement), (1, 1.0, 1.0, 2.0));
    assert!(only.reduction.is_infinite());
}

/// 40 pairs: 2^40 sets of order 40, counted and never made.
#[test]
fn sets_without_number_are_counted() {
    let mut grower = Grower::new(80, 1000);
    let pairs: Vec<Input> = (0..40).map(|i| grower.or(&[e(2 * i), e(2 * i + 1)]).unwrap()).collect();
    let top = grower.and(&pairs).unwrap();
    let tree = grower.finish(top);
    let watch = Watch::default();
    let found = CutSets::new(&solved(&tree), None, &watch).unwrap();
    let counts = found.counts(&watch).unwrap();
    assert_eq!((counts.by_order[40], counts.by_order.iter().sum::<u64>()), (1 << 40, 1 << 40));
    let mut some = 0;
    found.each(40, |set| {
        assert_eq!(set.len(), 40);
        some += 1;
        some < 1000
    });
    assert_eq!(some, 1000);
}

/// "At least 20 of 40" over mixed pairs, in a budget far too small for it.
fn large() -> Tree {
    let mut grower = Grower::new(60, 10_000);
    let pairs: Vec<Input> =
        (0..60).map(|i| grower.and(&[e(i), e((i * 17 + 5) % 60), e((i * 29 + 11) % 60)]).unwrap()).collect();
    let top = grower.at_least(20, &pairs).unwrap();
    grower.finish(top)
}

#[test]
fn what_is_too_large_says_so() {
    let watch = Watch::default();
    let solved = Solved::new(&large(), Limits { nodes: 2_000 }, &watch).unwrap();
    assert!(!solved.is_exact());
    assert_eq!(solved.probability(&[0.1; 60]), None);
    assert!(solved.importances(&[0.1; 60], &watch).unwrap().is_none());
    let bounds = solved.bounds(&[0.1; 60], &watch).unwrap();
    assert!(0.0 <= bounds.lower && bounds.lower <= bounds.upper && bounds.upper <= 1.0);
    match CutSets::new(&solved, Some(3), &watch) {
        Ok(sets) => assert!(sets.complete_to().is_some()),
        Err(halt) => assert_eq!(halt, Halt::TooLarge),
    }
}

#[test]
fn work_ends_when_it_is_stopped() {
    let watch = Watch::default();
    watch.stop();
    let limits = Limits { nodes: 5_000_000 };
    assert!(matches!(Solved::new(&large(), limits, &watch), Err(Halt::Stopped(_))));
}

/// A gate over earlier gates and events, by numbers that are taken modulo what there is.
type Plan = Vec<(u8, Vec<u16>)>;

fn grown(events: u32, plan: &Plan) -> Tree {
    let mut grower = Grower::new(events, 10_000);
    let mut made: Vec<Input> = (0..events).map(e).collect();
    for (k, inputs) in plan {
        let inputs: Vec<Input> = inputs.iter().map(|&i| made[i as usize % made.len()]).collect();
        let k = 1 + u32::from(*k) % inputs.len() as u32;
        made.push(grower.at_least(k, &inputs).unwrap());
    }
    grower.finish(made[made.len() - 1])
}

/// The literal meaning of the same plan.
fn happens(events: u32, plan: &Plan, set: u32) -> bool {
    let mut value: Vec<bool> = (0..events).map(|event| set >> event & 1 == 1).collect();
    for (k, inputs) in plan {
        let k = 1 + *k as usize % inputs.len();
        let sum = inputs.iter().filter(|&&i| value[i as usize % value.len()]).count();
        value.push(sum >= k);
    }
    value[value.len() - 1]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_trees_mean_what_they_say(
        events in 2..9u32,
        plan in proptest::collection::vec((any::<u8>(), proptest::collection::vec(any::<u16>(), 1..5)), 1..14),
        order in 1..5u32,
        raw in proptest::collection::vec(0.0..1.0f64, 9),
    ) {
        let tree = grown(events, &plan);
        let fails: Vec<bool> = (0..1 << events).map(|set| happens(events, &plan, set)).collect();
        let members = |set: u32| (0..events).filter(|n| set >> n & 1 == 1).collect::<Vec<u32>>();
        let minimal: BTreeSet<Vec<u32>> = (0..1u32 << events)
            .filter(|&set| fails[set as usize])
            .filter(|&set| members(set).iter().all(|n| !fails[(set & !(1 << n)) as usize]))
            .map(members)
            .collect();
        prop_assert_eq!(&sets(&tree, None), &minimal);
        let small: BTreeSet<_> = minimal.into_iter().filter(|set| set.len() <= order as usize).collect();
        prop_assert_eq!(&sets(&tree, Some(order)), &small);
        // The same from the gates, without a diagram.
        let apart = Solved::apart(&tree, LIMITS).unwrap();
        prop_assert_eq!(&listed(&apart, events, Some(order)), &small);

        let p = &raw[..events as usize];
        let sum = |given: Option<(u32, bool)>| -> f64 {
            let weight = |set: u32| -> f64 {
                (0..events).map(|n| {
                    let q = match given { Some((e, yes)) if e == n => f64::from(u8::from(yes)), _ => p[n as usize] };
                    if set >> n & 1 == 1 { q } else { 1.0 - q }
                }).product()
            };
            (0..1 << events).filter(|&set| fails[set as usize]).map(weight).sum()
        };
        let (top, all) = solved(&tree).importances(p, &Watch::default()).unwrap().unwrap();
        prop_assert!((top - sum(None)).abs() < 1e-12);
        for event in 0..events {
            let (with, without) = (sum(Some((event, true))), sum(Some((event, false))));
            match all.iter().find(|i| i.event == event) {
                None => prop_assert!((with - without).abs() < 1e-12),
                Some(i) => {
                    prop_assert!((i.birnbaum - (with - without)).abs() < 1e-12);
                    prop_assert!((i.achievement * top - with).abs() < 1e-12);
                    prop_assert!((top / i.reduction - without).abs() < 1e-12);
                }
            }
        }
    }

    /// With a budget too small for the diagram, what is rounded down and up still has the truth in between.
    #[test]
    fn bounds_hold(
        plan in proptest::collection::vec((any::<u8>(), proptest::collection::vec(any::<u16>(), 2..6)), 25..60),
        raw in proptest::collection::vec(0.0..0.3f64, 24),
        nodes in 100..1_000usize,
    ) {
        let watch = Watch::default();
        let tree = grown(24, &plan);
        let exact = solved(&tree).probability(&raw).unwrap();
        let small = Solved::new(&tree, Limits { nodes }, &watch).unwrap();
        let bounds = small.bounds(&raw, &watch).unwrap();
        prop_assert!(bounds.lower <= exact * (1.0 + 1e-12), "{:?} {}", bounds, exact);
        prop_assert!(exact <= bounds.upper * (1.0 + 1e-12), "{:?} {}", bounds, exact);
        if small.is_exact() {
            prop_assert!(bounds.upper - bounds.lower <= 1e-12);
        }
    }
}
