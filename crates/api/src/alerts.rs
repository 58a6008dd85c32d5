//! Who sends alerts, and what is known of their alerts.

use super::params::Params;
use super::problem::Problem;
use super::request::{decoded, if_match, json, not_modified};
use super::respond::{self, Json};
use super::state::Api;
use app::alerts::{Condition, KeptReceiver};
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use model::LocalId;
use store::AlertFilter;
use utoipa::IntoParams;
use wire::alert::{AlertPage, AlertReceiverItem, AlertReceiverList, STATES, State as Standing};
use wire::alert_receiver::{ReceiverDoc, decode_receiver};

/// The receiver in the path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the parameter")]
pub(super) struct ReceiverParam {
    /// Name of the receiver.
    #[param(example = "rechenzentrum", value_type = crate::texts::ReceiverName)]
    id: String,
}

/// Conditions of creating or replacing a receiver.
#[derive(IntoParams)]
#[into_params(parameter_in = Header, names("If-Match", "If-None-Match"))]
#[expect(dead_code, reason = "describes the headers")]
pub(super) struct PutConditions(
    /// The `ETag` that was read, or `*` for any: replace only.
    #[param(value_type = Option<crate::texts::EntityTags>)]
    Option<String>,
    /// `*`: create only.
    #[param(pattern = "^[*]$")]
    Option<String>,
);

/// The condition of a deletion.
#[derive(IntoParams)]
#[into_params(parameter_in = Header, names("If-Match"))]
#[expect(dead_code, reason = "describes the header")]
pub(super) struct DeleteCondition(
    /// The `ETag` that was read, or `*` for any.
    #[param(example = "\"1\"", value_type = crate::texts::EntityTags)]
    String,
);

/// Which alerts to list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters; they are read strictly, all problems at once")]
pub(super) struct AlertParams {
    /// Only these; all when left out.
    #[param(value_type = Option<wire::alert::AlertState>)]
    state: Option<String>,
    /// Most entries of one part.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
    /// Where to go on, from `next` of the part before.
    #[param(min_length = 1, max_length = 2_000)]
    cursor: Option<String>,
}

/// The name of a receiver in a path.
pub(super) fn receiver_id(path: &str) -> Result<LocalId, Problem> {
    LocalId::new(path).map_err(|fault| Problem::path("id", fault))
}

fn now_ms() -> i64 {
    app::clock::now()
}

fn tag(kept: &KeptReceiver) -> String {
    format!("\"{}\"", kept.version)
}

/// The condition of a change: it was created, or is as it was read.
fn condition(headers: &HeaderMap, may_create: bool) -> Result<Condition, Problem> {
    let create = headers.get(header::IF_NONE_MATCH).is_some_and(|value| value == "*");
    match (if_match(headers)?, create && may_create) {
        (Some(_), true) => Err(Problem::header(
            "If-None-Match",
            "If-Match and If-None-Match exclude each other",
            "send If-None-Match: * to create, or If-Match with a tag to replace",
        )),
        (Some(versions), false) => Ok(Condition::Unchanged(versions)),
        (None, true) => Ok(Condition::Absent),
        (None, false) => Err(Problem::precondition_required()),
    }
}

/// List those who send alerts.
#[utoipa::path(get, path = "/v1/alert-receivers", operation_id = "listAlertReceivers", tag = "Alerts", responses(
    (status = 200, description = "All receivers, by id", body = AlertReceiverList<'static>, example = json!({
        "items": [{"tag": "\"1\"", "deliveries": 12, "receiver": {"id": "rechenzentrum", "type": "alertmanager",
                   "rules": [{"node": "{agency}.{service}", "level": "unavailable", "levels": {"warning": "degraded"}}]}}]
    })),
))]
pub(super) async fn list(State(api): State<Api>) -> Result<Response, Problem> {
    let all = api.app.alerts.receivers().await?;
    let item = |kept| AlertReceiverItem {
        tag: tag(kept),
        deliveries: kept.deliveries,
        receiver: ReceiverDoc::new(&kept.receiver),
    };
    Json::ok(&AlertReceiverList { items: all.iter().map(item).collect() })
}

