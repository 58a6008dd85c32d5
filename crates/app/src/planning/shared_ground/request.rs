//! What nodes have in common below them, and what only one of them needs.

use model::Selection;
use serde::Serialize;
use utoipa::ToSchema;
use wire::decode::Object;
use wire::planning::along::{ALONG, AlongDoc};
use wire::planning::selection::read_selection;
use wire::planning::{Question, SelectionDoc};
use wire::problem::Problems;

/// Most nodes that are compared with each other.
pub const MAX_CHOSEN: usize = 1_000;

/// Whose ground is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedGroundQuestion {
    /// The nodes that are compared.
    pub of: Selection,
    /// Follow also what is needed only to start, and what only informs.
    pub everything: bool,
}

/// The question as it is written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SharedGroundRequest<'a> {
    /// The nodes that are compared: two at least, 1,000 at the most.
    pub of: SelectionDoc<'a>,
    /// Which dependencies are followed; absent = `effects`.
    pub along: Option<AlongDoc>,
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

impl Question for SharedGroundQuestion {
    const NAME: &'static str = "shared-ground";
    const PROPERTIES: &'static [&'static str] = &["of", "along"];

    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        if object.get("of").is_none() {
            object.missing(
                "of",
                "say which nodes are compared, for example {agency: dresden, layer: public}",
                problems,
            );
        }
        let everything = object.word("along", ALONG, problems).unwrap_or(false);
        Some(Self { of: read_selection(object, "of", problems)?, everything })
    }
}
