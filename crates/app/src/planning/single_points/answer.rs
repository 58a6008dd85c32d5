//! Single points of failure: which one failure makes chosen nodes unavailable, or degraded.

use serde::Serialize;
use utoipa::ToSchema;
use wire::planning::shared::{PlanAssumptions, PlanNode};
use wire::words::{ImpactLevel, NodeKey, NodeKind};

/// Single points of failure.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SinglePointsAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// How bad it had to get to count.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
    /// How many nodes were chosen.
    pub chosen: u64,
    /// How many of them have no single point of failure but themselves.
    pub without: u64,
    /// How many different nodes are a single point of failure of at least one of them.
    pub points: u64,
    /// Those points, those that take most of the chosen nodes first, then by key. With one node chosen: empty, since
    /// `nodes` says it all.
    pub shared: Vec<SharedPoint>,
    /// The chosen nodes that have single points, those with most of them first, then by key.
    pub nodes: Vec<NodePoints>,
    /// How many entries the limit left out.
    pub omitted: PointsOmitted,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// How many entries are left out, list by list.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PointsOmitted {
    /// Of `shared`.
    pub shared: u64,
    /// Of `nodes`.
    pub nodes: u64,
}

/// A node whose failure alone takes chosen nodes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SharedPoint {
    /// The point.
    pub node: PlanNode,
    /// How many of the chosen nodes it takes, beside itself.
    pub takes: u64,
}

/// A chosen node with its single points.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodePoints {
    /// The node.
    pub node: PlanNode,
    /// How many single points it has.
    pub total: u64,
    /// The points, nearest first: by the steps of their way, then by key.
    pub points: Vec<SinglePoint>,
    /// Points that are left out.
    pub omitted: u64,
}

/// A node whose failure alone takes the chosen one.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SinglePoint {
    /// The point.
    pub node: PlanNode,
    /// What the chosen node comes to.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
    /// How many dependencies lie between them on the way.
    pub steps: u64,
    /// How its failure gets there: from the chosen node back to the point.
    pub way: Vec<WayStep>,
    /// Steps left out in the middle of a long way, before the last one.
    pub way_omitted: u64,
}

/// One step on the way of a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WayStep {
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: String,
    /// What it is.
    #[schema(value_type = NodeKind)]
    pub kind: model::Kind,
    /// What people call it.
    pub name: String,
    /// What it comes to.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
    /// The dependency through which it comes to that, by its id within the node; absent for the failed node itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependency: Option<String>,
    /// How many of that dependency's providers fail, when it has more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<u64>,
    /// How many providers it has, when more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub providers: Option<u64>,
}
