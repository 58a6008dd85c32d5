//! What still works although something fails, agency by agency: as data, or as a table for spreadsheets.

use super::params::{Parameter, Query, params};
use super::present::{by_preference, spoken};
use super::problem::Problem;
use super::request::{decoded, json};
use super::respond::{Json, REVISION};
use super::state::Api;
use app::impact::{DEFAULT_LIMIT, MAX_LINKS, find};
use app::maps::history::AsOf;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use formats::working::{MEDIA_TYPE, write_working};
use model::{Fault, Key};
use render::Language;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use wire::decode::word;
use wire::working::WorkingAnswer;
use wire::{Place, ScenarioDoc, decode_scenario};

/// Most agencies that are chosen.
const AGENCIES: usize = 100;
/// The forms of the list, the default first.
const FORMS: &[(&str, Form)] = &[("json", Form::Json), ("csv", Form::Csv)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Csv,
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

/// Keys of agencies.
#[derive(Debug)]
pub(super) struct Agencies(Vec<Key>);

impl Parameter for Agencies {
    fn schema() -> RefOr<Schema> {
        let key = "[a-z0-9]+([.-][a-z0-9]+)*";
        let pattern = format!("^{key}(,{key})*$");
        ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        let keys = text.split(',').map(Key::new).collect::<Result<Vec<_>, _>>()?;
        if keys.len() <= AGENCIES {
            return Ok(Self(keys));
        }
        let detail = format!("{} agencies are chosen, at most {AGENCIES} are allowed", keys.len());
        Err(Fault::new("", "too-many-agencies", detail, "choose fewer, and ask again for the others"))
    }
}

params! {
    /// Of whom, and how the list is written.
    pub(super) struct WorkingParams in Query {
        /// Only of these agencies: their keys, separated by commas. Absent = of those that run something that fails or is affected.
        agency "agency": Agencies,
        /// `json` (data), or `csv` (a table for spreadsheets, separated by `;` in German). Absent = by `Accept`.
        format "format": Form,
        /// The language of the table. Absent = by `Accept-Language`, German unless it asks for English.
        language "lang": Language,
        /// An earlier map: a revision such as `17`, or a time such as `2026-05-01T08:00:00Z`.
        as_of "asOf": AsOf,
    }
}

/// What still works.
///
/// Supposes the failures of a scenario and lists, agency by agency, the services and sites that work all the time, with
/// whether they could lose no more. `limit` is the number of nodes in all; the counts are always complete.
#[utoipa::path(post, path = "/v1/impact/working", operation_id = "listWorking", tag = "Impact", params(WorkingParams),
    request_body(content = ScenarioDoc<'static>, example = json!({
        "failures": [{"node": "dresden.storage-sync"}]
    })),
    responses((status = 200, description = "What still works", content(
        (WorkingAnswer<'static> = "application/json", example = json!({
            "revision": 17, "omitted": 0,
            "agencies": [{"key": "zwickau", "name": "Landkreis Zwickau", "level": "operational", "working": 1, "degraded": 0,
                "unavailable": 1, "omitted": 0,
                "nodes": [{"key": "zwickau.buergertelefon", "kind": "service", "name": "Bürgertelefon", "layer": "channel", "atRisk": false}]}]
        })),
        (String = "text/csv")
    ))))]
pub(super) async fn list(
    api: Api,
    Query(said): Query<WorkingParams>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let WorkingParams { agency, format, language, as_of } = said;
    let form = format.map_or_else(|| accepted(&headers), Ok)?;
    let language = language.unwrap_or_else(|| spoken(&headers));
    let tree = json(&headers, &body)?;
    let request = decoded(&tree, |tree, problems| decode_scenario(tree, &Place::ROOT, problems))?;
    let map = api.map_in_force(as_of).await?;
    let app = std::sync::Arc::clone(&api.app);
    api.off_the_loop(move || {
        let limit = request.limit.unwrap_or(DEFAULT_LIMIT) as usize;
        let keys = agency.as_ref().map(|agencies| &agencies.0[..]);
        find(&map, &request, app.pool(), MAX_LINKS, |found| {
            let answer = found.working(keys, limit)?;
            match form {
                Form::Json => Json::ok(&answer),
                Form::Csv => table(&answer, language),
            }
        })?
    })
    .await
}

fn accepted(headers: &HeaderMap) -> Result<Form, Problem> {
    let Some(accept) = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()) else {
        return Ok(Form::Json);
    };
    let form = |wanted: &str| match wanted {
        "*/*" | "application/*" | "application/json" => Some(Form::Json),
        "text/*" | "text/csv" => Some(Form::Csv),
        _ => None,
    };
    let found = by_preference(accept).into_iter().find_map(form);
    found.ok_or_else(|| Problem::not_acceptable("application/json, text/csv"))
}

fn table(answer: &WorkingAnswer<'_>, language: Language) -> Result<Response, Problem> {
    let mut bytes = Vec::new();
    write_working(answer, language, &mut bytes).map_err(|error| Problem::internal(&error))?;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(header::VARY, HeaderValue::from_static("accept, accept-language"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.text("report-en")));
    headers.insert(REVISION, answer.revision.into());
    let file = HeaderValue::from_static("attachment; filename=\"working.csv\"");
    headers.insert(header::CONTENT_DISPOSITION, file);
    Ok(response)
}
