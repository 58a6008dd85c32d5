//! The compiled snapshot: comes back byte for byte, or not at all.

use tragweite::store::{Snapshot, Store, StoreError};

use super::{by, load, put};
use crate::support::database::{Database, on_both};

on_both!(
    a_snapshot_comes_back_as_it_was,
    a_newer_snapshot_replaces_an_older_one,
    a_damaged_snapshot_is_none,
    two_processes_may_save_at_the_same_time,
);

fn bytes(length: usize, seed: u8) -> Vec<u8> {
    (0..length)
        .map(|at| (at as u8).wrapping_mul(31).wrapping_add((at >> 8) as u8) ^ (at >> 20) as u8 ^ seed)
        .collect()
}

async fn with_revisions(database: &Database, upto: u64) -> Store {
    let store = Store::open(&database.url).await.unwrap();
    for head in store.head().await.unwrap()..upto {
        store.commit(head, by("x", 1), [put("a", "1")].into_iter()).await.unwrap();
    }
    store
}

async fn a_snapshot_comes_back_as_it_was(database: Database) {
    let store = with_revisions(&database, 6).await;
    assert_eq!(store.load_snapshot(1).await.unwrap(), None);
    let part = 4 << 20;
    for (revision, length) in [0, 1, part - 1, part, part + 1, 2 * part + 77].into_iter().enumerate() {
        let (revision, bytes) = (revision as u64 + 1, bytes(length, revision as u8));
        store.save_snapshot(revision, 1, &bytes).await.unwrap();
        assert_eq!(store.load_snapshot(2).await.unwrap(), None, "another format");
        let loaded = Store::open(&database.url).await.unwrap().load_snapshot(1).await.unwrap();
        let Some(Snapshot { of, bytes: loaded }) = loaded else { panic!("{length} bytes") };
        assert!(of == revision && loaded == bytes, "{length} bytes");
    }
}

async fn a_newer_snapshot_replaces_an_older_one(database: Database) {
    let store = with_revisions(&database, 3).await;
    let revision =
        async |format| store.load_snapshot(format).await.unwrap().map(|snapshot| snapshot.of.number);
    store.save_snapshot(2, 1, &bytes(10, 1)).await.unwrap();
    store.save_snapshot(1, 1, &bytes(10, 2)).await.unwrap();
    assert_eq!(revision(1).await, Some(2), "an older one does not come in its place");
    store.save_snapshot(2, 1, &bytes(11, 3)).await.unwrap();
    assert!(store.load_snapshot(1).await.unwrap().unwrap().bytes == bytes(11, 3), "the same revision does");
    store.save_snapshot(3, 1, &bytes(12, 4)).await.unwrap();
    assert_eq!(revision(1).await, Some(3));
    store.save_snapshot(1, 2, &bytes(13, 5)).await.unwrap();
    assert_eq!((revision(1).await, revision(2).await), (None, Some(1)), "another format always does");
    let newer = store.save_snapshot(4, 2, &bytes(13, 5)).await;
    assert!(
        matches!(newer, Err(StoreError::Diverged { number: 4 })),
        "{newer:?}: the journal has no such revision"
    );
    assert_eq!(revision(2).await, Some(1));
}

async fn a_damaged_snapshot_is_none(database: Database) {
    let store = with_revisions(&database, 1).await;
    let good = bytes((8 << 20) + 5, 9);
    let damages = [
        "delete from snapshot_parts where part = 1",
        "delete from snapshot_parts where part = 2",
        "update snapshot_parts set data = (select data from snapshot_parts where part = 1) where part = 0",
        "update snapshot_parts set data = (select data from snapshot_parts where part = 0) where part = 2",
        "update snapshots set sha256 = 'x'",
        "update snapshots set bytes = bytes - 1",
        "update snapshots set parts = 2",
        "update snapshots set bytes = 9000000000000000000, parts = 2145767211914",
        "update snapshots set bytes = -1, parts = -1",
    ];
    for damage in damages {
        store.save_snapshot(1, 1, &good).await.unwrap();
        database.execute(damage).await;
        assert_eq!(store.load_snapshot(1).await.unwrap(), None, "after: {damage}");
    }
    store.save_snapshot(1, 1, &good).await.unwrap();
    assert!(store.load_snapshot(1).await.unwrap().unwrap().bytes == good, "and it can be rebuilt");
}

async fn two_processes_may_save_at_the_same_time(database: Database) {
    let store = with_revisions(&database, 8).await;
    let other = with_revisions(&database, 8).await;
    for (left, right) in [(1, 2), (4, 3), (5, 5)] {
        let (left_bytes, right_bytes) = (bytes(5 << 20, left as u8), bytes(5 << 20, right as u8));
        let saved = tokio::join!(
            store.save_snapshot(left, 1, &left_bytes),
            other.save_snapshot(right, 1, &right_bytes)
        );
        saved.0.unwrap();
        saved.1.unwrap();
        let snapshot = store.load_snapshot(1).await.unwrap().unwrap();
        assert_eq!(snapshot.of.number, left.max(right));
        assert!(snapshot.bytes == bytes(5 << 20, left.max(right) as u8));
    }
    assert_eq!(load(&store).await.0, 8);
}
