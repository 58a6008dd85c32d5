//! Whose single points of failure are asked for.

use model::{Level, Selection};
use wire::planning::SelectionDoc;
use wire::words::ImpactLevel;

wire::question! {
    /// The question as it is written.
    pub struct SinglePointsRequest {
        /// The nodes that are to go on working.
        #[schema(value_type = SelectionDoc<'static>)]
        of "of": Selection => "say whose single points are wanted, such as {agency: dresden}";
        /// How bad it must get to count: `unavailable` (when not said), or already `degraded`.
        #[schema(value_type = Option<ImpactLevel>)]
        level "level": Level = Level::Unavailable;
    }
    limit "Most entries of each list. When more than one node is chosen, each of them lists its ten nearest points.";
}
