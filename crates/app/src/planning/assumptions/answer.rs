//! Which assumption matters: what may be otherwise on the way of an outage, and what would then be otherwise.

use serde::Serialize;
use utoipa::ToSchema;
use wire::planning::shared::{PlanAssumptions, PlanNode};
use wire::words::NodeLevel;

/// The assumptions that matter.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssumptionsAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// How many single assumptions on the way of the outage were tried otherwise.
    pub tried: u64,
    /// How many of them change no node's worst level.
    pub without_effect: u64,
    /// How many were not tried because they are too many, or too much for one answer.
    pub not_tried: u64,
    /// The others: those that change most nodes first, then by key.
    pub matters: Vec<Matter>,
    /// Those that the limit left out.
    pub omitted: u64,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// An assumption, and what is otherwise when it does not hold.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Matter {
    /// What is supposed instead.
    pub supposed: Supposed,
    /// Who has the dependency.
    pub node: PlanNode,
    /// The dependency: its address.
    pub dependency: String,
    /// On whom, at most twenty; of an open question the one that it is supposed to be.
    pub providers: Vec<PlanNode>,
    /// Where the fact comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// How many nodes come to another worst level; each counts as many as it stands for.
    pub changed: u64,
    /// Of those, how many stand better than in the answer as the map has it.
    pub better: u64,
    /// Of those, how many stand worse.
    pub worse: u64,
    /// Of `changed`, services of the layer `public`.
    pub public_services: u64,
    /// The nodes, by key.
    pub nodes: Vec<ChangedLevel>,
    /// Nodes that the limit left out.
    pub omitted: u64,
}

/// What is supposed instead of what the map says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Supposed {
    /// The dependency, which nobody confirmed, does not exist.
    NotNeeded,
    /// Neither its tolerance nor its workaround holds.
    NotBridged,
    /// Its workaround can be kept up without end.
    BridgedForEver,
    /// Of the providers of which nobody knows which is meant it is this one.
    ThisOne,
}

/// A node that would come to another worst level.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedLevel {
    /// The node.
    pub node: PlanNode,
    /// Its worst level as the map has it.
    #[schema(value_type = NodeLevel)]
    pub before: model::Level,
    /// Its worst level then.
    #[schema(value_type = NodeLevel)]
    pub after: model::Level,
}
