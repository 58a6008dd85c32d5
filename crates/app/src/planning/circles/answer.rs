//! Circles: nodes that need each other, directly or by others.

use serde::Serialize;
use utoipa::ToSchema;
use wire::planning::shared::{PlanAssumptions, PlanNode};

/// Nodes that need each other.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CirclesAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// How many circles there are.
    pub total: u64,
    /// The circles, the largest first, then by key.
    pub circles: Vec<Circle>,
    /// Circles that the limit left out.
    pub omitted: u64,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// One circle: a group of nodes each of which needs each other one, directly or by others.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Circle {
    /// How many nodes it has.
    pub size: u64,
    /// A dependency in the circle that has spare providers inside it: such a circle can hold itself up after its feed is
    /// cut. Write the feed as the provider and the neighbours as fallbacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_up_by: Option<String>,
    /// Its nodes in the order of their keys.
    pub nodes: Vec<PlanNode>,
    /// Nodes that the limit left out.
    pub omitted: u64,
}
