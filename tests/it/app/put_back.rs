//! A database that is put back to an earlier state under running processes, and perhaps written anew since: every process
//! notices, forgets what it knew, and never brings back what was lost.

use super::incidents::{author as operator, dresden, fault};
use super::live::{agency, author, change, dump, key, open, put, service};
use crate::support::database::{Database, on_both};
use std::sync::Arc;
use tragweite::app::{App, AppError, Precondition, Resource};
use tragweite::store::StoreError;

on_both!(
    an_earlier_state_is_read_anew,
    the_same_number_is_told_apart,
    whoever_has_not_noticed_changes_nothing_of_the_lost_map,
    a_snapshot_of_lost_revisions_is_not_taken,
    incidents_that_were_put_back_are_read_anew,
    events_that_were_put_back_turn_readers_back,
);

/// Puts the map back to a revision, as a backup of that time would.
async fn put_back(database: &Database, revision: u64) {
    database
        .execute(&format!(
            "delete from nodes; delete from changes where revision > {revision}; \
             delete from change_sets where revision > {revision}; \
             insert into nodes (key, revision) select c.key, c.revision from changes c where c.body is not null \
               and c.revision = (select max(d.revision) from changes d where d.key = c.key)"
        ))
        .await;
}

/// A map of three revisions, in two processes.
async fn two(database: &Database) -> (Arc<App>, Arc<App>) {
    let (one, other) = (open(database).await, open(database).await);
    for requests in [vec![put(agency())], vec![put(service("a.x", &[]))], vec![put(service("a.y", &["a.x"]))]]
    {
        change(&one, requests).await.unwrap();
    }
    other.maps.catch_up().await.unwrap();
    assert_eq!(dump(&one.maps.current()), dump(&other.maps.current()));
    (one, other)
}

async fn an_earlier_state_is_read_anew(database: Database) {
    let (one, _) = two(&database).await;
    put_back(&database, 2).await;
    let known = one.ready().await.unwrap_err();
    assert!(matches!(known, AppError::Store(StoreError::Behind { head: 2, known: 3 })), "{known}");
    one.maps.catch_up().await.unwrap();
    assert_eq!((one.maps.current().revision(), one.resets()), (2, 1));
    assert_eq!(dump(&one.maps.current()), dump(&open(&database).await.maps.current()));
    one.ready().await.unwrap();
    assert_eq!(change(&one, vec![put(service("a.z", &[]))]).await.unwrap(), 3);
}

async fn the_same_number_is_told_apart(database: Database) {
    let (one, other) = two(&database).await;
    // Earlier maps are kept in memory, too.
    one.maps.as_of(Some(tragweite::app::maps::history::AsOf::Revision(2))).await.unwrap();
    put_back(&database, 1).await;
    other.maps.catch_up().await.unwrap();
    for name in ["a.p", "a.q"] {
        change(&other, vec![put(service(name, &[]))]).await.unwrap();
    }
    assert_eq!((one.maps.current().revision(), other.maps.current().revision()), (3, 3));
    let known = one.ready().await.unwrap_err();
    assert!(matches!(known, AppError::Store(StoreError::Diverged { number: 3 })), "{known}");
    one.maps.catch_up().await.unwrap();
    assert_eq!(dump(&one.maps.current()), dump(&other.maps.current()));
    for app in [&one, &other] {
        let earlier = app.maps.as_of(Some(tragweite::app::maps::history::AsOf::Revision(2))).await.unwrap();
        assert!(earlier.find("a.p").is_some() && earlier.find("a.x").is_none());
    }
}

