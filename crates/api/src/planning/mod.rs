//! The planners' questions: an operation for each that is registered, all of them asked in the same way ([`ask`]); and
//! the list of findings.

mod ask;
mod findings;

pub(super) use ask::{add_papers, compute};

use super::state::Api;
use app::planning::KINDS;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations of this folder.
pub(super) fn routes() -> OpenApiRouter<Api> {
    let questions = KINDS.iter().map(ask::operation);
    questions
        .fold(OpenApiRouter::new(), OpenApiRouter::routes)
        .routes(routes!(findings::list))
        .routes(routes!(findings::read, findings::accept, findings::take_back))
}
