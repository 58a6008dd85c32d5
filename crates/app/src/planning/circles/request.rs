//! Circles: nodes that need each other, directly or by others.

use model::Selection;
use serde::Serialize;
use utoipa::ToSchema;
use wire::decode::Object;
use wire::planning::selection::read_selection;
use wire::planning::{Question, SelectionDoc};
use wire::problem::Problems;

/// Which circles are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CirclesQuestion {
    /// Only circles with one of these nodes.
    pub of: Option<Selection>,
}

/// The question as it is written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CirclesRequest<'a> {
    /// Only circles that one of these nodes belongs to; absent = all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<SelectionDoc<'a>>,
    /// Hypothetical changes of the map.
    #[schema(value_type = Option<Vec<wire::change::ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<wire::change::ChangeDoc<'a>>,
    /// Which dependencies count.
    #[schema(value_type = Option<wire::words::IncludeDependencies>)]
    pub include: Option<&'static str>,
    /// Most circles, and most nodes of each, that are listed.
    #[schema(minimum = 1, maximum = 10_000, default = 100)]
    pub limit: Option<u32>,
}

impl Question for CirclesQuestion {
    const NAME: &'static str = "circles";
    const PROPERTIES: &'static [&'static str] = &["of"];

    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        Some(Self { of: read_selection(object, "of", problems) })
    }
}
