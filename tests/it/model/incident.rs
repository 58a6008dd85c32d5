//! An incident is what its events make of it, at every moment.

use tragweite::model::incident::{End, IncidentKind, Millis, Phase};
use tragweite::model::{Incident, IncidentEvent, Key, Level, Record};

const HOUR: Millis = 3_600_000;

fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

/// The incident of these events, by "wache", each at its time.
fn records(kind: IncidentKind, events: impl IntoIterator<Item = (Millis, IncidentEvent)>) -> Vec<Record> {
    let opened = IncidentEvent::Opened { title: "Abgleich".into(), kind, source: None, exercise: false };
    let all = std::iter::once((0, opened)).chain(events).enumerate();
    all.map(|(i, (at, event))| Record {
        seq: i as u64 + 1,
        incident: 1,
        at,
        recorded_at: at,
        author: "wache".into(),
        event,
    })
    .collect()
}

fn set(node: &str, level: Level, from: Millis, until: Option<Millis>) -> IncidentEvent {
    IncidentEvent::FailureSet { node: key(node), level, from, until, source: None }
}

fn cleared(node: &str, until: Millis) -> IncidentEvent {
    IncidentEvent::FailureCleared { node: key(node), until, source: None }
}

fn forecast(until: Option<Millis>) -> IncidentEvent {
    IncidentEvent::Forecast { node: None, until }
}

/// Node, level, start and end as they must be taken at a moment.
fn failures(incident: &Incident, now: Millis) -> Vec<(&str, Level, Millis, Option<Millis>)> {
    let mut all: Vec<_> =
        incident.failures_at(now).map(|(f, until)| (f.node.as_str(), f.level, f.from, until)).collect();
    all.sort();
    all
}

#[test]
fn every_moment_of_the_past_can_be_had() {
    let events = [
        (0, set("a", Level::Unavailable, 0, None)),
        (HOUR, forecast(Some(5 * HOUR))),
        (2 * HOUR, forecast(Some(9 * HOUR))),
        (3 * HOUR, cleared("a", 3 * HOUR)),
        (4 * HOUR, IncidentEvent::Closed { text: Some("behoben".into()) }),
    ];
    let all = records(IncidentKind::Fault, events);
    let at = |time| Incident::at(&all, time).unwrap();
    assert_eq!(Incident::at(&all, -1), None);
    assert_eq!(failures(&at(0), 0), [("a", Level::Unavailable, 0, None)]);
    assert_eq!(failures(&at(HOUR), HOUR)[0].3, Some(5 * HOUR));
    assert_eq!(failures(&at(2 * HOUR), 2 * HOUR)[0].3, Some(9 * HOUR));
    assert_eq!(failures(&at(3 * HOUR), 3 * HOUR)[0].3, Some(3 * HOUR));
    assert_eq!(at(3 * HOUR).phase(3 * HOUR), Phase::Open);
    let end = at(4 * HOUR);
    assert_eq!((end.phase(4 * HOUR), end.closed_at), (Phase::Closed, Some(4 * HOUR)));
    assert_eq!(end.forecasts.iter().map(|f| f.until).collect::<Vec<_>>(), [Some(5 * HOUR), Some(9 * HOUR)]);
    assert_eq!(end.notes[0].text, "behoben");
    assert_eq!(Incident::fold(&all).unwrap(), end);
}

#[test]
fn a_fault_outlasts_its_forecast_but_a_plan_does_not() {
    for (kind, after) in [(IncidentKind::Fault, None), (IncidentKind::Maintenance, Some(2 * HOUR))] {
        let all = records(kind, [(0, set("a", Level::Degraded, HOUR, Some(2 * HOUR)))]);
        let incident = Incident::fold(&all).unwrap();
        assert_eq!((incident.phase(0), incident.phase(HOUR)), (Phase::Planned, Phase::Open));
        assert_eq!(failures(&incident, 2 * HOUR - 1)[0].3, Some(2 * HOUR));
        assert_eq!(failures(&incident, 2 * HOUR)[0].3, after, "{kind:?}");
        assert_eq!(incident.forecasts.len(), 1);
    }
}

