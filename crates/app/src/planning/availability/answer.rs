//! Availability of a node from how often its parts fail, and which part matters how much.

use serde::Serialize;
use utoipa::ToSchema;
use wire::planning::shared::{PlanAssumptions, PlanNode};
use wire::words::ImpactLevel;

/// The availability of a node.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AvailabilityAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// The node.
    pub node: PlanNode,
    /// What counts as down.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
    /// How the result is to be read.
    pub result: ResultKind,
    /// The share of time in which the node is down, when it is exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1, example = 0.0199)]
    pub unavailability: Option<f64>,
    /// The share of time in which the node is down is at least this.
    #[schema(minimum = 0, maximum = 1, example = 0.0199)]
    pub lower: f64,
    /// It is at most this; absent when the reliability of some nodes is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1, example = 0.0199)]
    pub upper: Option<f64>,
    /// The hours of a year (8760) that `unavailability` comes to, or else `lower`.
    #[schema(example = 174.3)]
    pub hours_per_year: f64,
    /// Of the nodes that the node hangs on, itself included: how many have which source of their own unavailability.
    pub sources: SourceCounts,
    /// Nodes whose reliability nobody stated and for which nothing was assumed, by key.
    pub unknown: Vec<PlanNode>,
    /// The nodes that matter, those first that would bring most if they never failed. Empty when the result is bounded.
    pub importances: Vec<ImportanceOf>,
    /// Entries of `importances` and of `unknown` that the limit left out.
    pub omitted: OmittedParts,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// How a result is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ResultKind {
    /// It is `unavailability`.
    Exact,
    /// It lies between `lower` and `upper`; to tell it exactly would take more than one answer may.
    Bounded,
    /// It is at least `lower`: nodes whose reliability is unknown were taken as never failing.
    LowerBound,
}

/// How many nodes have which source of their own unavailability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SourceCounts {
    /// The map says it.
    pub stated: u64,
    /// The question assumes it.
    pub assumed: u64,
    /// Nobody does.
    pub unknown: u64,
}

/// How many entries the limit left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OmittedParts {
    /// Of `importances`.
    pub importances: u64,
    /// Of `unknown`.
    pub unknown: u64,
}

/// How much a part matters. P is the unavailability of the whole, P1 the same when the part is down for certain, P0 when it
/// never fails by itself.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportanceOf {
    /// The part.
    pub node: PlanNode,
    /// The share of time in which it is down by its own fault.
    #[schema(minimum = 0, maximum = 1, example = 0.001)]
    pub own_unavailability: f64,
    /// That share is the question's assumption, not the map's.
    pub assumed: bool,
    /// P1 - P0: how likely it is that this part decides.
    #[schema(minimum = 0, maximum = 1, example = 0.99)]
    pub birnbaum: f64,
    /// (P - P0) / P: the share of the unavailability that would go.
    #[schema(minimum = 0, maximum = 1, example = 0.5)]
    pub fussell_vesely: f64,
    /// P1 / P: how many times as bad without the part.
    #[schema(minimum = 0, example = 50.3)]
    pub risk_achievement_worth: f64,
    /// P / P0: how many times as good if it never failed; absent when nothing would be left.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 1.99)]
    pub risk_reduction_worth: Option<f64>,
}
