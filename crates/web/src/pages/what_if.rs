//! What if: what fails, what follows, as a sentence, a table, a picture, at every moment at which something changes.

use crate::ask::Refusal;
use crate::form::{Asked, Fields};
use crate::frame::{Frame, html, page as whole, with_status};
use crate::held::shown;
use crate::json::Json;
use crate::moments::{Moment, moments};
use crate::report::body;
use crate::scenario::{Question, Row};
use crate::site::Site;
use crate::visitor::Visitor;
use crate::{picture as drawing, scenario};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Level;
use serde_json::Value;
use words::say;

/// Affected nodes that are listed.
const LISTED: usize = 200;

#[derive(Template)]
#[template(path = "what_if.html")]
struct Page {
    f: Frame,
    q: Question,
    answer: Value,
    moments: Vec<Moment>,
    /// Which of them is shown.
    at: usize,
    problem: Value,
    /// Changes that lie in the basket.
    held: usize,
}

#[derive(Template)]
#[template(path = "moment.html")]
struct Part {
    f: Frame,
    q: Question,
    answer: Value,
    moments: Vec<Moment>,
    at: usize,
}

/// What the page and its part at a moment have in common.
trait Shown {
    fn f(&self) -> &Frame;
    fn answer(&self) -> &Value;
    fn moments(&self) -> &[Moment];
    fn at(&self) -> usize;

    fn moment(&self) -> Moment {
        self.moments().get(self.at()).cloned().unwrap_or_default()
    }

    /// How a node stands at the moment.
    fn level(&self, node: &Value) -> Level {
        self.moment().level(node)
    }

    fn word(&self, node: &Value) -> &'static str {
        self.level(node).as_str()
    }

    /// When that is.
    fn when(&self) -> String {
        let moment = self.moment();
        match moment.at.as_str() {
            "" if moment.offset == "PT0S" => self.f().l.text("web-at-start").to_owned(),
            "" => self.f().l.after(&moment.offset),
            at => self.f().l.time(at),
        }
    }

    /// How things stand at the moment, in one sentence.
    fn sentence(&self) -> String {
        let count =
            |level| self.answer().a("affected").iter().filter(|node| self.level(node) == level).count();
        let (down, reduced) = (count(Level::Unavailable), count(Level::Degraded));
        say!(self.f().l.language, "web-moment", when = self.when(), down = down, reduced = reduced)
    }
}

macro_rules! shown {
    ($type:ty) => {
        impl Shown for $type {
            fn f(&self) -> &Frame {
                &self.f
            }
            fn answer(&self) -> &Value {
                &self.answer
            }
            fn moments(&self) -> &[Moment] {
                &self.moments
            }
            fn at(&self) -> usize {
                self.at
            }
        }
    };
}
shown!(Page);
shown!(Part);

impl Page {
    /// The forms in which the answer can be kept: the word of the API, and what people call it.
    fn formats(&self) -> [(&'static str, &'static str); 10] {
        [
            ("pdf", "PDF"),
            ("html", "HTML"),
            ("xlsx", "Excel"),
            ("csv", "CSV"),
            ("svg", "SVG"),
            ("png", "PNG"),
            ("graphml", "GraphML"),
            ("mermaid", "Mermaid"),
            ("dot", "Graphviz"),
            ("json", "JSON"),
        ]
    }

    /// The failures of the form, and an empty one.
    fn rows(&self) -> Vec<Row> {
        let mut rows = self.q.rows.clone();
        rows.push(Row::default());
        rows
    }

    fn is_asked(&self) -> bool {
        !self.answer.is_null()
    }

    /// The whole answer in one sentence.
    fn summary(&self) -> String {
        let (l, totals) = (self.f.l.language, self.answer.o("totals"));
        let (down, reduced) = (totals.n("unavailable"), totals.n("degraded"));
        let (agencies, people) = (totals.n("agencies"), totals.n("people"));
        if down + reduced <= self.q.rows.len() as u64 && agencies == 0 {
            return l.text("report-nothing-affected").to_owned();
        }
        say!(l, "web-summary", down = down, reduced = reduced, agencies = agencies, people = people)
    }
}

async fn asked(site: &Site, visitor: &Visitor, q: &Question) -> Result<Value, Refusal> {
    site.post(visitor, "/v1/impact", &q.request(LISTED)).await
}

