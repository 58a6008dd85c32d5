//! What happens to every request around its handler: an identity, the guard, a place, a time limit, a line in the log
//! and in the numbers, and the headers of the answer.
//!
//! One function and not a layer for each: every layer of this kind copies all that is inside it for every request.

use super::auth::{Policy, shown};
use super::crowd::Seat;
use super::flow::Flow;
use super::freshness;
use super::health;
use super::mcp;
use super::params::decoded;
use super::problem::{Problem, name_instance};
use super::proxy::{Via, address_of};
use super::request::BODY;
use super::rights::{Need, Needs};
use super::session;
use access::{Kind, Principal, Quota, Rate, Right, quota};
use app::App;
use app::access::Access;
use app::audit::Audit;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::fmt::Write;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tracing::Instrument;

/// Longest time for a request.
const TIME: Duration = Duration::from_secs(60);
/// Longest time for moving a whole map.
const MAP_TIME: Duration = Duration::from_secs(1_800);
/// Requests that are worked on at once; more are turned away.
const AT_ONCE: usize = 512;

/// How often keys that do not count are told so: from one address, and from it with one key. Whoever tries more is told that he
/// tries too much; a key that counts is taken however often others have been tried.
const TRIES: [Rate; 2] = [Rate { per_second: 2, burst: 300 }, Rate { per_second: 1, burst: 60 }];

/// The target of the access log.
pub const REQUESTS: &str = "requests";

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// On every answer that does not bring its own.
static HEADERS: [(HeaderName, HeaderValue); 7] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    // No page of another origin may show an answer, nor learn from it whether there is one.
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ),
    ),
    (HeaderName::from_static("api-version"), HeaderValue::from_static(env!("CARGO_PKG_VERSION"))),
];

/// What all requests share.
pub(super) struct Middleware {
    app: Arc<App>,
    policy: Policy,
    access: Arc<Access>,
    audit: Arc<Audit>,
    nobody: Principal,
    needs: Needs,
    places: Semaphore,
    flow: Flow,
    begun: Instant,
    /// What each key, person or program has asked, and each address without any.
    asked: [Option<Quota>; 2],
    /// What has been tried with keys that do not count: from each address, and from it with each key.
    tried: [Quota; 2],
    /// Drawn at the start. Random ids would ask the system for randomness thousands of times a second, for nothing.
    id_start: u64,
    id_count: AtomicU64,
}

impl Middleware {
    #[expect(clippy::disallowed_methods, reason = "ids tell requests apart; no answer depends on them")]
    pub(super) fn new(app: Arc<App>, policy: Policy, needs: Needs, map_limit: usize) -> Self {
        let id_start = RandomState::new().hash_one(0);
        let places = Semaphore::new(AT_ONCE);
        let asked = policy.quotas.map(|rate| rate.map(Quota::new));
        let (access, audit) = (Arc::clone(&app.access), Arc::clone(&app.audit));
        Self {
            app,
            policy,
            access,
            audit,
            nobody: Principal::nobody(),
            needs,
            places,
            flow: Flow::new(map_limit),
            begun: Instant::now(),
            asked,
            tried: TRIES.map(Quota::new),
            id_start,
            id_count: AtomicU64::new(0),
        }
    }

    /// The id that came along when it is short and plain, else a new one.
    fn id(&self, request: &Request) -> HeaderValue {
        let plain = |v: &&HeaderValue| {
            let text = v.as_bytes();
            (1..=64).contains(&text.len())
                && text.iter().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b))
        };
        request.headers().get(&REQUEST_ID).filter(plain).cloned().unwrap_or_else(|| {
            let mut id = String::with_capacity(40);
            let count = self.id_count.fetch_add(1, Ordering::Relaxed);
            // Writing to a string cannot fail.
            let _ = write!(id, "{:016x}-{count}", self.id_start);
            HeaderValue::try_from(id).unwrap_or_else(|_| unreachable!("hex digits make a header"))
        })
    }
}

impl Middleware {
    /// What somebody is answered who asks more often than he may. Senders of alerts come again by themselves, as they do
    /// when a service has too much to do.
    fn over_quota(&self, who: Option<&Principal>, need: Need, from: Option<IpAddr>) -> Option<Problem> {
        let who = who.unwrap_or(&self.nobody);
        let [each, address] = &self.asked;
        let taken = match (who.kind(), each, address) {
            (Kind::Here, ..) => return None,
            (Kind::Nobody, _, Some(quota)) => quota.take(&quota::place(from?), self.begun.elapsed()),
            (Kind::Nobody, ..) | (_, None, _) => return None,
            (_, Some(quota), _) => quota.take(who.id(), self.begun.elapsed()),
        };
        let seconds = quota::seconds(taken.err()?);
        Some(match need.right {
            Right::Deliver => Problem::overloaded_for(seconds),
            _ => Problem::too_often(seconds),
        })
    }

