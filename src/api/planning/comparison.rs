//! Two scenarios side by side: what is newly affected, no longer affected, worse, better, earlier, later.

use super::ask::{PlanParams, ask};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::wire::planning::comparison::{ComparisonAnswer, ComparisonQuestion, ComparisonRequest};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// Two scenarios side by side: what is newly affected, no longer affected, worse, better, earlier, later.
#[utoipa::path(post, path = "/v1/analyses/comparison", tag = "Planning", params(PlanParams),
    request_body(content = ComparisonRequest<'static>, example = json!({})),
    responses((status = 200, description = "What differs, list by list", body = ComparisonAnswer, example = json!({}))))]
pub(super) async fn comparison(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<ComparisonQuestion>(state, query, headers, body).await
}
