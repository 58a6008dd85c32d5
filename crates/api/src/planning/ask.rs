//! What the planners' questions share: how they are read, computed within a time limit, and answered as data or as a paper.

use crate::params::Params;
use crate::present::{POLICY, by_preference, spoken};
use crate::problem::Problem;
use crate::request::json;
use crate::respond::{REVISION, json_bytes};
use crate::state::Api;
use app::history::AsOf;
use app::planning::{Finished, Posed, Print, analyse, decode, pose::Analysis, print};
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use engine::Watch;
use render::Language;
use std::sync::Arc;
use std::time::Duration;
use utoipa::IntoParams;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Content, OpenApi as Document, RefOr};

/// Longest time that a question may take while its asker waits; below the limit of every request.
pub(crate) const TIME: Duration = Duration::from_secs(45);

/// Characters of a line of text.
const WIDTH: u16 = 100;

/// The forms of an answer, the default first.
const FORMS: &[(&str, Form)] =
    &[("json", Form::Json), ("html", Form::Html), ("pdf", Form::Pdf), ("text", Form::Text)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Html,
    Pdf,
    Text,
}

impl Form {
    const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html; charset=utf-8",
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain; charset=utf-8",
        }
    }
}

/// Which map, and how the answer is written.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters; they are read strictly, all problems at once")]
pub(crate) struct PlanParams {
    /// An earlier map: a revision such as `17`, or a time such as `2026-05-01T08:00:00Z`.
    as_of: Option<String>,
    /// `json` (data), or for people: `html`, `pdf`, `text`. Absent = by `Accept`.
    format: Option<String>,
    /// `de` or `en`. Absent = by `Accept-Language`, German unless it asks for English.
    lang: Option<String>,
}

/// Answers a question of this kind.
pub(super) async fn ask<A: Analysis>(
    State(api): State<Api>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let mut params = Params::new(query.as_deref(), &["asOf", "format", "lang"]);
    let as_of = params.as_of();
    let said = params.word("format", FORMS);
    let language = params.word("lang", &[("de", Language::De), ("en", Language::En)]);
    params.check()?;
    let form = said.map_or_else(|| accepted(&headers), Ok)?;
    let language = language.unwrap_or_else(|| spoken(&headers));
    let posed: Arc<dyn Posed> = decode::<A>(&json(&headers, &body)?)?.into();
    let paper = (form != Form::Json).then_some(language);
    let (finished, revision) = compute(&api, posed, as_of, paper).await?;
    written(&api, finished, form, language, revision, A::NAME).await
}

/// The answer, computed off the loop and within the time that a question may take, and the map revision it was asked of.
pub(crate) async fn compute(
    api: &Api,
    posed: Arc<dyn Posed>,
    as_of: Option<AsOf>,
    paper: Option<Language>,
) -> Result<(Finished, u64), Problem> {
    let map = api.app.map_as_of(as_of).await?;
    let mut others = Vec::new();
    for of in posed.others() {
        others.push(api.app.map_as_of(Some(of)).await?);
    }
    let revision = map.revision();
    let place = api.place_to_plan().await?;
    let (watch, app) = (Arc::new(Watch::default()), Arc::clone(&api.app));
    let work = {
        let watch = Arc::clone(&watch);
        move || {
            let _place = place;
            analyse(posed.as_ref(), &map, &others, app.pool(), &watch, paper)
        }
    };
    // When the asker goes away, nobody wants the answer any more either.
    let _stop = StopOnDrop(Arc::clone(&watch));
    let mut running = tokio::task::spawn_blocking(work);
    let done = match tokio::time::timeout(TIME, &mut running).await {
        Ok(done) => done,
        Err(_) => {
            watch.stop();
            running.await
        }
    };
    let finished = done.map_err(|error| Problem::internal(&error))??;
    Ok((finished, revision))
}

/// Stops work that nobody waits for.
pub(crate) struct StopOnDrop(pub(crate) Arc<Watch>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop();
    }
}

async fn written(
    api: &Api,
    finished: Finished,
    form: Form,
    language: Language,
    revision: u64,
    name: &str,
) -> Result<Response, Problem> {
    let printed = match form {
        Form::Json => None,
        Form::Html => Some(Print::Html),
        Form::Pdf => Some(Print::Pdf),
        Form::Text => Some(Print::Text(WIDTH)),
    };
    let mut response = match (printed, finished.paper) {
        (Some(printed), Some(paper)) => {
            let _place = api.place_to_draw().await?;
            let now = jiff::Timestamp::now();
            let bytes = print(paper, language, printed, Some(now), &api.printer).await?;
            let mut response = Response::new(Body::from(bytes));
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form.media_type()));
            headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.say("de", "en")));
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
            let extension = if form == Form::Text { "txt" } else { FORMS[form as usize].0 };
            let file = format!("inline; filename=\"{name}.{extension}\"");
            headers.extend(HeaderValue::from_str(&file).ok().map(|file| (header::CONTENT_DISPOSITION, file)));
            response
        }
        _ => json_bytes(StatusCode::OK, finished.json),
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept, accept-language"));
    response.headers_mut().insert(REVISION, revision.into());
    Ok(response)
}

fn accepted(headers: &HeaderMap) -> Result<Form, Problem> {
    let Some(accept) = headers.get(header::ACCEPT).and_then(|a| a.to_str().ok()) else {
        return Ok(Form::Json);
    };
    let media = |form: Form| form.media_type().split(';').next().unwrap_or_default();
    for wanted in by_preference(accept) {
        let family = wanted.strip_suffix('*').filter(|family| family.ends_with('/'));
        let fits = |media: &str| {
            wanted == "*/*" || wanted == media || family.is_some_and(|family| media.starts_with(family))
        };
        if let Some(&(_, form)) = FORMS.iter().find(|(_, form)| fits(media(*form))) {
            return Ok(form);
        }
    }
    let all: Vec<&str> = FORMS.iter().map(|&(_, form)| media(form)).collect();
    Err(Problem::not_acceptable(&all.join(", ")))
}

/// What can be had as a paper says so.
pub(crate) fn add_papers(document: &mut Document) {
    for (path, item) in &mut document.paths.paths {
        let Some(operation) = item.post.as_mut().filter(|_| path.starts_with("/v1/analyses/")) else {
            continue;
        };
        let Some(RefOr::T(answer)) = operation.responses.responses.get_mut("200") else { continue };
        for &(_, form) in &FORMS[1..] {
            let media = form.media_type().split(';').next().unwrap_or_default();
            let text = ObjectBuilder::new().schema_type(Type::String);
            let text = if form == Form::Pdf { text.content_media_type(media) } else { text };
            answer.content.entry(media.into()).or_insert_with(|| Content::new(Some(text)).into());
        }
    }
}
