//! For the tools that watch the service: is it alive, is it ready, how is it doing.

use super::problem::Problem;
use super::state::Api;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use metrics::SharedString;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The process has one recorder, however many services it runs.
static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Requests counted since the start.
static SEEN: AtomicU64 = AtomicU64::new(0);
/// After so many requests the samples of durations are put into their buckets.
const TIDY_EVERY: u64 = 4_096;

/// Upper bounds of the duration histogram, in seconds.
const BUCKETS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// The recorder behind `/metrics`.
pub(super) fn recorder() -> Option<&'static PrometheusHandle> {
    RECORDER
        .get_or_init(|| {
            let builder = PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Full("http_request_duration_seconds".into()), &BUCKETS)
                .ok()?;
            builder.install_recorder().ok()
        })
        .as_ref()
}

/// Is the process alive?
#[utoipa::path(get, path = "/livez", tag = "Health", responses(
    (status = 200, description = "It is", body = String, content_type = "text/plain", example = json!("ok"))))]
pub(super) async fn livez() -> &'static str {
    "ok"
}

/// Can it answer: is the map loaded, and does the database work?
#[utoipa::path(get, path = "/readyz", tag = "Health", responses(
    (status = 200, description = "It can", body = String, content_type = "text/plain", example = json!("ok")),
    (status = 503, description = "The database does not answer; questions may still be answered from memory")))]
pub(super) async fn readyz(State(api): State<Api>) -> Result<&'static str, Problem> {
    api.app.ready().await?;
    Ok("ok")
}

/// Numbers for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "Health", responses(
    (status = 200, description = "Counters, gauges and histograms in the text format of Prometheus", body = String,
     content_type = "text/plain", example = json!("tragweite_map_revision 17\n"))))]
pub(super) async fn metrics(State(api): State<Api>) -> Response {
    let map = api.app.current();
    metrics::gauge!("tragweite_map_revision").set(map.revision() as f64);
    metrics::gauge!("tragweite_map_nodes").set(map.counts().nodes() as f64);
    metrics::gauge!("tragweite_map_dependencies").set(map.counts().dependencies() as f64);
    metrics::gauge!("tragweite_map_overlay_nodes").set(map.overlay_size() as f64);
    let text = recorder().map(PrometheusHandle::render).unwrap_or_default();
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    (StatusCode::OK, [(header::CONTENT_TYPE, kind)], text).into_response()
}

/// What a request is counted under. Unknown addresses share one label so that nobody can blow up the labels.
pub(super) struct Labels {
    method: &'static str,
    route: SharedString,
}

impl Labels {
    pub(super) fn of(request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>();
        Self {
            method: method_label(request.method()),
            route: route
                .map_or(SharedString::const_str("none"), |route| Arc::<str>::from(route.as_str()).into()),
        }
    }
}

/// Counts a request that was answered.
pub(super) fn count(labels: Labels, status: StatusCode, took: Duration) {
    let Labels { method, route } = labels;
    let status = status.as_u16().to_string();
    metrics::counter!("http_requests_total", "method" => method, "route" => route.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("http_request_duration_seconds", "route" => route).record(took.as_secs_f64());
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
