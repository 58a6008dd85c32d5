//! What is promised, what consumers require, what can be achieved.

use super::ask::{PlanParams, ask};
use crate::problem::Problem;
use crate::state::Api;
use app::planning::objectives::{ObjectivesAnswer, ObjectivesQuestion, ObjectivesRequest};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// Objectives inherited along dependencies (minimum principle), what can be achieved, and where a promise cannot be kept.
#[utoipa::path(post, path = "/v1/analyses/objectives", operation_id = "checkObjectives", tag = "Planning", params(PlanParams),
    request_body(content = ObjectivesRequest<'static>, example = json!({"of": {"agency": "dresden"}})),
    responses((status = 200, description = "What does not fit, and all objectives, own and inherited",
        body = ObjectivesAnswer, example = json!({
        "revision": 17,
        "totals": {"statedRto": 0, "statedMtpd": 1, "statedRpo": 0, "requiredRto": 0, "requiredMtpd": 1,
                   "requiredRpo": 0, "neverByThemselves": 0, "findings": 1, "withoutRecovery": 1},
        "findings": [
            {"kind": "mtpd-unachievable",
             "node": {"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung",
                      "agency": "zwickau", "agencyName": "Landkreis Zwickau", "layer": "public"},
             "actual": "P1DT2H", "target": "P1D", "by": "PT2H", "requiredBy": [], "omitted": 0,
             "waitsFor": [{"key": "dresden.kfz-verfahren", "kind": "service", "name": "Fachverfahren Kfz",
                           "agency": "dresden", "agencyName": "Landeshauptstadt Dresden", "layer": "application"}]}],
        "nodes": [
            {"node": {"key": "dresden.kfz-verfahren", "kind": "service", "name": "Fachverfahren Kfz",
                      "agency": "dresden", "agencyName": "Landeshauptstadt Dresden", "layer": "application"},
             "achievable": "P1DT2H", "requiredMtpd": "P1D", "requiredBy": "zwickau.kfz-zulassung"}],
        "findingsOmitted": 0, "nodesOmitted": 0,
        "assumptions": {"include": "all", "hypotheticalChanges": 0, "nodes": 64, "dependencies": 65,
                        "unconfirmedDependencies": 45, "notes": ["In groups every member inherits."]}
    }))))]
pub(super) async fn objectives(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<ObjectivesQuestion>(state, query, headers, body).await
}
