//! Incidents on both databases: they outlive the process, several processes share them, programs go on where they were.

use crate::support::database::{Database, on_both};
use crate::support::maps;
use std::sync::Arc;
use tragweite::app::incidents::{MAX_OPEN, Reported, Signal, SituationQuestion};
use tragweite::app::{App, AppError, Author, Mode, Precondition};
use tragweite::model::incident::{IncidentKind, Millis};
use tragweite::model::{IncidentEvent, Key, Level};
use tragweite::store::Store;
use tragweite::wire::Opening;

on_both!(
    a_restart_changes_nothing,
    several_processes_share_the_incidents,
    a_source_that_flaps_between_two_processes_does_not_flood,
    a_storm_of_alerts_is_one_transaction,
    whatever_a_program_says_can_be_read_again,
);

const START: Millis = 1_750_000_000_000;
const MINUTE: Millis = 60_000;

fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

pub(crate) fn author(at_ms: Millis) -> Author {
    Author {
        name: "leitstelle".into(),
        message: String::new(),
        at_ms,
        idempotency: None,
        by: Author::operator(),
    }
}

pub(super) async fn open(database: &Database) -> Arc<App> {
    App::open(Store::open(&database.url).await.unwrap()).await.unwrap()
}

/// With the Dresden map as of long ago.
pub(super) async fn dresden(database: &Database) -> Arc<App> {
    let app = open(database).await;
    let nodes = maps::nodes(&maps::graphs().join("dresden-2018"));
    app.maps.import(nodes, Mode::Merge, Precondition::None, author(1)).await.unwrap();
    app
}

pub(super) fn fault(node: &str, at: Millis) -> Opening {
    let opened = IncidentEvent::Opened {
        title: node.into(),
        kind: IncidentKind::Fault,
        source: None,
        exercise: false,
    };
    let (node, level) = (key(node), Level::Unavailable);
    let failure = IncidentEvent::FailureSet { node, level, from: at, until: None, source: None };
    Opening { at, events: vec![opened, failure] }
}

fn signal(node: &str, level: Level, at: Millis) -> Signal {
    Signal { source: "monitor".into(), title: None, node: key(node), level, at }
}

fn noted(text: &str) -> IncidentEvent {
    IncidentEvent::Noted { text: text.into() }
}

pub(super) fn closed() -> IncidentEvent {
    IncidentEvent::Closed { text: None }
}

/// The situation at a time, as it is answered.
async fn situation(app: &App, at: Option<Millis>, now: Millis) -> String {
    let question = SituationQuestion { at, ..SituationQuestion::default() };
    let situation = app.incidents.situation(question, now).await.unwrap();
    let bytes =
        situation.answer(app.pool(), u64::MAX, |answer| tragweite::wire::body::situation(&answer)).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert!(value["totals"].is_object() && value["incidents"].is_array());
    String::from_utf8(bytes).unwrap()
}

async fn events(app: &App) -> usize {
    app.incidents.events(None, 0, 100_000).await.unwrap().len()
}

