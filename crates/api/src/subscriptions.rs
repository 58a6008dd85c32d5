//! Who is told of changes: subscriptions, their secrets, their deliveries.

use super::params::Params;
use super::problem::Problem;
use super::request::{Change, decoded, json, not_modified};
use super::respond::{self, Json};
use super::state::Api;
use app::Target;
use app::events::{Known, Shown};
use axum::body::Bytes;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use model::{DeliveryState, Key, Seconds};
use store::DeliveryRow;
use utoipa::IntoParams;
use wire::Place;
use wire::event::event_id;
use wire::incident::time;
use wire::subscription::{
    DeliveryDoc, DeliveryPage, SubscriptionDetail, SubscriptionDoc, SubscriptionList, decode_subscription,
    delivery_state,
};

/// How long the secret before signs, too, when nothing is said: a day.
const OVERLAP: u32 = 86_400;

/// The name in the path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the parameter")]
pub(super) struct SubscriptionParam {
    /// Name of the subscription, written like the key of a node.
    #[param(example = "leitstelle", value_type = wire::words::NodeKey)]
    id: String,
}

/// The delivery in the path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the parameters")]
pub(super) struct DeliveryParam {
    /// Name of the subscription.
    #[param(example = "leitstelle", value_type = wire::words::NodeKey)]
    id: String,
    /// Number of the event.
    #[param(minimum = 1, example = 1)]
    seq: u64,
}

/// How a secret is renewed.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameter")]
pub(super) struct OverlapParam {
    /// How long the secret before signs, too; a day when absent.
    #[param(value_type = Option<wire::words::IsoDuration>)]
    overlap: Option<String>,
}

/// Which deliveries to list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters; they are read strictly, all problems at once")]
pub(super) struct DeliveriesParams {
    /// Only those in this state.
    #[param(value_type = Option<wire::words::DeliveryStateWord>)]
    state: Option<String>,
    /// Most entries of one part.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
    /// Where to go on, from `next` of the part before.
    #[param(min_length = 1, max_length = 2_000)]
    cursor: Option<String>,
}

/// Conditions of creating or replacing a subscription.
#[derive(IntoParams)]
#[into_params(parameter_in = Header, names("If-Match", "If-None-Match"))]
#[expect(dead_code, reason = "describes the headers")]
pub(super) struct PutHeaders(
    /// The `ETag` that was read, or `*` for any: replace only.
    #[param(value_type = Option<crate::texts::EntityTags>)]
    Option<String>,
    /// `*`: create only.
    #[param(pattern = "^[*]$")]
    Option<String>,
);

/// Condition of a change.
#[derive(IntoParams)]
#[into_params(parameter_in = Header, names("If-Match"))]
#[expect(dead_code, reason = "describes the header")]
pub(super) struct MatchHeader(
    /// The `ETag` that was read, or `*` for any.
    #[param(example = "\"1\"", value_type = crate::texts::EntityTags)]
    String,
);

/// Below this address stands who is told.
pub(super) const PATH: &str = "/v1/subscriptions";

/// Goes along with a request of somebody who may change subscriptions.
#[derive(Clone, Copy)]
pub(super) struct MayChange;

/// Leaves of a target what kind it is: its address may hold a key, or be that of a person.
fn hide(known: &mut Known) {
    let target = &mut known.subscription.target;
    let scheme = target.split(':').next().unwrap_or_default();
    *target = format!("{scheme}:***");
    // What a receiver says may repeat its address.
    known.disabled = known.disabled.take().map(|_| "the service has stopped sending".to_owned());
}

fn now() -> i64 {
    app::clock::now()
}

fn id(path: &str) -> Result<Key, Problem> {
    Key::new(path).map_err(|fault| Problem::path("id", fault))
}

fn detail<'a>(known: &'a Known, secret: Option<&'a str>) -> SubscriptionDetail<'a> {
    let SubscriptionDoc { target, filter, language, active } = SubscriptionDoc::new(&known.subscription);
    SubscriptionDetail {
        id: known.id.as_str(),
        target,
        filter,
        language,
        active,
        disabled: known.disabled.as_deref(),
        old_secret_until: known.old_until.map(time),
        secret,
    }
}

fn shown(status: StatusCode, shown: &Shown) -> Json {
    let tag = format!("\"{}\"", shown.known.revision);
    Json::new(status, &detail(&shown.known, shown.secret.as_deref())).tag(&tag)
}

