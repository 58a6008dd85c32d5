//! What a reader has seen already: whoever was told of a revision by one process can demand it of another one.

use super::problem::Problem;
use super::rights::operations_of;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use model::Fault;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{OpenApi as Document, Required};

/// The header, as the document writes it.
const HEADER: &str = "If-Revision-At-Least";
static NAME: HeaderName = HeaderName::from_static("if-revision-at-least");

/// The revision that a request demands, if it does.
pub(super) fn demanded(request: &Request) -> Result<Option<u64>, Problem> {
    let mut said = request.headers().get_all(&NAME).iter();
    match (said.next(), said.next()) {
        (None, _) => Ok(None),
        (Some(text), None) => revision(text).map(Some).ok_or_else(wrong),
        (Some(_), Some(_)) => Err(wrong()),
    }
}

fn revision(text: &HeaderValue) -> Option<u64> {
    let text = text.to_str().ok()?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn wrong() -> Problem {
    let remedy = "send the number of a revision once, as Map-Revision says it";
    Problem::parameter(HEADER, Fault::new("", "invalid-revision", "it is no number of a revision", remedy))
}

/// Everything that reads the map takes the header; the document says so.
pub(super) fn add_header(document: &mut Document) {
    let number = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(0));
    let header = ParameterBuilder::new()
        .name(HEADER)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "Answer from this revision or a newer one, for example the `Map-Revision` of a change that another process \
             of the service has made: waits up to two seconds for it, then 503 with `Retry-After`",
        ))
        .schema(Some(number))
        .build();
    for (path, item) in &mut document.paths.paths {
        for (_, operation) in operations_of(item) {
            let right =
                operation.extensions.as_ref().and_then(|all| all.get("x-right")?.get("right")?.as_str());
            if path.starts_with("/v1/") && right.is_some_and(|right| right == "read" || right == "ask") {
                operation.parameters.get_or_insert_default().push(header.clone().into());
            }
        }
    }
}
