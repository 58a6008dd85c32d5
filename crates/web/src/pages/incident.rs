//! The room of an incident: what has failed, what follows, who said what, what must be reported by when, what to do next.

use crate::ask::Refusal;
use crate::form::{Fields, encoded};
use crate::frame::{Frame, page as whole, see, with_status};
use crate::json::Json;
use crate::names::Names;
use crate::scenario::find;
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use words::say;

/// Affected nodes and events that are listed.
const LISTED: usize = 100;

#[derive(Template)]
#[template(path = "incident.html")]
struct Page {
    f: Frame,
    id: String,
    incident: Value,
    situation: Value,
    duties: Value,
    events: Vec<Value>,
    told: Value,
    names: Names,
    problem: Value,
}

impl Page {
    async fn new(site: &Site, visitor: &Visitor, id: &str) -> Result<Self, Refusal> {
        let at = format!("/v1/incidents/{}", encoded(id));
        let incident = site.get(visitor, at.as_str()).await?;
        let exercises = if incident.has("exercise") { "only" } else { "without" };
        let wanted = format!("/v1/situation?exercises={exercises}&limit={LISTED}");
        let situation = site.get(visitor, wanted).await?;
        let duties = site.get(visitor, format!("{at}/duties")).await?;
        let mut events = site.get(visitor, format!("{at}/events?limit={LISTED}")).await?;
        let mut events = std::mem::take(events["items"].as_array_mut().unwrap_or(&mut Vec::new()));
        events.reverse();
        let mut f = Frame::new(visitor, "incidents");
        f.exercise = incident.has("exercise");
        f.refresh = Some(20);
        let mut names = Names::default();
        for node in situation.a("affected") {
            names.know(node.s("key"), node.s("name"));
        }
        for agency in situation.a("agencies") {
            names.know(agency.s("key"), agency.s("name"));
        }
        let observed = situation.a("observed").iter().chain(&events).chain(incident.a("failures"));
        let observed = observed.map(|of| of.s("node").to_owned()).collect();
        names.look_up(site, visitor, observed).await;
        let told = site.get(visitor, "/v1/subscriptions").await.unwrap_or_default();
        let problem = Value::Null;
        Ok(Self { f, id: id.to_owned(), incident, situation, duties, events, told, names, problem })
    }

    fn is_open(&self) -> bool {
        self.incident.s("state") != "closed"
    }

    /// How things stand, in one sentence.
    fn line(&self) -> String {
        let (l, now) = (self.f.l.language, self.situation.o("now"));
        let (down, reduced, later) = (now.n("unavailable"), now.n("degraded"), now.n("expected"));
        say!(l, "web-room-line", down = down, reduced = reduced, later = later)
    }

    /// How a node stands now; what is not affected yet will be.
    fn now_level(&self, node: &Value) -> &'static str {
        let now = app::clock::timestamp();
        let before = |text: &str| text.parse::<jiff::Timestamp>().is_ok_and(|time| time <= now);
        let current = node
            .a("spans")
            .iter()
            .find(|span| before(span.s("fromAt")) && (!span.has("untilAt") || !before(span.s("untilAt"))));
        match current.map(|span| span.s("level")) {
            Some("unavailable") => "unavailable",
            Some("degraded") => "degraded",
            _ => "operational",
        }
    }

    /// The newest forecast of the whole incident.
    fn forecast(&self) -> Option<&Value> {
        self.incident.a("forecasts").iter().rev().find(|forecast| !forecast.has("node"))
    }

    /// What happened, in words.
    fn event(&self, event: &Value) -> String {
        let (f, l) = (&self.f.l, self.f.l.language);
        let node = self.names.of(event.s("node"));
        let until = f.time(event.s("until"));
        match event.s("type") {
            "opened" => say!(l, "web-event-opened", title = event.s("title")),
            "failure-set" => say!(l, "web-event-failure", node = node, level = f.level(event.s("level"))),
            "failure-cleared" => say!(l, "web-event-cleared", node = node, until = until),
            "forecast" if !event.has("until") => l.text("web-event-forecast-gone").to_owned(),
            "forecast" if event.has("node") => say!(l, "web-event-forecast-of", node = node, until = until),
            "forecast" => say!(l, "web-event-forecast", until = until),
            "observed" => say!(l, "web-event-observed", node = node, level = f.level(event.s("level"))),
            "noted" => event.s("text").to_owned(),
            "assessed" => l.text("web-event-assessed").to_owned(),
            "reported" => say!(l, "web-event-reported", profile = event.s("profile"), step = event.s("step")),
            "source-flapping" => say!(l, "web-event-flapping", node = node),
            "closed" => l.text("web-event-closed").to_owned(),
            _ => l.text("web-event-reopened").to_owned(),
        }
    }

    /// The steps of all duties, those that are due first at the top.
    fn steps(&self) -> Vec<(&Value, &Value)> {
        let items = self.duties.a("items").iter();
        let mut steps: Vec<_> =
            items.flat_map(|duty| duty.a("steps").iter().map(move |step| (duty, step))).collect();
        let due = |step: &Value| {
            let at = if step.has("dueAt") { step.s("dueAt") } else { step.s("provisionalAt") };
            (step.has("reportedAt"), at.is_empty(), at.to_owned())
        };
        steps.sort_by_key(|(_, step)| due(step));
        steps
    }

    /// The address of the restart plan for what has failed.
    fn restart(&self) -> String {
        let keys = self.incident.a("failures").iter().map(|failure| failure.s("node"));
        let keys: Vec<String> = keys.map(|key| format!("failures={}", encoded(key))).collect();
        format!("/questions/restart-plan?{}", keys.join("&"))
    }
}

/// The room.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    Ok(whole(&Page::new(&site, &visitor, &id).await?))
}

/// Adds what a form says, and shows the room again.
pub(crate) async fn add(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Refusal> {
    let told = Frame::new(&visitor, "").l;
    let kind = fields.get("type");
    let mut event = json!({ "type": kind });
    for name in ["level", "text", "by", "profile", "step", "cause"] {
        if let Some(value) = fields.some(name) {
            event[name] = value.into();
        }
    }
    for name in ["until", "from", "reportedAt", "occurredAt", "awareAt"] {
        if let Some(value) = fields.some(name) {
            event[name] = told.written(value).into();
        }
    }
    if let Some(written) = fields.some("node") {
        let (node, _) = find(&site, &visitor, written).await?;
        event["node"] = node.as_ref().map_or(written, |node| node.s("key")).into();
    }
    if kind == "forecast" && fields.some("until").is_none() {
        event["until"] = Value::Null;
    }
    let at = format!("/v1/incidents/{}/events", encoded(&id));
    match site.call(&visitor, Method::POST, at).by(&visitor).body(&event).send().await {
        Ok(_) => Ok(see(&format!("/incidents/{}", encoded(&id)))),
        Err(refusal) if refusal.problem.has("errors") => {
            let mut page = Page::new(&site, &visitor, &id).await?;
            page.problem = refusal.problem;
            Ok(with_status(StatusCode::BAD_REQUEST, &page))
        }
        Err(refusal) => Err(refusal),
    }
}
