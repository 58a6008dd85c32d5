//! The planners' questions: one operation each, all of them asked in the same way.
//!
//! Reading order: [`ask`] (what they share), then the questions.

mod ask;
mod circles;
mod findings;
mod sweeps;

pub(super) use ask::{add_papers, compute};

use super::state::Api;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations of this folder.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(circles::circles))
        .routes(routes!(sweeps::single_points))
        .routes(routes!(sweeps::false_redundancy))
        .routes(routes!(sweeps::ranking))
        .routes(routes!(findings::analysis))
        .routes(routes!(findings::list))
        .routes(routes!(findings::read, findings::accept, findings::take_back))
}
