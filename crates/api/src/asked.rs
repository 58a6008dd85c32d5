//! What every question about an impact may say, whichever address it is asked at.

use super::params::Params;
use app::maps::history::AsOf;
use model::{Include, Seconds};
use utoipa::IntoParams;
use wire::scenario::MAX_LIMIT;
use wire::words::INCLUDES;

/// How far to look, and how to answer.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters; they are read strictly, all problems at once")]
pub(super) struct AskedParams {
    /// Look no further than this: from the start of the scenario, or from the moment that is asked about.
    #[param(value_type = Option<wire::words::IsoDuration>)]
    horizon: Option<String>,
    /// Which dependencies count.
    #[param(value_type = Option<wire::words::IncludeDependencies>, default = "all")]
    include: Option<String>,
    /// Most entries of each list.
    #[param(minimum = 1, maximum = 100000, default = 1000)]
    limit: Option<u32>,
    /// Where to go on, from `next` of the part before; ask the same in both.
    #[param(min_length = 1, max_length = 2_000)]
    cursor: Option<String>,
    /// An earlier map: a revision such as `17`, or a time such as `2026-05-01T08:00:00Z`. Absent = as it is now, or was at the moment that is asked about.
    #[param(value_type = Option<crate::texts::MapMoment>)]
    as_of: Option<String>,
}

/// The names of these parameters.
pub(super) const KNOWN: [&str; 5] = ["horizon", "include", "limit", "cursor", "asOf"];

/// What was said.
pub(super) struct Asked {
    pub(super) horizon: Option<Seconds>,
    pub(super) include: Include,
    pub(super) limit: Option<u32>,
    pub(super) cursor: Option<String>,
    pub(super) as_of: Option<AsOf>,
}

impl Asked {
    /// Reads it; what is wrong is told with the other parameters.
    pub(super) fn read(params: &mut Params) -> Self {
        Self {
            horizon: params.seconds("horizon"),
            include: params.word("include", INCLUDES).unwrap_or_default(),
            limit: params.number("limit", 1, MAX_LIMIT as usize).map(|n| n as u32),
            cursor: params.text("cursor").map(String::from),
            as_of: params.as_of(),
        }
    }
}
