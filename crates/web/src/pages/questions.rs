//! The planners' questions: the list, each with its form and its answer, and those that are answered in the background.

use crate::ask::Refusal;
use crate::form::{Asked, Fields, encoded};
use crate::frame::{Frame, page as whole, see, with_status};
use crate::held::shown;
use crate::json::Json;
use crate::questions::{FORMS, Form, Holds, form};
use crate::report::body;
use crate::scenario::word;
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Layer;
use render::theme;
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "questions.html")]
struct List {
    f: Frame,
    jobs: Value,
}

impl List {
    fn forms(&self) -> &'static [Form] {
        FORMS
    }
}

/// The list of questions.
pub(crate) async fn list(State(site): State<Site>, visitor: Visitor) -> Result<Response, Refusal> {
    let jobs = site.get(&visitor, "/v1/jobs?limit=20").await?;
    Ok(whole(&List { f: Frame::new(&visitor, "questions"), jobs }))
}

#[derive(Template)]
#[template(path = "question.html")]
struct Page {
    f: Frame,
    form: &'static Form,
    given: Fields,
    /// Hypothetical changes that lie in the basket.
    changes: usize,
    /// The answer as a piece of HTML that the API wrote.
    answer: String,
    problem: Value,
}

impl Page {
    fn layers(&self) -> Vec<(&'static str, &'static str)> {
        let l = self.f.l.language;
        Layer::ALL.iter().map(|&layer| (layer.as_str(), theme::layer(l, layer))).collect()
    }

    /// What the API says is wrong with a field.
    fn wrong(&self, name: &str) -> Vec<&Value> {
        let begin = format!("/{name}");
        self.problem.a("errors").iter().filter(|error| error.s("pointer").starts_with(&begin)).collect()
    }

    fn export(&self, format: &str) -> String {
        format!("/questions/{}/export?{}&format={format}", self.form.name, self.given.query())
    }
}

async fn changes(site: &Site, visitor: &Visitor, given: &Fields) -> Vec<Value> {
    match given.some("basket") {
        Some(_) => shown(site, visitor).changes(),
        None => Vec::new(),
    }
}

/// A question with its form, and its answer when everything is said.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Path(name): Path<String>,
    Asked(given): Asked,
) -> Result<Response, Refusal> {
    let form = form(&name).ok_or(Refusal::of(StatusCode::NOT_FOUND))?;
    let held = shown(&site, &visitor).changes().len();
    let f = Frame::new(&visitor, "questions");
    let mut page = Page { f, form, given, changes: held, answer: String::new(), problem: Value::Null };
    if !form.is_asked(&page.given) {
        return Ok(whole(&page));
    }
    match asked(&site, &visitor, form, &page.given, "html").await {
        Ok(reply) => page.answer = body(&reply.text()),
        Err(refusal) if refusal.problem.has("errors") => {
            page.problem = refusal.problem;
            return Ok(with_status(StatusCode::BAD_REQUEST, &page));
        }
        Err(refusal) => return Err(refusal),
    }
    Ok(whole(&page))
}

async fn asked(
    site: &Site,
    visitor: &Visitor,
    form: &Form,
    given: &Fields,
    format: &str,
) -> Result<crate::ask::Reply, Refusal> {
    let changes = changes(site, visitor, given).await;
    let request = form.request(site, visitor, given, &changes).await?;
    let at = format!("/v1/analyses/{}?format={format}&lang={}", form.name, visitor.lang());
    site.call(visitor, Method::POST, at).body(&request).send().await
}

/// The answer as a file.
pub(crate) async fn export(
    State(site): State<Site>,
    visitor: Visitor,
    Path(name): Path<String>,
    Asked(given): Asked,
) -> Result<Response, Refusal> {
    let form = form(&name).ok_or(Refusal::of(StatusCode::NOT_FOUND))?;
    let format = word(given.get("format"));
    let reply = asked(&site, &visitor, form, &given, &format).await?;
    let mut response = reply.body.into_response();
    for name in [header::CONTENT_TYPE, header::CONTENT_SECURITY_POLICY] {
        response.headers_mut().extend(reply.headers.get(&name).cloned().map(|value| (name, value)));
    }
    let extension = if format == "text" { "txt" } else { &format };
    let file = format!("attachment; filename=\"{name}.{extension}\"");
    response.headers_mut().extend(file.parse().ok().map(|file| (header::CONTENT_DISPOSITION, file)));
    Ok(response)
}

/// Has it answered in the background.
pub(crate) async fn start(
    State(site): State<Site>,
    visitor: Visitor,
    Path(name): Path<String>,
    given: Fields,
) -> Result<Response, Refusal> {
    let form = form(&name).ok_or(Refusal::of(StatusCode::NOT_FOUND))?;
    let changes = changes(&site, &visitor, &given).await;
    let question = form.request(&site, &visitor, &given, &changes).await?;
    let job = json!({"analysis": form.name, "question": question});
    let call = site.call(&visitor, Method::POST, "/v1/jobs").by(&visitor).body(&job);
    let job = call.send().await?.json()?;
    Ok(see(&format!("/jobs/{}", job.s("id"))))
}

#[derive(Template)]
#[template(path = "job.html")]
struct Job {
    f: Frame,
    job: Value,
}

impl Job {
    fn is_over(&self) -> bool {
        !matches!(self.job.s("state"), "queued" | "running")
    }

    fn title(&self) -> &'static str {
        form(self.job.s("analysis")).map_or("", |form| self.f.l.text(form.title))
    }

    fn state(&self) -> &'static str {
        let state = self.job.s("state");
        self.f.l.text(match state {
            "queued" => "web-job-queued",
            "running" => "web-job-running",
            "done" => "web-job-done",
            "cancelled" => "web-job-cancelled",
            _ => "web-job-failed",
        })
    }
}

/// How far it has come.
pub(crate) async fn job(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let job = site.get(&visitor, format!("/v1/jobs/{}", encoded(&id))).await?;
    let mut f = Frame::new(&visitor, "questions");
    f.refresh = Some(5);
    Ok(whole(&Job { f, job }))
}

/// Ends it.
pub(crate) async fn cancel(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    site.call(&visitor, Method::DELETE, format!("/v1/jobs/{}", encoded(&id))).send().await?;
    Ok(see("/questions"))
}
