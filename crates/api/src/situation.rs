//! What all open incidents together mean.

use super::params::{Unchecked, params};
use super::present::{Choice, Offer, PresentParams};
use super::problem::Problem;
use super::question_params::QuestionParams;
use super::respond::json_bytes;
use super::state::Api;
use app::AppError;
use app::impact::{MAX_LINKS, SMALL_LINKS};
use app::incidents::{Exercises, Situation, SituationQuestion};
use app::present::{Wanted, situation as told};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use std::sync::Arc;
use wire::situation::SituationAnswer;

/// What a situation is beside its data.
const OFFER: Offer = Offer { data: &[("json", "application/json")], impact: true };
/// Failures up to which a situation is answered without leaving the event loop.
const SMALL: usize = 100;

params! {
    /// What to ask of the situation.
    pub(super) struct SituationParams in Query {
        /// The moment, with what was known then; absent = now. Later than now: with what is known now.
        at "at": jiff::Timestamp,
        /// Whether exercises count: `without` (absent), `with` (as if they were real) or `only`. What holds any is marked.
        exercises "exercises": Exercises,
    }
}

/// The situation: what all open incidents together mean, now or at any moment of the past.
///
/// Everything that fails, failed or is to fail in the incidents that are open becomes one scenario, planned maintenance
/// included. Exercises are left out unless asked for. What people have seen stands beside what was computed for the moment.
#[utoipa::path(get, path = "/v1/situation", operation_id = "readSituation", tag = "Impact", params(SituationParams, QuestionParams, PresentParams),
    responses((status = 200, description = "The situation", body = SituationAnswer<'static>, example = json!({
        "at": "2018-11-15T10:30:00Z", "now": {"unavailable": 2, "degraded": 0, "expected": 0},
        "incidents": [{"id": "i-000042", "title": "Storage replication fails", "kind": "fault", "state": "open",
            "openedAt": "2018-11-14T13:30:00Z", "lastEvent": 45, "flapping": [],
            "failures": [{"node": "dresden.storage-sync", "level": "unavailable", "from": "2018-11-14T13:30:00Z",
                          "until": "2018-11-16T07:00:00Z", "ended": false, "overdue": false}]}],
        "observed": [{"incident": "i-000042", "node": "zwickau.kfz-zulassung", "observed": "operational",
            "computed": "unavailable", "differs": true, "by": "Landkreis Zwickau", "at": "2018-11-15T10:00:00Z"}],
        "flapping": [], "unknown": [],
        "revision": 17, "title": "Storage replication fails", "startsAt": "2018-11-14T13:30:00Z",
        "totals": {"unavailable": 2, "degraded": 0, "services": 2, "publicServices": 1, "sites": 0, "affectedSites": 0, "agencies": 2, "affectedAgencies": 0,
                   "districts": 2, "people": 867000, "peopleUnknown": 0, "casesPerDay": 0, "casesUnknown": 1, "mtpdBreached": 1, "mtpdUndecided": 0, "uncertain": 0, "atRisk": 0, "deadlocked": 0},
        "affected": [], "atRisk": [], "deadlocked": [], "agencies": [], "sites": [],
        "omitted": {"affected": 2, "atRisk": 0, "deadlocked": 0, "agencies": 2, "sites": 0},
        "assumptions": {"include": "all", "cutByHorizon": false, "failuresWithoutEnd": 0, "hypotheticalChanges": 0,
                        "unconfirmedDependencies": 0, "confirmedDependencies": 20, "nodes": 64, "dependencies": 65}
    }))))]
pub(super) async fn situation(
    api: Api,
    query: Unchecked<((SituationParams, QuestionParams), PresentParams)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let ((SituationParams { at, exercises }, asked), choice) = OFFER.choose(query, &headers)?;
    let QuestionParams { horizon, include, limit, cursor, as_of } = asked;
    let at = at.map(|time| time.as_millisecond());
    let (limit, cursor) = (Some(limit.0 as u32), cursor.map(|place| place.0));
    let exercises = exercises.unwrap_or_default();
    let question = SituationQuestion { at, as_of, exercises, include, horizon, limit, cursor };
    let now = app::clock::now();
    let situation = api.app.incidents.situation(question, now).await?;
    let seen = api.seen(&situation.map);
    let situation = situation.seen(seen);
    if let Choice::Presented(wanted) = choice {
        if !situation.map.is_whole() {
            return Err(Problem::forbidden(
                "pictures and reports of the situation are not offered to those who see only a part of it",
            ));
        }
        let app = Arc::clone(&api.app);
        let map = Arc::clone(&situation.map);
        let work = move |wanted: &Wanted| Ok(told(&situation, app.pool(), MAX_LINKS, wanted)?);
        return api.present(&map, *wanted, "situation", work).await;
    }
    if situation.request.scenario.failures.len() < SMALL {
        match write(&api, &situation, SMALL_LINKS) {
            Err(AppError::TooMuch { .. }) => {}
            done => return Ok(json_bytes(StatusCode::OK, done?)),
        }
    }
    let work = {
        let api = api.clone();
        move || Ok(write(&api, &situation, MAX_LINKS)?)
    };
    Ok(json_bytes(StatusCode::OK, api.off_the_loop(work).await?))
}

fn write(api: &Api, situation: &Situation, budget: u64) -> Result<Vec<u8>, AppError> {
    situation.answer(api.app.pool(), budget, |answer| wire::body::situation(&answer))
}
