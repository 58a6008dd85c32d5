//! Two scenarios side by side: what is newly affected, no longer affected, worse, better, earlier, later.

use super::ask::{PlanParams, ask};
use crate::problem::Problem;
use crate::state::Api;
use app::planning::comparison::{ComparisonAnswer, ComparisonQuestion, ComparisonRequest};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// Two scenarios side by side: what is newly affected, no longer affected, worse, better, earlier, later.
#[utoipa::path(post, path = "/v1/analyses/comparison", operation_id = "compareScenarios", tag = "Planning", params(PlanParams),
    request_body(content = ComparisonRequest<'static>, example = json!({
        "failures": [{"node": "dresden.storage-sync"}],
        "changes": [{"op": "patch", "key": "zwickau.kfz-zulassung", "patch": {"needs": []}}]})),
    responses((status = 200, description = "What differs, list by list", body = ComparisonAnswer, example = json!({
        "revision": 17,
        "before": {"revision": 17, "hypotheticalChanges": 0, "failuresTotal": 1,
            "failures": [{"key": "dresden.storage-sync", "kind": "service",
            "name": "Abgleich der Speichersysteme (Synchronisation)", "agency": "dresden",
            "agencyName": "Landeshauptstadt Dresden", "layer": "infrastructure"}],
            "totals": {"unavailable": 24, "degraded": 11, "services": 31, "publicServices": 15, "sites": 0, "agencies": 4,
                      "districts": 2, "people": 551072, "casesPerDay": 0.0, "mtpdBreached": 1, "uncertain": 24,
                      "atRisk": 0, "deadlocked": 0}},
        "after": {"revision": 17, "hypotheticalChanges": 2, "failuresTotal": 1,
            "failures": [{"key": "dresden.storage-sync", "kind": "service",
            "name": "Abgleich der Speichersysteme (Synchronisation)", "agency": "dresden",
            "agencyName": "Landeshauptstadt Dresden", "layer": "infrastructure"}],
            "totals": {"unavailable": 23, "degraded": 12, "services": 31, "publicServices": 15, "sites": 0, "agencies": 4,
                      "districts": 2, "people": 551072, "casesPerDay": 0.0, "mtpdBreached": 0, "uncertain": 25,
                      "atRisk": 0, "deadlocked": 0}},
        "counts": {"newlyAffected": 0, "noLongerAffected": 0, "worse": 0, "better": 1, "earlier": 0, "later": 0,
                   "unchanged": 34, "newlyAtRisk": 0, "noLongerAtRisk": 0, "agencies": 1},
        "newlyAffected": [], "noLongerAffected": [], "worse": [],
        "better": [{
            "node": {"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung im Landkreis Zwickau",
                     "agency": "zwickau", "agencyName": "Landkreis Zwickau", "layer": "public"},
            "before": {"level": "unavailable", "spans": [{"level": "unavailable", "from": "PT0S"}]},
            "after": {"level": "degraded", "spans": [{"level": "degraded", "from": "PT0S"}]},
            "because": "level"}],
        "earlier": [], "later": [], "newlyAtRisk": [], "noLongerAtRisk": [],
        "agencies": [{"key": "zwickau", "name": "Landkreis Zwickau", "unavailableBefore": 1, "unavailableAfter": 0,
                      "degradedBefore": 0, "degradedAfter": 1}],
        "omitted": {"newlyAffected": 0, "noLongerAffected": 0, "worse": 0, "better": 0, "earlier": 0, "later": 0,
                   "unchanged": 34, "newlyAtRisk": 0, "noLongerAtRisk": 0, "agencies": 0},
        "assumptions": {"include": "all", "hypotheticalChanges": 2, "nodes": 65, "dependencies": 64,
                        "unconfirmedDependencies": 45,
                        "notes": ["Every node with another course stands in exactly one list."]}
    }))))]
pub(super) async fn comparison(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<ComparisonQuestion>(state, query, headers, body).await
}
