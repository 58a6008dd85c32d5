//! What has failed, given what is seen down and what is seen working.

use super::ask::{PlanParams, ask};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::wire::planning::diagnosis::{DiagnosisAnswer, DiagnosisQuestion, DiagnosisRequest};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// What has failed, given what is seen down and what is seen working.
#[utoipa::path(post, path = "/v1/analyses/diagnosis", tag = "Planning", params(PlanParams),
    request_body(content = DiagnosisRequest<'static>, example = json!({})),
    responses((status = 200, description = "Single failures, then pairs, the best explanation first", body = DiagnosisAnswer, example = json!({}))))]
pub(super) async fn diagnosis(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<DiagnosisQuestion>(state, query, headers, body).await
}
