//! Which circles are asked for.

use model::Selection;
use wire::planning::SelectionDoc;

wire::question! {
    /// The question as it is written.
    #[derive(Default)]
    pub struct CirclesRequest {
        /// Only circles that one of these nodes belongs to; absent = all.
        #[schema(value_type = Option<SelectionDoc<'static>>)]
        of "of": Option<Selection>;
    }
    limit "Most circles, and most nodes of each, that are listed.";
}
