//! The example maps give what was reported of the real outages: affected, not affected, fallbacks, deadlines.

use crate::support::maps;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use tragweite::formats::{Source, read_scenario};
use tragweite::map::Map;

fn answer(map: &Map, scenario: &Path, limit: u32) -> Value {
    let name = scenario.display().to_string();
    let mut request = read_scenario(&Source::new(name, std::fs::read(scenario).unwrap())).unwrap();
    request.limit = Some(limit);
    maps::ask(map, &request)
}

fn by_key(list: &Value) -> BTreeMap<&str, &Value> {
    list.as_array().unwrap().iter().map(|item| (item["key"].as_str().unwrap(), item)).collect()
}

fn expected(path: &Path) -> Value {
    serde_saphyr::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Every difference between the answer and the expected file.
fn differences(map: &Map, answer: &Value, expected: &Value) -> Vec<String> {
    let (affected, at_risk) = (by_key(&answer["affected"]), by_key(&answer["atRisk"]));
    let mut wrong = Vec::new();
    let mut check = |right: bool, what: String| {
        if !right {
            wrong.push(what);
        }
    };
    let entries = |name: &str| expected[name].as_object().cloned().unwrap_or_default();
    let items = |name: &str| expected[name].as_array().cloned().unwrap_or_default();
    for (key, level) in entries("affected") {
        let found = affected.get(key.as_str()).map(|n| &n["level"]);
        check(found == Some(&level), format!("{key} should be {level}, is {found:?}"));
    }
    for key in items("notAffected") {
        let key = key.as_str().unwrap();
        check(map.find(key).is_some(), format!("{key} is not in the map"));
        check(!affected.contains_key(key), format!("{key} should not be affected"));
    }
    for key in items("atRisk") {
        check(at_risk.contains_key(key.as_str().unwrap()), format!("{key} should be at risk"));
    }
    for (key, text) in entries("workarounds") {
        let found = affected.get(key.as_str()).map(|n| n["workarounds"].to_string()).unwrap_or_default();
        check(found.contains(text.as_str().unwrap()), format!("{key} has no workaround {text}: {found}"));
    }
    for (key, period) in entries("deadlines") {
        let found = affected.get(key.as_str()).map(|n| n["deadlines"].to_string()).unwrap_or_default();
        let period = tragweite::model::Seconds::parse(period.as_str().unwrap()).unwrap().to_string();
        check(found.contains(&period), format!("{key} has no deadline of {period}: {found}"));
    }
    wrong
}

fn check(example: &str, scenarios: usize) {
    let folder = maps::graphs().join(example);
    let map = maps::load(&folder);
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.join("expected")).unwrap() {
        let path = entry.unwrap().path();
        let scenario = folder.join("scenarios").join(path.file_name().unwrap());
        let wrong = differences(&map, &answer(&map, &scenario, 100_000), &expected(&path));
        assert!(wrong.is_empty(), "{}:\n{}", scenario.display(), wrong.join("\n"));
        seen += 1;
    }
    assert_eq!(seen, scenarios, "scenarios of {example}");
}

#[test]
fn dresden_2018() {
    check("dresden-2018", 4);
}

#[test]
fn suedwestfalen_2023() {
    check("suedwestfalen-2023", 4);
}

#[test]
fn a_wrong_expectation_is_found() {
    let folder = maps::graphs().join("dresden-2018");
    let map = maps::load(&folder);
    let answer = answer(&map, &folder.join("scenarios/sync-failure.yaml"), 100);
    let expected = serde_json::json!({
        "affected": {"dresden.telefon": "unavailable"},
        "notAffected": ["dresden.email", "dresden.nirgends"],
        "atRisk": ["dresden.email"],
        "workarounds": {"dresden.versammlungsanzeigen": "Brieftaube"},
        "deadlines": {"dresden.versammlungsanzeigen": "PT1H"},
    });
    assert_eq!(differences(&map, &answer, &expected).len(), 6);
}

#[test]
fn the_sync_takes_vehicle_registration_of_another_district_with_it() {
    let folder = maps::graphs().join("dresden-2018");
    let map = maps::load(&folder);
    let answer = answer(&map, &folder.join("scenarios/sync-failure.yaml"), 100);
    let affected = by_key(&answer["affected"]);
    let kfz = affected["zwickau.kfz-zulassung"];
    assert_eq!(kfz["level"], "unavailable");
    assert_eq!(kfz["certain"], true);
    let offices: Vec<&str> =
        kfz["offeredAt"].as_array().unwrap().iter().map(|site| site.as_str().unwrap()).collect();
    assert_eq!(offices, ["zwickau.zwickau", "zwickau.werdau", "zwickau.glauchau"]);
    let why = kfz["why"].as_array().unwrap();
    assert_eq!(why.last().unwrap()["node"], "dresden.storage-sync");
    let zwickau = by_key(&answer["agencies"])["zwickau"];
    assert_eq!(zwickau["causes"], serde_json::json!(["dresden"]));
    assert!(zwickau["working"].as_u64().unwrap() > 0);
    let sites = by_key(&answer["sites"]);
    for office in offices {
        assert_eq!(sites[office]["services"][0]["key"], "zwickau.kfz-zulassung");
    }
}

#[test]
fn answers_come_in_parts_that_fit_together() {
    let folder = maps::graphs().join("suedwestfalen-2023");
    let map = maps::load(&folder);
    let scenario = folder.join("scenarios/disconnection.yaml");
    let whole = answer(&map, &scenario, 100_000);
    let name = scenario.display().to_string();
    let mut request = read_scenario(&Source::new(name, std::fs::read(&scenario).unwrap())).unwrap();
    request.limit = Some(50);
    let mut parts = Vec::new();
    loop {
        let part = maps::ask(&map, &request);
        assert_eq!(part["totals"], whole["totals"]);
        let rest = whole["affected"].as_array().unwrap().len() - part["affected"].as_array().unwrap().len();
        assert_eq!(part["omitted"]["affected"], rest);
        parts.extend(part["affected"].as_array().unwrap().iter().cloned());
        match part["next"].as_str() {
            Some(next) => request.cursor = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(Value::from(parts), whole["affected"]);
    request.scenario.horizon = Some(tragweite::model::Seconds::new(60).unwrap());
    request.cursor = Some("0-50-0000000000000000".into());
    assert!(maps::try_ask(&map, &request).unwrap_err().to_string().contains("cursor"));
}
