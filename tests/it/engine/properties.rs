//! The properties that always hold, on random maps, and the engine against the literal evaluation.

use super::case::{Case, Need};
use super::literal;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tragweite::engine::{Event, LevelsScratch};
use tragweite::model::{Dependency, DependencySpec, Form, Include, Key, Level, Terms};

/// With clocks, starts and recoveries, or without any.
pub fn need(nodes: u32, clocks: bool) -> impl Strategy<Value = Need> {
    let providers = proptest::sample::subsequence((0..nodes).collect::<Vec<_>>(), 1..=nodes.min(5) as usize);
    let small = if clocks { 0..6u32 } else { 0..1 };
    let lasts = prop_oneof![4 => small.clone().prop_map(Some), 1 => Just(None)];
    (0..nodes, providers.prop_shuffle(), any::<(u32, u32, u32, u8)>(), small, lasts, 0..10u8).prop_filter_map(
        "a node cannot need itself alone",
        move |(dependent, mut all, raw, tolerance, workaround, start)| {
            all.retain(|&p| p != dependent);
            let (min, full, split, degraded) = raw;
            if all.is_empty() {
                return None;
            }
            let one_of_unknown = degraded % 7 == 6;
            let fallbacks = if split % 3 == 0 && !one_of_unknown {
                all.split_off(all.len() - split as usize / 3 % all.len())
            } else {
                vec![]
            };
            let count = all.len() as u32;
            let terms = Terms {
                min: if one_of_unknown { count } else { min % (count + fallbacks.len() as u32 + 1) },
                full: if one_of_unknown { count } else { full % (count + 1) },
                tolerates_degraded: degraded % 3 == 1,
                degraded_works: degraded % 3 != 2,
                one_of_unknown,
                tolerance,
                workaround,
                start_only: clocks && start == 0,
                confirmed: true,
            };
            Some(Need { dependent, primaries: all, fallbacks, terms })
        },
    )
}

fn event(nodes: u32, repaired: bool) -> impl Strategy<Value = Event> {
    (0..nodes, 1..=2u8, 0..20u32, 1..25u32).prop_map(move |(node, level, from, lasts)| Event {
        node,
        level,
        from,
        until: repaired.then_some(from + lasts),
    })
}

pub fn case(clocks: bool, repaired: bool) -> impl Strategy<Value = Case> {
    (3..10u32).prop_flat_map(move |nodes| {
        let recovery = if clocks { 0..5u32 } else { 0..1 };
        (
            proptest::collection::vec(recovery, nodes as usize),
            proptest::collection::vec(need(nodes, clocks), 1..14),
            proptest::collection::vec(event(nodes, repaired), 1..4),
        )
            .prop_map(|(recovery, needs, failures)| Case { recovery, needs, failures, horizon: 130 })
    })
}

type Spans = Vec<(u8, u32, Option<u32>)>;

fn levels_at(spans: &BTreeMap<u32, Spans>, node: u32, time: u32) -> u8 {
    let of = spans.get(&node).map_or(&[][..], Vec::as_slice);
    of.iter().find(|(_, from, until)| *from <= time && until.is_none_or(|u| time < u)).map_or(0, |s| s.0)
}

