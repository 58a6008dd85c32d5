//! Everything that can be wrong with a request gets its own clear problem document, and nothing is half done.

use crate::support::service::{Answer, MAP_LIMIT, Service, send};
use serde_json::{Value, json};

/// A problem document says what it is, lists its problems, and never shows our insides.
#[track_caller]
fn is_problem(answer: &Answer, status: u16, kind: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let body = answer.json();
    assert_eq!(body["type"], format!("urn:tragweite:problem:{kind}"), "{body}");
    assert_eq!(body["status"], status);
    assert!(!answer.header("x-request-id").is_empty());
    assert_eq!(body["instance"], format!("urn:tragweite:request:{}", answer.header("x-request-id")));
    assert_eq!(answer.header("content-length"), answer.text.len().to_string());
    for secret in ["src/", "panicked", "sqlx", "select "] {
        assert!(!answer.text.contains(secret), "{body}");
    }
}

fn node() -> Value {
    json!({"kind": "service", "name": "Neu", "agency": "dresden", "layer": "platform"})
}

async fn put(service: &Service, body: &Value) -> Answer {
    send(service.request("PUT", "/v1/nodes/dresden.neu").header("if-none-match", "*").json(body)).await
}

#[tokio::test]
async fn wrong_nodes_are_told_all_at_once() {
    let service = Service::dresden().await;
    let mut bad = node();
    bad["recovery"] = json!("P1M");
    bad["mtpd"] = json!(5);
    bad["nmae"] = json!("x");
    bad["needs"] = json!([
        {"atLeast": 3, "of": ["dresden.storage"]},
        "dresden.neu",
        {"anyOf": ["dresden.storage", "dresden.storage"]},
        {"on": "Ä"}
    ]);
    let answer = put(&service, &bad).await;
    is_problem(&answer, 400, "invalid");
    let codes = answer.codes();
    for code in [
        "invalid-duration",
        "wrong-type",
        "unknown-property",
        "threshold-out-of-range",
        "provider-twice",
        "invalid-key",
    ] {
        assert!(codes.iter().any(|c| c == code), "{code} is missing in {codes:?}: {}", answer.text);
    }
    assert!(answer.text.contains("no fixed length"));
    let mut own = node();
    own["needs"] = json!(["dresden.neu"]);
    assert_eq!(put(&service, &own).await.codes(), ["self-dependence"]);
    let mut unknown = node();
    unknown["needs"] = json!(["dresden.storag", "dresden.nirgendwo"]);
    let answer = put(&service, &unknown).await;
    assert_eq!(answer.codes(), ["unknown-key", "unknown-key"]);
    assert!(answer.text.contains("did you mean dresden.storage"), "{}", answer.text);
    assert_eq!(service.app.maps.current().revision(), 1);
}

#[tokio::test]
async fn wrong_bodies_are_refused() {
    let service = Service::dresden().await;
    let post = |kind: &'static str, body: Vec<u8>| {
        send(service.request("POST", "/v1/impact").header("content-type", kind).body(body))
    };
    is_problem(&post("text/plain", b"{}".to_vec()).await, 415, "unsupported-media-type");
    is_problem(
        &post("application/json; charset=latin-1", b"{}".to_vec()).await,
        415,
        "unsupported-media-type",
    );
    is_problem(&post("application/json", vec![]).await, 400, "invalid");
    let broken = post("application/json", b"{\n\"failures\": [}".to_vec()).await;
    is_problem(&broken, 400, "invalid");
    assert_eq!(broken.json()["errors"][0]["line"], 2);
    let utf8 = post("application/json", b"{\"title\": \"\xff\"}".to_vec()).await;
    assert_eq!(utf8.codes(), ["invalid-utf8"]);
    let nan = post("application/json", b"{\"failures\": NaN}".to_vec()).await;
    is_problem(&nan, 400, "invalid");
    let deep = "[".repeat(100_000);
    is_problem(&post("application/json", deep.into_bytes()).await, 400, "invalid");
    let twice = post("application/json", b"{\"failures\": [], \"failures\": []}".to_vec()).await;
    is_problem(&twice, 400, "invalid");
    let many = format!("{{\"failures\": [{}1]}}", "1,".repeat(1_000_000));
    is_problem(&post("application/json", many.into_bytes()).await, 400, "invalid");
    is_problem(&post("application/json", vec![b' '; 9 << 20]).await, 413, "too-large");
    let patch = service.request("PATCH", "/v1/nodes/dresden").header("if-match", "*");
    let answer = send(patch.header("content-type", "text/yaml").body("a: 1")).await;
    is_problem(&answer, 415, "unsupported-media-type");
    assert_eq!(answer.header("accept-patch"), "application/merge-patch+json");
}

#[tokio::test]
async fn wrong_questions_are_refused() {
    let service = Service::dresden().await;
    let ask = |body: Value| async move { body };
    let all_wrong = json!({"horizon": "P1Y", "limit": 0, "failures": [
        {"node": "dresden.storage", "level": "operational"},
        {"node": "dresden.storage", "from": "PT2H", "until": "PT1H"},
        {"level": "degraded"}
    ]});
    let answer = service.post("/v1/impact", &ask(all_wrong).await).await;
    is_problem(&answer, 400, "invalid");
    assert!(answer.codes().len() >= 5, "{}", answer.text);
    let unknown = service.post("/v1/impact", &json!({"failures": [{"node": "dresden.storag-sync"}]})).await;
    assert_eq!(unknown.codes(), ["unknown-key"]);
    assert!(unknown.text.contains("did you mean dresden.storage-sync"), "{}", unknown.text);
    for (query, status) in [
        ("?level=bad&from=P1M&until=x&horizon=1&limit=0&include=maybe&asOf=gestern&foo=1", 400),
        ("?from=PT1H&until=PT1H", 400),
        ("?limit=100001", 400),
        ("?limit=1&limit=2", 400),
    ] {
        let answer = service.get(&format!("/v1/nodes/dresden.storage/impact{query}")).await;
        is_problem(&answer, status, "invalid");
    }
    let all = service.get("/v1/nodes/x/impact?level=bad&from=P1M&until=x&horizon=1&limit=0&include=maybe&asOf=gestern&foo=1").await;
    assert_eq!(all.codes().len(), 8, "{}", all.text);
}

