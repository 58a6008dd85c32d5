//! What nodes have in common below them, and what only one of them needs.

use super::ask::{PlanParams, ask};
use crate::problem::Problem;
use crate::state::Api;
use app::planning::shared_ground::{SharedGroundAnswer, SharedGroundQuestion, SharedGroundRequest};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// What nodes have in common below them, and what only one of them needs.
#[utoipa::path(post, path = "/v1/analyses/shared-ground", operation_id = "findSharedGround", tag = "Planning", params(PlanParams),
    request_body(content = SharedGroundRequest<'static>, example = json!({
        "of": ["zwickau.kfz-zulassung", "dresden.kfz-zulassung"]})),
    responses((status = 200, description = "Common providers, nearest first", body = SharedGroundAnswer, example = json!({
        "revision": 17, "chosen": 2,
        "common": [{
            "node": {"key": "dresden.kfz-verfahren", "kind": "service",
                     "name": "Fachverfahren Kfz-Zulassung im Rechenzentrum Dresden", "agency": "dresden",
                     "agencyName": "Landeshauptstadt Dresden", "layer": "application"},
            "chosen": false, "neededBy": 2, "farthest": 1, "makesUnavailable": 2, "makesDegraded": 0,
            "distances": [{"from": "dresden.kfz-zulassung", "steps": 1}, {"from": "zwickau.kfz-zulassung", "steps": 1}]}],
        "shared": [],
        "own": [{
            "node": {"key": "dresden.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung der Landeshauptstadt",
                     "agency": "dresden", "agencyName": "Landeshauptstadt Dresden", "layer": "public"},
            "total": 3, "omitted": 2, "nearest": [{"steps": 1, "node": {"key": "dresden.arbeitsplatz", "kind": "service",
                "name": "Büroarbeitsplätze der Ämter", "agency": "dresden", "agencyName": "Landeshauptstadt Dresden",
                "layer": "platform"}}]}],
        "omitted": {"common": 9, "shared": 0, "own": 1}, "complete": true,
        "assumptions": {"include": "all", "hypotheticalChanges": 0, "nodes": 64, "dependencies": 65,
                        "unconfirmedDependencies": 45, "notes": ["In common means: needed, on some way."]}
    }))))]
pub(super) async fn shared_ground(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<SharedGroundQuestion>(state, query, headers, body).await
}
