//! Scratch memory for impact questions, kept between them.

use engine::{LevelsScratch, Scratch};
use std::sync::{Arc, Mutex, PoisonError};

/// Most sets that are kept; more are made when more questions run at once, and dropped afterwards.
const KEPT: usize = 4;

/// One set of scratch memory: a run with all dependencies, one with the confirmed ones, and one without clocks.
#[derive(Debug, Default)]
pub struct Set {
    /// With all dependencies that count.
    pub all: Scratch,
    /// With confirmed ones only.
    pub confirmed: Scratch,
    /// Without clocks.
    pub levels: LevelsScratch,
}

/// A pool of [`Set`]s; all that are cloned from it share them.
#[derive(Debug, Clone, Default)]
pub struct Pool(Arc<Mutex<Vec<Set>>>);

impl Pool {
    /// Bytes of the sets that are kept and not in use, without allocator overhead.
    pub fn bytes(&self) -> usize {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().map(|set| set.all.bytes() + set.confirmed.bytes() + set.levels.bytes()).sum()
    }

    /// Runs `work` with a set of its own.
    pub fn with<T>(&self, work: impl FnOnce(&mut Set) -> T) -> T {
        let mut set = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let result = work(&mut set);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT {
            kept.push(set);
        }
        result
    }
}
