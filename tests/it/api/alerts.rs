//! Receivers and deliveries of alerts through real HTTP, as the tools send them.

use crate::support::service::{Answer, Service, TOKEN, send};
use serde_json::{Value, json};
use std::sync::Arc;
use tragweite::app::alerts::Condition;
use tragweite::app::incidents::{MAX_OPEN, Signal};
use tragweite::model::{Key, Level};

const HOME: &str = "/v1/alert-receivers/rz";
const DELIVERIES: &str = "/v1/alert-receivers/rz/deliveries";

pub(super) async fn with_receiver(document: Value) -> Service {
    let service = Service::dresden().await;
    let put = service.request("PUT", HOME).header("if-none-match", "*").json(&document);
    let made = send(put).await.expect(201);
    assert_eq!(made.header("etag"), "\"1\"");
    service
}

async fn alertmanager() -> Service {
    with_receiver(json!({"type": "alertmanager", "rules": [
        {"when": [{"label": "agency"}], "node": "{agency}.{service}", "levels": {"warning": "degraded"}}
    ]}))
    .await
}

fn alert(fingerprint: &str, service: &str) -> Value {
    json!({"status": "firing", "labels": {"agency": "Dresden", "service": service, "severity": "critical"}, "annotations": {},
        "startsAt": "2018-11-14T13:30:00Z", "endsAt": "0001-01-01T00:00:00Z", "fingerprint": fingerprint})
}

fn delivery(alerts: &[Value]) -> Value {
    json!({"version": "4", "groupKey": "g", "status": "firing", "truncatedAlerts": 0, "alerts": alerts})
}

