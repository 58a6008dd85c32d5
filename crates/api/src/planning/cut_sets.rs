//! Which nodes, failing together, take a node down.

use super::ask::{PlanParams, ask};
use crate::problem::Problem;
use crate::state::Api;
use app::planning::cut_sets::{CutSetsAnswer, CutSetsQuestion, CutSetsRequest};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// Which smallest sets of nodes, failing together, take a node down.
#[utoipa::path(post, path = "/v1/analyses/cut-sets", operation_id = "findCutSets", tag = "Planning", params(PlanParams),
    request_body(content = CutSetsRequest<'static>, example = json!({"node": "zwickau.kfz-zulassung", "maxOrder": 2})),
    responses((status = 200, description = "The sets, the smallest first", body = CutSetsAnswer, example = json!({
        "revision": 17, "level": "unavailable", "completeTo": 2, "candidates": 5,
        "node": {"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung im Landkreis Zwickau",
                 "agency": "zwickau", "agencyName": "Landkreis Zwickau", "layer": "public"},
        "counts": [{"order": 1, "sets": 1}, {"order": 2, "sets": 1}],
        "sets": [
            {"order": 1, "unavailability": 0.0005, "nodes": [
                {"key": "dresden.kfz-verfahren", "kind": "service", "name": "Fachverfahren Kfz-Zulassung",
                 "agency": "dresden", "agencyName": "Landeshauptstadt Dresden", "layer": "application"}]},
            {"order": 2, "nodes": [
                {"key": "dresden.speicher-a", "kind": "service", "name": "Speicher A", "agency": "dresden",
                 "agencyName": "Landeshauptstadt Dresden", "layer": "infrastructure"},
                {"key": "dresden.speicher-b", "kind": "service", "name": "Speicher B", "agency": "dresden",
                 "agencyName": "Landeshauptstadt Dresden", "layer": "infrastructure"}]}],
        "omitted": 0,
        "assumptions": {"include": "all", "hypotheticalChanges": 0, "nodes": 64, "dependencies": 65,
                        "unconfirmedDependencies": 45, "notes": ["What is only needed to start does not count."]}
    }))))]
pub(super) async fn cut_sets(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<CutSetsQuestion>(state, query, headers, body).await
}
