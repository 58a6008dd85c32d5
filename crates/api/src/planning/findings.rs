//! Findings: paged through as a list, and that somebody accepts one.

use crate::params::{At, Headers, Parameter, Query, params};
use crate::problem::Problem;
use crate::request::{AuthorHeaders, Change, MatchHeader, PutConditions, decoded, json};
use crate::respond::{self, Json};
use crate::state::Api;
use crate::values::{Area, AsOfParam, PageParams};
use app::maps::history::AsOf;
use app::planning::findings::page::{FindingsPart, acceptance};
use app::planning::findings::{Acceptance, AcceptanceDoc, FindingPage, FindingsRequest, decode_acceptance};
use app::{Precondition, Resource};
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use engine::Watch;
use model::finding::{FindingKind, FindingState, Severity};
use model::{Fault, Key, Kind, Layer, Selection, Stamp};
use store::AcceptedRow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use wire::Place;
use wire::words::FINDING_KINDS;

params! {
    /// Which findings to list.
    pub(super) struct FindingsParams in Query {
        /// Only this kind.
        finding "finding": FindingKind,
        /// At least as grave.
        severity "severity": Severity,
        /// By whether somebody has accepted them.
        state "state": FindingState = "open",
        /// Only at what this agency runs, and at the agency itself.
        agency "agency": Key,
        /// Only at nodes of this kind.
        kind "kind": Kind,
        /// Only at services of this layer.
        layer "layer": Layer,
        /// Only at nodes whose official regional key, or that of their agency, begins with this.
        area "area": Area,
        /// What was confirmed before this day is stale; absent = when the review period began.
        stale_before "staleBefore": Stamp,
    }
}

params! {
    /// The finding in the address.
    pub(super) struct FindingParam in Path {
        /// Id of the finding.
        id "id": FindingId => "no-contact~zwickau",
    }
}

/// List what is wrong or weak on the map: the gravest first, each with why it matters and what to do.
///
/// Ids are stable, so that two runs can be compared. A finding may be accepted with a reason and up to a day; until then it
/// is listed only with `state=accepted` or `state=all`.
#[utoipa::path(get, path = "/v1/findings", operation_id = "listFindings", tag = "Planning", params(FindingsParams, PageParams, AsOfParam), responses(
    (status = 200, description = "A part of the findings", body = FindingPage, example = json!({
        "revision": 17, "totals": [{"kind": "no-contact", "severity": "medium", "count": 1}],
        "items": [{"id": "no-contact~zwickau", "kind": "no-contact", "severity": "medium",
            "node": {"key": "zwickau", "kind": "agency", "name": "Landkreis Zwickau"},
            "why": "in an outage nobody knows whom to call",
            "remedy": "add a functional mailbox and a telephone number, never a private person's"}],
        "assumptions": {"include": "all", "hypotheticalChanges": 0, "nodes": 64, "dependencies": 65,
                        "unconfirmedDependencies": 45, "notes": []}
    }))))]
pub(super) async fn list(
    api: Api,
    Query((said, page, AsOfParam { as_of })): Query<(FindingsParams, PageParams, AsOfParam)>,
) -> Result<Response, Problem> {
    let selection = Selection {
        agency: said.agency,
        kind: said.kind,
        layer: said.layer,
        area: said.area.map(|area| area.0),
        ..Selection::default()
    };
    let today = app::clock::timestamp().to_zoned(words::zone::of(api.app.maps.current().zone())).date();
    let question = FindingsRequest {
        of: Some(selection).filter(|selection| !selection.is_everything()),
        kinds: said.finding.into_iter().collect(),
        severity: said.severity,
        stale_before: said.stale_before,
        ..FindingsRequest::default()
    };
    let state = said.state;
    let filter = format!("{question:?}{state:?}");
    let (limit, cursor) = page.read(&filter)?;
    let map = api.map_in_force(cursor.as_ref().map(|at| AsOf::Revision(at.revision)).or(as_of)).await?;
    let from = cursor.and_then(|cursor| cursor.position.parse().ok()).unwrap_or(0);
    let part = FindingsPart { state, from, limit, today: today.to_string() };
    let accepted = api.app.findings.accepted().await?;
    let _place = api.place_to_plan().await?;
    let app = std::sync::Arc::clone(&api.app);
    api.off_the_loop(move || {
        let page = app.findings.page(&map, &question, &part, &accepted, &Watch::default())?;
        let next = page.next.map(|at| respond::cursor(map.revision(), &filter, &at.to_string()));
        Ok(Json::new(
            StatusCode::OK,
            &FindingPage {
                revision: map.revision(),
                totals: page.totals,
                items: page.items,
                next,
                assumptions: page.assumptions,
            },
        )
        .map(map.revision())
        .into())
    })
    .await
}

/// The id of a finding: its kind, `~`, the key of its node, and perhaps `~` and the local id of a dependency.
#[derive(Debug)]
pub(super) struct FindingId {
    text: String,
    node: Key,
}

