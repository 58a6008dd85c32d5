//! Findings through real HTTP: the list, its pages and filters, and that somebody accepts one.

use crate::support::service::{Service, send};
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn ids(service: &Service, query: &str) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = service.get(&format!("/v1/findings?limit=7&{query}{cursor}")).await.expect(200).json();
        let items = page["items"].as_array().unwrap();
        ids.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
}

/// A map on which each of the plain kinds is found once.
fn changes() -> Value {
    let service = |key: &str, more: Value| {
        let mut node =
            json!({"key": key, "kind": "service", "name": key, "agency": "amt", "layer": "platform"});
        node.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"op": "put", "node": node})
    };
    json!([
        {"op": "put", "node": {"key": "amt", "kind": "agency", "name": "Amt Süd"}},
        service("amt.a", json!({"mtpd": "P1D", "rto": "P1D", "needs": [{"on": "amt.b", "confirmation": "confirmed",
                                "confirmedAt": "2019-01-01"}]})),
        service("amt.b", json!({"mtpd": "PT4H", "needs": [{"on": "amt.a", "confirmation": "disputed"}]})),
        service("amt.c", json!({"layer": "public", "needs": [{"anyOf": ["amt.a", "amt.b"]}]})),
    ])
}

#[tokio::test]
async fn each_kind_is_found_at_its_place() {
    let service = Service::dresden().await;
    let body = json!({"of": {"agency": "amt"}, "staleBefore": "2020-01-01", "changes": changes()});
    let found = service.post("/v1/analyses/findings", &body).await.expect(200).json();
    let all = found["findings"].as_array().unwrap();
    let ids: BTreeSet<&str> = all.iter().map(|finding| finding["id"].as_str().unwrap()).collect();
    let dependency = |id: &str| all.iter().find(|f| f["id"] == id).and_then(|f| f["dependency"].as_str());
    let disputed = ids.iter().find(|id| id.starts_with("disputed-dependency~amt.b~")).unwrap();
    assert_eq!(dependency(disputed).unwrap(), disputed.strip_prefix("disputed-dependency~").unwrap());
    assert!(ids.iter().any(|id| id.starts_with("unconfirmed-redundancy~amt.c~")), "{ids:?}");
    for id in [
        "circle~amt.a",
        "no-objective~amt.b",
        "no-contact~amt",
        "no-reserve~amt.a",
        "unconfirmed-dependencies~amt.c",
        "stale-confirmation~amt.a",
        "no-office~amt.c",
    ] {
        assert!(ids.contains(id), "{id} is missing: {ids:?}");
    }
    let circle = all.iter().find(|f| f["id"] == "circle~amt.a").unwrap();
    assert_eq!((&circle["others"][0]["key"], &circle["severity"]), (&json!("amt.b"), &json!("medium")));
    // Nothing else is found there, and what is counted is listed.
    let counted: u64 = found["totals"].as_array().unwrap().iter().map(|t| t["count"].as_u64().unwrap()).sum();
    assert_eq!(counted, all.len() as u64);
    let fresh = json!({"of": {"agency": "amt"}, "staleBefore": "2018-01-01", "changes": changes(), "kinds": "stale-confirmation"});
    assert_eq!(service.post("/v1/analyses/findings", &fresh).await.expect(200).json()["totals"], json!([]));
    let wrong = json!({"kinds": ["circel"], "severity": "hihg", "staleBefore": "gestern"});
    let codes = service.post("/v1/analyses/findings", &wrong).await.expect(400).codes();
    assert_eq!(codes, ["unknown-word", "unknown-word", "invalid-time"]);
}

