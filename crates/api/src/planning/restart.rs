//! What comes back when after a failure.

use super::ask::{PlanParams, ask};
use crate::problem::Problem;
use crate::state::Api;
use app::planning::restart::{RestartPlanAnswer, RestartPlanRequest, RestartQuestion};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// The order in which everything comes back after a failure, what must be started by hand, who is too late.
#[utoipa::path(post, path = "/v1/analyses/restart-plan", operation_id = "planRestart", tag = "Planning", params(PlanParams),
    request_body(content = RestartPlanRequest<'static>, example = json!({
        "failures": [{"node": "dresden.storage-sync"}], "repairedAt": "P1DT10H"})),
    responses((status = 200, description = "The plan: by wave, within a wave the most urgent first",
        body = RestartPlanAnswer, example = json!({
        "revision": 17,
        "totals": {"steps": 2, "waves": 2, "deadlocked": 0, "deadlocks": 0, "byHand": 0, "rtoMissed": 0,
                   "mtpdMissed": 1, "withoutRecovery": 1, "notBack": 0, "stillDegraded": 0},
        "byHand": [], "deadlocks": [],
        "steps": [
            {"node": {"key": "dresden.storage-sync", "kind": "service", "name": "Abgleich der Speichersysteme",
                      "agency": "dresden", "agencyName": "Landeshauptstadt Dresden", "layer": "infrastructure"},
             "wave": 1, "failed": {"after": "PT0S"}, "start": {"after": "P1DT10H"}, "back": {"after": "P1DT10H"},
             "level": "operational", "times": 1, "waitedFor": {"type": "repair"}, "late": "PT18H",
             "urgentFor": {"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung",
                           "agency": "zwickau", "agencyName": "Landkreis Zwickau", "layer": "public"}},
            {"node": {"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung",
                      "agency": "zwickau", "agencyName": "Landkreis Zwickau", "layer": "public"},
             "wave": 2, "failed": {"after": "PT0S"}, "start": {"after": "P1DT10H"}, "back": {"after": "P1DT18H"},
             "level": "operational", "times": 1, "late": "PT18H",
             "waitedFor": {"type": "provider", "node": "dresden.storage-sync", "name": "Abgleich der Speichersysteme",
                           "dependency": "zwickau.kfz-zulassung~5ac0ffee1234"},
             "urgentFor": {"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung",
                           "agency": "zwickau", "agencyName": "Landkreis Zwickau", "layer": "public"}}],
        "waves": [
            {"wave": 1, "nodes": 1, "start": {"after": "P1DT10H"}, "back": {"after": "P1DT10H"}},
            {"wave": 2, "nodes": 1, "start": {"after": "P1DT10H"}, "back": {"after": "P1DT18H"}}],
        "criticalPath": [
            {"node": {"key": "dresden.storage-sync", "kind": "service", "name": "Abgleich der Speichersysteme",
                      "agency": "dresden", "agencyName": "Landeshauptstadt Dresden", "layer": "infrastructure"},
             "start": {"after": "P1DT10H"}, "back": {"after": "P1DT10H"}},
            {"node": {"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung",
                      "agency": "zwickau", "agencyName": "Landkreis Zwickau", "layer": "public"},
             "start": {"after": "P1DT10H"}, "back": {"after": "P1DT18H"}}],
        "missed": [
            {"node": {"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung",
                      "agency": "zwickau", "agencyName": "Landkreis Zwickau", "layer": "public"},
             "objective": "mtpd", "allowed": "P1D", "took": "P1DT18H", "by": "PT18H",
             "missedAt": {"after": "P1D"}, "chain": [], "chainOmitted": 0}],
        "notBack": [], "stillDegraded": [],
        "omitted": {"byHand": 0, "deadlocks": 0, "steps": 0, "waves": 0, "criticalPath": 0, "missed": 0,
                    "notBack": 0, "stillDegraded": 0},
        "assumptions": {"include": "all", "hypotheticalChanges": 0, "nodes": 64, "dependencies": 65,
                        "unconfirmedDependencies": 45, "notes": ["Nobody has to wait for free hands."]}
    }))))]
pub(super) async fn restart_plan(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<RestartQuestion>(state, query, headers, body).await
}
