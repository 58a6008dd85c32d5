//! Sessions of browsers: opened with a key, closed to other pages, ended in time.

use crate::support::service::{Service, send};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tragweite::access::session::{IDLE_MS, LASTS_MS};

async fn key(service: &Service, role: &str) -> String {
    let body = json!({"name": "Leitstelle", "roles": [{"role": role}]});
    service.post("/v1/keys", &body).await.expect(201).json()["key"].as_str().unwrap().to_owned()
}

/// Signs in: the cookie as a browser sends it back, and the answer.
async fn signed_in(
    service: &Service,
    key: &str,
    with: impl Fn(RequestBuilder) -> RequestBuilder,
) -> (String, Value) {
    let request = service.plain("POST", "/v1/session").json(&json!({"key": key}));
    let answer = send(with(request)).await.expect(201);
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!answer.text.contains(key));
    (cookie.split(';').next().unwrap().to_owned(), answer.json())
}

#[tokio::test]
async fn a_session_may_what_its_key_may_and_other_pages_may_not_use_it() {
    let service = Service::elsewhere().await;
    let key = key(&service, "editor").await;
    let (cookie, said) = signed_in(&service, &key, |r| r).await;
    let csrf = said["csrf"].as_str().unwrap().to_owned();
    assert!(said["rights"].as_array().unwrap().contains(&json!("change")), "{said}");
    let with = |request: RequestBuilder| request.header("cookie", &cookie);
    send(with(service.plain("GET", "/v1/nodes"))).await.expect(200);
    send(service.plain("GET", "/v1/nodes")).await.expect(401);
    let change = || {
        let patch = json!({"description": "x"});
        with(service.plain("PATCH", "/v1/nodes/zwickau").header("if-match", "*")).json(&patch)
    };
    send(change()).await.expect(403);
    send(change().header("x-csrf-token", "0".repeat(32))).await.expect(403);
    send(change().header("x-csrf-token", &csrf).header("origin", "https://boese.example")).await.expect(403);
    send(change().header("x-csrf-token", &csrf)).await.expect(200);
    send(with(service.plain("GET", "/v1/keys"))).await.expect(403);
    // Two cookies of this name: one of them may be planted.
    let two = service
        .plain("GET", "/v1/nodes")
        .header("cookie", format!("{cookie}; tragweite-session={}", "a".repeat(64)));
    send(two).await.expect(401);
    send(with(service.plain("DELETE", "/v1/session"))).await.expect(204);
    send(with(service.plain("GET", "/v1/nodes"))).await.expect(401);
}

#[tokio::test]
async fn nobody_goes_on_with_a_session_that_was_planted() {
    let service = Service::elsewhere().await;
    let key = key(&service, "viewer").await;
    let planted = format!("tragweite-session={}", "b".repeat(64));
    let (mine, _) = signed_in(&service, &key, |r| r.header("cookie", &planted)).await;
    assert_ne!(mine, planted);
    send(service.plain("GET", "/v1/nodes").header("cookie", &planted)).await.expect(401);
    // Signing in again ends the session before.
    let (again, _) = signed_in(&service, &key, |r| r.header("cookie", &mine)).await;
    send(service.plain("GET", "/v1/nodes").header("cookie", &mine)).await.expect(401);
    send(service.plain("GET", "/v1/nodes").header("cookie", &again)).await.expect(200);
    let encrypted = service.plain("POST", "/v1/session").json(&json!({"key": key}));
    let encrypted = send(encrypted.header("x-forwarded-proto", "https")).await.expect(201);
    assert!(encrypted.header("set-cookie").contains("; Secure"));
    let wrong = service.plain("POST", "/v1/session").json(&json!({"key": "tragweite_x"}));
    send(wrong.header("cookie", &again)).await.expect(401);
    // A key that does not count ends nothing.
    send(service.plain("GET", "/v1/nodes").header("cookie", &again)).await.expect(200);
    send(service.plain("POST", "/v1/session").json(&json!({"password": "x"}))).await.expect(400);
}

#[tokio::test]
async fn a_sealed_key_opens_one_session_and_nothing_else() {
    let service = Service::elsewhere().await;
    let sealed = json!({"name": "Tresor", "roles": [{"role": "operator"}], "sealed": true});
    let made = service.post("/v1/keys", &sealed).await.expect(201).json();
    let (key, path) = (made["key"].as_str().unwrap(), format!("/v1/keys/{}", made["id"].as_str().unwrap()));
    assert_eq!(made["state"], "sealed");
    send(service.plain("GET", "/v1/nodes").bearer_auth(key)).await.expect(401);
    let (cookie, _) = signed_in(&service, key, |r| r).await;
    send(service.plain("GET", "/v1/keys").header("cookie", &cookie)).await.expect(200);
    assert_eq!(service.get(&path).await.expect(200).json()["state"], "opened");
    send(service.plain("POST", "/v1/session").json(&json!({"key": key}))).await.expect(401);
}

#[tokio::test]
async fn a_session_ends_without_use_in_any_case_and_with_its_key() {
    let service = Service::elsewhere().await;
    let (access, key) = (&service.app.access, key(&service, "viewer").await);
    let now = tragweite::app::clock::now();
    let opened = access.sign_in(&key, now).await.unwrap().cookie;
    assert!(access.session(&opened, now + IDLE_MS - 1).is_some());
    // Used just now: the half hour begins anew.
    assert!(access.session(&opened, now + IDLE_MS + 1).is_some());
    assert!(access.session(&opened, now + 2 * IDLE_MS + 1).is_none());
    let mut at = now;
    let kept = access.sign_in(&key, now).await.unwrap().cookie;
    while at + IDLE_MS / 2 < now + LASTS_MS {
        at += IDLE_MS / 2;
        assert!(access.session(&kept, at).is_some());
    }
    assert!(access.session(&kept, now + LASTS_MS).is_none());
    let last = access.sign_in(&key, now).await.unwrap().cookie;
    let keys = service.get("/v1/keys").await.expect(200).json();
    access.revoke_key(keys["items"][0]["id"].as_str().unwrap(), now).await.unwrap();
    assert!(access.session(&last, now).is_none());
}
