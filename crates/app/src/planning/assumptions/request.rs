//! What is supposed to fail, when it is asked which assumption matters.

use jiff::Timestamp;
use model::{Failure, Seconds};
use wire::scenario::FailureDoc;
use wire::words::IsoDuration;

wire::question! {
    /// The question as it is written. A scenario is one, too.
    pub struct AssumptionsRequest {
        /// What people call it.
        #[schema(example = "Storage replication fails", max_length = 300)]
        title "title": Option<String>;
        /// The calendar time of offset zero.
        #[schema(value_type = Option<String>, example = "2018-11-14T14:30:00+01:00", format = DateTime)]
        starts_at "startsAt": Option<Timestamp>;
        /// Look no further than this; absent = until nothing changes any more.
        #[schema(value_type = Option<IsoDuration>)]
        horizon "horizon": Option<Seconds>;
        /// What fails.
        #[schema(value_type = Vec<FailureDoc<'static>>, max_items = 100_000)]
        failures "failures": Vec<Failure> => "list what fails, for example [{node: dresden.storage}]", as "fail";
    }
    limit "Most assumptions, and most nodes of each, that are listed.";
}
