//! What the planners' questions share: how they are read, computed within a time limit, and answered as data or as a paper.

use crate::params::{Parameter, Query, params};
use crate::present::{Author, Distribution, Letterhead, Marking, POLICY, by_preference, head, spoken};
use crate::problem::Problem;
use crate::request::json;
use crate::respond::{REVISION, json_bytes};
use crate::state::Api;
use app::AppError;
use app::maps::history::AsOf;
use app::planning::{Kind, Print, print};
use app::pool::Pool;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::post;
use engine::Watch;
use jiff::tz::TimeZone;
use map::Map;
use model::Fault;
use render::Language;
use render::html::HtmlOptions;
use render::paper::Paper;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use utoipa::IntoParams;
use utoipa::openapi::path::{HttpMethod, OperationBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{
    Content, ContentBuilder, OpenApi as Document, Paths, Ref, RefOr, Required, ResponseBuilder,
};
use utoipa_axum::router::UtoipaMethodRouter;
use wire::decode::word;
use words::zone;

/// Longest time that a question may take while its asker waits; below the limit of every request.
const TIME: Duration = Duration::from_secs(45);

/// Characters of a line of text.
const WIDTH: u16 = 100;

/// The forms of an answer, the default first.
const FORMS: &[(&str, Form)] =
    &[("json", Form::Json), ("html", Form::Html), ("pdf", Form::Pdf), ("text", Form::Text)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
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

params! {
    /// Which map, and how the answer is written.
    pub(crate) struct PlanParams in Query {
        /// An earlier map: a revision such as `17`, or a time such as `2026-05-01T08:00:00Z`.
        as_of "asOf": AsOf,
        /// `json` (data), or for people: `html`, `pdf`, `text`. Absent = by `Accept`.
        format "format": Form,
        /// The language. Absent = by `Accept-Language`, German unless it asks for English.
        language "lang": Language,
        /// Where times are told: a name of the IANA time zone database, such as `Europe/Vienna`. Absent = that of the map or, when that says none, of the service.
        zone "zone": TimeZone,
        /// How it is to be handled; stands on every page of a document.
        marking "marking": Marking,
        /// The letterhead of documents; lines separated by `|`.
        letterhead "letterhead": Letterhead,
        /// Who writes, for documents.
        writer "writer": Author,
        /// Who gets the document, separated by `;`.
        distribution "distribution": Distribution,
    }
}

/// How documents of an answer look.
fn look(said: PlanParams, language: Language) -> HtmlOptions {
    let mut look = HtmlOptions::new(language, said.zone.unwrap_or_else(zone::usual));
    look.made_at = Some(app::clock::timestamp());
    look.classification = said.marking.map(|marking| marking.0);
    look.head = head(said.letterhead, said.writer, said.distribution);
    look
}

impl Parameter for Form {
    fn schema() -> RefOr<Schema> {
        let words = FORMS.iter().map(|(word, _)| *word);
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        word(text, FORMS)
    }
}

/// The operation of a kind of question.
pub(super) fn operation(kind: &'static Kind) -> UtoipaMethodRouter<Api> {
    let schemas = kind.schemas();
    // A test reads every example.
    let example: Value = serde_json::from_str(kind.example).unwrap_or_default();
    let content = |schema: Ref, part: &str| {
        ContentBuilder::new().schema(Some(schema)).example(Some(example[part].clone())).build()
    };
    let json = "application/json";
    let request = RequestBodyBuilder::new()
        .content(json, content(schemas.request, "request"))
        .required(Some(Required::True))
        .build();
    let answer =
        ResponseBuilder::new().description(kind.answers).content(json, content(schemas.answer, "answer"));
    let operation = OperationBuilder::new()
        .tag("Planning")
        .operation_id(Some(kind.operation))
        .summary(Some(kind.asks))
        .description(Some(kind.about.trim_end()).filter(|about| !about.is_empty()))
        .parameters(Some(PlanParams::into_params(|| None)))
        .request_body(Some(request))
        .response("200", answer.build());
    let mut paths = Paths::new();
    paths.add_path_operation(
        format!("/v1/analyses/{}", kind.name),
        vec![HttpMethod::Post],
        operation.build(),
    );
    let handler = async move |api: Api, query: Query<PlanParams>, headers: HeaderMap, body: Bytes| {
        ask(kind, api, query, headers, body).await
    };
    (schemas.all, paths, post(handler))
}

/// Answers a question of this kind.
async fn ask(
    kind: &Kind,
    api: Api,
    Query(said): Query<PlanParams>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let mut said = said;
    let form = said.format.map_or_else(|| accepted(&headers), Ok)?;
    let language = said.language.unwrap_or_else(|| spoken(&headers));
    let as_of = said.as_of.take();
    let posed = kind.read(&json(&headers, &body)?)?;
    let (answer, revision) = compute(&api, as_of, posed.others(), move |map, others, pool, watch| {
        let answer = posed.ask(map, others, pool, watch)?;
        Ok(match form {
            Form::Json => Answer::Data(answer.json()),
            _ => {
                said.zone = Some(said.zone.unwrap_or_else(|| zone::of(map.zone())));
                let look = look(said, language);
                Answer::Paper(Box::new((answer.paper(language, &look.zone), look)))
            }
        })
    })
    .await?;
    written(&api, answer, form, language, revision, kind.name).await
}

/// An answer as it was asked for.
enum Answer {
    Data(Vec<u8>),
    Paper(Box<(Paper, HtmlOptions)>),
}

/// What `work` makes of a map, off the loop and within the time that a question may take, and the revision of the map.
pub(crate) async fn compute<T: Send + 'static>(
    api: &Api,
    as_of: Option<AsOf>,
    others: Vec<AsOf>,
    work: impl FnOnce(&Map, &[Arc<Map>], &Pool, &Watch) -> Result<T, AppError> + Send + 'static,
) -> Result<(T, u64), Problem> {
    let map = api.map_in_force(as_of).await?;
    let mut earlier = Vec::with_capacity(others.len());
    for of in others {
        earlier.push(api.map(Some(of), None).await?);
    }
    let revision = map.revision();
    let place = api.place_to_plan().await?;
    let (watch, app) = (Arc::new(Watch::default()), Arc::clone(&api.app));
    // When the asker goes away, nobody wants the answer any more either.
    let stop = StopOnDrop(Arc::clone(&watch));
    let mut running = tokio::task::spawn_blocking(move || {
        let _place = place;
        work(&map, &earlier, app.pool(), &watch)
    });
    let done = match tokio::time::timeout(TIME, &mut running).await {
        Ok(done) => done,
        Err(_) => {
            stop.0.stop();
            running.await
        }
    };
    let made = done.map_err(|error| Problem::internal(&error))??;
    Ok((made, revision))
}

/// Stops work that nobody waits for.
struct StopOnDrop(Arc<Watch>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop();
    }
}

async fn written(
    api: &Api,
    answer: Answer,
    form: Form,
    language: Language,
    revision: u64,
    name: &str,
) -> Result<Response, Problem> {
    let printed = match form {
        Form::Pdf => Print::Pdf,
        Form::Text => Print::Text(WIDTH),
        Form::Html | Form::Json => Print::Html,
    };
    let mut response = match answer {
        Answer::Data(bytes) => json_bytes(StatusCode::OK, bytes),
        Answer::Paper(told) => {
            let (paper, look) = *told;
            let _place = api.place_to_draw().await?;
            let bytes = print(paper, look, printed, &api.printer).await?;
            let mut response = Response::new(Body::from(bytes));
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form.media_type()));
            headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.text("report-en")));
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
            let extension = if form == Form::Text { "txt" } else { FORMS[form as usize].0 };
            let file = format!("inline; filename=\"{name}.{extension}\"");
            headers.extend(HeaderValue::from_str(&file).ok().map(|file| (header::CONTENT_DISPOSITION, file)));
            response
        }
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
