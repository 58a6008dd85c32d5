//! Cut sets and availability through real HTTP: on the Dresden map, and on a plant that is added to it hypothetically and worked
//! out by hand.

use crate::support::service::{Service, send};
use serde_json::{Value, json};

const CUT_SETS: &str = "/v1/analyses/cut-sets";
const AVAILABILITY: &str = "/v1/analyses/availability";

/// Two pumps (down for a tenth of the time) of which one is enough, a valve (one day in a hundred) that is always needed, and
/// power that is only needed to start.
fn plant() -> Value {
    let node = |key: &str, more: Value| {
        let mut node = json!({"key": format!("dresden.x-{key}"), "kind": "service", "name": format!("X {key}"),
                              "agency": "dresden", "layer": "infrastructure"});
        node.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"op": "put", "node": node})
    };
    let pump = json!({"reliability": {"unavailability": 0.1}});
    json!([
        node("pumpe-1", pump.clone()),
        node("pumpe-2", pump),
        node("ventil", json!({"reliability": {"mtbf": "P99D", "mttr": "P1D"}})),
        node("strom", json!({})),
        node(
            "werk",
            json!({"reliability": {"unavailability": 0}, "needs": [
                {"anyOf": ["dresden.x-pumpe-1", "dresden.x-pumpe-2"]}, "dresden.x-ventil",
                {"on": "dresden.x-strom", "needed": "start"}]})
        ),
        node("markt", json!({"needs": ["dresden.x-werk"]})),
    ])
}

fn asked(node: &str, more: Value) -> Value {
    let mut question = json!({"node": node, "changes": plant()});
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

fn keys(nodes: &Value) -> Vec<&str> {
    nodes.as_array().unwrap().iter().map(|node| node["key"].as_str().unwrap()).collect()
}

fn sets(answer: &Value) -> Vec<Vec<&str>> {
    answer["sets"].as_array().unwrap().iter().map(|set| keys(&set["nodes"])).collect()
}

fn close(found: &Value, expected: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - expected).abs() <= 1e-12 * expected, "{found} is not {expected}");
}

