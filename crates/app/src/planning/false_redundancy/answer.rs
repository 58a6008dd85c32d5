//! False redundancy: alternatives that one failure defeats.

use crate::planning::single_points::WayStep;
use model::Seconds;
use serde::Serialize;
use utoipa::ToSchema;
use wire::planning::figures::Figures;
use wire::planning::shared::{PlanAssumptions, PlanNode};
use wire::words::{DefeatWord, ImpactLevel, IsoDuration, Text};

/// Alternatives that one failure defeats.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FalseRedundancyAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// What counted as time-critical.
    #[schema(value_type = IsoDuration)]
    pub time_critical: Text<Seconds>,
    /// How many dependencies promise redundancy: they still have enough providers after any one of them has failed.
    pub promises: u64,
    /// How many of those keep the promise: no single failure defeats them in any way that was asked for.
    pub kept: u64,
    /// How many there are of each way, whatever was asked for; a list may be defeated in more than one.
    pub by_way: WayCounts,
    /// What is defeated, the gravest first: by the public services, people, time-critical services, agencies and nodes
    /// behind the dependent; then in the order `shared`, `beside`, `fallback`, `otherNeed`, then by key.
    pub lists: Vec<DefeatedList>,
    /// Lists that the limit left out.
    pub omitted: u64,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// Defeated lists, by the way in which they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WayCounts {
    /// One failure takes down too many of the alternatives.
    pub shared: u64,
    /// One failure defeats another need beside them.
    pub beside: u64,
    /// One failure takes a primary together with a fallback.
    pub fallback: u64,
    /// The dependent needs something else of another kind or layer that has no alternative.
    pub other_need: u64,
}

/// One list of alternatives and what defeats it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DefeatedList {
    /// The dependency with the alternatives.
    #[schema(example = "dresden.storage~systeme")]
    pub dependency: String,
    /// Who relies on them.
    pub dependent: PlanNode,
    /// In which way they are defeated.
    #[schema(value_type = DefeatWord)]
    pub how: model::Defeat,
    /// How many of the providers must work.
    pub min: u64,
    /// The providers, primaries first; at most 50.
    pub alternatives: Vec<Alternative>,
    /// Providers that are left out.
    pub alternatives_omitted: u64,
    /// What defeats them, nearest first; at most 10. Of failures that take down one another only the nearest is told.
    pub causes: Vec<Cause>,
    /// How many single failures defeat them in this way, those behind the ones told included.
    pub causes_total: u64,
    /// What the dependent comes to.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
    /// What hangs on the dependent, itself included.
    pub consequence: Figures,
}

/// One provider of a list of alternatives.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Alternative {
    /// The provider.
    pub node: PlanNode,
    /// It only steps in for the others.
    pub fallback: bool,
    /// What the first of `causes` makes of it; absent when it goes on working.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ImpactLevel>)]
    pub level: Option<model::Level>,
    /// How the first of `causes` gets there: from the provider back to the cause.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub way: Vec<WayStep>,
    /// Steps left out in the middle of a long way, before the last one.
    pub way_omitted: u64,
}

/// A failure that defeats a list of alternatives.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// The node that fails.
    pub node: PlanNode,
    /// It is itself one of the alternatives: others hang on it.
    pub is_alternative: bool,
    /// The dependency beside the list through which it defeats the dependent, by its id within the dependent; only for
    /// `beside` and `otherNeed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
}
