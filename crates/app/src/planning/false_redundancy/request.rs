//! Which false redundancy is asked for.

use crate::planning::figures::TIME_CRITICAL;
use model::{Defeat, Seconds, Selection};
use wire::planning::SelectionDoc;
use wire::words::{DefeatWord, IsoDuration};

wire::question! {
    /// The question as it is written.
    #[derive(Default)]
    pub struct FalseRedundancyRequest {
        /// Only alternatives that these nodes rely on; absent = all.
        #[schema(value_type = Option<SelectionDoc<'static>>)]
        of "of": Option<Selection>;
        /// Only those that are defeated in this way (`shared`, `beside`, `fallback`, `otherNeed`); absent = in any way but
        /// `otherNeed`.
        #[schema(value_type = Option<DefeatWord>)]
        how "how": Option<Defeat>;
        /// Services that tolerate no longer disruption than this count as time-critical; a day when not said.
        #[schema(value_type = Option<IsoDuration>, example = "P1D")]
        time_critical "timeCritical": Seconds = TIME_CRITICAL;
    }
    limit "Most lists of alternatives that are told.";
}
