//! `serve`: says where to look, answers like the command line, ends well on a signal.

use super::{dresden, folder, program, run};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

/// A running service; it is killed when a test fails.
pub(crate) struct Running {
    child: Child,
    log: BufReader<ChildStderr>,
    /// What it said before it listened.
    said: String,
    address: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            assert_ne!(log.read_line(&mut line).unwrap(), 0, "{said}");
            said.push_str(&line);
            if let Some((_, after)) = line.split_once("look at http://") {
                break after.split('/').next().unwrap().to_owned();
            }
        };
        Self { child, log, said, address }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// What it said before it listened.
    pub(super) fn said(&self) -> &str {
        &self.said
    }

    /// Ends it without a warning (SIGKILL).
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal; gives the exit code and what was said from then on.
    fn end(self, signal: &str) -> (Option<i32>, String) {
        self.signal(signal);
        self.ended()
    }

    fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// The exit code, and what was said since it listened.
    fn ended(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.log.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

fn serve(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = program(folder);
    command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments);
    command
}

#[tokio::test]
async fn answers_what_the_command_line_answers() {
    let here = tempfile::tempdir().unwrap();
    run(here.path(), ["apply", "--database", "sqlite:map.db", dresden().to_str().unwrap()]).ok();
    let running = Running::start(&mut serve(here.path(), &["--database", "sqlite:map.db"]));
    assert!(running.said.contains("database: sqlite:map.db"), "{}", running.said);
    assert!(running.said.contains("changes are refused because there is no key"), "{}", running.said);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("http://{}/v1/impact", running.address);
    let scenario =
        r#"{"startsAt": "2018-11-14T14:30:00+01:00", "failures": [{"node": "dresden.storage-sync"}]}"#;
    let request = client.post(&url).header("content-type", "application/json").body(scenario);
    let answer = request.send().await.unwrap().text().await.unwrap();
    std::fs::write(here.path().join("question.json"), scenario).unwrap();
    let asked = ["impact", "--database", "sqlite:map.db", "--scenario", "question.json", "--format", "json"];
    assert_eq!(run(here.path(), asked).ok(), answer);
    let (code, rest) = running.end("-TERM");
    assert_eq!(code, Some(0), "{rest}");
    assert!(rest.contains("stopping") && rest.ends_with("stopped\n"), "{rest}");
}

#[tokio::test]
async fn the_zone_that_the_operator_sets_holds_where_no_other_one_is_asked_for() {
    let here = tempfile::tempdir().unwrap();
    run(here.path(), ["apply", "--database", "sqlite:map.db", dresden().to_str().unwrap()]).ok();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let scenario = r#"{"startsAt": "2018-11-14T14:30:00Z", "failures": [{"node": "dresden.storage-sync"}]}"#;
    for by_flag in [true, false] {
        let flag: &[&str] = if by_flag { &["--zone", "America/New_York"] } else { &[] };
        let mut command = serve(here.path(), &[&["--database", "sqlite:map.db"], flag].concat());
        if !by_flag {
            command.env("TRAGWEITE_ZONE", "America/New_York");
        }
        let running = Running::start(&mut command);
        let ask = async |query: &str| {
            let url = format!("http://{}/v1/impact?format=html&lang=en{query}", running.address);
            let request = client.post(url).header("content-type", "application/json").body(scenario);
            request.send().await.unwrap().error_for_status().unwrap().text().await.unwrap()
        };
        let (usual, asked) = (ask("").await, ask("&zone=Europe/Berlin").await);
        assert!(usual.contains("America/New_York") && usual.contains("09:30"), "{usual}");
        assert!(asked.contains("Europe/Berlin") && asked.contains("15:30"), "{asked}");
    }
    let refused = run(here.path(), ["serve", "--zone", "Berlin"]).fails(2);
    assert!(refused.contains("--zone") && refused.contains("Europe/Berlin"), "{refused}");
}

