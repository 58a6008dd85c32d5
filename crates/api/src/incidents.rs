//! Incidents: open, add to, read.

use super::dependencies::fingerprint;
use super::params::{At, Headers, Parameter, Query, params};
use super::problem::Problem;
use super::request::{AuthorHeaders, Change, Line, RepeatHeader, decoded, json};
use super::respond::{self, Json};
use super::state::Api;
use super::values::{Continuation, PageParams, Whole};
use access::{Reach, Right, Thing, allow};
use app::incidents::{Added, Exercises, is_own};
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use model::incident::IncidentEvent;
use model::{Fault, Incident, Key};
use std::sync::Arc;
use store::IncidentState;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use wire::incident::{EventRequestDoc, OpeningDoc};
use wire::incident::{
    IncidentDetail, IncidentDoc, IncidentEventPage, IncidentPage, RecordDoc, incident_id, parse_incident_id,
};
use wire::{Place, decode_event, decode_opening};

/// Most incidents of one page: each may bring thousands of failures.
const PAGE: usize = 100;

params! {
    /// The incident in the address.
    pub(super) struct IncidentParam in Path {
        /// Id of the incident.
        id "id": IncidentId => "i-000042",
    }
}

/// The id of an incident; where it is none, there is no such incident.
#[derive(Debug)]
pub(super) struct IncidentId(String);

impl IncidentId {
    /// The number of the incident.
    ///
    /// # Errors
    /// There is no such incident.
    pub(super) fn number(&self) -> Result<u64, Problem> {
        parse_incident_id(&self.0).ok_or_else(|| Problem::not_found("incident", &self.0))
    }
}

impl Parameter for IncidentId {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^i-[0-9]{6,}$")).into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        Ok(Self(text.to_owned()))
    }
}

params! {
    /// Which incidents to list.
    pub(super) struct IncidentsParams in Query {
        /// `open` (planned ones too) or `closed`; absent = all.
        state "state": IncidentState,
        /// Whether exercises are listed: `with` (absent), `without` or `only`.
        exercises "exercises": Exercises,
        /// Most entries of one part.
        limit "limit": Whole<1, PAGE> = 100,
        /// Where to go on, from `next` of the part before.
        cursor "cursor": Continuation,
    }
}

params! {
    /// Who says something.
    pub(super) struct SpeakerHeader in Header {
        /// Who says it.
        author "Change-Author": Line<300>,
    }
}

impl From<SpeakerHeader> for AuthorHeaders {
    fn from(said: SpeakerHeader) -> Self {
        Self { author: said.author, message: None }
    }
}

/// List incidents, the newest first.
#[utoipa::path(get, path = "/v1/incidents", operation_id = "listIncidents", tag = "Incidents", params(IncidentsParams), responses(
    (status = 200, description = "A part of the list", body = IncidentPage<'static>, example = json!({
        "items": [{"id": "i-000042", "title": "Storage replication fails", "kind": "fault", "state": "open",
                   "openedAt": "2018-11-14T13:30:00Z", "lastEvent": 43, "flapping": [],
                   "failures": [{"node": "dresden.storage-sync", "level": "unavailable", "from": "2018-11-14T13:30:00Z",
                                 "ended": false, "overdue": false}]}]
    })),
))]
pub(super) async fn list(
    api: Api,
    Query(IncidentsParams { state, exercises, limit, cursor }): Query<IncidentsParams>,
) -> Result<Response, Problem> {
    let (state, exercises) = (state.unwrap_or_default(), exercises.unwrap_or(Exercises::With));
    let filter = format!("incidents {state:?} {exercises:?}");
    let cursor = cursor.map(|cursor| respond::read_cursor(&cursor.0, &filter)).transpose()?;
    let before = cursor.map(|cursor| cursor.revision);
    let found = api.app.incidents.list(before, state, exercises, limit.0).await?;
    let next = found.next.map(|last| respond::cursor(last, &filter, ""));
    let (now, map) = (now(), api.current());
    let own = found.incidents.iter().filter(|incident| is_own(&map, incident));
    let items = own.map(|incident| IncidentDoc::new(incident, now)).collect();
    Json::ok(&IncidentPage { items, next })
}

/// Open an incident.
///
/// A fault that runs, or planned maintenance whose failures begin in the future. Several can be open at once; what they
/// mean together is the situation.
#[utoipa::path(post, path = "/v1/incidents", operation_id = "openIncident", tag = "Incidents", params(RepeatHeader, SpeakerHeader),
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
    api: Api,
    Headers((repeat, by)): Headers<(RepeatHeader, SpeakerHeader)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let author =
        Change::post(repeat, by.into(), || fingerprint("POST /v1/incidents", &body)).author(&api.who());
    let tree = json(&headers, &body)?;
    let opening = decoded(&tree, |t, p| decode_opening(t, author.at_ms, &Place::ROOT, p))?;
    may_report(&api, opening.events.iter().filter_map(IncidentEvent::node), true)?;
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
pub(super) async fn read(api: Api, At(IncidentParam { id }): At<IncidentParam>) -> Result<Response, Problem> {
    let incident = own(&api, id.number()?).await?;
    Json::ok(&IncidentDetail::new(&incident, now()))
}