#[test]
fn what_is_set_again_replaces_what_was_known_from_then_on() {
    let all = records(
        IncidentKind::Fault,
        [
            (0, set("a", Level::Degraded, 0, None)),
            (0, set("b", Level::Degraded, 0, None)),
            (HOUR, set("a", Level::Unavailable, HOUR, None)),
        ],
    );
    let (degraded, unavailable) = (Level::Degraded, Level::Unavailable);
    let incident = Incident::fold(&all).unwrap();
    let expected = [("a", degraded, 0, Some(HOUR)), ("a", unavailable, HOUR, None), ("b", degraded, 0, None)];
    assert_eq!(failures(&incident, HOUR), expected);
    // It had been as bad from the beginning: a correction.
    let mut corrected = all.clone();
    corrected.push(Record { seq: 5, event: set("a", Level::Unavailable, 0, None), ..all[3].clone() });
    let incident = Incident::fold(&corrected).unwrap();
    assert_eq!(failures(&incident, HOUR), [("a", unavailable, 0, None), ("b", degraded, 0, None)]);
}

#[test]
fn windows_of_a_plan_stand_side_by_side() {
    let all = records(
        IncidentKind::Maintenance,
        [
            (0, set("a", Level::Unavailable, 30 * HOUR, Some(31 * HOUR))),
            (0, set("a", Level::Unavailable, 6 * HOUR, Some(7 * HOUR))),
        ],
    );
    let mut incident = Incident::fold(&all).unwrap();
    let (first, second) = ((6 * HOUR, Some(7 * HOUR)), (30 * HOUR, Some(31 * HOUR)));
    let spans = |i: &Incident, now| failures(i, now).iter().map(|f| (f.2, f.3)).collect::<Vec<_>>();
    assert_eq!(spans(&incident, 0), [first, second]);
    assert_eq!(spans(&incident, 8 * HOUR), [first, second]);
    // Ready early: the first window ends, the second is off.
    let early = Record { seq: 4, at: 6 * HOUR + 1, event: cleared("a", 6 * HOUR + 1), ..all[0].clone() };
    incident.apply(&early);
    assert_eq!(spans(&incident, 8 * HOUR), [(6 * HOUR, Some(6 * HOUR + 1))]);
}

#[test]
fn closing_ends_what_runs_and_cancels_what_was_planned() {
    let all = records(
        IncidentKind::Fault,
        [
            (0, set("a", Level::Unavailable, 0, None)),
            (0, set("b", Level::Unavailable, 0, Some(HOUR))),
            (0, set("c", Level::Unavailable, 9 * HOUR, None)),
            (3 * HOUR, IncidentEvent::Closed { text: None }),
            (4 * HOUR, IncidentEvent::Reopened { text: None }),
        ],
    );
    let closed = Incident::at(&all, 3 * HOUR).unwrap();
    let end = Some(3 * HOUR);
    let down = Level::Unavailable;
    assert_eq!(failures(&closed, 5 * HOUR), [("a", down, 0, end), ("b", down, 0, end)], "b was overdue");
    assert!(closed.is_quiet());
    let again = Incident::fold(&all).unwrap();
    assert_eq!((again.closed_at, again.phase(5 * HOUR)), (None, Phase::Open));
}

#[test]
fn flapping_holds_the_worst_until_the_source_has_made_up_its_mind() {
    let held =
        |level, from| IncidentEvent::SourceFlapping { node: key("a"), level, from, source: "s".into() };
    let source = Some("s".to_owned());
    let all = records(
        IncidentKind::Fault,
        [
            (0, held(Level::Degraded, 0)),
            (HOUR, held(Level::Unavailable, HOUR)),
            (2 * HOUR, IncidentEvent::FailureCleared { node: key("a"), until: 2 * HOUR, source }),
        ],
    );
    let during = Incident::at(&all, HOUR).unwrap();
    assert_eq!((during.flapping.len(), during.flapping[&key("a")].since), (1, 0));
    assert_eq!(failures(&during, HOUR).last().unwrap().1, Level::Unavailable);
    assert!(!during.is_quiet());
    let after = Incident::fold(&all).unwrap();
    assert!(after.flapping.is_empty() && after.is_quiet());
    assert_eq!(after.failures().last().unwrap().end, End::Ended(2 * HOUR));
}

#[test]
fn ten_thousand_failures_are_folded_in_a_moment() {
    let set = |i: usize| (0, set(&format!("n{i}"), Level::Unavailable, 0, None));
    let all = records(IncidentKind::Fault, (0..9_999).map(set));
    let begin = std::time::Instant::now();
    let incident = Incident::fold(&all).unwrap();
    assert_eq!(incident.all_failing().count(), 9_999);
    assert_eq!(incident.failures_at(0).filter(|(_, until)| until.is_none()).count(), 9_999);
    assert!(begin.elapsed() < std::time::Duration::from_secs(2), "{:?}", begin.elapsed());
}
