//! Reading what an agency has already: choosing files, looking at what would come of it, answering, taking it over.

use crate::ask::Refusal;
use crate::form::{Fields, encoded};
use crate::frame::{Frame, page as whole, see, with_status};
use crate::json::Json;
use crate::report::body;
use crate::site::Site;
use crate::upload::Upload;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

#[derive(Template)]
#[template(path = "imports.html")]
struct Page {
    f: Frame,
    kept: Value,
    /// The words of the formats that can be read.
    formats: Vec<String>,
    problem: Value,
    into: String,
}

impl Page {
    async fn new(site: &Site, visitor: &Visitor) -> Result<Self, Refusal> {
        let kept = match site.get(visitor, "/v1/imports").await {
            Err(refusal) if refusal.is_missing() => Value::Null,
            other => other?,
        };
        let document = site.get(visitor, "/v1/openapi.json").await?;
        let words = &document["components"]["schemas"]["ImportFormat"]["enum"];
        let words = words.as_array().into_iter().flatten().map(|word| word.text().to_owned());
        let mut formats: Vec<String> = words.collect();
        if formats.is_empty() {
            formats.push("table".into());
        }
        let into = visitor.agency.clone().unwrap_or_default();
        Ok(Self { f: Frame::new(visitor, "changes"), kept, formats, problem: Value::Null, into })
    }
}

/// The form.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Result<Response, Refusal> {
    Ok(whole(&Page::new(&site, &visitor).await?))
}

/// Takes the files and leads to the preview.
pub(crate) async fn start(
    State(site): State<Site>,
    visitor: Visitor,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Refusal> {
    // Who may not import is told so, whatever was sent.
    let page = Page::new(&site, &visitor).await?;
    let form = form.map_err(|rejection| Refusal::of(rejection.status()))?;
    let upload = Upload::read(form).await.map_err(|error| Refusal::of(error.status()))?;
    let file =
        |(name, bytes): &(String, Vec<u8>)| json!({"name": name, "base64": BASE64_STANDARD.encode(bytes)});
    let mut request =
        json!({"format": upload.get("format"), "files": upload.files.iter().map(file).collect::<Vec<_>>()});
    if !upload.get("into").is_empty() {
        request["into"] = upload.get("into").into();
    }
    let call = site.call(&visitor, Method::POST, format!("/v1/imports?lang={}", visitor.lang()));
    match call.body(&request).send().await {
        Ok(kept) => Ok(see(&format!("/import/{}", kept.json()?.s("id")))),
        Err(refusal) if refusal.problem.has("errors") => {
            let page = Page { problem: refusal.problem, ..page };
            Ok(with_status(refusal.status, &page))
        }
        Err(refusal) => Err(refusal),
    }
}

#[derive(Template)]
#[template(path = "import.html")]
struct Preview {
    f: Frame,
    id: String,
    preview: Value,
    /// The whole report, as a piece of HTML that the API wrote.
    report: String,
    problem: Value,
}

impl Preview {
    /// What a line or a count of the report is about.
    fn what(&self, word: &str) -> &'static str {
        self.f.l.text(match word {
            "read" => "web-import-read",
            "made" => "web-import-made",
            "label" => "web-import-label",
            "flagged" => "web-import-flagged",
            "left-out" => "web-import-left-out",
            _ => "web-import-refused",
        })
    }
}

async fn preview(site: &Site, visitor: &Visitor, id: &str) -> Result<Preview, Refusal> {
    let at = format!("/v1/imports/{}", encoded(id));
    let preview = site.get(visitor, format!("{at}?lang={}", visitor.lang())).await?;
    let report = site.call(visitor, Method::GET, format!("{at}/report?format=html&lang={}", visitor.lang()));
    let report = body(&report.send().await?.text());
    Ok(Preview {
        f: Frame::new(visitor, "changes"),
        id: id.to_owned(),
        preview,
        report,
        problem: Value::Null,
    })
}

/// What would come of an import.
pub(crate) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    Ok(whole(&preview(&site, &visitor, &id).await?))
}

/// Answers its questions, takes it over, or throws it away.
pub(crate) async fn act(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Refusal> {
    let at = format!("/v1/imports/{}", encoded(&id));
    if fields.some("end").is_some() {
        site.call(&visitor, Method::DELETE, at).send().await?;
        return Ok(see("/import"));
    }
    let told = if fields.some("apply").is_some() {
        let remove: Vec<&str> = fields.all("remove").collect();
        let apply = json!({"tag": fields.get("tag"), "remove": remove});
        site.call(&visitor, Method::POST, format!("{at}/apply")).by(&visitor).body(&apply).send().await
    } else {
        let named = |begin: &str| {
            let said = fields.iter().filter_map(|(name, value)| Some((name.strip_prefix(begin)?, value)));
            said.filter(|(_, value)| !value.is_empty()).map(|(n, v)| (n.to_owned(), Value::from(v))).collect()
        };
        let (answers, columns): (Map<String, Value>, Map<String, Value>) =
            (named("answer-"), named("column-"));
        let said = json!({"answers": answers, "columns": columns, "turned": fields.some("turned").is_some()});
        let call = site.call(&visitor, Method::PATCH, format!("{at}?lang={}", visitor.lang()));
        call.sent("application/merge-patch+json", said.to_string()).send().await
    };
    match told {
        Ok(done) if fields.some("apply").is_some() => {
            Ok(see(&format!("/changes/{}", done.json()?.n("revision"))))
        }
        Ok(_) => Ok(see(&format!("/import/{}", encoded(&id)))),
        Err(refusal)
            if refusal.problem.has("errors") || refusal.status == StatusCode::PRECONDITION_FAILED =>
        {
            let page = Preview { problem: refusal.problem, ..preview(&site, &visitor, &id).await? };
            Ok(with_status(refusal.status, &page))
        }
        Err(refusal) => Err(refusal),
    }
}
