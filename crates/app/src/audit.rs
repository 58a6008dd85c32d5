//! Who did what: noted in memory at once, written down together a moment later, so that no request waits for it.

use crate::error::AppError;
use crate::retention::{Kept, Retention};
use access::Principal;
use model::incident::Millis;
use serde::Serialize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::{AuditRow, Store};
use tokio::sync::Notify;

/// Most entries that wait to be written; more would only be noise of one who tries to fill the disk, and are counted instead.
const WAITING: usize = 100_000;
/// Entries that are written at once.
const BATCH: usize = 1_000;
/// How often it is tried when the database fails.
const AGAIN: Duration = Duration::from_secs(5);

/// What happened. No secrets, no bodies.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    who: &'a str,
    name: &'a str,
    action: &'a str,
    object: &'a str,
    outcome: u16,
    request: &'a str,
}

/// The audit log.
#[derive(Debug)]
pub struct Audit {
    store: Store,
    waiting: Mutex<Vec<(Millis, String)>>,
    noted: Notify,
    /// How long entries are kept.
    pub(crate) kept: Kept,
}

impl Audit {
    pub(crate) fn new(store: Store) -> Self {
        let kept = Kept::usual(Retention::USUAL.audit);
        Self { store, waiting: Mutex::default(), noted: Notify::new(), kept }
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<(Millis, String)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that somebody did something to a thing, and with which status it was answered.
    pub fn note(&self, who: &Principal, action: &str, object: &str, outcome: u16, request: &str) {
        let entry = Entry { who: who.id(), name: who.name(), action, object, outcome, request };
        let body =
            serde_json::to_string(&entry).unwrap_or_else(|_| unreachable!("it has only text and a number"));
        let mut waiting = self.waiting();
        if waiting.len() >= WAITING {
            tracing::error!(entry = body, "the audit log takes no more; this is not in it");
            return;
        }
        waiting.push((crate::clock::now(), body));
        drop(waiting);
        self.noted.notify_one();
    }

    /// Writes down what was noted.
    ///
    /// # Errors
    /// The database fails; nothing is lost, the next call tries again.
    pub async fn write(&self) -> Result<(), AppError> {
        loop {
            let batch: Vec<_> = {
                let mut waiting = self.waiting();
                let many = waiting.len().min(BATCH);
                waiting.drain(..many).collect()
            };
            if batch.is_empty() {
                return Ok(());
            }
            if let Err(error) = self.store.append_audit(&batch).await {
                self.waiting().splice(..0, batch);
                return Err(error.into());
            }
        }
    }

    /// Writes down what is noted, and forgets what is old, until `stop` is ready.
    pub async fn keep(self: Arc<Self>, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        let mut tidy = tokio::time::interval(Duration::from_secs(3_600));
        let mut again = tokio::time::interval(AGAIN);
        again.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let last = tokio::select! {
                () = &mut stop => true,
                () = self.noted.notified() => false,
                _ = again.tick() => false,
                _ = tidy.tick() => {
                    let old = self.kept.before(crate::clock::now());
                    if let Err(error) = self.store.forget_audit(old).await {
                        tracing::warn!(%error, "could not forget old entries of the audit log");
                    }
                    false
                }
            };
            if let Err(error) = self.write().await {
                tracing::error!(%error, "the audit log cannot be written; trying again");
            }
            if last {
                return;
            }
        }
    }

    /// At most `limit` entries after a number.
    ///
    /// # Errors
    /// The database fails.
    pub async fn after(&self, seq: u64, limit: usize) -> Result<Vec<AuditRow>, AppError> {
        self.write().await?;
        Ok(self.store.audit_after(seq, limit).await?)
    }

    /// At most `limit` entries before a number, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn before(&self, seq: u64, limit: usize) -> Result<Vec<AuditRow>, AppError> {
        self.write().await?;
        Ok(self.store.audit_before(seq, limit).await?)
    }

    /// The number and the digest of the newest entry.
    ///
    /// # Errors
    /// The database fails.
    pub async fn head(&self) -> Result<(u64, String), AppError> {
        Ok(self.store.audit_head().await?)
    }
}
