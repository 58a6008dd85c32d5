//! All pages with the right that each needs, and who leads requests to them: what is no page goes to the API.

use crate::live;
use crate::pages::{
    audit, campaigns, changes, confirm, edit, explore, findings, history, imports, incident, incidents, keys,
    manage, node, questions, search, sign_in, start, wall, what_if,
};
use crate::refused::{self, Refused};
use crate::site::Site;
use crate::visitor::{Before, Visitor};
use crate::{ask::Refusal, assets};
use app::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use std::any::Any;
use std::sync::Arc;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// What a visitor must be allowed to: the words of the API, which decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Nothing of the map is shown.
    Know,
    /// Read what is stored.
    Read,
    /// Have something computed.
    Ask,
    /// Change what is stored.
    Change,
    /// Run the service.
    Operate,
    /// Look after what was done.
    Audit,
}

/// Most bytes of files that are sent at once: the API takes them in base64.
const UPLOAD: usize = 6 << 20;

/// Address, method and right of a page.
pub type Declared = (&'static str, Method, Right);

/// Pages on their way to the router: none is mounted without its right.
#[derive(Default)]
struct Pages {
    router: Router<Site>,
    declared: Vec<Declared>,
}

impl Pages {
    fn get(self, path: &'static str, right: Right, page: MethodRouter<Site>) -> Self {
        self.mount(path, Method::GET, right, page)
    }

    fn post(self, path: &'static str, right: Right, page: MethodRouter<Site>) -> Self {
        self.mount(path, Method::POST, right, page)
    }

    fn mount(mut self, path: &'static str, method: Method, right: Right, page: MethodRouter<Site>) -> Self {
        self.declared.push((path, method, right));
        self.router = self.router.route(path, page);
        self
    }
}

/// Signing in and out, and who may what.
fn of_access(pages: Pages) -> Pages {
    use Right::{Audit, Know, Operate};
    use axum::routing::post;
    pages
        .get("/sign-in", Know, get(sign_in::page))
        .post("/sign-in", Know, post(sign_in::begin))
        .get("/sign-in/provider", Know, get(sign_in::provider))
        .get("/sign-in/return", Know, get(sign_in::returned))
        .post("/sign-out", Know, post(sign_in::end))
        .get("/signed-out", Know, get(sign_in::signed_out))
        .get("/account", Know, get(sign_in::account))
        .get("/manage/keys", Operate, get(keys::page))
        .post("/manage/keys", Operate, post(keys::create))
        .post("/manage/keys/{id}", Operate, post(keys::act))
        .post("/manage/people/{id}", Operate, post(keys::sign_out))
        .get("/manage/audit", Audit, get(audit::page))
}

fn pages() -> Pages {
    use Right::{Ask, Change, Know, Read};
    use axum::routing::post;
    of_access(Pages::default())
        .get("/", Read, get(start::page))
        .get("/start/findings", Read, get(start::findings))
        .get("/search", Read, get(search::page))
        .get("/nodes/{key}", Read, get(node::page))
        .get("/nodes/{key}/history", Read, get(history::page))
        .get("/nodes/{key}/picture", Read, get(node::picture))
        .get("/pick", Read, get(search::pick))
        .get("/what-if", Ask, get(what_if::page))
        .get("/what-if/moment", Ask, get(what_if::moment))
        .get("/what-if/compared", Ask, get(what_if::compared))
        .get("/what-if/picture", Ask, get(what_if::picture))
        .get("/what-if/report", Ask, get(what_if::report))
        .get("/what-if/export", Ask, get(what_if::export))
        .get("/explore", Read, get(explore::page))
        .get("/findings", Read, get(findings::page))
        .post("/findings", Change, post(findings::accept))
        .get("/questions", Read, get(questions::list))
        .get("/questions/{name}", Ask, get(questions::page))
        .post("/questions/{name}", Change, post(questions::start))
        .get("/questions/{name}/export", Ask, get(questions::export))
        .get("/jobs/{id}", Read, get(questions::job))
        .post("/jobs/{id}/cancel", Change, post(questions::cancel))
        .get("/changes", Read, get(changes::list))
        .get("/changes/{revision}", Read, get(changes::revision))
        .post("/changes/{revision}/undo", Read, post(changes::undo))
        .get("/basket", Ask, get(changes::basket))
        .post("/basket", Change, post(changes::act))
        .get("/confirm", Read, get(confirm::page))
        .post("/confirm", Change, post(confirm::act))
        .get("/campaigns", Read, get(campaigns::list))
        .post("/campaigns", Change, post(campaigns::start))
        .get("/campaigns/{id}", Read, get(campaigns::page))
        .post("/campaigns/{id}/end", Change, post(campaigns::end))
        .get("/campaigns/{id}/list", Read, get(campaigns::questions))
        .post("/campaigns/{id}/list", Change, post(campaigns::answer))
        .get("/import", Read, get(imports::page))
        .post("/import", Change, post(imports::start).layer(DefaultBodyLimit::max(UPLOAD)))
        .get("/import/{id}", Read, get(imports::show))
        .post("/import/{id}", Change, post(imports::act))
        .get("/nodes/new", Know, get(edit::new))
        .post("/nodes", Change, post(edit::create))
        .get("/nodes/{key}/edit", Read, get(edit::page))
        .post("/nodes/{key}/edit", Change, post(edit::save))
        .post("/nodes/{key}/needs", Read, post(edit::need))
        .get("/manage", Read, get(manage::page))
        .get("/manage/receivers/{id}", Read, get(manage::receiver))
        .get("/manage/subscriptions/{id}", Read, get(manage::subscription))
        .post("/manage/subscriptions/{id}", Change, post(manage::act))
        .get("/incidents", Read, get(incidents::page))
        .post("/incidents", Change, post(incidents::open))
        .get("/incidents/{id}", Read, get(incident::page))
        .post("/incidents/{id}", Change, post(incident::add))
        .get("/wall", Read, get(wall::page))
        .get("/live", Read, get(live::listen))
        .get("/preferences", Know, get(sign_in::prefer))
        .get("/assets/{digest}/{name}", Know, get(assets::serve))
}

/// All pages with their rights.
pub fn declared() -> Vec<Declared> {
    pages().declared
}

/// The pages in front of this API, which answers everything else.
pub fn router(api: Router, app: Arc<App>) -> Router {
    let site = Site::new(api.clone(), app);
    // The API decides for itself what is compressed: strong entity tags speak of its bytes.
    let pages = pages().router.layer(CompressionLayer::new().gzip(true));
    let inner = pages.with_state(site.clone()).fallback_service(api);
    let lead =
        async move |State(site): State<Site>, request: Request| lead(site, inner.clone(), request).await;
    let caught =
        CatchPanicLayer::custom(|_: Box<dyn Any + Send>| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    Router::new().fallback(lead.clone()).with_state(site).layer(caught)
}

/// Addresses below which there are no pages.
const API: [&str; 6] = ["/v1/", "/docs", "/mcp", "/livez", "/readyz", "/metrics"];

async fn lead(site: Site, inner: Router, mut request: Request) -> Response {
    if !is_for_people(&request) {
        return done(site.api().oneshot(request).await);
    }
    let before = Before(request.extensions().clone());
    request.extensions_mut().insert(before);
    let (mut parts, body) = request.into_parts();
    let Ok(visitor) = Visitor::from_request_parts(&mut parts, &site).await;
    let forged = parts.method == Method::POST && !visitor.asks_from_here();
    let mut response = if forged {
        Refusal::of(StatusCode::FORBIDDEN).into_response()
    } else {
        done(inner.oneshot(Request::from_parts(parts, body)).await)
    };
    if let Some(refused) = response.extensions().get::<Refused>() {
        response = refused::page(&visitor, &refused.0);
    } else if is_problem(response.headers()) || response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response = refused::page(&visitor, &Refusal::of(response.status()));
    }
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// On every page that does not bring its own.
const HEADERS: [(&str, &str); 5] = [
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
];

fn done<E>(answer: Result<Response, E>) -> Response {
    answer.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn is_problem(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json")
}

/// Whether a browser asks for a page, and not a program for data.
fn is_for_people(request: &Request) -> bool {
    let path = request.uri().path();
    if API.iter().any(|begin| path.starts_with(begin)) {
        return false;
    }
    let accepts = |media: &str| {
        let all = request.headers().get_all(header::ACCEPT).into_iter();
        all.filter_map(|accept| accept.to_str().ok()).any(|accept| accept.contains(media))
    };
    path.starts_with("/assets/") || accepts("text/html") || accepts("text/event-stream")
}
