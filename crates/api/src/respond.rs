//! What handlers answer with: bodies written once, tags, cursors.

use super::problem::Problem;
use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use model::fnv::Fnv;
use serde::Serialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use wire::tree::Entry;
use wire::{Mark, Tree, Value};

/// The name of the header that tells the map revision of an answer.
pub(super) const REVISION: &str = "map-revision";

/// A JSON answer in the making.
pub(super) struct Json(Response);

impl Json {
    /// 200 with this body.
    pub(super) fn ok(body: &impl Serialize) -> Result<Response, Problem> {
        Ok(Self::new(StatusCode::OK, body).into())
    }

    /// This status with this body.
    pub(super) fn new(status: StatusCode, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => Self(json_bytes(status, bytes)),
            Err(error) => Self(Problem::internal(&error).into_response()),
        }
    }

    /// Tells the map revision in a header.
    pub(super) fn map(mut self, revision: u64) -> Self {
        self.0.headers_mut().insert(REVISION, revision.into());
        self
    }

    /// Adds the entity tag.
    pub(super) fn tag(mut self, tag: &str) -> Self {
        self.header(header::ETAG, tag);
        self
    }

    /// Says where the new thing is.
    pub(super) fn location(mut self, path: &str) -> Self {
        self.header(header::LOCATION, path);
        self
    }

    fn header(&mut self, name: header::HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers_mut().insert(name, value);
        }
    }
}

impl From<Json> for Response {
    fn from(json: Json) -> Self {
        json.0
    }
}

/// JSON that was written already.
pub(super) fn json_bytes(status: StatusCode, bytes: Vec<u8>) -> Response {
    json_bytes_of(status, Body::from(bytes))
}

fn json_bytes_of(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    // With room for those that every answer gets.
    response.headers_mut().reserve(16);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// 200 with JSON that was written in pieces, which go out as they are.
pub(super) fn json_pieces(pieces: Vec<Vec<u8>>) -> Response {
    json_bytes_of(StatusCode::OK, Body::new(Pieces(pieces.into_iter().map(Bytes::from).collect())))
}

/// How often a sign of life is sent in a stream when nothing happens.
const ALIVE: Duration = Duration::from_secs(15);

/// 200 with Server-Sent Events.
pub(super) fn stream(events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    let sse = Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE));
    // Proxies must pass on each event at once, and keep none.
    let unbuffered = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (unbuffered, sse).into_response()
}

/// A body in pieces whose length is known.
struct Pieces(VecDeque<Bytes>);

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.iter().map(|piece| piece.len() as u64).sum())
    }
}

/// 304 with the tag.
pub(super) fn not_modified(tag: &str) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// 204 with the revision.
pub(super) fn no_content(revision: u64) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(REVISION, revision.into());
    response
}

/// Puts a property that stands in the path into a body that may leave it out; it must not say anything else.
pub(super) fn fill(tree: &mut Tree, name: &str, value: &str) -> Result<(), Problem> {
    let Value::Map(entries) = &mut tree.value else { return Ok(()) };
    match entries.iter().find(|e| e.key == name) {
        None => {
            let at = Mark { line: 0, column: 0 };
            entries.push(Entry { key: name.to_owned(), at, value: Tree::new(Value::Str(value.into())) });
            Ok(())
        }
        Some(entry) if matches!(&entry.value.value, Value::Str(text) if text.as_str() == value) => Ok(()),
        Some(_) => Err(Problem::differs(name, value)),
    }
}

/// Where a list goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    /// The map revision of the walk.
    pub(super) revision: u64,
    /// The last entry of the part before.
    pub(super) position: String,
}

/// A cursor as the client sees it: opaque, bound to the filters and to a revision.
pub(super) fn cursor(revision: u64, filter: &str, position: &str) -> String {
    let text = format!("{revision}:{:08x}:{position}", print(revision, filter, position));
    text.bytes().map(|b| format!("{b:02x}")).collect()
}

/// Reads a cursor that belongs to these filters.
pub(super) fn read_cursor(cursor: &str, filter: &str) -> Result<Cursor, Problem> {
    let read = || {
        if cursor.len() > 2_000 || !cursor.len().is_multiple_of(2) || !cursor.is_ascii() {
            return None;
        }
        let byte = |at: usize| u8::from_str_radix(&cursor[at..at + 2], 16).ok();
        let bytes: Option<Vec<u8>> = (0..cursor.len()).step_by(2).map(byte).collect();
        let text = String::from_utf8(bytes?).ok()?;
        let mut parts = text.splitn(3, ':');
        let revision = parts.next()?.parse().ok()?;
        let sum = u32::from_str_radix(parts.next()?, 16).ok()?;
        let position = parts.next()?.to_owned();
        (sum == print(revision, filter, &position)).then_some(Cursor { revision, position })
    };
    read().ok_or_else(Problem::invalid_cursor)
}

/// Tells a cursor of another list, other filters or another hand.
fn print(revision: u64, filter: &str, position: &str) -> u32 {
    let mut sum = Fnv::default();
    sum.eat(&revision.to_le_bytes());
    sum.eat(filter.as_bytes());
    sum.eat(position.as_bytes());
    let hash = sum.value();
    (hash ^ hash >> 32) as u32
}
