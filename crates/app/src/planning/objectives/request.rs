//! Objectives: what is promised, what consumers require of it, what can be achieved, and where that does not fit.

use model::Selection;
use serde::Serialize;
use utoipa::ToSchema;
use wire::decode::Object;
use wire::planning::selection::read_selection;
use wire::planning::{Question, SelectionDoc};
use wire::problem::Problems;

/// Whose objectives are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ObjectivesQuestion {
    /// Only these nodes; what they inherit comes from the whole map all the same.
    pub of: Option<Selection>,
}

/// The question as it is written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ObjectivesRequest<'a> {
    /// Only these nodes; absent = all. What they inherit comes from the whole map all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<SelectionDoc<'a>>,
    /// Hypothetical changes of the map.
    #[schema(value_type = Option<Vec<wire::change::ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<wire::change::ChangeDoc<'a>>,
    /// Which dependencies count.
    #[schema(value_type = Option<wire::words::IncludeDependencies>)]
    pub include: Option<&'static str>,
    /// Most entries of each list.
    #[schema(minimum = 1, maximum = 10_000, default = 100)]
    pub limit: Option<u32>,
}

impl Question for ObjectivesQuestion {
    const NAME: &'static str = "objectives";
    const PROPERTIES: &'static [&'static str] = &["of"];

    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        Some(Self { of: read_selection(object, "of", problems) })
    }
}
