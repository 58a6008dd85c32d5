//! What is going on and what is planned; opening an incident.

use crate::ask::Refusal;
use crate::form::{Asked, Fields};
use crate::frame::{Frame, page as whole, see, with_status};
use crate::json::Json;
use crate::scenario::find;
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "incidents.html")]
struct Page {
    f: Frame,
    open: Value,
    closed: Value,
    /// What was written in the form.
    given: Fields,
    problem: Value,
    /// Nodes that may be meant.
    meant: Vec<Value>,
    now: String,
}

impl Page {
    async fn new(site: &Site, visitor: &Visitor, given: Fields) -> Result<Self, Refusal> {
        let f = Frame::new(visitor, "incidents");
        let now = f.l.field(app::clock::timestamp());
        let open = site.get(visitor, "/v1/incidents?state=open&limit=100").await?;
        let closed = site.get(visitor, "/v1/incidents?state=closed&limit=10").await?;
        Ok(Self { f, open, closed, given, problem: Value::Null, meant: Vec::new(), now })
    }
}

/// The page; `fail` fills the form.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(given): Asked,
) -> Result<Response, Refusal> {
    let mut page = Page::new(&site, &visitor, given).await?;
    if visitor.part {
        page.f.bare = true;
    }
    Ok(whole(&page))
}

/// Opens an incident, and leads to its room.
pub(crate) async fn open(
    State(site): State<Site>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Refusal> {
    let mut page = Page::new(&site, &visitor, fields.clone()).await?;
    let mut failures = Vec::new();
    for written in fields.get("fail").split(',').map(str::trim).filter(|text| !text.is_empty()) {
        let (node, meant) = find(&site, &visitor, written).await?;
        page.meant.extend(meant);
        let key = node.as_ref().map_or(written, |node| node.s("key"));
        let mut failure = json!({"node": key, "level": fields.some("level").unwrap_or("unavailable")});
        for name in ["from", "until"] {
            if let Some(time) = fields.some(name) {
                failure[name] = page.f.l.written(time).into();
            }
        }
        failures.push(failure);
    }
    let mut body = json!({"title": fields.get("title"), "failures": failures});
    body["kind"] = fields.some("kind").unwrap_or("fault").into();
    body["exercise"] = fields.some("exercise").is_some().into();
    let call = site.call(&visitor, Method::POST, "/v1/incidents").by(&visitor).body(&body);
    match call.send().await {
        Ok(opened) => Ok(see(&format!("/incidents/{}", opened.json()?.s("id")))),
        Err(refusal) if refusal.problem.has("errors") => {
            page.problem = refusal.problem;
            Ok(with_status(StatusCode::BAD_REQUEST, &page))
        }
        Err(refusal) => Err(refusal),
    }
}
