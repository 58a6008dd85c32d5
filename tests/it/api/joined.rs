//! From an alert to the situation: monitoring tells of a failure, and everybody can read what it means.

use crate::support::service::Service;
use serde_json::{Value, json};

async fn told(service: &Service, alerts: Value) -> Value {
    let body = json!({ "alerts": alerts });
    service.post("/v1/alert-receivers/rz/deliveries", &body).await.expect(200).json()
}

fn is_hit(situation: &Value, key: &str) -> bool {
    situation["affected"].as_array().unwrap().iter().any(|node| node["key"] == key)
}

#[tokio::test]
async fn an_alert_becomes_an_incident_and_its_children_do_not() {
    let service = Service::dresden().await;
    let receiver = json!({"type": "generic", "rules": []});
    let put = service.request("PUT", "/v1/alert-receivers/rz").header("if-none-match", "*").json(&receiver);
    crate::support::service::send(put).await.expect(201);

    let sync = |state: &str| json!([{"key": "sync", "state": state, "nodeRef": "dresden.storage-sync"}]);
    let outcome = told(&service, sync("firing")).await;
    assert_eq!(outcome["effects"][0]["node"], "dresden.storage-sync", "{outcome}");
    let situation = service.get("/v1/situation").await.expect(200).json();
    assert_eq!(situation["incidents"].as_array().unwrap().len(), 1, "{situation}");
    assert!(is_hit(&situation, "zwickau.kfz-zulassung"), "{situation}");

    // What hangs on it fails, too, and says so; nobody takes that for another cause.
    let child = json!([{"key": "kfz", "state": "firing", "nodeRef": "zwickau.kfz-zulassung"}]);
    let outcome = told(&service, child.clone()).await;
    assert_eq!(outcome["effects"], json!([]), "{outcome}");
    let same = service.get("/v1/situation").await.expect(200).json();
    assert_eq!(same["incidents"][0]["failures"], situation["incidents"][0]["failures"]);

    // The alert is told again, changes nothing, and ends.
    told(&service, sync("firing")).await;
    told(&service, json!([{"key": "kfz", "state": "resolved", "nodeRef": "zwickau.kfz-zulassung"}])).await;
    let outcome = told(&service, sync("resolved")).await;
    assert_eq!(outcome["effects"][0]["node"], "dresden.storage-sync", "{outcome}");
    let events = service.get("/v1/incidents/i-000001/events").await.expect(200).json();
    let types: Vec<&str> =
        events["items"].as_array().unwrap().iter().filter_map(|e| e["type"].as_str()).collect();
    assert_eq!(types, ["opened", "failure-set", "failure-cleared"], "{events}");
}
