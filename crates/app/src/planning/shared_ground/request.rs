//! Whose ground is asked for.

use model::Selection;
use wire::planning::SelectionDoc;
use wire::planning::along::AlongDoc;

/// Most nodes that are compared with each other.
pub const MAX_CHOSEN: usize = 1_000;

wire::question! {
    /// The question as it is written.
    pub struct SharedGroundRequest {
        /// The nodes that are compared: two at least, 1,000 at the most.
        #[schema(value_type = SelectionDoc<'static>)]
        of "of": Selection => "say which nodes are compared, for example {agency: dresden, layer: public}";
        /// Which dependencies are followed; absent = `effects`.
        #[schema(value_type = Option<AlongDoc>)]
        along "along": AlongDoc = AlongDoc::Effects;
    }
    limit "Most entries of each list.";
}
