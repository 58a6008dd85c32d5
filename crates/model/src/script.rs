//! Scripts: what happened in incidents, when it was known, and who says so; to be played again.

use super::incident::Millis;
use super::{IncidentEvent, LocalId};
use std::collections::BTreeMap;

/// A script with at least one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// What people call it.
    pub title: String,
    /// Where the sources are found, by their short names.
    pub sources: BTreeMap<String, String>,
    /// What happened, in the order in which it became known.
    pub steps: Vec<ScriptStep>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptStep {
    /// When it was known, in Unix milliseconds.
    pub at: Millis,
    /// The incident within the script; an opening is the first step of its incident.
    pub incident: LocalId,
    /// The event; of an opening the first one, then its failures.
    pub events: Vec<IncidentEvent>,
    /// Short names of the sources that say so.
    pub sources: Vec<String>,
    /// What is to be known about the step itself, for example that its time is assumed.
    pub remark: Option<String>,
    /// The line in which it is written, from 1; 0 = not known.
    pub line: u32,
}
