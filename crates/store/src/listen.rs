//! Hints that another process has committed. They only save time: what is right is to ask for the head regularly.

use std::time::Duration;

use sqlx::postgres::{PgListener, PgPoolOptions};
use sqlx::{PgPool, Postgres};
use tokio::time::{sleep, timeout};

use super::backend::failed;
use super::error::StoreError;
use super::sql;

/// Pause after a failed attempt to listen again.
const PAUSE: Duration = Duration::from_secs(1);
/// How long nothing may be heard before it is asked whether anybody is there.
const SILENCE: Duration = Duration::from_secs(5);
/// How long an answer to that, or a new connection, may take.
const ANSWER: Duration = Duration::from_secs(3);

/// What was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// Somebody has written.
    Written,
    /// Hints may have been lost before now.
    Lost,
}

/// Wakes its owner when another process may have committed, and listens again by itself whenever it cannot hear.
#[derive(Debug)]
pub struct Hints {
    /// Where to listen; none on SQLite, whose one process knows itself what it commits.
    database: Option<PgPool>,
    listener: Option<PgListener>,
    /// Nobody was listening for a while.
    missed: bool,
}

impl Hints {
    pub(super) fn none() -> Self {
        Self { database: None, listener: None, missed: false }
    }

    pub(super) fn of(database: PgPool) -> Self {
        Self { database: Some(database), listener: None, missed: false }
    }

    /// Begins to listen, if that has not happened yet: what is committed from then on is heard of.
    ///
    /// # Errors
    /// The database does not answer, or cannot send hints; [`next`](Self::next) tries again.
    pub async fn begin(&mut self) -> Result<(), StoreError> {
        let (Some(database), None) = (&self.database, &self.listener) else { return Ok(()) };
        // On a connection of its own that dies with it: one of which nothing is heard would be missing in the pool.
        let options = database.connect_options().as_ref().clone();
        let listening = async {
            let own = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
            let own = own.connect_with(options).await?;
            let mut listener = PgListener::connect_with(&own).await?;
            listener.eager_reconnect(false);
            listener.listen(sql::CHANNEL).await?;
            Ok(listener)
        };
        self.listener = match timeout(ANSWER, listening).await {
            Ok(listener) => Some(listener.map_err(failed::<Postgres>)?),
            Err(elapsed) => return Err(StoreError::ConnectionLost { source: Box::new(elapsed) }),
        };
        Ok(())
    }

    /// Waits for the next hint; never returns on SQLite. To be called again without anything else in between that takes
    /// long, and not to be dropped while it waits for good.
    pub async fn next(&mut self) -> Hint {
        if self.database.is_none() {
            return std::future::pending().await;
        }
        loop {
            if let Err(error) = self.begin().await {
                self.missed = true;
                tracing::debug!(error = &error as &dyn std::error::Error, "cannot listen for hints");
                sleep(PAUSE).await;
                continue;
            }
            if std::mem::take(&mut self.missed) {
                return Hint::Lost;
            }
            let Some(listener) = &mut self.listener else { continue };
            let lost = match timeout(SILENCE, listener.try_recv()).await {
                Ok(Ok(Some(_))) => return Hint::Written,
                Ok(_) => true,
                Err(_) => {
                    let asked = sqlx::raw_sql(sql::PING_POSTGRES).execute(&mut *listener);
                    !matches!(timeout(ANSWER, asked).await, Ok(Ok(_)))
                }
            };
            if lost {
                self.listener = None;
                self.missed = true;
            }
        }
    }
}
