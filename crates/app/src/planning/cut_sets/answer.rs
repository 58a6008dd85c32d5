//! Minimal cut sets: which nodes, failing together, take a node down.

use serde::Serialize;
use utoipa::ToSchema;
use wire::planning::shared::{PlanAssumptions, PlanNode};
use wire::words::ImpactLevel;

/// The minimal cut sets of a node.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CutSetsAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// The node that is taken down.
    pub node: PlanNode,
    /// What counts as down.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
    /// Up to this order every set is counted. Less than was asked for when the sets of that order are too many for one
    /// answer.
    #[schema(example = 3)]
    pub complete_to: u32,
    /// How many nodes the node hangs on in any way, itself included, and which may fail.
    pub candidates: u64,
    /// How many sets there are, by order; orders without a set are left out.
    pub counts: Vec<OrderCount>,
    /// The sets: smallest first, then by key.
    pub sets: Vec<CutSet>,
    /// Sets that the limit left out.
    pub omitted: u64,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// How many sets of an order there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderCount {
    /// How many nodes such a set has.
    pub order: u32,
    /// How many sets; 18446744073709551615 = so many or more.
    pub sets: u64,
}

/// Nodes that take the node down when all of them fail; without any one of them it stays up.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CutSet {
    /// How many nodes it has.
    pub order: u32,
    /// The nodes, by key.
    pub nodes: Vec<PlanNode>,
    /// How likely it is that all of them are down by their own fault at a moment, when the map says it of each.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1, example = 0.000001)]
    pub unavailability: Option<f64>,
}
