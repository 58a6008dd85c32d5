//! Committing: all or nothing, in order, once.

use std::ops::ControlFlow;
use std::sync::mpsc;

use tragweite::store::{Idempotency, NewChangeSet, RowChange, Store, StoreError};

use super::{by, delete, load, put};
use crate::support::database::{Database, on_both};

on_both!(
    an_empty_store_is_revision_zero,
    the_current_state_is_what_was_written_last,
    keys_are_ordered_by_bytes,
    a_stale_or_future_head_is_refused,
    writers_in_parallel_leave_no_gap,
    a_long_change_set_is_streamed,
    a_key_named_twice_undoes_everything,
    a_dropped_commit_leaves_all_or_nothing,
    a_failing_source_leaves_nothing,
    a_repeated_request_is_answered_with_its_revision,
    idempotency_keys_expire_after_a_day,
    the_nul_character_is_refused,
    a_load_sees_one_state,
    large_documents_come_back_whole,
);

async fn an_empty_store_is_revision_zero(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    store.ping().await.unwrap();
    assert_eq!(store.head().await.unwrap(), 0);
    assert_eq!(load(&store).await, (0, [].into()));
    assert_eq!(store.revision_at(i64::MAX).await.unwrap(), 0);
    assert_eq!(store.change_sets(None, 10).await.unwrap(), []);
    assert_eq!(store.change_set(1).await.unwrap(), None);
    assert_eq!(store.as_of(0, 10).await.unwrap(), []);
    let changes = store.changes_since(0, 10).await.unwrap();
    assert_eq!((changes.rows.len(), changes.upto.number, changes.more), (0, 0, false));
    assert_eq!(store.idempotent("a", 0).await.unwrap(), None);
}

async fn the_current_state_is_what_was_written_last(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    let first = [put("a", "1"), put("b", "1"), put("c", "1")];
    assert_eq!(store.commit(0, by("x", 1), first.into_iter()).await.unwrap(), 1);
    let second = [put("b", "2"), delete("c"), delete("never was")];
    assert_eq!(store.commit(1, by("x", 2), second.into_iter()).await.unwrap(), 2);
    assert_eq!(store.commit(2, by("x", 3), [put("c", "3")].into_iter()).await.unwrap(), 3);
    assert_eq!(store.commit(3, by("x", 4), std::iter::empty()).await.unwrap(), 4);
    let expected = [("a", "1", 1), ("b", "2", 2), ("c", "3", 3)];
    let expected = expected.map(|(key, body, revision)| (key.to_owned(), (body.to_owned(), revision)));
    assert_eq!(load(&store).await, (4, expected.into()));
    store.close().await;
    let again = Store::open(&database.url).await.unwrap();
    assert_eq!(load(&again).await.0, 4, "and it is still there after a restart");
}

async fn keys_are_ordered_by_bytes(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    let keys =
        ["b", "a-1", "a.1", "a1", "A", "Z", "\u{e4}", "\u{1f600}", "a b", "a_b", "\u{ffee}", "%", "a\u{301}"];
    store.commit(0, by("x", 1), keys.iter().map(|key| put(key, "{}"))).await.unwrap();
    let (_, state) = load(&store).await;
    assert_eq!(state.len(), keys.len());
    let mut paged = Vec::new();
    while let Some(change) = store.changes_of(1, paged.last().map(String::as_str), 1).await.unwrap().pop() {
        paged.push(change.key);
    }
    assert_eq!(paged, state.into_keys().collect::<Vec<_>>());
}

async fn a_stale_or_future_head_is_refused(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    store.commit(0, by("x", 1), [put("a", "1")].into_iter()).await.unwrap();
    for wrong in [0, 2, 7, u64::MAX] {
        let error = store.commit(wrong, by("x", 1), [put("a", "2")].into_iter()).await.unwrap_err();
        assert!(matches!(error, StoreError::Conflict { head: 1 }), "{wrong}: {error:?}");
    }
    assert_eq!(load(&store).await.1["a"], ("1".to_owned(), 1));
    assert_eq!(store.change_sets(None, 10).await.unwrap().len(), 1);
}

async fn writers_in_parallel_leave_no_gap(database: Database) {
    // Two handles with connections of their own behave like two processes.
    let stores = [Store::open(&database.url).await.unwrap(), Store::open(&database.url).await.unwrap()];
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..8_usize {
        let store = stores[writer % 2].clone();
        writers.spawn(async move {
            for round in 0..5 {
                let key = format!("{writer}.{round}");
                let mut head = store.head().await.unwrap();
                loop {
                    match store
                        .commit(head, by("x", 1), [put(&key, "1"), put("common", &key)].into_iter())
                        .await
                    {
                        Ok(_) => break,
                        Err(StoreError::Conflict { head: newer }) => head = newer,
                        Err(other) => panic!("{other:?}"),
                    }
                }
            }
        });
    }
    while let Some(writer) = writers.join_next().await {
        writer.unwrap();
    }
    let (head, state) = load(&stores[0]).await;
    assert_eq!((head, state.len()), (40, 41));
    let journal = stores[1].change_sets(None, 100).await.unwrap();
    assert!(journal.iter().map(|set| set.revision).eq((1..=40).rev()));
    assert!(state.iter().all(|(key, (_, revision))| key != "common" || *revision == 40));
}

