//! From what is seen to its cause, two scenarios side by side, ways, common ground: through real HTTP.

use crate::support::service::{Service, send};
use serde_json::{Value, json};

const DIAGNOSIS: &str = "/v1/analyses/diagnosis";
const COMPARISON: &str = "/v1/analyses/comparison";
const WAYS: &str = "/v1/analyses/ways";
const GROUND: &str = "/v1/analyses/shared-ground";

fn keys(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|entry| entry["node"]["key"].as_str().unwrap()).collect()
}

fn failures(explanations: &Value) -> Vec<Vec<&str>> {
    explanations.as_array().unwrap().iter().map(|e| keys(&e["failures"])).collect()
}

fn own_line() -> Value {
    json!([
        {"op": "put", "node": {"key": "zwickau.kfz-lokal", "kind": "service", "name": "Eigenes Verfahren", "agency": "zwickau",
                               "layer": "application"}},
        {"op": "patch", "key": "zwickau.kfz-zulassung",
         "patch": {"needs": [{"on": "dresden.kfz-verfahren", "fallback": "zwickau.kfz-lokal"}]}}
    ])
}

#[tokio::test]
async fn what_is_seen_leads_to_the_cause() {
    let service = Service::dresden().await;
    let sync = json!({"failures": [{"node": "dresden.storage-sync"}], "limit": 100});
    let impact = service.post("/v1/impact", &sync).await.expect(200).json();
    let at = |level: &str| -> Vec<Value> {
        let all = impact["affected"].as_array().unwrap().iter().filter(|n| n["level"] == level);
        all.map(|n| n["key"].clone()).collect()
    };
    // Everything that the failure does, as it is in the end.
    let seen = json!({"unavailable": at("unavailable"), "degraded": at("degraded")});
    let found = service.post(DIAGNOSIS, &seen).await.expect(200).json();
    assert_eq!(failures(&found["singles"])[0], ["dresden.storage-sync"]);
    assert_eq!((&found["singles"][0]["distance"], &found["tied"]), (&json!(0), &json!(1)));
    assert_eq!(found["pairs"], json!([]));
    // Only what people far away see: three causes fit, and where to look tells them apart.
    let few = json!({"unavailable": ["zwickau.kfz-zulassung", "dresden.email"]});
    let found = service.post(DIAGNOSIS, &few).await.expect(200).json();
    let first: Vec<_> = failures(&found["singles"]).into_iter().take(3).flatten().collect();
    assert_eq!(first, ["dresden.server-platform", "dresden.storage", "dresden.storage-sync"]);
    let looks = keys(&found["lookNext"]);
    assert_eq!(looks, ["dresden.storage", "dresden.storage-sync"]);
    assert_eq!(found["lookNext"][0]["ifDown"], json!([2, 3]));
    assert_eq!(found["lookNext"][0]["ifWorking"], json!([1]));
    // Somebody looks: the store works.
    let looked =
        json!({"unavailable": few["unavailable"], "operational": "dresden.storage", "explanations": 20});
    let found = service.post(DIAGNOSIS, &looked).await.expect(200).json();
    assert_eq!(failures(&found["singles"])[0], ["dresden.server-platform"]);
    let of_store = |e: &&Value| keys(&e["failures"]) == ["dresden.storage"];
    let store = found["singles"].as_array().unwrap().iter().find(of_store).unwrap();
    assert_eq!(store["contradicted"][0]["seen"], "operational");
    assert_eq!(store["contradicted"][0]["explained"], "unavailable");
}

#[tokio::test]
async fn two_causes_are_found_when_one_does_not_suffice() {
    let service = Service::dresden().await;
    let seen = json!({"unavailable": ["zwickau.kfz-zulassung", "zwickau.telefon"],
                      "operational": ["dresden.server-platform", "zwickau.rechnerbetrieb"]});
    let found = service.post(DIAGNOSIS, &seen).await.expect(200).json();
    let pair = &found["pairs"][0];
    assert_eq!((&pair["distance"], &pair["explained"]), (&json!(0), &json!(2)), "{pair}");
    assert_eq!(pair["number"], json!(found["singles"].as_array().unwrap().len() + 1));
    let asked = send(service.request("POST", &format!("{DIAGNOSIS}?format=text&lang=de")).json(&seen)).await;
    let text = asked.expect(200).text;
    assert!(text.contains("Beobachtet: 2 ausgefallen, 0 eingeschränkt, 2 in Betrieb."), "{text}");
    assert!(text.contains("Besser passen zwei zugleich:"), "{text}");
}

