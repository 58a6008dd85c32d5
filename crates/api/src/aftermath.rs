//! After an incident: what the map predicted against what people observed, and how well it has predicted.

use super::incidents::{IncidentParam, own};
use super::params::At;
use super::problem::Problem;
use super::respond::Json;
use super::state::Api;
use app::aftermath::{Review, review};
use app::incidents::Exercises;
use app::incidents::is_own;
use app::maps::history::AsOf;
use axum::http::StatusCode;
use axum::response::Response;
use model::incident::Incident;
use model::{Key, Level};
use std::collections::BTreeMap;
use store::IncidentState;
use wire::review::{IncidentReview, MapScore, MissedNode, ReviewProposal};

/// Incidents over which the map is scored.
const SCORED: usize = 12;
/// Newest incidents among which they are looked for.
const LOOKED_AT: usize = 100;

/// What people observed last of each node, and what failed.
fn told(incident: &Incident) -> (Vec<(Key, Level)>, BTreeMap<Key, Level>) {
    let mut causes: BTreeMap<Key, Level> = BTreeMap::new();
    for failure in incident.failures() {
        let level = causes.entry(failure.node.clone()).or_insert(failure.level);
        *level = (*level).max(failure.level);
    }
    // The worst that was seen: afterwards everything works again.
    let mut observed: BTreeMap<Key, Level> = BTreeMap::new();
    for observation in &incident.observations {
        let level = observed.entry(observation.node.clone()).or_insert(observation.level);
        *level = (*level).max(observation.level);
    }
    (causes.into_iter().collect(), observed)
}

async fn reviewed(api: &Api, incident: &Incident) -> Result<(u64, Review), Problem> {
    let map = api.app.maps.as_of(Some(AsOf::Time(incident.opened_at))).await;
    // Older than the map: it is held against the map as it is now.
    let map = api.seen(&map.unwrap_or_else(|_| api.app.maps.current()));
    let (causes, observed) = told(incident);
    let (revision, app) = (map.revision(), api.app.clone());
    let found = api.off_the_loop(move || Ok(review(&map, &causes, &observed, app.pool()))).await?;
    Ok((revision, found))
}

/// Hold an incident against the map: what was predicted, missed, and too much, with the likeliest missing dependencies.
#[utoipa::path(get, path = "/v1/incidents/{id}/review", operation_id = "readIncidentReview", tag = "Incidents", params(IncidentParam), responses(
    (status = 200, description = "The review", body = IncidentReview, example = json!({
        "revision": 17, "score": 0.5, "right": ["zwickau.kfz-zulassung"], "tooMuch": [], "unobserved": 3,
        "missed": [{"node": "zwickau.telefon", "level": "unavailable", "proposals": [{"provider": "dresden.storage",
            "wrong": false, "like": 4, "dependency": {"dependent": "zwickau.telefon", "on": "dresden.storage"}}]}]}))))]
pub(super) async fn one(api: Api, At(IncidentParam { id }): At<IncidentParam>) -> Result<Response, Problem> {
    let incident = own(&api, id.number()?).await?;
    let (revision, found) = reviewed(&api, &incident).await?;
    let keys = |keys: &[Key]| keys.iter().map(Key::to_string).collect();
    let source = format!("{} ({})", incident.title, incident.id);
    let missed = found.missed.iter().map(|missed| MissedNode {
        node: missed.node.to_string(),
        level: missed.level,
        proposals: (missed.proposals.iter())
            .map(|proposed| ReviewProposal {
                provider: proposed.provider.to_string(),
                wrong: proposed.wrong,
                like: proposed.like,
                dependency: serde_json::json!({
                    "dependent": missed.node.as_str(), "on": proposed.provider.as_str(),
                    "confirmation": "assumed", "source": source,
                }),
            })
            .collect(),
    });
    let answer = IncidentReview {
        revision,
        score: found.score(),
        missed: missed.collect(),
        right: keys(&found.right),
        too_much: keys(&found.too_much),
        unobserved: found.unobserved,
    };
    Ok(Json::new(StatusCode::OK, &answer).map(revision).into())
}

/// How well the map has predicted: over the last twelve incidents in which somebody observed something that was hit.
#[utoipa::path(get, path = "/v1/map-score", operation_id = "readMapScore", tag = "Incidents", responses(
    (status = 200, description = "The score", body = MapScore, example = json!({
        "incidents": 12, "hit": 100, "predicted": 94, "score": 0.94}))))]
pub(super) async fn score(api: Api) -> Result<Response, Problem> {
    let mut answer = MapScore { incidents: 0, hit: 0, predicted: 0, score: None };
    let _place = api.place_to_plan().await?;
    for incident in
        api.app.incidents.list(None, IncidentState::Any, Exercises::With, LOOKED_AT).await?.incidents
    {
        if answer.incidents as usize == SCORED {
            break;
        }
        if incident.exercise || incident.observations.is_empty() || !is_own(&api.current(), &incident) {
            continue;
        }
        let (_, found) = reviewed(&api, &incident).await?;
        if found.score().is_some() {
            answer.incidents += 1;
            answer.predicted += found.right.len() as u64;
            answer.hit += (found.right.len() + found.missed.len()) as u64;
        }
    }
    answer.score = (answer.hit > 0).then(|| answer.predicted as f64 / answer.hit as f64);
    Json::ok(&answer)
}
