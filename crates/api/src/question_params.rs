//! What every question about an impact may say, whichever address it is asked at.

use super::params::params;
use super::values::{Continuation, Whole};
use app::maps::history::AsOf;
use model::{Include, Seconds};
use wire::scenario::MAX_LIMIT;

params! {
    /// How far to look, and how to answer.
    pub(super) struct QuestionParams in Query {
        /// Look no further than this: from the start of the scenario, or from the moment that is asked about.
        horizon "horizon": Seconds,
        /// Which dependencies count.
        include "include": Include = "all",
        /// Most entries of each list.
        limit "limit": Whole<1, { MAX_LIMIT as usize }> = 1_000,
        /// Where to go on, from `next` of the part before; ask the same in both.
        cursor "cursor": Continuation,
        /// An earlier map: a revision such as `17`, or a time such as `2026-05-01T08:00:00Z`. Absent = as it is now, or was at the moment that is asked about.
        as_of "asOf": AsOf,
    }
}
