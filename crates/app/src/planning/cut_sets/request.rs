//! Minimal cut sets: which nodes, failing together, take a node down.

use model::{Key, Level, Selection};
use serde::Serialize;
use utoipa::ToSchema;
use wire::change::ChangeDoc;
use wire::decode::Object;
use wire::planning::selection::read_selection;
use wire::planning::{Question, SelectionDoc};
use wire::problem::Problems;
use wire::words::{FAILURE_LEVELS, ImpactLevel, IncludeDependencies, NodeKey};

/// Order up to which sets are found when the question does not say.
pub const DEFAULT_ORDER: u32 = 3;
/// Highest order that can be asked for.
pub const MAX_ORDER: u32 = 20;

/// Which sets are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutSetsQuestion {
    /// The node that is taken down.
    pub node: Key,
    /// Unavailable, or at least degraded.
    pub level: Level,
    /// Most nodes of a set.
    pub max_order: u32,
    /// Only these nodes fail by themselves.
    pub among: Option<Selection>,
}

/// The question as it is written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CutSetsRequest<'a> {
    /// The node that is taken down.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// What counts as down: `unavailable`, or at least `degraded`. `unavailable` when not said.
    #[schema(value_type = Option<ImpactLevel>)]
    pub level: Option<&'static str>,
    /// Most nodes of a set.
    #[schema(minimum = 1, maximum = 20, default = 3)]
    pub max_order: Option<u32>,
    /// Only these nodes fail by themselves; absent = any node may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub among: Option<SelectionDoc<'a>>,
    /// Hypothetical changes of the map.
    #[schema(value_type = Option<Vec<ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<ChangeDoc<'a>>,
    /// Which dependencies count.
    #[schema(value_type = Option<IncludeDependencies>)]
    pub include: Option<&'static str>,
    /// Most sets that are listed.
    #[schema(minimum = 1, maximum = 10_000, default = 100)]
    pub limit: Option<u32>,
}

impl Question for CutSetsQuestion {
    const NAME: &'static str = "cut-sets";
    const PROPERTIES: &'static [&'static str] = &["node", "level", "maxOrder", "among"];

    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        let (node, level) = read_node(object, problems);
        let order = object.integer("maxOrder", 1, i64::from(MAX_ORDER), problems);
        Some(Self {
            max_order: order.and_then(|order| u32::try_from(order).ok()).unwrap_or(DEFAULT_ORDER),
            among: read_selection(object, "among", problems),
            level,
            node: node?,
        })
    }
}

/// The node of the question, which must be there, and what counts as down.
pub(crate) fn read_node(object: &Object<'_>, problems: &mut Problems) -> (Option<Key>, Level) {
    if object.get("node").is_none() {
        object.missing("node", "name the node that the question is about by its key", problems);
    }
    let level = object.word("level", FAILURE_LEVELS, problems).unwrap_or(Level::Unavailable);
    (object.key("node", problems), level)
}
