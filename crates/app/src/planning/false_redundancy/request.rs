//! False redundancy: alternatives that one failure defeats.

use model::{Defeat, Seconds, Selection};
use serde::Serialize;
use utoipa::ToSchema;
use wire::decode::Object;
use wire::planning::selection::read_selection;
use wire::planning::{Question, SelectionDoc};
use wire::problem::Problems;
use wire::words::{DEFEATS, DefeatWord, IsoDuration, Text};

/// What is time-critical when the question does not say it: a day.
pub const TIME_CRITICAL: u32 = 86_400;

/// Which false redundancy is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FalseRedundancyQuestion {
    /// Only of these dependents.
    pub of: Option<Selection>,
    /// Only in this way; otherwise in any but as another need.
    pub how: Option<Defeat>,
    /// Services that tolerate no longer disruption are time-critical.
    pub time_critical: Seconds,
}

/// The question as it is written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FalseRedundancyRequest<'a> {
    /// Only alternatives that these nodes rely on; absent = all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<SelectionDoc<'a>>,
    /// Only those that are defeated in this way; absent = in any way but `otherNeed`.
    #[schema(value_type = Option<DefeatWord>)]
    pub how: Option<&'static str>,
    /// Services that tolerate no longer disruption than this count as time-critical; a day when not said.
    #[schema(value_type = Option<IsoDuration>, example = "P1D")]
    pub time_critical: Option<Text<Seconds>>,
    /// Hypothetical changes of the map.
    #[schema(value_type = Option<Vec<wire::change::ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<wire::change::ChangeDoc<'a>>,
    /// Which dependencies count.
    #[schema(value_type = Option<wire::words::IncludeDependencies>)]
    pub include: Option<&'static str>,
    /// Most lists of alternatives that are told.
    #[schema(minimum = 1, maximum = 10_000, default = 100)]
    pub limit: Option<u32>,
}

impl Question for FalseRedundancyQuestion {
    const NAME: &'static str = "false-redundancy";
    const PROPERTIES: &'static [&'static str] = &["of", "how", "timeCritical"];

    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        Some(Self {
            of: read_selection(object, "of", problems),
            how: object.word("how", DEFEATS, problems),
            time_critical: read_time_critical(object, problems),
        })
    }
}

/// What counts as time-critical.
pub(crate) fn read_time_critical(object: &Object<'_>, problems: &mut Problems) -> Seconds {
    let said = object.seconds("timeCritical", problems);
    said.or_else(|| Seconds::new(TIME_CRITICAL).ok()).unwrap_or(Seconds::MAX)
}
