//! What nodes have in common below them, and what only one of them needs.

use super::ask::{PlanParams, ask};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::wire::planning::shared_ground::{SharedGroundAnswer, SharedGroundQuestion, SharedGroundRequest};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// What nodes have in common below them, and what only one of them needs.
#[utoipa::path(post, path = "/v1/analyses/shared-ground", tag = "Planning", params(PlanParams),
    request_body(content = SharedGroundRequest<'static>, example = json!({})),
    responses((status = 200, description = "Common providers, nearest first", body = SharedGroundAnswer, example = json!({}))))]
pub(super) async fn shared_ground(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<SharedGroundQuestion>(state, query, headers, body).await
}
