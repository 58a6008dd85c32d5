//! The restart plan and the objectives through real HTTP: against what the impact of the same failures says, with starts by
//! hand, as papers, and everything that can be wrong.

use crate::support::service::{Service, send};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PLAN: &str = "/v1/analyses/restart-plan";
const OBJECTIVES: &str = "/v1/analyses/objectives";

/// The two days of November 2018: the synchronisation fails and is repaired after 34 hours.
fn two_days() -> Value {
    json!({"title": "Zwei Tage", "startsAt": "2018-11-14T14:30:00+01:00",
           "failures": [{"node": "dresden.storage-sync", "until": "P1DT10H"}]})
}

/// The directory and its name service need each other; the directory needs the synchronisation, too.
fn circle() -> Value {
    let node = |key: &str, needs: Value| {
        json!({"op": "put", "node": {"key": key, "kind": "service", "name": format!("Dienst <{key}>"),
               "agency": "dresden", "layer": "platform", "recovery": "PT1H", "rto": "PT2H30M", "needs": needs}})
    };
    json!([
        node("dresden.verzeichnis", json!(["dresden.namen", "dresden.storage-sync"])),
        node("dresden.namen", json!(["dresden.verzeichnis"])),
    ])
}

fn keys<'a>(list: &'a Value, place: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|entry| entry.pointer(place).unwrap().as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_plan_says_what_the_impact_says() {
    let service = Service::dresden().await;
    let plan = service.post(PLAN, &two_days()).await.expect(200).json();
    assert_eq!((&plan["totals"]["steps"], &plan["totals"]["waves"]), (&json!(24), &json!(6)), "{plan}");
    assert_eq!((&plan["revision"], &plan["title"]), (&json!(1), &json!("Zwei Tage")));
    let impact = service.post("/v1/impact", &two_days()).await.expect(200).json();
    let mut back: BTreeMap<&str, &str> = BTreeMap::new();
    for node in impact["affected"].as_array().unwrap() {
        let down = node["spans"].as_array().unwrap().iter().rfind(|span| span["level"] == "unavailable");
        back.extend(down.map(|span| (node["key"].as_str().unwrap(), span["until"].as_str().unwrap())));
    }
    let steps = plan["steps"].as_array().unwrap();
    let planned: BTreeMap<&str, &str> = keys(&plan["steps"], "/node/key")
        .into_iter()
        .zip(steps.iter().map(|step| step["back"]["after"].as_str().unwrap()))
        .collect();
    assert_eq!(planned, back);
    assert_eq!(steps[0]["back"]["at"], "2018-11-15T23:30:00Z");
    assert_eq!(steps[0]["waitedFor"], json!({"type": "repair"}));
    // The way to the registration office, and that it is too late.
    let missed = &plan["missed"][0];
    assert_eq!(
        (&missed["node"]["key"], &missed["objective"]),
        (&json!("zwickau.kfz-zulassung"), &json!("mtpd"))
    );
    assert_eq!(
        (&missed["allowed"], &missed["took"], &missed["by"]),
        (&json!("P1D"), &json!("P2DT19H"), &json!("P1DT19H"))
    );
    let chain = keys(&missed["chain"], "/node/key");
    assert_eq!((chain[0], chain[chain.len() - 1]), ("dresden.storage-sync", "zwickau.kfz-zulassung"));
    assert_eq!(steps[0]["urgentFor"]["key"], "zwickau.kfz-zulassung");
    assert_eq!(steps[0]["late"], "P1DT19H");
    let way = keys(&plan["criticalPath"], "/node/key");
    assert_eq!(way[..3], ["dresden.storage-sync", "dresden.storage", "dresden.server-platform"]);
    let short = json!({"failures": [{"node": "dresden.storage-sync"}], "repairedAt": "P1DT10H", "limit": 2});
    let short = service.post(PLAN, &short).await.expect(200).json();
    assert_eq!(short["steps"].as_array().unwrap().len(), 2);
    assert_eq!((&short["omitted"]["steps"], &short["omitted"]["waves"]), (&json!(22), &json!(4)));
    assert_eq!((&short["totals"]["steps"], short["steps"][0]["back"].get("at")), (&json!(24), None));
}

