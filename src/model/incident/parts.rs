//! What an incident is made of: failures with their ends, forecasts, observations, notes, sources that are held.

use super::Millis;
use crate::model::{Key, Level};

/// How a failure ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Nobody knows.
    Unknown,
    /// Expected then.
    Forecast(Millis),
    /// It ended then.
    Ended(Millis),
}

impl End {
    /// The time, as far as there is one.
    pub fn time(self) -> Option<Millis> {
        match self {
            Self::Unknown => None,
            Self::Forecast(time) | Self::Ended(time) => Some(time),
        }
    }

    pub(super) fn is_ended(self) -> bool {
        matches!(self, Self::Ended(_))
    }
}

/// A stretch of time in which a node fails by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeFailure {
    /// The node.
    pub node: Key,
    /// How badly.
    pub level: Level,
    /// Its start.
    pub from: Millis,
    /// Its end.
    pub end: End,
    /// The program that said so; `None` = a person.
    pub source: Option<String>,
}

/// A forecast, one of several revisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// The node; `None` = the whole incident.
    pub node: Option<Key>,
    /// The expected end; `None` = unknown again.
    pub until: Option<Millis>,
    /// Who gave it.
    pub author: String,
    /// When it was given.
    pub at: Millis,
}

/// What somebody saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The node.
    pub node: Key,
    /// How well it works.
    pub level: Level,
    /// Who says so.
    pub by: Option<String>,
    /// In their words.
    pub text: Option<String>,
    /// Who wrote it down.
    pub author: String,
    /// When.
    pub at: Millis,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its text.
    pub text: String,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub at: Millis,
}

/// A node whose source changes its mind too often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flapping {
    /// The node.
    pub node: Key,
    /// The source.
    pub source: String,
    /// Since when.
    pub since: Millis,
}
