//! Availability of a node from how often its parts fail, and which part matters how much.

use crate::planning::cut_sets::request::read_node;
use model::{Key, Level};
use serde::Serialize;
use utoipa::ToSchema;
use wire::change::ChangeDoc;
use wire::decode::Object;
use wire::planning::Question;
use wire::problem::Problems;
use wire::words::{ImpactLevel, IncludeDependencies, NodeKey};

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
