//! The router with everything around it: identity of requests, limits, headers.

use super::auth::{Policy, guard, is_question};
use super::params::decoded;
use super::problem::{Problem, name_instance};
use super::state::Api;
use super::{docs, health};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;
use tracing::Instrument;

/// Largest body of anything but a whole map.
pub const BODY: usize = 8 << 20;
/// Longest time for a request.
const TIME: Duration = Duration::from_secs(60);
/// Longest time for moving a whole map.
const MAP_TIME: Duration = Duration::from_secs(1_800);
/// Requests that are worked on at once; more are turned away.
const AT_ONCE: usize = 512;

/// All addresses of the service, guarded by the policy.
pub fn router(api: Api, policy: Policy) -> Router {
    health::recorder();
    let places = Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
    let map_limit = api.map_limit;
    let (routes, document) = docs::routes(map_limit);
    routes
        .with_state(api)
        .merge(docs::pages(document))
        .fallback(async || Problem::no_route())
        .method_not_allowed_fallback(async || Problem::method())
        .layer(from_fn(errors_as_problems))
        .layer(from_fn(in_time))
        .layer(from_fn_with_state(places, one_place_each))
        .layer(from_fn_with_state(Arc::new(policy), guard))
        .layer(DefaultBodyLimit::max(BODY))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Problem::internal(&"panic in a handler").into_response()
        }))
        .layer(from_fn(name_instance))
        .layer(from_fn(health::count))
        .layer(CompressionLayer::new().gzip(true).compress_when(SizeAbove::new(4_096).and(WithoutTag)))
        .layer(constant(header::CACHE_CONTROL, "no-store"))
        .layer(constant(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(constant(header::REFERRER_POLICY, "no-referrer"))
        .layer(constant(header::X_FRAME_OPTIONS, "DENY"))
        .layer(constant(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ))
        .layer(constant(HeaderName::from_static("api-version"), env!("CARGO_PKG_VERSION")))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(from_fn(sane_request_id))
}

/// A header on every answer that does not bring its own.
fn constant(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// Strong entity tags speak of the bytes; what carries one is not compressed.
#[derive(Clone, Copy)]
struct WithoutTag;

impl Predicate for WithoutTag {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &axum::http::Response<B>) -> bool {
        !response.headers().contains_key(header::ETAG)
    }
}

/// What the log says of a request: never its query, its headers or its body.
fn span(request: &Request) -> tracing::Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    tracing::info_span!(
        "request",
        id = id.unwrap_or_default(),
        method = %request.method(),
        path = request.uri().path(),
    )
}

/// A request id from outside is kept only when it is short and plain.
async fn sane_request_id(mut request: Request, next: Next) -> Response {
    let name = HeaderName::from_static("x-request-id");
    let plain = |v: &HeaderValue| {
        let text = v.as_bytes();
        (1..=64).contains(&text.len()) && text.iter().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b))
    };
    if request.headers().get(&name).is_some_and(|v| !plain(v)) {
        request.headers_mut().remove(&name);
    }
    next.run(request).await
}

/// What the framework refuses by itself in plain text (a body over the limit), as a problem document.
async fn errors_as_problems(request: Request, next: Next) -> Response {
    let whole_map = request.uri().path() == "/v1/map";
    let readable = decoded(request.uri().path()).is_ok();
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if kind == Some(b"application/problem+json") || !response.status().is_client_error() {
        return response;
    }
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut problem = match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE if whole_map => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "The body is too large",
            "the map is larger than the service takes at once: raise --map-limit, or use `tragweite apply`",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(BODY),
        StatusCode::METHOD_NOT_ALLOWED => Problem::method(),
        StatusCode::NOT_FOUND => Problem::no_route(),
        StatusCode::BAD_REQUEST if !readable => Problem::new(
            StatusCode::BAD_REQUEST,
            "bad-request",
            "The request is not valid",
            "the address is not UTF-8: write it in UTF-8, with %XX for what is not allowed in an address",
        ),
        StatusCode::BAD_REQUEST => Problem::new(
            StatusCode::BAD_REQUEST,
            "bad-request",
            "The request is not valid",
            "the request could not be read: its body ended early or stopped coming",
        ),
        status => {
            Problem::new(status, "bad-request", "The request is not valid", "the request could not be read")
        }
    }
    .into_response();
    problem.headers_mut().extend(allow.map(|allow| (header::ALLOW, allow)));
    problem
}

/// Gives up when it takes too long. A change is only waited for: once begun it goes on, whether the time is up or the
/// client has gone away, so that what was committed is always also shown to readers.
async fn in_time(request: Request, next: Next) -> Response {
    let limit = if request.uri().path() == "/v1/map" { MAP_TIME } else { TIME };
    if is_question(&request) {
        let answer = tokio::time::timeout(limit, next.run(request)).await;
        return answer.unwrap_or_else(|_| Problem::timeout().into_response());
    }
    let change = tokio::spawn(next.run(request).in_current_span());
    match tokio::time::timeout(limit, change).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => Problem::internal(&error).into_response(),
        },
        Err(_) => Problem::timeout_of_change().into_response(),
    }
}

async fn one_place_each(
    axum::extract::State(places): axum::extract::State<Arc<tokio::sync::Semaphore>>,
    request: Request,
    next: Next,
) -> Response {
    // The health checks must answer whatever else goes on.
    if matches!(request.uri().path(), "/livez" | "/readyz" | "/metrics") {
        return next.run(request).await;
    }
    match places.try_acquire() {
        Ok(_place) => next.run(request).await,
        Err(_) => Problem::overloaded().into_response(),
    }
}