#[tokio::test]
async fn with_and_without_a_change() {
    let service = Service::dresden().await;
    let question = json!({"failures": [{"node": "dresden.storage-sync"}], "changes": own_line()});
    let found = service.post(COMPARISON, &question).await.expect(200).json();
    assert_eq!(keys(&found["better"]), ["zwickau.kfz-zulassung"]);
    let better = &found["better"][0];
    assert_eq!(
        (&better["before"]["level"], &better["after"]["level"]),
        (&json!("unavailable"), &json!("degraded"))
    );
    assert_eq!(better["because"], "level");
    assert_eq!((&found["counts"]["better"], &found["counts"]["unchanged"]), (&json!(1), &json!(34)));
    let totals = |side: &str| found[side]["totals"]["unavailable"].as_u64().unwrap();
    assert_eq!(totals("before") - totals("after"), 1);
    assert_eq!(found["after"]["hypotheticalChanges"], 2);
    assert_eq!(found["agencies"][0]["key"], "zwickau");
    // Whoever exists on one side only says so.
    let lost = json!({"failures": [{"node": "dresden.storage-sync"}], "after": {"changes": [
        {"op": "delete", "key": "zwickau.kfz-zulassung"}]}});
    let found = service.post(COMPARISON, &lost).await.expect(200).json();
    assert_eq!(keys(&found["noLongerAffected"]), ["zwickau.kfz-zulassung"]);
    assert_eq!(found["noLongerAffected"][0]["existsOnly"], "before");
    let page =
        send(service.request("POST", &format!("{COMPARISON}?format=html&lang=de")).json(&question)).await;
    let page = page.expect(200).text;
    assert!(page.contains("↗ besser als vorher"), "the picture marks what is better");
    assert!(page.contains("Vergleich zweier Lagen") && page.contains("<svg"), "{page}");
}

#[tokio::test]
async fn revisions_are_compared() {
    let service = Service::dresden().await;
    let set = json!({"changes": own_line()});
    service.post("/v1/change-sets", &set).await.expect(201);
    let fails = json!([{"node": "dresden.storage-sync", "until": "P1D"}]);
    let then = json!({"failures": fails, "before": {"asOf": 1}, "after": {"title": "Mit eigenem Verfahren"}});
    let found = service.post(COMPARISON, &then).await.expect(200).json();
    assert_eq!((&found["before"]["revision"], &found["after"]["revision"]), (&json!(1), &json!(2)));
    assert_eq!(keys(&found["better"]), ["zwickau.kfz-zulassung"]);
    // The other way round it is worse; with a later failure it is later.
    let back = json!({"failures": fails, "after": {"asOf": "1"}});
    let found = service.post(COMPARISON, &back).await.expect(200).json();
    assert_eq!(keys(&found["worse"]), ["zwickau.kfz-zulassung"]);
    let later = json!({"failures": fails, "after": {"failures": [{"node": "dresden.storage-sync", "from": "PT2H", "until": "P1D"}]}});
    let found = service.post(COMPARISON, &later).await.expect(200).json();
    assert_eq!(found["later"][0]["by"], "PT2H");
    assert_eq!(found["counts"]["earlier"], 0);
    let unknown = json!({"failures": fails, "before": {"asOf": 99}});
    service.post(COMPARISON, &unknown).await.expect(404);
}

#[tokio::test]
async fn ways_say_each_step() {
    let service = Service::dresden().await;
    let ends = json!({"from": "zwickau.kfz-zulassung", "to": "dresden.storage-sync"});
    let found = service.post(WAYS, &ends).await.expect(200).json();
    assert_eq!(
        (&found["shortest"], &found["shortestWays"], &found["more"]),
        (&json!(4), &json!(1), &json!(false))
    );
    assert_eq!(found["failureReaches"], "unavailable");
    let way = &found["ways"][0]["nodes"];
    assert_eq!(way[3]["by"][0]["dependency"], "dresden.storage~abgleich");
    assert_eq!(way[3]["by"][0]["strength"], "essential");
    assert_eq!(way[4]["by"], json!([]));
    service
        .get(&format!("/v1/dependencies/{}", way[0]["by"][0]["dependency"].as_str().unwrap()))
        .await
        .expect(200);
    let long = json!({"from": "zwickau.kfz-zulassung", "to": "dresden.storage-sync", "limit": 2});
    let cut = service.post(WAYS, &long).await.expect(200).json();
    assert_eq!((&cut["ways"][0]["omitted"], &cut["ways"][0]["omittedAfter"]), (&json!(3), &json!(1)));
    let back = json!({"from": "dresden.storage-sync", "to": "zwickau.kfz-zulassung"});
    let none = service.post(WAYS, &back).await.expect(200).json();
    assert_eq!((&none["ways"], &none["otherWayRound"]), (&json!([]), &json!(4)));
    let asked = send(service.request("POST", &format!("{WAYS}?format=text&lang=en")).json(&ends)).await;
    let text = asked.expect(200).text;
    assert!(text.contains("1 shortest way: 4 steps"), "{text}");
}

