//! Who is told of changes: subscriptions, their secrets, their deliveries.

use super::auth::bearer;
use super::params::{At, Headers, Query, params};
use super::problem::Problem;
use super::request::{AuthorHeaders, Change, MatchHeader, PutConditions, decoded, json, not_modified};
use super::respond::{self, Json};
use super::state::Api;
use super::values::{Number, PageParams};
use access::{Kind, Right};
use app::events::{Known, Shown};
use app::{Precondition, Resource};
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use model::{DeliveryState, Key, Seconds};
use store::DeliveryRow;
use wire::Place;
use wire::event::event_id;
use wire::incident::time;
use wire::subscription::{
    DeliveryDoc, DeliveryPage, SubscriptionDetail, SubscriptionDoc, SubscriptionList, decode_subscription,
};

params! {
    /// The subscription in the address.
    pub(super) struct SubscriptionParam in Path {
        /// Name of the subscription, written like the key of a node.
        id "id": Key => "leitstelle",
    }
}

params! {
    /// The delivery in the address.
    pub(super) struct DeliveryParam in Path {
        /// Name of the subscription.
        id "id": Key => "leitstelle",
        /// Number of the event.
        seq "seq": Number => 1,
    }
}

params! {
    /// How a secret is renewed.
    pub(super) struct OverlapParam in Query {
        /// How long the secret before signs, too; a day when absent.
        overlap "overlap": Seconds = "P1D",
    }
}

params! {
    /// Which deliveries to list.
    pub(super) struct DeliveriesParams in Query {
        /// Only those in this state.
        state "state": DeliveryState,
    }
}

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

/// The condition that the subscription with this name is as it was read.
fn matching(condition: MatchHeader, id: &Key) -> Precondition {
    Precondition::Unchanged(Resource::Node(id.clone()), condition.if_match.0)
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
pub(super) async fn list(api: Api) -> Result<Response, Problem> {
    let mut all = api.app.events.subscriptions(now()).await?;
    all.retain(|known| is_his(&api, known));
    if !api.may(Right::Subscribe) {
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
    api: Api,
    headers: HeaderMap,
    At(SubscriptionParam { id }): At<SubscriptionParam>,
) -> Result<Response, Problem> {
    let mut known = his(&api, &id).await?;
    if !api.may(Right::Subscribe) {
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
#[utoipa::path(put, path = "/v1/subscriptions/{id}", operation_id = "putSubscription", tag = "Events", params(SubscriptionParam, PutConditions),
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
    api: Api,
    At(SubscriptionParam { id }): At<SubscriptionParam>,
    Headers(conditions): Headers<PutConditions>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let condition =
        Change::put(conditions, AuthorHeaders::default(), Resource::Node(id.clone()))?.precondition;
    let tree = json(&headers, &body)?;
    let subscription = decoded(&tree, |t, p| decode_subscription(t, &Place::ROOT, p))?;
    if matches!(condition, Precondition::Unchanged(..)) {
        his(&api, &id).await?;
    }
    let (who, now) = (api.who(), now());
    // What it sets up goes on without its token.
    if let Some(token) = bearer(&headers).filter(|_| who.kind() == Kind::Person) {
        api.app.access.keep_holder(token, now).await?;
    }
    let done = api.app.events.put_subscription(&id, subscription, &condition, (who.id(), now)).await?;
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
    api: Api,
    At(SubscriptionParam { id }): At<SubscriptionParam>,
    Headers(condition): Headers<MatchHeader>,
) -> Result<Response, Problem> {
    let condition = matching(condition, &id);
    his(&api, &id).await?;
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
    api: Api,
    Query(OverlapParam { overlap }): Query<OverlapParam>,
    At(SubscriptionParam { id }): At<SubscriptionParam>,
    Headers(condition): Headers<MatchHeader>,
) -> Result<Response, Problem> {
    let condition = matching(condition, &id);
    his(&api, &id).await?;
    let done = api.app.events.rotate_secret(&id, &condition, overlap, now()).await?;
    Ok(shown(StatusCode::OK, &done).into())
}

/// Whether a subscription is told in the name of who asks, or he sees everything.
fn is_his(api: &Api, known: &Known) -> bool {
    let who = api.who();
    let owner = || api.app.access.standing(&known.owner);
    who.sees_everything() || known.owner.contains(':') && owner().is_some_and(|owner| owner.id() == who.id())
}

/// The subscription of that name, when it is his; any other is not there.
async fn his(api: &Api, id: &Key) -> Result<Known, Problem> {
    let known = api.app.events.subscription(id, now()).await?;
    if is_his(api, &known) { Ok(known) } else { Err(Problem::not_found("subscription", id.as_str())) }
}

fn delivery(row: &DeliveryRow) -> DeliveryDoc {
    DeliveryDoc {
        seq: row.seq,
        event: event_id(row.seq),
        state: DeliveryState::from_word(&row.state).unwrap_or(DeliveryState::Pending),
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
#[utoipa::path(get, path = "/v1/subscriptions/{id}/deliveries", operation_id = "listSubscriptionDeliveries", tag = "Events", params(SubscriptionParam, DeliveriesParams, PageParams), responses(
    (status = 200, description = "A part of the deliveries, in the order of the events", body = DeliveryPage, example = json!({
        "items": [{"seq": 4711, "event": "evt-4711", "state": "dead", "attempts": 10, "lastAt": "2026-11-23T10:00:00Z", "lastStatus": 503}]
    })),
))]
pub(super) async fn deliveries(
    api: Api,
    Query((DeliveriesParams { state }, page)): Query<(DeliveriesParams, PageParams)>,
    At(SubscriptionParam { id }): At<SubscriptionParam>,
) -> Result<Response, Problem> {
    let filter = format!("deliveries {id} {state:?}");
    let (limit, cursor) = page.read(&filter)?;
    let after = cursor.map_or(0, |cursor| cursor.revision);
    his(&api, &id).await?;
    let mut found = api.app.events.deliveries(&id, state, after, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    if !api.may(Right::Subscribe) {
        // What a receiver says may repeat its address.
        found.iter_mut().for_each(|row| row.last_error = None);
    }
    let next = found.last().filter(|_| more).map(|last| respond::cursor(last.seq, &filter, ""));
    Json::ok(&DeliveryPage { items: found.iter().map(delivery).collect(), next })
}

/// Deliver again what was given up or delivered before, or now what waits for its next attempt.
///
/// It comes before everything that waits, with the same `webhook-id`. What waits already keeps its turn: those in front
/// of it are tried now, too.
#[utoipa::path(post, path = "/v1/subscriptions/{id}/deliveries/{seq}/replay", operation_id = "replaySubscriptionDelivery", tag = "Events", params(DeliveryParam),
    responses((status = 202, description = "It waits for its turn", body = DeliveryDoc, example = json!({
        "seq": 4711, "event": "evt-4711", "state": "pending", "attempts": 0, "nextAt": "2026-11-23T10:00:00Z"
    }))))]
pub(super) async fn replay(
    api: Api,
    At(DeliveryParam { id, seq }): At<DeliveryParam>,
) -> Result<Response, Problem> {
    let number = seq.of("delivery")?;
    his(&api, &id).await?;
    let row = api.app.events.replay(&id, number, now()).await?;
    Ok(Json::new(StatusCode::ACCEPTED, &delivery(&row)).into())
}