fn shifted(case: &Case, shift: u32) -> Case {
    let n = case.recovery.len() as u32;
    let to = |v: &u32| (v + shift) % n;
    let mut recovery = vec![0; n as usize];
    for (i, r) in case.recovery.iter().enumerate() {
        recovery[to(&(i as u32)) as usize] = *r;
    }
    let needs = case.needs.iter().rev().map(|need| Need {
        dependent: to(&need.dependent),
        primaries: need.primaries.iter().rev().map(to).collect(),
        fallbacks: need.fallbacks.iter().rev().map(to).collect(),
        terms: need.terms,
    });
    let failures = case.failures.iter().rev().map(|f| Event { node: to(&f.node), ..*f });
    Case { recovery, needs: needs.collect(), failures: failures.collect(), horizon: case.horizon }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn engine_equals_the_literal_evaluation(case in prop_oneof![case(true, true), case(true, false)]) {
        prop_assert_eq!(case.solve(), literal::solve(&case));
    }

    #[test]
    fn certain_equals_the_literal_evaluation_and_is_never_worse(
        case in prop_oneof![case(true, true), case(true, false)],
        confirmed in proptest::collection::vec(any::<bool>(), 14),
    ) {
        let mut case = case;
        for (need, confirmed) in case.needs.iter_mut().zip(confirmed) {
            need.terms.confirmed = confirmed;
        }
        let certain = case.solve_for(Include::Confirmed);
        prop_assert_eq!(&certain, &literal::solve(&case.certain()));
        // With repairs a node that never went down can be worse off later than one that did and came back.
        if case.failures.iter().all(|failure| failure.until.is_none()) {
            let possible = case.solve().affected;
            for node in 0..case.recovery.len() as u32 {
                for time in 0..case.horizon {
                    let levels = [&certain.affected, &possible].map(|of| levels_at(of, node, time));
                    prop_assert!(levels[0] <= levels[1]);
                }
            }
        }
    }

    #[test]
    fn one_of_one_unknown_is_that_one(case in case(true, true)) {
        let mut known = case.clone();
        let mut unknown = case;
        for need in unknown.needs.iter_mut().filter(|n| n.primaries.len() == 1 && n.fallbacks.is_empty()) {
            need.terms = Terms { min: 1, full: 1, one_of_unknown: true, ..need.terms };
        }
        for (need, one) in known.needs.iter_mut().zip(&unknown.needs) {
            let is_known = one.terms.one_of_unknown && one.primaries.len() > 1;
            need.terms = Terms { one_of_unknown: is_known, ..one.terms };
        }
        for include in [Include::All, Include::Confirmed] {
            prop_assert_eq!(known.solve_for(include), unknown.solve_for(include));
        }
    }

    #[test]
    fn more_failure_never_helps_when_nothing_is_repaired(case in case(true, false), extra in event(3, false)) {
        let before = case.solve().affected;
        let mut worse = case.clone();
        worse.failures.push(extra);
        for failure in &mut worse.failures[..1] {
            failure.level = 2;
            failure.from /= 2;
        }
        let after = worse.solve().affected;
        for node in 0..case.recovery.len() as u32 {
            for time in 0..case.horizon {
                prop_assert!(levels_at(&after, node, time) >= levels_at(&before, node, time));
            }
        }
    }

    #[test]
    fn final_levels_without_repairs_need_no_clock(case in case(true, false)) {
        let timeline = case.solve().affected;
        let failures: Vec<_> =
            case.failures.iter().map(|f| (f.node, Level::from_number(f.level))).collect();
        let mut scratch = LevelsScratch::default();
        // Twice with one scratch: nothing may be left over from the first run.
        for _ in 0..2 {
            let levels: BTreeMap<u32, u8> = scratch
                .run(&case.graph(), &failures, Include::All)
                .map(|(node, level)| (node, level as u8))
                .collect();
            for node in 0..case.recovery.len() as u32 {
                let last = levels_at(&timeline, node, case.horizon - 1);
                prop_assert_eq!(levels.get(&node).copied().unwrap_or(0), last);
            }
        }
    }

    #[test]
    fn order_of_input_does_not_matter(case in case(true, true), shift in 0..10u32) {
        let (one, other) = (case.solve(), shifted(&case, shift).solve());
        let n = case.recovery.len() as u32;
        let moved: BTreeMap<_, _> =
            one.affected.into_iter().map(|(node, spans)| ((node + shift) % n, spans)).collect();
        prop_assert_eq!(moved, other.affected);
        let moved: BTreeSet<u32> = one.at_risk.iter().map(|node| (node + shift) % n).collect();
        prop_assert_eq!(moved, other.at_risk.into_iter().collect::<BTreeSet<u32>>());
    }

    #[test]
    fn only_what_needs_a_failed_node_is_affected(case in case(true, true)) {
        let graph = case.graph();
        let mut reached: BTreeSet<u32> = case.failures.iter().map(|f| f.node).collect();
        let mut queue: Vec<u32> = reached.iter().copied().collect();
        while let Some(node) = queue.pop() {
            queue.extend(graph.dependents(node).filter(|&d| reached.insert(d)));
        }
        let answer = case.solve();
        prop_assert!(answer.affected.keys().all(|node| reached.contains(node)));
        prop_assert!(answer.at_risk.iter().all(|node| reached.contains(node)));
    }

    #[test]
    fn a_change_laid_over_a_base_counts_like_a_new_base(
        case in case(true, true),
        keep in proptest::collection::vec(any::<bool>(), 14),
    ) {
        use tragweite::engine::patch::NodeChange;
        use tragweite::engine::{Scratch, Want};
        let mut before = case.clone();
        let mut kept = keep.iter().cycle();
        before.needs.retain(|_| *kept.next().unwrap());
        let changes: Vec<NodeChange> = (0..case.recovery.len() as u32)
            .map(|node| NodeChange {
                node,
                rank: 0,
                recovery: case.recovery[node as usize],
                wants: case.needs.iter().filter(|n| n.dependent == node).map(|n| Want {
                    terms: n.terms,
                    primaries: n.primaries.clone(),
                    fallbacks: n.fallbacks.clone(),
                }).collect(),
            })
            .filter(|c| before.needs.iter().filter(|n| n.dependent == c.node).count() != c.wants.len())
            .collect();
        let changed = before.graph().with(&changes).with(&changes);
        prop_assert_eq!(case.solve_on(&changed, &mut Scratch::default()), case.solve());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn presets_are_the_fields_they_stand_for(n in 1..6u32, k in 1..6u32) {
        let providers: Vec<Key> = (0..n).map(|i| Key::new(&format!("p{i}")).unwrap()).collect();
        let of = |form| {
            let built = Dependency::new(DependencySpec::new(form, providers.clone()));
            built.ok().map(|d| { let t = d.terms(); (t.min, t.full, t.tolerates_degraded) })
        };
        prop_assert_eq!(of(Form::On), Some((n, n, false)));
        prop_assert_eq!(of(Form::AnyOf), Some((1, 1, false)));
        prop_assert_eq!(of(Form::Whole), Some((n, n, false)));
        prop_assert_eq!(of(Form::OneOfUnknown), Some((n, n, false)));
        prop_assert_eq!(of(Form::AtLeast(k)), (k <= n).then_some((k, k, false)));
        prop_assert_eq!(of(Form::SharedBy), Some((1, n, false)));
        prop_assert_eq!(of(Form::SupportedBy), Some((0, n, true)));
        prop_assert_eq!(of(Form::InformedBy), Some((0, 0, true)));
        prop_assert_eq!(of(Form::Raw { min: k, full: n }), (k <= n).then_some((k, n, false)));
    }
}
