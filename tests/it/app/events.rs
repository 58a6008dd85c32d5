//! The log of events on both databases: what changes becomes an event, once, whatever restarts and whoever else looks.

use super::incidents::{author, closed, dresden, fault, open};
use crate::support::database::{Database, on_both};
use std::collections::BTreeMap;
use std::sync::Arc;
use tragweite::app::App;
use tragweite::app::events::FeedPart;
use tragweite::model::incident::{IncidentKind, Millis};
use tragweite::model::{IncidentEvent, Key, Level, LoggedChange};
use tragweite::wire::Opening;

on_both!(
    an_incident_is_told_once_and_so_is_its_end,
    what_is_planned_is_told_when_its_time_has_come,
    several_processes_write_one_log,
    clocks_that_differ_do_not_contradict_each_other,
    what_somebody_waits_for_is_not_forgotten,
    what_is_not_kept_is_said_to_be_lost,
);

const START: Millis = 1_750_000_000_000;
const SECOND: Millis = 1_000;

/// All events of the log.
pub(super) async fn log(app: &App) -> Vec<Arc<LoggedChange>> {
    let mut all: Vec<Arc<LoggedChange>> = Vec::new();
    loop {
        let after = all.last().map_or(0, |event| event.seq);
        match app.events.after(after, 100).await.unwrap() {
            FeedPart::Next(events) if events.is_empty() => break,
            FeedPart::Next(events) => all.extend(events),
            FeedPart::Lost { oldest, newest } => panic!("lost: {oldest} {newest}"),
        }
    }
    assert!(all.iter().zip(1..).all(|(event, seq)| event.seq == seq), "no gap");
    all
}

/// One process is five seconds ahead: it tells first, and the others do not take that back.
async fn clocks_that_differ_do_not_contradict_each_other(database: Database) {
    let ahead = dresden(&database).await;
    let others = [open(&database).await, open(&database).await];
    let begins = START + 4 * SECOND;
    let opening = fault("dresden.storage-sync", begins);
    ahead.incidents.open(opening, author(START)).await.unwrap();
    for app in &others {
        app.incidents.catch_up().await.unwrap();
        assert_eq!(app.events.log_changes(START).await.unwrap(), 0, "it has not begun");
    }
    let made = ahead.events.log_changes(START + 5 * SECOND).await.unwrap();
    assert!(made > 10);
    for step in 0..12 {
        let late = others[step % 2].events.log_changes(START + step as i64 * SECOND / 2).await.unwrap();
        let early = ahead.events.log_changes(START + 5 * SECOND + step as i64 * SECOND / 2).await.unwrap();
        assert_eq!((late, early), (0, 0), "step {step}");
    }
    let nodes: BTreeMap<_, _> =
        log(&ahead).await.iter().map(|e| (e.change.after.node.clone(), e.seq)).collect();
    assert_eq!(nodes.len(), made, "each node is told of once");
}

async fn what_somebody_waits_for_is_not_forgotten(database: Database) {
    let app = dresden(&database).await;
    let store = tragweite::store::Store::open(&database.url).await.unwrap();
    app.incidents.open(fault("dresden.storage-sync", START), author(START)).await.unwrap();
    let made = app.events.log_changes(START).await.unwrap() as u64;
    let late = START + 400 * 86_400 * SECOND;
    database
        .execute(
            "insert into subscriptions (id, revision, body, active, disabled, secret, old_secret, old_until, fanned) \
             values ('s', 1, '{}', 1, null, 'x', null, 0, 8); \
             insert into deliveries (subscription, seq, state, attempts, since, next_at, last_at, last_status, last_error) \
             values ('s', 2, 'delivered', 1, 1, 1, 1, 200, null), ('s', 6, 'pending', 1, 1, 1, 1, 503, null)",
        )
        .await;
    assert_eq!(store.forget_events(START, 100).await.unwrap(), 0, "not older");
    assert_eq!(store.forget_events(late, 3).await.unwrap(), 3, "a few at a time");
    assert_eq!(store.forget_events(late, 1_000).await.unwrap(), 2, "up to the one that waits");
    assert_eq!(store.deliveries("s", None, 0, 9).await.unwrap().len(), 1);
    database.execute("update deliveries set state = 'delivered'").await;
    assert_eq!(store.forget_events(late, 1_000).await.unwrap(), 3, "up to what nobody was told of yet");
    database.execute("delete from subscriptions").await;
    assert_eq!(store.forget_events(late, 1_000).await.unwrap(), made - 8);
}