#[tokio::test]
async fn common_ground_is_told_nearest_first() {
    let service = Service::dresden().await;
    let both = json!({"of": ["zwickau.kfz-zulassung", "dresden.kfz-zulassung"]});
    let found = service.post(GROUND, &both).await.expect(200).json();
    let common = &found["common"][0];
    assert_eq!(common["node"]["key"], "dresden.kfz-verfahren");
    assert_eq!((&common["farthest"], &common["makesUnavailable"]), (&json!(1), &json!(2)));
    assert_eq!(common["distances"].as_array().unwrap().len(), 2);
    let sync =
        found["common"].as_array().unwrap().iter().find(|c| c["node"]["key"] == "dresden.storage-a").unwrap();
    assert_eq!(
        (&sync["makesUnavailable"], &sync["makesDegraded"]),
        (&json!(0), &json!(0)),
        "one of four alone"
    );
    assert_eq!(keys(&found["own"]), ["dresden.kfz-zulassung", "zwickau.kfz-zulassung"]);
    let text =
        send(service.request("POST", &format!("{GROUND}?format=text&lang=de")).json(&both)).await.expect(200);
    assert!(text.text.contains("davon legen jeweils allein beide lahm:"), "{}", text.text);
}

#[tokio::test]
async fn what_cannot_be_asked_is_told_with_its_remedy() {
    let service = Service::dresden().await;
    let told = async |path: &str, body: Value| {
        let answer = service.post(path, &body).await.expect(400);
        (answer.codes(), answer.text)
    };
    let twice =
        json!({"unavailable": ["dresden.email"], "operational": ["dresden.email"], "explanations": 0});
    let (codes, text) = told(DIAGNOSIS, twice).await;
    assert_eq!(codes, ["number-out-of-range", "seen-twice"], "{text}");
    assert!(text.contains("/operational/0"), "{text}");
    let (codes, _) = told(DIAGNOSIS, json!({"operational": ["dresden.email"]})).await;
    assert_eq!(codes, ["missing-property"]);
    let (codes, text) =
        told(DIAGNOSIS, json!({"unavailable": ["dresden.emial", "nix"], "degraded": ["dresden.fils"]})).await;
    assert_eq!(codes, ["unknown-key", "unknown-key", "unknown-key"]);
    assert!(text.contains("/unavailable/1") && text.contains("/degraded/0"), "{text}");
    let (codes, text) =
        told(COMPARISON, json!({"before": {}, "after": {"failures": [{"node": "x"}], "asof": 1}})).await;
    assert_eq!(codes, ["missing-property", "unknown-property"], "{text}");
    let (codes, text) =
        told(COMPARISON, json!({"failures": [{"node": "nix"}], "after": {"failures": [{"node": "nixx"}]}}))
            .await;
    assert_eq!(codes, ["unknown-key"], "{text}");
    assert!(text.contains("\"/failures/0/node\""), "{text}");
    let sides = json!({"failures": [{"node": "dresden"}], "changes": own_line(), "after": {"asOf": 1}});
    assert_eq!(told(COMPARISON, sides).await.0, ["changes-of-another-map"]);
    let changed =
        json!({"failures": [{"node": "dresden"}], "before": {"changes": [{"op": "delete", "key": "nix"}]}});
    let (_, text) = told(COMPARISON, changed).await;
    assert!(text.contains("\"/before/changes/0"), "{text}");
    let (codes, _) = told(WAYS, json!({"from": "dresden", "to": "dresden"})).await;
    assert_eq!(codes, ["same-node"]);
    assert_eq!(
        told(WAYS, json!({"along": "x"})).await.0,
        ["missing-property", "missing-property", "unknown-word"]
    );
    assert_eq!(told(GROUND, json!({"of": "dresden"})).await.0, ["selection-size"]);
    assert_eq!(told(GROUND, json!({})).await.0, ["missing-property"]);
}
