//! Earlier revisions and the journal as a list: compared with a model that keeps every state.

use std::collections::BTreeMap;

use tragweite::store::{Change, RowChange, Store, StoreError};

use super::{State, by, delete, load, put};
use crate::support::database::{Database, on_both};

on_both!(
    any_earlier_state_can_be_put_together,
    a_follower_gets_whole_revisions,
    the_journal_is_paged_newest_first,
    time_finds_the_revision_and_never_runs_backwards,
    as_of_is_bounded,
);

/// Fifty small change sets over twenty keys, some of them deletions, some empty.
fn change_set(revision: u64) -> Vec<RowChange> {
    let keys =
        (0..20).filter(|key| (key * 7 + revision * 5).is_multiple_of(6) && !revision.is_multiple_of(9));
    let change = |key: u64| match (key + revision) % 4 {
        0 => delete(&format!("k{key:02}")),
        _ => put(&format!("k{key:02}"), &format!("{{\"r\":{revision}}}")),
    };
    keys.map(change).collect()
}

/// Commits revisions 1 to `upto` and returns all states, by revision.
async fn fill(store: &Store, upto: u64) -> Vec<State> {
    let mut states = vec![State::new()];
    for revision in 1..=upto {
        let changes = change_set(revision);
        store.commit(revision - 1, by("x", revision as i64 * 10), changes.clone().into_iter()).await.unwrap();
        let mut state = states[states.len() - 1].clone();
        apply(&mut state, changes.into_iter().map(|change| (change, revision)));
        states.push(state);
    }
    states
}

fn apply(state: &mut State, changes: impl Iterator<Item = (RowChange, u64)>) {
    for (change, revision) in changes {
        match change.body {
            Some(body) => drop(state.insert(change.key, (body, revision))),
            None => drop(state.remove(&change.key)),
        }
    }
}

fn as_row(change: Change) -> (RowChange, u64) {
    (RowChange { key: change.key, body: change.body }, change.revision)
}

async fn any_earlier_state_can_be_put_together(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    let states = fill(&store, 50).await;
    let (head, now) = load(&store).await;
    assert_eq!((head, &now), (50, &states[50]));
    for (revision, expected) in states.iter().enumerate() {
        let past = store.as_of(revision as u64, 1_000).await.unwrap();
        assert!(past.is_sorted_by(|a, b| a.key < b.key));
        assert!(past.iter().all(|change| change.revision <= revision as u64));
        let mut state = now.clone();
        apply(&mut state, past.into_iter().map(as_row));
        assert_eq!(&state, expected, "revision {revision}");
    }
    assert_eq!(store.as_of(50, 0).await.unwrap(), []);
    assert_eq!(store.as_of(u64::MAX, 0).await.unwrap(), []);
}

async fn a_follower_gets_whole_revisions(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    let states = fill(&store, 50).await;
    for limit in [4, 7, 20, 1_000] {
        let (mut revision, mut state, mut more) = (0, State::new(), true);
        while more {
            let changes = store.changes_since(revision, limit).await.unwrap();
            assert!(changes.upto.number > revision && changes.rows.len() <= limit);
            assert!(changes.rows.is_sorted_by_key(|change| (change.revision, change.key.clone())));
            apply(&mut state, changes.rows.into_iter().map(as_row));
            (revision, more) = (changes.upto.number, changes.more);
            assert_eq!(state, states[revision as usize], "after revision {revision}, limit {limit}");
        }
        assert_eq!(revision, 50);
    }
    let done = store.changes_since(50, 10).await.unwrap();
    assert_eq!((done.rows.len(), done.upto.number, done.more), (0, 50, false));
    let longest = (1..=50).find(|revision| change_set(*revision).len() > 3).unwrap();
    let error = store.changes_since(longest - 1, 3).await.unwrap_err();
    assert!(matches!(error, StoreError::TooMany { limit: 3 }), "{error:?}");
}

async fn the_journal_is_paged_newest_first(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    fill(&store, 25).await;
    let (mut before, mut all) = (None, Vec::new());
    loop {
        let page = store.change_sets(before, 10).await.unwrap();
        before = page.last().map(|set| set.revision);
        if page.is_empty() {
            break;
        }
        all.extend(page);
    }
    assert!(all.iter().map(|set| set.revision).eq((1..=25).rev()));
    for set in &all {
        assert_eq!(store.change_set(set.revision).await.unwrap().as_ref(), Some(set));
        assert_eq!((set.author.as_str(), set.at_ms), ("x", set.revision as i64 * 10));
        assert_eq!(set.message, format!("at {}", set.at_ms));
        let expected: BTreeMap<_, _> =
            change_set(set.revision).into_iter().map(|change| (change.key, change.body)).collect();
        assert_eq!(set.changes, expected.len() as u64);
        let (mut after, mut found) = (None, Vec::new());
        while let Some(last) = store.changes_of(set.revision, after.as_deref(), 2).await.unwrap().pop() {
            let page = store.changes_of(set.revision, after.as_deref(), 2).await.unwrap();
            found.extend(page);
            after = Some(last.key);
        }
        assert!(found.into_iter().map(|change| (change.key, change.body)).eq(expected));
    }
    assert_eq!(store.change_set(26).await.unwrap(), None);
    assert_eq!(store.change_set(u64::MAX).await.unwrap(), None);
    assert_eq!(store.changes_of(26, None, 10).await.unwrap(), []);
    assert_eq!(store.change_sets(Some(1), 10).await.unwrap(), []);
    assert_eq!(store.change_sets(Some(0), 10).await.unwrap(), []);
}

async fn time_finds_the_revision_and_never_runs_backwards(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    for (head, at_ms) in [-5, 100, 100, 50, 300].into_iter().enumerate() {
        store.commit(head as u64, by("x", at_ms), std::iter::empty()).await.unwrap();
    }
    let times: Vec<_> = store.change_sets(None, 9).await.unwrap().iter().map(|set| set.at_ms).collect();
    assert_eq!(times, [300, 100, 100, 100, -5]);
    let cases = [(i64::MIN, 0), (-6, 0), (-5, 1), (99, 1), (100, 4), (299, 4), (300, 5), (i64::MAX, 5)];
    for (at_ms, revision) in cases {
        assert_eq!(store.revision_at(at_ms).await.unwrap(), revision, "at {at_ms}");
    }
}

async fn as_of_is_bounded(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    store.commit(0, by("x", 1), (0..30).map(|key| put(&format!("k{key}"), "1"))).await.unwrap();
    store.commit(1, by("x", 2), (0..10).map(|key| put(&format!("k{key}"), "2"))).await.unwrap();
    assert_eq!(store.as_of(1, 10).await.unwrap().len(), 10);
    assert!(matches!(store.as_of(1, 9).await, Err(StoreError::TooMany { limit: 9 })));
    let never: Vec<_> = store.as_of(0, 30).await.unwrap();
    assert!(never.iter().all(|change| change.body.is_none() && change.revision == 0) && never.len() == 30);
}