async fn an_incident_is_told_once_and_so_is_its_end(database: Database) {
    let app = dresden(&database).await;
    assert_eq!(app.events.log_changes(START).await.unwrap(), 0);
    let opening = fault("dresden.storage-sync", START - 60 * SECOND);
    let id = app.incidents.open(opening, author(START)).await.unwrap().incident.id;
    let made = app.events.log_changes(START).await.unwrap();
    assert!(made > 10);
    assert_eq!(app.events.log_changes(START + SECOND).await.unwrap(), 0);
    let first = log(&app).await;
    assert_eq!(first.len(), made);
    let root = &first.iter().find(|e| e.change.after.node.as_str() == "dresden.storage-sync").unwrap().change;
    assert_eq!((root.before, root.after.level), (Level::Operational, Level::Unavailable));
    assert_eq!((root.after.since, root.after.incidents.as_slice()), (START - 60 * SECOND, [id].as_slice()));
    assert!(first.iter().all(|e| e.change.after.incidents == [id] && e.at == START));
    assert!(first.iter().any(|e| e.change.after.district.as_deref() == Some("14524")));
    // What was computed is known after a restart.
    app.close().await;
    let app = open(&database).await;
    assert_eq!(app.events.log_changes(START + 2 * SECOND).await.unwrap(), 0);
    let end = START + 3 * SECOND;
    app.incidents.add_event(id, end, closed(), author(end)).await.unwrap();
    app.events.log_changes(end).await.unwrap();
    let all = log(&app).await;
    assert_eq!(all[..made], first);
    let mut levels = BTreeMap::new();
    for event in &all {
        let before = levels.insert(event.change.after.node.clone(), event.change.after.level);
        assert_eq!(before.unwrap_or(Level::Operational), event.change.before);
    }
    assert!(levels.values().all(|level| *level == Level::Operational), "{levels:?}");
}

async fn what_is_planned_is_told_when_its_time_has_come(database: Database) {
    let app = dresden(&database).await;
    let (from, until) = (START + 60 * SECOND, START + 120 * SECOND);
    let node = Key::new("dresden.storage-sync").unwrap();
    let kind = IncidentKind::Maintenance;
    let opened = IncidentEvent::Opened { title: "Wartung".into(), kind, source: None, exercise: false };
    let level = Level::Unavailable;
    let failure =
        IncidentEvent::FailureSet { node: node.clone(), level, from, until: Some(until), source: None };
    let opening = Opening { at: START, events: vec![opened, failure] };
    app.incidents.open(opening, author(START)).await.unwrap();
    assert_eq!(app.events.log_changes(START).await.unwrap(), 0);
    assert_eq!(app.events.log_changes(from - 1).await.unwrap(), 0);
    let begun = app.events.log_changes(from + 250).await.unwrap();
    assert!(begun > 0);
    let of_node = |events: &[Arc<LoggedChange>]| {
        let last = events.iter().rfind(|e| e.change.after.node == node).unwrap();
        (last.change.after.level, last.change.after.since)
    };
    assert_eq!(of_node(&log(&app).await), (Level::Unavailable, from));
    assert_eq!(app.events.log_changes(until - 1).await.unwrap(), 0);
    app.events.log_changes(until + 250).await.unwrap();
    assert_eq!(of_node(&log(&app).await), (Level::Operational, until));
}

async fn several_processes_write_one_log(database: Database) {
    let first = dresden(&database).await;
    let second = open(&database).await;
    for round in 0..6 {
        let now = START + round * 60 * SECOND;
        let (writer, other) = if round % 2 == 0 { (&first, &second) } else { (&second, &first) };
        writer.incidents.catch_up().await.unwrap();
        let opened = writer.incidents.open(fault("dresden.storage-sync", now), author(now)).await.unwrap();
        other.incidents.catch_up().await.unwrap();
        let (a, b) = tokio::join!(first.events.log_changes(now), second.events.log_changes(now));
        assert!((a.unwrap() == 0) != (b.unwrap() == 0), "one of them");
        let id = opened.incident.id;
        writer.incidents.add_event(id, now + SECOND, closed(), author(now + SECOND)).await.unwrap();
        other.incidents.catch_up().await.unwrap();
        let (a, b) =
            tokio::join!(second.events.log_changes(now + SECOND), first.events.log_changes(now + SECOND));
        assert!((a.unwrap() == 0) != (b.unwrap() == 0), "one of them");
        first.events.log_changes(now + 2 * SECOND).await.unwrap();
        second.events.log_changes(now + 2 * SECOND).await.unwrap();
        assert_eq!(log(&first).await, log(&second).await);
    }
    assert_eq!(first.events.source(), second.events.source());
}

async fn what_is_not_kept_is_said_to_be_lost(database: Database) {
    let app = dresden(&database).await;
    app.incidents.open(fault("dresden.storage-sync", START), author(START)).await.unwrap();
    let made = app.events.log_changes(START).await.unwrap() as u64;
    assert!(
        matches!(app.events.after(made + 5, 10).await.unwrap(), FeedPart::Lost { newest, .. } if newest == made)
    );
    app.close().await;
    database.execute("delete from events where seq <= 3").await;
    let app = open(&database).await;
    assert!(
        matches!(app.events.after(1, 10).await.unwrap(), FeedPart::Lost { oldest: 4, newest } if newest == made)
    );
    let FeedPart::Next(events) = app.events.after(3, 10).await.unwrap() else { panic!("lost") };
    assert_eq!(events[0].seq, 4);
}
