//! What can happen to an incident, and how the journal has it.

use super::{Assessment, IncidentKind, Millis};
use crate::{Key, Level};

/// Something that happened to an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IncidentEvent {
    /// It began to be dealt with; always the first event.
    Opened {
        /// What people call it.
        title: String,
        /// Fault or maintenance.
        kind: IncidentKind,
        /// The program that opened it; `None` = a person.
        source: Option<String>,
        /// Nothing of it is real: people practise.
        exercise: bool,
    },
    /// A node fails from a time on. Replaces what was known of the node from then on.
    FailureSet {
        /// The node.
        node: Key,
        /// How badly; never operational.
        level: Level,
        /// Since when, or from when on.
        from: Millis,
        /// Its end, as far as it is known or forecast; later than `from`.
        until: Option<Millis>,
        /// The program that says so; `None` = a person.
        source: Option<String>,
    },
    /// A node works again since a time; what was planned for later is off.
    FailureCleared {
        /// The node.
        node: Key,
        /// Since when it works.
        until: Millis,
        /// The program that says so; `None` = a person.
        source: Option<String>,
    },
    /// When the failures will be over.
    Forecast {
        /// The node; `None` = everything that fails in this incident.
        node: Option<Key>,
        /// When; `None` = nobody knows any more.
        until: Option<Millis>,
    },
    /// What somebody sees with their own eyes.
    Observed {
        /// The node.
        node: Key,
        /// How well it works.
        level: Level,
        /// Who says so.
        by: Option<String>,
        /// In their words.
        text: Option<String>,
    },
    /// A note.
    Noted {
        /// Its text.
        text: String,
    },
    /// What people know of it that no failure tells: the facts that reports ask for.
    Assessed(Box<Assessment>),
    /// A report was handed in to an authority, by people.
    Reported {
        /// The reporting profile.
        profile: Key,
        /// Its step.
        step: Key,
        /// When.
        reported_at: Millis,
    },
    /// A source changes its mind too often: the node is held in its worst state until the source is quiet.
    SourceFlapping {
        /// The node.
        node: Key,
        /// The worst level of late.
        level: Level,
        /// When the node was first that bad, as far as it was not told before.
        from: Millis,
        /// The source.
        source: String,
    },
    /// It is over: whatever still failed works again.
    Closed {
        /// Why, in words.
        text: Option<String>,
    },
    /// It was not over after all.
    Reopened {
        /// Why, in words.
        text: Option<String>,
    },
}

impl IncidentEvent {
    /// The node it speaks of.
    pub fn node(&self) -> Option<&Key> {
        match self {
            Self::FailureSet { node, .. }
            | Self::FailureCleared { node, .. }
            | Self::Observed { node, .. }
            | Self::SourceFlapping { node, .. } => Some(node),
            Self::Forecast { node, .. } => node.as_ref(),
            _ => None,
        }
    }

    /// The word for what happened.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::FailureSet { .. } => "failure-set",
            Self::FailureCleared { .. } => "failure-cleared",
            Self::Forecast { .. } => "forecast",
            Self::Observed { .. } => "observed",
            Self::Noted { .. } => "noted",
            Self::Assessed(_) => "assessed",
            Self::Reported { .. } => "reported",
            Self::SourceFlapping { .. } => "source-flapping",
            Self::Closed { .. } => "closed",
            Self::Reopened { .. } => "reopened",
        }
    }

    /// The program that says so; `None` = a person.
    pub fn source(&self) -> Option<&str> {
        match self {
            Self::Opened { source, .. }
            | Self::FailureSet { source, .. }
            | Self::FailureCleared { source, .. } => source.as_deref(),
            Self::SourceFlapping { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// An event as the journal has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Number over all incidents, from 1 without gaps.
    pub seq: u64,
    /// The incident: the number of its first event.
    pub incident: u64,
    /// When it was known; never before the event that precedes it in the incident.
    pub at: Millis,
    /// When it was written down.
    pub recorded_at: Millis,
    /// Who says so.
    pub author: String,
    /// What.
    pub event: IncidentEvent,
}
