//! How much work a question may make: a budget of steps beside the budget of diagram nodes, and the watch of whoever
//! asked.
//!
//! Budgets are counted, not timed, so that the same question always ends in the same way.

use crate::watch::{Stopped, Watch};

/// Why work ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Halt {
    /// A budget was used up.
    #[error("too large for the budget")]
    TooLarge,
    /// Whoever asked stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Steps between two looks at the watch.
const STRIDE: u64 = 1 << 14;

/// Counts steps against a budget and looks at the watch now and then.
#[derive(Debug)]
pub(super) struct Effort<'w> {
    watch: &'w Watch,
    left: u64,
    next_look: u64,
}

impl<'w> Effort<'w> {
    pub(super) fn new(watch: &'w Watch, steps: u64) -> Self {
        Self { watch, left: steps, next_look: steps.saturating_sub(STRIDE) }
    }

    /// One step more.
    #[inline]
    pub(super) fn step(&mut self) -> Result<(), Halt> {
        self.steps(1)
    }

    /// So many steps more.
    #[inline]
    pub(super) fn steps(&mut self, steps: u64) -> Result<(), Halt> {
        self.left = self.left.checked_sub(steps).ok_or(Halt::TooLarge)?;
        if self.left < self.next_look {
            self.next_look = self.left.saturating_sub(STRIDE);
            self.watch.advance(STRIDE)?;
        }
        Ok(())
    }
}
