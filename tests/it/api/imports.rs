//! Imports over HTTP: a preview that holds until it is applied, answers, and what others did in between.

use crate::support::service::{Service, send};
use serde_json::{Value, json};

const SHEET: &str = "Amt;Anwendung;benötigt\nBürgeramt;KFZ21;Oracle, AD\nBürgeramt;MESO;AD\n";

async fn start(service: &Service, sheet: &str) -> Value {
    let body = json!({"format": "table", "into": "seeburg", "files": [{"name": "cmdb.csv", "text": sheet}]});
    send(service.request("POST", "/v1/imports?lang=en").json(&body)).await.expect(201).json()
}

#[tokio::test]
async fn a_preview_is_answered_and_applied_once() {
    let service = Service::dresden().await;
    let preview = start(&service, SHEET).await;
    assert_eq!((&preview["plan"]["added"], &preview["open"]), (&6.into(), &1.into()), "{preview:#}");
    let address = format!("/v1/imports/{}", preview["id"].as_str().unwrap());
    // The same files are the same preview, and nothing has changed yet.
    assert_eq!(start(&service, SHEET).await["id"], preview["id"]);
    assert_eq!(service.get("/v1/imports").await.expect(200).json()["items"].as_array().unwrap().len(), 1);
    service.get("/v1/nodes/seeburg.ad").await.expect(404);
    let question = preview["questions"][0]["id"].as_str().unwrap().to_owned();
    let answers = json!({"answers": {(question.clone()): "any"}});
    let patch = service.request("PATCH", &address).header("content-type", "application/merge-patch+json");
    let answered = send(patch.body(answers.to_string())).await.expect(200).json();
    assert_eq!((&answered["open"], &answered["questions"][0]["answer"]), (&0.into(), &"any".into()));
    assert_ne!(answered["tag"], preview["tag"]);
    // What was looked at is not what would happen now.
    let apply =
        |tag: &Value| send(service.request("POST", &format!("{address}/apply")).json(&json!({"tag": tag})));
    apply(&preview["tag"]).await.expect(412);
    let done = apply(&answered["tag"]).await.expect(201).json();
    assert_eq!((&done["added"], &done["revision"]), (&6.into(), &2.into()));
    service.get(&address).await.expect(404);
    let node = service.get("/v1/nodes/seeburg.buergeramt.kfz21").await.expect(200).json();
    assert_eq!(node["needs"][0]["anyOf"], json!(["seeburg.ad", "seeburg.oracle"]));
    assert_eq!(node["provenance"]["source"], "cmdb.csv!2");
    let again = start(&service, SHEET).await;
    assert_eq!(
        (&again["open"], &again["plan"]["changed"], &again["plan"]["added"]),
        (&0.into(), &0.into(), &0.into())
    );
    let address = format!("/v1/imports/{}", again["id"].as_str().unwrap());
    send(service.request("DELETE", &address)).await.expect(204);
    send(service.request("DELETE", &address)).await.expect(404);
}

#[tokio::test]
async fn a_report_is_for_people_and_bad_input_is_told() {
    let service = Service::dresden().await;
    let preview = start(&service, SHEET).await;
    let report = format!("/v1/imports/{}/report", preview["id"].as_str().unwrap());
    let page = service.get(&format!("{report}?lang=en")).await.expect(200);
    assert!(page.text.contains("KFZ21 needs Oracle") && page.text.contains("cmdb.csv!C2"), "{}", page.text);
    let text = service.get(&format!("{report}?format=text&lang=de")).await.expect(200);
    assert!(text.text.contains("KFZ21 braucht Oracle"), "{}", text.text);
    service.get(&format!("{report}?format=xlsx")).await.expect(200);
    for (body, code) in [
        (json!({"format": "sheet", "files": [{"name": "a.csv", "text": SHEET}]}), "unknown-format"),
        (json!({"format": "table", "files": []}), "missing-property"),
        (json!({"format": "table", "files": [{"name": "a.csv"}]}), "no-content"),
        (json!({"format": "table", "files": [{"name": "a.csv", "base64": "%"}]}), "bad-base64"),
        (json!({"format": "table", "files": [{"name": "a.xls", "base64": "0M8R4KGxGuE="}]}), "old-workbook"),
        (json!({"format": "table", "files": [{"name": "a.csv", "text": "nur\nText\n"}]}), "no-table"),
    ] {
        let told = send(service.request("POST", "/v1/imports").json(&body)).await.expect(400);
        assert_eq!(told.codes(), [code], "{}", told.text);
    }
}