#[tokio::test]
async fn pages_and_filters_agree_with_the_whole_list() {
    let service = Service::dresden().await;
    let all = ids(&service, "").await;
    assert!(all.len() > 20, "{all:?}");
    // The four mirrored stores behind one synchronisation come first; then what vehicle registration hangs by.
    assert!(all[0].starts_with("false-redundancy~dresden.storage~"), "{all:?}");
    assert!(all.contains(&"single-point-of-failure~dresden.storage-sync".to_owned()), "{all:?}");
    assert!(all.contains(&"objective-gap~zwickau.kfz-zulassung".to_owned()), "{all:?}");
    let first = service.get("/v1/findings?limit=1").await.expect(200).json();
    assert_eq!(first["items"][0]["others"][0]["key"], "dresden.storage-sync");
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "an id stands for two findings");
    let totals = service.get("/v1/findings?limit=1").await.expect(200).json()["totals"].clone();
    let counted: u64 = totals.as_array().unwrap().iter().map(|t| t["count"].as_u64().unwrap()).sum();
    assert_eq!(counted, all.len() as u64);
    let by_severity = [ids(&service, "severity=high").await, ids(&service, "severity=medium").await];
    assert!(by_severity[0].len() <= by_severity[1].len() && by_severity[1].len() < all.len());
    assert!(all.starts_with(&by_severity[1]), "the gravest come first");
    let one = ids(&service, "finding=no-office").await;
    assert!(!one.is_empty() && one.iter().all(|id| id.starts_with("no-office~")), "{one:?}");
    let zwickau = ids(&service, "agency=zwickau").await;
    assert!(zwickau.iter().all(|id| id.contains("~zwickau")), "{zwickau:?}");
    let wrong = service.get("/v1/findings?severty=high&state=clsd&area=x").await.expect(400);
    assert_eq!(wrong.codes(), ["unknown-parameter", "unknown-word", "invalid-area"], "{}", wrong.text);
    let foreign =
        service.get("/v1/findings?limit=7").await.expect(200).json()["next"].as_str().unwrap().to_owned();
    assert_eq!(service.get(&format!("/v1/findings?severity=low&cursor={foreign}")).await.status, 400);
}

#[tokio::test]
async fn an_accepted_finding_is_out_of_sight_until_its_day() {
    let service = Service::dresden().await;
    let open = ids(&service, "").await;
    let id = open.last().unwrap().clone();
    let path = format!("/v1/findings/{id}/acceptance");
    let put = |body: Value| service.request("PUT", &path).header("change-author", "planung").json(&body);
    let reason = json!({"reason": "Ersatz ist beauftragt", "until": "2999-12-31"});
    assert_eq!(send(put(reason.clone())).await.status, 428);
    let made = send(put(reason.clone()).header("if-none-match", "*")).await.expect(201);
    assert_eq!((&made.json()["by"], made.header("etag")), (&json!("planung"), "\"1\""));
    assert_eq!(send(put(reason.clone()).header("if-none-match", "*")).await.status, 412);
    let left = ids(&service, "").await;
    assert_eq!(left.len() + 1, open.len());
    assert!(!left.contains(&id));
    assert_eq!(ids(&service, "state=accepted").await, std::slice::from_ref(&id));
    let shown = service.get("/v1/findings?state=accepted").await.expect(200).json();
    assert_eq!(shown["items"][0]["accepted"]["reason"], "Ersatz ist beauftragt");
    assert_eq!(ids(&service, "state=all").await, open);
    // Its day is over.
    let past = json!({"reason": "nur bis gestern", "until": "2020-01-01"});
    assert_eq!(send(put(past.clone()).header("if-match", "\"9\"")).await.status, 412);
    send(put(past).header("if-match", "\"1\"")).await.expect(200);
    assert_eq!(ids(&service, "").await, open);
    assert_eq!(service.get(&path).await.expect(200).json()["until"], "2020-01-01");
    send(service.request("DELETE", &path).header("if-match", "\"2\"")).await.expect(204);
    assert_eq!(service.get(&path).await.status, 404);
    let wrong = service.request("PUT", "/v1/findings/no-contact~X/acceptance").header("if-none-match", "*");
    assert_eq!(send(wrong.json(&reason)).await.expect(400).codes(), ["invalid-id"]);
    let empty =
        send(put(json!({"reason": " ", "until": "bald"})).header("if-none-match", "*")).await.expect(400);
    assert_eq!(empty.codes(), ["text-length", "invalid-time"]);
    let anonymous = service.plain("PUT", &path).header("if-none-match", "*").json(&reason);
    assert_eq!(send(anonymous).await.status, 401);
}
