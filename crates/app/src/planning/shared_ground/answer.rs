//! What nodes have in common below them, and what only one of them needs.

use serde::Serialize;
use utoipa::ToSchema;
use wire::planning::shared::{PlanAssumptions, PlanNode};
use wire::words::NodeKey;

/// The ground.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SharedGroundAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// How many nodes are compared.
    pub chosen: u64,
    /// What all of them stand on: nearest first, then by key.
    pub common: Vec<SharedProvider>,
    /// What at least two of them stand on, but not all: needed by most first, then nearest, then by key.
    pub shared: Vec<SharedProvider>,
    /// For each of them, in the order of keys, what none of the others needs.
    pub own: Vec<OwnGround>,
    /// How many entries the limit left out of each list.
    pub omitted: GroundOmitted,
    /// Everything below the nodes was found; the work allowed sufficed.
    pub complete: bool,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// A node that several of the compared ones stand on. Who is compared stands on itself, zero steps away.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SharedProvider {
    /// The node.
    pub node: PlanNode,
    /// It is one of the compared nodes itself.
    pub chosen: bool,
    /// How many of the compared nodes stand on it.
    pub needed_by: u32,
    /// Steps from the farthest of those.
    pub farthest: u32,
    /// Steps from each of those, in the order of keys, within the limit.
    pub distances: Vec<Distance>,
    /// How many of the compared nodes become unavailable when it fails alone; absent when that was too much work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub makes_unavailable: Option<u32>,
    /// How many of them become degraded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub makes_degraded: Option<u32>,
}

/// How far away a node is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Distance {
    /// The compared node.
    #[schema(value_type = NodeKey)]
    pub from: String,
    /// Steps along dependencies.
    pub steps: u32,
}

/// What only one of the compared nodes needs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnGround {
    /// The compared node.
    pub node: PlanNode,
    /// How many nodes only it needs.
    pub total: u64,
    /// Those, the nearest first, then by key.
    pub nearest: Vec<OwnProvider>,
    /// How many of them the limit left out.
    pub omitted: u64,
}

/// A node that only one of the compared ones needs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnProvider {
    /// The node.
    pub node: PlanNode,
    /// Steps along dependencies.
    pub steps: u32,
}

/// What the limit left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroundOmitted {
    /// Of `common`.
    pub common: u64,
    /// Of `shared`.
    pub shared: u64,
    /// Of `own`.
    pub own: u64,
}
