//! The router, and what stands around all of it.

use super::auth::Policy;
use super::docs;
use super::health;
use super::mcp;
use super::middleware::{Middleware, every_request};
use super::problem::Problem;
use super::request::BODY;
use super::rights::Need;
use super::state::Api;
use access::Right;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, header};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use std::sync::Arc;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

/// All addresses of the service, guarded by the policy. What stands around a handler is one stack, the outermost
/// first: layers put on the router one by one would each be boxed, and every box copied for every request.
pub fn router(api: Api, policy: Policy) -> Router {
    health::recorder();
    let (map_limit, app) = (api.map_limit, Arc::clone(&api.app));
    let (routes, document, mut needs) = docs::routes(map_limit);
    needs.add(mcp::PATH, Method::POST, Need::redacted(Right::Ask));
    docs::ADDRESSES.iter().for_each(|path| needs.add(path, Method::GET, Right::Know));
    let guard = Arc::new(Middleware::new(app, policy, needs, map_limit));
    routes
        .with_state(api.clone())
        .merge(mcp::router(api))
        .merge(docs::pages(document))
        .fallback(async || Problem::no_route())
        .method_not_allowed_fallback(async || Problem::method())
        .layer(
            ServiceBuilder::new()
                .layer(
                    CompressionLayer::new()
                        .gzip(true)
                        .compress_when(SizeAbove::new(4_096).and(WithoutTag).and(NotForContentType::SSE)),
                )
                .layer(from_fn_with_state(guard, every_request))
                .layer(DefaultBodyLimit::max(BODY))
                .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
                    Problem::internal(&"panic in a handler").into_response()
                })),
        )
}

/// Strong entity tags speak of the bytes; what carries one is not compressed.
#[derive(Clone, Copy)]
struct WithoutTag;

impl Predicate for WithoutTag {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &axum::http::Response<B>) -> bool {
        !response.headers().contains_key(header::ETAG)
    }
}
