//! What failed, given what is seen.

use serde::Serialize;
use utoipa::ToSchema;
use wire::planning::shared::{PlanAssumptions, PlanNode};
use wire::words::{ImpactLevel, NodeLevel};

/// What explains it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DiagnosisAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// How much is seen.
    pub seen: SeenCounts,
    /// Single failures, the best explanation first.
    pub singles: Vec<Explanation>,
    /// Pairs of failures that explain more than every single one; empty when one failure explains everything.
    pub pairs: Vec<Explanation>,
    /// How many nodes, failing alone, explain it exactly as well as the first one, whatever else they would take down: by
    /// what is seen they cannot be told apart.
    pub tied: u32,
    /// There are no more of those; when this is false, counting them was too much.
    pub every_tied: bool,
    /// Where to look next: nodes that some of the explanations that fit best say are down and others say work.
    pub look_next: Vec<LookNext>,
    /// How many nodes stand below what is seen down, and so could be the cause.
    pub candidates: u32,
    /// No single failure explains it better than those in the list.
    pub every_single: bool,
    /// No pair explains it better than those in the list. When this is false, pairs were sought where they are likely.
    pub every_pair: bool,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// How many nodes are seen at which level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeenCounts {
    /// Unavailable.
    pub unavailable: u64,
    /// Degraded.
    pub degraded: u64,
    /// Operational.
    pub operational: u64,
}

/// A failure, or two, that may have caused it. Each list ends at `limit`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Its number in this answer, singles first.
    pub number: u32,
    /// Its place among its sort; those that fit equally well share one.
    pub place: u32,
    /// What is supposed to have failed.
    pub failures: Vec<SupposedFailure>,
    /// How far it is from what is seen: for every node that is seen, how many levels (0, 1 or 2) it is off, added up.
    pub distance: u32,
    /// How many of the nodes seen down it explains at exactly their level.
    pub explained: u64,
    /// Seen down and explained, but at another level.
    pub partly_explained: Vec<Deviation>,
    /// Seen down, but not by this.
    pub unexplained: Vec<PlanNode>,
    /// Seen working, but this would have it down (or will, once tolerances and workarounds have run out).
    pub contradicted: Vec<Deviation>,
    /// Would be down, too, and nobody has looked: worst first, then by key.
    pub unseen: Vec<SupposedFailure>,
    /// How many those are in all.
    pub unseen_total: u64,
    /// How many entries the limit left out of the lists.
    pub omitted: DiagnosisOmitted,
}

/// A node and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SupposedFailure {
    /// The node.
    pub node: PlanNode,
    /// Degraded or unavailable.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
}

/// A node that is seen otherwise than an explanation says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Deviation {
    /// The node.
    pub node: PlanNode,
    /// As it is seen.
    #[schema(value_type = NodeLevel, example = "operational")]
    pub seen: model::Level,
    /// As the explanation has it.
    #[schema(value_type = ImpactLevel)]
    pub explained: model::Level,
}

/// What the limit left out of the lists of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DiagnosisOmitted {
    /// Of `partlyExplained`.
    pub partly_explained: u64,
    /// Of `unexplained`.
    pub unexplained: u64,
    /// Of `contradicted`.
    pub contradicted: u64,
    /// Of `unseen`.
    pub unseen: u64,
}

/// A node to look at: how it stands tells explanations apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LookNext {
    /// The node.
    pub node: PlanNode,
    /// When it is down, these explanations remain, by their numbers.
    pub if_down: Vec<u32>,
    /// When it works, these.
    pub if_working: Vec<u32>,
}
