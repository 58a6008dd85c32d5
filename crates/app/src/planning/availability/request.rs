//! Which availability is asked for.

use model::{Key, Level};
use wire::planning::request::Share;
use wire::words::{ImpactLevel, NodeKey};

wire::question! {
    /// The question as it is written.
    pub struct AvailabilityRequest {
        /// The node.
        #[schema(value_type = NodeKey)]
        node "node": Key => "name the node that the question is about by its key";
        /// What counts as down: `unavailable`, or at least `degraded`. `unavailable` when not said.
        #[schema(value_type = Option<ImpactLevel>)]
        level "level": Level = Level::Unavailable;
        /// The share of time in which a node is down by its own fault, for each node whose `reliability` the map does not
        /// say. Absent = nothing is assumed: such nodes are listed as unknown, and the answer is a lower bound.
        #[schema(value_type = Option<f64>, minimum = 0, maximum = 1, example = 0.001)]
        default_unavailability "defaultUnavailability": Option<Share>;
    }
    limit "Most entries of each list.";
}
