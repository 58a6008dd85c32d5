//! Everything that goes wrong, as a problem document (RFC 9457): one place that maps domain words to HTTP.
//!
//! What a client reads and what the log reads are kept apart: causes go to the log only.

use crate::app::AppError;
use crate::integrations::ToolError;
use crate::model::Fault;
use crate::store::StoreError;
use crate::wire::Problems;
use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Display;
use utoipa::ToSchema;

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
        Self { document: Box::new(document), headers: Vec::new() }
    }

    fn with(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.extend(HeaderValue::from_str(value).ok().map(|value| (name, value)));
        self
    }

    /// All of it in plain text, a line for each thing that is wrong.
    pub(super) fn told(&self) -> String {
        let mut text = format!("{}: {}", self.document.title, self.document.detail);
        for error in &self.document.errors {
            let place = error.pointer.as_deref().or(error.parameter.as_deref()).unwrap_or_default();
            let place = if place.is_empty() { String::new() } else { format!("{place}: ") };
            text.push_str(&format!("\n- {place}{}; {}", error.detail, error.remedy));
        }
        text
    }

    /// The request is wrong; every problem is listed.
    pub fn invalid(problems: &Problems) -> Self {
        Self::listed(problems, false)
    }

    /// Query parameters are wrong; the pointers of the problems name them.
    pub fn parameters(problems: &Problems) -> Self {
        Self::listed(problems, true)
    }

    fn listed(problems: &Problems, parameters: bool) -> Self {
        let many = problems.found();
        let detail = if many == 1 { "1 problem".to_owned() } else { format!("{many} problems") };
        let mut problem = Self::new(StatusCode::BAD_REQUEST, "invalid", "The request is not valid", detail);
        let list = problems.list().iter().map(|p| Error {
            pointer: (!parameters).then(|| p.pointer.clone()),
            parameter: parameters.then(|| p.pointer.trim_start_matches('/').to_owned()),
            line: p.line,
            key: p.key.clone(),
            code: p.code.to_string(),
            detail: p.detail.clone(),
            remedy: p.remedy.to_string(),
        });
        problem.document.errors = list.collect();
        problem.document.more_errors = Some(problems.more()).filter(|&more| more > 0);
        problem
    }

    /// One parameter is wrong.
    pub fn parameter(name: &str, fault: Fault) -> Self {
        let mut problem =
            Self::new(StatusCode::BAD_REQUEST, "invalid", "The request is not valid", "1 problem");
        problem.document.errors = vec![Error {
            pointer: None,
            parameter: Some(name.to_owned()),
            line: None,
            key: None,
            code: fault.code.to_owned(),
            detail: fault.detail,
            remedy: fault.remedy.into_owned(),
        }];
        problem
    }

    /// A parameter in the path is wrong.
    pub fn path(name: &str, fault: Fault) -> Self {
        Self::parameter(name, fault)
    }

    /// A header is wrong.
    pub fn header(name: &str, detail: &'static str, remedy: &'static str) -> Self {
        Self::parameter(name, Fault::new("", "invalid-header", detail, remedy))
    }

    /// The body says something else than the path.
    pub fn differs(name: &str, value: &str) -> Self {
        let mut problem = Self::parameter(
            name,
            Fault::new("", "differs-from-path", format!("the path says {value}"), "leave it out of the body"),
        );
        if let Some(error) = problem.document.errors.first_mut() {
            error.pointer = error.parameter.take().map(|name| format!("/{name}"));
        }
        problem
    }

    /// There is no such thing.
    pub fn not_found(what: &str, name: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "There is no such thing",
            format!("there is no {what} {name:?}"),
        )
    }

    /// There is no such address.
    pub fn no_route() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no-route",
            "There is no such address",
            "look at /docs or /v1/openapi.json for the addresses there are",
        )
    }

    /// The address knows other methods.
    pub fn method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "The address does not know this method",
            "the header Allow names those it knows",
        )
    }

    /// The answer cannot be written as asked for.
    pub fn not_acceptable(known: &str) -> Self {
        Self::new(
            StatusCode::NOT_ACCEPTABLE,
            "not-acceptable",
            "No such form of the answer",
            format!("ask for {known}"),
        )
    }

    /// The body has the wrong type.
    pub fn media_type(wanted: &str) -> Self {
        let problem = Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            "The body has the wrong type",
            format!("send Content-Type: {wanted} in UTF-8"),
        );
        if wanted.contains("merge-patch") {
            problem.with(HeaderName::from_static("accept-patch"), wanted)
        } else {
            problem
        }
    }

    /// The body is larger than allowed.
    pub fn too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "The body is too large",
            format!("at most {limit} bytes are read: send less at once"),
        )
    }

    /// The body could not be read to its end, or is too large.
    pub fn body(rejection: axum::extract::rejection::BytesRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(super::deliveries::DELIVERY),
            status => Self::new(
                status,
                "bad-request",
                "The request is not valid",
                "the request could not be read: its body ended early or stopped coming",
            ),
        }
    }

    /// A condition is missing.
    pub fn precondition_required() -> Self {
        Self::new(
            StatusCode::PRECONDITION_REQUIRED,
            "precondition-required",
            "A condition is missing",
            "send If-Match with the ETag that you read, so that nobody's change is lost (If-Match: * for any; \
             If-None-Match: * to create)",
        )
    }

    /// The cursor is not one of ours.
    pub fn invalid_cursor() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid-cursor",
            "The cursor does not belong here",
            "use `next` of an answer to the same question, unchanged, or begin again without it",
        )
    }

    /// No token, or a wrong one.
    pub fn unauthorized(detail: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "A token is needed", detail)
            .with(header::WWW_AUTHENTICATE, "Bearer realm=\"tragweite\"")
    }

    /// Not allowed whoever asks.
    pub fn forbidden(detail: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "This is not allowed", detail)
    }

    /// Too much to do at the moment.
    pub fn overloaded() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "overloaded",
            "The service has too much to do",
            "try again shortly",
        )
        .with(header::RETRY_AFTER, "1")
    }

    /// It took too long.
    pub fn timeout() -> Self {
        Self::new(
            StatusCode::GATEWAY_TIMEOUT,
            "timeout",
            "The answer took too long",
            "ask for less at once, or give a horizon",
        )
    }

    /// A change took too long to wait for.
    pub fn timeout_of_change() -> Self {
        Self::new(
            StatusCode::GATEWAY_TIMEOUT,
            "timeout",
            "The answer took too long",
            "the change goes on and may still be made: look at /v1/revisions, or repeat it with the same Idempotency-Key",
        )
    }

    /// Something that must not happen; the log knows what.
    pub fn internal(error: &dyn Display) -> Self {
        tracing::error!(%error, "request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "The service failed",
            "this is our mistake: report it with the value of the header x-request-id",
        )
    }

    /// A program that draws or prints gave nothing; what it said may hold names and stays in the log.
    fn tool(error: &ToolError) -> Self {
        let said = if let ToolError::Failed { said, .. } = error { said } else { "" };
        tracing::error!(%error, said, "nothing was drawn");
        let code = match error {
            ToolError::Missing { .. } => "tool-missing",
            ToolError::TooSlow { .. } | ToolError::TooLarge { .. } => "too-much-to-draw",
            ToolError::Failed { .. } => "tool-failed",
        };
        let detail = match code {
            "too-much-to-draw" => format!("{error}: ask for less, or for the data (format=json)"),
            _ => error.to_string(),
        };
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, "The picture or document cannot be made", detail)
    }

    fn unavailable(error: &StoreError) -> Self {
        let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        tracing::error!(%error, cause, "the database failed");
        let status = match error {
            StoreError::Full { .. } | StoreError::ReadOnly { .. } => StatusCode::INSUFFICIENT_STORAGE,
            _ => StatusCode::SERVICE_UNAVAILABLE,
        };
        // Names of servers and files are for the log only.
        let detail = match error {
            StoreError::Full { .. }
            | StoreError::ReadOnly { .. }
            | StoreError::Busy { .. }
            | StoreError::ConnectionLost { .. }
            | StoreError::Damaged { .. } => error.to_string(),
            _ => "the database does not do its work; the log of the service says why".to_owned(),
        };
        Self::new(status, "store", "The database does not work", detail).with(header::RETRY_AFTER, "5")
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let detail = error.to_string();
        match error {
            AppError::Invalid(problems) => Self::invalid(&problems),
            AppError::NotFound { what, name } => Self::not_found(what, &name),
            AppError::PreconditionFailed { .. } => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "precondition-failed",
                "It is not as you think",
                detail,
            ),
            AppError::Contended => {
                Self::new(StatusCode::CONFLICT, "contended", "Others change it at the same time", detail)
            }
            AppError::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency-key-reused",
                "The idempotency key belongs to another request",
                detail,
            ),
            AppError::ForeignCursor => Self::invalid_cursor(),
            AppError::TooMuch { .. } => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "too-much",
                "The question is too much at once",
                detail,
            ),
            AppError::Damaged { .. } => Self::internal(&detail),
            AppError::Store(StoreError::NulCharacter { .. }) => {
                Self::new(StatusCode::BAD_REQUEST, "invalid", "The request is not valid", detail)
            }
            AppError::Store(error) => Self::unavailable(&error),
            AppError::Stopped(_) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "too-much",
                "The question is too much at once",
                "the answer takes longer than a request may: ask for less at once, or as a job (POST /v1/jobs)",
            ),
            AppError::Stopping => Self::overloaded(),
            AppError::Tool(error) => Self::tool(&error),
        }
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
        response.headers_mut().extend(self.headers);
        response
    }
}

/// Writes into a problem document to which request it belongs; any other answer stays as it is.
pub(super) fn name_instance(mut response: Response, id: &HeaderValue) -> Response {
    let Some(mut document) = response.extensions_mut().remove::<Box<Document>>() else { return response };
    document.instance = id.to_str().ok().map(|id| format!("urn:tragweite:request:{id}"));
    let (mut parts, body) = Json(document).into_response().into_parts();
    parts.status = response.status();
    // All but what speaks of the bytes stays as it was.
    response.headers_mut().remove(header::CONTENT_LENGTH);
    parts.headers.extend(std::mem::take(response.headers_mut()));
    Response::from_parts(parts, body)
}
