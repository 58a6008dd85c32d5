//! Whose objectives are asked for.

use model::Selection;
use wire::planning::SelectionDoc;

wire::question! {
    /// The question as it is written.
    #[derive(Default)]
    pub struct ObjectivesRequest {
        /// Only these nodes; absent = all. What they inherit comes from the whole map all the same.
        #[schema(value_type = Option<SelectionDoc<'static>>)]
        of "of": Option<Selection>;
    }
    limit "Most entries of each list.";
}
