//! Incidents: open, add to, read.

use super::dependencies::fingerprint;
use super::params::Params;
use super::problem::Problem;
use super::request::{Change, decoded, json};
use super::respond::{self, Json};
use super::state::Api;
use app::incidents::Added;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use store::IncidentState;
use utoipa::IntoParams;
use wire::incident::{EventRequestDoc, OpeningDoc};
use wire::incident::{
    IncidentDetail, IncidentDoc, IncidentEventPage, IncidentPage, RecordDoc, incident_id, parse_incident_id,
};
use wire::{Place, decode_event, decode_opening};

/// Most incidents of one page: each may bring thousands of failures.
const PAGE: usize = 100;

/// The id in the path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the parameter")]
pub(super) struct IncidentParam {
    /// Id of the incident.
    #[param(example = "i-000042", pattern = "^i-[0-9]{6,}$")]
    id: String,
}

/// What incidents to list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters; they are read strictly, all problems at once")]
pub(super) struct IncidentsParams {
    /// `open` (planned ones too) or `closed`; absent = all.
    #[param(value_type = Option<crate::texts::ListedIncidents>)]
    state: Option<String>,
    /// Most entries of one part.
    #[param(minimum = 1, maximum = 100, default = 100)]
    limit: Option<u32>,
    /// Where to go on, from `next` of the part before.
    #[param(min_length = 1, max_length = 2_000)]
    cursor: Option<String>,
}

/// Headers of what is added.
#[derive(IntoParams)]
#[into_params(parameter_in = Header, names("Idempotency-Key", "Change-Author"))]
#[expect(dead_code, reason = "describes the headers")]
pub(super) struct AddHeaders(
    /// A repetition with the same key within 24 hours is answered but not done again. A random UUID, for example.
    #[param(value_type = Option<crate::texts::IdempotencyKey>)]
    Option<String>,
    /// Who says it.
    #[param(max_length = 300)]
    Option<String>,
);

/// List incidents, the newest first.
#[utoipa::path(get, path = "/v1/incidents", operation_id = "listIncidents", tag = "Incidents", params(IncidentsParams), responses(
    (status = 200, description = "A part of the list", body = IncidentPage<'static>, example = json!({
        "items": [{"id": "i-000042", "title": "Storage replication fails", "kind": "fault", "state": "open",
                   "openedAt": "2018-11-14T13:30:00Z", "lastEvent": 43, "flapping": [],
                   "failures": [{"node": "dresden.storage-sync", "level": "unavailable", "from": "2018-11-14T13:30:00Z",
                                 "ended": false, "overdue": false}]}]
    })),
))]
pub(super) async fn list(State(api): State<Api>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let mut params = Params::new(query.as_deref(), &["state", "limit", "cursor"]);
    let words = [("open", IncidentState::Open), ("closed", IncidentState::Closed)];
    let state = params.word("state", &words).unwrap_or_default();
    let limit = params.number("limit", 1, PAGE).unwrap_or(PAGE);
    params.check()?;
    let filter = format!("incidents {state:?}");
    let cursor = params.text("cursor").map(|c| respond::read_cursor(c, &filter)).transpose()?;
    let mut found = api.app.incidents.list(cursor.map(|c| c.revision), state, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| respond::cursor(last.id, &filter, ""));
    let now = now();
    let items = found.iter().map(|incident| IncidentDoc::new(incident, now)).collect();
    Json::ok(&IncidentPage { items, next })
}

/// Open an incident.
///
/// A fault that runs, or planned maintenance whose failures begin in the future. Several can be open at once; what they
/// mean together is the situation.
#[utoipa::path(post, path = "/v1/incidents", operation_id = "openIncident", tag = "Incidents", params(AddHeaders),
    request_body(content = OpeningDoc<'static>, example = json!({
        "title": "Storage replication fails",
        "failures": [{"node": "dresden.storage-sync", "from": "2018-11-14T14:30:00+01:00"}]
    })),
    responses((status = 201, description = "Opened; `Location` is the incident", body = IncidentDetail<'static>, example = json!({
        "id": "i-000042", "title": "Storage replication fails", "kind": "fault", "state": "open",
        "openedAt": "2018-11-14T13:30:00Z", "lastEvent": 43, "flapping": [],
        "failures": [{"node": "dresden.storage-sync", "level": "unavailable", "from": "2018-11-14T13:30:00Z",
                      "ended": false, "overdue": false}],
        "forecasts": [], "observations": [], "notes": []
    }))))]