    /// Takes an attempt with a key that does not count.
    fn take_try(&self, from: Option<IpAddr>, key: &str) -> Result<(), Duration> {
        let Some(place) = from.map(quota::place) else { return Ok(()) };
        let now = self.begun.elapsed();
        let [by_address, by_key] = &self.tried;
        by_address.take(&place, now)?;
        // What has not even the form of a key is no attempt with a certain one.
        if key.is_empty() { Ok(()) } else { by_key.take(&format!("{place} {key}"), now) }
    }
}

/// Around every handler.
pub(super) async fn every_request(
    State(middleware): State<Arc<Middleware>>,
    request: Request,
    next: Next,
) -> Response {
    let id = middleware.id(&request);
    // No more than the id, which is written down for every request; what it was about stands beside its answer.
    let span = tracing::info_span!("request", id = id.to_str().unwrap_or_default());
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let labels = health::Labels::of(&request);
    let mut response = async {
        let begin = Instant::now();
        let (response, who) = noted(&middleware, &id, request, next).await;
        let (status, took) = (response.status(), begin.elapsed());
        health::count(&labels, status, took);
        told(&middleware, who.as_deref(), &method, labels.route(), status, took);
        // Never the query, the headers or the body.
        let (status, path) = (status.as_u16(), uri.path());
        if status >= 500 {
            tracing::error!(%method, path, status, ?took, "answered");
        } else {
            tracing::debug!(%method, path, status, ?took, "answered");
        }
        response
    }
    .instrument(span)
    .await;
    response = name_instance(response, &id);
    let headers = response.headers_mut();
    headers.reserve(HEADERS.len() + 1);
    for (name, value) in &HEADERS {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    headers.insert(&REQUEST_ID, id);
    response
}

/// A line for the access log: by whom, what kind of request, and what came of it. The route holds no keys of nodes, and
/// addresses of people are not written down.
fn told(
    middleware: &Middleware,
    who: Option<&Principal>,
    method: &Method,
    route: &str,
    status: StatusCode,
    took: Duration,
) {
    let who = who.unwrap_or(&middleware.nobody).id();
    let (status, ms) = (status.as_u16(), took.as_secs_f64() * 1_000.0);
    if status >= 400 {
        tracing::warn!(target: REQUESTS, who, %method, route, status, ms, "request");
    } else {
        tracing::info!(target: REQUESTS, who, %method, route, status, ms, "request");
    }
}

/// Answers, and notes in the audit log what changed something, what took much away, and what was refused.
async fn noted(
    middleware: &Arc<Middleware>,
    id: &HeaderValue,
    request: Request,
    next: Next,
) -> (Response, Option<Arc<Principal>>) {
    let need = middleware.needs.of(&request);
    let signs = request.uri().path().starts_with(session::PATH) && request.method() != Method::GET;
    let weighty = signs
        || !need.is_question(&request)
        || matches!(need.right, Right::Survey | Right::Audit | Right::Operate);
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let mut who = None;
    let via = middleware.policy.via(&request);
    let from = address_of(&request, via.as_ref());
    // Whoever signs in shows his key in the body.
    let shown = shown(request.headers()).or_else(|| signs.then(String::new));
    let mut response = allowed(middleware, need, request, (via, from), next, &mut who).await;
    if let Some(key) = shown.filter(|_| response.status() == StatusCode::UNAUTHORIZED)
        && let Err(wait) = middleware.take_try(from, &key)
    {
        response = Problem::too_many_attempts(quota::seconds(wait)).into_response();
    }
    let status = response.status();
    // The log is not filled by one who goes on and on.
    let told = |status: StatusCode| matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    if weighty && status != StatusCode::TOO_MANY_REQUESTS || told(status) {
        let signed_in = response.extensions().get::<Arc<Principal>>();
        let named = signed_in.or(who.as_ref()).map_or(&middleware.nobody, |who| &**who);
        let id = id.to_str().unwrap_or_default();
        middleware.audit.note(named, method.as_str(), uri.path(), status.as_u16(), id);
    }
    (response, who)
}

/// Lets through what the policy allows, when there is a place; and its answer, when there is room for it.
async fn allowed(
    middleware: &Arc<Middleware>,
    need: Need,
    mut request: Request,
    (via, from): (Option<Via>, Option<IpAddr>),
    next: Next,
    asked_by: &mut Option<Arc<Principal>>,
) -> Response {
    let session = middleware.policy.check(&request, need, via.as_ref(), &middleware.access, asked_by);
    match session.and_then(|session| need.check_query(&request).map(|()| session)) {
        Ok(session) => {
            asked_by.clone().map(|who| request.extensions_mut().insert(who));
            session.map(|session| request.extensions_mut().insert(session));
        }
        Err(problem) => return problem.into_response(),
    }
    let path = request.uri().path();
    let is_health = matches!(path, "/livez" | "/readyz" | "/readyz/write" | "/metrics");
    let over = if is_health { None } else { middleware.over_quota(asked_by.as_deref(), need, from) };
    if let Some(problem) = over {
        return problem.into_response();
    }
    let reached = match freshness::demanded(&request) {
        Ok(None) => Ok(()),
        Ok(Some(revision)) => middleware.app.reach(revision).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    if let Err(problem) = reached {
        return problem.into_response();
    }
    // The health checks and deliveries of alerts must get through whatever else goes on; the latter have places of their own.
    let first = is_health || need.right == Right::Deliver;
    let seat = request.extensions().get::<Seat>();
    let kept = seat.is_some_and(Seat::is_reserved);
    if let Some((seat, client)) = seat.zip(via.and_then(|via| via.client))
        && !seat.speaks_for(client)
    {
        return Problem::overloaded().into_response();
    }
    if kept && !first {
        let close = (header::CONNECTION, HeaderValue::from_static("close"));
        return ([close], Problem::overloaded()).into_response();
    }
    let answer = in_time(Arc::clone(middleware), need, !first, request, next).await;
    middleware.flow.give(answer).unwrap_or_else(IntoResponse::into_response)
}

/// Takes the whole request, then a place, and works on it.
async fn worked_on(
    middleware: Arc<Middleware>,
    need: Need,
    needs_place: bool,
    request: Request,
    next: Next,
) -> Response {
    let (request, _share) = match middleware.flow.take(request, need).await {
        Ok(taken) => taken,
        Err(problem) => return problem.into_response(),
    };
    // After the body: whoever sends slowly keeps nobody out.
    let place = needs_place.then(|| middleware.places.try_acquire()).transpose();
    let Ok(_place) = place else { return Problem::overloaded().into_response() };
    errors_as_problems(request, next).await
}

/// Gives up when it takes too long. A change is only waited for: once begun it goes on, whether the time is up or the
/// client has gone away, so that what was committed is always also shown to readers.
async fn in_time(
    middleware: Arc<Middleware>,
    need: Need,
    needs_place: bool,
    request: Request,
    next: Next,
) -> Response {
    let limit = if request.uri().path() == "/v1/map" { MAP_TIME } else { TIME };
    if need.is_question(&request) {
        let answer =
            tokio::time::timeout(limit, worked_on(middleware, need, needs_place, request, next)).await;
        return answer.unwrap_or_else(|_| Problem::timeout().into_response());
    }
    let change = tokio::spawn(worked_on(middleware, need, needs_place, request, next).in_current_span());
    match tokio::time::timeout(limit, change).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => Problem::internal(&error).into_response(),
        },
        Err(_) => Problem::timeout_of_change().into_response(),
    }
}