#[tokio::test]
async fn circles_are_broken_by_a_start_by_hand() {
    let service = Service::dresden().await;
    let asked = |more: Value| {
        let mut body =
            json!({"failures": [{"node": "dresden.storage-sync", "until": "PT2H"}], "changes": circle()});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let plan = service.post(PLAN, &asked(json!({}))).await.expect(200).json();
    let deadlock = &plan["deadlocks"][0];
    assert_eq!((&deadlock["size"], &deadlock["fewest"]), (&json!(2), &json!(true)), "{plan}");
    assert_eq!(keys(&deadlock["circle"], "/node"), ["dresden.namen", "dresden.verzeichnis"]);
    assert_eq!(deadlock["start"], json!(["dresden.namen"]));
    let start = &plan["byHand"][0];
    assert_eq!((&start["node"]["key"], &start["start"]["after"]), (&json!("dresden.namen"), &json!("PT2H")));
    assert_eq!(start["without"][0]["providers"][0]["key"], "dresden.verzeichnis");
    let of = |plan: &Value, key: &str| {
        let steps = plan["steps"].as_array().unwrap();
        let step = steps.iter().find(|step| step["node"]["key"] == key).unwrap();
        (
            step["start"]["after"].as_str().unwrap().to_owned(),
            step["back"]["after"].as_str().unwrap().to_owned(),
        )
    };
    let moments = |start: &str, back: &str| (start.to_owned(), back.to_owned());
    assert_eq!(of(&plan, "dresden.namen"), moments("PT2H", "PT3H"));
    assert_eq!(of(&plan, "dresden.verzeichnis"), moments("PT3H", "PT4H"));
    assert_eq!(start["without"][0]["until"]["after"], "PT4H");
    assert_eq!((&plan["totals"]["notBack"], &plan["totals"]["rtoMissed"]), (&json!(0), &json!(2)));
    let stuck = service.post(PLAN, &asked(json!({"proposeStarts": false}))).await.expect(200).json();
    assert_eq!(keys(&stuck["notBack"], "/key"), ["dresden.namen", "dresden.verzeichnis"]);
    assert_eq!((&stuck["deadlocks"][0]["size"], &stuck["byHand"]), (&json!(2), &json!([])));
    assert_eq!(stuck["missed"][0].get("took"), None, "{stuck}");
    let given =
        json!({"proposeStarts": false, "startedByHand": [{"node": "dresden.verzeichnis", "from": "PT3H"}]});
    let given = service.post(PLAN, &asked(given)).await.expect(200).json();
    assert_eq!(of(&given, "dresden.verzeichnis"), moments("PT3H", "PT4H"));
    assert_eq!(of(&given, "dresden.namen"), moments("PT4H", "PT5H"));
    assert_eq!((&given["totals"]["rtoMissed"], &given["deadlocks"]), (&json!(2), &json!([])));
}

#[tokio::test]
async fn plans_come_as_papers_with_a_picture() {
    let service = Service::dresden().await;
    let mut body = two_days();
    body["changes"] = circle();
    let german =
        send(service.request("POST", &format!("{PLAN}?format=html&lang=de")).json(&body)).await.expect(200);
    let text = &german.text;
    for part in ["<svg", "Von Hand zu tun", "Wer sein Ziel verfehlt", "Der kritische Pfad", "Welle 2"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.contains("Dienst &#60;dresden.namen&#62;") && !text.contains("<dresden.namen>"), "{text}");
    let english =
        send(service.request("POST", &format!("{PLAN}?format=text&lang=en")).json(&body)).await.expect(200);
    assert!(english.text.contains("1 start by hand."), "{}", english.text);
    let pdf = send(service.request("POST", &format!("{PLAN}?format=pdf")).json(&body)).await.expect(200);
    assert_eq!(pdf.header("content-disposition"), "inline; filename=\"restart-plan.pdf\"");
    let nothing = json!({"failures": []});
    let nothing = send(service.request("POST", &format!("{PLAN}?format=text&lang=de")).json(&nothing)).await;
    assert!(nothing.expect(200).text.contains("Nichts muss wieder anlaufen."));
}

#[tokio::test]
async fn what_is_wrong_with_a_plan_is_told_at_once() {
    let service = Service::dresden().await;
    let wrong = json!({"failures": [{"node": "dresden.storage"}, {"node": "dresden.server-platform", "until": "P1Y"}],
                       "startedByHand": [{}, {"node": "x", "form": 1}], "proposeStarts": "yes"});
    let mut codes = service.post(PLAN, &wrong).await.expect(400).codes();
    codes.sort();
    let expected = ["invalid-duration", "missing-property", "no-repair", "unknown-property", "wrong-type"];
    assert_eq!(codes, expected);
    let early = json!({"failures": [{"node": "dresden.storage", "from": "PT2H"}], "repairedAt": "PT1H"});
    assert_eq!(service.post(PLAN, &early).await.expect(400).codes(), ["ends-before-start"]);
    let unknown = json!({"failures": [{"node": "dresden.storage-sink"}, {"node": "nix"}], "repairedAt": "PT1H",
                         "startedByHand": [{"node": "nichts"}]});
    let unknown = service.post(PLAN, &unknown).await.expect(400);
    assert_eq!(unknown.codes(), ["unknown-key"; 3]);
    assert!(unknown.text.contains("did you mean dresden.storage-sync?"), "{}", unknown.text);
    assert_eq!(service.post(PLAN, &json!({})).await.expect(400).codes(), ["missing-property"]);
}

#[tokio::test]
async fn objectives_are_inherited_and_do_not_fit() {
    let service = Service::dresden().await;
    let found = service.post(OBJECTIVES, &json!({})).await.expect(200).json();
    let finding = &found["findings"][0];
    assert_eq!(
        (&finding["kind"], &finding["node"]["key"]),
        (&json!("mtpd-unachievable"), &json!("zwickau.kfz-zulassung"))
    );
    assert_eq!((&finding["actual"], &finding["target"]), (&json!("P1DT9H"), &json!("P1D")), "{finding}");
    assert_eq!(keys(&finding["waitsFor"], "/key").last(), Some(&"dresden.storage-sync"));
    let urgent = json!([{"op": "put", "node": {"key": "dresden.eilig", "kind": "service", "name": "Eilig", "agency": "dresden",
        "layer": "public", "rto": "PT6H", "rpo": "PT30M",
        "needs": [{"on": "dresden.storage", "workaround": {"lasts": "PT3H"}}]}}]);
    let of = json!({"of": ["dresden.storage-sync"], "changes": urgent});
    let sync = service.post(OBJECTIVES, &of).await.expect(200).json();
    let row = &sync["nodes"][0];
    // Six hours, three more on paper, eight less until the storage itself is there.
    assert_eq!((&row["requiredRto"], &row["requiredRpo"]), (&json!("PT1H"), &json!("PT30M")), "{sync}");
    assert_eq!((&row["requiredBy"], &row["achievable"]), (&json!("dresden.eilig"), &json!("PT0S")));
    let own = json!({"of": ["dresden.eilig", "dresden.storage"], "changes": urgent});
    let own = service.post(OBJECTIVES, &own).await.expect(200).json();
    let kinds: Vec<_> = keys(&own["findings"], "/kind");
    assert_eq!(kinds, ["rto-unachievable"], "{own}");
    let paper =
        send(service.request("POST", &format!("{OBJECTIVES}?format=text&lang=de")).json(&json!({}))).await;
    let paper = paper.expect(200).text;
    assert!(paper.contains("MTA nicht einzuhalten") && paper.contains("1 Stelle."), "{paper}");
}

/// Six services that need each other in such a way that two starts at once do what takes three one after the other.
fn entangled() -> Value {
    let node = |key: &str, needs: Value| {
        json!({"op": "put", "node": {"key": format!("dresden.{key}"), "kind": "service", "name": key,
               "agency": "dresden", "layer": "platform", "needs": needs}})
    };
    let all = |keys: &[&str]| keys.iter().map(|key| format!("dresden.{key}")).collect::<Vec<_>>();
    let raw = |providers: &[&str], fallback: &[&str], min: u32, full: u32| json!({"providers": all(providers), "fallback": all(fallback), "min": min, "full": full});
    json!([
        node("a", json!([raw(&["e"], &[], 0, 1), raw(&["c"], &["b"], 2, 0), "dresden.b"])),
        node("b", json!([raw(&["a"], &["c", "e"], 2, 0), "dresden.c"])),
        node("c", json!([raw(&["b", "e"], &[], 0, 2), "dresden.f"])),
        node("d", json!([raw(&["b", "f"], &[], 2, 0)])),
        node("e", json!(["dresden.a"])),
        node("f", json!(["dresden.d"])),
    ])
}

#[tokio::test]
async fn starts_that_only_suffice_at_once_are_told_as_such() {
    let service = Service::dresden().await;
    let failures = json!([{"node": "dresden.a", "level": "degraded", "until": "PT1S"}]);
    let question = json!({"failures": failures, "changes": entangled()});
    let plan = service.post(PLAN, &question).await.expect(200).json();
    let deadlock = &plan["deadlocks"][0];
    assert_eq!(
        (&deadlock["size"], &deadlock["start"]),
        (&json!(6), &json!(["dresden.d", "dresden.b"])),
        "{plan}"
    );
    assert_eq!((&deadlock["atOnce"], &deadlock["fewest"]), (&json!(true), &json!(true)));
    let paper = service.post(&format!("{PLAN}?format=html&lang=de"), &question).await.expect(200).text;
    assert!(paper.contains("alle gleichzeitig"), "{paper}");
}
