//! Findings: paged through as a list, and that somebody accepts one.

use crate::params::Params;
use crate::problem::Problem;
use crate::request::{Change, IfMatchHeader, PutHeaders, decoded, json};
use crate::respond::{self, Json};
use crate::state::Api;
use app::planning::findings::page::{Part, acceptance};
use app::planning::findings::{Acceptance, AcceptanceDoc, FindingPage, FindingsRequest, decode_acceptance};
use app::{Precondition, Target};
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use engine::Watch;
use model::finding::FindingState;
use model::{Fault, Key, Selection, Stamp};
use store::AcceptedRow;
use utoipa::IntoParams;
use wire::Place;
use wire::planning::selection::area;
use wire::words::{FINDING_KINDS, FINDING_STATES, KINDS, LAYERS, SEVERITIES};

/// Which findings to list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters; they are read strictly, all problems at once")]
pub(super) struct FindingsParams {
    /// Only this kind.
    #[param(value_type = Option<wire::words::FindingWord>)]
    finding: Option<String>,
    /// At least as grave.
    #[param(value_type = Option<wire::words::FindingSeverity>)]
    severity: Option<String>,
    /// By whether somebody has accepted them.
    #[param(value_type = Option<wire::words::FindingStateWord>, default = "open")]
    state: Option<String>,
    /// Only at what this agency runs, and at the agency itself.
    #[param(value_type = Option<wire::words::NodeKey>)]
    agency: Option<String>,
    /// Only at nodes of this kind.
    #[param(value_type = Option<wire::words::NodeKind>)]
    kind: Option<String>,
    /// Only at services of this layer.
    #[param(value_type = Option<wire::words::ServiceLayer>)]
    layer: Option<String>,
    /// Only at nodes whose official regional key, or that of their agency, begins with this.
    #[param(pattern = "^[0-9]{1,12}$")]
    area: Option<String>,
    /// What was confirmed before this day is stale; absent = a year ago.
    #[param(value_type = Option<crate::texts::DayOrTime>)]
    stale_before: Option<String>,
    /// Most entries of one part.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
    /// Where to go on, from `next` of the part before.
    #[param(min_length = 1, max_length = 2_000)]
    cursor: Option<String>,
    /// An earlier map: a revision such as `17`, or a time such as `2026-05-01T08:00:00Z`.
    #[param(value_type = Option<crate::texts::MapMoment>)]
    as_of: Option<String>,
}

/// The finding in the path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the parameter")]
pub(super) struct FindingParam {
    /// Id of the finding.
    #[param(example = "no-contact~zwickau")]
    id: String,
}

/// List what is wrong or weak on the map: the gravest first, each with why it matters and what to do.
///
/// Ids are stable, so that two runs can be compared. A finding may be accepted with a reason and up to a day; until then it
/// is listed only with `state=accepted` or `state=all`.
#[utoipa::path(get, path = "/v1/findings", operation_id = "listFindings", tag = "Planning", params(FindingsParams), responses(
    (status = 200, description = "A part of the findings", body = FindingPage, example = json!({
        "revision": 17, "totals": [{"kind": "no-contact", "severity": "medium", "count": 1}],
        "items": [{"id": "no-contact~zwickau", "kind": "no-contact", "severity": "medium",
            "node": {"key": "zwickau", "kind": "agency", "name": "Landkreis Zwickau"},
            "why": "in an outage nobody knows whom to call",
            "remedy": "add a functional mailbox and a telephone number, never a private person's"}],
        "assumptions": {"include": "all", "hypotheticalChanges": 0, "nodes": 64, "dependencies": 65,
                        "unconfirmedDependencies": 45, "notes": []}
    }))))]
