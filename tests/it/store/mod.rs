//! The store, on both databases: one suite, run twice.

mod copied;
mod crash;
mod errors;
mod follow;
mod history;
mod incidents;
mod journal;
mod links;
mod lost;
mod pooler;
pub(crate) mod schema;
mod snapshots;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use tragweite::store::{NewChangeSet, RowChange, Store};

/// A current state: key to (document, revision that wrote it).
type State = BTreeMap<String, (String, u64)>;

/// A change set by nobody in particular.
fn by(author: &str, at_ms: i64) -> NewChangeSet {
    NewChangeSet { author: author.to_owned(), message: format!("at {at_ms}"), at_ms, idempotency: None }
}

/// Writes a document.
fn put(key: &str, body: &str) -> RowChange {
    RowChange { key: key.to_owned(), body: Some(body.to_owned()) }
}

/// Deletes a document.
fn delete(key: &str) -> RowChange {
    RowChange { key: key.to_owned(), body: None }
}

/// Reads the whole current state, and checks that keys come in ascending byte order.
async fn load(store: &Store) -> (u64, State) {
    let mut rows = Vec::new();
    let visit = |key: &str, body: &str, revision: u64| {
        rows.push((key.to_owned(), (body.to_owned(), revision)));
        ControlFlow::Continue(())
    };
    let head = store.load(visit).await.unwrap();
    assert!(
        rows.is_sorted_by(|a, b| a.0.as_bytes() < b.0.as_bytes()),
        "keys are in ascending byte order, each once"
    );
    (head.number, rows.into_iter().collect())
}
