//! Who sends alerts, and what is known of their alerts.

use super::params::{At, Headers, Query, params};
use super::problem::Problem;
use super::request::{MatchHeader, PutConditions, decoded, json, not_modified};
use super::respond::{self, Json};
use super::state::Api;
use super::values::PageParams;
use app::alerts::{Condition, KeptReceiver};
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use model::LocalId;
use store::AlertFilter;
use wire::alert::{AlertPage, AlertReceiverItem, AlertReceiverList, State as Standing};
use wire::alert_receiver::{ReceiverDoc, decode_receiver};

params! {
    /// The receiver in the address.
    pub(super) struct ReceiverParam in Path {
        /// Name of the receiver.
        id "id": LocalId => "rechenzentrum",
    }
}

params! {
    /// Which alerts to list.
    pub(super) struct AlertParams in Query {
        /// Only these; all when left out.
        state "state": Standing,
    }
}

fn now_ms() -> i64 {
    app::clock::now()
}

fn tag(kept: &KeptReceiver) -> String {
    format!("\"{}\"", kept.version)
}

/// List those who send alerts.
#[utoipa::path(get, path = "/v1/alert-receivers", operation_id = "listAlertReceivers", tag = "Alerts", responses(
    (status = 200, description = "All receivers, by id", body = AlertReceiverList<'static>, example = json!({
        "items": [{"tag": "\"1\"", "deliveries": 12, "receiver": {"id": "rechenzentrum", "type": "alertmanager",
                   "rules": [{"node": "{agency}.{service}", "level": "unavailable", "levels": {"warning": "degraded"}}]}}]
    })),
))]
pub(super) async fn list(api: Api) -> Result<Response, Problem> {
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
    api: Api,
    At(ReceiverParam { id }): At<ReceiverParam>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let kept = api.app.alerts.receiver(id.as_str()).await?;
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
    api: Api,
    At(ReceiverParam { id }): At<ReceiverParam>,
    Headers(conditions): Headers<PutConditions>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let condition = conditions.either(|| Condition::Absent, Condition::Unchanged)?;
    let tree = json(&headers, &body)?;
    let receiver = decoded(&tree, |tree, problems| decode_receiver(tree, &id, problems))?;
    let kept = api.app.alerts.put_receiver(receiver, condition, now_ms()).await?;
    let status = if kept.version == 1 { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Json::new(status, &ReceiverDoc::new(&kept.receiver)).tag(&tag(&kept)).into())
}

/// Remove who sends alerts, with all alerts that came from there.
#[utoipa::path(delete, path = "/v1/alert-receivers/{id}", operation_id = "deleteAlertReceiver", tag = "Alerts", params(ReceiverParam, MatchHeader),
    responses((status = 204, description = "Removed")))]
pub(super) async fn delete(
    api: Api,
    At(ReceiverParam { id }): At<ReceiverParam>,
    Headers(MatchHeader { if_match }): Headers<MatchHeader>,
) -> Result<Response, Problem> {
    let condition = Condition::Unchanged(if_match.0);
    api.app.alerts.delete_receiver(id.as_str(), condition, now_ms()).await?;
    Ok(respond::no_content(api.app.maps.current().revision()))
}

/// List the alerts that are kept, by receiver and fingerprint.
#[utoipa::path(get, path = "/v1/alerts", operation_id = "listAlerts", tag = "Alerts", params(AlertParams, PageParams), responses(
    (status = 200, description = "A part of the list", body = AlertPage, example = json!({
        "items": [{"receiver": "rechenzentrum", "fingerprint": "c2f1e8a0d5b4c549", "status": "firing",
                   "startsAt": "2018-11-14T13:30:00Z", "lastSeen": "2018-11-14T13:31:04Z",
                   "unmatched": "rule 1: there is no node dresden.unbekannt", "explained": false,
                   "alert": {"labels": {"agency": "dresden", "service": "unbekannt"}, "summary": "Dienst antwortet nicht"}}]
    })),
))]
pub(super) async fn alerts(
    api: Api,
    Query((AlertParams { state }, page)): Query<(AlertParams, PageParams)>,
) -> Result<Response, Problem> {
    let filter = match state {
        None => AlertFilter::All,
        Some(Standing::Firing) => AlertFilter::Firing,
        Some(Standing::Resolved) => AlertFilter::Resolved,
        Some(Standing::Expired) => AlertFilter::Expired,
        Some(Standing::Unmatched) => AlertFilter::Unmatched,
        Some(Standing::Explained) => AlertFilter::Explained,
    };
    let filter_text = format!("alerts {}", state.map_or("", Standing::as_str));
    let (limit, cursor) = page.read(&filter_text)?;
    // No id holds a blank, so that the first one ends it; a fingerprint may hold any.
    let after = cursor.as_ref().and_then(|cursor| cursor.position.split_once(' '));
    let (items, more) = api.app.alerts.list(filter, after, limit).await?;
    let last = items.last().filter(|_| more);
    let position = last.map(|last| format!("{} {}", last.receiver, last.fingerprint));
    let next = position.map(|position| respond::cursor(0, &filter_text, &position));
    Json::ok(&AlertPage { items, next })
}
