//! PostgreSQL, or a server that speaks like it: several processes share one journal.

use std::str::FromStr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use sqlx::Arguments;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, Pool, Postgres, Row, SqlStr};

use super::backend::{Backend, Fault, Value, driver_access, failed};
use super::error::{Cause, StoreError};
use super::migrate::{files, migration_failed, migrator};
use super::read::SqlStore;
use super::sql;

static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| migrator(files::POSTGRES));

/// Most connections of one process, one of them for hints.
const CONNECTIONS: u32 = 8;
/// How long to wait for a free connection, or for the server when it starts.
const ACQUIRE: Duration = Duration::from_secs(10);
/// How long the first connection may take before the server counts as unreachable.
const FIRST: Duration = Duration::from_secs(10);
/// How often the server is asked which of its processes works for us, to see whether that stays the same.
const ASKED: usize = 3;

impl Backend for Postgres {
    const BEGIN_WRITE: &'static str = sql::BEGIN_WRITE_POSTGRES;
    const BEGIN_READ: &'static str = sql::BEGIN_READ_POSTGRES;

    fn fault(code: &str) -> Fault {
        // https://www.postgresql.org/docs/current/errcodes-appendix.html
        match code {
            "53100" => Fault::Full,
            "25006" => Fault::ReadOnly,
            "53300" | "53200" | "55P03" | "40001" | "40P01" | "57014" => Fault::Busy,
            "57P01" | "57P02" | "57P03" | "57P05" | "25P03" => Fault::Lost,
            "28000" | "28P01" | "3D000" | "42501" => Fault::Refused,
            "58030" | "XX001" | "XX002" => Fault::Damaged,
            _ if code.starts_with("08") => Fault::Lost,
            _ => Fault::Other,
        }
    }

    fn announce(pool: &Pool<Self>, revision: u64) -> BoxFuture<'_, ()> {
        // After the commit and on its own: a server without notifications must not make the change set fail.
        Box::pin(async move {
            let notify = sqlx::query(sql::NOTIFY).bind(sql::CHANNEL).bind(revision.to_string());
            if let Err(error) = notify.execute(pool).await {
                tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    "no hint about a new revision was sent"
                );
            }
        })
    }

    driver_access!();
}

/// Connects and brings the tables up to date.
pub(super) async fn open(url: &str) -> Result<SqlStore<Postgres>, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(|error| bad_url(&error))?;
    // Poolers refuse connections that ask for more than usual at their start.
    let options = options.application_name("tragweite").extra_float_digits(None).disable_statement_logging();
    let server = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    // One connection without a pool: a pool would retry and then only say that it waited in vain.
    let mut connection = match tokio::time::timeout(FIRST, options.connect()).await {
        Ok(Ok(connection)) => connection,
        Ok(Err(error @ sqlx::Error::Io(_))) => {
            return Err(StoreError::Unreachable { server, source: Box::new(error) });
        }
        Ok(Err(error)) => return Err(failed::<Postgres>(error)),
        Err(elapsed) => return Err(StoreError::Unreachable { server, source: Box::new(elapsed) }),
    };
    let encoding = sqlx::raw_sql(sql::ENCODING_POSTGRES).fetch_one(&mut connection).await;
    let encoding: String = encoding.and_then(|row| row.try_get(0)).map_err(failed::<Postgres>)?;
    if encoding != "UTF8" {
        return Err(StoreError::WrongEncoding { encoding });
    }
    if shares_sessions(&mut connection, &options).await? {
        return Err(StoreError::SharedSessions);
    }
    limit(&mut connection).await.map_err(failed::<Postgres>)?;
    // sqlx takes an advisory lock around this, so replicas that start together do it one after the other.
    if let Err(error) = MIGRATIONS.run_direct(None, &mut connection, false).await {
        return Err(migration_failed(&MIGRATIONS, &mut connection, error).await);
    }
    connection.close().await.map_err(failed::<Postgres>)?;
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(ACQUIRE);
    let pool = pool.after_connect(|connection, _| Box::pin(limit(connection)));
    let pool = pool.connect_with(options).await.map_err(failed::<Postgres>)?;
    Ok(SqlStore { writer: pool.clone(), readers: pool, health: Arc::default() })
}

async fn limit(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(sql::LIMITS_POSTGRES).execute(connection).await.map(|_| ())
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

/// Says what is wrong with a URL without quoting it.
fn bad_url(error: &sqlx::Error) -> StoreError {
    let sqlx::Error::Configuration(cause) = error else {
        return StoreError::BadUrl {
            reason: "it has the form postgres://USER:PASSWORD@HOST/DATABASE".to_owned(),
        };
    };
    StoreError::BadUrl { reason: format!("{cause}; it has the form postgres://USER:PASSWORD@HOST/DATABASE") }
}

/// Subscribes to the hints that [`Backend::announce`] sends.
pub(super) async fn listen(store: &SqlStore<Postgres>) -> Result<PgListener, StoreError> {
    let mut listener = PgListener::connect_with(&store.readers).await.map_err(failed::<Postgres>)?;
    listener.listen(sql::CHANNEL).await.map_err(failed::<Postgres>)?;
    Ok(listener)
}
