//! PostgreSQL, or a server that speaks like it: several processes share one journal.

use std::sync::{Arc, LazyLock};

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use sqlx::Arguments;
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, Pool, Postgres, Row, SqlStr};

use super::backend::{Backend, Fault, Value, driver_access, failed};
use super::error::{Cause, StoreError};
use super::migrate::{
    Step, Tables, applied, files, is_complete, migration_failed, migrator, missing, outdated,
};
use super::read::SqlStore;
use super::servers::{Servers, pool};
use super::{sql, sql_copy};

static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| migrator(files::POSTGRES));

/// How often the server is asked which of its processes works for us, to see whether that stays the same.
const ASKED: usize = 3;

impl Backend for Postgres {
    const BEGIN_WRITE: &'static str = sql::BEGIN_WRITE_POSTGRES;
    const BEGIN_READ: &'static str = sql::BEGIN_READ_POSTGRES;
    const COLUMNS: &'static str = sql_copy::COLUMNS_POSTGRES;
    const REFERENCES: &'static str = sql_copy::REFERENCES_POSTGRES;

    fn fault(code: &str) -> Fault {
        // https://www.postgresql.org/docs/current/errcodes-appendix.html
        match code {
            "53100" => Fault::Full,
            "25006" => Fault::ReadOnly,
            "53300" | "53200" | "55P03" | "57014" => Fault::Busy,
            "40001" | "40P01" => Fault::Again,
            "57P01" | "57P02" | "57P03" | "57P05" | "25P03" => Fault::Lost,
            "28000" | "28P01" | "3D000" | "42501" => Fault::Refused,
            "58030" | "XX001" | "XX002" => Fault::Damaged,
            _ if code.starts_with("08") => Fault::Lost,
            _ => Fault::Other,
        }
    }

    fn alive(readers: &Pool<Self>) -> BoxFuture<'_, Result<Option<i64>, StoreError>> {
        Box::pin(async move {
            let mut connection = readers.acquire().await.map_err(failed::<Postgres>)?;
            let row = sqlx::raw_sql(sql::PING_POSTGRES).fetch_one(&mut *connection).await;
            let said = row.and_then(|row| Ok((row.try_get(0)?, row.try_get::<bool, _>(1)?)));
            let (time, standby) = said.map_err(failed::<Postgres>)?;
            if standby {
                // The next one may lead to the server that has taken its place.
                connection.close_on_drop();
                return Err(StoreError::ReadOnly {
                    source: "the server is a standby, or was told to be read only".into(),
                });
            }
            Ok(Some(time))
        })
    }

    fn allow_long(connection: &mut PgConnection) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let allowed = sqlx::raw_sql(sql::LONG_POSTGRES).execute(connection).await;
            allowed.map(|_| ()).map_err(failed::<Postgres>)
        })
    }

    fn announce<'p>(pool: &'p Pool<Self>, what: &'static str) -> BoxFuture<'p, ()> {
        // After the commit and on its own: a server without notifications must not make the change set fail.
        Box::pin(async move {
            let notify = sqlx::query(sql::NOTIFY).bind(sql::CHANNEL).bind(what);
            if let Err(error) = notify.execute(pool).await {
                tracing::debug!(error = &error as &dyn std::error::Error, "no hint was sent");
            }
        })
    }

    driver_access!();
}

/// Connects and brings the tables up to date.
pub(super) async fn open(url: &str, tables: Tables) -> Result<SqlStore<Postgres>, StoreError> {
    let servers = Servers::of(url)?;
    let (mut connection, options) = servers.connect().await?;
    let encoding = sqlx::raw_sql(sql::ENCODING_POSTGRES).fetch_one(&mut connection).await;
    let encoding: String = encoding.and_then(|row| row.try_get(0)).map_err(failed::<Postgres>)?;
    if encoding != "UTF8" {
        return Err(StoreError::WrongEncoding { encoding });
    }
    if shares_sessions(&mut connection, &options).await? {
        return Err(StoreError::SharedSessions);
    }
    if tables == Tables::UpToDate {
        migrate(&mut connection).await?;
    }
    connection.close().await.map_err(failed::<Postgres>)?;
    let pool = pool(options, servers.several()).await?;
    Ok(SqlStore { writer: pool.clone(), readers: pool, health: Arc::default(), servers: Arc::new(servers) })
}

impl SqlStore<Postgres> {
    pub(super) async fn steps_to_make(&self) -> Result<Vec<Step>, StoreError> {
        missing(&MIGRATIONS, &applied(&MIGRATIONS, &mut *self.reader().await?).await?)
    }
}

/// Brings the tables up to date. Where they are, no right to change tables is needed.
async fn migrate(connection: &mut PgConnection) -> Result<(), StoreError> {
    let before = applied(&MIGRATIONS, connection).await?;
    if is_complete(&MIGRATIONS, &before) {
        return Ok(());
    }
    // Replicas that start together do it one after the other: sqlx takes an advisory lock around it.
    match MIGRATIONS.run_direct(None, connection, false).await {
        Ok(()) => Ok(()),
        Err(error) => match migration_failed(&MIGRATIONS, connection, error).await {
            StoreError::Refused { .. } => Err(outdated(&MIGRATIONS, &before)),
            other => Err(other),
        },
    }
}

/// Whether a process of the server works for one connection and, before that one is closed, for another: then something
/// between us and the server gives sessions away between transactions.
async fn shares_sessions(first: &mut PgConnection, options: &PgConnectOptions) -> Result<bool, StoreError> {
    let mut own = Vec::with_capacity(ASKED + 1);
    for _ in 0..ASKED {
        own.push(process(first).await.map_err(failed::<Postgres>)?);
    }
    let mut second = options.connect().await.map_err(failed::<Postgres>)?;
    let begun = sqlx::raw_sql(sql::BEGIN_READ_POSTGRES).execute(&mut second).await;
    if begun.as_ref().is_err_and(|error| error.as_database_error().is_some_and(is_protocol)) {
        // A pooler that gives sessions away between statements allows no transactions.
        return Ok(true);
    }
    begun.map_err(failed::<Postgres>)?;
    let other = process(&mut second).await.map_err(failed::<Postgres>)?;
    own.push(process(first).await.map_err(failed::<Postgres>)?);
    second.close().await.map_err(failed::<Postgres>)?;
    Ok(own.contains(&other) || own.windows(2).any(|pair| pair.first() != pair.last()))
}

fn is_protocol(error: &(dyn sqlx::error::DatabaseError + 'static)) -> bool {
    error.code().is_some_and(|code| code.starts_with("08"))
}

async fn process(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::raw_sql(sql::SESSION_POSTGRES).fetch_one(connection).await?.try_get(0)
}