/// List subscriptions.
///
/// Without the token, only the kind of each target is shown: it may hold a key, or the address of a person.
#[utoipa::path(get, path = "/v1/subscriptions", operation_id = "listSubscriptions", tag = "Events", responses(
    (status = 200, description = "All subscriptions, by name", body = SubscriptionList<'static>, example = json!({
        "items": [{"id": "leitstelle", "target": "https://alarm.example.org/hook", "filter": {"districts": ["14524"]},
                   "language": "de", "active": true}]
    })),
))]
pub(super) async fn list(
    State(api): State<Api>,
    may_change: Option<Extension<MayChange>>,
) -> Result<Response, Problem> {
    let mut all = api.app.events.subscriptions(now()).await?;
    if may_change.is_none() {
        all.iter_mut().for_each(hide);
    }
    Json::ok(&SubscriptionList { items: all.iter().map(|known| detail(known, None)).collect() })
}

/// Read a subscription.
///
/// Without the token, only the kind of its target is shown.
#[utoipa::path(get, path = "/v1/subscriptions/{id}", operation_id = "readSubscription", tag = "Events", params(SubscriptionParam), responses(
    (status = 200, description = "The subscription, without its secret", body = SubscriptionDetail<'static>,
     headers(("ETag" = String, description = "For changing it")), example = json!({
        "id": "leitstelle", "target": "https://alarm.example.org/hook", "filter": {"districts": ["14524"]},
        "language": "de", "active": true
    })),
))]
pub(super) async fn read(
    State(api): State<Api>,
    headers: HeaderMap,
    may_change: Option<Extension<MayChange>>,
    Path(path): Path<String>,
) -> Result<Response, Problem> {
    let mut known = api.app.events.subscription(&id(&path)?, now()).await?;
    if may_change.is_none() {
        hide(&mut known);
    }
    let tag = format!("\"{}\"", known.revision);
    if not_modified(&headers, &tag)? {
        return Ok(respond::not_modified(&tag));
    }
    Ok(Json::new(StatusCode::OK, &detail(&known, None)).tag(&tag).into())
}

/// Create or replace a subscription.
///
/// Deliveries are CloudEvents 1.0 (structured JSON), signed as Standard Webhooks 1.0.0 prescribes: at least once, in
/// order, tried again for about three days, with the same `webhook-id` each time. A new subscription is told what happens
/// from now on; its secret is in this one answer and is never shown again. The service keeps it in its database, because
/// it signs with it. The operator decides which receivers are allowed (`--webhook-allow`).
///
/// With a target such as `mailto:leitstelle@example.org` whatever happens at one moment is one mail in plain words, and all
/// mail of an incident is one thread. A repetition has the same `Message-ID`; what a mail server refuses for good is given
/// up at once. Mail is not signed. The operator decides who may get mail (`--mail-allow`).
#[utoipa::path(put, path = "/v1/subscriptions/{id}", operation_id = "putSubscription", tag = "Events", params(SubscriptionParam, PutHeaders),
    request_body(content = SubscriptionDoc<'static>, example = json!({
        "target": "https://alarm.example.org/hook", "filter": {"districts": ["14524"], "levels": ["unavailable"]}
    })),
    responses(
    (status = 200, description = "Replaced; the secret stays as it is", body = SubscriptionDetail<'static>, example = json!({
        "id": "leitstelle", "target": "https://alarm.example.org/hook",
        "filter": {"districts": ["14524"], "levels": ["unavailable"]}, "language": "de", "active": true
    })),
    (status = 201, description = "Created; with the secret", body = SubscriptionDetail<'static>, example = json!({
        "id": "leitstelle", "target": "https://alarm.example.org/hook",
        "filter": {"districts": ["14524"], "levels": ["unavailable"]}, "language": "de", "active": true,
        "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    })),
))]
pub(super) async fn put(
    State(api): State<Api>,
    headers: HeaderMap,
    Path(path): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let id = id(&path)?;
    let condition = Change::put(&headers, Target::Node(id.clone()))?.precondition;
    let tree = json(&headers, &body)?;
    let subscription = decoded(&tree, |t, p| decode_subscription(t, &Place::ROOT, p))?;
    let done = api.app.events.put_subscription(&id, subscription, &condition, now()).await?;
    if done.created {
        let location = format!("/v1/subscriptions/{id}");
        return Ok(shown(StatusCode::CREATED, &done).location(&location).into());
    }
    Ok(shown(StatusCode::OK, &done).into())
}

/// Delete a subscription with its deliveries.
#[utoipa::path(delete, path = "/v1/subscriptions/{id}", operation_id = "deleteSubscription", tag = "Events", params(SubscriptionParam, MatchHeader),
    responses((status = 204, description = "Deleted")))]
