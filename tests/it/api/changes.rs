//! Conditions of changes, change sets, dry runs, repetitions.

use crate::support::service::{Answer, Service, send};
use serde_json::{Value, json};

const NODE: &str = "/v1/nodes/zwickau.telefon";

async fn patch(service: &Service, tag: Option<&str>, body: &Value) -> Answer {
    let request = service.request("PATCH", NODE).header("content-type", "application/merge-patch+json");
    let request = tag.into_iter().fold(request, |request, tag| request.header("if-match", tag));
    send(request.body(body.to_string())).await
}

#[tokio::test]
async fn nobody_overwrites_what_somebody_else_changed() {
    let service = Service::dresden().await;
    let read = service.get(NODE).await.expect(200);
    let tag = read.header("etag").to_owned();
    assert_eq!((tag.as_str(), read.header("map-revision")), ("\"1\"", "1"));
    let again = send(service.request("GET", NODE).header("if-none-match", &tag)).await.expect(304);
    assert_eq!((again.text.as_str(), again.header("etag")), ("", tag.as_str()));
    let change = json!({"recovery": "PT1H"});
    patch(&service, None, &change).await.expect(428);
    patch(&service, Some("\"99\""), &change).await.expect(412);
    patch(&service, Some("W/\"1\""), &change).await.expect(412);
    for impossible in ["1", "\"1", "", "\"1\" \"2\""] {
        let answer = patch(&service, Some(impossible), &change).await.expect(400);
        assert_eq!(answer.codes(), ["invalid-header"], "{impossible}");
    }
    let changed = patch(&service, Some("\"7\", \"1\""), &change).await.expect(200);
    assert_eq!(changed.header("etag"), "\"2\"");
    patch(&service, Some(&tag), &json!({"recovery": "PT2H"})).await.expect(412);
    send(service.request("GET", NODE).header("if-none-match", &tag)).await.expect(200);
    // Changing it to what it is makes no revision.
    let same = patch(&service, Some("\"2\""), &change).await.expect(200);
    assert_eq!(same.header("etag"), "\"2\"");
    // Create only; replace only.
    let body = json!({"kind": "service", "name": "Telefon", "agency": "zwickau", "layer": "channel"});
    send(service.request("PUT", NODE).header("if-none-match", "*").json(&body)).await.expect(412);
    send(service.request("PUT", "/v1/nodes/zwickau.neu").header("if-match", "*").json(&body))
        .await
        .expect(404);
    send(service.request("PUT", NODE).json(&body)).await.expect(428);
    let both = service.request("PUT", NODE).header("if-match", "*").header("if-none-match", "*").json(&body);
    send(both).await.expect(400);
    let other = json!({"key": "zwickau.anders", "kind": "service", "name": "x", "agency": "zwickau", "layer": "channel"});
    send(service.request("PUT", NODE).header("if-match", "*").json(&other)).await.expect(400);
    let refused = send(service.request("DELETE", "/v1/nodes/dresden.storage").header("if-match", "*"))
        .await
        .expect(400);
    assert!(refused.text.contains("dresden.server-platform"), "{}", refused.text);
}

#[tokio::test]
async fn change_sets_are_whole_and_can_be_tried_first() {
    let service = Service::dresden().await;
    let set = json!({"message": "Zweite Leitung", "author": "Planung", "changes": [
        {"op": "put", "node": {"key": "zwickau.kfz-lokal", "kind": "service", "name": "Eigenes Verfahren", "agency": "zwickau", "layer": "application"}},
        {"op": "patch", "key": "zwickau.kfz-zulassung", "patch": {"needs": ["zwickau.kfz-lokal"]}}
    ]});
    let plan = service.post("/v1/change-sets?dryRun=true", &set).await.expect(200).json();
    assert_eq!((&plan["added"], &plan["changed"], &plan["revision"]), (&json!(1), &json!(1), &json!(1)));
    let better: Vec<&Value> = plan["impactChanges"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["better"].as_array().unwrap().contains(&json!("zwickau.kfz-zulassung")))
        .map(|c| &c["key"])
        .collect();
    assert!(better.contains(&&json!("dresden.storage-sync")), "{better:?}");
    assert_eq!(service.app.maps.current().revision(), 1);
    let made = service.post("/v1/change-sets", &set).await.expect(201);
    assert_eq!(made.header("location"), "/v1/revisions/2");
    let revision = service.get("/v1/revisions/2").await.expect(200).json();
    assert_eq!(
        (&revision["revision"]["author"], &revision["revision"]["changes"]),
        (&json!("Planung"), &json!(2))
    );
    service.post("/v1/change-sets", &set).await.expect(200);
    let mut half = set.clone();
    half["changes"][0]["node"]["name"] = json!("Anders");
    half["changes"][1]["patch"]["needs"] = json!(["zwickau.nirgendwo"]);
    service.post("/v1/change-sets", &half).await.expect(400);
    let untouched = service.get("/v1/nodes/zwickau.kfz-lokal").await.expect(200);
    assert_eq!(untouched.json()["name"], "Eigenes Verfahren");
    let stale = service.request("POST", "/v1/change-sets").header("if-match", "\"1\"").json(&half);
    send(stale).await.expect(412);
}

#[tokio::test]
async fn a_repetition_is_answered_and_not_done_again() {
    let service = Service::dresden().await;
    let need = json!({"dependent": "zwickau.telefon", "on": "zwickau.rechnerbetrieb", "tolerance": "PT4H"});
    let post = |key: &str, body: &Value| {
        send(service.request("POST", "/v1/dependencies").header("idempotency-key", key).json(body))
    };
    let first = post("\"k-1\"", &need).await.expect(201);
    let again = post("\"k-1\"", &need).await.expect(201);
    assert_eq!(
        (first.text.as_str(), first.header("location")),
        (again.text.as_str(), again.header("location"))
    );
    assert_eq!(service.app.maps.current().revision(), 2);
    let mut other = need.clone();
    other["tolerance"] = json!("PT5H");
    post("k-1", &other).await.expect(422);
    post("k-2", &need).await.expect(412);
    post("\"\"", &need).await.expect(400);
    post("mit leer", &need).await.expect(400);
}
