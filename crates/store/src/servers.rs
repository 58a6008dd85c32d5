//! The PostgreSQL servers of a URL, of which one at a time can be written. When that one goes away and another one takes
//! its place, new connections go there.

use std::str::FromStr;
use std::sync::Mutex;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool, Postgres, Row};
use tokio::time::timeout;

use super::backend::failed;
use super::error::StoreError;
use super::sql;

/// Most connections of one process, without the one for hints.
const CONNECTIONS: u32 = 8;
/// How long to wait for a free connection, or for the server when it starts.
const ACQUIRE: Duration = Duration::from_secs(10);
/// How long the first connection may take before the only server counts as unreachable, and each of several.
const FIRST: Duration = Duration::from_secs(10);
const EACH: Duration = Duration::from_secs(3);
/// How long a connection that is to be used may take to answer.
const ANSWER: Duration = Duration::from_millis(800);
/// How long a connection may take to become free again after an operation was given up.
const RELEASE: Duration = Duration::from_secs(2);

/// The servers, as they are named.
#[derive(Debug, Default)]
pub(super) struct Servers {
    all: Vec<PgConnectOptions>,
    /// Held while somebody looks for the one that can be written.
    looking: tokio::sync::Mutex<()>,
    /// Where new connections go, for the log.
    at: Mutex<String>,
}

/// Where a server is, without user and password.
fn place(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

impl Servers {
    /// Reads a URL whose host may be a list.
    pub(super) fn of(url: &str) -> Result<Self, StoreError> {
        let read = |url: &String| {
            let options = PgConnectOptions::from_str(url).map_err(|error| bad_url(&error))?;
            // Poolers refuse connections that ask for more than usual at their start.
            Ok(options.application_name("tragweite").extra_float_digits(None).disable_statement_logging())
        };
        let all = one_by_one(url).iter().map(read).collect::<Result<_, StoreError>>()?;
        Ok(Self { all, ..Self::default() })
    }

    /// Whether there is more than one.
    pub(super) fn several(&self) -> bool {
        self.all.len() > 1
    }

    /// Lets new connections of a pool go to the server that can be written now, if several are named and another one is it.
    pub(super) async fn look_elsewhere(&self, pool: &PgPool) {
        let Ok(_only) = self.looking.try_lock() else { return };
        if !self.several() {
            return;
        }
        let Ok((connection, options)) = self.connect().await else { return };
        // Not waited for: it is known now where to go.
        drop(connection.close());
        let now = place(&options);
        let mut at = self.at.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *at != now {
            tracing::warn!(server = now, "the database is written on another server now");
            pool.set_connect_options(options);
            *at = now;
        }
    }

    /// Connects to the only server, or to the one of several that can be written.
    pub(super) async fn connect(&self) -> Result<(PgConnection, PgConnectOptions), StoreError> {
        let several = self.all.len() > 1;
        let places: Vec<String> = self.all.iter().map(place).collect();
        let unreachable = |source| StoreError::Unreachable { server: places.join(", "), source };
        let mut last = unreachable("no server is named".into());
        for options in &self.all {
            // One connection without a pool: a pool would retry and then only say that it waited in vain.
            let connecting = async {
                let mut connection = options.connect().await?;
                if several && is_standby(&mut connection).await? {
                    return Ok(None);
                }
                Ok::<_, sqlx::Error>(Some(connection))
            };
            last = match timeout(if several { EACH } else { FIRST }, connecting).await {
                Ok(Ok(Some(connection))) => return Ok((connection, options.clone())),
                Ok(Ok(None)) => {
                    StoreError::ReadOnly { source: "every server that answers is a standby".into() }
                }
                Ok(Err(error @ sqlx::Error::Io(_))) => unreachable(Box::new(error)),
                Ok(Err(error)) => failed::<Postgres>(error),
                Err(elapsed) => unreachable(Box::new(elapsed)),
            };
        }
        Err(last)
    }
}

async fn is_standby(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::raw_sql(sql::PING_POSTGRES).fetch_one(connection).await?.try_get(1)
}

/// The pool of connections to this server, as long as no other one takes its place.
pub(super) async fn pool(options: PgConnectOptions, several: bool) -> Result<PgPool, StoreError> {
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE)
        // The driver asks without a limit; a connection of which nothing is heard must not hold anybody up.
        .test_before_acquire(false)
        .before_acquire(move |connection, _| {
            Box::pin(async move {
                let answer = timeout(ANSWER, is_standby(connection)).await;
                Ok(matches!(answer, Ok(Ok(standby)) if !(several && standby)))
            })
        })
        .after_release(|connection, _| {
            Box::pin(async move {
                // After an operation that was given up its answer is still on the way; perhaps it never comes.
                match timeout(RELEASE, connection.ping()).await {
                    Ok(alive) => alive.map(|()| true),
                    Err(_) => Err(sqlx::Error::PoolTimedOut),
                }
            })
        })
        .after_connect(|connection, _| Box::pin(limit(connection)));
    pool.connect_with(options).await.map_err(failed::<Postgres>)
}

/// Tells the server how long it may wait for us, and we for others.
pub(super) async fn limit(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(sql::LIMITS_POSTGRES).execute(connection).await.map(|_| ())
}

/// A URL for each host of a list.
fn one_by_one(url: &str) -> Vec<String> {
    let Some((scheme, rest)) = url.split_once("://") else { return vec![url.to_owned()] };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, after) = rest.split_at(end);
    let (user, hosts) = match authority.rsplit_once('@') {
        Some((user, hosts)) => (format!("{user}@"), hosts),
        None => (String::new(), authority),
    };
    hosts.split(',').map(|host| format!("{scheme}://{user}{host}{after}")).collect()
}

/// Says what is wrong with a URL without quoting it.
fn bad_url(error: &sqlx::Error) -> StoreError {
    let form =
        "it has the form postgres://USER:PASSWORD@HOST/DATABASE, with several hosts HOST:PORT,HOST:PORT";
    let reason = match error {
        sqlx::Error::Configuration(cause) => format!("{cause}; {form}"),
        _ => form.to_owned(),
    };
    StoreError::BadUrl { reason }
}
