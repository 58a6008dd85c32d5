//! One course of a node with another: every difference has one name, and its opposite the other way round.

use proptest::prelude::*;
use tragweite::engine::compare::{Change, Why, compare};
use tragweite::engine::outcome::Span;
use tragweite::model::Level::{self, Degraded, Unavailable};

/// Spans as they come out of a timeline: in order, adjacent ones of different levels.
fn spans() -> impl Strategy<Value = Vec<Span>> {
    let stretch = (0..3u8, 1..4u32);
    (proptest::collection::vec(stretch, 0..5), any::<bool>()).prop_map(|(stretches, open)| {
        let mut spans: Vec<Span> = Vec::new();
        let mut at = 0;
        for (level, lasts) in stretches {
            let level = Level::from_number(level);
            let (from, until) = (at, at + lasts);
            at = until;
            match spans.last_mut() {
                Some(last) if last.level == level && last.until == Some(from) => last.until = Some(until),
                _ if level == Level::Operational => {}
                _ => spans.push(Span { level, from, until: Some(until) }),
            }
        }
        if let Some(last) = spans.last_mut().filter(|_| open) {
            last.until = None;
        }
        spans
    })
}

fn level_at(spans: &[Span], at: u32) -> Level {
    let now = spans.iter().find(|s| s.from <= at && s.until.is_none_or(|until| at < until));
    now.map_or(Level::Operational, |s| s.level)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_difference_has_a_name_and_its_opposite(one in spans(), other in spans()) {
        let change = compare(&one, &other, None);
        prop_assert_eq!(change.is_none(), one == other);
        prop_assert_eq!(compare(&other, &one, None), change.map(Change::mirrored));
        prop_assert_eq!(compare(&one, &one, None), None);
        // Who is nowhere better and somewhere worse is never called better or later, nor the other way round.
        let levels = || (0..20).map(|at| (level_at(&one, at), level_at(&other, at)));
        if levels().all(|(one, other)| one <= other) {
            prop_assert!(
                !matches!(change, Some(Change::Better(_) | Change::Later(_) | Change::NoLongerAffected))
            );
        }
    }
}

#[test]
fn the_first_rule_that_tells_them_apart_decides() {
    let span = |level, from, until| Span { level, from, until };
    let day = vec![span(Unavailable, 10, Some(20))];
    let is = |after: Vec<Span>, change| assert_eq!(compare(&day, &after, None), Some(change), "{after:?}");
    is(vec![], Change::NoLongerAffected);
    is(vec![span(Degraded, 0, None)], Change::Better(Why::Level));
    is(vec![span(Unavailable, 7, Some(8))], Change::Earlier(3));
    is(vec![span(Degraded, 1, Some(12)), span(Unavailable, 12, Some(20))], Change::Later(2));
    is(vec![span(Degraded, 4, Some(10)), span(Unavailable, 10, Some(20))], Change::Earlier(6));
    is(vec![span(Unavailable, 10, None)], Change::Worse(Why::Lasting));
    is(vec![span(Unavailable, 10, Some(19))], Change::Better(Why::Lasting));
    is(vec![span(Unavailable, 10, Some(20)), span(Degraded, 20, Some(21))], Change::Worse(Why::Lasting));
    is(vec![span(Unavailable, 10, Some(19)), span(Unavailable, 40, Some(41))], Change::Better(Why::Course));
    assert_eq!(compare(&[], &day, None), Some(Change::NewlyAffected));
}