pub(super) async fn delete(
    State(api): State<Api>,
    headers: HeaderMap,
    Path(path): Path<String>,
) -> Result<Response, Problem> {
    let id = id(&path)?;
    let condition = Change::matching(&headers, Target::Node(id.clone()))?.precondition;
    api.app.events.delete_subscription(&id, &condition).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Renew the secret of a subscription.
///
/// The new secret is in this one answer. For a while deliveries carry two signatures, so that the receiver can change
/// over.
#[utoipa::path(post, path = "/v1/subscriptions/{id}/secret", operation_id = "renewSubscriptionSecret", tag = "Events", params(SubscriptionParam, OverlapParam, MatchHeader),
    responses((status = 200, description = "The subscription with its new secret", body = SubscriptionDetail<'static>, example = json!({
        "id": "leitstelle", "target": "https://alarm.example.org/hook", "filter": {}, "language": "de", "active": true,
        "oldSecretUntil": "2026-11-24T10:00:00Z", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    }))))]
pub(super) async fn renew(
    State(api): State<Api>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Path(path): Path<String>,
) -> Result<Response, Problem> {
    let mut params = Params::new(query.as_deref(), &["overlap"]);
    let overlap = params.seconds("overlap").or_else(|| Seconds::new(OVERLAP).ok()).unwrap_or_default();
    params.check()?;
    let id = id(&path)?;
    let condition = Change::matching(&headers, Target::Node(id.clone()))?.precondition;
    let done = api.app.events.rotate_secret(&id, &condition, overlap, now()).await?;
    Ok(shown(StatusCode::OK, &done).into())
}

fn delivery(row: &DeliveryRow) -> DeliveryDoc {
    DeliveryDoc {
        seq: row.seq,
        event: event_id(row.seq),
        state: DeliveryState::from_word(&row.state).unwrap_or(DeliveryState::Pending).as_str(),
        attempts: row.attempts,
        next_at: (row.state == DeliveryState::Pending.as_str()).then(|| time(row.next_ms)),
        last_at: (row.last_ms != 0).then(|| time(row.last_ms)),
        last_status: Some(row.last_status).filter(|&status| status != 0),
        last_error: row.last_error.clone(),
    }
}

/// List deliveries: what waits, what was delivered, what was given up (`state=dead`).
///
/// Without the token, what the receiver said (`lastError`) is left out.
#[utoipa::path(get, path = "/v1/subscriptions/{id}/deliveries", operation_id = "listSubscriptionDeliveries", tag = "Events", params(SubscriptionParam, DeliveriesParams), responses(
    (status = 200, description = "A part of the deliveries, in the order of the events", body = DeliveryPage, example = json!({
        "items": [{"seq": 4711, "event": "evt-4711", "state": "dead", "attempts": 10, "lastAt": "2026-11-23T10:00:00Z", "lastStatus": 503}]
    })),
))]
pub(super) async fn deliveries(
    State(api): State<Api>,
    RawQuery(query): RawQuery,
    may_change: Option<Extension<MayChange>>,
    Path(path): Path<String>,
) -> Result<Response, Problem> {
    let mut params = Params::new(query.as_deref(), &["state", "limit", "cursor"]);
    let state = params.read("state", delivery_state);
    let limit = params.page();
    params.check()?;
    let id = id(&path)?;
    let filter = format!("deliveries {id} {state:?}");
    let cursor = params.text("cursor").map(|c| respond::read_cursor(c, &filter)).transpose()?;
    let after = cursor.map_or(0, |cursor| cursor.revision);
    let mut found = api.app.events.deliveries(&id, state, after, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    if may_change.is_none() {
        // What a receiver says may repeat its address.
        found.iter_mut().for_each(|row| row.last_error = None);
    }
    let next = found.last().filter(|_| more).map(|last| respond::cursor(last.seq, &filter, ""));
    Json::ok(&DeliveryPage { items: found.iter().map(delivery).collect(), next })
}

/// Deliver again what was given up or delivered before.
///
/// It comes before everything that waits, with the same `webhook-id`.
#[utoipa::path(post, path = "/v1/subscriptions/{id}/deliveries/{seq}/replay", operation_id = "replaySubscriptionDelivery", tag = "Events", params(DeliveryParam),
    responses((status = 202, description = "It waits for its turn", body = DeliveryDoc, example = json!({
        "seq": 4711, "event": "evt-4711", "state": "pending", "attempts": 0, "nextAt": "2026-11-23T10:00:00Z"
    }))))]
pub(super) async fn replay(
    State(api): State<Api>,
    Path((path, seq)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let id = id(&path)?;
    let number = seq.parse().map_err(|_| Problem::not_found("delivery", &seq))?;
    let row = api.app.events.replay(&id, number, now()).await?;
    Ok(Json::new(StatusCode::ACCEPTED, &delivery(&row)).into())
}
