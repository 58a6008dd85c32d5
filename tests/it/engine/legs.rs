//! Which fallbacks stand in and which leg is the last, against what every second of the literal evaluation says.

use super::case::{Case, Need};
use super::literal;
use super::properties::case;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tragweite::engine::{Graph, Outcome, Question, Scratch};
use tragweite::model::{Include, Level};

/// The levels of all nodes second by second.
struct Course(BTreeMap<u32, Vec<(u8, u32, Option<u32>)>>);

impl Course {
    fn level(&self, node: u32, second: u32) -> u8 {
        let spans = self.0.get(&node).map_or(&[][..], Vec::as_slice);
        let now = spans.iter().find(|s| s.1 <= second && s.2.is_none_or(|until| second < until));
        now.map_or(0, |span| span.0)
    }

    fn works(&self, need: &Need, node: u32, second: u32) -> bool {
        let good = u8::from(need.terms.tolerates_degraded);
        let most = if need.fallbacks.contains(&node) { good } else { u8::from(need.terms.degraded_works) };
        self.level(node, second) <= most
    }

    fn working(&self, need: &Need, second: u32) -> usize {
        need.primaries.iter().chain(&need.fallbacks).filter(|&&p| self.works(need, p, second)).count()
    }

    /// The fallbacks that stand in: as many as primaries are missing, in their order, while the dependent is there.
    fn standing_in(&self, need: &Need, second: u32) -> BTreeSet<u32> {
        if self.level(need.dependent, second) == 2 {
            return BTreeSet::new();
        }
        let wanted = (need.terms.min.max(need.terms.full) as usize).min(need.primaries.len());
        let there = need.primaries.iter().filter(|&&p| self.works(need, p, second)).count();
        let able = need.fallbacks.iter().copied().filter(|&p| self.works(need, p, second));
        able.take(wanted.saturating_sub(there)).collect()
    }

    /// Could it lose no more worker at that second, having lost one, and is it met by enough?
    fn at_last(&self, need: &Need, second: u32) -> bool {
        let all = need.primaries.len() + need.fallbacks.len();
        let working = self.working(need, second);
        need.terms.min > 0 && working == need.terms.min as usize && working < all
    }
}

fn with_outcome<T>(case: &Case, graph: &Graph, read: impl FnOnce(&Outcome<'_>) -> T) -> T {
    let mut scratch = Scratch::default();
    let question = Question {
        failures: &case.failures,
        horizon: Some(case.horizon),
        include: Include::All,
        budget: u64::MAX,
    };
    scratch.run(graph, &question).unwrap();
    read(&Outcome::new(&scratch, graph))
}

proptest! {
    #[test]
    fn stand_ins_are_those_of_every_second(case in case(true, true)) {
        let graph = case.graph();
        let course = Course(literal::solve(&case).affected);
        let told: Vec<Vec<_>> = with_outcome(&case, &graph, |outcome| {
            (0..case.recovery.len() as u32).map(|node| outcome.stand_ins(node)).collect()
        });
        for (at, need) in case.needs.iter().enumerate().filter(|(_, need)| !need.terms.start_only) {
            let dependency = case.dependency(at);
            let of_need: Vec<_> =
                told[need.dependent as usize].iter().filter(|used| used.dependency == dependency).collect();
            for second in 0..case.horizon {
                let now = of_need.iter().filter(|u| u.from <= second && u.until.is_none_or(|end| second < end));
                let now: BTreeSet<u32> = now.map(|used| used.node).collect();
                prop_assert_eq!(now, course.standing_in(need, second), "{:?} at {}", need, second);
            }
        }
        let starts = case.needs.iter().enumerate().filter(|(_, need)| need.terms.start_only);
        let starts: BTreeSet<u32> = starts.map(|(at, _)| case.dependency(at)).collect();
        prop_assert!(told.iter().flatten().all(|used| !starts.contains(&used.dependency)));
    }

    #[test]
    fn last_legs_are_those_of_some_second(case in case(true, true)) {
        let graph = case.graph();
        let answer = literal::solve(&case);
        let course = Course(answer.affected.clone());
        let told: Vec<Vec<_>> = with_outcome(&case, &graph, |outcome| {
            (0..case.recovery.len() as u32).map(|node| outcome.last_legs(node)).collect()
        });
        let degraded = |node: u32| answer.affected.get(&node).is_some_and(|s| s.iter().all(|s| s.0 == 1));
        for (at, need) in case.needs.iter().enumerate().filter(|(_, need)| degraded(need.dependent)) {
            let terms = &need.terms;
            let dependency = case.dependency(at);
            let found = told[need.dependent as usize].iter().find(|leg| leg.dependency == dependency);
            let counts = !terms.start_only && !terms.one_of_unknown && terms.workaround.is_some();
            let expected = counts && (0..case.horizon).any(|second| course.at_last(need, second));
            prop_assert_eq!(found.is_some(), expected, "{:?}", need);
            if let Some(leg) = found {
                prop_assert_eq!(leg.left.len(), terms.min as usize);
                prop_assert_eq!(leg.next, Level::Unavailable);
            }
        }
    }

    #[test]
    fn what_is_at_risk_has_a_last_leg(case in case(true, true)) {
        let graph = case.graph();
        with_outcome(&case, &graph, |outcome| {
            for (_, dependency) in outcome.at_risk() {
                let leg = outcome.at_its_last_leg(dependency);
                prop_assert!(leg.as_ref().is_some_and(|leg| !leg.down.is_empty() || !leg.reduced.is_empty()));
                let min = graph.head(dependency).1.terms.min as usize;
                let away = leg.as_ref().is_some_and(|leg| leg.next == Level::Unavailable);
                prop_assert!(!away || leg.is_some_and(|leg| leg.left.len() == min));
            }
            Ok(())
        })?;
    }
}
