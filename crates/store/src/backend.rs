//! The few things in which the two drivers differ, and the one place where generic code meets them.

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use sqlx::{AssertSqlSafe, Database, Pool, SqlSafeStr, SqlStr};

use super::error::{Cause, StoreError};

/// A value for a placeholder.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Int(i64),
    OptionalInt(Option<i64>),
    Text(&'a str),
    OptionalText(Option<&'a str>),
    Blob(&'a [u8]),
    OptionalBlob(Option<&'a [u8]>),
}

/// What an error code of a database means to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Busy,
    Again,
    Full,
    ReadOnly,
    Lost,
    Refused,
    Damaged,
    Other,
}

/// A database driver. Written out per driver because Rust does not carry the `for<'q>` bounds of generic sqlx code
/// from one place to another; the shared part of the bodies is in [`driver_access`].
pub(super) trait Backend: Database {
    /// Begins a transaction that writes.
    const BEGIN_WRITE: &'static str;
    /// Begins a transaction that sees one state of the database.
    const BEGIN_READ: &'static str;

    /// Tables with their columns and types, in order.
    const COLUMNS: &'static str;
    /// Which table refers to which one.
    const REFERENCES: &'static str;

    /// What an error code means.
    fn fault(code: &str) -> Fault;

    /// Asks for a sign of life: the time of the database, where it has a clock of its own.
    fn alive(readers: &Pool<Self>) -> BoxFuture<'_, Result<Option<i64>, StoreError>>;

    /// Lets the transaction that was begun take as long as a whole map takes.
    fn allow_long(connection: &mut Self::Connection) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Tells other processes that there is something new. A hint: failing is not an error.
    fn announce<'p>(pool: &'p Pool<Self>, what: &'static str) -> BoxFuture<'p, ()>;

    /// Adds a value to the arguments of a statement.
    fn bind(arguments: &mut Self::Arguments, value: Value<'_>) -> Result<(), Cause>;
    /// Column `index` as integer.
    fn int(row: &Self::Row, index: usize) -> Result<i64, sqlx::Error>;
    /// Column `index` as integer, none when null.
    fn optional_int(row: &Self::Row, index: usize) -> Result<Option<i64>, sqlx::Error>;
    /// Column `index` as text, none when null.
    fn text(row: &Self::Row, index: usize) -> Result<Option<&str>, sqlx::Error>;
    /// Column `index` as bytes.
    fn blob(row: &Self::Row, index: usize) -> Result<&[u8], sqlx::Error>;
    /// Column `index` as bytes, none when null.
    fn optional_blob(row: &Self::Row, index: usize) -> Result<Option<&[u8]>, sqlx::Error>;
    /// Runs a statement and streams its rows.
    fn rows(
        connection: &mut Self::Connection,
        sql: SqlStr,
        arguments: Self::Arguments,
    ) -> BoxStream<'_, Result<Self::Row, sqlx::Error>>;
    /// Runs a statement and counts the rows it touched.
    fn execute(
        connection: &mut Self::Connection,
        sql: SqlStr,
        arguments: Self::Arguments,
    ) -> BoxFuture<'_, Result<u64, sqlx::Error>>;
    /// Has the database check a statement without running it.
    fn prepare(connection: &mut Self::Connection, sql: SqlStr) -> BoxFuture<'_, Result<(), sqlx::Error>>;
}

/// The part of [`Backend`] whose text is the same for every driver.
macro_rules! driver_access {
    () => {
        fn bind(arguments: &mut Self::Arguments, value: Value<'_>) -> Result<(), Cause> {
            match value {
                Value::Int(int) => arguments.add(int),
                Value::OptionalInt(int) => arguments.add(int),
                Value::Text(text) => arguments.add(text),
                Value::OptionalText(text) => arguments.add(text),
                Value::Blob(bytes) => arguments.add(bytes),
                Value::OptionalBlob(bytes) => arguments.add(bytes),
            }
        }
        fn int(row: &Self::Row, index: usize) -> Result<i64, sqlx::Error> {
            row.try_get(index)
        }
        fn optional_int(row: &Self::Row, index: usize) -> Result<Option<i64>, sqlx::Error> {
            row.try_get(index)
        }
        fn text(row: &Self::Row, index: usize) -> Result<Option<&str>, sqlx::Error> {
            row.try_get(index)
        }
        fn blob(row: &Self::Row, index: usize) -> Result<&[u8], sqlx::Error> {
            row.try_get(index)
        }
        fn optional_blob(row: &Self::Row, index: usize) -> Result<Option<&[u8]>, sqlx::Error> {
            row.try_get(index)
        }
        fn rows(
            connection: &mut Self::Connection,
            sql: SqlStr,
            arguments: Self::Arguments,
        ) -> BoxStream<'_, Result<Self::Row, sqlx::Error>> {
            connection.fetch((sql, Some(arguments)))
        }
        fn execute(
            connection: &mut Self::Connection,
            sql: SqlStr,
            arguments: Self::Arguments,
        ) -> BoxFuture<'_, Result<u64, sqlx::Error>> {
            Box::pin(async move {
                Ok(Executor::execute(connection, (sql, Some(arguments))).await?.rows_affected())
            })
        }
        fn prepare(connection: &mut Self::Connection, sql: SqlStr) -> BoxFuture<'_, Result<(), sqlx::Error>> {
            Box::pin(async move { Executor::prepare(connection, sql).await.map(|_| ()) })
        }
    };
}
pub(super) use driver_access;