pub(super) async fn open(
    State(api): State<Api>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let author = Change::post(&headers, || fingerprint("POST /v1/incidents", &body))?.author();
    let tree = json(&headers, &body)?;
    let opening = decoded(&tree, |t, p| decode_opening(t, author.at_ms, &Place::ROOT, p))?;
    Ok(added(&api.app.incidents.open(opening, author).await?))
}

/// Read an incident with its forecasts, observations and notes.
#[utoipa::path(get, path = "/v1/incidents/{id}", operation_id = "readIncident", tag = "Incidents", params(IncidentParam), responses(
    (status = 200, description = "The incident", body = IncidentDetail<'static>, example = json!({
        "id": "i-000042", "title": "Storage replication fails", "kind": "fault", "state": "open",
        "openedAt": "2018-11-14T13:30:00Z", "lastEvent": 45, "flapping": [],
        "failures": [{"node": "dresden.storage-sync", "level": "unavailable", "from": "2018-11-14T13:30:00Z",
                      "until": "2018-11-16T07:00:00Z", "ended": false, "overdue": false}],
        "forecasts": [{"until": "2018-11-16T07:00:00Z", "author": "leitstelle@example.org", "at": "2018-11-15T09:00:00Z"}],
        "observations": [{"node": "zwickau.kfz-zulassung", "level": "operational", "by": "Landkreis Zwickau",
                          "author": "leitstelle@example.org", "at": "2018-11-15T10:00:00Z"}],
        "notes": []
    })),
))]
pub(super) async fn read(State(api): State<Api>, Path(path): Path<String>) -> Result<Response, Problem> {
    let incident = api.app.incidents.read(id(&path)?).await?;
    Json::ok(&IncidentDetail::new(&incident, now()))
}

/// Add an event to an incident: a failure, its end, a forecast, an observation, a note, what people know of it, a report
/// that was handed in, its closing.
///
/// A forecast is a revision: it replaces none of those before. A fault lasts on after its forecast until somebody says
/// that it ended. Closing ends whatever still fails. `assessed` and `reported` tell what reporting duties ask for, also
/// after the closing.
#[utoipa::path(post, path = "/v1/incidents/{id}/events", operation_id = "addIncidentEvent", tag = "Incidents", params(IncidentParam, AddHeaders),
    request_body(content = EventRequestDoc<'static>, example = json!({
        "type": "observed", "node": "zwickau.kfz-zulassung", "level": "operational", "by": "Landkreis Zwickau", "text": "works again"
    })),
    responses((status = 201, description = "Added; the incident as it is now", body = IncidentDetail<'static>)))]
pub(super) async fn add(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let id = id(&path)?;
    let route = format!("POST /v1/incidents/{}/events", incident_id(id));
    let author = Change::post(&headers, || fingerprint(&route, &body))?.author();
    let tree = json(&headers, &body)?;
    let (at, event) = decoded(&tree, |t, p| decode_event(t, author.at_ms, &Place::ROOT, p))?;
    Ok(added(&api.app.incidents.add_event(id, at, event, author).await?))
}

/// List the events of an incident, the oldest first.
#[utoipa::path(get, path = "/v1/incidents/{id}/events", operation_id = "listIncidentEvents", tag = "Incidents",
    params(IncidentParam, super::changes::PageParams), responses(
    (status = 200, description = "A part of the journal", body = IncidentEventPage<'static>, example = json!({
        "items": [{"seq": 44, "incident": "i-000042", "at": "2018-11-15T09:00:00Z", "recordedAt": "2018-11-15T09:00:00Z",
                   "author": "leitstelle@example.org", "type": "forecast", "until": "2018-11-16T07:00:00Z"}]
    })),
))]
pub(super) async fn events(
    State(api): State<Api>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let mut params = Params::new(query.as_deref(), &["limit", "cursor"]);
    let limit = params.page();
    params.check()?;
    let id = id(&path)?;
    let filter = format!("events {id}");
    let cursor = params.text("cursor").map(|c| respond::read_cursor(c, &filter)).transpose()?;
    let after = cursor.map_or(0, |c| c.revision);
    let mut found = api.app.incidents.events(Some(id), after, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| respond::cursor(last.seq, &filter, ""));
    Json::ok(&IncidentEventPage { items: found.iter().map(RecordDoc::new).collect(), next })
}

fn added(added: &Added) -> Response {
    let incident = &added.incident;
    Json::new(StatusCode::CREATED, &IncidentDetail::new(incident, now()))
        .location(&format!("/v1/incidents/{}", incident_id(incident.id)))
        .into()
}

/// The incident in a path.
pub(super) fn id(path: &str) -> Result<u64, Problem> {
    parse_incident_id(path).ok_or_else(|| Problem::not_found("incident", path))
}

fn now() -> i64 {
    app::clock::now()
}
