//! How often a node fails by itself, for availability and importance.

use super::{Fault, Seconds};
use crate::message;

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
                message!("problem-unavailability"),
                message!("remedy-unavailability"),
            )),
            Self::Rates { mtbf: Seconds::ZERO, .. } => Some(Fault::new(
                "/reliability/mtbf",
                "number-out-of-range",
                message!("problem-mtbf"),
                message!("remedy-mtbf"),
            )),
            _ => None,
        }
    }
}
