//! The planners' questions: one operation each, all of them asked in the same way.
//!
//! Reading order: [`ask`] (what they share), then the questions.

mod ask;
mod circles;
mod findings;
mod objectives;
mod restart;

pub(super) use ask::{StopOnDrop, TIME, add_papers};

use super::state::Api;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations of this folder.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(circles::circles))
        .routes(routes!(objectives::objectives))
        .routes(routes!(restart::restart_plan))
        .routes(routes!(findings::analysis))
        .routes(routes!(findings::list))
        .routes(routes!(findings::read, findings::accept, findings::take_back))
}
