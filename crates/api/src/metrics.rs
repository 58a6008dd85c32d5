//! Numbers for Prometheus: each with what it means, and those of the database at most every few seconds.

use super::health::recorder;
use super::state::Api;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::PrometheusHandle;
use std::time::{Duration, Instant};
use store::Observed;

/// How long what was read from the database is told again.
const FRESH: Duration = Duration::from_secs(2);
/// How long the database is waited for.
const WAIT: Duration = Duration::from_secs(2);
/// States of jobs and of deliveries that are always told, so that a rule finds a number where there is nothing.
const JOBS: [&str; 6] = ["queued", "running", "done", "failed", "cancelled", "interrupted"];
const OUTGOING: [&str; 2] = ["pending", "dead"];

/// What was read from the database last.
#[derive(Debug, Default)]
pub(super) struct Read(tokio::sync::Mutex<Option<(Instant, Option<Observed>)>>);

impl Read {
    /// What is in the database; nothing when it does not answer.
    async fn get(&self, api: &Api) -> Option<Observed> {
        let mut kept = self.0.lock().await;
        if let Some((at, read)) = &*kept
            && at.elapsed() < FRESH
        {
            return read.clone();
        }
        let read = tokio::time::timeout(WAIT, api.app.observed()).await;
        let read = read.ok().and_then(Result::ok);
        *kept = Some((Instant::now(), read.clone()));
        read
    }
}

/// Says once what every number means.
pub(super) fn describe() {
    describe_counter!("http_requests_total", "Requests answered, by method, route and status.");
    describe_histogram!("http_request_duration_seconds", "How long answers took, by route.");
    for (name, help) in [
        ("tragweite_map_revision", "Revision of the map that questions are answered from."),
        ("tragweite_map_nodes", "Nodes of that map."),
        ("tragweite_map_dependencies", "Dependencies of that map."),
        ("tragweite_map_overlay_nodes", "Nodes changed since the map was compiled."),
        ("tragweite_map_memory_bytes", "Memory of the compiled map."),
        ("tragweite_scratch_memory_bytes", "Scratch memory kept between questions."),
        (
            "tragweite_map_changed_timestamp_seconds",
            "When the newest revision was committed, in Unix seconds.",
        ),
        ("tragweite_map_age_seconds", "Seconds since the newest revision was committed."),
        (
            "tragweite_map_lag_revisions",
            "Revisions in the database that this process does not answer from yet.",
        ),
        (
            "tragweite_database_up",
            "1 when the database answers, can be written and is the one that was opened, else 0.",
        ),
        (
            "tragweite_database_contact_age_seconds",
            "Seconds since everything in memory was last known to be as in the database.",
        ),
        ("tragweite_database_connections", "Connections to the database, by state: used or idle."),
        (
            "tragweite_clock_skew_seconds",
            "How far the clock of this host is ahead of that of the database; negative is behind. The latter counts.",
        ),
        (
            "tragweite_lease_held",
            "1 when this process does the work that only one does at a time, else 0, by work.",
        ),
        ("tragweite_sealed_keys", "Keys for emergencies, by state: sealed or opened."),
        ("tragweite_build_info", "1, with the version of the program."),
        ("tragweite_incidents_open", "Open incidents, by kind: fault or maintenance."),
        (
            "tragweite_nodes_flapping",
            "Nodes held in their worst state because what is said of them changes all the time.",
        ),
        ("tragweite_alerts_firing", "Alerts that fire."),
        ("tragweite_alerts_unmatched", "Alerts that fire and that no rule leads to a node."),
        (
            "tragweite_alert_receiver_last_delivery_timestamp_seconds",
            "When a delivery told of an alert last, in Unix seconds, by receiver.",
        ),
        (
            "tragweite_alert_receiver_last_delivery_age_seconds",
            "Seconds since a delivery told of an alert last, by receiver.",
        ),
        ("tragweite_event_deliveries", "Deliveries of events that wait (pending) or were given up (dead)."),
        (
            "tragweite_event_delivery_backlog_age_seconds",
            "Seconds since the oldest delivery that waits was begun; 0 when none waits.",
        ),
        ("tragweite_jobs", "Jobs, by state."),
    ] {
        describe_gauge!(name, help);
    }
    describe_counter!("tragweite_alert_deliveries_total", "Deliveries of alerts taken, by receiver.");
    describe_counter!(
        "tragweite_journal_resets_total",
        "How often the journal was not what was read before, and everything was read anew."
    );
    describe_counter!("tragweite_events_written_total", "Events written for subscribers.");
}

