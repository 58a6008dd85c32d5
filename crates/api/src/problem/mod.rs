//! Everything that goes wrong, as a problem document (RFC 9457): one place that maps domain words to HTTP.
//!
//! What a client reads and what the log reads are kept apart: causes go to the log only.
//!
//! Reading order: this file (the document), [`kinds`] (each thing that can be wrong with a request), [`causes`] (what goes
//! wrong inside).

mod causes;
mod kinds;

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Message;
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;
use utoipa::ToSchema;
use words::Language;

/// A problem document.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Document {
    /// Stable name of the kind of problem; act on this, never on the texts.
    #[serde(rename = "type")]
    #[schema(example = "urn:tragweite:problem:invalid")]
    kind: String,
    /// The same text for every problem of this kind.
    title: Cow<'static, str>,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What happened this time, and what helps.
    detail: String,
    /// This one answer: ends with its `x-request-id`, under which the log of the service speaks of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        required,
        nullable = false,
        example = "urn:tragweite:request:1f0c1e8a-0d5b-4c54-9d3a-6f1f5a3f8f11"
    )]
    instance: Option<String>,
    /// All that is wrong with the request, up to two hundred.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Error>,
    /// How many more there are.
    #[serde(skip_serializing_if = "Option::is_none", rename = "moreErrors")]
    more_errors: Option<usize>,
}

/// One thing that is wrong with a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ProblemError)]
pub struct Error {
    /// JSON pointer into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/failures/0/node")]
    pointer: Option<String>,
    /// The query parameter, path parameter or header.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// The line in the body, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// The node concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// Stable name of the broken rule.
    #[schema(example = "unknown-key")]
    code: String,
    /// What is wrong.
    detail: String,
    /// What to do about it.
    remedy: String,
}

/// A problem on its way to the client.
#[derive(Debug)]
pub struct Problem {
    document: Box<Document>,
    headers: Vec<(HeaderName, HeaderValue)>,
    faults: Option<Faults>,
}

/// What is wrong and what helps, before it is put into words: in the extensions of the answer, in the order of `errors`, for whoever
/// tells it in another language than the API does.
#[derive(Debug, Clone)]
pub struct Faults(Arc<[(Message, Message)]>);

impl Faults {
    /// What is wrong with the one at this place, and what helps.
    pub fn told(&self, at: usize, l: Language) -> Option<(String, String)> {
        self.0.get(at).map(|(detail, remedy)| (l.told(detail), l.told(remedy)))
    }
}

impl Problem {
    /// A problem of this kind.
    pub fn new(status: StatusCode, code: &str, title: &'static str, detail: impl Into<String>) -> Self {
        let document = Document {
            kind: format!("urn:tragweite:problem:{code}"),
            title: title.into(),
            status: status.as_u16(),
            detail: detail.into(),
            instance: None,
            errors: Vec::new(),
            more_errors: None,
        };
        Self { document: Box::new(document), headers: Vec::new(), faults: None }
    }

    /// The same with another status.
    pub(crate) fn under(mut self, status: StatusCode) -> Self {
        self.document.status = status.as_u16();
        self
    }

    fn with(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.extend(HeaderValue::from_str(value).ok().map(|value| (name, value)));
        self
    }

    /// All of it in plain text, a line for each thing that is wrong.
    pub(crate) fn told(&self) -> String {
        let mut text = format!("{}: {}", self.document.title, self.document.detail);
        for error in &self.document.errors {
            let place = error.pointer.as_deref().or(error.parameter.as_deref()).unwrap_or_default();
            let place = if place.is_empty() { String::new() } else { format!("{place}: ") };
            text.push_str(&format!("\n- {place}{}; {}", error.detail, error.remedy));
        }
        text
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.document.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&self.document)).into_response();
        response.extensions_mut().insert(self.document);
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static("en"));
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        if let Some(faults) = self.faults {
            response.extensions_mut().insert(faults);
        }
        response
    }
}

/// Writes into a problem document to which request it belongs; any other answer stays as it is.
pub(crate) fn name_instance(mut response: Response, id: &HeaderValue) -> Response {
    let Some(mut document) = response.extensions_mut().remove::<Box<Document>>() else { return response };
    document.instance = id.to_str().ok().map(|id| format!("urn:tragweite:request:{id}"));
    let (mut parts, body) = Json(document).into_response().into_parts();
    parts.status = response.status();
    if let Some(faults) = response.extensions_mut().remove::<Faults>() {
        parts.extensions.insert(faults);
    }
    // All but what speaks of the bytes stays as it was.
    response.headers_mut().remove(header::CONTENT_LENGTH);
    parts.headers.extend(std::mem::take(response.headers_mut()));
    Response::from_parts(parts, body)
}
