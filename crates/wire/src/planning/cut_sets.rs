//! Minimal cut sets: which nodes, failing together, take a node down.

use super::selection::read_selection;
use super::shared::{PlanAssumptions, PlanNode};
use super::{Question, SelectionDoc};
use crate::change::ChangeDoc;
use crate::decode::Object;
use crate::problem::Problems;
use crate::words::{FAILURE_LEVELS, ImpactLevel, IncludeDependencies, NodeKey};
use model::{Key, Level, Selection};
use serde::Serialize;
use utoipa::ToSchema;

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
pub(super) fn read_node(object: &Object<'_>, problems: &mut Problems) -> (Option<Key>, Level) {
    if object.get("node").is_none() {
        object.missing("node", "name the node that the question is about by its key", problems);
    }
    let level = object.word("level", FAILURE_LEVELS, problems).unwrap_or(Level::Unavailable);
    (object.key("node", problems), level)
}

/// The minimal cut sets of a node.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CutSetsAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// The node that is taken down.
    pub node: PlanNode,
    /// What counts as down.
    #[schema(value_type = ImpactLevel)]
    pub level: &'static str,
    /// Up to this order every set is counted. Less than was asked for when the sets of that order are too many for one
    /// answer.
    #[schema(example = 3)]
    pub complete_to: u32,
    /// How many nodes the node hangs on in any way, itself included, and which may fail.
    pub candidates: u64,
    /// How many sets there are, by order; orders without a set are left out.
    pub counts: Vec<OrderCount>,
    /// The sets: smallest first, then by key.
    pub sets: Vec<CutSet>,
    /// Sets that the limit left out.
    pub omitted: u64,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// How many sets of an order there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderCount {
    /// How many nodes such a set has.
    pub order: u32,
    /// How many sets; 18446744073709551615 = so many or more.
    pub sets: u64,
}

/// Nodes that take the node down when all of them fail; without any one of them it stays up.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CutSet {
    /// How many nodes it has.
    pub order: u32,
    /// The nodes, by key.
    pub nodes: Vec<PlanNode>,
    /// How likely it is that all of them are down by their own fault at a moment, when the map says it of each.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1, example = 0.000001)]
    pub unavailability: Option<f64>,
}
