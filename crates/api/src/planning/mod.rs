//! The planners' questions: one operation each, all of them asked in the same way.
//!
//! Reading order: [`ask`] (what they share), then the questions.

mod ask;
mod availability;
mod circles;
mod comparison;
mod cut_sets;
mod diagnosis;
mod findings;
mod objectives;
mod restart;
mod shared_ground;
mod sweeps;
mod ways;

pub(super) use ask::{StopOnDrop, TIME, add_papers, compute};

use super::state::Api;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations of this folder.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(circles::circles))
        .routes(routes!(cut_sets::cut_sets))
        .routes(routes!(availability::availability))
        .routes(routes!(sweeps::single_points))
        .routes(routes!(sweeps::false_redundancy))
        .routes(routes!(sweeps::ranking))
        .routes(routes!(objectives::objectives))
        .routes(routes!(restart::restart_plan))
        .routes(routes!(findings::analysis))
        .routes(routes!(findings::list))
        .routes(routes!(findings::read, findings::accept, findings::take_back))
        .routes(routes!(comparison::comparison))
        .routes(routes!(diagnosis::diagnosis))
        .routes(routes!(shared_ground::shared_ground))
        .routes(routes!(ways::ways))
}
