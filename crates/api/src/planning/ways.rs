//! By which ways one node needs another.

use super::ask::{PlanParams, ask};
use crate::problem::Problem;
use crate::state::Api;
use app::planning::ways::{WaysAnswer, WaysQuestion, WaysRequest};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// By which ways one node needs another.
#[utoipa::path(post, path = "/v1/analyses/ways", operation_id = "findWays", tag = "Planning", params(PlanParams),
    request_body(content = WaysRequest<'static>, example = json!({
        "from": "zwickau.kfz-zulassung", "to": "dresden.server-platform"})),
    responses((status = 200, description = "The ways, the shortest first", body = WaysAnswer, example = json!({
        "revision": 17,
        "from": {"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung im Landkreis Zwickau",
                 "agency": "zwickau", "agencyName": "Landkreis Zwickau", "layer": "public"},
        "to": {"key": "dresden.kfz-verfahren", "kind": "service",
               "name": "Fachverfahren Kfz-Zulassung im Rechenzentrum Dresden", "agency": "dresden",
               "agencyName": "Landeshauptstadt Dresden", "layer": "application"},
        "shortest": 1, "shortestWays": 1, "moreShortestWays": false,
        "ways": [{"steps": 1, "omitted": 0, "nodes": [
            {"node": {"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung im Landkreis Zwickau",
                      "agency": "zwickau", "agencyName": "Landkreis Zwickau", "layer": "public"},
             "by": [{"dependency": "zwickau.kfz-zulassung~0fae2e05033b", "relation": "needs", "strength": "essential",
                     "providers": 1, "min": 1, "full": 1, "confirmation": "confirmed"}]},
            {"node": {"key": "dresden.kfz-verfahren", "kind": "service",
                      "name": "Fachverfahren Kfz-Zulassung im Rechenzentrum Dresden", "agency": "dresden",
                      "agencyName": "Landeshauptstadt Dresden", "layer": "application"}, "by": []}]}],
        "more": false, "complete": true, "between": 2, "failureReaches": "unavailable",
        "assumptions": {"include": "all", "hypotheticalChanges": 0, "nodes": 64, "dependencies": 65,
                        "unconfirmedDependencies": 45,
                        "notes": ["A way shows that something is needed, not that a failure gets through."]}
    }))))]
pub(super) async fn ways(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<WaysQuestion>(state, query, headers, body).await
}
