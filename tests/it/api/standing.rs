//! What helps at once: which fallback stands in, what is the last that is left, whether a node works, what still works;
//! and numbers that agree with each other.

use crate::support::service::Service;
use serde_json::{Value, json};

/// A map of its own in a scenario: a computing centre and a town on it.
fn scenario(failures: Value) -> Value {
    let put = |node: Value| json!({"op": "put", "node": node});
    let service = |key: &str, layer: &str, more: Value| {
        let mut node = json!({"key": key, "kind": "service", "name": key, "agency": key.split('.').next().unwrap(), "layer": layer});
        node.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        put(node)
    };
    json!({"failures": failures, "changes": [
        put(json!({"key": "rz", "kind": "agency", "name": "Rechenzentrum", "contacts": [{"name": "Leitstand", "phone": "0351 99"}]})),
        put(json!({"key": "ort", "kind": "agency", "name": "Ort", "population": 12_000, "ars": "999990010010"})),
        put(json!({"key": "kreis", "kind": "agency", "name": "Kreis", "ars": "99999"})),
        put(json!({"key": "ort.haus", "kind": "site", "name": "Haus", "agency": "ort"})),
        service("rz.a", "infrastructure", json!({})),
        service("rz.b", "infrastructure", json!({})),
        service("rz.mail", "platform", json!({})),
        service("rz.post", "channel", json!({})),
        service("ort.verfahren", "application", json!({"needs": [
            {"on": "rz.a", "fallback": "rz.b", "source": "Vertrag 7", "note": "nachts nicht", "id": "rz"}]})),
        service("ort.netz", "network", json!({"needs": [{"anyOf": ["rz.a", "rz.b"], "id": "weg"}]})),
        service("ort.melden", "public", json!({"offeredAt": ["ort.haus"],
            "needs": [{"sharedBy": ["rz.mail", "rz.post"], "id": "antrag"}]})),
        service("kreis.kfz", "public", json!({"casesPerDay": 40, "needs": ["ort.verfahren"]})),
    ]})
}

async fn ask(scenario: &Value) -> Value {
    Service::dresden().await.post("/v1/impact", scenario).await.expect(200).json()
}

fn hit<'a>(answer: &'a Value, key: &str) -> &'a Value {
    answer["affected"].as_array().unwrap().iter().find(|node| node["key"] == key).unwrap()
}

#[tokio::test]
async fn a_fallback_in_use_is_named_with_whom_to_call_and_since_when() {
    let mut scenario = scenario(json!([{"node": "rz.a", "from": "PT1H", "until": "P1D"}]));
    scenario["startsAt"] = json!("2026-03-02T08:00:00+01:00");
    let answer = ask(&scenario).await;
    let used = &hit(&answer, "ort.verfahren")["fallbacks"];
    assert_eq!(
        *used,
        json!([{"dependency": "ort.verfahren~rz", "source": "Vertrag 7", "note": "nachts nicht",
            "node": {"key": "rz.b", "kind": "service", "name": "rz.b", "agency": "rz"}, "agencyName": "Rechenzentrum",
            "contacts": [{"name": "Leitstand", "phone": "0351 99"}], "from": "PT1H", "until": "P1D",
            "fromAt": "2026-03-02T08:00:00Z", "untilAt": "2026-03-03T07:00:00Z"}])
    );
    // The node that hangs on it knows nothing of it; nor does anybody when nothing stands in.
    assert!(hit(&answer, "kreis.kfz").get("fallbacks").is_none());
    let both = ask(&self::scenario(json!([{"node": "rz.a"}, {"node": "rz.b"}]))).await;
    assert!(hit(&both, "ort.verfahren").get("fallbacks").is_none());
}

#[tokio::test]
async fn what_is_left_says_what_one_more_failure_does() {
    let answer = ask(&scenario(json!([{"node": "rz.mail"}, {"node": "rz.a"}]))).await;
    assert_eq!(
        hit(&answer, "ort.melden")["lastLegs"],
        json!([{"dependency": "ort.melden~antrag", "lost": ["rz.mail"], "reduced": [], "left": ["rz.post"],
            "next": "unavailable"}])
    );
    assert_eq!(answer["atRisk"][0]["key"], "ort.netz");
    assert_eq!(
        answer["atRisk"][0]["dependencies"],
        json!([{"dependency": "ort.netz~weg", "lost": ["rz.a"], "reduced": [], "left": ["rz.b"], "next": "unavailable"}])
    );
    // What is degraded is not lost.
    let reduced = ask(&scenario(json!([{"node": "rz.a", "level": "degraded"}]))).await;
    assert_eq!(reduced["atRisk"][0]["dependencies"][0]["lost"], json!([]));
    assert_eq!(reduced["atRisk"][0]["dependencies"][0]["reduced"], json!(["rz.a"]));
}

#[tokio::test]
async fn each_node_that_is_asked_about_is_answered_and_others_are_refused() {
    let service = Service::dresden().await;
    let mut asked = scenario(json!([{"node": "rz.a"}]));
    asked["about"] = json!(["ort.netz", "rz.post", "kreis.kfz"]);
    asked["limit"] = json!(1);
    let answer = service.post("/v1/impact", &asked).await.expect(200).json();
    let about = answer["about"].as_array().unwrap();
    let told: Vec<(&str, &str)> =
        about.iter().map(|n| (n["node"]["key"].as_str().unwrap(), n["level"].as_str().unwrap())).collect();
    assert_eq!(told, [("ort.netz", "operational"), ("rz.post", "operational"), ("kreis.kfz", "degraded")]);
    assert_eq!(about[0]["atRisk"][0]["left"], json!(["rz.b"]));
    assert!(about[1].get("atRisk").is_none() && about[1].get("impact").is_none());
    assert_eq!(about[2]["impact"]["why"].as_array().unwrap().len(), 3);
    asked["about"] = json!(["ort.netz", "ort.nets"]);
    let refused = service.post("/v1/impact", &asked).await.expect(400).json();
    assert_eq!(refused["errors"][0]["pointer"], "/about/1", "{refused}");
    assert!(refused["errors"][0]["remedy"].as_str().unwrap().contains("ort.netz"), "{refused}");
}