async fn a_long_change_set_is_streamed(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    let rows = 1_503_usize;
    let changes = (0..rows).map(|row| put(&format!("k{row:05}"), &row.to_string()));
    store.commit(0, by("x", 1), changes).await.unwrap();
    let (_, state) = load(&store).await;
    assert_eq!(state.len(), rows);
    assert!(state.iter().all(|(key, (body, _))| key[1..].parse::<usize>() == body.parse::<usize>()));
    assert_eq!(store.change_set(1).await.unwrap().unwrap().changes, rows as u64);
    let gone = (0..rows).filter(|row| row % 2 == 1).map(|row| delete(&format!("k{row:05}")));
    store.commit(1, by("x", 2), gone).await.unwrap();
    assert_eq!(load(&store).await.1.len(), rows.div_ceil(2));
    assert_eq!(store.change_set(2).await.unwrap().unwrap().changes, 751);
}

async fn a_key_named_twice_undoes_everything(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    for rows in [1, 499, 500, 1_200] {
        let changes = (0..rows).map(|row| put(&format!("k{row}"), "1")).chain([delete("k0")]);
        let error = store.commit(0, by("x", 1), changes).await.unwrap_err();
        assert!(matches!(error, StoreError::DuplicateKey), "{rows}: {error:?}");
        assert_eq!(load(&store).await, (0, [].into()));
        assert_eq!(store.changes_since(0, 10).await.unwrap().rows, []);
    }
}