#[tokio::test]
async fn a_token_from_a_file_or_the_environment_lets_changes_in() {
    let token = "dies-ist-ein-langes-token";
    let here = folder(&[("token", &format!("{token}\n"))]);
    let by_file = Running::start(&mut serve(here.path(), &["--token-file", "token"]));
    assert!(by_file.said.contains("changes need a key") && !by_file.said.contains(token), "{}", by_file.said);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let put = |address: &str, with: &str| {
        let request = client.put(format!("http://{address}/v1/nodes/amt")).bearer_auth(with);
        request
            .header("if-none-match", "*")
            .header("content-type", "application/json")
            .body(r#"{"kind": "agency", "name": "Amt"}"#)
            .send()
    };
    assert_eq!(put(&by_file.address, "ein-ganz-anderes-token").await.unwrap().status(), 401);
    assert_eq!(put(&by_file.address, token).await.unwrap().status(), 201);
    assert_eq!(by_file.end("-INT").0, Some(0));
    // The change is there after the next start, with the token from elsewhere.
    let by_environment =
        Running::start(serve(here.path(), &["--log-format", "json"]).env("TRAGWEITE_TOKEN", token));
    assert!(by_environment.said.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert_eq!(put(&by_environment.address, token).await.unwrap().status(), 412);
    assert_eq!(by_environment.end("-TERM").0, Some(0));
}

#[tokio::test]
async fn what_agents_say_stays_out_of_the_log() {
    let token = "dies-ist-ein-langes-token";
    let here = folder(&[("token", token)]);
    let ask = async |filter: &str| {
        let running = Running::start(serve(here.path(), &["--token-file", "token"]).env("RUST_LOG", filter));
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = client.post(format!("http://{}/mcp", running.address)).bearer_auth(token);
        let call = r#"{"jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {"name": "find_nodes", "arguments": {"text": "Geheimwort"}}}"#;
        let answer = request
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .body(call)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        running.end("-TERM").1
    };
    let detailed = ask("trace").await;
    assert!(detailed.contains("/mcp") && !detailed.contains("Geheimwort"), "{detailed}");
    // Whoever asks for the messages by name sees them, but never the token.
    let named = ask("info,rmcp=trace").await;
    assert!(named.contains("Geheimwort") && !named.contains(token), "{named}");
}

#[tokio::test]
async fn the_access_log_says_who_asked_how_and_never_what_about() {
    let here = folder(&[("map.yaml", super::SMALL)]);
    run(here.path(), ["apply", "--database", "sqlite:map.db", "map.yaml"]).ok();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for (wanted, lines) in [("off", 0), ("errors", 1), ("all", 2)] {
        let arguments = ["--database", "sqlite:map.db", "--access-log", wanted];
        let running = Running::start(&mut serve(here.path(), &arguments));
        for path in ["/v1/nodes/amt.a", "/v1/nodes/amt.geheim?asOf=1"] {
            client.get(format!("http://{}{path}", running.address)).send().await.unwrap();
        }
        let (_, log) = running.end("-TERM");
        let told: Vec<_> = log.lines().filter(|line| line.contains("route=\"/v1/nodes/{key}\"")).collect();
        assert_eq!(told.len(), lines, "{log}");
        assert!(told.iter().all(|line| line.contains("method=GET") && line.contains("status=")), "{log}");
        assert!(!log.contains("amt.") && !log.contains("asOf"), "{log}");
    }
}

#[tokio::test]
async fn a_killed_service_knows_its_incidents_after_the_next_start() {
    let here = tempfile::tempdir().unwrap();
    run(here.path(), ["apply", "--database", "sqlite:map.db", dresden().to_str().unwrap()]).ok();
    let token = "dies-ist-ein-langes-token";
    let start = || {
        let arguments = ["--database", "sqlite:map.db"];
        Running::start(serve(here.path(), &arguments).env("TRAGWEITE_TOKEN", token))
    };
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let running = start();
    let url = format!("http://{}/v1/incidents", running.address);
    let body = serde_json::json!({"title": "Abgleich", "failures": [{"node": "dresden.storage-sync"}]});
    let opened = client.post(&url).bearer_auth(token).json(&body).send().await.unwrap();
    assert_eq!(opened.status(), 201);
    let opened = opened.text().await.unwrap();
    running.kill();
    let running = start();
    let get = async |path: &str| {
        let url = format!("http://{}{path}", running.address);
        client.get(url).send().await.unwrap().text().await.unwrap()
    };
    assert_eq!(get("/v1/incidents/i-000001").await, opened);
    let situation: serde_json::Value = serde_json::from_str(&get("/v1/situation").await).unwrap();
    assert_eq!(situation["incidents"][0]["title"], "Abgleich");
    assert!(situation["now"]["unavailable"].as_u64().unwrap() > 10, "{}", situation["now"]);
    assert_eq!(running.end("-TERM").0, Some(0));
}

#[test]
fn an_address_is_taken_over_from_a_service_that_is_ending() {
    let here = tempfile::tempdir().unwrap();
    let on = |address: &str, database: &str| {
        let mut command = program(here.path());
        command.args(["serve", "--lame-duck", "1", "--listen", address, "--database", database]);
        command
    };
    let first = Running::start(&mut on("127.0.0.1:0", "sqlite:first.db"));
    let address = first.address().to_owned();
    first.signal("-TERM");
    let second = Running::start(&mut on(&address, "sqlite:second.db"));
    assert!(second.said().contains("is in use; waiting for a moment"), "{}", second.said());
    assert_eq!(second.address(), address);
    assert_eq!(first.ended().0, Some(0));
}