async fn whoever_has_not_noticed_changes_nothing_of_the_lost_map(database: Database) {
    for more in [1, 2, 3] {
        let (one, other) = two(&database).await;
        put_back(&database, 1).await;
        other.maps.catch_up().await.unwrap();
        for number in 0..more {
            change(&other, vec![put(service(&format!("a.p{number}"), &[]))]).await.unwrap();
        }
        // It knows three revisions; there are two, three or four, others than it knows.
        let lost = Precondition::Unchanged(Resource::Node(key("a.y")), vec![3]);
        let error = one.maps.change(vec![put(service("a.y", &[]))], lost, author("")).await.unwrap_err();
        assert!(matches!(error, AppError::NotFound { .. }), "{error}");
        change(&one, vec![put(service("a.new", &["a.p0"]))]).await.unwrap();
        let there = dump(&open(&database).await.maps.current());
        assert_eq!(there, dump(&one.maps.current()));
        assert!(there.iter().all(|line| !line.contains("a.x")), "what was lost is not back: {there:?}");
        put_back(&database, 0).await;
    }
}

async fn a_snapshot_of_lost_revisions_is_not_taken(database: Database) {
    let (one, other) = two(&database).await;
    let compacted = one.maps.compact().await.unwrap();
    put_back(&database, 1).await;
    let saved = one.maps.save_snapshot(&compacted).await.unwrap_err();
    assert!(matches!(saved, AppError::Store(StoreError::Diverged { number: 3 })), "{saved}");
    other.maps.catch_up().await.unwrap();
    for name in ["a.p", "a.q", "a.r"] {
        change(&other, vec![put(service(name, &[]))]).await.unwrap();
    }
    let saved = one.maps.save_snapshot(&compacted).await.unwrap_err();
    assert!(matches!(saved, AppError::Store(StoreError::Diverged { number: 3 })), "{saved}");
    // Neither is one that came into the database before the journal was put back.
    let compacted = other.maps.compact().await.unwrap();
    other.maps.save_snapshot(&compacted).await.unwrap();
    put_back(&database, 1).await;
    let third = open(&database).await;
    assert_eq!(third.maps.current().revision(), 1);
    for name in ["a.s", "a.t", "a.u"] {
        change(&third, vec![put(service(name, &[]))]).await.unwrap();
    }
    let fresh = open(&database).await;
    assert_eq!(dump(&fresh.maps.current()), dump(&third.maps.current()));
    let compacted = third.maps.compact().await.unwrap();
    third.maps.save_snapshot(&compacted).await.unwrap();
    assert_eq!(dump(&open(&database).await.maps.current()), dump(&third.maps.current()));
}

async fn incidents_that_were_put_back_are_read_anew(database: Database) {
    let one = dresden(&database).await;
    let other = super::incidents::open(&database).await;
    let lost = one.incidents.open(fault("dresden.storage-sync", 10_000), operator(10_000)).await.unwrap();
    other.incidents.catch_up().await.unwrap();
    assert_eq!(other.here().incidents[0].1, 1);
    database.execute("delete from incident_events; delete from incidents").await;
    one.incidents.catch_up().await.unwrap();
    assert_eq!((one.here().incidents[0].1, one.resets()), (0, 1));
    // The other one has not noticed, and finds another incident under the same number.
    one.incidents.open(fault("zwickau.bauaufsicht", 20_000), operator(20_000)).await.unwrap();
    other.incidents.catch_up().await.unwrap();
    assert_eq!(other.resets(), 1);
    let (mine, its) =
        (one.incidents.read(lost.incident.id).await, other.incidents.read(lost.incident.id).await);
    assert_eq!(mine.unwrap(), its.as_ref().unwrap().clone());
    assert_eq!(its.unwrap().title, "zwickau.bauaufsicht");
}

async fn events_that_were_put_back_turn_readers_back(database: Database) {
    let app = dresden(&database).await;
    let turns = app.events.turns();
    app.incidents.open(fault("dresden.storage-sync", 10_000), operator(10_000)).await.unwrap();
    assert!(app.events.log_changes(1_750_000_000_000).await.unwrap() > 0);
    assert!(!turns.has_changed().unwrap());
    database
        .execute(
            "delete from incident_events; delete from incidents; delete from events; delete from situation; \
             update event_log set turn = 0, newest = 0, incidents = 0, at = 0",
        )
        .await;
    app.incidents.catch_up().await.unwrap();
    app.events.log_changes(1_750_000_001_000).await.unwrap();
    assert!(turns.has_changed().unwrap());
    assert_eq!(*app.events.newest().borrow(), 0);
}
