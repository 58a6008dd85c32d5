//! Both sides confirm a dependency: who needs it writes it, and the agency that provides says whether it is so. What is said
//! is appended to, never changed; the map then says what follows from all of it.
//!
//! Reading order: this file (what is kept, and how it follows others), [`record`] (what was said), [`standing`] (where a
//! dependency stands between those who are concerned), [`say`] (somebody says something), [`lists`] (what waits for whom, and
//! how much is confirmed), [`campaigns`] (each agency is given one list), [`post`] (what time does to those).

mod campaigns;
pub mod lists;
mod post;
mod record;
mod say;
pub mod standing;

pub use record::Statement;

use crate::error::AppError;
use crate::maps::Maps;
use model::DependencyId;
use model::incident::Millis;
use record::Said;
use standing::Talk;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{ReviewRow, Store};

/// Statements that are read at once.
const BATCH: usize = 5_000;
/// How often the review period is looked up, in milliseconds.
const PERIOD_EVERY: i64 = 1_000;
/// Where the review period stands.
const PERIOD: &str = "period";
/// How often it is tried again when others change the same document.
const ATTEMPTS: usize = 8;

/// What was said of dependencies. Held in memory, and followed like the map.
#[derive(Debug)]
pub struct Confirmations {
    store: Store,
    maps: Arc<Maps>,
    said: Mutex<Said>,
    /// Held while what others said is taken over.
    following: tokio::sync::Mutex<()>,
    /// When the review period was looked up last.
    looked_ms: AtomicI64,
}

/// From when on confirmations count.
#[derive(Debug, Clone)]
pub struct Since {
    ms: Millis,
    day: String,
}

impl Confirmations {
    /// Takes it out of the store.
    pub(crate) async fn load(store: Store, maps: Arc<Maps>) -> Result<Self, AppError> {
        let confirmations = Self {
            store,
            maps,
            said: Mutex::default(),
            following: tokio::sync::Mutex::default(),
            looked_ms: AtomicI64::new(0),
        };
        confirmations.read_period().await?;
        confirmations.catch_up().await?;
        Ok(confirmations)
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over what was said elsewhere.
    ///
    /// # Errors
    /// The database fails, or holds what cannot be read.
    pub async fn catch_up(&self) -> Result<(), AppError> {
        let _only_one = self.following.lock().await;
        loop {
            let known = self.said().seq;
            let rows = self.store.statements_after(known, BATCH).await?;
            self.said().take_over(&rows)?;
            if rows.len() < BATCH {
                return Ok(());
            }
        }
    }

    /// Follows others; now and then the review period, too.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) async fn keep_up(&self, now: Millis) -> Result<(), AppError> {
        if now.saturating_sub(self.looked_ms.load(Ordering::Relaxed)) < PERIOD_EVERY {
            return Ok(());
        }
        self.looked_ms.store(now, Ordering::Relaxed);
        self.read_period().await?;
        self.catch_up().await
    }

    async fn read_period(&self) -> Result<(), AppError> {
        let kept = self.store.review(PERIOD, PERIOD).await?;
        self.maps.set_review_days(kept.and_then(|row| row.body.parse().ok()));
        Ok(())
    }

    /// From now on a confirmation counts for so many days.
    ///
    /// # Errors
    /// The database fails.
    pub async fn set_period(&self, days: u32) -> Result<(), AppError> {
        for _ in 0..ATTEMPTS {
            let kept = self.store.review(PERIOD, PERIOD).await?;
            let version = kept.map_or(0, |row| row.version);
            let row = ReviewRow { name: PERIOD.to_owned(), version, body: days.to_string() };
            if self.store.put_review(PERIOD, &row).await? {
                return self.read_period().await;
            }
        }
        Err(AppError::Contended)
    }

    /// From when on confirmations count at that time.
    pub(crate) fn since(&self, now: Millis) -> Since {
        let period = i64::from(self.maps.review_days()) * 86_400_000;
        Since { ms: now.saturating_sub(period), day: self.maps.too_old(now).to_string() }
    }

    /// What was said of a dependency, the oldest first.
    pub(crate) fn of(&self, id: &DependencyId) -> Vec<Arc<Statement>> {
        self.said().of(id).to_vec()
    }
}

impl Since {
    fn talk<'a>(&'a self, said: &'a [Arc<Statement>]) -> Talk<'a> {
        Talk { said, since_ms: self.ms, since_day: &self.day }
    }
}