async fn a_dropped_commit_leaves_all_or_nothing(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    let (mut dropped, mut done) = (0, 0);
    for patience in 0..40 {
        let head = store.head().await.unwrap();
        let changes = (0..600).map(|row| put(&format!("k{row}"), &patience.to_string()));
        let give_up = async {
            for _ in 0..patience * patience {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            outcome = store.commit(head, by("x", 1), changes) => match outcome {
                Ok(revision) => { assert_eq!(revision, head + 1); done += 1; }
                // The one given up before was already being committed when we asked for the head.
                Err(error) => assert!(matches!(error, StoreError::Conflict { head: newer } if newer == head + 1)),
            },
            () = give_up => dropped += 1,
        }
        let (_, state) = load(&store).await;
        let mut rows: Vec<_> = state.into_values().collect();
        assert!(rows.is_empty() || rows.len() == 600);
        rows.dedup();
        assert!(rows.len() <= 1, "all rows are of one change set");
    }
    assert!(dropped > 0, "at least the first was given up at once");
    // Waits for the last one, if it is still being rolled back or committed.
    while store.commit(store.head().await.unwrap(), by("x", 1), std::iter::empty()).await.is_err() {}
    let journal = store.change_sets(None, 1_000).await.unwrap();
    assert!(
        journal.len() > done && journal.iter().map(|set| set.revision).eq((1..=journal.len() as u64).rev())
    );
    let history = store.changes_since(0, 100_000).await.unwrap().rows;
    assert_eq!(history.len(), 600 * (journal.len() - 1));
    for (changes, revision) in history.chunks(600).zip(1..) {
        assert!(changes.iter().all(|change| change.revision == revision && change.body == changes[0].body));
    }
}

async fn a_failing_source_leaves_nothing(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    let writer = store.clone();
    let task = tokio::spawn(async move {
        let changes = (0..2_000).map(|row| {
            assert!(row < 1_234, "the source of the change set breaks");
            put(&format!("k{row}"), "1")
        });
        writer.commit(0, by("x", 1), changes).await
    });
    assert!(task.await.unwrap_err().is_panic());
    assert_eq!(load(&store).await, (0, [].into()));
    assert_eq!(
        store.commit(0, by("x", 1), [put("a", "1")].into_iter()).await.unwrap(),
        1,
        "and it still works"
    );
}

fn with_key(key: &str, fingerprint: &str, at_ms: i64) -> NewChangeSet {
    let idempotency = Idempotency { key: key.to_owned(), fingerprint: fingerprint.to_owned() };
    NewChangeSet { idempotency: Some(idempotency), ..by("x", at_ms) }
}

async fn a_repeated_request_is_answered_with_its_revision(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    store.commit(0, by("x", 5), [put("a", "1")].into_iter()).await.unwrap();
    store.commit(1, with_key("once", "f1", 10), [put("a", "2")].into_iter()).await.unwrap();
    store.commit(2, by("x", 11), [put("a", "3")].into_iter()).await.unwrap();
    for (head, fingerprint) in [(3, "f1"), (1, "f1"), (3, "other")] {
        let again = with_key("once", fingerprint, 12);
        match store.commit(head, again, [put("a", "4")].into_iter()).await.unwrap_err() {
            StoreError::AlreadyCommitted { fingerprint, revision } => {
                assert_eq!((fingerprint.as_str(), revision), ("f1", 2));
            }
            other => panic!("{other:?}"),
        }
    }
    let known = store.idempotent("once", 12).await.unwrap().unwrap();
    assert_eq!((known.fingerprint.as_str(), known.revision), ("f1", 2));
    assert_eq!(store.idempotent("twice", 12).await.unwrap(), None);
    assert_eq!(load(&store).await.1["a"], ("3".to_owned(), 3));
}

async fn idempotency_keys_expire_after_a_day(database: Database) {
    const DAY: i64 = 86_400_000;
    let store = Store::open(&database.url).await.unwrap();
    store.commit(0, with_key("k", "f", 1_000), std::iter::empty()).await.unwrap();
    assert!(store.idempotent("k", 1_000 + DAY).await.unwrap().is_some());
    assert!(store.idempotent("k", 1_001 + DAY).await.unwrap().is_none());
    let error = store.commit(1, with_key("k", "f", 1_000 + DAY), std::iter::empty()).await.unwrap_err();
    assert!(matches!(error, StoreError::AlreadyCommitted { revision: 1, .. }));
    store.commit(1, by("x", 1_001 + DAY), std::iter::empty()).await.unwrap();
    assert!(store.idempotent("k", 1_000).await.unwrap().is_none(), "the commit dropped it");
    assert_eq!(store.commit(2, with_key("k", "g", 2_000 + DAY), std::iter::empty()).await.unwrap(), 3);
}

async fn the_nul_character_is_refused(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    let refused = async |set: NewChangeSet, change: RowChange| {
        let error = store.commit(0, set, [change].into_iter()).await.unwrap_err();
        assert!(matches!(error, StoreError::NulCharacter { .. }), "{error:?}");
        error.to_string()
    };
    assert_eq!(refused(by("x", 1), put("a\0", "1")).await, "a key contains the character U+0000: remove it");
    refused(by("x", 1), put("a", "\0")).await;
    refused(by("\0", 1), put("a", "1")).await;
    refused(NewChangeSet { message: "\0".to_owned(), ..by("x", 1) }, put("a", "1")).await;
    refused(with_key("\0", "f", 1), put("a", "1")).await;
    refused(with_key("k", "\0", 1), put("a", "1")).await;
    let late = (0..900).map(|row| put(&format!("k{row}"), if row == 800 { "\0" } else { "1" }));
    assert!(matches!(store.commit(0, by("x", 1), late).await, Err(StoreError::NulCharacter { .. })));
    assert_eq!(load(&store).await, (0, [].into()));
}

async fn a_load_sees_one_state(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    let rows = 5_000;
    store.commit(0, by("x", 1), (0..rows).map(|row| put(&format!("k{row:04}"), "old"))).await.unwrap();
    // Another process commits while the visitor holds the load at its first row.
    let (ask, asked) = mpsc::channel::<()>();
    let (answer, answered) = mpsc::channel();
    let url = database.url.clone();
    let other = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = Store::open(&url).await.unwrap();
            asked.recv().unwrap();
            let changes = (0..rows).filter(|row| row % 2 == 0).map(|row| delete(&format!("k{row:04}")));
            let revision = store.commit(1, by("y", 2), changes.chain([put("k4999", "new")])).await;
            answer.send(revision).unwrap();
        });
    });
    let mut seen = 0;
    let counter = &mut seen;
    let visit = move |_: &str, body: &str, revision: u64| {
        if *counter == 0 {
            ask.send(()).unwrap();
            assert_eq!(answered.recv().unwrap().unwrap(), 2);
        }
        assert_eq!((body, revision), ("old", 1));
        *counter += 1;
        ControlFlow::Continue(())
    };
    assert_eq!(store.load(visit).await.unwrap(), 1);
    other.join().unwrap();
    assert_eq!(seen, rows);
    let (head, state) = load(&store).await;
    assert_eq!((head, state.len(), state["k4999"].0.as_str()), (2, rows / 2, "new"));
    let mut visited = 0;
    let stop = |_: &str, _: &str, _| {
        visited += 1;
        if visited == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    assert_eq!((store.load(stop).await.unwrap().number, visited), (2, 3));
    assert_eq!(store.commit(2, by("x", 3), [put("a", "1")].into_iter()).await.unwrap(), 3);
}

async fn large_documents_come_back_whole(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    let body = |row: usize| format!("\"{}\"", "\u{e4}\\\"'$1\u{1f600}".repeat(100_000 + row));
    store.commit(0, by("x", 1), (0..8).map(|row| put(&format!("k{row}"), &body(row)))).await.unwrap();
    let (_, state) = load(&store).await;
    assert_eq!(state.len(), 8);
    assert!((0..8).all(|row| state[&format!("k{row}")].0 == body(row)));
}
