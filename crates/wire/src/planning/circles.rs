//! Circles: nodes that need each other, directly or by others.

use super::selection::read_selection;
use super::shared::{PlanAssumptions, PlanNode};
use super::{Question, SelectionDoc};
use crate::decode::Object;
use crate::problem::Problems;
use model::Selection;
use serde::Serialize;
use utoipa::ToSchema;

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
    #[schema(value_type = Option<Vec<crate::change::ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<crate::change::ChangeDoc<'a>>,
    /// Which dependencies count.
    #[schema(value_type = Option<crate::words::IncludeDependencies>)]
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

/// Nodes that need each other.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CirclesAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// How many circles there are.
    pub total: u64,
    /// The circles, the largest first, then by key.
    pub circles: Vec<Circle>,
    /// Circles that the limit left out.
    pub omitted: u64,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// One circle: a group of nodes each of which needs each other one, directly or by others.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Circle {
    /// How many nodes it has.
    pub size: u64,
    /// A dependency in the circle that has spare providers inside it: such a circle can hold itself up after its feed is
    /// cut. Write the feed as the provider and the neighbours as fallbacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_up_by: Option<String>,
    /// Its nodes in the order of their keys.
    pub nodes: Vec<PlanNode>,
    /// Nodes that the limit left out.
    pub omitted: u64,
}
