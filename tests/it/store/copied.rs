//! Everything out of one database into another, of either kind: complete and the same, or nothing.

use tragweite::store::{IncidentState, Store, StoreError};

use super::{by, delete, load, put};
use crate::support::database::{Database, Kind, on_both};

on_both!(
    everything_comes_along_to_either_kind,
    what_was_changed_behind_its_back_is_found,
    tables_of_an_earlier_version_can_be_copied,
);

/// A database with something of everything.
async fn filled(database: &Database) -> Store {
    let store = Store::open(&database.url).await.unwrap();
    store.commit(0, by("x", 1), (0..300).map(|row| put(&format!("k{row:03}"), "ä\"x"))).await.unwrap();
    store.commit(1, by("y", 2), [delete("k001"), put("k002", "2")].into_iter()).await.unwrap();
    store.append_incident_events(0, &super::incidents::opened()).await.unwrap();
    store.event_head("urn:x").await.unwrap();
    store.save_snapshot(2, 1, b"compiled").await.unwrap();
    database
        .execute(
            "insert into subscriptions (id, revision, body, active, disabled, secret, old_secret, old_until, fanned) \
             values ('s', 1, '{}', 1, null, 'secret', null, 0, 0); \
             insert into deliveries (subscription, seq, state, attempts, since, next_at, last_at, last_status, last_error) \
             values ('s', 7, 'pending', 1, 1, 1, 1, 503, 'why'); \
             insert into alert_receivers (id, version, body, deliveries) values ('r', 3, '{}', 9)",
        )
        .await;
    store
}

async fn everything_comes_along_to_either_kind(database: Database) {
    let from = filled(&database).await;
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let target = kind.fresh().await;
        let to = Store::open(&target.url).await.unwrap();
        let copied = to.take_over(&from, false).await.unwrap();
        assert_eq!((copied["changes"], copied["nodes"], copied["subscriptions"]), (302, 299, 1));
        assert_eq!(load(&to).await, load(&from).await);
        assert_eq!(to.position().await.unwrap(), from.position().await.unwrap());
        assert_eq!(to.incident_head().await.unwrap(), from.incident_head().await.unwrap());
        assert_eq!(
            to.incidents(None, IncidentState::Any, 9).await.unwrap(),
            from.incidents(None, IncidentState::Any, 9).await.unwrap()
        );
        assert_eq!(to.subscriptions().await.unwrap(), from.subscriptions().await.unwrap());
        assert_eq!(to.next_delivery("s").await.unwrap(), from.next_delivery("s").await.unwrap());
        assert_eq!(to.alert_receivers().await.unwrap(), from.alert_receivers().await.unwrap());
        assert_eq!(to.event_head("urn:y").await.unwrap(), from.event_head("urn:y").await.unwrap());
        let verified = to.verify().await.unwrap();
        assert_eq!((verified.revisions, verified.changes, verified.incident_events), (2, 302, 1));
        assert!(verified.faults.is_empty() && verified.unbound == 0, "{verified:?}");
        // It goes on where the other one was.
        to.commit(2, by("z", 3), [put("k003", "3")].into_iter()).await.unwrap();
        let again = to.take_over(&from, false).await.unwrap_err();
        assert!(matches!(again, StoreError::NotEmpty), "{again:?}");
        assert_eq!(to.head().await.unwrap(), 3, "nothing was lost");
        to.take_over(&from, true).await.unwrap();
        assert_eq!(to.position().await.unwrap(), from.position().await.unwrap());
    }
}

async fn what_was_changed_behind_its_back_is_found(database: Database) {
    let store = filled(&database).await;
    assert!(store.verify().await.unwrap().faults.is_empty());
    for (damage, mend, told) in [
        (
            "update changes set body = 'other' where key = 'k005'",
            "update changes set body = 'ä\"x' where key = 'k005'",
            "revision 1 is not what was written",
        ),
        (
            "update change_sets set author = 'z' where revision = 2",
            "update change_sets set author = 'y' where revision = 2",
            "revision 2",
        ),
        (
            "update nodes set revision = 2 where key = 'k007'",
            "update nodes set revision = 1 where key = 'k007'",
            "k007",
        ),
        ("update incident_events set body = 'b'", "update incident_events set body = 'a'", "event 1"),
        (
            "insert into nodes (key, revision) values ('stray', 1)",
            "delete from nodes where key = 'stray'",
            "stray",
        ),
    ] {
        database.execute(damage).await;
        let faults = store.verify().await.unwrap().faults;
        assert!(faults.iter().any(|fault| fault.contains(told)), "{damage}: {faults:?}");
        database.execute(mend).await;
        assert_eq!(store.verify().await.unwrap().faults, Vec::<String>::new(), "{mend}");
    }
}

async fn tables_of_an_earlier_version_can_be_copied(database: Database) {
    super::schema::up_to(&database, 5).await;
    let from = Store::open_as_it_is(&database.url).await.unwrap();
    let missing: Vec<i64> = from.steps_to_make().await.unwrap().iter().map(|step| step.number).collect();
    assert!(missing.first() == Some(&6), "{missing:?}");
    let target = Kind::Sqlite.fresh().await;
    let to = Store::open(&target.url).await.unwrap();
    to.take_over(&from, false).await.unwrap();
    assert_eq!(load(&to).await.0, 2);
    let verified = to.verify().await.unwrap();
    assert_eq!((verified.revisions, verified.unbound), (2, 3), "what has no hash is counted: {verified:?}");
    assert_eq!(from.steps_to_make().await.unwrap().len(), missing.len(), "the source stays as it is");
}
