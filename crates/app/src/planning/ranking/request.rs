//! Ranking: which single failure, or which pair of a selection, takes most.

use crate::planning::false_redundancy::request::read_time_critical;
use model::{Criterion, Level, Seconds, Selection};
use serde::Serialize;
use utoipa::ToSchema;
use wire::decode::Object;
use wire::planning::selection::read_selection;
use wire::planning::{Question, SelectionDoc};
use wire::problem::Problems;
use wire::words::{CRITERIA, CriterionWord, FAILURE_LEVELS, ImpactLevel, IsoDuration, Text};

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
    #[schema(value_type = Option<Vec<wire::change::ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<wire::change::ChangeDoc<'a>>,
    /// Which dependencies count.
    #[schema(value_type = Option<wire::words::IncludeDependencies>)]
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
