//! The planners' questions: one operation each, all of them asked in the same way.
//!
//! Reading order: [`ask`] (what they share), then the questions.

mod ask;
mod availability;
mod circles;
mod comparison;
mod diagnosis;
mod cut_sets;
mod findings;
mod shared_ground;
mod ways;

pub(super) use ask::{add_papers, compute};

use super::state::Api;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations of this folder.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(circles::circles))
        .routes(routes!(cut_sets::cut_sets))
        .routes(routes!(availability::availability))
        .routes(routes!(findings::analysis))
        .routes(routes!(findings::list))
        .routes(routes!(findings::read, findings::accept, findings::take_back))
        .routes(routes!(comparison::comparison))
        .routes(routes!(diagnosis::diagnosis))
        .routes(routes!(shared_ground::shared_ground))
        .routes(routes!(ways::ways))
}