fn chosen(fields: &Fields, moments: &[Moment]) -> usize {
    fields.get("at").parse().unwrap_or(0).min(moments.len().saturating_sub(1))
}

/// The page.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Result<Response, Refusal> {
    let q = Question::read(&site, &visitor, &fields).await?;
    let f = Frame::new(&visitor, "what-if");
    let (mut answer, mut problem, mut status) = (Value::Null, Value::Null, StatusCode::OK);
    if q.is_clear() {
        match asked(&site, &visitor, &q).await {
            Ok(found) => answer = found,
            Err(refusal) if refusal.problem.has("errors") => {
                (status, problem) = (refusal.status, refusal.problem)
            }
            Err(refusal) => return Err(refusal),
        }
    }
    let moments = moments(&answer);
    let at = chosen(&fields, &moments);
    let held = shown(&site, &visitor).items.len();
    Ok(with_status(status, &Page { f, q, answer, moments, at, problem, held }))
}

/// Table and sentence at a moment, as part of the page.
pub(crate) async fn moment(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Result<Response, Refusal> {
    let q = Question::read(&site, &visitor, &fields).await?;
    let answer = asked(&site, &visitor, &q).await?;
    let moments = moments(&answer);
    let at = chosen(&fields, &moments);
    Ok(whole(&Part { f: Frame::new(&visitor, ""), q, answer, moments, at }))
}

/// The picture at a moment, as part of the page.
pub(crate) async fn picture(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Result<Response, Refusal> {
    let q = Question::read(&site, &visitor, &fields).await?;
    let answer = asked(&site, &visitor, &q).await?;
    let moments = moments(&answer);
    let moment = moments.get(chosen(&fields, &moments)).cloned().unwrap_or_default();
    let address = format!("/v1/impact?format=svg&lang={}", visitor.lang());
    let call = site.call(&visitor, Method::POST, address).body(&q.request(LISTED));
    let svg = call.send().await?.text();
    let level = |key: &str| {
        let node = answer.a("affected").iter().find(|node| node.s("key") == key)?;
        Some(moment.level(node))
    };
    Ok(html(StatusCode::OK, drawing::at(&svg, level)))
}

/// The whole report, as part of the page.
pub(crate) async fn report(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Result<Response, Refusal> {
    let q = Question::read(&site, &visitor, &fields).await?;
    let address = format!("/v1/impact?format=html&lang={}", visitor.lang());
    let call = site.call(&visitor, Method::POST, address).body(&q.request(LISTED));
    Ok(html(StatusCode::OK, body(&call.send().await?.text())))
}

/// Without and with the changes of the basket, side by side, as part of the page.
pub(crate) async fn compared(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Result<Response, Refusal> {
    let q = Question::read(&site, &visitor, &fields).await?;
    let mut request = q.failures();
    request["changes"] = q.changes.clone().into();
    let address = format!("/v1/analyses/comparison?format=html&lang={}", visitor.lang());
    let call = site.call(&visitor, Method::POST, address).body(&request);
    Ok(html(StatusCode::OK, body(&call.send().await?.text())))
}

/// The answer as a file, in a format of the API.
pub(crate) async fn export(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Result<Response, Refusal> {
    let q = Question::read(&site, &visitor, &fields).await?;
    let format = scenario::word(fields.get("format"));
    if format == "scenario" {
        let file = (header::CONTENT_DISPOSITION, "attachment; filename=\"scenario.json\"");
        let text = serde_json::to_string_pretty(&q.request(1_000)).unwrap_or_default();
        return Ok(([file, (header::CONTENT_TYPE, "application/json")], text).into_response());
    }
    let address = format!("/v1/impact?format={format}&lang={}", visitor.lang());
    let reply = site.call(&visitor, Method::POST, address).body(&q.request(1_000)).send().await?;
    let mut response = reply.body.into_response();
    for name in [header::CONTENT_TYPE, header::CONTENT_DISPOSITION, header::CONTENT_SECURITY_POLICY] {
        if let Some(value) = reply.headers.get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    let file = format!("attachment; filename=\"impact.{format}\"");
    let name = HeaderValue::try_from(file).unwrap_or(HeaderValue::from_static("attachment"));
    response.headers_mut().entry(header::CONTENT_DISPOSITION).or_insert(name);
    Ok(response)
}
