//! Who did what stands in a chain in which nothing can be changed unseen, and holds no secrets.

use crate::support::service::{Service, TOKEN, send};
use serde_json::{Value, json};
use std::process::{Command, Output};

fn program(service: &Service, command: &str, more: &[&str]) -> Output {
    let url = &service.database().url;
    let mut program = Command::new(env!("CARGO_BIN_EXE_tragweite"));
    program
        .args(["audit", command, "--database", url])
        .args(more)
        .env("LANG", "en_US.UTF-8")
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_something_and_what_is_refused_is_in_the_log() {
    let service = Service::elsewhere().await;
    let made = service
        .post("/v1/keys", &json!({"name": "Zwickau", "roles": [{"role": "viewer"}]}))
        .await
        .expect(201);
    let made = made.json();
    let (id, key) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
    let signed = send(service.plain("POST", "/v1/session").json(&json!({"key": key}))).await.expect(201);
    let cookie = signed.header("set-cookie").split(['=', ';']).nth(1).unwrap().to_owned();
    send(service.plain("DELETE", "/v1/nodes/zwickau").bearer_auth(key).header("if-match", "*"))
        .await
        .expect(403);
    send(service.plain("GET", "/v1/nodes").bearer_auth("not-the-right-token")).await.expect(401);
    send(service.plain("GET", "/v1/nodes").bearer_auth(key)).await.expect(200);
    service.get("/v1/map").await.expect(200);
    let log = service.get("/v1/audit").await.expect(200);
    let entries: Vec<Value> = log.json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| serde_json::from_str(item["entry"].as_str().unwrap()).unwrap())
        .collect();
    let told: Vec<(&str, &str, u64)> = entries
        .iter()
        .map(|e| (e["who"].as_str().unwrap(), e["object"].as_str().unwrap(), e["outcome"].as_u64().unwrap()))
        .collect();
    let holder = format!("key:{id}");
    assert_eq!(
        told,
        [
            ("token", "/v1/keys", 201),
            (&holder, "/v1/session", 201),
            (&holder, "/v1/nodes/zwickau", 403),
            ("nobody", "/v1/nodes", 401),
            ("token", "/v1/map", 200),
        ]
    );
    for secret in [key, cookie.as_str(), TOKEN, "not-the-right-token"] {
        assert!(!log.text.contains(secret));
    }
    let whole = program(&service, "verify", &[]);
    assert!(whole.status.success(), "{}", String::from_utf8_lossy(&whole.stderr));
    let lines = String::from_utf8(program(&service, "export", &[]).stdout).unwrap();
    let last: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    let head = last["hash"].as_str().unwrap();
    assert!(program(&service, "verify", &["--head", head]).status.success());
    assert!(!program(&service, "verify", &["--head", &"0".repeat(64)]).status.success());
    service.database().execute("update audit set body = replace(body, '403', '200') where seq = 3").await;
    let changed = program(&service, "verify", &[]);
    assert_eq!(changed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&changed.stderr).contains("entry 3"), "{changed:?}");
}
