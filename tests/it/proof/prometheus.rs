//! Prometheus scrapes a metric, and Alertmanager tells of it.

use super::Story;
use crate::support::beside::Beside;
use crate::support::service::TOKEN;
use std::path::Path;

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

/// Starts Alertmanager; gives its address.
async fn alertmanager(folder: &Path, story: &Story) -> (Beside, String) {
    let configuration = format!(
        "route: {{receiver: tragweite, group_wait: 0s, group_interval: 300ms, repeat_interval: 1h}}
receivers:
  - name: tragweite
    webhook_configs:
      - url: {}
        send_resolved: true
        http_config: {{authorization: {{type: Bearer, credentials: {TOKEN}}}}}
",
        story.url()
    );
    write(folder, "alertmanager.yml", &configuration);
    let arguments = [
        "--config.file=alertmanager.yml",
        "--storage.path=alertmanager",
        "--web.listen-address=127.0.0.1:0",
        "--cluster.listen-address=",
    ];
    let mut running = Beside::start("prometheus-alertmanager", folder, &arguments);
    let address = running.says("msg=\"Listening on\" address=").await;
    (running, address.trim().to_owned())
}

/// Starts Prometheus, which watches what the story is about.
async fn prometheus(folder: &Path, story: &Story, alertmanager: &str) -> Beside {
    let configuration = format!(
        "global: {{scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms}}
rule_files: [rules.yml]
alerting: {{alertmanagers: [{{static_configs: [{{targets: ['{alertmanager}']}}]}}]}}
scrape_configs:
  - job_name: storage
    static_configs: [{{targets: ['{}']}}]
",
        story.probe.address
    );
    write(folder, "prometheus.yml", &configuration);
    write(
        folder,
        "rules.yml",
        "groups:
  - name: storage
    rules:
      - alert: StorageOutOfStep
        expr: storage_in_step == 0
        labels: {agency: dresden, service: storage-sync, severity: critical}
        annotations: {summary: The storage systems are out of step}
",
    );
    let arguments = [
        "--config.file=prometheus.yml",
        "--storage.tsdb.path=prometheus",
        "--web.listen-address=127.0.0.1:0",
    ];
    let mut running = Beside::start("prometheus", folder, &arguments);
    running.says("Server is ready to receive web requests").await;
    running
}

#[tokio::test]
async fn a_metric_goes_bad_and_a_district_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let story = Story::begin("alertmanager", "{agency}.{service}").await;
    let (_alertmanager, address) = alertmanager(folder.path(), &story).await;
    let _prometheus = prometheus(folder.path(), &story, &address).await;
    story.told().await;
}
