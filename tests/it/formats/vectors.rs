//! The reference cases, written as map and scenario documents, say what the cases say.

use super::read;
use serde_json::{Value, json};
use std::collections::HashMap;
use tragweite::formats::{Source, read_scenario};
use tragweite::model::Terms;

fn duration(seconds: &Value) -> Value {
    json!(format!("PT{}S", seconds.as_u64().unwrap()))
}

/// One dependency of a case as an entry of `needs`.
fn need(dependency: &Value, index: usize) -> Value {
    let of = |role: &str| -> Vec<&Value> {
        let providers = dependency["providers"].as_array().unwrap();
        providers.iter().filter(|p| p["role"] == role).map(|p| &p["node"]).collect()
    };
    let mut entry = json!({
        "id": format!("d{index}"),
        "providers": of("primary"),
        "fallback": of("fallback"),
        "min": dependency["min"],
        "full": dependency["full"],
        "toleratesDegraded": dependency["tolerates_degraded"],
        "degradedWorks": dependency.get("degraded_works").unwrap_or(&json!(true)),
        "tolerance": duration(&dependency["tolerance"]),
        "needed": dependency["needed"],
        "confirmation": "confirmed",
    });
    match &dependency["workaround"] {
        Value::Null => entry["workaround"] = json!({}),
        lasts => entry["workaround"] = json!({ "lasts": duration(lasts) }),
    }
    entry
}

fn terms(dependency: &Value) -> Terms {
    let number = |name: &str| u32::try_from(dependency[name].as_u64().unwrap()).unwrap();
    Terms {
        min: number("min"),
        full: number("full"),
        tolerates_degraded: dependency["tolerates_degraded"].as_bool().unwrap(),
        degraded_works: dependency["degraded_works"] != false,
        one_of_unknown: false,
        tolerance: number("tolerance"),
        workaround: dependency["workaround"].as_u64().map(|w| u32::try_from(w).unwrap()),
        start_only: dependency["needed"] == "start",
        confirmed: true,
    }
}

#[test]
fn all_reference_cases_can_be_written() {
    let cases = crate::support::vectors_doc::cases();
    assert_eq!(cases.len(), 240 + 120);
    for case in &cases {
        let mut services = serde_json::Map::new();
        let mut expected: HashMap<&str, Vec<Terms>> = HashMap::new();
        for node in case["nodes"].as_array().unwrap() {
            let recovery = duration(node.get("recovery").unwrap_or(&json!(0)));
            let service =
                json!({ "name": "N", "agency": "a", "layer": "platform", "recovery": recovery, "needs": [] });
            services.insert(node["key"].as_str().unwrap().to_owned(), service);
        }
        for (i, dependency) in case["dependencies"].as_array().unwrap().iter().enumerate() {
            let dependent = dependency["dependent"].as_str().unwrap();
            services[dependent]["needs"].as_array_mut().unwrap().push(need(dependency, i));
            expected.entry(dependent).or_default().push(terms(dependency));
        }
        let map = json!({ "tragweite": 1, "agencies": { "a": { "name": "A" } }, "services": services });
        let name = case["name"].as_str().unwrap();
        let (nodes, _) = read(&[(name, map.to_string().as_bytes())]).unwrap_or_else(|p| panic!("{p}"));
        assert_eq!(nodes.len(), case["nodes"].as_array().unwrap().len() + 1);
        for node in &nodes {
            let found: Vec<Terms> = node.needs.iter().map(|n| n.terms()).collect();
            assert_eq!(found, expected.remove(node.key.as_str()).unwrap_or_default(), "{name} {}", node.key);
        }

        let failures: Vec<Value> = case["failures"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| {
                let until = if f["until"].is_null() { Value::Null } else { duration(&f["until"]) };
                json!({ "node": f["node"], "level": f["level"], "from": duration(&f["at"]), "until": until })
            })
            .collect();
        let scenario = json!({ "horizon": duration(&case["horizon"]), "failures": failures });
        let request = read_scenario(&Source::new(name, scenario.to_string().into_bytes())).unwrap();
        for (found, said) in request.scenario.failures.iter().zip(case["failures"].as_array().unwrap()) {
            assert_eq!(found.node().as_str(), said["node"]);
            assert_eq!(found.level().as_str(), said["level"]);
            assert_eq!(u64::from(found.from().get()), said["at"].as_u64().unwrap());
            assert_eq!(found.until().map(|u| u64::from(u.get())), said["until"].as_u64());
        }
        assert_eq!(request.scenario.failures.len(), failures.len());
    }
}
