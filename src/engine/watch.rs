//! How far long work has come, and the wish to end it, between the one who works and the one who waits.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Shared by the worker, who counts steps, and by whoever reads the progress or stops the work.
#[derive(Debug, Default)]
pub struct Watch {
    total: AtomicU64,
    done: AtomicU64,
    stop: AtomicBool,
}

/// The work was asked to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the work was stopped before it came to its end")]
pub struct Stopped;

impl Watch {
    /// So many steps lie ahead.
    pub fn begin(&self, total: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// So many more steps are done.
    ///
    /// # Errors
    /// [`Stopped`] when the work is to end.
    pub fn advance(&self, steps: u64) -> Result<(), Stopped> {
        self.done.fetch_add(steps, Ordering::Relaxed);
        if self.stop.load(Ordering::Relaxed) { Err(Stopped) } else { Ok(()) }
    }

    /// Steps done, and all of them.
    pub fn progress(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// Asks the work to end soon.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
