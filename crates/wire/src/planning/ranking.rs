//! Ranking: which single failure, or which pair of a selection, takes most.

use super::false_redundancy::read_time_critical;
use super::figures::Figures;
use super::selection::read_selection;
use super::shared::{PlanAssumptions, PlanNode};
use super::{Question, SelectionDoc};
use crate::decode::Object;
use crate::problem::Problems;
use crate::words::{FAILURE_LEVELS, ImpactLevel, IsoDuration, Text, word_schemas, words_of};
use model::{Criterion, Level, Seconds, Selection};
use serde::Serialize;
use utoipa::ToSchema;

/// What failures are ranked by.
pub const CRITERIA: &[(&str, Criterion)] = words_of!(Criterion);

word_schemas! {
    /// What failures are ranked by; equals are decided by the others in this order, then by key.
    CriterionWord = CRITERIA;
}

/// Which failures are ranked, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankingQuestion {
    /// Only failures of these nodes.
    pub of: Option<Selection>,
    /// What decides.
    pub by: Criterion,
    /// How the nodes fail.
    pub level: Level,
    /// Services that tolerate no longer disruption are time-critical.
    pub time_critical: Seconds,
    /// Every pair, too.
    pub pairs: bool,
}

/// The question as it is written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RankingRequest<'a> {
    /// Only failures of these nodes; absent = of every node of the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<SelectionDoc<'a>>,
    /// What decides; `people` when not said.
    #[schema(value_type = Option<CriterionWord>)]
    pub by: Option<&'static str>,
    /// How the nodes fail; `unavailable` when not said.
    #[schema(value_type = Option<ImpactLevel>)]
    pub level: Option<&'static str>,
    /// Services that tolerate no longer disruption than this count as time-critical; a day when not said.
    #[schema(value_type = Option<IsoDuration>, example = "P1D")]
    pub time_critical: Option<Text<Seconds>>,
    /// Also every pair of the chosen nodes; at most 500 of them.
    #[schema(default = false)]
    pub pairs: Option<bool>,
    /// Hypothetical changes of the map.
    #[schema(value_type = Option<Vec<crate::change::ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<crate::change::ChangeDoc<'a>>,
    /// Which dependencies count.
    #[schema(value_type = Option<crate::words::IncludeDependencies>)]
    pub include: Option<&'static str>,
    /// Most failures, and most pairs, that are told.
    #[schema(minimum = 1, maximum = 10_000, default = 100)]
    pub limit: Option<u32>,
}

impl Question for RankingQuestion {
    const NAME: &'static str = "ranking";
    const PROPERTIES: &'static [&'static str] = &["of", "by", "level", "timeCritical", "pairs"];

    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        Some(Self {
            of: read_selection(object, "of", problems),
            by: object.word("by", CRITERIA, problems).unwrap_or_default(),
            level: object.word("level", FAILURE_LEVELS, problems).unwrap_or(Level::Unavailable),
            time_critical: read_time_critical(object, problems),
            pairs: object.bool("pairs", problems).unwrap_or_default(),
        })
    }
}

/// The failures that take most.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RankingAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// What decided.
    #[schema(value_type = CriterionWord)]
    pub by: &'static str,
    /// How the nodes failed.
    #[schema(value_type = ImpactLevel)]
    pub level: &'static str,
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
