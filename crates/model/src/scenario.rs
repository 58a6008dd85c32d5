//! What is asked: which nodes fail, how badly, from when until when, and how far to look.

use super::{Fault, Key, Seconds};
use crate::message;

/// How well a node does its job. The order is the order of badness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(u8)]
pub enum Level {
    /// Everything works.
    #[default]
    Operational = 0,
    /// Works, but less well, slower or by other means.
    Degraded = 1,
    /// Does not work.
    Unavailable = 2,
}

super::kind::written!(Level);

impl Level {
    /// The word used in files and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operational => "operational",
            Self::Degraded => "degraded",
            Self::Unavailable => "unavailable",
        }
    }

    /// The level of that word; `None` for any other text.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Operational, Self::Degraded, Self::Unavailable].into_iter().find(|l| l.as_str() == word)
    }

    /// The level of the number 0, 1 or 2; every larger number is unavailable.
    pub const fn from_number(number: u8) -> Self {
        match number {
            0 => Self::Operational,
            1 => Self::Degraded,
            _ => Self::Unavailable,
        }
    }
}

/// A failure of one node by itself: at `level` from `from` until `until` (its repair; `None` = never).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    node: Key,
    level: Level,
    from: Seconds,
    until: Option<Seconds>,
    last_copy: Option<Seconds>,
}

impl Failure {
    /// Checks that the level is not `operational` and that the repair comes after the start.
    pub fn new(node: Key, level: Level, from: Seconds, until: Option<Seconds>) -> Result<Self, Fault> {
        if level == Level::Operational {
            return Err(Fault::new(
                "/level",
                "invalid-level",
                message!("problem-failure-operational"),
                message!("remedy-failure-level"),
            ));
        }
        if let Some(until) = until.filter(|&u| u <= from) {
            return Err(Fault::new(
                "/until",
                "ends-before-start",
                message!("problem-failure-end", until = until, from = from),
                message!("remedy-failure-end"),
            ));
        }
        Ok(Self { node, level, from, until, last_copy: None })
    }

    /// The same when its data are lost and the last good copy of them is so old at its start.
    #[must_use]
    pub fn with_last_copy(self, age: Option<Seconds>) -> Self {
        Self { last_copy: age, ..self }
    }

    /// The node that fails.
    pub fn node(&self) -> &Key {
        &self.node
    }
    /// How badly.
    pub fn level(&self) -> Level {
        self.level
    }
    /// Offset of the start.
    pub fn from(&self) -> Seconds {
        self.from
    }
    /// How old the last good copy of its data is at its start; `None` = nobody says.
    pub fn last_copy(&self) -> Option<Seconds> {
        self.last_copy
    }
    /// Offset of the repair; `None` = unknown, treated as never.
    pub fn until(&self) -> Option<Seconds> {
        self.until
    }
}

/// Which dependencies count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Include {
    /// All of them; what depends on unconfirmed ones is marked as not certain.
    #[default]
    All,
    /// Only those that somebody confirmed.
    Confirmed,
}

super::kind::words!(Include { All = "all", Confirmed = "confirmed" });

/// A question to the engine: failures, an optional horizon, an optional start on the calendar.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scenario {
    /// The failures, in any order; several may hit one node.
    pub failures: Vec<Failure>,
    /// Look no further than this offset; `None` = until nothing changes any more.
    pub horizon: Option<Seconds>,
    /// The calendar time of offset zero.
    pub starts_at: Option<jiff::Timestamp>,
    /// Which dependencies count.
    pub include: Include,
}
