//! Reading: the current state, the journal, earlier revisions. Every list is bounded by its caller.

use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

use futures_util::TryStreamExt;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Pool, SqlSafeStr, Transaction};

use super::backend::{Backend, Statement, Value, failed};
use super::chain::Position;
use super::error::StoreError;
use super::health::Health;
use super::rows::{Change, ChangeSet, Changes, Committed};
use super::servers::Servers;
use super::{IDEMPOTENCY_MS, sql};

/// The store over one driver.
#[derive(Debug)]
pub(super) struct SqlStore<B: Backend> {
    /// Connections that write. SQLite: one.
    pub(super) writer: Pool<B>,
    /// Connections that only read. PostgreSQL: the same pool.
    pub(super) readers: Pool<B>,
    /// What is known of the state that it is in.
    pub(super) health: Arc<Health>,
    /// Where else it may be. SQLite: nowhere.
    pub(super) servers: Arc<Servers>,
}

impl<B: Backend> Clone for SqlStore<B> {
    fn clone(&self) -> Self {
        let (health, servers) = (Arc::clone(&self.health), Arc::clone(&self.servers));
        Self { writer: self.writer.clone(), readers: self.readers.clone(), health, servers }
    }
}

/// Under which key space is tried; no client can choose it.
const ROOM_KEY: &str = "\u{1}room";
/// What is written to see whether there is space.
static ROOM: LazyLock<String> = LazyLock::new(|| "room".repeat(16 << 10));

