//! Ways from one node to another along dependencies.

use serde::Serialize;
use utoipa::ToSchema;
use wire::planning::along::StepBy;
use wire::planning::shared::{PlanAssumptions, PlanNode};
use wire::words::ImpactLevel;

/// The ways.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaysAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// Who needs something.
    pub from: PlanNode,
    /// What is needed in the end.
    pub to: PlanNode,
    /// How many steps the shortest way has; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortest: Option<u32>,
    /// How many ways have that many steps; at most 9,007,199,254,740,991.
    pub shortest_ways: u64,
    /// There are more of them than `shortestWays` can say.
    pub more_shortest_ways: bool,
    /// The ways, shortest first, ways of the same length in the order of keys. No node comes twice in one.
    pub ways: Vec<Way>,
    /// There are further ways, longer or equally long ones.
    pub more: bool,
    /// The work allowed sufficed. When not, there may be further ways, but none before those in the list.
    pub complete: bool,
    /// How many nodes stand between the two on any walk, both included.
    pub between: u32,
    /// When there is no way, but one the other way round: its steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_way_round: Option<u32>,
    /// Without the last node the first one fails: becomes unavailable or degraded, without clocks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ImpactLevel>)]
    pub failure_reaches: Option<model::Level>,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// One way.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Way {
    /// How many steps it has.
    pub steps: u32,
    /// Its nodes from the dependent to the provider.
    pub nodes: Vec<WayNode>,
    /// Nodes that were left out, after `omittedAfter` of those that are told.
    pub omitted: u64,
    /// See `omitted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub omitted_after: Option<u64>,
}

/// A node of a way, and how it goes on from there.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WayNode {
    /// The node.
    pub node: PlanNode,
    /// The dependencies by which it needs the next node: usually one; none at the end and before what is left out.
    pub by: Vec<StepBy>,
}
