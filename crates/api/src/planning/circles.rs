//! Nodes that need each other.

use super::ask::{PlanParams, ask};
use crate::problem::Problem;
use crate::state::Api;
use app::planning::circles::{CirclesAnswer, CirclesQuestion, CirclesRequest};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// Which nodes need each other in a circle.
#[utoipa::path(post, path = "/v1/analyses/circles", operation_id = "findCircles", tag = "Planning", params(PlanParams),
    request_body(content = CirclesRequest<'static>, example = json!({"of": {"agency": "dresden"}})),
    responses((status = 200, description = "The circles, the largest first", body = CirclesAnswer, example = json!({
        "revision": 17, "total": 1, "omitted": 0,
        "circles": [{"size": 2, "omitted": 0, "nodes": [
            {"key": "dresden.anmeldung", "kind": "service", "name": "Anmeldung", "agency": "dresden",
             "agencyName": "Landeshauptstadt Dresden", "layer": "platform"},
            {"key": "dresden.dns", "kind": "service", "name": "Namensdienst", "agency": "dresden",
             "agencyName": "Landeshauptstadt Dresden", "layer": "platform"}]}],
        "assumptions": {"include": "all", "hypotheticalChanges": 0, "nodes": 64, "dependencies": 65,
                        "unconfirmedDependencies": 45, "notes": ["A circle does not fail by itself."]}
    }))))]
pub(super) async fn circles(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<CirclesQuestion>(state, query, headers, body).await
}
