//! Availability of a node from how often its parts fail, and which part matters how much.

use super::Question;
use super::cut_sets::read_node;
use super::shared::{PlanAssumptions, PlanNode};
use crate::change::ChangeDoc;
use crate::decode::Object;
use crate::problem::Problems;
use crate::words::{ImpactLevel, IncludeDependencies, NodeKey};
use model::{Key, Level};
use serde::Serialize;
use utoipa::ToSchema;

/// Which availability is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct AvailabilityQuestion {
    /// The node.
    pub node: Key,
    /// Unavailable, or at least degraded.
    pub level: Level,
    /// Counts for each node whose reliability the map does not say.
    pub default_unavailability: Option<f64>,
}

/// The question as it is written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AvailabilityRequest<'a> {
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// What counts as down: `unavailable`, or at least `degraded`. `unavailable` when not said.
    #[schema(value_type = Option<ImpactLevel>)]
    pub level: Option<&'static str>,
    /// The share of time in which a node is down by its own fault, for each node whose `reliability` the map does not
    /// say. Absent = nothing is assumed: such nodes are listed as unknown, and the answer is a lower bound.
    #[schema(minimum = 0, maximum = 1, example = 0.001)]
    pub default_unavailability: Option<f64>,
    /// Hypothetical changes of the map.
    #[schema(value_type = Option<Vec<ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<ChangeDoc<'a>>,
    /// Which dependencies count.
    #[schema(value_type = Option<IncludeDependencies>)]
    pub include: Option<&'static str>,
    /// Most entries of each list.
    #[schema(minimum = 1, maximum = 10_000, default = 100)]
    pub limit: Option<u32>,
}

impl Question for AvailabilityQuestion {
    const NAME: &'static str = "availability";
    const PROPERTIES: &'static [&'static str] = &["node", "level", "defaultUnavailability"];

    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        const DEFAULT: &str = "defaultUnavailability";
        let (node, level) = read_node(object, problems);
        let default_unavailability = object.number(DEFAULT, problems);
        if let (Some(share), Some(tree)) = (default_unavailability, object.get(DEFAULT))
            && !(0.0..=1.0).contains(&share)
        {
            let detail = format!("{DEFAULT} is {share}, but must be between 0 and 1");
            let remedy = "write the share of time in which such a node is down by itself, for example 0.001";
            problems.report(&object.place().name(DEFAULT), tree.at, "number-out-of-range", detail, remedy);
        }
        Some(Self { node: node?, level, default_unavailability })
    }
}

/// The availability of a node.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AvailabilityAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// The node.
    pub node: PlanNode,
    /// What counts as down.
    #[schema(value_type = ImpactLevel)]
    pub level: &'static str,
    /// How the result is to be read.
    pub result: ResultKind,
    /// The share of time in which the node is down, when it is exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1, example = 0.0199)]
    pub unavailability: Option<f64>,
    /// The share of time in which the node is down is at least this.
    #[schema(minimum = 0, maximum = 1, example = 0.0199)]
    pub lower: f64,
    /// It is at most this; absent when the reliability of some nodes is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1, example = 0.0199)]
    pub upper: Option<f64>,
    /// The hours of a year (8760) that `unavailability` comes to, or else `lower`.
    #[schema(example = 174.3)]
    pub hours_per_year: f64,
    /// Of the nodes that the node hangs on, itself included: how many have which source of their own unavailability.
    pub sources: SourceCounts,
    /// Nodes whose reliability nobody stated and for which nothing was assumed, by key.
    pub unknown: Vec<PlanNode>,
    /// The nodes that matter, those first that would bring most if they never failed. Empty when the result is bounded.
    pub importances: Vec<ImportanceOf>,
    /// Entries of `importances` and of `unknown` that the limit left out.
    pub omitted: OmittedParts,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// How a result is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ResultKind {
    /// It is `unavailability`.
    Exact,
    /// It lies between `lower` and `upper`; to tell it exactly would take more than one answer may.
    Bounded,
    /// It is at least `lower`: nodes whose reliability is unknown were taken as never failing.
    LowerBound,
}

/// How many nodes have which source of their own unavailability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SourceCounts {
    /// The map says it.
    pub stated: u64,
    /// The question assumes it.
    pub assumed: u64,
    /// Nobody does.
    pub unknown: u64,
}

/// How many entries the limit left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OmittedParts {
    /// Of `importances`.
    pub importances: u64,
    /// Of `unknown`.
    pub unknown: u64,
}

/// How much a part matters. P is the unavailability of the whole, P1 the same when the part is down for certain, P0 when it
/// never fails by itself.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportanceOf {
    /// The part.
    pub node: PlanNode,
    /// The share of time in which it is down by its own fault.
    #[schema(minimum = 0, maximum = 1, example = 0.001)]
    pub own_unavailability: f64,
    /// That share is the question's assumption, not the map's.
    pub assumed: bool,
    /// P1 - P0: how likely it is that this part decides.
    #[schema(minimum = 0, maximum = 1, example = 0.99)]
    pub birnbaum: f64,
    /// (P - P0) / P: the share of the unavailability that would go.
    #[schema(minimum = 0, maximum = 1, example = 0.5)]
    pub fussell_vesely: f64,
    /// P1 / P: how many times as bad without the part.
    #[schema(minimum = 0, example = 50.3)]
    pub risk_achievement_worth: f64,
    /// P / P0: how many times as good if it never failed; absent when nothing would be left.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 1.99)]
    pub risk_reduction_worth: Option<f64>,
}
