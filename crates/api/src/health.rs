//! For the tools that watch the service: is it alive, is it ready, how is it doing.

use super::metrics::describe;
use super::params::{Query, params};
use super::problem::Problem;
use super::state::Api;
use super::values::Whole;
use app::AppError;
use app::pulse::Contact;
use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use metrics::{Counter, Histogram, SharedString};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_util::MetricKindMask;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, OnceLock, PoisonError, RwLock};
use std::time::Duration;

/// The process has one recorder, however many services it runs.
static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Requests counted since the start.
static SEEN: AtomicU64 = AtomicU64::new(0);
/// After so many requests the samples of durations are put into their buckets.
const TIDY_EVERY: u64 = 4_096;

/// After so long a number that nobody sets is told no more.
const IDLE: Duration = Duration::from_secs(300);

/// Upper bounds of the duration histogram, in seconds.
const BUCKETS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// The recorder behind `/metrics`.
pub(super) fn recorder() -> Option<&'static PrometheusHandle> {
    RECORDER
        .get_or_init(|| {
            let builder = PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Full("http_request_duration_seconds".into()), &BUCKETS)
                .ok()?;
            // What is gone, such as a receiver, is told no more.
            let builder = builder.idle_timeout(MetricKindMask::GAUGE, Some(IDLE));
            let recorder = builder.install_recorder().ok()?;
            describe();
            Some(recorder)
        })
        .as_ref()
}

/// Is the process alive?
#[utoipa::path(get, path = "/livez", operation_id = "checkLive", tag = "Health", responses(
    (status = 200, description = "It is", body = String, content_type = "text/plain", example = json!("ok"))))]
pub(super) async fn livez() -> &'static str {
    "ok"
}

params! {
    /// How old what is answered may be.
    pub(super) struct ReadyParams in Query {
        /// Not ready when the map was last known to be as in the database longer ago than so many seconds; absent = however
        /// old it is. For a balancer that has fresher ones to send questions to.
        max_age "maxAge": Whole<1, 86_400>,
    }
}

/// May questions be sent here?
///
/// For balancers of questions. The map is answered from memory: also while the database is away. Asks nobody, so that it
/// answers at once.
#[utoipa::path(get, path = "/readyz", operation_id = "checkReady", tag = "Health", params(ReadyParams), responses(
    (status = 200, description = "They may. Says the revision, how many newer ones are known of, and how long ago everything was as in the database; then what is to be looked after all the same", body = String, content_type = "text/plain", example = json!("ok; revision 17; lag 0; age 0.2 s")),
    (status = 503, description = "They may not: the process ends soon, is stuck, is older than `maxAge`, or its database is damaged or not the one that was opened",
     body = super::problem::Document, content_type = "application/problem+json")))]
pub(super) async fn readyz(
    api: Api,
    Query(ReadyParams { max_age }): Query<ReadyParams>,
) -> Result<String, Problem> {
    let max_age = max_age.map(|Whole(seconds)| Duration::from_secs(seconds as u64));
    answered(api.app.may_be_asked(max_age))
}

/// May changes be sent here?
///
/// For balancers of changes. Asks the database, for up to three seconds.
#[utoipa::path(get, path = "/readyz/write", operation_id = "checkReadyToWrite", tag = "Health", responses(
    (status = 200, description = "They may. Says the same as `/readyz`", body = String, content_type = "text/plain", example = json!("ok; revision 17; lag 0; age 0.2 s")),
    (status = 503, description = "They may not: the database does not answer, is full, can only be read, is damaged, or not the one that was opened; questions may still be answered from memory",
     body = super::problem::Document, content_type = "application/problem+json")))]
pub(super) async fn readyz_write(api: Api) -> Result<String, Problem> {
    answered(api.app.ready().await)
}

/// How well it keeps up. Whatever is wrong, nobody shall be sent here.
fn answered(contact: Result<Contact, AppError>) -> Result<String, Problem> {
    let contact = contact.map_err(|error| Problem::from(error).under(StatusCode::SERVICE_UNAVAILABLE))?;
    let Contact { revision, lag, age, trouble } = contact;
    let mut said = format!("ok; revision {revision}; lag {lag}; age {:.1} s", age.as_secs_f64());
    // Alerts must find their way here all the same.
    for more in app::clock::doubt().into_iter().chain(trouble) {
        said.push_str("; ");
        said.push_str(&more);
    }
    Ok(said)
}

/// What a request is counted under. Unknown addresses share one label so that nobody can blow up the labels.
pub(super) struct Labels {
    method: &'static str,
    route: Option<MatchedPath>,
}

impl Labels {
    pub(super) fn of(request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>().cloned();
        Self { method: method_label(request.method()), route }
    }

    /// The route, without what was asked about.
    pub(super) fn route(&self) -> &str {
        self.route.as_ref().map_or("none", MatchedPath::as_str)
    }
}

/// The numbers of one route, looked up by its labels once and not for every request.
#[derive(Default)]
struct Numbers {
    /// By method and status.
    answers: Vec<(&'static str, StatusCode, Counter)>,
    took: Option<Histogram>,
}

impl Numbers {
    /// Counts where that is known; says whether it was.
    fn count(&self, method: &str, status: StatusCode, took: Duration) -> bool {
        let known = self.answers.iter().find(|known| (known.0, known.1) == (method, status));
        let (Some((.., answers)), Some(duration)) = (known, &self.took) else { return false };
        answers.increment(1);
        duration.record(took.as_secs_f64());
        true
    }

    fn learn(&mut self, method: &'static str, route: &str, status: StatusCode) {
        let route = SharedString::from(route.to_owned());
        let label = status.as_u16().to_string();
        let answers = metrics::counter!("http_requests_total", "method" => method, "route" => route.clone(), "status" => label);
        self.answers.push((method, status, answers));
        self.took
            .get_or_insert_with(|| metrics::histogram!("http_request_duration_seconds", "route" => route));
    }
}

/// By route. There are as many as the document has.
static NUMBERS: LazyLock<RwLock<HashMap<String, Numbers>>> = LazyLock::new(RwLock::default);

/// Counts a request that was answered.
pub(super) fn count(labels: &Labels, status: StatusCode, took: Duration) {
    let (method, route) = (labels.method, labels.route());
    let known = |numbers: &HashMap<String, Numbers>| {
        numbers.get(route).is_some_and(|numbers| numbers.count(method, status, took))
    };
    if !known(&NUMBERS.read().unwrap_or_else(PoisonError::into_inner)) {
        let mut numbers = NUMBERS.write().unwrap_or_else(PoisonError::into_inner);
        // Another request may have been faster.
        if !known(&numbers) {
            numbers.entry(route.to_owned()).or_default().learn(method, route, status);
            known(&numbers);
        }
    }
    // Otherwise samples pile up for ever where nobody asks for the numbers.
    if SEEN.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1
        && let Some(recorder) = recorder()
    {
        recorder.run_upkeep();
    }
}

/// Methods are invented freely by clients; unknown ones share one label so that nobody can blow up the labels.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
