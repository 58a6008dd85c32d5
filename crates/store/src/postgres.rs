//! PostgreSQL, or a server that speaks like it: several processes share one journal.

use std::str::FromStr;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use sqlx::Arguments;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor, Pool, Postgres, Row, SqlStr};

use super::backend::{Backend, Fault, Value, driver_access, failed};
use super::error::{Cause, StoreError};
use super::migrate::migration_failed;
use super::read::SqlStore;
use super::sql;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

/// Most connections of one process, one of them for hints.
const CONNECTIONS: u32 = 8;
/// How long to wait for a free connection, or for the server when it starts.
const ACQUIRE: Duration = Duration::from_secs(10);
/// How long the first connection may take before the server counts as unreachable.
const FIRST: Duration = Duration::from_secs(10);
/// How long the server lets a change set wait for another one, and how long it keeps the transaction of a process
/// that went silent: without the second, one frozen replica would stop all writers.
const SERVER_LIMITS: [(&str, &str); 2] =
    [("lock_timeout", "60s"), ("idle_in_transaction_session_timeout", "60s")];

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
    let options = options.application_name("tragweite").options(SERVER_LIMITS).disable_statement_logging();
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
    // sqlx takes an advisory lock around this, so replicas that start together do it one after the other.
    if let Err(error) = MIGRATIONS.run_direct(None, &mut connection, false).await {
        return Err(migration_failed(&MIGRATIONS, &mut connection, error).await);
    }
    connection.close().await.map_err(failed::<Postgres>)?;
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(ACQUIRE);
    let pool = pool.connect_with(options).await.map_err(failed::<Postgres>)?;
    Ok(SqlStore { writer: pool.clone(), readers: pool })
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