/// What the framework refuses by itself in plain text (a body over the limit), as a problem document.
async fn errors_as_problems(request: Request, next: Next) -> Response {
    let whole_map = request.uri().path() == "/v1/map";
    let by_agent = request.uri().path() == mcp::PATH;
    let uri = request.uri().clone();
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    // The protocol of agents has errors of its own.
    // A page for people says by itself what is wrong.
    let told = kind == Some(b"application/problem+json")
        || kind.is_some_and(|kind| kind.starts_with(b"text/html"))
        || by_agent && kind == Some(b"application/json");
    if told || !response.status().is_client_error() {
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
        StatusCode::PAYLOAD_TOO_LARGE if by_agent => Problem::too_large(mcp::BODY),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(BODY),
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE if by_agent => {
            mcp::no_message(response.status())
        }
        StatusCode::METHOD_NOT_ALLOWED => Problem::method(),
        StatusCode::NOT_FOUND => Problem::no_route(),
        StatusCode::BAD_REQUEST if decoded(uri.path()).is_err() => Problem::new(
            StatusCode::BAD_REQUEST,
            "bad-request",
            "The request is not valid",
            "the address is not UTF-8: write it in UTF-8, with %XX for what is not allowed in an address",
        ),
        StatusCode::BAD_REQUEST => Problem::broken_off(),
        status => {
            Problem::new(status, "bad-request", "The request is not valid", "the request could not be read")
        }
    }
    .into_response();
    problem.headers_mut().extend(allow.map(|allow| (header::ALLOW, allow)));
    problem
}