impl Parameter for FindingId {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        let mut parts = text.splitn(3, '~');
        let kind = parts.next().is_some_and(|kind| FINDING_KINDS.iter().any(|(word, _)| *word == kind));
        let node = parts.next().and_then(|key| Key::new(key).ok());
        let rest = parts.next().is_none_or(|local| !local.is_empty() && local.len() <= 200);
        match node.filter(|_| kind && rest) {
            Some(node) => Ok(Self { text: text.to_owned(), node }),
            None => Err(Fault::new(
                "",
                "invalid-id",
                "this is no id of a finding",
                "write it as it was answered, such as no-contact~zwickau",
            )),
        }
    }
}

fn shown(status: StatusCode, row: &AcceptedRow) -> Response {
    Json::new(status, &acceptance(row)).tag(&format!("\"{}\"", row.revision)).into()
}

async fn row(api: &Api, id: &str) -> Result<Option<AcceptedRow>, Problem> {
    Ok(api.app.findings.accepted().await?.into_iter().find(|row| row.id == id))
}

/// The revision that the client has read; `*` = any.
fn expected(row: &AcceptedRow, precondition: &Precondition) -> Result<(), Problem> {
    let Precondition::Unchanged(_, tags) = precondition else { return Ok(()) };
    match tags.is_empty() || tags.contains(&row.revision) {
        true => Ok(()),
        false => Err(app::AppError::PreconditionFailed {
            detail: "the acceptance has changed: read it again".to_owned(),
        }
        .into()),
    }
}

/// That a finding is accepted, why, by whom and until when.
#[utoipa::path(get, path = "/v1/findings/{id}/acceptance", operation_id = "readAcceptance", tag = "Planning", params(FindingParam), responses(
    (status = 200, description = "The acceptance", body = Acceptance, headers(("ETag" = String, description = "For changing it")),
     example = json!({"reason": "Ersatzbeschaffung ist beauftragt", "by": "planung", "at": "2026-05-01T08:00:00Z",
                      "until": "2027-06-30"}))))]
pub(super) async fn read(
    api: Api,
    At(FindingParam { id: FindingId { text: id, .. } }): At<FindingParam>,
) -> Result<Response, Problem> {
    let found = row(&api, &id).await?.ok_or_else(|| Problem::not_found("accepted finding", &id))?;
    Ok(shown(StatusCode::OK, &found))
}

/// Accept a finding, with a reason and, if wanted, up to a day.
#[utoipa::path(put, path = "/v1/findings/{id}/acceptance", operation_id = "acceptFinding", tag = "Planning", params(FindingParam, PutConditions, AuthorHeaders),
    request_body(content = AcceptanceDoc<'static>, example = json!({"reason": "Ersatzbeschaffung ist beauftragt", "until": "2027-06-30"})),
    responses((status = 201, description = "Accepted", body = Acceptance, example = json!({
        "reason": "Ersatzbeschaffung ist beauftragt", "by": "planung", "at": "2026-05-01T08:00:00Z", "until": "2027-06-30"})),
     (status = 200, description = "Accepted anew", body = Acceptance)))]
pub(super) async fn accept(
    api: Api,
    At(FindingParam { id: FindingId { text: id, node } }): At<FindingParam>,
    Headers((conditions, by)): Headers<(PutConditions, AuthorHeaders)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let change = Change::put(conditions, by, Resource::Node(node))?;
    let doc =
        decoded(&json(&headers, &body)?, |tree, problems| decode_acceptance(tree, &Place::ROOT, problems))?;
    let before = match &change.precondition {
        Precondition::Absent(_) => 0,
        precondition => {
            let row = row(&api, &id).await?.ok_or_else(|| Problem::not_found("accepted finding", &id))?;
            expected(&row, precondition)?;
            row.revision
        }
    };
    let author = change.author(&api.who());
    let row = api.app.findings.accept(&id, doc, &author.name, before, author.at_ms).await?;
    Ok(shown(if before == 0 { StatusCode::CREATED } else { StatusCode::OK }, &row))
}

/// Take back that a finding was accepted.
#[utoipa::path(delete, path = "/v1/findings/{id}/acceptance", operation_id = "withdrawAcceptance", tag = "Planning", params(FindingParam, MatchHeader, AuthorHeaders),
    responses((status = 204, description = "It is open again")))]
pub(super) async fn take_back(
    api: Api,
    At(FindingParam { id: FindingId { text: id, node } }): At<FindingParam>,
    Headers((condition, by)): Headers<(MatchHeader, AuthorHeaders)>,
) -> Result<Response, Problem> {
    let change = Change::matching(condition, by, Resource::Node(node));
    let row = row(&api, &id).await?.ok_or_else(|| Problem::not_found("accepted finding", &id))?;
    expected(&row, &change.precondition)?;
    api.app.findings.unaccept(&id, row.revision).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