#[tokio::test]
async fn only_what_is_proposed_is_removed() {
    let service = Service::dresden().await;
    let apply = async |preview: &Value, remove: Value| {
        let address = format!("/v1/imports/{}/apply", preview["id"].as_str().unwrap());
        send(service.request("POST", &address).json(&json!({"remove": remove}))).await
    };
    apply(&start(&service, SHEET).await, json!([])).await.expect(201);
    let shorter = start(&service, &SHEET.replace("Bürgeramt;MESO;AD\n", "")).await;
    assert_eq!(shorter["removals"][0]["key"], "seeburg.buergeramt.meso", "{shorter:#}");
    let refused = apply(&shorter, json!(["dresden.storage"])).await.expect(400);
    assert_eq!(refused.codes(), ["not-proposed"]);
    let done = apply(&shorter, json!(["seeburg.buergeramt.meso"])).await.expect(201).json();
    assert_eq!(done["removed"], 1);
}

#[tokio::test]
async fn traffic_is_compared_and_never_merged() {
    let service = Service::dresden().await;
    start_and_apply(&service, "Anwendung;benötigt\nPortal;Kasse, Archiv\n").await;
    let seen = json!([{"parent": "portal", "child": "kasse", "callCount": 9}, {"parent": "portal", "child": "Drucker", "callCount": 1},
        {"parent": "kasse", "child": "archiv", "callCount": 4}]);
    let body = json!({"format": "zipkin", "files": [{"name": "deps.json", "text": seen.to_string()}]});
    let told = send(service.request("POST", "/v1/traffic-comparisons").json(&body)).await.expect(200).json();
    assert_eq!(told["totals"], json!([1, 1, 1, 1]), "{told:#}");
    assert_eq!(told["seenAndMapped"][0]["provider"], "seeburg.kasse");
    assert_eq!(told["neverSeen"][0]["provider"], "seeburg.archiv");
    assert_eq!(
        (&told["notInMap"][0]["dependent"], &told["unknown"][0]["name"]),
        (&"seeburg.kasse".into(), &"Drucker".into())
    );
    // Nothing has changed; one call accepts what was proposed, unconfirmed.
    assert_eq!(told["revision"], 2);
    let accepted = send(service.request("POST", "/v1/dependencies").json(&told["notInMap"][0]["dependency"]))
        .await
        .expect(201)
        .json();
    assert_eq!((&accepted["on"], &accepted["source"]), (&"seeburg.archiv".into(), &"deps.json".into()));
    let again = send(service.request("POST", "/v1/traffic-comparisons").json(&body)).await.expect(200).json();
    assert_eq!(again["totals"], json!([2, 1, 0, 1]));
}

async fn start_and_apply(service: &Service, sheet: &str) {
    let preview = start(service, sheet).await;
    let address = format!("/v1/imports/{}/apply", preview["id"].as_str().unwrap());
    send(service.request("POST", &address).json(&json!({}))).await.expect(201);
}

#[tokio::test]
async fn an_incident_is_held_against_the_map() {
    let service = Service::dresden().await;
    let opened = json!({"title": "Speicher", "failures": [{"node": "dresden.storage-sync"}]});
    let incident = send(service.request("POST", "/v1/incidents").json(&opened)).await.expect(201).json();
    let address = format!("/v1/incidents/{}", incident["id"].as_str().unwrap());
    let none = service.get(&format!("{address}/review")).await.expect(200).json();
    assert_eq!((&none["score"], &none["missed"]), (&Value::Null, &json!([])));
    let observe = async |node: &str, level: &str| {
        let event = json!({"type": "observed", "node": node, "level": level});
        send(service.request("POST", &format!("{address}/events")).json(&event)).await.expect(201);
    };
    observe("dresden.storage", "unavailable").await;
    observe("zwickau.telefon", "unavailable").await;
    let told = service.get(&format!("{address}/review")).await.expect(200).json();
    assert_eq!((&told["score"], &told["right"]), (&json!(0.5), &json!(["dresden.storage"])), "{told:#}");
    assert_eq!(told["missed"][0]["node"], "zwickau.telefon");
    let proposed = &told["missed"][0]["proposals"][0]["dependency"];
    assert_eq!(proposed["dependent"], "zwickau.telefon");
    send(service.request("POST", "/v1/dependencies").json(proposed)).await.expect(201);
    let score = service.get("/v1/map-score").await.expect(200).json();
    assert_eq!((&score["incidents"], &score["score"]), (&1.into(), &json!(0.5)));
}
