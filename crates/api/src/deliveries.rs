//! Deliveries of alerts. Their senders retry on 5xx and drop on 4xx: whatever may pass is answered with 503.

use super::alerts::ReceiverParam;
use super::inflate::Sent;
use super::params::{At, Query, params};
use super::problem::Problem;
use super::respond::Json;
use super::state::Api;
use app::AppError;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::Response;
use std::sync::Arc;
use wire::alert::DeliveryOutcome;

/// Largest body of a delivery: 10,000 alerts of 3 kB.
pub(super) const DELIVERY: usize = 32 << 20;

params! {
    /// Whether to keep anything.
    pub(super) struct TrialParam in Query {
        /// Only answer what this delivery would do.
        dry_run "dryRun": bool = false,
    }
}

/// Take a delivery of alerts, or with `dryRun` say what it would do.
///
/// The body is what the receiver's sender sends: the webhook body of Alertmanager (version 4) or Grafana (version 1), of
/// Icinga Notifications or of the scripts for Icinga and Zabbix, or the plain form
/// `{"alerts": [{"key", "state", "nodeRef" | "labels", "startsAt", "endsAt", "severity", "summary", "url"}]}`. It is JSON
/// whatever `Content-Type` says. Instead of the bearer token, Basic credentials are taken with the token as password.
/// A receiver with a `signature` takes only what is signed so, beside the token; a dry run needs no signature. Alerts that
/// no rule leads to a node are kept and listed. Too much to do is answered with 503, never with 429.
#[utoipa::path(post, path = "/v1/alert-receivers/{id}/deliveries", operation_id = "postAlerts", tag = "Alerts", params(ReceiverParam, TrialParam),
    request_body(content = Object, example = json!({
        "version": "4", "groupKey": "{}:{}", "truncatedAlerts": 0, "status": "firing", "receiver": "tragweite",
        "alerts": [{"status": "firing", "labels": {"alertname": "Down", "agency": "dresden", "service": "storage", "severity": "critical"},
                    "annotations": {"summary": "Speicher antwortet nicht"}, "startsAt": "2018-11-14T13:30:00Z",
                    "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "c2f1e8a0d5b4c549"}]
    })),
    responses((status = 200, description = "What it did", body = DeliveryOutcome, example = json!({
        "dryRun": false, "received": 1, "new": 1, "duplicate": 0, "resolved": 0, "stale": 0, "unmatched": 0, "truncated": 0,
        "flags": [], "omitted": 0,
        "alerts": [{"fingerprint": "c2f1e8a0d5b4c549", "result": "new", "status": "firing", "node": "dresden.storage",
                    "level": "unavailable", "explained": false}],
        "effects": [{"effect": "failure", "node": "dresden.storage", "level": "unavailable", "at": "2018-11-14T13:30:00Z"}]
    }))))]
pub(super) async fn post(
    api: Api,
    query: Query<TrialParam>,
    at: At<ReceiverParam>,
    request: Request,
) -> Result<Response, Problem> {
    deliver(api, query, at, request).await
}

/// The same with PUT, which Grafana may be set to.
#[utoipa::path(put, path = "/v1/alert-receivers/{id}/deliveries", operation_id = "putAlerts", tag = "Alerts", params(ReceiverParam, TrialParam),
    request_body(content = Object, example = json!({
        "version": "1", "status": "resolved", "orgId": 1,
        "alerts": [{"status": "resolved", "labels": {"alertname": "Down"}, "startsAt": "2018-11-14T13:30:00Z",
                    "endsAt": "2018-11-14T15:00:00Z", "fingerprint": "c2f1e8a0d5b4c549"}]
    })),
    responses((status = 200, description = "What it did", body = DeliveryOutcome)))]
pub(super) async fn put(
    api: Api,
    query: Query<TrialParam>,
    at: At<ReceiverParam>,
    request: Request,
) -> Result<Response, Problem> {
    deliver(api, query, at, request).await
}

async fn deliver(
    api: Api,
    Query(TrialParam { dry_run }): Query<TrialParam>,
    At(ReceiverParam { id }): At<ReceiverParam>,
    request: Request,
) -> Result<Response, Problem> {
    // A place before the body: bodies that wait are memory.
    let place = if dry_run { api.place_to_try().await? } else { api.place_to_deliver()? };
    let headers = request.headers().clone();
    let sent = request.extensions().get::<Sent>().cloned();
    let body = Bytes::from_request(request, &api).await.map_err(Problem::body)?;
    let now_ms = app::clock::now();
    if !dry_run {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let signed = api
            .app
            .alerts
            .is_signed(id.as_str(), header, sent.as_ref().map_or(&body, |sent| &sent.0), now_ms)
            .await?;
        signed.map_err(|why| {
            tracing::warn!(receiver = %id, why, "a delivery of alerts was refused");
            Problem::unsigned(why)
        })?;
    }
    let (app, name) = (Arc::clone(&api.app), id.clone());
    // To the end, even if the sender goes: what is kept must be told to incidents.
    let taken = tokio::spawn(async move {
        let _place = place;
        app.alerts.deliver(name.as_str(), body.to_vec(), !dry_run, now_ms).await
    });
    match taken.await.map_err(|error| Problem::internal(&error))? {
        Ok(outcome) => {
            if !dry_run && (outcome.unmatched > 0 || outcome.truncated > 0) {
                let (unmatched, truncated) = (outcome.unmatched, outcome.truncated);
                tracing::warn!(receiver = %id, unmatched, truncated, "alerts without a node, or left out");
            }
            Json::ok(&outcome)
        }
        // It passes, and the sender shall come again: what could not be told to incidents now is told then.
        Err(AppError::Contended | AppError::TooMuch { .. }) => Err(Problem::overloaded()),
        Err(error) => {
            if let AppError::Invalid(problems) = &error {
                tracing::warn!(receiver = %id, problems = problems.found(), "a delivery of alerts was refused");
            }
            Err(error.into())
        }
    }
}
