//! The scripts that Zabbix and Icinga run, driven as these drive them, against the real service.

use super::alerts::with_receiver;
use crate::support::service::{Service, TOKEN};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Output;
use tokio::process::Command;

fn script(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scripts").join(name)
}

/// Runs the script as Zabbix does: as the body of a function of `value`, with an `HttpRequest` that writes down what it
/// is asked for and answers with `status`. Prints what was asked for and what came back.
const ZABBIX: &str = "
const fs = require('fs');
const [file, params, status] = process.argv.slice(1);
const asked = {headers: []};
function HttpRequest() {}
HttpRequest.prototype.addHeader = header => asked.headers.push(header);
HttpRequest.prototype.setProxy = proxy => { asked.proxy = proxy; };
HttpRequest.prototype.post = (url, body) => { asked.url = url; asked.body = body; return 'an answer'; };
HttpRequest.prototype.getStatus = () => Number(status);
try {
    asked.returned = new Function('value', 'HttpRequest', fs.readFileSync(file, 'utf8'))(params, HttpRequest);
} catch (error) {
    asked.thrown = String(error);
}
console.log(JSON.stringify(asked));
";

async fn zabbix(params: &Value, status: u16) -> Value {
    let node = Command::new("node")
        .args([
            "-e",
            ZABBIX,
            script("zabbix-media-type.js").to_str().unwrap(),
            &params.to_string(),
            &status.to_string(),
        ])
        .output()
        .await
        .expect("node is missing: run scripts/install-tools.sh test");
    assert!(node.status.success(), "{}", String::from_utf8_lossy(&node.stderr));
    serde_json::from_slice(&node.stdout).unwrap()
}

fn problem() -> Value {
    json!({"url": "https://tragweite.example.org/d", "token": TOKEN, "eventId": "4711", "value": "1", "severity": "High",
        "host": "storage", "name": "Speicher \"weg\"\n", "tags": "[{\"tag\":\"agency\",\"value\":\"dresden\"},{\"tag\":\"wichtig\",\"value\":\"\"}]",
        "recoveryId": "{EVENT.RECOVERY.ID}", "HTTPProxy": ""})
}