async fn a_restart_changes_nothing(database: Database) {
    let app = dresden(&database).await;
    let first = app.incidents.open(fault("dresden.email", START), author(START)).await.unwrap().incident.id;
    let second =
        app.incidents.open(fault("dresden.storage", START), author(START)).await.unwrap().incident.id;
    app.incidents.add_event(first, START + MINUTE, noted("läuft"), author(START + MINUTE)).await.unwrap();
    app.incidents.add_event(second, START + MINUTE, closed(), author(START + MINUTE)).await.unwrap();
    for i in 0..7 {
        let level = if i % 2 == 0 { Level::Degraded } else { Level::Operational };
        let at = START + 2 * MINUTE + i;
        app.incidents.report(&[signal("dresden.kfz-verfahren", level, at)], at).await.unwrap();
    }
    let now = START + 3 * MINUTE;
    let times = [Some(START - 1), Some(START), Some(START + MINUTE), None];
    let mut before = Vec::new();
    for at in times {
        before.push(situation(&app, at, now).await);
    }
    assert!(before[0].contains("\"incidents\":[]") && before[1].contains("\"title\":\"dresden.storage\""));
    assert!(
        !before[2].contains("\"title\":\"dresden.storage\"") && before[3].contains("\"source\":\"monitor\"")
    );
    let written = events(&app).await;
    app.close().await;
    drop(app);

    let app = open(&database).await;
    for (at, before) in times.into_iter().zip(before) {
        assert_eq!(situation(&app, at, now).await, before);
    }
    // Still held: more of the same is not told, and after a while it settles in its worst state.
    app.incidents.report(&[signal("dresden.kfz-verfahren", Level::Operational, now)], now).await.unwrap();
    assert_eq!(events(&app).await, written);
    app.incidents.report(&[signal("dresden.kfz-verfahren", Level::Degraded, now)], now).await.unwrap();
    app.settle_incidents(now + 5 * MINUTE).await.unwrap();
    assert_eq!(events(&app).await, written + 1);
    let later = situation(&app, None, now + 5 * MINUTE).await;
    assert!(later.contains("\"flapping\":[],\"unknown\""), "{later}");
}

async fn several_processes_share_the_incidents(database: Database) {
    let here = dresden(&database).await;
    let there = open(&database).await;
    let now = START + 10 * MINUTE;
    let id = here.incidents.open(fault("dresden.email", START), author(START)).await.unwrap().incident.id;
    assert!(situation(&there, None, now).await.contains("\"incidents\":[]"), "nobody has looked yet");
    there.incidents.catch_up().await.unwrap();
    assert_eq!(situation(&there, None, now).await, situation(&here, None, now).await);
    // Without catching up in between: each addition meets what the other has written.
    for i in 0..6 {
        let app = if i % 2 == 0 { &there } else { &here };
        let at = START + i * MINUTE;
        app.incidents.add_event(id, at, noted(&i.to_string()), author(at)).await.unwrap();
    }
    let late = here.incidents.add_event(id, START, noted("früher"), author(now)).await.unwrap_err();
    assert!(matches!(late, AppError::Invalid(_)), "{late}");
    there.incidents.add_event(id, now, closed(), author(now)).await.unwrap();
    here.incidents.catch_up().await.unwrap();
    assert!(situation(&here, None, now).await.contains("\"incidents\":[]"));
    let again = IncidentEvent::Reopened { text: None };
    there.incidents.add_event(id, now, again, author(now)).await.unwrap();
    here.incidents.catch_up().await.unwrap();
    assert_eq!(situation(&there, None, now).await, situation(&here, None, now).await);
    assert_eq!(here.incidents.read(id).await.unwrap().notes.len(), 6);
    let all = here.incidents.events(None, 0, 100).await.unwrap();
    assert!(all.iter().map(|record| record.seq).eq(1..=all.len() as u64));

    let mut both = tokio::task::JoinSet::new();
    for app in [&here, &there, &here, &there] {
        let app = Arc::clone(app);
        both.spawn(async move {
            for _ in 0..5 {
                app.incidents.add_event(id, now, noted("zugleich"), author(now)).await.unwrap();
            }
        });
    }
    both.join_all().await;
    for app in [&here, &there] {
        app.incidents.catch_up().await.unwrap();
        assert_eq!(app.incidents.read(id).await.unwrap().notes.len(), 26);
    }
}