/// Numbers for Prometheus.
#[utoipa::path(get, path = "/metrics", operation_id = "readMetrics", tag = "Health", responses(
    (status = 200, description = "Counters, gauges and histograms in the text format of Prometheus, each with its meaning", body = String,
     content_type = "text/plain", example = json!("# HELP tragweite_map_revision Revision of the map that questions are answered from.\n# TYPE tragweite_map_revision gauge\ntragweite_map_revision 17\n"))))]
pub(super) async fn metrics(api: Api) -> Response {
    let map = api.app.maps.current();
    gauge!("tragweite_map_revision").set(map.revision() as f64);
    gauge!("tragweite_map_nodes").set(map.counts().nodes() as f64);
    gauge!("tragweite_map_dependencies").set(map.counts().dependencies() as f64);
    gauge!("tragweite_map_overlay_nodes").set(map.overlay_size() as f64);
    let here = api.app.here();
    gauge!("tragweite_map_memory_bytes").set(here.map as f64);
    gauge!("tragweite_scratch_memory_bytes").set(here.scratch as f64);
    for (kind, open) in here.incidents {
        gauge!("tragweite_incidents_open", "kind" => kind.as_str()).set(open as f64);
    }
    gauge!("tragweite_nodes_flapping").set(here.flapping as f64);
    let contact = api.app.contact();
    gauge!("tragweite_database_contact_age_seconds").set(contact.age.as_secs_f64());
    counter!("tragweite_journal_resets_total").absolute(api.app.resets());
    for (state, open) in here.connections {
        gauge!("tragweite_database_connections", "state" => state).set(f64::from(open));
    }
    // An embedded database has the clock of this host.
    gauge!("tragweite_clock_skew_seconds").set(app::clock::skew().unwrap_or(0) as f64 / 1_000.0);
    gauge!("tragweite_lease_held", "work" => "deliveries").set(f64::from(u8::from(here.delivers)));
    for (state, keys) in api.app.access.sealed() {
        gauge!("tragweite_sealed_keys", "state" => state).set(keys as f64);
    }
    gauge!("tragweite_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    let ready = tokio::time::timeout(WAIT, api.app.ready()).await.is_ok_and(|ready| ready.is_ok());
    gauge!("tragweite_database_up").set(f64::from(u8::from(ready)));
    if let Some(observed) = api.read.get(&api).await {
        tell(&observed, map.revision(), app::clock::now());
    }
    let text = recorder().map(PrometheusHandle::render).unwrap_or_default();
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    (StatusCode::OK, [(header::CONTENT_TYPE, kind)], text).into_response()
}

fn tell(observed: &Observed, revision: u64, now_ms: i64) {
    let seconds = |ms: i64| ms as f64 / 1_000.0;
    if let Some((newest, at)) = observed.revision {
        gauge!("tragweite_map_changed_timestamp_seconds").set(seconds(at));
        gauge!("tragweite_map_age_seconds").set(seconds((now_ms - at).max(0)));
        gauge!("tragweite_map_lag_revisions").set(newest.saturating_sub(revision) as f64);
    }
    gauge!("tragweite_alerts_firing").set(observed.firing as f64);
    gauge!("tragweite_alerts_unmatched").set(observed.unmatched as f64);
    for (id, deliveries, last) in &observed.receivers {
        let name = || id.clone();
        counter!("tragweite_alert_deliveries_total", "receiver" => name()).absolute(*deliveries);
        if let Some(last) = *last {
            let (at, age) = (seconds(last), seconds((now_ms - last).max(0)));
            gauge!("tragweite_alert_receiver_last_delivery_timestamp_seconds", "receiver" => name()).set(at);
            gauge!("tragweite_alert_receiver_last_delivery_age_seconds", "receiver" => name()).set(age);
        }
    }
    counter!("tragweite_events_written_total").absolute(observed.events);
    let of = |all: &[(String, u64)], state: &str| {
        all.iter().find(|(known, _)| known == state).map_or(0.0, |(_, count)| *count as f64)
    };
    for state in OUTGOING {
        gauge!("tragweite_event_deliveries", "state" => state).set(of(&observed.outgoing, state));
    }
    let backlog = observed.backlog.map_or(0, |since| (now_ms - since).max(0));
    gauge!("tragweite_event_delivery_backlog_age_seconds").set(seconds(backlog));
    for state in JOBS {
        gauge!("tragweite_jobs", "state" => state).set(of(&observed.jobs, state));
    }
}
