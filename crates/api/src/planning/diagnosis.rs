//! What has failed, given what is seen down and what is seen working.

use super::ask::{PlanParams, ask};
use crate::problem::Problem;
use crate::state::Api;
use app::planning::diagnosis::{DiagnosisAnswer, DiagnosisQuestion, DiagnosisRequest};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// What has failed, given what is seen down and what is seen working.
#[utoipa::path(post, path = "/v1/analyses/diagnosis", operation_id = "diagnose", tag = "Planning", params(PlanParams),
    request_body(content = DiagnosisRequest<'static>, example = json!({
        "unavailable": ["zwickau.kfz-zulassung", "dresden.email"], "operational": ["dresden.telefon"]})),
    responses((status = 200, description = "Single failures, then pairs, the best explanation first", body = DiagnosisAnswer, example = json!({
        "revision": 17, "seen": {"unavailable": 2, "degraded": 0, "operational": 1},
        "singles": [{
            "number": 1, "place": 1,
            "failures": [{"level": "unavailable", "node": {"key": "dresden.server-platform", "kind": "service",
                "name": "Serverplattform der Stadtverwaltung", "agency": "dresden",
                "agencyName": "Landeshauptstadt Dresden", "layer": "platform"}}],
            "distance": 0, "explained": 2, "partlyExplained": [], "unexplained": [], "contradicted": [],
            "unseen": [{"level": "unavailable", "node": {"key": "dresden.files", "kind": "service", "name": "Dateiablage",
                "agency": "dresden", "agencyName": "Landeshauptstadt Dresden", "layer": "platform"}}],
            "unseenTotal": 30,
            "omitted": {"partlyExplained": 0, "unexplained": 0, "contradicted": 0, "unseen": 29}}],
        "pairs": [], "tied": 1,
        "lookNext": [{"ifDown": [2, 3], "ifWorking": [1], "node": {"key": "dresden.storage", "kind": "service",
            "name": "Gespiegelter Datenspeicher", "agency": "dresden", "agencyName": "Landeshauptstadt Dresden",
            "layer": "infrastructure"}}],
        "candidates": 17, "everySingle": true, "everyPair": true,
        "assumptions": {"include": "all", "hypotheticalChanges": 0, "nodes": 64, "dependencies": 65,
                        "unconfirmedDependencies": 45, "notes": ["Judged is how it ends when nothing is repaired."]}
    }))))]
pub(super) async fn diagnosis(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<DiagnosisQuestion>(state, query, headers, body).await
}
