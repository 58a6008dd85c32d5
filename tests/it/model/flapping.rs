//! Sources that go up and down: nothing is flooded, nothing is hidden.

use tragweite::model::Level::{self, Degraded, Operational, Unavailable};
use tragweite::model::flapping::{CHANGES, HOLD, Source, Told};

const MINUTE: i64 = 60_000;

/// Reports at these times, alternately down and up, with time going on in seconds; what was told, and when.
fn run(source: &mut Source, reports: impl Iterator<Item = (i64, Level)>, end: i64) -> Vec<(i64, Told)> {
    let mut told = Vec::new();
    let mut reports = reports.peekable();
    for now in (0..end).step_by(100) {
        while let Some((at, level)) = reports.next_if(|(at, _)| *at <= now) {
            told.extend(source.report(level, at, now).map(|news| (now, news)));
        }
        told.extend(source.settle(now).map(|news| (now, news)));
    }
    told
}

fn alternating(every: i64, count: i64) -> impl Iterator<Item = (i64, Level)> {
    (0..count).map(move |i| (i * every, if i % 2 == 0 { Unavailable } else { Operational }))
}

#[test]
fn a_hundred_changes_a_minute_for_an_hour_are_told_seven_times() {
    let mut source = Source::new(Operational, 0);
    let told = run(&mut source, alternating(600, 6_000), 70 * MINUTE);
    assert_eq!(told.len(), CHANGES + 2, "{told:?}");
    assert!(told[..CHANGES].iter().all(|(_, news)| matches!(news, Told::Level(..))));
    assert_eq!(told[CHANGES], (3_000, Told::Flapping(Unavailable, 3_000)));
    let last = 5_999 * 600;
    let (at, news) = told[CHANGES + 1];
    assert_eq!(news, Told::Level(Operational, last), "it ends in the state that it really has");
    assert_eq!(at, (last + HOLD + 99) / 100 * 100, "once it has been quiet for long enough");
    assert!(!source.is_held());
}

#[test]
fn slow_changes_are_all_told() {
    let mut source = Source::new(Operational, 0);
    let told = run(&mut source, alternating(3 * MINUTE, 40), 130 * MINUTE);
    assert_eq!(told.len(), 40);
    assert!(told.iter().all(|(_, news)| matches!(news, Told::Level(..))));
}

#[test]
fn worse_is_told_at_once_even_while_it_is_held() {
    let mut source = Source::new(Operational, 0);
    let mild = (0..9).map(|i| (i, if i % 2 == 0 { Degraded } else { Operational }));
    let told = run(&mut source, mild.chain([(200, Unavailable), (300, Operational)]), 1_000);
    assert_eq!(told[CHANGES].1, Told::Flapping(Degraded, 5));
    assert_eq!(told[CHANGES + 1].1, Told::Flapping(Unavailable, 200));
    assert_eq!(told.len(), CHANGES + 2);
}

#[test]
fn saying_the_same_again_is_no_change() {
    let mut source = Source::new(Operational, 0);
    let told = run(&mut source, (0..1_000).map(|at| (at, Unavailable)), MINUTE);
    assert_eq!(told, [(0, Told::Level(Unavailable, 0))]);
}

#[test]
fn a_source_that_was_flapping_settles_in_what_was_told_when_it_says_nothing() {
    let mut source = Source::flapping(Unavailable, 7, 0);
    assert_eq!(source.settle(HOLD - 1), None);
    assert_eq!(source.settle(HOLD), Some(Told::Level(Unavailable, 7)));
    assert!(!source.is_idle(i64::MAX / 2), "it still fails");
    assert_eq!(source.report(Operational, HOLD, HOLD), Some(Told::Level(Operational, HOLD)));
    assert!(source.is_idle(2 * HOLD + 10 * MINUTE));
}
