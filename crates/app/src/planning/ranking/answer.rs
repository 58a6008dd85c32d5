//! Ranking: which single failure, or which pair of a selection, takes most.

use model::Seconds;
use serde::Serialize;
use utoipa::ToSchema;
use wire::planning::figures::Figures;
use wire::planning::shared::{PlanAssumptions, PlanNode};
use wire::words::{CriterionWord, ImpactLevel, IsoDuration, Text};

/// The failures that take most.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RankingAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// What decided.
    #[schema(value_type = CriterionWord)]
    pub by: model::Criterion,
    /// What was asked to decide, when it is 0 or not known for every failure and something else decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<CriterionWord>)]
    pub asked_by: Option<model::Criterion>,
    /// How the nodes failed.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
    /// What counted as time-critical.
    #[schema(value_type = IsoDuration)]
    pub time_critical: Text<Seconds>,
    /// How many failures were looked at.
    pub failures: u64,
    /// How many of them affect nothing but the failed node.
    pub harmless: u64,
    /// The failures that take most.
    pub ranking: Vec<RankedFailure>,
    /// Failures that the limit left out.
    pub omitted: u64,
    /// The same for pairs, when that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairs: Option<PairRanking>,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// One failure.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RankedFailure {
    /// The node that fails.
    pub node: PlanNode,
    /// What that comes to, itself included.
    pub figures: Figures,
}

/// The pairs that take most beyond what either takes alone.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PairRanking {
    /// How many pairs were looked at.
    pub pairs: u64,
    /// How many of them take no more than the two failures do, each by itself.
    pub without_synergy: u64,
    /// The others, by what they take beyond that.
    pub ranking: Vec<RankedPair>,
    /// Pairs that the limit left out.
    pub omitted: u64,
}

/// One pair.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RankedPair {
    /// The nodes that fail, both.
    pub nodes: Vec<PlanNode>,
    /// What both failures together come to.
    pub figures: Figures,
    /// What of that neither takes alone. A node that was degraded and becomes unavailable counts as unavailable.
    pub synergy: Figures,
    /// How many nodes are worse off than after either failure alone.
    pub worse: u64,
}
