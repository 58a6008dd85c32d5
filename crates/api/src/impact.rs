//! If this fails, what is affected.

use super::params::{At, Unchecked, params};
use super::present::{Choice, Offer, PresentParams};
use super::problem::Problem;
use super::question_params::QuestionParams;
use super::request::{KeyParam, decoded, json};
use super::respond::json_pieces;
use super::state::Api;
use super::values::AsOfParam;
use app::AppError;
use app::impact::{MAX_LINKS, SMALL_LINKS, cursor_revision, find};
use app::maps::history::AsOf;
use app::present::{Wanted, impact};
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::Response;
use map::Map;
use model::{Failure, Level, Scenario, Seconds};
use std::sync::Arc;
use wire::impact::ImpactAnswer;
use wire::{Place, ScenarioDoc, ScenarioRequest, decode_scenario};

/// What an impact is beside its data.
const OFFER: Offer = Offer { data: &[("json", "application/json")], impact: true };

/// Answer a scenario.
///
/// A question, not a change: it needs no token on this machine and leaves nothing behind, hypothetical `changes`
/// included. Long answers are cut at `limit`; `totals` always counts everything, and `next` asks for the next part.
#[utoipa::path(post, path = "/v1/impact", operation_id = "askImpact", tag = "Impact", params(AsOfParam, PresentParams),
    request_body(content = ScenarioDoc<'static>, example = json!({
        "startsAt": "2018-11-14T14:30:00+01:00",
        "failures": [{"node": "dresden.storage-sync", "level": "unavailable", "from": "PT0S", "until": "P2DT8H"}]
    })),
    responses((status = 200, description = "What is affected", body = ImpactAnswer<'static>, example = json!({
        "revision": 17,
        "totals": {"unavailable": 2, "degraded": 0, "services": 2, "publicServices": 1, "sites": 0, "affectedSites": 0, "agencies": 2, "affectedAgencies": 0,
                   "districts": 2, "people": 867000, "peopleUnknown": 0, "casesPerDay": 0, "casesUnknown": 1, "mtpdBreached": 1, "mtpdUndecided": 0, "uncertain": 0, "atRisk": 0, "deadlocked": 0},
        "affected": [{"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung", "agency": "zwickau",
            "layer": "public", "level": "unavailable", "certain": true,
            "spans": [{"level": "unavailable", "from": "PT0S", "until": "P2DT8H"}],
            "why": [{"node": "zwickau.kfz-zulassung", "level": "unavailable", "from": "PT0S", "dependency": "4be9d4ba7c10"},
                    {"node": "dresden.kfz-verfahren", "level": "unavailable", "from": "PT0S", "name": "Kfz-Verfahren"}]}],
        "atRisk": [], "deadlocked": [], "agencies": [], "sites": [],
        "omitted": {"affected": 1, "atRisk": 0, "deadlocked": 0, "agencies": 2, "sites": 0},
        "assumptions": {"include": "all", "cutByHorizon": false, "failuresWithoutEnd": 0, "hypotheticalChanges": 0,
                        "unconfirmedDependencies": 0, "confirmedDependencies": 20, "nodes": 64, "dependencies": 65}
    }))))]
pub(super) async fn scenario(
    api: Api,
    query: Unchecked<(AsOfParam, PresentParams)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let (AsOfParam { as_of }, choice) = OFFER.choose(query, &headers)?;
    let tree = json(&headers, &body)?;
    let request = decoded(&tree, |t, p| decode_scenario(t, &Place::ROOT, p))?;
    answer(&api, request, as_of, choice, "impact").await
}

params! {
    /// What to ask about one node.
    pub(super) struct NodeImpactParams in Query {
        /// How badly it fails.
        level "level": Level = "unavailable",
        /// Offset at which it fails.
        from "from": Seconds = "PT0S",
        /// Offset of its repair; absent = never.
        until "until": Seconds,
    }
}

/// What is affected if this node fails.
#[utoipa::path(get, path = "/v1/nodes/{key}/impact", operation_id = "askNodeImpact", tag = "Impact", params(KeyParam, NodeImpactParams, QuestionParams, PresentParams),
    responses((status = 200, description = "What is affected", body = ImpactAnswer<'static>, example = json!({
        "revision": 17, "totals": {"unavailable": 1, "degraded": 0, "services": 1, "publicServices": 0, "sites": 0, "affectedSites": 0, "agencies": 1, "affectedAgencies": 0,
            "districts": 1, "people": 551072, "peopleUnknown": 0, "casesPerDay": 0, "casesUnknown": 1, "mtpdBreached": 0, "mtpdUndecided": 0, "uncertain": 0, "atRisk": 1, "deadlocked": 0},
        "affected": [], "atRisk": [], "deadlocked": [], "agencies": [], "sites": [],
        "omitted": {"affected": 1, "atRisk": 1, "deadlocked": 0, "agencies": 1, "sites": 0},
        "assumptions": {"include": "all", "cutByHorizon": false, "failuresWithoutEnd": 1, "hypotheticalChanges": 0,
                        "unconfirmedDependencies": 0, "confirmedDependencies": 20, "nodes": 64, "dependencies": 65}
    }))))]
pub(super) async fn node(
    api: Api,
    query: Unchecked<((NodeImpactParams, QuestionParams), PresentParams)>,
    At(KeyParam { key }): At<KeyParam>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let ((NodeImpactParams { level, from, until }, asked), choice) = OFFER.choose(query, &headers)?;
    let failure = Failure::new(key.clone(), level, from, until);
    let failure = failure.map_err(|fault| Problem::parameter(fault.place[1..].to_owned().as_str(), fault))?;
    let QuestionParams { horizon, include, limit, cursor, as_of } = asked;
    let scenario = Scenario { failures: vec![failure], horizon, include, ..Scenario::default() };
    let (limit, cursor) = (Some(limit.0 as u32), cursor.map(|place| place.0));
    let request = ScenarioRequest { scenario, limit, cursor, ..ScenarioRequest::default() };
    let map = api.map_in_force(as_of).await?;
    map.find(key.as_str()).ok_or_else(|| Problem::not_found("node", key.as_str()))?;
    let name = format!("impact-{key}");
    answer(&api, request, as_of, choice, &name).await
}

/// Small questions are answered at once; larger ones leave the event loop.
async fn answer(
    api: &Api,
    request: ScenarioRequest,
    as_of: Option<AsOf>,
    choice: Choice,
    name: &str,
) -> Result<Response, Problem> {
    let bound = request.cursor.as_deref().and_then(cursor_revision).map(AsOf::Revision);
    let map = api.map_in_force(bound.or(as_of)).await?;
    if let Choice::Presented(wanted) = choice {
        let (app, of) = (Arc::clone(&api.app), Arc::clone(&map));
        let work = move |wanted: &Wanted| Ok(impact(&of, &request, app.pool(), MAX_LINKS, wanted)?);
        return Box::pin(api.present(&map, *wanted, name, work)).await;
    }
    if request.changes.is_empty() && request.scenario.failures.len() < 100 {
        match write(api, &map, &request, SMALL_LINKS) {
            Err(AppError::TooMuch { .. }) => {}
            done => return Ok(json_pieces(done?)),
        }
    }
    let work = {
        let api = api.clone();
        move || Ok(write(&api, &map, &request, MAX_LINKS)?)
    };
    Ok(json_pieces(api.off_the_loop(work).await?))
}

fn write(
    api: &Api,
    map: &Arc<Map>,
    request: &ScenarioRequest,
    budget: u64,
) -> Result<Vec<Vec<u8>>, AppError> {
    find(map, request, api.app.pool(), budget, |found| found.json())
}
