//! Imports of what agencies have already: a preview that is kept, answers, and applying it.

use super::dry_run::LanguageParam;
use super::params::{At, Headers, Parameter, Query, params};
use super::present::{POLICY, spoken};
use super::problem::Problem;
use super::request::{AuthorHeaders, Change, decoded, json, patch};
use super::respond::Json;
use super::state::Api;
use access::{Reach, Right};
use app::AppError;
use app::imports::preview::Preview;
use app::imports::request::{Request, Sent};
use app::imports::{paper, told};
use app::maps::plan::summary;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use model::{Fault, Key, message};
use render::Language;
use std::sync::Arc;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use wire::import::{
    Content, ImportAnswer, ImportApply, ImportHead, ImportList, ImportRequest, ImportSaid, ReadImport,
    decode_import, decode_import_apply, decode_import_said,
};
use wire::incident::time;
use wire::plan::ChangeSetAnswer;
use wire::{Place, Problems};

params! {
    /// The import in the address.
    pub(super) struct ImportParam in Path {
        /// Id of the import.
        id "id": ImportId => "3f0c9a7be5d21480",
    }
}

params! {
    /// How the report is written.
    pub(super) struct ReportParams in Query {
        /// `html`, `xlsx` or `text`.
        format "format": ReportFormat,
        /// The language. Absent = by `Accept-Language`, German unless it asks for English.
        language "lang": Language,
    }
}

/// The id of an import.
#[derive(Debug)]
pub(super) struct ImportId(String);

impl Parameter for ImportId {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9a-f]{16}$")).into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        let digits = text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        digits.then(|| Self(text.to_owned())).ok_or_else(|| {
            Fault::new("", "invalid-id", "this is no id of an import", "write it as it was answered")
        })
    }
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReportFormat {
    Html,
    Xlsx,
    Text,
}

impl Parameter for ReportFormat {
    fn schema() -> RefOr<Schema> {
        let words = ["html", "xlsx", "text"];
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        match text {
            "html" => Ok(Self::Html),
            "xlsx" => Ok(Self::Xlsx),
            "text" => Ok(Self::Text),
            _ => Err(Fault::new("", "unknown-word", "a report has no such form", "take html, xlsx or text")),
        }
    }
}

/// Import what an agency has already: tables, inventories, models. Answers with what would come of it, and changes nothing.
///
/// The preview is kept under its id until it is applied or thrown away; the same files sent again are the same preview. Its
/// questions are answered by `PATCH`; answers are kept with the profile and asked once. Nodes are known again by the ids of
/// the source; what people did to them stays.
#[utoipa::path(post, path = "/v1/imports", operation_id = "startImport", tag = "Imports", params(LanguageParam),
    request_body(content = ImportRequest, example = json!({"format": "table", "into": "musterhausen",
        "files": [{"name": "bia.csv", "text": "Prozess;benötigt\nKfz-Zulassung;KFZ21\n"}]})),
    responses((status = 201, description = "The preview; `Location` is where it is kept", body = ImportAnswer)))]
pub(super) async fn start(
    api: Api,
    Query(LanguageParam { language }): Query<LanguageParam>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    may_import(&api)?;
    let _place = api.place_to_plan().await?;
    let language = language.unwrap_or_else(|| spoken(&headers));
    let tree = json(&headers, &body)?;
    let read = decoded(&tree, |tree, problems| decode_import(tree, &Place::ROOT, problems))?;
    let request = Arc::new(request(read)?);
    let (id, preview) = api.app.imports.keep(Arc::clone(&request), app::clock::now()).await?;
    let answer = told::told(&id, &request, &preview, language);
    Ok(Json::new(StatusCode::CREATED, &answer)
        .map(preview.revision)
        .location(&format!("/v1/imports/{id}"))
        .into())
}

/// Whether who asks may change everything: an import reads files whose nodes may belong to anybody.
fn may_import(api: &Api) -> Result<(), Problem> {
    match *api.who().reach(Right::Change) {
        Reach::Everything => Ok(()),
        _ => Err(Problem::forbidden("imports are for those who may change the whole map")),
    }
}