async fn listed(service: &Service, query: &str) -> Vec<String> {
    let page = service.get(&format!("/v1/alerts{query}")).await.expect(200).json();
    page["items"].as_array().unwrap().iter().map(|a| a["fingerprint"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_delivery_is_answered_with_what_it_did() {
    let service = alertmanager().await;
    let body = delivery(&[alert("f", "Storage"), alert("u", "unbekannt")]);
    let dry = send(service.plain("POST", &format!("{DELIVERIES}?dryRun=true")).json(&body)).await.expect(200);
    assert!(listed(&service, "").await.is_empty());
    let mut outcome = service.post(DELIVERIES, &body).await.expect(200).json();
    assert_eq!(outcome["effects"][0]["node"], "dresden.storage");
    assert_eq!(outcome["effects"][0]["at"], "2018-11-14T13:30:00Z");
    assert_eq!(outcome["alerts"][1]["unmatched"], "rule 1: there is no node dresden.unbekannt");
    outcome["dryRun"] = json!(true);
    assert_eq!(outcome, dry.json());
    assert_eq!(listed(&service, "?state=firing").await, ["f", "u"]);
    assert_eq!(listed(&service, "?state=unmatched").await, ["u"]);
    let first = service.get("/v1/alerts?limit=1").await.expect(200).json();
    let next = first["next"].as_str().unwrap();
    assert_eq!(listed(&service, &format!("?cursor={next}")).await, ["u"]);
    service.get(&format!("/v1/alerts?state=firing&cursor={next}")).await.expect(400);
    let wrong = service.get("/v1/alerts?state=fire").await.expect(400);
    assert_eq!(wrong.codes(), ["unknown-word"]);
}

#[tokio::test]
async fn deliveries_come_in_every_dress() {
    let service = alertmanager().await;
    let body = delivery(&[alert("f", "storage")]).to_string();
    let plain = |method: &str| service.plain(method, DELIVERIES).body(body.clone());
    send(plain("POST")).await.expect(401);
    send(plain("POST").basic_auth("grafana", Some(TOKEN))).await.expect(200);
    send(plain("PUT").basic_auth("", Some(TOKEN)).header("content-type", "text/plain")).await.expect(200);
    let form = ("content-type", "application/x-www-form-urlencoded");
    send(plain("POST").bearer_auth(TOKEN).header(form.0, form.1)).await.expect(200);
    send(plain("POST").basic_auth(TOKEN, Some("another-token-of-length"))).await.expect(401);
    for garbage in ["Basic", "Basic %%%", "Basic YQ==", "Basic \u{7f}"] {
        let header = reqwest::header::HeaderValue::from_bytes(garbage.as_bytes());
        if let Ok(header) = header {
            send(plain("POST").header("authorization", header)).await.expect(401);
        }
    }
    // Nowhere else: a browser sends such credentials by itself.
    let elsewhere = service.plain("DELETE", HOME).header("if-match", "*").basic_auth("x", Some(TOKEN));
    send(elsewhere).await.expect(401);
    assert_eq!(listed(&service, "?state=firing").await, ["f"]);
}

#[tokio::test]
async fn receivers_are_kept_like_nodes() {
    let service = alertmanager().await;
    let put = |document: &Value| service.request("PUT", HOME).json(document);
    let other = json!({"id": "rz", "type": "grafana", "expiry": "PT4H",
        "rules": [{"node": "dresden.storage", "when": [{"label": "job", "startsWith": "st"}], "level": "degraded"}]});
    send(put(&other)).await.expect(428);
    send(put(&other).header("if-none-match", "*")).await.expect(412);
    send(put(&other).header("if-match", "\"9\"")).await.expect(412);
    let changed = send(put(&other).header("if-match", "\"1\"")).await.expect(200);
    assert_eq!((changed.header("etag"), &changed.json()), ("\"2\"", &other));
    let read = service.get(HOME).await.expect(200);
    assert_eq!(read.json(), other);
    send(service.request("GET", HOME).header("if-none-match", "\"2\"")).await.expect(304);
    let list = service.get("/v1/alert-receivers").await.expect(200).json();
    assert_eq!(
        (&list["items"][0]["tag"], &list["items"][0]["receiver"]["id"]),
        (&json!("\"2\""), &json!("rz"))
    );
    let wrong = json!({"id": "anders", "type": "nagios", "expiry": "PT0S", "x": 1, "rules": [
        {"node": "A {x}"}, {"when": [{"is": "1", "startsWith": "2"}, {"label": 7}], "levels": {"warning": "operational"}}, 5]});
    let codes = send(put(&wrong).header("if-match", "*")).await.expect(400).codes();
    for code in [
        "unknown-property",
        "differs-from-path",
        "unknown-word",
        "expiry-zero",
        "invalid-template",
        "two-tests",
        "missing-property",
        "wrong-type",
    ] {
        assert!(codes.iter().any(|c| c == code), "{code} in {codes:?}");
    }
    send(service.request("DELETE", HOME)).await.expect(428);
    send(service.request("DELETE", HOME).header("if-match", "\"2\"")).await.expect(204);
    service.get(HOME).await.expect(404);
    service.post(DELIVERIES, &delivery(&[])).await.expect(404);
    service.get("/v1/alert-receivers/Nicht%20gut").await.expect(400);
}

#[tokio::test]
async fn broken_bodies_are_problem_documents_and_broken_alerts_are_kept() {
    let service = alertmanager().await;
    let send_bytes =
        async |bytes: Vec<u8>| -> Answer { send(service.request("POST", DELIVERIES).body(bytes)).await };
    for body in [
        "",
        "{",
        "null",
        "[]",
        "{\"alerts\":[]}",
        "{\"version\":\"1\",\"alerts\":[]}",
        "\u{0}",
        "{\"version\":\"4\"}",
    ] {
        let answer = send_bytes(body.into()).await.expect(400);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{body}");
        assert!(!answer.codes().is_empty(), "{body}");
    }
    send_bytes(vec![0xff, 0xfe]).await.expect(400);
    send_bytes("[".repeat(100_000).into_bytes()).await.expect(400);
    let secret = "geheim-123";
    let odd = json!({"status": "?", "labels": {"api_token": secret, "log": format!("password={secret}")}, "startsAt": "2999-01-01T00:00:00Z"});
    let body = delivery(&[json!(17), odd, alert("f", "storage")]);
    let outcome = service.post(DELIVERIES, &body).await.expect(200);
    assert_eq!((&outcome.json()["new"], &outcome.json()["unmatched"]), (&json!(3), &json!(2)));
    let all = service.get("/v1/alerts").await.expect(200);
    assert!(
        !all.text.contains(secret) && all.text.contains("clock-ahead") && all.text.contains("unreadable")
    );
    assert_eq!(listed(&service, "").await.len(), 3);
}

#[tokio::test]
async fn ten_thousand_alerts_come_in_one_body() {
    let service = alertmanager().await;
    let long = "x".repeat(900);
    let alerts: Vec<Value> = (0..10_000)
        .map(|i| {
            let mut alert = alert(&format!("{i:05}"), "storage");
            alert["annotations"] = json!({"description": long});
            alert
        })
        .collect();
    let body = delivery(&alerts).to_string();
    assert!(body.len() > 8 << 20);
    let outcome = send(service.request("POST", DELIVERIES).body(body)).await.expect(200).json();
    assert_eq!((&outcome["new"], &outcome["omitted"]), (&json!(10_000), &json!(9_000)));
    assert_eq!(outcome["effects"].as_array().unwrap().len(), 1);
}

/// A hundred times a minute it goes down and up: nobody is flooded, and nobody overlooks it.
#[tokio::test]
async fn an_alert_that_flaps_neither_floods_nor_hides() {
    let service = alertmanager().await;
    let begin: jiff::Timestamp = "2018-11-14T13:30:00Z".parse().unwrap();
    let now = jiff::Timestamp::now().as_millisecond();
    let mut told = 0;
    for round in 0..100 {
        let from = begin + jiff::SignedDuration::from_secs(2 * round);
        let mut flapping = alert("f", "storage-sync");
        flapping["startsAt"] = json!(from.to_string());
        told += service.post(DELIVERIES, &delivery(&[flapping.clone()])).await.expect(200).json()["new"]
            .as_u64()
            .unwrap();
        service.app.events.log_changes(now + 2 * round).await.unwrap();
        flapping["status"] = json!("resolved");
        flapping["endsAt"] = json!((from + jiff::SignedDuration::from_secs(1)).to_string());
        service.post(DELIVERIES, &delivery(&[flapping])).await.expect(200);
        service.app.events.log_changes(now + 2 * round + 1).await.unwrap();
    }
    assert_eq!(told, 100);
    let events = service.get("/v1/incidents/i-000001/events").await.expect(200).json();
    let events = events["items"].as_array().unwrap();
    assert_eq!(
        (events.len(), &events.last().unwrap()["type"]),
        (7, &json!("source-flapping")),
        "{events:#?}"
    );
    let situation = service.get("/v1/situation").await.expect(200).json();
    assert_eq!(situation["flapping"][0]["node"], "dresden.storage-sync");
    assert!(situation["now"]["unavailable"].as_u64().unwrap() > 20, "it is held in its worst state");
    // Of a node that goes down and up three times there are six events at most, of the others fewer.
    let newest = *service.app.events.newest().borrow();
    assert!(newest < 6 * 36, "{newest} events");
}

/// Incidents that take nothing: what monitoring says is kept, and told as soon as there is room.
#[tokio::test]
async fn what_incidents_could_not_be_told_is_told_later() {
    let service = alertmanager().await;
    let now = jiff::Timestamp::now().as_millisecond();
    let signal = |number: usize| Signal {
        source: format!("program {number}"),
        title: None,
        node: Key::new("dresden.telefon").unwrap(),
        level: Level::Unavailable,
        at: now,
    };
    service.app.incidents.report(&(0..MAX_OPEN).map(signal).collect::<Vec<_>>(), now).await.unwrap();
    service.post(DELIVERIES, &delivery(&[alert("f", "storage")])).await.expect(200);
    let closed = json!({"type": "closed"});
    service.post("/v1/incidents/i-000001/events", &closed).await.expect(201);
    // Another alert, or the same one again: what is owed comes first.
    let other = service.post(DELIVERIES, &delivery(&[alert("g", "unbekannt")])).await.expect(200).json();
    assert_eq!((&other["unmatched"], &other["effects"]), (&json!(1), &json!([])));
    let newest = service.get("/v1/incidents?limit=1").await.expect(200).json();
    assert_eq!(newest["items"][0]["failures"][0]["node"], "dresden.storage", "{newest}");
    let id = newest["items"][0]["id"].as_str().unwrap();
    service.app.alerts.delete_receiver("rz", Condition::Unchanged(vec![]), now).await.unwrap();
    let over = service.get(&format!("/v1/incidents/{id}")).await.expect(200).json();
    let failures = over["failures"].as_array().unwrap();
    assert!(failures.iter().all(|failure| failure["ended"] == true), "{over}");
}

/// Alertmanager drops what is answered with 429 or 400, and comes again after 503.
#[tokio::test]
async fn too_many_deliveries_at_once_are_turned_away_with_503() {
    let service = Arc::new(alertmanager().await);
    // Somebody else writes, so that deliveries have to wait.
    let mut other = service.database().sqlite().await;
    sqlx::raw_sql("begin immediate").execute(&mut other).await.unwrap();
    let (tell, mut answers) = tokio::sync::mpsc::unbounded_channel();
    for _ in 0..100 {
        let (service, tell) = (Arc::clone(&service), tell.clone());
        tokio::spawn(async move {
            let answer = service.post(DELIVERIES, &delivery(&[alert("f", "storage")])).await;
            let _ = tell.send(answer);
        });
    }
    drop(tell);
    let turned_away = answers.recv().await.unwrap().expect(503);
    assert!(!turned_away.header("retry-after").is_empty());
    sqlx::raw_sql("commit").execute(&mut other).await.unwrap();
    let mut taken = 0;
    while let Some(answer) = answers.recv().await {
        assert!(matches!(answer.status.as_u16(), 200 | 503), "{}", answer.text);
        taken += usize::from(answer.status == 200);
    }
    assert!(taken >= 30, "{taken} of those that waited were taken");
}

/// Deliveries whose bodies do not come hold no places.
#[tokio::test]
async fn slow_deliveries_keep_no_others_out() {
    use tokio::io::AsyncWriteExt;
    let service = alertmanager().await;
    let mut slow = Vec::new();
    let head = format!(
        "POST {DELIVERIES} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {TOKEN}\r\ncontent-length: 100\r\n\r\n{{",
        service.address
    );
    for _ in 0..100 {
        let mut stream = tokio::net::TcpStream::connect(service.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        slow.push(stream);
        service.post(DELIVERIES, &delivery(&[alert("f", "storage")])).await.expect(200);
    }
}

/// The signature as Grafana makes it.
fn signature(secret: &str, signed: &str) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_receiver_with_a_secret_takes_only_what_is_signed() {
    const SECRET: &str = "Geheimnis mit Länge";
    const HEADER: &str = "x-grafana-alerting-signature";
    let rules = json!([{"node": "{agency}.{service}"}]);
    let with = |signature: Value| json!({"type": "grafana", "rules": rules, "signature": signature});
    let service = with_receiver(with(json!({"secret": SECRET}))).await;
    let shown = service.get(HOME).await.expect(200);
    assert_eq!(shown.json()["signature"], json!({"header": HEADER, "tolerance": "PT5M"}));
    assert!(!service.get("/v1/alert-receivers").await.expect(200).text.contains(SECRET));
    let mut body = delivery(&[alert("f", "Storage")]);
    body["version"] = json!("1");
    let body = body.to_string();
    let post = || service.request("POST", DELIVERIES).body(body.clone());
    let right = signature(SECRET, &body);
    assert!(send(post()).await.expect(401).text.contains("not signed"));
    for wrong in [
        right.to_uppercase(),
        format!("sha256={right}"),
        right[..62].to_owned(),
        format!("{right}00"),
        signature("another secret of length", &body),
        signature(SECRET, &format!("{body} ")),
        "é".into(),
        String::new(),
    ] {
        let refused = send(post().header(HEADER, wrong.as_bytes())).await.expect(401);
        assert!(!refused.text.contains(&right) && !refused.text.contains(SECRET), "{}", refused.text);
    }
    assert!(listed(&service, "").await.is_empty());
    // The signature does not stand for the token, and a dry run needs none.
    let without = service.plain("POST", DELIVERIES).body(body.clone()).header(HEADER, &right);
    send(without).await.expect(401);
    send(service.plain("POST", &format!("{DELIVERIES}?dryRun=true")).body(body.clone())).await.expect(200);
    send(post().header(HEADER, &right)).await.expect(200);
    assert_eq!(listed(&service, "").await, ["f"]);
    // Who writes back what was read keeps the secret; with a time, repetitions and clocks are watched.
    let put = async |document: Value| {
        send(service.request("PUT", HOME).header("if-match", "*").json(&document)).await
    };
    put(with(json!({"timestampHeader": "X-Time", "tolerance": "PT1M"}))).await.expect(200);
    let now = jiff::Timestamp::now().as_second();
    let timed = |at: String| {
        let signed = signature(SECRET, &format!("{at}:{body}"));
        post().header(HEADER, signed).header("x-time", at)
    };
    send(timed(now.to_string())).await.expect(200);
    for late in [now - 100, now + 100, 0] {
        assert!(send(timed(late.to_string())).await.expect(401).text.contains("compare the clocks"));
    }
    send(timed("gestern".into())).await.expect(401);
    send(post().header(HEADER, &right)).await.expect(401);
    let other = post().header(HEADER, &right).header("x-time", now.to_string());
    send(other).await.expect(401);
    // Without signature again, and then the secret is gone.
    put(json!({"type": "grafana", "rules": rules})).await.expect(200);
    send(post()).await.expect(200);
    assert_eq!(put(with(json!({}))).await.expect(400).codes(), ["missing-property"]);
    let short = put(with(json!({"secret": "kurz", "header": "Authorization", "x": 1}))).await.expect(400);
    assert_eq!(short.codes(), ["unknown-property", "invalid-secret", "invalid-header"]);
}
