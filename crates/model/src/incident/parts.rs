//! What an incident is made of: failures with their ends, forecasts, observations, notes, sources that are held.

use super::Millis;
use crate::duty::{Content, Suspicion};
use crate::{Key, Level};
use std::collections::BTreeMap;

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

/// What people know of an incident that no failure tells; reporting duties ask for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assessment {
    /// When it happened; `None` = when the first failure began.
    pub occurred_at: Option<Millis>,
    /// Since when those who must report know of it; `None` = since it was opened.
    pub aware_at: Option<Millis>,
    /// Why it happened.
    pub cause: Option<Cause>,
    /// Whether somebody did it on purpose; `None` = nobody has said anything.
    pub suspected_malicious: Option<Suspicion>,
    /// What people say to fields of a report.
    pub told: BTreeMap<Content, String>,
}

/// Why an incident happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// In words.
    pub text: String,
    /// It is suspected, not known.
    pub suspected: bool,
}

impl Assessment {
    /// Nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What a newer assessment says replaces what was said before; of the rest it says nothing.
    pub fn revise(&mut self, newer: &Self) {
        let Self { occurred_at, aware_at, cause, suspected_malicious, told } = newer.clone();
        self.occurred_at = occurred_at.or(self.occurred_at);
        self.aware_at = aware_at.or(self.aware_at);
        self.cause = cause.or(self.cause.take());
        self.suspected_malicious = suspected_malicious.or(self.suspected_malicious);
        self.told.extend(told);
    }
}