#[tokio::test]
async fn what_still_works_is_listed_by_agency_as_data_and_as_a_table() {
    let service = Service::dresden().await;
    let asked = scenario(json!([{"node": "rz.a"}]));
    let answer = service.post("/v1/impact/working", &asked).await.expect(200).json();
    let keys = |agency: &Value| -> Vec<String> {
        let nodes = agency["nodes"].as_array().unwrap();
        nodes.iter().map(|node| node["key"].as_str().unwrap().to_owned()).collect()
    };
    let agencies = answer["agencies"].as_array().unwrap();
    let names: Vec<&str> = agencies.iter().map(|agency| agency["key"].as_str().unwrap()).collect();
    assert_eq!(names, ["kreis", "ort", "rz"]);
    assert_eq!(keys(&agencies[0]), Vec::<String>::new());
    assert_eq!(keys(&agencies[1]), ["ort.melden", "ort.netz", "ort.haus"]);
    assert_eq!(agencies[1]["nodes"][1]["atRisk"], true);
    let counts = ["working", "degraded", "unavailable"].map(|name| agencies[1][name].as_u64().unwrap());
    assert_eq!(counts, [3, 1, 0]);
    let table = service.post("/v1/impact/working?format=csv&lang=en&agency=ort", &asked).await.expect(200);
    assert!(table.header("content-type").starts_with("text/csv"));
    let lines: Vec<String> = table.text.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert_eq!(lines[2], r#""ort","Ort","ort.netz","ort.netz","service","network","yes""#);
    let wrong = service.post("/v1/impact/working?agency=ort.netz,nowhere", &asked).await.expect(400).json();
    assert_eq!(wrong["errors"].as_array().unwrap().len(), 2, "{wrong}");
}

#[tokio::test]
async fn the_numbers_add_up_and_what_is_unknown_is_not_nobody() {
    let number = |totals: &Value, name: &str| totals[name].as_u64().unwrap_or_else(|| panic!("{name}"));
    for failures in [
        json!([{"node": "rz.a"}]),
        json!([{"node": "ort.haus"}, {"node": "rz.mail"}]),
        json!([{"node": "kreis"}, {"node": "rz.b"}]),
    ] {
        let answer = ask(&scenario(failures)).await;
        let totals = &answer["totals"];
        let sum =
            ["services", "affectedSites", "affectedAgencies"].map(|n| number(totals, n)).iter().sum::<u64>();
        assert_eq!(sum, number(totals, "unavailable") + number(totals, "degraded"), "{totals}");
        assert_eq!(number(totals, "sites"), answer["sites"].as_array().unwrap().len() as u64);
        assert_eq!(number(totals, "agencies"), answer["agencies"].as_array().unwrap().len() as u64);
    }
    let people = |answer: &Value| {
        let totals = &answer["totals"];
        (totals.get("people").map(|people| people.as_u64().unwrap()), number(totals, "peopleUnknown"))
    };
    // Only an application of the town, and a public service of a district of which nobody knows how many live there.
    assert_eq!(people(&ask(&scenario(json!([{"node": "rz.a"}]))).await), (None, 1));
    assert_eq!(
        people(&ask(&scenario(json!([{"node": "rz.a"}, {"node": "rz.mail"}]))).await),
        (Some(12_000), 1)
    );
    assert_eq!(people(&ask(&scenario(json!([{"node": "rz.mail"}]))).await), (Some(12_000), 0));
    assert_eq!(people(&ask(&scenario(json!([{"node": "ort.netz"}]))).await), (Some(0), 0));
}

#[tokio::test]
async fn what_becomes_of_the_data_is_said_where_somebody_knows_it() {
    let mut asked = scenario(json!([{"node": "rz.mail", "lastCopy": "PT10H"}, {"node": "rz.a"}]));
    let mail = asked["changes"].as_array_mut().unwrap().iter_mut().find(|c| c["node"]["key"] == "rz.mail");
    let mail = &mut mail.unwrap()["node"];
    mail["rpo"] = json!("PT4H");
    mail["backup"] = json!({"every": "PT2H", "restore": "PT8H", "text": "nachts auf Band"});
    let answer = ask(&asked).await;
    assert_eq!(
        hit(&answer, "rz.mail")["data"],
        json!({"rpo": "PT4H", "lastCopy": "PT10H", "lastCopyKnown": true, "exceedsRpo": true, "restore": "PT8H",
            "text": "nachts auf Band"})
    );
    assert!(hit(&answer, "rz.a").get("data").is_none());
    // What nobody knows of the failure is at most as old as copies are apart.
    asked["failures"] = json!([{"node": "rz.mail"}]);
    let data = &hit(&ask(&asked).await, "rz.mail")["data"].clone();
    assert_eq!((&data["lastCopy"], data.get("exceedsRpo")), (&json!("PT2H"), None));
    // What is only reduced has not lost anything.
    asked["failures"] = json!([{"node": "rz.mail", "level": "degraded"}]);
    assert!(hit(&ask(&asked).await, "rz.mail").get("data").is_none());
}