/// Read who sends alerts, and by which rules they lead to nodes.
#[utoipa::path(get, path = "/v1/alert-receivers/{id}", operation_id = "readAlertReceiver", tag = "Alerts", params(ReceiverParam), responses(
    (status = 200, description = "The receiver; `ETag` counts its changes", body = ReceiverDoc<'static>, example = json!({
        "id": "rechenzentrum", "type": "alertmanager", "expiry": "PT4H",
        "rules": [{"when": [{"label": "job", "is": "node"}, {"label": "host", "startsWith": "dd-"}],
                   "node": "dresden.{host}", "level": "unavailable", "levels": {"warning": "degraded"}}]
    })),
    (status = 304, description = "It has not changed since `If-None-Match`"),
))]
pub(super) async fn read(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let kept = api.app.alerts.receiver(receiver_id(&path)?.as_str()).await?;
    if not_modified(&headers, &tag(&kept))? {
        return Ok(respond::not_modified(&tag(&kept)));
    }
    Ok(Json::new(StatusCode::OK, &ReceiverDoc::new(&kept.receiver)).tag(&tag(&kept)).into())
}

/// Create or replace who sends alerts.
///
/// The alerts of the receiver that fire are led to nodes anew by the new rules. With `If-None-Match: *` it must not
/// exist yet; with `If-Match` it must not have changed. One of them is required.
#[utoipa::path(put, path = "/v1/alert-receivers/{id}", operation_id = "putAlertReceiver", tag = "Alerts", params(ReceiverParam, PutConditions),
    request_body(content = ReceiverDoc<'static>, example = json!({
        "type": "alertmanager", "expiry": "PT4H",
        "rules": [{"node": "{agency}.{service}", "levels": {"warning": "degraded"}}]
    })),
    responses(
    (status = 200, description = "Replaced", body = ReceiverDoc<'static>),
    (status = 201, description = "Created", body = ReceiverDoc<'static>),
))]
pub(super) async fn put(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let id = receiver_id(&path)?;
    let condition = condition(&headers, true)?;
    let tree = json(&headers, &body)?;
    let receiver = decoded(&tree, |tree, problems| decode_receiver(tree, &id, problems))?;
    let kept = api.app.alerts.put_receiver(receiver, condition, now_ms()).await?;
    let status = if kept.version == 1 { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Json::new(status, &ReceiverDoc::new(&kept.receiver)).tag(&tag(&kept)).into())
}

/// Remove who sends alerts, with all alerts that came from there.
#[utoipa::path(delete, path = "/v1/alert-receivers/{id}", operation_id = "deleteAlertReceiver", tag = "Alerts", params(ReceiverParam, DeleteCondition),
    responses((status = 204, description = "Removed")))]
pub(super) async fn delete(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id = receiver_id(&path)?;
    let condition = condition(&headers, false)?;
    api.app.alerts.delete_receiver(id.as_str(), condition, now_ms()).await?;
    Ok(respond::no_content(api.app.maps.current().revision()))
}

/// List the alerts that are kept, by receiver and fingerprint.
#[utoipa::path(get, path = "/v1/alerts", operation_id = "listAlerts", tag = "Alerts", params(AlertParams), responses(
    (status = 200, description = "A part of the list", body = AlertPage, example = json!({
        "items": [{"receiver": "rechenzentrum", "fingerprint": "c2f1e8a0d5b4c549", "status": "firing",
                   "startsAt": "2018-11-14T13:30:00Z", "lastSeen": "2018-11-14T13:31:04Z",
                   "unmatched": "rule 1: there is no node dresden.unbekannt", "explained": false,
                   "alert": {"labels": {"agency": "dresden", "service": "unbekannt"}, "summary": "Dienst antwortet nicht"}}]
    })),
))]
pub(super) async fn alerts(State(api): State<Api>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let mut params = Params::new(query.as_deref(), &["state", "limit", "cursor"]);
    let state = params.word("state", STATES);
    let limit = params.page();
    params.check()?;
    let filter = match state {
        None => AlertFilter::All,
        Some(Standing::Firing) => AlertFilter::Firing,
        Some(Standing::Resolved) => AlertFilter::Resolved,
        Some(Standing::Expired) => AlertFilter::Expired,
        Some(Standing::Unmatched) => AlertFilter::Unmatched,
        Some(Standing::Explained) => AlertFilter::Explained,
    };
    let filter_text = format!("alerts {}", state.map_or("", Standing::as_str));
    let cursor = params.text("cursor").map(|c| respond::read_cursor(c, &filter_text)).transpose()?;
    // No id holds a blank, so that the first one ends it; a fingerprint may hold any.
    let after = cursor.as_ref().and_then(|cursor| cursor.position.split_once(' '));
    let (items, more) = api.app.alerts.list(filter, after, limit).await?;
    let last = items.last().filter(|_| more);
    let position = last.map(|last| format!("{} {}", last.receiver, last.fingerprint));
    let next = position.map(|position| respond::cursor(0, &filter_text, &position));
    Json::ok(&AlertPage { items, next })
}
