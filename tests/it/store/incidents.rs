//! The journal of incidents, on both databases.

use super::by;
use crate::support::database::{Database, on_both};
use tragweite::store::{
    Idempotency, IncidentState, IncidentTurn, NewIncidentEvent, NewIncidentEvents, Store, StoreError,
};

on_both!(
    events_are_numbered_without_gaps,
    what_was_open_at_a_time_is_found,
    a_repeated_request_is_recognised,
    two_writers_never_share_a_number,
);

const DAY: i64 = 86_400_000;

fn event(incident: u64, at_ms: i64, body: &str, turn: Option<IncidentTurn>) -> NewIncidentEvent {
    NewIncidentEvent { incident, at_ms, author: "wache".into(), body: body.to_owned(), turn }
}

fn new(events: Vec<NewIncidentEvent>) -> NewIncidentEvents {
    NewIncidentEvents { recorded_ms: 1_000, idempotency: None, events }
}

/// An incident that is opened as the first one.
pub(super) fn opened() -> NewIncidentEvents {
    new(vec![event(1, 10, "a", Some(IncidentTurn::Opened))])
}

async fn append(store: &Store, head: u64, events: Vec<NewIncidentEvent>) -> u64 {
    store.append_incident_events(head, &new(events)).await.unwrap().number
}

async fn events_are_numbered_without_gaps(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    assert_eq!(store.incident_head().await.unwrap(), 0);
    let opened = Some(IncidentTurn::Opened);
    assert_eq!(append(&store, 0, vec![event(1, 10, "a", opened), event(1, 11, "b", None)]).await, 2);
    assert_eq!(append(&store, 2, vec![event(3, 12, "c", opened)]).await, 3);
    let conflict = store.append_incident_events(2, &new(vec![event(1, 13, "d", None)])).await;
    assert!(matches!(conflict, Err(StoreError::Conflict { head: 3 })), "{conflict:?}");
    let foreign = store.append_incident_events(3, &new(vec![event(1, 13, "x\0", None)])).await;
    assert!(matches!(foreign, Err(StoreError::NulCharacter { .. })));
    let unknown = store.append_incident_events(3, &new(vec![event(77, 13, "d", None)])).await;
    assert!(unknown.is_err(), "an incident that nobody opened");
    assert_eq!(append(&store, 3, vec![event(1, 13, "d", None)]).await, 4);
    let bodies = |rows: Vec<tragweite::store::IncidentRow>| -> Vec<(u64, u64, String)> {
        rows.into_iter().map(|row| (row.seq, row.incident, row.body)).collect()
    };
    let all = bodies(store.incident_events(None, 0, 9).await.unwrap());
    assert_eq!(all, [(1, 1, "a".into()), (2, 1, "b".into()), (3, 3, "c".into()), (4, 1, "d".into())]);
    assert_eq!(bodies(store.incident_events(None, 1, 2).await.unwrap()), all[1..3]);
    let of_one = bodies(store.incident_events(Some(1), 1, 9).await.unwrap());
    assert_eq!(of_one, [all[1].clone(), all[3].clone()]);
    let row = store.incident_events(None, 3, 1).await.unwrap().remove(0);
    assert_eq!((row.at_ms, row.recorded_ms, row.author.as_str()), (13, 1_000, "wache"));
    store.commit(0, by("x", 1), std::iter::empty()).await.unwrap();
    assert_eq!((store.head().await.unwrap(), store.incident_head().await.unwrap().number), (1, 4));
}

async fn what_was_open_at_a_time_is_found(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    let (opened, closed, reopened) =
        (Some(IncidentTurn::Opened), Some(IncidentTurn::Closed), Some(IncidentTurn::Reopened));
    append(&store, 0, vec![event(1, 10, "a", opened), event(2, 20, "b", opened)]).await;
    append(&store, 2, vec![event(1, 30, "a closed", closed)]).await;
    let open = async |at| -> Vec<u64> {
        let (rows, head) = store.open_incidents(at).await.unwrap();
        assert_eq!(head, store.incident_head().await.unwrap());
        let mut ids: Vec<u64> = rows.iter().map(|row| row.incident).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    assert_eq!(open(None).await, [2]);
    assert_eq!(open(Some(9)).await, [] as [u64; 0]);
    assert_eq!(open(Some(10)).await, [1]);
    assert_eq!(open(Some(29)).await, [1, 2]);
    assert_eq!(open(Some(30)).await, [2]);
    let listed = async |before, state, limit| -> Vec<String> {
        let rows = store.incidents(before, state, limit).await.unwrap();
        rows.into_iter().map(|row| row.body).collect()
    };
    assert_eq!(listed(None, IncidentState::Any, 9).await, ["a", "b", "a closed"]);
    assert_eq!(listed(None, IncidentState::Any, 1).await, ["b"]);
    assert_eq!(listed(Some(2), IncidentState::Any, 9).await, ["a", "a closed"]);
    assert_eq!(listed(None, IncidentState::Open, 9).await, ["b"]);
    assert_eq!(listed(None, IncidentState::Closed, 9).await, ["a", "a closed"]);
    append(&store, 3, vec![event(1, 40, "a again", reopened)]).await;
    assert_eq!(open(None).await, [1, 2]);
    assert_eq!(listed(None, IncidentState::Closed, 9).await, [] as [String; 0]);
}

async fn a_repeated_request_is_recognised(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    let events = vec![event(1, 10, "a", Some(IncidentTurn::Opened)), event(1, 10, "b", None)];
    let key = Idempotency { key: "k".into(), fingerprint: "f".into() };
    let request = NewIncidentEvents { idempotency: Some(key), ..new(events) };
    store.append_incident_events(0, &request).await.unwrap();
    let found = store.incident_request("k", 1_000 + DAY).await.unwrap().unwrap();
    assert_eq!((found.fingerprint.as_str(), found.revision), ("f", 1));
    assert_eq!(store.incident_request("k", 1_001 + DAY).await.unwrap(), None);
    assert_eq!(store.incident_request("other", 1_000).await.unwrap(), None);
}

async fn two_writers_never_share_a_number(database: Database) {
    let first = Store::open(&database.url).await.unwrap();
    append(&first, 0, vec![event(1, 1, "opened", Some(IncidentTurn::Opened))]).await;
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..4 {
        let url = database.url.clone();
        writers.spawn(async move {
            let store = Store::open(&url).await.unwrap();
            let mut written = 0;
            while written < 10 {
                let head = store.incident_head().await.unwrap();
                let events = vec![event(1, 2, &format!("{writer}.{written}"), None)];
                match store.append_incident_events(head.clone(), &new(events)).await {
                    Ok(seq) => {
                        assert_eq!(seq, head.number + 1);
                        written += 1;
                    }
                    Err(StoreError::Conflict { .. }) => {}
                    Err(error) => panic!("{error:?}"),
                }
            }
        });
    }
    writers.join_all().await;
    let all = first.incident_events(None, 0, 100).await.unwrap();
    assert!(all.iter().map(|row| row.seq).eq(1..=41));
}
