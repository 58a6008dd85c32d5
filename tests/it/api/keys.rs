//! Keys with roles: who has one may do what its roles say, for as long as it counts, and nothing else.

use crate::support::service::{Answer, Service, send};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tragweite::access::{Right, Role};
use tragweite::app::App;
use tragweite::store::Store;

/// Makes a key and gives it with its id.
async fn made(service: &Service, body: Value) -> (String, String) {
    let made = service.post("/v1/keys", &body).await.expect(201).json();
    (made["id"].as_str().unwrap().to_owned(), made["key"].as_str().unwrap().to_owned())
}

fn with(request: RequestBuilder, key: &str) -> RequestBuilder {
    request.bearer_auth(key)
}

async fn patch(service: &Service, key: &str, node: &str) -> Answer {
    let request = service.plain("PATCH", &format!("/v1/nodes/{node}")).header("if-match", "*");
    send(with(request, key).json(&json!({"description": "neu"}))).await
}

#[tokio::test]
async fn an_editor_changes_what_his_agency_runs_and_nothing_else() {
    let service = Service::dresden().await;
    let role = json!([{"role": "editor", "agencies": ["zwickau"]}]);
    let (_, key) = made(&service, json!({"name": "Zwickau", "roles": role})).await;
    patch(&service, &key, "zwickau.telefon").await.expect(200);
    patch(&service, &key, "zwickau").await.expect(200);
    let before = service.app.maps.current().revision();
    patch(&service, &key, "dresden").await.expect(403);
    // What he may not see is not there for him.
    patch(&service, &key, "dresden.storage-sync").await.expect(404);
    // Nor by giving something away, or by taking something over.
    let moved = |node: &str, to: &str| {
        let set = json!({"changes": [{"op": "patch", "key": node, "patch": {"agency": to}}]});
        with(service.plain("POST", "/v1/change-sets").json(&set), &key)
    };
    send(moved("zwickau.telefon", "dresden")).await.expect(403);
    send(moved("dresden.kfz-verfahren", "zwickau")).await.expect(403);
    send(moved("dresden.storage-sync", "zwickau")).await.expect(400);
    // One foreign node among own ones takes all of it back.
    let both = json!({"changes": [
        {"op": "patch", "key": "zwickau", "patch": {"description": "x"}},
        {"op": "patch", "key": "dresden", "patch": {"description": "x"}},
    ]});
    send(with(service.plain("POST", "/v1/change-sets").json(&both), &key)).await.expect(403);
    for (method, path) in [("GET", "/v1/keys"), ("GET", "/v1/map"), ("GET", "/metrics"), ("PUT", "/v1/map")] {
        send(with(service.plain(method, path), &key)).await.expect(403);
    }
    assert_eq!(service.app.maps.current().revision(), before);
    // The journal says who it was, whatever he says.
    let last = service.get("/v1/revisions?limit=1").await.json();
    assert_eq!(last["items"][0]["author"], "Zwickau");
}

#[tokio::test]
async fn where_others_share_the_service_nobody_is_let_in_for_where_he_sits() {
    let service = Service::dresden().await;
    send(service.plain("GET", "/v1/nodes")).await.expect(200);
    made(&service, json!({"name": "Betrieb", "roles": [{"role": "operator"}], "rights": ["observe"]})).await;
    send(service.plain("GET", "/v1/nodes")).await.expect(200);
    let role = json!([{"role": "viewer", "agencies": ["zwickau"]}]);
    let (id, _) = made(&service, json!({"name": "Zwickau", "roles": role})).await;
    send(service.plain("GET", "/v1/nodes")).await.expect(401);
    send(service.plain("GET", "/livez")).await.expect(200);
    send(service.request("DELETE", &format!("/v1/keys/{id}"))).await.expect(204);
    send(service.plain("GET", "/v1/nodes")).await.expect(200);
}

