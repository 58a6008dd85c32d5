//! How often a node fails by itself, for availability and importance.

use super::{Fault, Seconds};

/// How likely it is that a node is down by its own fault at any moment, apart from everything it needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reliability {
    /// The share of time, from 0 to 1.
    Unavailability(f64),
    /// Mean time between failures and mean time to repair; the share of time is `mttr / (mtbf + mttr)`.
    Rates {
        /// Mean time from a repair to the next failure.
        mtbf: Seconds,
        /// Mean time from a failure to its repair.
        mttr: Seconds,
    },
}

impl Reliability {
    /// The share of time in which the node is down by itself, from 0 to 1.
    pub fn unavailability(self) -> f64 {
        match self {
            Self::Unavailability(share) => share,
            Self::Rates { mtbf, mttr } => {
                let (up, down) = (f64::from(mtbf.get()), f64::from(mttr.get()));
                down / (up + down)
            }
        }
    }

    /// What is wrong with it, with places relative to the node.
    pub(super) fn fault(self) -> Option<Fault> {
        match self {
            Self::Unavailability(share) if !(0.0..=1.0).contains(&share) => Some(Fault::new(
                "/reliability/unavailability",
                "number-out-of-range",
                "unavailability is not a number between 0 and 1",
                "write the share of time in which it is down by itself, for example 0.001",
            )),
            Self::Rates { mtbf: Seconds::ZERO, .. } => Some(Fault::new(
                "/reliability/mtbf",
                "number-out-of-range",
                "the mean time between failures is no time at all",
                "write how long it usually runs without a failure, for example P90D",
            )),
            _ => None,
        }
    }
}
