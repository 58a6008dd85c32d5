//! The planners' questions: an operation for each that is registered, all of them asked in the same way ([`ask`]); and
//! the list of findings.

mod ask;
mod findings;

pub(super) use ask::{add_papers, compute};

use super::rights::Operations;
use access::Right;
use app::planning::KINDS;
use utoipa_axum::routes;

/// Mounts the operations of this folder.
pub(super) fn mount(operations: Operations) -> Operations {
    let questions = KINDS.iter().map(ask::operation);
    questions
        .fold(operations, |all, question| all.need(Right::Ask, question))
        .need(Right::Read, routes!(findings::list))
        .need(Right::Read, routes!(findings::read))
        .need(Right::Change, routes!(findings::accept, findings::take_back))
}
