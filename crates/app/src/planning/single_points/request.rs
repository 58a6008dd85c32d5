//! Single points of failure: which one failure makes chosen nodes unavailable, or degraded.

use model::{Level, Selection};
use serde::Serialize;
use utoipa::ToSchema;
use wire::decode::Object;
use wire::planning::selection::read_selection;
use wire::planning::{Question, SelectionDoc};
use wire::problem::Problems;
use wire::words::{FAILURE_LEVELS, ImpactLevel};

/// Whose single points of failure are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinglePointsQuestion {
    /// The nodes that are to go on working.
    pub of: Selection,
    /// How bad it must get to count.
    pub level: Level,
}

/// The question as it is written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SinglePointsRequest<'a> {
    /// The nodes that are to go on working.
    pub of: SelectionDoc<'a>,
    /// How bad it must get to count: `unavailable` (when not said), or already `degraded`.
    #[schema(value_type = Option<ImpactLevel>)]
    pub level: Option<&'static str>,
    /// Hypothetical changes of the map.
    #[schema(value_type = Option<Vec<wire::change::ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<wire::change::ChangeDoc<'a>>,
    /// Which dependencies count.
    #[schema(value_type = Option<wire::words::IncludeDependencies>)]
    pub include: Option<&'static str>,
    /// Most entries of each list. When more than one node is chosen, each of them lists its ten nearest points.
    #[schema(minimum = 1, maximum = 10_000, default = 100)]
    pub limit: Option<u32>,
}

impl Question for SinglePointsQuestion {
    const NAME: &'static str = "single-points-of-failure";
    const PROPERTIES: &'static [&'static str] = &["of", "level"];

    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        let level = object.word("level", FAILURE_LEVELS, problems).unwrap_or(Level::Unavailable);
        if object.get("of").is_none() {
            object.missing("of", "say whose single points are wanted, such as {agency: dresden}", problems);
        }
        Some(Self { of: read_selection(object, "of", problems)?, level })
    }
}
