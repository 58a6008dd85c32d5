//! Whether this process keeps up with the database: when it last did, whether it still tries, and what was in the way.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a look at the database may take before whoever looks counts as stuck. To read a large map anew takes long.
const STUCK: Duration = Duration::from_secs(120);

/// What is known of that. Times are counted in milliseconds from the start.
#[derive(Debug)]
pub(crate) struct Pulse {
    begin: Instant,
    /// When everything was last known to be as in the database.
    kept_up: AtomicU64,
    /// When the last look began; negative: none has, or it has ended.
    looking: AtomicI64,
    leaving: AtomicBool,
    trouble: Mutex<Option<String>>,
}

/// How well a process keeps up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The revision that questions are answered from.
    pub revision: u64,
    /// How many newer ones the database was seen to hold.
    pub lag: u64,
    /// How long ago everything was as in the database.
    pub age: Duration,
    /// What is in the way.
    pub trouble: Option<String>,
}

impl Default for Pulse {
    fn default() -> Self {
        Self {
            begin: Instant::now(),
            kept_up: AtomicU64::new(0),
            looking: AtomicI64::new(-1),
            leaving: AtomicBool::new(false),
            trouble: Mutex::default(),
        }
    }
}

impl Pulse {
    fn passed(&self) -> u64 {
        u64::try_from(self.begin.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// A look at the database begins.
    pub(crate) fn looks(&self) {
        self.looking.store(i64::try_from(self.passed()).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    /// It has ended. Says whether that is news.
    pub(crate) fn has_looked(&self, trouble: Option<String>) -> bool {
        self.looking.store(-1, Ordering::Relaxed);
        if trouble.is_none() {
            self.kept_up.store(self.passed(), Ordering::Relaxed);
        }
        let mut known = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        let news = known.is_some() != trouble.is_some();
        *known = trouble;
        news
    }

    /// The process ends soon: nobody shall be sent here any more.
    pub(crate) fn leave(&self) {
        self.leaving.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Relaxed)
    }

    /// That a look does not come to an end.
    pub(crate) fn is_stuck(&self) -> bool {
        let Ok(since) = u64::try_from(self.looking.load(Ordering::Relaxed)) else { return false };
        Duration::from_millis(self.passed().saturating_sub(since)) > STUCK
    }

    pub(crate) fn age(&self) -> Duration {
        Duration::from_millis(self.passed().saturating_sub(self.kept_up.load(Ordering::Relaxed)))
    }

    pub(crate) fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
