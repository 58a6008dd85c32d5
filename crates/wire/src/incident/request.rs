//! What can be asked of incidents: to open one, to add an event to it.

use crate::words::{ImpactLevel, KindOfIncident, NodeKey, NodeLevel, YesNoUnknown};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A new incident: what people call it, and what fails.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewIncident)]
pub struct OpeningDoc<'a> {
    /// What people call it.
    #[schema(example = "Storage replication fails", max_length = 300)]
    pub title: &'a str,
    /// Fault when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<KindOfIncident>)]
    pub kind: Option<model::IncidentKind>,
    /// Nothing of it is real: people practise. It is marked wherever it is told, is no part of the situation unless asked for,
    /// and goes to those alone who listen to exercises. No when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exercise: Option<bool>,
    /// When it was known; absent = now. Not in the future: what is planned begins later than it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub at: Option<&'a str>,
    /// What fails, or is to.
    #[schema(max_items = 1_000)]
    pub failures: Vec<NewFailureDoc<'a>>,
}

/// A failure of a node by itself.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewFailure)]
pub struct NewFailureDoc<'a> {
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// Unavailable when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ImpactLevel>)]
    pub level: Option<model::Level>,
    /// Its start; absent = when it was known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub from: Option<&'a str>,
    /// Its end, or its forecast; absent = unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub until: Option<&'a str>,
}

/// Something to add to an incident; `type` says what. `at` is when it was known: absent = now, never in the future,
/// never before the event that precedes it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
#[schema(as = NewIncidentEvent)]
pub enum EventRequestDoc<'a> {
    /// A node fails; replaces what was known of the node from then on.
    FailureSet {
        /// When it was known.
        #[schema(format = DateTime)]
        at: Option<&'a str>,
        /// The node.
        #[schema(value_type = NodeKey)]
        node: &'a str,
        /// Unavailable when absent.
        #[schema(value_type = Option<ImpactLevel>)]
        level: Option<model::Level>,
        /// Its start; absent = when it was known.
        #[schema(format = DateTime)]
        from: Option<&'a str>,
        /// Its end, or its forecast; absent = unknown.
        #[schema(format = DateTime)]
        until: Option<&'a str>,
    },
    /// A node works again; what was planned for it later is off.
    FailureCleared {
        /// When it was known.
        #[schema(format = DateTime)]
        at: Option<&'a str>,
        /// The node.
        #[schema(value_type = NodeKey)]
        node: &'a str,
        /// Since when; absent = since it is known.
        #[schema(format = DateTime)]
        until: Option<&'a str>,
    },
    /// A new revision of the forecast.
    Forecast {
        /// When it was known.
        #[schema(format = DateTime)]
        at: Option<&'a str>,
        /// The node; absent = everything that fails in this incident.
        #[schema(value_type = Option<NodeKey>)]
        node: Option<&'a str>,
        /// The expected end; absent = nobody knows any more.
        #[schema(format = DateTime)]
        until: Option<&'a str>,
    },
    /// What somebody sees with their own eyes.
    Observed {
        /// When it was known.
        #[schema(format = DateTime)]
        at: Option<&'a str>,
        /// The node.
        #[schema(value_type = NodeKey)]
        node: &'a str,
        /// How well it works.
        #[schema(value_type = NodeLevel)]
        level: model::Level,
        /// Who says so.
        #[schema(max_length = 300)]
        by: Option<&'a str>,
        /// In their words.
        #[schema(max_length = 4_000)]
        text: Option<&'a str>,
    },
    /// A note.
    Noted {
        /// When it was known.
        #[schema(format = DateTime)]
        at: Option<&'a str>,
        /// Its text.
        #[schema(max_length = 4_000)]
        text: &'a str,
    },
    /// What people know of it that no failure tells: the facts that reports ask for. What is absent stays as it was said
    /// before.
    #[serde(rename_all = "camelCase")]
    Assessed {
        /// When it was known.
        #[schema(format = DateTime)]
        at: Option<&'a str>,
        /// When it happened; never said = when the first failure began.
        #[schema(format = DateTime)]
        occurred_at: Option<&'a str>,
        /// Since when those who must report know of it; never said = since it was opened.
        #[schema(format = DateTime)]
        aware_at: Option<&'a str>,
        /// The cause, in words.
        #[schema(max_length = 4_000)]
        cause: Option<&'a str>,
        /// The cause is suspected, not known; known when absent.
        cause_suspected: Option<bool>,
        /// Whether somebody did it on purpose.
        #[schema(value_type = Option<YesNoUnknown>)]
        suspected_malicious: Option<model::duty::Suspicion>,
        /// What people say to fields of a report, by field; goes before what the service could say.
        told: Option<BTreeMap<&'a str, &'a str>>,
    },
    /// People have handed in a report: what follows is counted from it.
    #[serde(rename_all = "camelCase")]
    Reported {
        /// When it was known.
        #[schema(format = DateTime)]
        at: Option<&'a str>,
        /// The reporting profile.
        #[schema(value_type = NodeKey, example = "bsig-32")]
        profile: &'a str,
        /// Its step.
        #[schema(value_type = NodeKey, example = "early")]
        step: &'a str,
        /// When it was handed in; absent = when it was known.
        #[schema(format = DateTime)]
        reported_at: Option<&'a str>,
    },
    /// It is over: whatever still fails works again.
    Closed {
        /// When it was known.
        #[schema(format = DateTime)]
        at: Option<&'a str>,
        /// Why.
        #[schema(max_length = 4_000)]
        text: Option<&'a str>,
    },
    /// It was not over after all.
    Reopened {
        /// When it was known.
        #[schema(format = DateTime)]
        at: Option<&'a str>,
        /// Why.
        #[schema(max_length = 4_000)]
        text: Option<&'a str>,
    },
}
