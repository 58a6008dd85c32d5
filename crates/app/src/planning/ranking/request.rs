//! Which failures are ranked, and by what.

use crate::planning::figures::TIME_CRITICAL;
use model::{Criterion, Level, Seconds, Selection};
use wire::planning::SelectionDoc;
use wire::words::{CriterionWord, ImpactLevel, IsoDuration};

wire::question! {
    /// The question as it is written.
    pub struct RankingRequest {
        /// Only failures of these nodes; absent = of every node of the map.
        #[schema(value_type = Option<SelectionDoc<'static>>)]
        of "of": Option<Selection>;
        /// What decides (`people`, `publicServices`, `timeCritical`, `casesPerDay`, `agencies`, `districts`, `nodes`);
        /// `people` when not said.
        #[schema(value_type = Option<CriterionWord>)]
        by "by": Criterion = Criterion::default();
        /// How the nodes fail; `unavailable` when not said.
        #[schema(value_type = Option<ImpactLevel>)]
        level "level": Level = Level::Unavailable;
        /// Services that tolerate no longer disruption than this count as time-critical; a day when not said.
        #[schema(value_type = Option<IsoDuration>, example = "P1D")]
        time_critical "timeCritical": Seconds = TIME_CRITICAL;
        /// Also every pair of the chosen nodes; at most 500 of them.
        #[schema(value_type = Option<bool>, default = false)]
        pairs "pairs": bool = false;
    }
    limit "Most failures, and most pairs, that are told.";
}
