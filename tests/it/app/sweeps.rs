//! The figures of a ranking on larger maps: those of an impact of the same failure.

use crate::support::maps;
use serde_json::{Value, json};
use tragweite::app::planning::kind;
use tragweite::app::pool::Pool;
use tragweite::engine::Watch;
use tragweite::formats::generate::{Size, generate};
use tragweite::map::{Builder, Map};
use tragweite::wire::{Place, Problems, Tree, decode_scenario};

fn ask(map: &Map, name: &str, question: &Value) -> Value {
    let mut problems = Problems::default();
    let tree = Tree::of(question).unwrap();
    let posed =
        kind(name).unwrap_or_else(|e| panic!("{e}")).decode(&tree, &Place::ROOT, &mut problems).unwrap();
    let watch = Watch::default();
    let answer = posed.ask(map, &[], &Pool::default(), &watch).unwrap();
    serde_json::from_slice(&answer.json()).unwrap()
}

fn totals(map: &Map, node: &Value) -> Value {
    let mut problems = Problems::default();
    let tree = Tree::of(&json!({"failures": [{"node": node}]})).unwrap();
    let request = decode_scenario(&tree, &Place::ROOT, &mut problems).unwrap();
    maps::ask(map, &request)["totals"].take()
}

/// The first and every so many-th failure of a ranking has the totals of its impact.
fn check(map: &Map, by: &str, every: usize) {
    let found = ask(map, "ranking", &json!({"by": by, "limit": 10_000}));
    let ranking = found["ranking"].as_array().unwrap();
    let mut looked = 0;
    for (at, failure) in ranking.iter().enumerate().filter(|(at, _)| at % every == 0 || *at < 20) {
        let totals = totals(map, &failure["node"]["key"]);
        let figures = failure["figures"].as_object().unwrap();
        for (name, figure) in figures.iter().filter(|(name, _)| *name != "timeCritical") {
            // Beside those that are affected, totals count the sites where something affected is offered.
            let name = if name == "sites" { "affectedSites" } else { name };
            let (found, expected) = (figure.as_f64().unwrap(), totals[name].as_f64().unwrap());
            // Cases are told to the millionth.
            assert!(
                (found - expected).abs() < 1e-5,
                "{name} of {}: {found} {expected} (place {at})",
                failure["node"]["key"]
            );
        }
        looked += 1;
    }
    assert!(looked > 20 && ranking[0]["figures"][by].as_f64().unwrap() > 0.0);
}

fn small() -> Map {
    let mut builder = Builder::new();
    generate(Size::of_municipalities(40).unwrap(), 7, &mut |node| builder.add(&node, 1));
    Map::new(builder.finish().unwrap_or_else(|faults| panic!("{faults:?}")), 1)
}

#[test]
fn figures_of_a_generated_map_are_those_of_impacts() {
    let map = small();
    for by in ["people", "casesPerDay", "publicServices", "districts"] {
        check(&map, by, 97);
    }
}

#[test]
fn figures_of_suedwestfalen_are_those_of_impacts() {
    check(&maps::load(&maps::graphs().join("suedwestfalen-2023")), "agencies", 10);
}

#[test]
fn the_common_trust_domain_behind_two_data_centres_comes_out_on_top() {
    let map = maps::load(&maps::graphs().join("suedwestfalen-2023"));
    let found = ask(&map, "false-redundancy", &json!({"limit": 1}));
    let list = &found["lists"][0];
    assert_eq!(
        (&list["how"], &list["dependent"]["name"]),
        (&json!("shared"), &json!("Zentrale Systeme der SIT"))
    );
    assert_eq!(list["causes"][0]["node"]["name"], "Gemeinsamer Vertrauensbereich der SIT");
    assert!(list["consequence"]["publicServices"].as_u64().unwrap() > 100, "{list}");
}