async fn a_source_that_flaps_between_two_processes_does_not_flood(database: Database) {
    let apps = [dresden(&database).await, open(&database).await];
    for app in &apps {
        app.maps.catch_up().await.unwrap();
    }
    // Down to the one, up to the other, a hundred times a minute.
    for i in 0..1_000 {
        let level = if i % 2 == 0 { Level::Unavailable } else { Level::Operational };
        let at = START + i * 600;
        let app = &apps[i as usize % 2];
        app.incidents.report(&[signal("dresden.email", level, at)], at).await.unwrap();
        for app in &apps {
            app.settle_incidents(at).await.unwrap();
        }
    }
    // Each hears only one side and holds what the other has told; every five minutes one lets go.
    assert!(events(&apps[0]).await <= 7 + 3 * 8, "{}", events(&apps[0]).await);
    apps[0].incidents.catch_up().await.unwrap();
    assert!(situation(&apps[0], None, START + 600_000).await.contains("\"level\":\"unavailable\""));
}

async fn a_storm_of_alerts_is_one_transaction(database: Database) {
    let app = dresden(&database).await;
    let map = app.maps.current();
    let all: Vec<Signal> = map.iter().map(|node| signal(map.key(node), Level::Unavailable, START)).collect();
    let reported = app.incidents.report(&all, START).await.unwrap();
    let Reported::Added(id) = reported[0] else { panic!("{reported:?}") };
    assert!(reported.iter().all(|reported| *reported == Reported::Added(id)), "one source, one incident");
    assert_eq!(events(&app).await, all.len() + 1);
    assert!(
        app.incidents
            .report(&all, START)
            .await
            .unwrap()
            .iter()
            .all(|reported| *reported == Reported::Nothing)
    );
    let over: Vec<Signal> = all
        .iter()
        .map(|signal| Signal { level: Level::Operational, at: START + MINUTE, ..signal.clone() })
        .collect();
    app.incidents.report(&over, START + MINUTE).await.unwrap();
    assert!(app.incidents.read(id).await.unwrap().is_quiet());

    // Each of its own: at the limit nothing is taken, and all of it can be said again.
    let own =
        |i: usize| Signal { source: format!("s{i}"), ..signal("dresden.email", Level::Unavailable, START) };
    let many: Vec<Signal> = (0..MAX_OPEN).map(own).collect();
    let written = events(&app).await;
    let full = app.incidents.report(&many, START + MINUTE).await.unwrap_err();
    assert!(matches!(full, AppError::TooMuch { .. }), "{full}");
    assert_eq!(events(&app).await, written);
    app.incidents.report(&many[1..], START + MINUTE).await.unwrap();
    assert_eq!(events(&app).await, written + 2 * (MAX_OPEN - 1));
    let refused = app.incidents.open(fault("dresden.email", START), author(START)).await.unwrap_err();
    assert!(matches!(refused, AppError::TooMuch { .. }), "{refused}");
}

async fn whatever_a_program_says_can_be_read_again(database: Database) {
    let app = dresden(&database).await;
    let name = |source: String| Signal { source, ..signal("dresden.email", Level::Unavailable, START) };
    for source in [String::new(), "x".repeat(301), "a\0b".into(), "a\nb".into()] {
        assert!(matches!(app.incidents.report(&[name(source)], START).await, Err(AppError::Invalid(_))));
    }
    assert_eq!(events(&app).await, 0);
    // Alertmanager and Grafana write the year 1 for "not known".
    for (i, at) in
        [Millis::MIN, -62_135_596_800_000, 0, START + 1_000_000, Millis::MAX].into_iter().enumerate()
    {
        let title = Some(if i == 0 { " \u{0}".into() } else { "ü\n".repeat(400) });
        let said = Signal { title, at, ..name(format!("{}{i}", "ö".repeat(299))) };
        app.incidents.report(std::slice::from_ref(&said), START).await.unwrap();
        let over = Signal { level: Level::Operational, ..said };
        app.incidents.report(&[over], START + MINUTE).await.unwrap();
    }
    let again = open(&database).await;
    assert_eq!(events(&again).await, 15);
    let now = situation(&again, None, START + 2 * MINUTE).await;
    assert_eq!(now, situation(&app, None, START + 2 * MINUTE).await);
    assert!(now.contains("\"startsAt\":\"2025-06-15T"), "{}", &now[..2_000]);
}