#[tokio::test]
async fn zabbix_tells_of_a_problem_and_its_end() {
    let service = with_receiver(json!({"type": "zabbix", "rules": [
        {"when": [{"label": "agency"}, {"label": "wichtig"}], "node": "{agency}.{host}", "levels": {"high": "degraded"}}
    ]}))
    .await;
    let path = "/v1/alert-receivers/rz/deliveries";
    let asked = zabbix(&problem(), 200).await;
    assert_eq!(
        (&asked["returned"], &asked["url"]),
        (&json!("OK"), &json!("https://tragweite.example.org/d"))
    );
    assert!(asked["headers"].as_array().unwrap().contains(&json!(format!("Authorization: Bearer {TOKEN}"))));
    let post = async |asked: &Value| -> Value {
        let body: Value = serde_json::from_str(asked["body"].as_str().unwrap()).unwrap();
        service.post(path, &body).await.expect(200).json()
    };
    let outcome = post(&asked).await;
    assert_eq!((&outcome["new"], &outcome["effects"][0]["level"]), (&json!(1), &json!("degraded")));
    assert_eq!(outcome["alerts"][0]["fingerprint"], "4711");
    let mut recovery = problem();
    (recovery["value"], recovery["recoveryId"]) = (json!("0"), json!("4712"));
    let over = zabbix(&recovery, 200).await;
    assert_eq!(post(&over).await["resolved"], 1);
    // Zabbix tries again what it believes to have failed.
    assert_eq!((&post(&asked).await["stale"], &post(&over).await["stale"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn zabbix_learns_that_a_delivery_failed() {
    for status in [400, 401, 404, 500, 503, 0, 302] {
        let thrown = zabbix(&problem(), status).await["thrown"].as_str().unwrap().to_owned();
        assert!(thrown.contains(&status.to_string()) && !thrown.contains(TOKEN), "{thrown}");
    }
    for (name, value) in [("eventId", json!("{EVENT.ID}")), ("value", json!("2")), ("url", json!(""))] {
        let mut params = problem();
        params[name] = value;
        assert!(zabbix(&params, 200).await["thrown"].as_str().unwrap().contains(name));
    }
    let mut odd = problem();
    (odd["tags"], odd["host"]) = (json!("no list"), json!("*UNKNOWN*"));
    let body = zabbix(&odd, 200).await["body"].as_str().unwrap().to_owned();
    assert!(body.contains("\"tags\":[]") && !body.contains("UNKNOWN"), "{body}");
}

async fn icinga(service: &Service, variables: &[(&str, &str)]) -> Output {
    let url = format!("http://{}/v1/alert-receivers/rz/deliveries", service.address);
    Command::new("sh")
        .arg(script("icinga-notification.sh"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("TRAGWEITE_URL", url)
        .env("TRAGWEITE_TOKEN", TOKEN)
        .env("TRAGWEITE_RETRIES", "0")
        .env("NO_PROXY", "*")
        .envs(variables.iter().copied())
        .output()
        .await
        .expect("sh is missing")
}

#[tokio::test]
async fn icinga_tells_of_a_problem_and_its_end() {
    let service = with_receiver(json!({"type": "icinga", "rules": [
        {"node": "dresden.{service}", "levels": {"warning": "degraded"}}
    ]}))
    .await;
    let output = "Löschung \"kaputt\" \\ und\tmehr\nzweite Zeile \u{1b}[31m";
    let problem = [
        ("HOST", "db1"),
        ("SERVICE", "Storage"),
        ("STATE", "WARNING"),
        ("SINCE", "1542202200"),
        ("OUTPUT", output),
        ("NOTIFICATION_TYPE", "PROBLEM"),
    ];
    let ran = icinga(&service, &problem).await;
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let alerts = service.get("/v1/alerts?state=firing").await.expect(200).json();
    let kept = &alerts["items"][0];
    assert_eq!((&kept["fingerprint"], &kept["node"]), (&json!("db1!Storage"), &json!("dresden.storage")));
    assert_eq!((&kept["level"], &kept["startsAt"]), (&json!("degraded"), &json!("2018-11-14T13:30:00Z")));
    let told = kept["alert"]["summary"].as_str().unwrap();
    assert_eq!(told, output.replace('\u{1b}', " "));
    let recovery = [("HOST", "db1"), ("SERVICE", "Storage"), ("STATE", "OK"), ("SINCE", "1542205800")];
    assert!(icinga(&service, &recovery).await.status.success());
    assert!(
        service.get("/v1/alerts?state=firing").await.expect(200).json()["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn icinga_learns_that_a_delivery_failed() {
    let service = with_receiver(json!({"type": "alertmanager", "rules": []})).await;
    let sound = [("HOST", "db1"), ("STATE", "DOWN")];
    let said = |ran: &Output| String::from_utf8_lossy(&ran.stderr).into_owned();
    // A receiver of another type.
    let refused = icinga(&service, &sound).await;
    assert!(!refused.status.success() && said(&refused).contains("status 400"), "{}", said(&refused));
    let unset = icinga(&service, &[("HOST", "db1")]).await;
    assert!(!unset.status.success() && said(&unset).contains("STATE"));
    let wrong = icinga(&service, &[sound[0], sound[1], ("TRAGWEITE_TOKEN", "another-token-of-length")]).await;
    assert!(!wrong.status.success() && said(&wrong).contains("status 401"));
    let nobody = icinga(&service, &[sound[0], sound[1], ("TRAGWEITE_URL", "http://127.0.0.1:1/x")]).await;
    assert!(!nobody.status.success() && !said(&nobody).contains(TOKEN));
    let file = icinga(&service, &[sound[0], sound[1], ("TRAGWEITE_TOKEN_FILE", "/nowhere")]).await;
    assert!(!file.status.success() && said(&file).contains("/nowhere"));
}