/// Revisions are positive `bigint`s; a larger one from outside cannot exist and so may be cut.
pub(super) fn to_db(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Column `index` as a revision or count.
pub(super) fn number<B: Backend>(row: &B::Row, index: usize) -> Result<u64, StoreError> {
    Ok(u64::try_from(B::int(row, index).map_err(failed::<B>)?).unwrap_or(0))
}

/// Column `index` as text that must be there.
pub(super) fn text<B: Backend>(row: &B::Row, index: usize) -> Result<&str, StoreError> {
    Ok(B::text(row, index).map_err(failed::<B>)?.unwrap_or_default())
}

pub(super) fn limit_to_db(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// Reads (revision, key, body).
fn change<B: Backend>(row: &B::Row) -> Result<Change, StoreError> {
    Ok(Change {
        revision: number::<B>(row, 0)?,
        key: text::<B>(row, 1)?.to_owned(),
        body: B::text(row, 2).map_err(failed::<B>)?.map(str::to_owned),
    })
}

/// Reads (revision, at, author, message, changes).
fn change_set<B: Backend>(row: &B::Row) -> Result<ChangeSet, StoreError> {
    Ok(ChangeSet {
        revision: number::<B>(row, 0)?,
        at_ms: B::int(row, 1).map_err(failed::<B>)?,
        author: text::<B>(row, 2)?.to_owned(),
        message: text::<B>(row, 3)?.to_owned(),
        changes: number::<B>(row, 4)?,
    })
}

/// Runs a statement and reads each row.
pub(super) async fn collect<B: Backend, T>(
    connection: &mut B::Connection,
    statement: Statement<B>,
    read: impl Fn(&B::Row) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut rows = statement.rows(connection);
    let mut all = Vec::new();
    while let Some(row) = rows.try_next().await.map_err(failed::<B>)? {
        all.push(read(&row)?);
    }
    Ok(all)
}

/// Runs a statement that has at most one row. Reads to the end: a statement left half read would hold its locks.
pub(super) async fn first<B: Backend, T>(
    connection: &mut B::Connection,
    statement: Statement<B>,
    read: impl Fn(&B::Row) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    Ok(collect(connection, statement, read).await?.pop())
}

/// Reads (number, time, chain).
pub(super) fn position<B: Backend>(row: &B::Row) -> Result<(Position, i64), StoreError> {
    let at_ms = B::int(row, 1).map_err(failed::<B>)?;
    Ok((Position::of(number::<B>(row, 0)?, text::<B>(row, 2)?, at_ms), at_ms))
}

/// The newest revision and its time; (0, the beginning of time) for the empty map.
pub(super) async fn head<B: Backend>(connection: &mut B::Connection) -> Result<(Position, i64), StoreError> {
    let found = first::<B, _>(connection, Statement::new(sql::HEAD, [])?, position::<B>).await?;
    Ok(found.unwrap_or((Position::default(), i64::MIN)))
}

/// Whether somebody knows the journal as it is, up to the place that is `known`.
///
/// # Errors
/// [`StoreError::Behind`]: it ends before. [`StoreError::Diverged`]: something else stands there.
pub(super) fn still_there(
    known: &Position,
    head: &Position,
    there: Option<Position>,
) -> Result<(), StoreError> {
    if head.number < known.number {
        return Err(StoreError::Behind { head: head.number, known: known.number });
    }
    match there {
        _ if known.number == 0 => Ok(()),
        Some(there) if known.is(&there) => Ok(()),
        _ => Err(StoreError::Diverged { number: known.number }),
    }
}

/// What an idempotency key led to that was used at `since_ms` or later.
pub(super) async fn committed<B: Backend>(
    connection: &mut B::Connection,
    key: &str,
    since_ms: i64,
) -> Result<Option<Committed>, StoreError> {
    let statement = Statement::new(sql::IDEMPOTENT, [Value::Text(key), Value::Int(since_ms)])?;
    let read = |row: &B::Row| {
        Ok(Committed { fingerprint: text::<B>(row, 0)?.to_owned(), revision: number::<B>(row, 1)? })
    };
    first::<B, _>(connection, statement, read).await
}

/// Begins a transaction in a task of its own: if our caller gave up in the middle of it, the driver (sqlx 0.9.0) would
/// put the connection back with the transaction open. The task finishes, and then rolls back what nobody wants.
async fn begin<B: Backend>(
    pool: &Pool<B>,
    statement: &'static str,
) -> Result<Transaction<'static, B>, StoreError> {
    let connection = pool.acquire().await.map_err(failed::<B>)?;
    let begun = tokio::spawn(Transaction::begin(connection, Some(statement.into_sql_str())));
    match begun.await {
        Ok(begun) => begun.map_err(failed::<B>),
        Err(stopped) => Err(StoreError::Failed { source: Box::new(stopped) }),
    }
}

impl<B: Backend> SqlStore<B> {
    pub(super) async fn reader(&self) -> Result<PoolConnection<B>, StoreError> {
        self.readers.acquire().await.map_err(failed::<B>)
    }

    /// Begins a transaction that sees one state of the database.
    pub(super) async fn begin_read(&self) -> Result<Transaction<'static, B>, StoreError> {
        begin(&self.readers, B::BEGIN_READ).await
    }

    /// A connection that writes.
    pub(super) async fn write_one(&self) -> Result<PoolConnection<B>, StoreError> {
        self.health.may_write()?;
        self.writer.acquire().await.map_err(failed::<B>)
    }

    /// Begins a transaction that writes.
    pub(super) async fn begin_write(&self) -> Result<Transaction<'static, B>, StoreError> {
        self.health.may_write()?;
        begin(&self.writer, B::BEGIN_WRITE).await
    }

    pub(super) async fn ping(&self) -> Result<Option<i64>, StoreError> {
        // First, because reading what is known to be damaged fails in ways that say less.
        self.health.may_write()?;
        let time = B::alive(&self.readers).await?;
        if self.health.is_full() {
            self.try_room().await?;
            self.health.has_room();
        }
        Ok(time)
    }

    /// Writes something of some size and takes it away again, each for good: whether there is space shows only then.
    async fn try_room(&self) -> Result<(), StoreError> {
        let mut transaction = self.begin_write().await?;
        let (head, _) = head::<B>(&mut transaction).await?;
        if head == 0_u64 {
            return transaction.rollback().await.map_err(failed::<B>);
        }
        let values =
            [Value::Text(ROOM_KEY), Value::Text(&ROOM), Value::Int(to_db(head.number)), Value::Int(i64::MIN)];
        Statement::<B>::new(sql::INSERT_IDEMPOTENCY, values)?.execute(&mut transaction).await?;
        transaction.commit().await.map_err(failed::<B>)?;
        let forget = Statement::<B>::new(sql::FORGET_IDEMPOTENCY, [Value::Int(i64::MIN)])?;
        forget.execute(&mut *self.write_one().await?).await.map(|_| ())
    }

    pub(super) async fn head(&self) -> Result<u64, StoreError> {
        Ok(self.position().await?.number)
    }

    pub(super) async fn position(&self) -> Result<Position, StoreError> {
        Ok(head::<B>(&mut *self.reader().await?).await?.0)
    }

    pub(super) async fn revision_at(&self, at_ms: i64) -> Result<u64, StoreError> {
        let statement = Statement::new(sql::REVISION_AT, [Value::Int(at_ms)])?;
        let found = first::<B, _>(&mut *self.reader().await?, statement, |row| number::<B>(row, 0)).await?;
        Ok(found.unwrap_or(0))
    }

    pub(super) async fn idempotent(&self, key: &str, now_ms: i64) -> Result<Option<Committed>, StoreError> {
        committed::<B>(&mut *self.reader().await?, key, now_ms.saturating_sub(IDEMPOTENCY_MS)).await
    }

    pub(super) async fn load(
        &self,
        mut visit: impl FnMut(&str, &str, u64) -> ControlFlow<()> + Send,
    ) -> Result<Position, StoreError> {
        let mut transaction = self.begin_read().await?;
        B::allow_long(&mut transaction).await?;
        let (head, _) = head::<B>(&mut transaction).await?;
        let mut rows = Statement::<B>::new(sql::LOAD, [])?.rows(&mut transaction);
        while let Some(row) = rows.try_next().await.map_err(failed::<B>)? {
            let (key, body) = (text::<B>(&row, 0)?, text::<B>(&row, 1)?);
            if visit(key, body, number::<B>(&row, 2)?).is_break() {
                break;
            }
        }
        drop(rows);
        transaction.rollback().await.map_err(failed::<B>)?;
        Ok(head)
    }

    pub(super) async fn changes_since(&self, known: &Position, limit: usize) -> Result<Changes, StoreError> {
        let mut connection = self.reader().await?;
        let revision = known.number;
        let sets = [Value::Int(to_db(revision)), Value::Int(limit_to_db(limit).saturating_add(2))];
        let read = |row: &B::Row| Ok((position::<B>(row)?.0, number::<B>(row, 3)?));
        let mut sets =
            collect::<B, _>(&mut *connection, Statement::new(sql::CHANGE_SETS_AFTER, sets)?, read).await?;
        if revision > 0 {
            let there = (!sets.is_empty()).then(|| sets.remove(0).0);
            let head = if there.is_some() { known.clone() } else { head::<B>(&mut connection).await?.0 };
            still_there(known, &head, there)?;
        }
        let mut upto = known.clone();
        let (mut rows, mut taken) = (0_u64, 0);
        for (position, changes) in &sets {
            rows = rows.saturating_add(*changes);
            if rows > to_db(limit as u64) as u64 || taken == limit {
                break;
            }
            (upto, taken) = (position.clone(), taken + 1);
        }
        if taken == 0 && !sets.is_empty() {
            return Err(StoreError::TooMany { limit });
        }
        let range = [Value::Int(to_db(revision)), Value::Int(to_db(upto.number))];
        let statement = Statement::new(sql::CHANGES_BETWEEN, range)?;
        let rows = collect::<B, _>(&mut *connection, statement, change::<B>).await?;
        Ok(Changes { rows, upto, more: taken < sets.len() })
    }

    pub(super) async fn as_of(&self, revision: u64, limit: usize) -> Result<Vec<Change>, StoreError> {
        let values = [Value::Int(to_db(revision)), Value::Int(limit_to_db(limit).saturating_add(1))];
        let statement = Statement::new(sql::AS_OF, values)?;
        let mut transaction = self.begin_read().await?;
        B::allow_long(&mut transaction).await?;
        let past = collect::<B, _>(&mut transaction, statement, change::<B>).await?;
        transaction.rollback().await.map_err(failed::<B>)?;
        if past.len() > limit { Err(StoreError::TooMany { limit }) } else { Ok(past) }
    }

    pub(super) async fn change_sets(
        &self,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<ChangeSet>, StoreError> {
        let before = before.map_or(i64::MAX, to_db);
        let values = [Value::Int(before), Value::Int(limit_to_db(limit))];
        let statement = Statement::new(sql::CHANGE_SETS_BEFORE, values)?;
        collect::<B, _>(&mut *self.reader().await?, statement, change_set::<B>).await
    }

    pub(super) async fn change_set(&self, revision: u64) -> Result<Option<ChangeSet>, StoreError> {
        let statement = Statement::new(sql::CHANGE_SET, [Value::Int(to_db(revision))])?;
        first::<B, _>(&mut *self.reader().await?, statement, change_set::<B>).await
    }

    pub(super) async fn changes_of(
        &self,
        revision: u64,
        after_key: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Change>, StoreError> {
        let after = Value::Text(after_key.unwrap_or_default());
        let values = [Value::Int(to_db(revision)), after, Value::Int(limit_to_db(limit))];
        let statement = Statement::new(sql::CHANGES_OF, values)?;
        collect::<B, _>(&mut *self.reader().await?, statement, change::<B>).await
    }

    pub(super) async fn prepare_all(&self) -> Result<usize, (&'static str, StoreError)> {
        let statements = sql::statements();
        for (name, sql) in &statements {
            let mut connection = self.reader().await.map_err(|error| (*name, error))?;
            let sql = AssertSqlSafe(sql.as_str()).into_sql_str();
            B::prepare(&mut connection, sql).await.map_err(|error| (*name, failed::<B>(error)))?;
        }
        Ok(statements.len())
    }

    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
