//! Writing: a change set is one transaction, streamed in batches, or nothing at all.

use super::backend::{Backend, Statement, Value, failed, is_duplicate};
use super::chain::{Link, Position};
use super::error::StoreError;
use super::read::{SqlStore, committed, head, to_db};
use super::rows::{NewChangeSet, RowChange};
use super::{IDEMPOTENCY_MS, sql};

/// How far ahead of a new revision the one before may lie, in milliseconds: a day.
const BELIEVED_MS: i64 = 86_400_000;

/// Rows of one insert. Measured on SQLite: fewer cost calls, more cost lookups of placeholders, whose names the driver
/// finds by linear search (64 rows 211,000 rows/s, 128 rows 232,000, 250 rows 211,000, 500 rows 169,000).
const BATCH_ROWS: usize = 128;
/// Text of one insert in bytes: bounds memory when documents are large.
const BATCH_BYTES: usize = 4 << 20;

/// Takes the next batch of changes, empty at the end.
fn next_batch(changes: &mut impl Iterator<Item = RowChange>) -> Result<Vec<RowChange>, StoreError> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < BATCH_ROWS && bytes < BATCH_BYTES {
        let Some(change) = changes.next() else { break };
        without_nul("a key", &change.key)?;
        let body = change.body.as_deref().unwrap_or_default();
        without_nul("a document", body)?;
        bytes += change.key.len() + body.len();
        batch.push(change);
    }
    Ok(batch)
}

/// SQLite would cut such a text short in places, PostgreSQL refuses it: both refuse it here, with one message.
pub(super) fn without_nul(field: &'static str, text: &str) -> Result<(), StoreError> {
    if text.contains('\0') { Err(StoreError::NulCharacter { field }) } else { Ok(()) }
}

fn check(set: &NewChangeSet) -> Result<(), StoreError> {
    without_nul("the author", &set.author)?;
    without_nul("the message", &set.message)?;
    if let Some(idempotency) = &set.idempotency {
        without_nul("the idempotency key", &idempotency.key)?;
        without_nul("the fingerprint", &idempotency.fingerprint)?;
    }
    Ok(())
}

impl<B: Backend> SqlStore<B> {
    pub(super) async fn commit(
        &self,
        expected: Position,
        set: NewChangeSet,
        changes: impl Iterator<Item = RowChange> + Send,
    ) -> Result<Position, StoreError> {
        check(&set)?;
        let mut changes = changes.fuse();
        let first = next_batch(&mut changes)?;
        let mut transaction = self.begin_write().await?;
        let large = first.len() == BATCH_ROWS;
        if large {
            B::allow_long(&mut transaction).await?;
        }
        let Some(claimed) = write_head::<B>(&mut transaction, &expected, &set, &first).await? else {
            transaction.rollback().await.map_err(failed::<B>)?;
            return Err(StoreError::Conflict { head: self.head().await? });
        };
        let Claimed { revision, at_ms, mut link } = claimed;
        write_changes::<B>(&mut transaction, revision, first, &mut changes, &mut link).await?;
        remember::<B>(&mut transaction, revision, at_ms, &set).await?;
        transaction.commit().await.map_err(failed::<B>)?;
        B::announce(&self.writer, sql::HINT_REVISION).await;
        Ok(Position { number: revision, chain: link.end() })
    }
}

/// The next revision, which is ours if we can commit.
struct Claimed {
    revision: u64,
    /// The time under which it goes into the journal.
    at_ms: i64,
    /// What binds it, with the first rows.
    link: Link,
}

fn bind(link: &mut Link, batch: &[RowChange]) {
    for change in batch {
        link.row(&change.key, change.body.as_deref());
    }
}

