//! Which cut sets are asked for.

use model::{Key, Level, Selection};
use wire::planning::SelectionDoc;
use wire::words::{ImpactLevel, NodeKey};

wire::question! {
    /// The question as it is written.
    pub struct CutSetsRequest {
        /// The node that is taken down.
        #[schema(value_type = NodeKey)]
        node "node": Key => "name the node that the question is about by its key";
        /// What counts as down: `unavailable`, or at least `degraded`. `unavailable` when not said.
        #[schema(value_type = Option<ImpactLevel>)]
        level "level": Level = Level::Unavailable;
        /// Most nodes of a set.
        max_order "maxOrder": u32 [1, 20, 3];
        /// Only these nodes fail by themselves; absent = any node may.
        #[schema(value_type = Option<SelectionDoc<'static>>)]
        among "among": Option<Selection>;
    }
    limit "Most sets that are listed.";
}