/// Add an event to an incident: a failure, its end, a forecast, an observation, a note, what people know of it, a report
/// that was handed in, its closing.
///
/// A forecast is a revision: it replaces none of those before. A fault lasts on after its forecast until somebody says
/// that it ended. Closing ends whatever still fails. `assessed` and `reported` tell what reporting duties ask for, also
/// after the closing.
#[utoipa::path(post, path = "/v1/incidents/{id}/events", operation_id = "addIncidentEvent", tag = "Incidents", params(IncidentParam, RepeatHeader, SpeakerHeader),
    request_body(content = EventRequestDoc<'static>, example = json!({
        "type": "observed", "node": "zwickau.kfz-zulassung", "level": "operational", "by": "Landkreis Zwickau", "text": "works again"
    })),
    responses((status = 201, description = "Added; the incident as it is now", body = IncidentDetail<'static>)))]
pub(super) async fn add(
    api: Api,
    At(IncidentParam { id }): At<IncidentParam>,
    Headers((repeat, by)): Headers<(RepeatHeader, SpeakerHeader)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let id = id.number()?;
    let route = format!("POST /v1/incidents/{}/events", incident_id(id));
    let author = Change::post(repeat, by.into(), || fingerprint(&route, &body)).author(&api.who());
    let tree = json(&headers, &body)?;
    let (at, event) = decoded(&tree, |t, p| decode_event(t, author.at_ms, &Place::ROOT, p))?;
    own(&api, id).await?;
    may_report(&api, event.node().into_iter(), false)?;
    Ok(added(&api.app.incidents.add_event(id, at, event, author).await?))
}

/// List the events of an incident, the oldest first.
#[utoipa::path(get, path = "/v1/incidents/{id}/events", operation_id = "listIncidentEvents", tag = "Incidents",
    params(IncidentParam, PageParams), responses(
    (status = 200, description = "A part of the journal", body = IncidentEventPage<'static>, example = json!({
        "items": [{"seq": 44, "incident": "i-000042", "at": "2018-11-15T09:00:00Z", "recordedAt": "2018-11-15T09:00:00Z",
                   "author": "leitstelle@example.org", "type": "forecast", "until": "2018-11-16T07:00:00Z"}]
    })),
))]
pub(super) async fn events(
    api: Api,
    Query(page): Query<PageParams>,
    At(IncidentParam { id }): At<IncidentParam>,
) -> Result<Response, Problem> {
    let id = id.number()?;
    own(&api, id).await?;
    let filter = format!("events {id}");
    let (limit, cursor) = page.read(&filter)?;
    let after = cursor.map_or(0, |c| c.revision);
    let mut found = api.app.incidents.events(Some(id), after, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| respond::cursor(last.seq, &filter, ""));
    Json::ok(&IncidentEventPage { items: found.iter().map(RecordDoc::new).collect(), next })
}

/// An incident that who asks may see.
pub(super) async fn own(api: &Api, id: u64) -> Result<Arc<Incident>, Problem> {
    let incident = api.app.incidents.read(id).await?;
    match is_own(&api.current(), &incident) {
        true => Ok(incident),
        false => Err(Problem::not_found("incident", &incident_id(id))),
    }
}

/// Whether who asks may say something of these nodes; who is not over everything must name one.
fn may_report<'k>(api: &Api, nodes: impl Iterator<Item = &'k Key>, names_one: bool) -> Result<(), Problem> {
    let (who, map) = (api.who(), api.current());
    if *who.reach(Right::Report) == Reach::Everything {
        return Ok(());
    }
    let mut named = !names_one;
    for key in nodes {
        named = true;
        let node = map.find(key.as_str()).ok_or_else(|| Problem::not_found("node", key.as_str()))?;
        let owner = map.owner(node).map(|owner| map.key(owner));
        allow(&who, Right::Report, Thing::Of(owner)).map_err(Problem::denied)?;
    }
    match named {
        true => Ok(()),
        false => Err(Problem::forbidden("say what fails: you may open incidents of what your agency runs")),
    }
}

fn added(added: &Added) -> Response {
    let incident = &added.incident;
    Json::new(StatusCode::CREATED, &IncidentDetail::new(incident, now()))
        .location(&format!("/v1/incidents/{}", incident_id(incident.id)))
        .into()
}

fn now() -> i64 {
    app::clock::now()
}