/// Claims the next revision. None: someone else has it.
async fn write_head<B: Backend>(
    connection: &mut B::Connection,
    expected: &Position,
    set: &NewChangeSet,
    first: &[RowChange],
) -> Result<Option<Claimed>, StoreError> {
    let (there, head_at) = head::<B>(connection).await?;
    // Never before the revision that precedes it, unless that was written in a wrong year.
    let believed = head_at.saturating_sub(set.at_ms) <= BELIEVED_MS;
    let at_ms = if believed { set.at_ms.max(head_at) } else { set.at_ms };
    if let Some(idempotency) = &set.idempotency {
        // Asked before the head: a client that repeats its request must learn that it succeeded.
        let since = at_ms.saturating_sub(IDEMPOTENCY_MS);
        if let Some(earlier) = committed::<B>(connection, &idempotency.key, since).await? {
            let (fingerprint, revision) = (earlier.fingerprint, earlier.revision);
            return Err(StoreError::AlreadyCommitted { fingerprint, revision });
        }
    }
    if !expected.is(&there) {
        return Ok(None);
    }
    let revision = there.number + 1;
    let mut link = Link::after(&there);
    [to_db(revision), at_ms].into_iter().for_each(|number| link.number(number));
    [&set.author, &set.message].into_iter().for_each(|text| link.text(text));
    bind(&mut link, first);
    // Of more than one batch it is known only at the end.
    let chain = if first.len() < BATCH_ROWS { link.end() } else { String::new() };
    let values = [
        Value::Int(to_db(revision)),
        Value::Int(at_ms),
        Value::Text(&set.author),
        Value::Text(&set.message),
        Value::Int(to_db(first.len() as u64)),
        Value::Text(&chain),
    ];
    // Two writers that both saw the same head meet here: the second waits for the first and then finds its row.
    match Statement::<B>::new(sql::INSERT_CHANGE_SET, values)?.execute_raw(connection).await {
        Ok(_) => Ok(Some(Claimed { revision, at_ms, link })),
        Err(error) if is_duplicate(&error) => Ok(None),
        Err(error) => Err(failed::<B>(error)),
    }
}

/// Writes the changes and moves the current state.
async fn write_changes<B: Backend>(
    connection: &mut B::Connection,
    revision: u64,
    first: Vec<RowChange>,
    rest: &mut (impl Iterator<Item = RowChange> + Send),
    link: &mut Link,
) -> Result<(), StoreError> {
    let revision = to_db(revision);
    let first_rows = first.len();
    let (mut rows, mut deletes) = (0_usize, false);
    let mut batch = first;
    while !batch.is_empty() {
        rows += batch.len();
        deletes |= batch.iter().any(|change| change.body.is_none());
        insert_batch::<B>(connection, revision, &batch).await?;
        batch = next_batch(rest)?;
        bind(link, &batch);
    }
    if rows > first_rows || first_rows == BATCH_ROWS {
        let chain = link.end();
        let values = [Value::Int(revision), Value::Int(to_db(rows as u64)), Value::Text(&chain)];
        Statement::<B>::new(sql::COUNT_CHANGES, values)?.execute(connection).await?;
    }
    if rows > 0 {
        Statement::<B>::new(sql::POINT_NODES, [Value::Int(revision)])?.execute(connection).await?;
    }
    if deletes {
        Statement::<B>::new(sql::REMOVE_NODES, [Value::Int(revision)])?.execute(connection).await?;
    }
    Ok(())
}

async fn insert_batch<B: Backend>(
    connection: &mut B::Connection,
    revision: i64,
    batch: &[RowChange],
) -> Result<(), StoreError> {
    let rows = batch.iter().flat_map(|row| [Value::Text(&row.key), Value::OptionalText(row.body.as_deref())]);
    let values = std::iter::once(Value::Int(revision)).chain(rows);
    match Statement::<B>::made(sql::insert_changes(batch.len()), values)?.execute_raw(connection).await {
        Ok(_) => Ok(()),
        Err(error) if is_duplicate(&error) => Err(StoreError::DuplicateKey),
        Err(error) => Err(failed::<B>(error)),
    }
}

/// Drops idempotency keys that have expired and keeps the one of this change set.
async fn remember<B: Backend>(
    connection: &mut B::Connection,
    revision: u64,
    at_ms: i64,
    set: &NewChangeSet,
) -> Result<(), StoreError> {
    let expired = Value::Int(at_ms.saturating_sub(IDEMPOTENCY_MS));
    Statement::<B>::new(sql::FORGET_IDEMPOTENCY, [expired])?.execute(connection).await?;
    if let Some(idempotency) = &set.idempotency {
        let values = [
            Value::Text(&idempotency.key),
            Value::Text(&idempotency.fingerprint),
            Value::Int(to_db(revision)),
            Value::Int(at_ms),
        ];
        Statement::<B>::new(sql::INSERT_IDEMPOTENCY, values)?.execute(connection).await?;
    }
    Ok(())
}
