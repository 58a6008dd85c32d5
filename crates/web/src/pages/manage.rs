//! Running it: health, who sends alerts and what a payload of theirs would do, who is told and what did not arrive.

use crate::ask::Refusal;
use crate::form::{Fields, encoded};
use crate::frame::{Frame, page as whole, see};
use crate::json::Json;
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

#[derive(Template)]
#[template(path = "manage.html")]
struct Page {
    f: Frame,
    ready: bool,
    trouble: Value,
    receivers: Option<Value>,
    subscriptions: Option<Value>,
    alerts: Option<Value>,
}

/// The overview.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Result<Response, Refusal> {
    let ready = site.call(&visitor, Method::GET, "/readyz").send().await;
    // Who may not see a part of it sees the rest.
    let part = async |path: &str| match site.get(&visitor, path).await {
        Err(refusal) if refusal.status == StatusCode::FORBIDDEN => Ok(None),
        found => found.map(Some),
    };
    let page = Page {
        f: Frame::new(&visitor, "manage"),
        ready: ready.is_ok(),
        trouble: ready.err().map(|refusal| refusal.problem).unwrap_or_default(),
        receivers: part("/v1/alert-receivers").await?,
        subscriptions: part("/v1/subscriptions").await?,
        alerts: part("/v1/alerts?limit=20").await?,
    };
    Ok(whole(&page))
}

#[derive(Template)]
#[template(path = "receiver.html")]
struct Receiver {
    f: Frame,
    id: String,
    receiver: Value,
}

impl Receiver {
    fn document(&self) -> String {
        serde_json::to_string_pretty(&self.receiver).unwrap_or_default()
    }
}

/// From whom alerts are taken, and how they are led to nodes.
pub(crate) async fn receiver(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let receiver = site.get(&visitor, format!("/v1/alert-receivers/{}", encoded(&id))).await?;
    Ok(whole(&Receiver { f: Frame::new(&visitor, "manage"), id, receiver }))
}

#[derive(Template)]
#[template(path = "subscription.html")]
struct Subscription {
    f: Frame,
    id: String,
    subscription: Value,
    deliveries: Value,
    tag: String,
}

impl Subscription {
    fn state(&self, delivery: &Value) -> &'static str {
        let state = delivery.s("state");
        self.f.l.text(match state {
            "delivered" => "web-delivered",
            "dead" => "web-dead",
            _ => "web-pending",
        })
    }

    fn filter(&self) -> String {
        self.subscription.o("filter").to_string()
    }
}

/// Who is told, and what came of it.
pub(crate) async fn subscription(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let at = format!("/v1/subscriptions/{}", encoded(&id));
    let reply = site.call(&visitor, Method::GET, at.as_str()).send().await?;
    let deliveries = site.get(&visitor, format!("{at}/deliveries?limit=100")).await?;
    let (subscription, tag) = (reply.json()?, reply.tag().to_owned());
    Ok(whole(&Subscription { f: Frame::new(&visitor, "manage"), id, subscription, deliveries, tag }))
}

/// Tries a delivery again, or ends the subscription.
pub(crate) async fn act(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Refusal> {
    let at = format!("/v1/subscriptions/{}", encoded(&id));
    if let Some(seq) = fields.some("replay") {
        let call = site.call(&visitor, Method::POST, format!("{at}/deliveries/{}/replay", encoded(seq)));
        call.send().await?;
        return Ok(see(&format!("/manage/subscriptions/{}", encoded(&id))));
    }
    let call = site.call(&visitor, Method::DELETE, at).header(header::IF_MATCH, fields.get("tag"));
    call.send().await?;
    Ok(see("/manage"))
}