/// A statement and its values, ready to run.
pub(super) struct Statement<B: Backend> {
    sql: SqlStr,
    arguments: B::Arguments,
}

impl<B: Backend> Statement<B> {
    /// Takes a text of [`super::sql`] and its values, in the order of the placeholders.
    pub(super) fn new<'v>(
        sql: &'static str,
        values: impl IntoIterator<Item = Value<'v>>,
    ) -> Result<Self, StoreError> {
        Self::build(sql.into_sql_str(), values)
    }

    /// The same for a text that [`super::sql`] made to measure.
    pub(super) fn made<'v>(
        sql: String,
        values: impl IntoIterator<Item = Value<'v>>,
    ) -> Result<Self, StoreError> {
        Self::build(AssertSqlSafe(sql).into_sql_str(), values)
    }

    fn build<'v>(sql: SqlStr, values: impl IntoIterator<Item = Value<'v>>) -> Result<Self, StoreError> {
        let mut arguments = B::Arguments::default();
        for value in values {
            B::bind(&mut arguments, value).map_err(|source| StoreError::Failed { source })?;
        }
        Ok(Self { sql, arguments })
    }

    /// Runs it and counts the rows it touched, with the driver's error.
    pub(super) async fn execute_raw(self, connection: &mut B::Connection) -> Result<u64, sqlx::Error> {
        B::execute(connection, self.sql, self.arguments).await
    }

    /// Runs it and counts the rows it touched.
    pub(super) async fn execute(self, connection: &mut B::Connection) -> Result<u64, StoreError> {
        self.execute_raw(connection).await.map_err(failed::<B>)
    }

    /// Runs it and streams its rows.
    pub(super) fn rows(self, connection: &mut B::Connection) -> BoxStream<'_, Result<B::Row, sqlx::Error>> {
        B::rows(connection, self.sql, self.arguments)
    }
}

/// Translates an error of the driver.
pub(super) fn failed<B: Backend>(error: sqlx::Error) -> StoreError {
    let fault = match &error {
        sqlx::Error::Database(database) => database.code().map_or(Fault::Other, |code| B::fault(&code)),
        sqlx::Error::PoolTimedOut => Fault::Busy,
        sqlx::Error::Io(_)
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => Fault::Lost,
        sqlx::Error::Tls(_) => Fault::Refused,
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Fault::Damaged,
        _ => Fault::Other,
    };
    let source: Cause = Box::new(error);
    match fault {
        Fault::Busy => StoreError::Busy { source },
        Fault::Again => StoreError::Again { source },
        Fault::Full => StoreError::Full { source },
        Fault::ReadOnly => StoreError::ReadOnly { source },
        Fault::Lost => StoreError::ConnectionLost { source },
        Fault::Refused => StoreError::Refused { source },
        Fault::Damaged => StoreError::Damaged { source },
        Fault::Other => StoreError::Failed { source },
    }
}

/// Whether a statement failed because the row exists already.
pub(super) fn is_duplicate(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|database| database.is_unique_violation())
}