/// The files of a request as bytes.
pub(super) fn content(sent: Vec<(String, Content)>) -> Result<Vec<Sent>, Problem> {
    let (mut files, mut problems) = (Vec::new(), Problems::default());
    for (at, (name, content)) in sent.into_iter().enumerate() {
        let bytes = match content {
            Content::Text(text) => text.into_bytes(),
            Content::Base64(text) => match BASE64_STANDARD.decode(text.trim()) {
                Ok(bytes) => bytes,
                Err(_) => {
                    let (detail, remedy) =
                        (message!("import-bad-base64"), message!("import-bad-base64-remedy"));
                    let files = Place::ROOT.name("files");
                    let place = files.index(at);
                    problems.push(wire::Problem::new(&place.name("base64"), "bad-base64", detail, remedy));
                    continue;
                }
            },
        };
        files.push(Sent { name, bytes });
    }
    problems.or(files).map_err(|problems| Problem::invalid(&problems))
}

fn request(read: ReadImport) -> Result<Request, Problem> {
    let files = content(read.files)?;
    let mut request = Request {
        format: read.format,
        files,
        into: read.into.as_ref().map(Key::to_string),
        profile: read.profile.as_ref().map(Key::to_string),
        ..Request::default()
    };
    say(&mut request, read.said);
    Ok(request)
}

/// Adds what somebody says to what was said before.
fn say(request: &mut Request, said: ImportSaid) {
    request.columns.extend(said.columns.unwrap_or_default());
    request.answers.extend(said.answers.unwrap_or_default());
    request.turned = said.turned.or(request.turned);
    request.encoding = said.encoding.or(request.encoding.take());
}

/// List the previews that are kept.
#[utoipa::path(get, path = "/v1/imports", operation_id = "listImports", tag = "Imports", responses(
    (status = 200, description = "The newest first", body = ImportList, example = json!({
        "items": [{"id": "3f0c9a7be5d21480", "at": "2026-05-01T08:00:00Z"}]}))))]
pub(super) async fn list(api: Api) -> Result<Response, Problem> {
    may_import(&api)?;
    let kept = api.app.imports.kept().await?;
    Json::ok(&ImportList {
        items: kept.into_iter().map(|(id, at)| ImportHead { id, at: time(at) }).collect(),
    })
}

/// Read a preview, as it would be of the map as it is now.
#[utoipa::path(get, path = "/v1/imports/{id}", operation_id = "readImport", tag = "Imports", params(ImportParam, LanguageParam), responses(
    (status = 200, description = "The preview", body = ImportAnswer)))]
pub(super) async fn read(
    api: Api,
    At(ImportParam { id }): At<ImportParam>,
    Query(LanguageParam { language }): Query<LanguageParam>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    may_import(&api)?;
    let (request, preview) = previewed(&api, &id.0).await?;
    let language = language.unwrap_or_else(|| spoken(&headers));
    Ok(Json::new(StatusCode::OK, &told::told(&id.0, &request, &preview, language))
        .map(preview.revision)
        .into())
}

async fn previewed(api: &Api, id: &str) -> Result<(Arc<Request>, Preview), Problem> {
    let _place = api.place_to_plan().await?;
    let request = Arc::new(api.app.imports.request(id).await?);
    let preview = api.app.imports.preview(Arc::clone(&request)).await?;
    Ok((request, preview))
}

/// Answer questions of a preview, or say what its columns mean; the answer is the new preview.
#[utoipa::path(patch, path = "/v1/imports/{id}", operation_id = "patchImport", tag = "Imports", params(ImportParam, LanguageParam),
    request_body(content = ImportSaid, content_type = "application/merge-patch+json", example = json!({"turned": false})),
    responses((status = 200, description = "The preview with these answers", body = ImportAnswer)))]