pub(super) async fn list(State(api): State<Api>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    const KNOWN: &[&str] = &[
        "finding",
        "severity",
        "state",
        "agency",
        "kind",
        "layer",
        "area",
        "staleBefore",
        "limit",
        "cursor",
        "asOf",
    ];
    let mut params = Params::new(query.as_deref(), KNOWN);
    let selection = Selection {
        agency: params.key("agency"),
        kind: params.word("kind", KINDS),
        layer: params.word("layer", LAYERS),
        area: params.read("area", area),
        ..Selection::default()
    };
    let today = app::clock::timestamp().to_zoned(words::zone::usual()).date();
    let question = FindingsRequest {
        of: Some(selection).filter(|selection| !selection.is_everything()),
        kinds: params.word("finding", FINDING_KINDS).into_iter().collect(),
        severity: params.word("severity", SEVERITIES),
        stale_before: params.read("staleBefore", Stamp::new).or_else(|| year_before(today)),
        ..FindingsRequest::default()
    };
    let state: FindingState = params.word("state", FINDING_STATES).unwrap_or_default();
    let (limit, as_of) = (params.page(), params.as_of());
    let cursor = params.text("cursor").map(String::from);
    params.check()?;
    let filter = format!("{question:?}{state:?}");
    let cursor = cursor.map(|cursor| respond::read_cursor(&cursor, &filter)).transpose()?;
    let map = api.map(as_of, cursor.as_ref()).await?;
    let from = cursor.and_then(|cursor| cursor.position.parse().ok()).unwrap_or(0);
    let part = Part { state, from, limit, today: today.to_string() };
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

/// A confirmation is stale after a year, when nothing is said.
fn year_before(today: jiff::civil::Date) -> Option<Stamp> {
    let day = today.checked_sub(jiff::Span::new().years(1)).ok()?;
    Stamp::new(&day.to_string()).ok()
}

/// An id (the kind of the finding, `~`, the key of its node, and perhaps `~` and the local id of a dependency), and its node.
fn id(path: &str) -> Result<(String, Key), Problem> {
    let mut parts = path.splitn(3, '~');
    let kind = parts.next().is_some_and(|kind| FINDING_KINDS.iter().any(|(word, _)| *word == kind));
    let node = parts.next().and_then(|key| Key::new(key).ok());
    let rest = parts.next().is_none_or(|local| !local.is_empty() && local.len() <= 200);
    match node.filter(|_| kind && rest) {
        Some(node) => Ok((path.to_owned(), node)),
        None => Err(Problem::path(
            "id",
            Fault::new(
                "",
                "invalid-id",
                "this is no id of a finding",
                "write it as it was answered, such as no-contact~zwickau",
            ),
        )),
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
pub(super) async fn read(State(api): State<Api>, Path(path): Path<String>) -> Result<Response, Problem> {
    let (id, _) = id(&path)?;
    let found = row(&api, &id).await?.ok_or_else(|| Problem::not_found("accepted finding", &id))?;
    Ok(shown(StatusCode::OK, &found))
}

/// Accept a finding, with a reason and, if wanted, up to a day.
#[utoipa::path(put, path = "/v1/findings/{id}/acceptance", operation_id = "acceptFinding", tag = "Planning", params(FindingParam, PutHeaders),
    request_body(content = AcceptanceDoc<'static>, example = json!({"reason": "Ersatzbeschaffung ist beauftragt", "until": "2027-06-30"})),
    responses((status = 201, description = "Accepted", body = Acceptance, example = json!({
        "reason": "Ersatzbeschaffung ist beauftragt", "by": "planung", "at": "2026-05-01T08:00:00Z", "until": "2027-06-30"})),
     (status = 200, description = "Accepted anew", body = Acceptance)))]
pub(super) async fn accept(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let (id, node) = id(&path)?;
    let change = Change::put(&headers, Target::Node(node))?;
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
    let author = change.author();
    let row = api.app.findings.accept(&id, doc, &author.name, before, author.at_ms).await?;
    Ok(shown(if before == 0 { StatusCode::CREATED } else { StatusCode::OK }, &row))
}

/// Take back that a finding was accepted.
#[utoipa::path(delete, path = "/v1/findings/{id}/acceptance", operation_id = "withdrawAcceptance", tag = "Planning", params(FindingParam, IfMatchHeader),
    responses((status = 204, description = "It is open again")))]
pub(super) async fn take_back(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (id, node) = id(&path)?;
    let change = Change::matching(&headers, Target::Node(node))?;
    let row = row(&api, &id).await?.ok_or_else(|| Problem::not_found("accepted finding", &id))?;
    expected(&row, &change.precondition)?;
    api.app.findings.unaccept(&id, row.revision).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
