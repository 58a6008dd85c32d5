//! Hints that another process has committed. They only save time: what is right is to ask for the head regularly.

use std::time::Duration;

use sqlx::postgres::PgListener;

/// Pause after a failed attempt to listen again.
const PAUSE: Duration = Duration::from_secs(1);

/// Wakes its owner when another process may have committed.
#[derive(Debug)]
pub struct Hints(pub(super) Option<PgListener>);

impl Hints {
    /// Waits for the next hint: the revision that was committed, or none when hints may have been lost and the head
    /// must be asked for. Never returns on SQLite, whose one process knows itself what it commits. May be dropped
    /// while waiting and called again.
    pub async fn next(&mut self) -> Option<u64> {
        let Some(listener) = &mut self.0 else {
            return std::future::pending().await;
        };
        loop {
            match listener.try_recv().await {
                Ok(Some(hint)) => return hint.payload().parse().ok(),
                Ok(None) => return None,
                Err(error) => {
                    tracing::debug!(
                        error = &error as &dyn std::error::Error,
                        "cannot listen for new revisions"
                    );
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }
}
