//! What all open incidents together mean: the answer to an impact question, with what stands beside it.

use super::impact::{ImpactAnswer, Time};
use super::incident::{FlappingDoc, IncidentDoc};
use super::words::{NodeKey, NodeLevel};
use serde::Serialize;
use utoipa::ToSchema;

/// The situation at a moment: the impact of all incidents that are open then, past, running and planned failures alike.
#[derive(Debug, Serialize, ToSchema)]
pub struct SituationAnswer<'a> {
    /// The moment and what is known of it.
    #[serde(flatten)]
    pub moment: SituationMoment<'a>,
    /// What is affected from the first failure on.
    #[serde(flatten)]
    pub impact: ImpactAnswer<'a>,
}

/// What is known at the moment of a situation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SituationMoment<'a> {
    /// The moment.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// Exercises are among the incidents, so that what follows is not real. Absent = all of it is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub exercise: bool,
    /// How many nodes are affected at that very moment, and how many will be.
    pub now: NowCounts,
    /// The open incidents, the oldest first.
    pub incidents: Vec<IncidentDoc<'a>>,
    /// The newest observation of each node beside what was computed for the moment, by key.
    pub observed: Vec<ObservedDoc<'a>>,
    /// Nodes that are held in their worst state because their source changes its mind too often.
    pub flapping: Vec<FlappingDoc<'a>>,
    /// Failed nodes that are not on the map: they are not in the impact.
    #[schema(value_type = Vec<NodeKey>)]
    pub unknown: Vec<&'a str>,
}

/// Nodes at the moment of a situation.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NowCounts {
    /// Unavailable at that moment.
    pub unavailable: u64,
    /// Degraded at that moment.
    pub degraded: u64,
    /// Operational at that moment, but affected later.
    pub expected: u64,
}

/// What somebody saw, beside what was computed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Observed)]
pub struct ObservedDoc<'a> {
    /// The incident.
    #[schema(example = "i-000042")]
    pub incident: String,
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// How well it works, as somebody saw.
    #[schema(value_type = NodeLevel)]
    pub observed: model::Level,
    /// How well it works, as was computed.
    #[schema(value_type = NodeLevel)]
    pub computed: model::Level,
    /// They are not the same.
    pub differs: bool,
    /// Who says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<&'a str>,
    /// In their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    /// When it was seen.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}
