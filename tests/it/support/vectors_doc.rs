//! The published cases as map documents and scenario documents.

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tragweite::model::Seconds;

/// One case as documents, and what must come out.
pub(crate) struct Documents {
    pub(crate) name: String,
    pub(crate) map: Value,
    pub(crate) scenario: Value,
    pub(crate) affected: BTreeMap<String, Vec<Value>>,
    pub(crate) at_risk: BTreeSet<String>,
}

fn duration(seconds: &Value) -> Value {
    let seconds = u32::try_from(seconds.as_u64().unwrap()).unwrap();
    json!(Seconds::new(seconds).unwrap().to_string())
}

fn items(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// Every published case as it was published.
pub(crate) fn cases() -> Vec<Value> {
    let read = |text: &str| -> Vec<Value> {
        let all: Value = serde_json::from_str(text).unwrap();
        items(&all["cases"]).to_vec()
    };
    let published = [include_str!("../../vectors.json"), include_str!("../../vectors-whole.json")];
    published.into_iter().flat_map(read).collect()
}

/// Every published case as documents.
pub(crate) fn all() -> Vec<Documents> {
    cases().iter().map(documents).collect()
}

fn need(i: usize, dependency: &Value) -> Value {
    let of = |role: &str| -> Vec<&Value> {
        items(&dependency["providers"]).iter().filter(|p| p["role"] == role).map(|p| &p["node"]).collect()
    };
    let mut need = json!({
        "id": format!("d{i}"),
        "providers": of("primary"),
        "min": dependency["min"],
        "full": dependency["full"],
        "toleratesDegraded": dependency["tolerates_degraded"],
        "tolerance": duration(&dependency["tolerance"]),
        "needed": dependency["needed"],
        "confirmation": "confirmed",
    });
    if let Some(works) = dependency.get("degraded_works") {
        need["degradedWorks"] = works.clone();
    }
    let fallback = of("fallback");
    if !fallback.is_empty() {
        need["fallback"] = json!(fallback);
    }
    match &dependency["workaround"] {
        Value::Null => need["workaround"] = json!({"text": "ohne Ende"}),
        lasts if lasts.as_u64() == Some(0) => {}
        lasts => need["workaround"] = json!({"lasts": duration(lasts)}),
    }
    need
}

fn documents(case: &Value) -> Documents {
    let mut services = Map::new();
    for node in items(&case["nodes"]) {
        let key = node["key"].as_str().unwrap();
        let needs = items(&case["dependencies"]).iter().enumerate().filter(|(_, d)| d["dependent"] == key);
        let needs: Vec<Value> = needs.map(|(i, d)| need(i, d)).collect();
        let mut service = json!({"name": key, "agency": "amt", "layer": "platform", "needs": needs});
        if !node["recovery"].is_null() {
            service["recovery"] = duration(&node["recovery"]);
        }
        services.insert(key.to_owned(), service);
    }
    let failures: Vec<Value> = items(&case["failures"])
        .iter()
        .map(|f| {
            let mut failure = json!({"node": f["node"], "level": f["level"], "from": duration(&f["at"])});
            if !f["until"].is_null() {
                failure["until"] = duration(&f["until"]);
            }
            failure
        })
        .collect();
    let span = |s: &Value| {
        let mut span = json!({"level": s["level"], "from": duration(&s["from"])});
        if !s["until"].is_null() {
            span["until"] = duration(&s["until"]);
        }
        span
    };
    let affected = case["expect"]["affected"].as_object().unwrap();
    Documents {
        name: case["name"].as_str().unwrap().to_owned(),
        map: json!({"tragweite": 1, "agencies": {"amt": {"name": "Amt"}}, "services": services}),
        scenario: json!({"horizon": duration(&case["horizon"]), "failures": failures}),
        affected: affected.iter().map(|(k, v)| (k.clone(), items(v).iter().map(span).collect())).collect(),
        at_risk: items(&case["expect"]["at_risk"]).iter().map(|k| k.as_str().unwrap().to_owned()).collect(),
    }
}

/// The affected spans of an answer, without calendar times.
pub(crate) fn affected(answer: &Value) -> BTreeMap<String, Vec<Value>> {
    let of = |n: &Value| (n["key"].as_str().unwrap().to_owned(), items(&n["spans"]).to_vec());
    items(&answer["affected"]).iter().map(of).collect()
}

/// The keys at risk of an answer.
pub(crate) fn at_risk(answer: &Value) -> BTreeSet<String> {
    items(&answer["atRisk"]).iter().map(|n| n["key"].as_str().unwrap().to_owned()).collect()
}
