//! How much of the time a node is down, and which part matters how much.

use super::ask::{PlanParams, ask};
use crate::problem::Problem;
use crate::state::Api;
use app::planning::availability::{AvailabilityAnswer, AvailabilityQuestion, AvailabilityRequest};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// How much of the time a node is down, from how often its parts fail, and which part matters how much.
#[utoipa::path(post, path = "/v1/analyses/availability", operation_id = "computeAvailability", tag = "Planning", params(PlanParams),
    request_body(content = AvailabilityRequest<'static>,
                 example = json!({"node": "zwickau.kfz-zulassung", "defaultUnavailability": 0.001})),
    responses((status = 200, description = "The availability", body = AvailabilityAnswer, example = json!({
        "revision": 17, "level": "unavailable", "result": "exact",
        "node": {"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung im Landkreis Zwickau",
                 "agency": "zwickau", "agencyName": "Landkreis Zwickau", "layer": "public"},
        "unavailability": 0.001999, "lower": 0.001999, "upper": 0.001999, "hoursPerYear": 17.51124,
        "sources": {"stated": 0, "assumed": 2, "unknown": 0}, "unknown": [],
        "importances": [
            {"node": {"key": "dresden.kfz-verfahren", "kind": "service", "name": "Fachverfahren Kfz-Zulassung",
                      "agency": "dresden", "agencyName": "Landeshauptstadt Dresden", "layer": "application"},
             "ownUnavailability": 0.001, "assumed": true, "birnbaum": 0.999, "fussellVesely": 0.49975,
             "riskAchievementWorth": 500.25, "riskReductionWorth": 1.999}],
        "omitted": {"importances": 1, "unknown": 0},
        "assumptions": {"include": "all", "hypotheticalChanges": 0, "nodes": 64, "dependencies": 65,
                        "unconfirmedDependencies": 45, "notes": ["Nodes fail independently of each other."]}
    }))))]
pub(super) async fn availability(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<AvailabilityQuestion>(state, query, headers, body).await
}
