//! By which ways one node needs another.

use super::ask::{PlanParams, ask};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::wire::planning::ways::{WaysAnswer, WaysQuestion, WaysRequest};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// By which ways one node needs another.
#[utoipa::path(post, path = "/v1/analyses/ways", tag = "Planning", params(PlanParams),
    request_body(content = WaysRequest<'static>, example = json!({})),
    responses((status = 200, description = "The ways, the shortest first", body = WaysAnswer, example = json!({}))))]
pub(super) async fn ways(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<WaysQuestion>(state, query, headers, body).await
}
