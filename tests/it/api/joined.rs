//! From an alert to the situation: monitoring tells of a failure, and everybody can read what it means.

use crate::support::service::Service;
use serde_json::{Value, json};

pub(super) async fn told(service: &Service, alerts: Value) -> Value {
    let body = json!({ "alerts": alerts });
    service.post("/v1/alert-receivers/rz/deliveries", &body).await.expect(200).json()
}

fn is_hit(situation: &Value, key: &str) -> bool {
    situation["affected"].as_array().unwrap().iter().any(|node| node["key"] == key)
}

pub(super) async fn with_receiver() -> Service {
    receiving(Service::dresden().await).await
}

/// With a receiver of alerts that name their nodes.
pub(super) async fn receiving(service: Service) -> Service {
    let receiver = json!({"type": "generic", "rules": []});
    let put = service.request("PUT", "/v1/alert-receivers/rz").header("if-none-match", "*").json(&receiver);
    crate::support::service::send(put).await.expect(201);
    service
}

pub(super) fn alert(node: &str, state: &str) -> Value {
    json!({"key": node, "state": state, "nodeRef": node})
}

/// The open incidents of alerts: what fails in each.
pub(super) async fn open(service: &Service) -> Vec<(String, Vec<String>)> {
    let situation = service.get("/v1/situation").await.expect(200).json();
    let of = |incident: &Value| {
        let failures = incident["failures"].as_array().unwrap().iter().filter(|f| f["ended"] == false);
        let nodes = failures.map(|failure| failure["node"].as_str().unwrap().to_owned()).collect();
        (incident["id"].as_str().unwrap().to_owned(), nodes)
    };
    situation["incidents"].as_array().unwrap().iter().map(of).collect()
}

#[tokio::test]
async fn unrelated_causes_have_incidents_of_their_own() {
    let service = with_receiver().await;
    let (sync, phone) = ("dresden.storage-sync", "zwickau.telefon");
    // At once, and one after the other: it is all the same.
    told(&service, json!([alert(sync, "firing"), alert(phone, "firing")])).await;
    let both = open(&service).await;
    assert_eq!(
        both.iter().map(|i| i.1.as_slice()).collect::<Vec<_>>(),
        [[sync.to_owned()], [phone.to_owned()]]
    );
    let titles = service.get("/v1/incidents?state=open").await.expect(200).json();
    assert_eq!(titles["items"][0]["title"], "Telefon des Landkreises (Landkreis Zwickau)");
    // A person closes the one; the other one still hears what alerts say.
    let close = json!({"type": "closed"});
    service.post(&format!("/v1/incidents/{}/events", both[0].0), &close).await.expect(201);
    told(&service, json!([alert(phone, "resolved")])).await;
    assert_eq!(open(&service).await, [(both[1].0.clone(), vec![])]);
    // Again while it is open: no other incident.
    told(&service, json!([{"key": "again", "state": "firing", "nodeRef": phone}])).await;
    assert_eq!(open(&service).await, [(both[1].0.clone(), vec![phone.to_owned()])]);
}

#[tokio::test]
async fn whichever_is_heard_first_a_cause_and_what_it_hits_share_an_incident() {
    let (cause, child) = ("dresden.storage-sync", "zwickau.kfz-zulassung");
    for order in [
        vec![json!([alert(child, "firing")]), json!([alert(cause, "firing")])],
        vec![json!([alert(child, "firing"), alert(cause, "firing")])],
        vec![json!([alert(cause, "firing")]), json!([alert(child, "firing")])],
    ] {
        let service = with_receiver().await;
        for alerts in &order {
            told(&service, alerts.clone()).await;
            // What comes twice changes nothing.
            told(&service, alerts.clone()).await;
        }
        let now = open(&service).await;
        assert!(now.len() == 1 && now[0].1.contains(&cause.to_owned()), "{order:?}: {now:?}");
    }
}

#[tokio::test]
async fn a_storm_is_one_event_and_causes_without_end_do_not_fill_the_list() {
    let service = with_receiver().await;
    let agencies = json!({"changes": (0..130).map(|i| json!({"op": "put", "node":
        {"key": format!("a{i:03}"), "kind": "agency", "name": format!("Amt {i}")}})).collect::<Vec<_>>()});
    service.post("/v1/change-sets", &agencies).await.expect(201);
    let alerts: Vec<Value> = (0..20).map(|i| alert(&format!("a{i:03}"), "firing")).collect();
    told(&service, json!(alerts)).await;
    let now = open(&service).await;
    assert_eq!((now.len(), now[0].1.len()), (1, 20));
    for i in 20..130 {
        told(&service, json!([alert(&format!("a{i:03}"), "firing")])).await;
    }
    let now = open(&service).await;
    let all: usize = now.iter().map(|incident| incident.1.len()).sum();
    assert_eq!((now.len(), all), (100, 130), "nothing is lost, and the newest takes what is too much");
}

#[tokio::test]
async fn an_alert_becomes_an_incident_and_its_children_do_not() {
    let service = with_receiver().await;
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