#[tokio::test]
async fn the_mirrored_stores_of_dresden_hang_on_their_synchronisation() {
    let service = Service::dresden().await;
    let question = json!({"node": "dresden.storage", "maxOrder": 4});
    let answer = service.post(CUT_SETS, &question).await.expect(200).json();
    let expected = [
        vec!["dresden.storage"],
        vec!["dresden.storage-sync"],
        vec!["dresden.rz-rathaus", "dresden.rz-zwei"],
        vec!["dresden.rz-rathaus", "dresden.storage-c", "dresden.storage-d"],
        vec!["dresden.rz-zwei", "dresden.storage-a", "dresden.storage-b"],
        vec!["dresden.storage-a", "dresden.storage-b", "dresden.storage-c", "dresden.storage-d"],
    ];
    assert_eq!(sets(&answer), expected);
    let counts: Vec<(u64, u64)> = answer["counts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["order"].as_u64().unwrap(), c["sets"].as_u64().unwrap()))
        .collect();
    assert_eq!(counts, [(1, 2), (2, 1), (3, 2), (4, 1)]);
    assert_eq!(
        (&answer["completeTo"], &answer["candidates"], &answer["omitted"]),
        (&json!(4), &json!(8), &json!(0))
    );
    // Reduced is enough: fewer than three stores.
    let degraded = json!({"node": "dresden.storage", "maxOrder": 2, "level": "degraded"});
    let answer = service.post(CUT_SETS, &degraded).await.expect(200).json();
    assert!(sets(&answer).contains(&vec!["dresden.rz-zwei"]), "{answer}");
    assert!(sets(&answer).contains(&vec!["dresden.storage-a", "dresden.storage-c"]), "{answer}");
}

#[tokio::test]
async fn lists_are_cut_and_counts_are_not() {
    let service = Service::dresden().await;
    let question = json!({"node": "dresden.storage", "maxOrder": 4, "limit": 2});
    let answer = service.post(CUT_SETS, &question).await.expect(200).json();
    assert_eq!((sets(&answer).len(), &answer["omitted"]), (2, &json!(4)));
    let among = ["dresden.storage-a", "dresden.storage-b", "dresden.rz-zwei"];
    let question = json!({"node": "dresden.storage", "among": among});
    let answer = service.post(CUT_SETS, &question).await.expect(200).json();
    assert_eq!(sets(&answer), [vec!["dresden.rz-zwei", "dresden.storage-a", "dresden.storage-b"]]);
}

#[tokio::test]
async fn a_plant_is_as_available_as_worked_out_by_hand() {
    let service = Service::dresden().await;
    let answer = service.post(AVAILABILITY, &asked("dresden.x-werk", json!({}))).await.expect(200).json();
    assert_eq!(answer["result"], "exact");
    close(&answer["unavailability"], 0.0199);
    close(&answer["upper"], 0.0199);
    close(&answer["hoursPerYear"], 0.0199 * 8760.0);
    assert_eq!(answer["sources"], json!({"stated": 4, "assumed": 0, "unknown": 0}));
    let importances = answer["importances"].as_array().unwrap();
    let order: Vec<&str> = importances.iter().map(|i| i["node"]["key"].as_str().unwrap()).collect();
    assert_eq!(order, ["dresden.x-ventil", "dresden.x-pumpe-1", "dresden.x-pumpe-2"]);
    close(&importances[0]["birnbaum"], 0.99);
    close(&importances[0]["fussellVesely"], 0.01 * 0.99 / 0.0199);
    close(&importances[0]["riskAchievementWorth"], 1.0 / 0.0199);
    close(&importances[0]["riskReductionWorth"], 0.0199 / 0.01);
    close(&importances[1]["birnbaum"], 0.1 * 0.99);
    let cuts =
        service.post(CUT_SETS, &asked("dresden.x-werk", json!({"maxOrder": 2}))).await.expect(200).json();
    assert_eq!(
        sets(&cuts),
        [vec!["dresden.x-ventil"], vec!["dresden.x-werk"], vec!["dresden.x-pumpe-1", "dresden.x-pumpe-2"]]
    );
    close(&cuts["sets"][2]["unavailability"], 0.01);
}

#[tokio::test]
async fn what_is_unknown_is_said_and_never_made_up() {
    let service = Service::dresden().await;
    let answer = service.post(AVAILABILITY, &asked("dresden.x-markt", json!({}))).await.expect(200).json();
    assert_eq!(
        (&answer["result"], keys(&answer["unknown"])),
        (&json!("lower-bound"), vec!["dresden.x-markt"])
    );
    close(&answer["lower"], 0.0199);
    assert!(answer.get("upper").is_none() && answer.get("unavailability").is_none(), "{answer}");
    let notes = answer["assumptions"]["notes"].to_string();
    assert!(notes.contains("were taken as never failing"), "{notes}");
    let assumed = asked("dresden.x-markt", json!({"defaultUnavailability": 0.5}));
    let answer = service.post(AVAILABILITY, &assumed).await.expect(200).json();
    assert_eq!(answer["sources"], json!({"stated": 4, "assumed": 1, "unknown": 0}));
    close(&answer["unavailability"], 1.0 - 0.5 * (1.0 - 0.0199));
    assert_eq!(answer["importances"][0]["assumed"], true);
    assert!(answer["assumptions"]["notes"].to_string().contains("an assumption, not a finding"));
}

#[tokio::test]
async fn both_are_papers_in_both_languages() {
    let service = Service::dresden().await;
    let read = async |path: &str, question: Value, query: &str| {
        send(service.request("POST", &format!("{path}?{query}")).json(&question)).await.expect(200).text
    };
    let of_dresden = json!({"node": "dresden.storage", "maxOrder": 4});
    let german = read(CUT_SETS, of_dresden.clone(), "format=text&lang=de").await;
    assert!(german.contains("Abgleich der Speichersysteme (Synchronisation)"), "{german}");
    assert!(german.contains("2 Knoten genügen für sich allein."), "{german}");
    let html = read(CUT_SETS, of_dresden, "format=html&lang=en").await;
    assert!(html.contains("Which failures together are enough?"), "{html}");
    let plant = asked("dresden.x-werk", json!({}));
    let english = read(AVAILABILITY, plant.clone(), "format=text&lang=en").await;
    let flowing = english.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flowing.contains("for 0.0199 of the time (computed exactly): 174 hours a year."), "{english}");
    let german = read(AVAILABILITY, plant, "format=html&lang=de").await;
    assert!(german.contains("0,0199"), "{german}");
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let service = Service::dresden().await;
    let wrong = json!({"level": "operational", "maxOrder": 0, "among": [], "nod": 1});
    let mut codes = service.post(CUT_SETS, &wrong).await.expect(400).codes();
    codes.sort();
    let expected =
        ["empty-list", "missing-property", "number-out-of-range", "unknown-property", "unknown-word"];
    assert_eq!(codes, expected);
    let wrong = json!({"node": "dresden.storag", "defaultUnavailability": 0.1});
    let told = service.post(AVAILABILITY, &wrong).await.expect(400);
    assert!(told.text.contains("did you mean dresden.storage?"), "{}", told.text);
    let wrong = json!({"node": "dresden.storage", "defaultUnavailability": 1.5});
    assert_eq!(service.post(AVAILABILITY, &wrong).await.expect(400).codes(), ["number-out-of-range"]);
}