#[tokio::test]
async fn wrong_addresses_are_refused() {
    let service = Service::dresden().await;
    is_problem(&service.get("/v2/nodes").await, 404, "no-route");
    is_problem(&service.get("/v1/nodes/dresden.nirgendwo").await, 404, "not-found");
    is_problem(&service.get("/v1/nodes/%C3%84").await, 400, "invalid");
    is_problem(&service.get("/v1/dependencies/ohne-tilde").await, 400, "invalid");
    is_problem(&service.get("/v1/dependencies/dresden.storage~nichts").await, 404, "not-found");
    is_problem(&service.get("/v1/revisions/99").await, 404, "not-found");
    is_problem(&service.get("/v1/revisions/x").await, 404, "not-found");
    is_problem(&service.get("/v1/nodes/dresden/dependents?depth=0").await, 400, "invalid");
    is_problem(&service.get("/v1/nodes?agency=nirgendwo").await, 400, "invalid");
    is_problem(&service.get("/v1/nodes?cursor=00ff").await, 400, "invalid-cursor");
    let method = send(service.request("DELETE", "/v1/nodes")).await;
    is_problem(&method, 405, "method-not-allowed");
    assert!(method.header("allow").contains("GET"), "{:?}", method.headers);
    let accept = send(service.request("GET", "/v1/map").header("accept", "video/mp4")).await;
    is_problem(&accept, 406, "not-acceptable");
}

#[tokio::test]
async fn a_problem_names_its_request() {
    let service = Service::dresden().await;
    let ask = |method: &str, path: &str, id: &str| {
        send(service.plain(method, path).header("x-request-id", id.to_owned()))
    };
    let answer = ask("GET", "/v1/nodes/nirgendwo", "leitstelle-0815").await;
    is_problem(&answer, 404, "not-found");
    insta::assert_snapshot!(answer.text, @r#"{"type":"urn:tragweite:problem:not-found","title":"Not found","status":404,"detail":"there is no node \"nirgendwo\"","instance":"urn:tragweite:request:leitstelle-0815"}"#);
    // Also where nothing was routed yet, and under a name of ours when that of the client is not plain.
    let answer = ask("DELETE", "/v1/nodes/zwickau", "leitstelle-0816").await;
    is_problem(&answer, 401, "unauthorized");
    assert!(answer.header("www-authenticate").starts_with("Bearer"));
    let answer = ask("GET", "/v2", "nicht \"einfach\"").await;
    is_problem(&answer, 404, "no-route");
    let ours = answer.header("x-request-id").to_owned();
    assert!(
        ours.len() > 16 && answer.text.contains(&format!("urn:tragweite:request:{ours}\"")),
        "{}",
        answer.text
    );
    let head = ask("HEAD", "/v1/nodes/nirgendwo", "leitstelle-0815").await;
    let get = ask("GET", "/v1/nodes/nirgendwo", "leitstelle-0815").await;
    assert_eq!((head.status, &*head.text), (get.status, ""));
    assert_eq!(head.header("content-length"), get.header("content-length"));
}

#[tokio::test]
async fn wrong_maps_are_told_with_their_lines() {
    let service = Service::dresden().await;
    let post = |body: String| {
        send(service.request("POST", "/v1/map").header("content-type", "application/yaml").body(body))
    };
    let map = "tragweite: 1\nservices:\n  neu.a:\n    name: A\n    agency: nirgends\n    layer: platform\n    needs: [neu.b]\n";
    let answer = post(map.into()).await;
    is_problem(&answer, 400, "invalid");
    assert_eq!(answer.codes(), ["unknown-key", "unknown-key"]);
    let told = |answer: &Answer| -> Vec<(u64, String)> {
        let errors = answer.json()["errors"].as_array().unwrap().clone();
        errors.iter().map(|e| (e["line"].as_u64().unwrap(), e["pointer"].as_str().unwrap().into())).collect()
    };
    let [agency, needs] = ["agency", "needs/0"].map(|inside| format!("/services/neu.a/{inside}"));
    assert_eq!(told(&answer), [(5, agency.clone()), (7, needs.clone())]);
    // Together with what is wrong with the body by itself.
    let answer = post(map.replace("name: A", "name: 7")).await;
    is_problem(&answer, 400, "invalid");
    assert_eq!(answer.codes(), ["wrong-type", "unknown-key", "unknown-key"]);
    assert_eq!(told(&answer), [(4, "/services/neu.a/name".into()), (5, agency), (7, needs)]);
    let bomb = format!("tragweite: 1\na: &a [x]\nb: &b [{}]\n", vec!["*a"; 1000].join(","));
    is_problem(&post(bomb).await, 400, "invalid");
    let large = format!("tragweite: 1\n#{}\n", "x".repeat(MAP_LIMIT));
    is_problem(&post(large).await, 413, "too-large");
    assert_eq!(service.app.maps.current().revision(), 1);
}
