//! What operators are given - numbers, alert rules, a dashboard - judged by promtool, and at work in a real Prometheus that
//! watches the program itself.

use crate::cli::serve::Running;
use crate::cli::{SMALL, folder, program, run};
use crate::support::beside::Beside;
use crate::support::service::TOKEN;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Longest wait for Prometheus to see something.
const PATIENCE: Duration = Duration::from_secs(60);

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("operating").join(name)).unwrap()
}

/// Everything that the dashboard asks.
fn questions() -> Vec<String> {
    let dashboard: Value = serde_json::from_str(&read("dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    targets.map(|target| target["expr"].as_str().unwrap().replace("$instance", ".*")).collect()
}

/// The names of our numbers in a text.
fn names(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let ours = words.filter(|word| word.starts_with("tragweite_") || word.starts_with("http_request"));
    ours.map(|word| word.trim_end_matches("_bucket").to_owned()).collect()
}

/// The program with a map, and what it is asked over HTTP.
struct Watched {
    running: Running,
    client: reqwest::Client,
}

impl Watched {
    fn start(here: &Path) -> Self {
        run(here, ["apply", "--database", "sqlite:map.db", "map.yaml"]).ok();
        let arguments =
            ["serve", "--listen", "127.0.0.1:0", "--database", "sqlite:map.db", "--token-file", "token"];
        let running = Running::start(program(here).args(arguments));
        Self { running, client: reqwest::Client::builder().no_proxy().build().unwrap() }
    }

    async fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let url = format!("http://{}{path}", self.running.address());
        let request = self.client.request(method.parse().unwrap(), url).bearer_auth(TOKEN).json(body);
        let answer = request.header("if-none-match", "*").send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    }

    async fn numbers(&self) -> String {
        let url = format!("http://{}/metrics", self.running.address());
        self.client.get(url).send().await.unwrap().text().await.unwrap()
    }
}

/// Starts Prometheus with our rules, which need not hold for minutes here; gives its address.
async fn prometheus(here: &Path, watched: &Watched) -> (Beside, String) {
    let rules = read("rules.yml");
    let lines = rules.lines().filter(|line| !line.trim_start().starts_with("for: "));
    std::fs::write(here.join("rules.yml"), lines.collect::<Vec<_>>().join("\n")).unwrap();
    let configuration = format!(
        "global: {{scrape_interval: 300ms, scrape_timeout: 300ms, evaluation_interval: 300ms}}
rule_files: [rules.yml]
scrape_configs:
  - job_name: tragweite
    static_configs: [{{targets: ['{}']}}]
",
        watched.running.address()
    );
    std::fs::write(here.join("prometheus.yml"), configuration).unwrap();
    let arguments = [
        "--config.file=prometheus.yml",
        "--storage.tsdb.path=prometheus",
        "--web.listen-address=127.0.0.1:0",
    ];
    let mut running = Beside::start("prometheus", here, &arguments);
    let address = running.says("msg=\"Listening on\" address=").await;
    running.says("Server is ready to receive web requests").await;
    (running, address.trim().to_owned())
}

async fn ask(prometheus: &str, question: &str) -> Vec<Value> {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let escaped: String = question.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let url = format!("http://{prometheus}/api/v1/query?query={escaped}");
    let answer: Value = client.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["status"], "success", "{question}: {answer}");
    answer["data"]["result"].as_array().unwrap().clone()
}

/// Waits until the question has an answer.
async fn until(prometheus: &str, question: &str) -> Vec<Value> {
    let asking = async {
        let mut pace = tokio::time::interval(Duration::from_millis(100));
        loop {
            pace.tick().await;
            let found = ask(prometheus, question).await;
            if !found.is_empty() {
                break found;
            }
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.unwrap_or_else(|_| panic!("never: {question}"))
}

fn promtool(arguments: &[&str], input: &str) {
    let mut command = Command::new("promtool");
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("promtool is missing: run scripts/install-tools.sh test");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "promtool {arguments:?}: {said}");
}

#[tokio::test]
async fn operators_see_what_goes_on() {
    let here = folder(&[("map.yaml", SMALL), ("token", TOKEN)]);
    let watched = Watched::start(here.path());
    let rules = json!({"type": "generic", "rules": [{"node": "amt.{service}"}]});
    watched.send("PUT", "/v1/alert-receivers/rz", &rules).await;
    let firing =
        |key: &str, service: &str| json!({"key": key, "state": "firing", "labels": {"service": service}});
    let alerts = json!({"alerts": [firing("1", "a"), firing("2", "unbekannt")]});
    watched.send("POST", "/v1/alert-receivers/rz/deliveries", &alerts).await;
    let numbers = watched.numbers().await;
    for told in [
        "tragweite_incidents_open{kind=\"fault\"} 1",
        "tragweite_incidents_open{kind=\"maintenance\"} 0",
        "tragweite_alerts_firing 2",
        "tragweite_alerts_unmatched 1",
        "tragweite_nodes_flapping 0",
        "tragweite_alert_deliveries_total{receiver=\"rz\"} 1",
        "tragweite_event_deliveries{state=\"dead\"} 0",
        "tragweite_jobs{state=\"failed\"} 0",
        "tragweite_map_lag_revisions 0",
        "tragweite_map_revision 1",
        "tragweite_database_up 1",
    ] {
        assert!(numbers.lines().any(|line| line == told), "{told} is missing in\n{numbers}");
    }
    // Each number says what it means, and promtool finds nothing wrong with any.
    for kind in numbers.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let name = kind.split(' ').next().unwrap();
        assert!(numbers.contains(&format!("# HELP {name} ")), "{name} does not say what it means");
    }
    promtool(&["check", "metrics"], &numbers);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("operating/rules.yml");
    promtool(&["check", "rules", folder.to_str().unwrap()], "");

    let (_prometheus, address) = prometheus(here.path(), &watched).await;
    let firing = |alert: &str| format!("ALERTS{{alertname=\"{alert}\", alertstate=\"firing\"}}");
    until(&address, &firing("TragweiteAlertsUnmatched")).await;
    assert!(ask(&address, &firing("TragweiteDatabase")).await.is_empty());
    // Whatever the dashboard and the rules ask for is there.
    let known = names(&watched.numbers().await);
    let asked: BTreeSet<String> = questions().iter().flat_map(|question| names(question)).collect();
    let missing: Vec<_> = asked
        .iter()
        .chain(&names(&read("rules.yml")))
        .filter(|&name| !known.contains(name))
        .cloned()
        .collect();
    assert_eq!(missing, [""; 0], "nobody tells these");
    for question in questions() {
        ask(&address, &question).await;
    }
    let incidents = until(&address, "max by (kind) (tragweite_incidents_open) > 0").await;
    assert_eq!(incidents[0]["metric"]["kind"], "fault");

    std::fs::remove_file(here.path().join("map.db")).unwrap();
    until(&address, &firing("TragweiteDatabase")).await;
    drop(watched);
    until(&address, &firing("TragweiteDown")).await;
}