pub(super) async fn change(
    api: Api,
    At(ImportParam { id }): At<ImportParam>,
    Query(LanguageParam { language }): Query<LanguageParam>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    may_import(&api)?;
    let _place = api.place_to_plan().await?;
    let tree = patch(&headers, &body)?;
    let said = decoded(&tree, |tree, problems| decode_import_said(tree, &Place::ROOT, problems))?;
    let mut request = api.app.imports.request(&id.0).await?;
    say(&mut request, said);
    let request = Arc::new(request);
    let preview = api.app.imports.change(&id.0, Arc::clone(&request), app::clock::now()).await?;
    let language = language.unwrap_or_else(|| spoken(&headers));
    Ok(Json::new(StatusCode::OK, &told::told(&id.0, &request, &preview, language))
        .map(preview.revision)
        .into())
}

/// The report of an import for people: as a page, a workbook or text.
#[utoipa::path(get, path = "/v1/imports/{id}/report", operation_id = "readImportReport", tag = "Imports", params(ImportParam, ReportParams), responses(
    (status = 200, description = "The report", content(
        (String = "text/html"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/plain")))))]
pub(super) async fn report(
    api: Api,
    At(ImportParam { id }): At<ImportParam>,
    Query(ReportParams { format, language }): Query<ReportParams>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    may_import(&api)?;
    let (request, preview) = previewed(&api, &id.0).await?;
    let language = language.unwrap_or_else(|| spoken(&headers));
    let written = || paper::paper(&request, &preview, language);
    let (kind, bytes) = match format.unwrap_or(ReportFormat::Html) {
        ReportFormat::Html => ("text/html; charset=utf-8", paper::html(&written(), language).into_bytes()),
        ReportFormat::Text => {
            ("text/plain; charset=utf-8", render::paper::text(&written(), language, "", 110).into_bytes())
        }
        ReportFormat::Xlsx => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            paper::workbook(&request, &preview, language).map_err(|error| Problem::internal(&error))?,
        ),
    };
    let mut response = (StatusCode::OK, bytes).into_response();
    let told = response.headers_mut();
    told.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    told.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    told.insert(header::VARY, HeaderValue::from_static("accept-language"));
    Ok(response)
}

/// Make what a preview shows: one change set. The preview is gone then, and the answers are kept with the profile.
///
/// With the `tag` of the preview that was looked at nothing is done when the import would do something else by now. Nodes
/// are only removed when `remove` names them.
#[utoipa::path(post, path = "/v1/imports/{id}/apply", operation_id = "applyImport", tag = "Imports", params(ImportParam, AuthorHeaders),
    request_body(content = ImportApply, example = json!({"remove": []})),
    responses(
    (status = 200, description = "There was nothing to change", body = ChangeSetAnswer),
    (status = 201, description = "Done; `Location` is the revision", body = ChangeSetAnswer)))]
pub(super) async fn apply(
    api: Api,
    At(ImportParam { id }): At<ImportParam>,
    Headers(by): Headers<AuthorHeaders>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    may_import(&api)?;
    let _place = api.place_to_plan().await?;
    let tree = json(&headers, &body)?;
    let (tag, remove) = decoded(&tree, |tree, problems| decode_import_apply(tree, &Place::ROOT, problems))?;
    let request = Arc::new(api.app.imports.request(&id.0).await?);
    let author = Change::new(by).author(&api.who());
    let (_, done) = api.app.imports.apply(request, &remove, tag.as_deref(), author).await?;
    api.app.imports.forget(&id.0).await.or_else(|error| match error {
        // It was thrown away when it was applied.
        AppError::NotFound { .. } => Ok(()),
        other => Err(other),
    })?;
    let answer = summary(&done.before, &done.after, &done.keys);
    let revision = answer.revision;
    let status = if done.keys.is_empty() { StatusCode::OK } else { StatusCode::CREATED };
    let json = Json::new(status, &answer).map(revision);
    Ok(if done.keys.is_empty() { json } else { json.location(&format!("/v1/revisions/{revision}")) }.into())
}

/// Throw a preview away.
#[utoipa::path(delete, path = "/v1/imports/{id}", operation_id = "endImport", tag = "Imports", params(ImportParam), responses(
    (status = 204, description = "It is gone")))]
pub(super) async fn end(api: Api, At(ImportParam { id }): At<ImportParam>) -> Result<Response, Problem> {
    may_import(&api)?;
    api.app.imports.forget(&id.0).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