#[tokio::test]
async fn a_key_is_limited_to_the_rights_that_it_names() {
    let service = Service::dresden().await;
    let limited = json!({"name": "Prometheus", "roles": [{"role": "operator"}], "rights": ["observe"]});
    let (_, key) = made(&service, limited).await;
    send(with(service.plain("GET", "/metrics"), &key)).await.expect(200);
    for path in ["/v1/nodes", "/v1/map", "/v1/keys", "/v1/situation"] {
        send(with(service.plain("GET", path), &key)).await.expect(403);
    }
}

#[tokio::test]
async fn a_key_is_shown_once_exchanged_and_taken_back() {
    let service = Service::dresden().await;
    let viewer = json!({"name": "Leitstelle", "roles": [{"role": "viewer"}], "lasts": "P30D"});
    let (id, key) = made(&service, viewer).await;
    let read = |key: &str| with(service.plain("GET", "/v1/nodes"), key);
    send(read(&key)).await.expect(200);
    let listed = service.get("/v1/keys").await.expect(200);
    assert!(!listed.text.contains(&key) && !listed.text.contains("digest"));
    assert!(listed.json()["items"][0]["lastUsedAt"].is_string(), "{}", listed.text);
    // Both count while the holder changes over.
    let rotation = service.post(&format!("/v1/keys/{id}/rotation"), &json!({"overlap": "PT1H"})).await;
    let other = rotation.expect(201).json();
    assert_eq!((&other["replaces"], &other["name"]), (&json!(id), &json!("Leitstelle")));
    let other = other["key"].as_str().unwrap().to_owned();
    send(read(&key)).await.expect(200);
    send(read(&other)).await.expect(200);
    send(service.request("DELETE", &format!("/v1/keys/{id}"))).await.expect(204);
    let refused = send(read(&key)).await.expect(401);
    assert!(!refused.text.contains(&key));
    send(read(&other)).await.expect(200);
    let state = |answer: Answer| answer.json()["state"].clone();
    assert_eq!(state(service.get(&format!("/v1/keys/{id}")).await.expect(200)), "revoked");
    // Whatever counts no more can be forgotten.
    send(service.request("DELETE", &format!("/v1/keys/{id}"))).await.expect(204);
    service.get(&format!("/v1/keys/{id}")).await.expect(404);
    let short = json!({"name": "kurz", "roles": [{"role": "viewer"}], "lasts": "PT0S"});
    service.post("/v1/keys", &short).await.expect(400);
    let nobody = json!({"name": "", "roles": [], "rights": ["fly"], "x": 1});
    assert_eq!(service.post("/v1/keys", &nobody).await.expect(400).codes().len(), 4);
    let auditor = json!({"name": "x", "roles": [{"role": "auditor", "agencies": ["dresden"]}]});
    assert_eq!(service.post("/v1/keys", &auditor).await.expect(400).codes(), ["over-everything"]);
}

#[tokio::test]
async fn another_process_learns_of_keys_and_that_they_are_taken_back() {
    let service = Service::dresden().await;
    let (id, key) = made(&service, json!({"name": "x", "roles": [{"role": "viewer"}]})).await;
    let other = App::open(Store::open(&service.database().url).await.unwrap()).await.unwrap();
    assert!(other.access.who(&key).is_ok());
    service.app.access.revoke_key(&id, 1).await.unwrap();
    other.access.catch_up().await.unwrap();
    assert!(other.access.who(&key).is_err());
    let (_, later) = made(&service, json!({"name": "y", "roles": [{"role": "viewer"}]})).await;
    assert!(other.access.who(&later).is_err());
    other.access.catch_up().await.unwrap();
    assert!(other.access.who(&later).is_ok());
    other.close().await;
}

#[test]
fn the_words_of_roles_and_rights_are_read_again() {
    assert!(
        Role::ALL.iter().all(|(role, word, _)| Role::from_word(word) == Some(*role) && role.word() == *word)
    );
    assert!(Right::ALL.iter().all(|(right, word, _)| Right::from_word(word) == Some(*right)));
}
