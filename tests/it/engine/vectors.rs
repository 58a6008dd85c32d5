//! The published cases, exactly: by the engine and by the literal evaluation.

use super::case::{Answer, Case, Need};
use super::literal;
use serde_json::Value;
use tragweite::engine::Event;
use tragweite::model::Terms;

const VECTORS: [&str; 2] = [include_str!("../../vectors.json"), include_str!("../../vectors-whole.json")];

fn number(value: &Value) -> Option<u32> {
    value.as_u64().map(|n| u32::try_from(n).unwrap())
}

fn level(value: &Value) -> u8 {
    match value.as_str().unwrap() {
        "degraded" => 1,
        "unavailable" => 2,
        other => panic!("unknown level {other}"),
    }
}

/// Every case with its name and expected answer.
pub fn all() -> Vec<(String, Case, Answer)> {
    let read_all = |text: &str| -> Vec<_> {
        let all: Value = serde_json::from_str(text).unwrap();
        all["cases"].as_array().unwrap().iter().map(read).collect()
    };
    VECTORS.into_iter().flat_map(read_all).collect()
}

fn read(raw: &Value) -> (String, Case, Answer) {
    let list = |v: &Value| v.as_array().unwrap().clone();
    let keys: Vec<String> = list(&raw["nodes"]).iter().map(|n| n["key"].as_str().unwrap().into()).collect();
    let find = |v: &Value| keys.iter().position(|k| k == v.as_str().unwrap()).unwrap() as u32;
    let providers = |d: &Value, role: &str| {
        list(&d["providers"]).iter().filter(|p| p["role"] == role).map(|p| find(&p["node"])).collect()
    };
    let need = |d: &Value| Need {
        dependent: find(&d["dependent"]),
        primaries: providers(d, "primary"),
        fallbacks: providers(d, "fallback"),
        terms: Terms {
            min: number(&d["min"]).unwrap(),
            full: number(&d["full"]).unwrap(),
            tolerates_degraded: d["tolerates_degraded"].as_bool().unwrap(),
            degraded_works: d["degraded_works"].as_bool().unwrap_or(true),
            one_of_unknown: false,
            tolerance: number(&d["tolerance"]).unwrap(),
            workaround: number(&d["workaround"]),
            start_only: d["needed"] == "start",
            confirmed: true,
        },
    };
    let case = Case {
        recovery: list(&raw["nodes"]).iter().map(|n| number(&n["recovery"]).unwrap_or(0)).collect(),
        needs: list(&raw["dependencies"]).iter().map(need).collect(),
        failures: list(&raw["failures"])
            .iter()
            .map(|f| Event {
                node: find(&f["node"]),
                level: level(&f["level"]),
                from: number(&f["at"]).unwrap(),
                until: number(&f["until"]),
            })
            .collect(),
        horizon: number(&raw["horizon"]).unwrap(),
    };
    let spans = |v: &Value| {
        list(v)
            .iter()
            .map(|s| (level(&s["level"]), number(&s["from"]).unwrap(), number(&s["until"])))
            .collect()
    };
    let affected = raw["expect"]["affected"].as_object().unwrap();
    let mut at_risk: Vec<u32> = list(&raw["expect"]["at_risk"]).iter().map(&find).collect();
    at_risk.sort_unstable();
    let expected = Answer {
        affected: affected.iter().map(|(k, v)| (find(&Value::from(k.as_str())), spans(v))).collect(),
        at_risk,
    };
    (raw["name"].as_str().unwrap().into(), case, expected)
}

#[test]
fn engine_reproduces_every_case() {
    let cases = all();
    assert_eq!(cases.len(), 240 + 120);
    let mut scratch = tragweite::engine::Scratch::default();
    for (name, case, expected) in cases {
        assert_eq!(case.solve_on(&case.graph(), &mut scratch), expected, "{name}");
    }
}

#[test]
fn literal_evaluation_reproduces_every_case() {
    for (name, case, expected) in all() {
        assert_eq!(literal::solve(&case), expected, "{name}");
    }
}
