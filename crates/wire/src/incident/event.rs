//! What happened to an incident, as it is written in answers and in the journal.

use super::facts::{AssessmentDoc, ReportedDoc};
use super::{incident_id, time};
use crate::impact::Time;
use crate::words::{ImpactLevel, KindOfIncident, NodeKey, NodeLevel};
use model::{IncidentEvent, Record};
use serde::Serialize;
use utoipa::ToSchema;

/// An event: what happened.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[schema(as = IncidentEvent)]
pub enum EventDoc<'a> {
    /// The incident was opened.
    Opened {
        /// What people call it.
        title: &'a str,
        /// Fault or maintenance.
        #[schema(value_type = KindOfIncident)]
        kind: model::IncidentKind,
        /// The program that opened it; absent = a person.
        #[serde(skip_serializing_if = "Option::is_none")]
        source: Option<&'a str>,
        /// Nothing of it is real: people practise. Absent = it is real.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        #[schema(required = false)]
        exercise: bool,
    },
    /// A node fails; replaces what was known of the node from then on.
    FailureSet {
        /// The node.
        #[schema(value_type = NodeKey)]
        node: &'a str,
        /// How badly.
        #[schema(value_type = ImpactLevel)]
        level: model::Level,
        /// Since when, or from when on.
        #[schema(value_type = String, format = DateTime)]
        from: Time,
        /// Its end: a forecast, unless it was past when it was told.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>, format = DateTime)]
        until: Option<Time>,
        /// The program that says so; absent = a person.
        #[serde(skip_serializing_if = "Option::is_none")]
        source: Option<&'a str>,
    },
    /// A node works again; what was planned for it later is off.
    FailureCleared {
        /// The node.
        #[schema(value_type = NodeKey)]
        node: &'a str,
        /// Since when.
        #[schema(value_type = String, format = DateTime)]
        until: Time,
        /// The program that says so; absent = a person.
        #[serde(skip_serializing_if = "Option::is_none")]
        source: Option<&'a str>,
    },
    /// When the failures will be over.
    Forecast {
        /// The node; absent = everything that fails in this incident.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<NodeKey>)]
        node: Option<&'a str>,
        /// When; absent = unknown.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>, format = DateTime)]
        until: Option<Time>,
    },
    /// What somebody sees with their own eyes.
    Observed {
        /// The node.
        #[schema(value_type = NodeKey)]
        node: &'a str,
        /// How well it works.
        #[schema(value_type = NodeLevel)]
        level: model::Level,
        /// Who says so.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<&'a str>,
        /// In their words.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<&'a str>,
    },
    /// A note.
    Noted {
        /// Its text.
        text: &'a str,
    },
    /// What people know of it that no failure tells.
    Assessed(AssessmentDoc<'a>),
    /// A report was handed in to an authority, by people.
    Reported(ReportedDoc<'a>),
    /// A source changes its mind too often: the node is held in its worst state until the source is quiet.
    SourceFlapping {
        /// The node.
        #[schema(value_type = NodeKey)]
        node: &'a str,
        /// The worst level of late.
        #[schema(value_type = ImpactLevel)]
        level: model::Level,
        /// When the node was first that bad, as far as it was not told before.
        #[schema(value_type = String, format = DateTime)]
        from: Time,
        /// The source.
        source: &'a str,
    },
    /// It is over: whatever still failed works again.
    Closed {
        /// Why.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<&'a str>,
    },
    /// It was not over after all.
    Reopened {
        /// Why.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<&'a str>,
    },
}

impl<'a> EventDoc<'a> {
    /// The written form.
    pub fn new(event: &'a IncidentEvent) -> Self {
        match event {
            IncidentEvent::Opened { title, kind, source, exercise } => {
                Self::Opened { title, kind: *kind, source: source.as_deref(), exercise: *exercise }
            }
            IncidentEvent::FailureSet { node, level, from, until, source } => Self::FailureSet {
                node: node.as_str(),
                level: *level,
                from: time(*from),
                until: until.map(time),
                source: source.as_deref(),
            },
            IncidentEvent::FailureCleared { node, until, source } => {
                Self::FailureCleared { node: node.as_str(), until: time(*until), source: source.as_deref() }
            }
            IncidentEvent::Forecast { node, until } => {
                Self::Forecast { node: node.as_ref().map(|n| n.as_str()), until: until.map(time) }
            }
            IncidentEvent::Observed { node, level, by, text } => Self::Observed {
                node: node.as_str(),
                level: *level,
                by: by.as_deref(),
                text: text.as_deref(),
            },
            IncidentEvent::Noted { text } => Self::Noted { text },
            IncidentEvent::Assessed(assessment) => Self::Assessed(AssessmentDoc::new(assessment)),
            IncidentEvent::Reported { profile, step, reported_at } => {
                Self::Reported(ReportedDoc::new(profile, step, *reported_at))
            }
            IncidentEvent::SourceFlapping { node, level, from, source } => {
                Self::SourceFlapping { node: node.as_str(), level: *level, from: time(*from), source }
            }
            IncidentEvent::Closed { text } => Self::Closed { text: text.as_deref() },
            IncidentEvent::Reopened { text } => Self::Reopened { text: text.as_deref() },
        }
    }
}

/// An event with what stands around it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RecordedEvent)]
pub struct RecordDoc<'a> {
    /// Its number over all incidents, from 1 without gaps.
    #[schema(example = 43)]
    pub seq: u64,
    /// The incident.
    #[schema(example = "i-000042")]
    pub incident: String,
    /// When it was known.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// When it was written down.
    #[schema(value_type = String, format = DateTime)]
    pub recorded_at: Time,
    /// Who says so.
    pub author: &'a str,
    /// What happened.
    #[serde(flatten)]
    pub event: EventDoc<'a>,
}

impl<'a> RecordDoc<'a> {
    /// The written form.
    pub fn new(record: &'a Record) -> Self {
        Self {
            seq: record.seq,
            incident: incident_id(record.incident),
            at: time(record.at),
            recorded_at: time(record.recorded_at),
            author: &record.author,
            event: EventDoc::new(&record.event),
        }
    }
}

/// Events of an incident, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentEventPage<'a> {
    /// This part.
    pub items: Vec<RecordDoc<'a>>,
    /// Cursor of the next part; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
