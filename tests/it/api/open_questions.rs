//! It stands in one of several places and nobody knows in which: what is possible, what is certain, what is open.

use crate::support::service::Service;
use serde_json::{Value, json};

/// A map of its own in a scenario: a procedure that runs in one of two computing centres, and an office on it.
fn scenario(failed: &[&str], confirmation: &str) -> Value {
    let service = |key: &str, more: Value| {
        let mut node =
            json!({"key": key, "kind": "service", "name": key, "agency": "amt", "layer": "platform"});
        node.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"op": "put", "node": node})
    };
    let failures: Vec<Value> = failed.iter().map(|key| json!({"node": key})).collect();
    let which = json!({"oneOfUnknown": ["amt.a", "amt.b"], "confirmation": confirmation, "id": "where",
                       "tolerance": "PT1H"});
    json!({"failures": failures, "changes": [
        {"op": "put", "node": {"key": "amt", "kind": "agency", "name": "Amt"}},
        service("amt.a", json!({})),
        service("amt.b", json!({})),
        service("amt.verfahren", json!({"needs": [which]})),
        service("amt.buero", json!({"needs": [{"on": "amt.verfahren", "confirmation": "confirmed"}]})),
    ]})
}

async fn levels(service: &Service, scenario: &Value) -> (Vec<(String, bool)>, Value) {
    let answer = service.post("/v1/impact", scenario).await.expect(200).json();
    let of = |node: &Value| {
        let hit = ["amt.verfahren", "amt.buero"].contains(&node["key"].as_str().unwrap());
        hit.then(|| (node["level"].as_str().unwrap().to_owned(), node["certain"].as_bool().unwrap()))
    };
    (answer["affected"].as_array().unwrap().iter().filter_map(of).collect(), answer["openQuestions"].clone())
}

#[tokio::test]
async fn one_that_fails_is_possible_and_all_are_certain() {
    let service = Service::dresden().await;
    let down = |certain: bool| vec![("unavailable".to_owned(), certain); 2];
    let (hit, open) = levels(&service, &scenario(&["amt.a"], "confirmed")).await;
    assert_eq!(hit, down(false));
    assert_eq!(open[0]["node"]["key"], "amt.verfahren");
    assert_eq!(open[0]["dependency"], "amt.verfahren~where");
    assert_eq!(
        open[0]["providers"],
        json!([{"key": "amt.a", "name": "amt.a", "level": "unavailable"}, {"key": "amt.b", "name": "amt.b"}])
    );
    assert_eq!(open.as_array().unwrap().len(), 1);
    // When all fail it is sure, and nothing is open.
    assert_eq!(
        levels(&service, &scenario(&["amt.a", "amt.b"], "confirmed")).await,
        (down(true), Value::Null)
    );
    // Nobody has confirmed that it is one of these.
    assert_eq!(levels(&service, &scenario(&["amt.a", "amt.b"], "assumed")).await, (down(false), Value::Null));
    // Asked for what is certain, one failure does nothing.
    let mut only = scenario(&["amt.a"], "confirmed");
    only["include"] = json!("confirmed");
    assert_eq!(levels(&service, &only).await, (vec![], Value::Null));
}

#[tokio::test]
async fn a_short_failure_leaves_no_question_and_it_is_a_finding() {
    let service = Service::dresden().await;
    let mut short = scenario(&["amt.a"], "confirmed");
    short["failures"] = json!([{"node": "amt.a", "until": "PT1H"}]);
    assert_eq!(levels(&service, &short).await, (vec![], Value::Null));
    let asked = json!({"of": {"agency": "amt"}, "changes": short["changes"], "kinds": "open-question"});
    let found = service.post("/v1/analyses/findings", &asked).await.expect(200).json();
    let ids: Vec<&Value> =
        found["findings"].as_array().unwrap().iter().map(|finding| &finding["id"]).collect();
    assert_eq!(ids, ["open-question~amt.verfahren~where"]);
}
