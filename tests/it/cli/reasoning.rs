//! Diagnosis, comparison, ways and shared ground on the command line, on the example maps.

use super::{Run, run};
use crate::support::maps::graphs;
use serde_json::Value;

fn plan(example: &str, arguments: &[&str]) -> Run {
    let map = graphs().join(example);
    let map = map.to_str().unwrap();
    run(std::env::temp_dir().as_path(), [&["plan"], arguments, &["--map", map]].concat())
}

#[test]
fn the_cause_of_the_outage_is_found_from_what_people_saw() {
    let told = plan(
        "dresden-2018",
        &[
            "diagnosis",
            "--down",
            "zwickau.kfz-zulassung,dresden.email",
            "--working",
            "zwickau.telefon",
            "--language",
            "en",
        ],
    );
    insta::assert_snapshot!(told.ok());
    let nothing = plan("dresden-2018", &["diagnosis", "--working", "zwickau.telefon"]).fails(1);
    assert!(nothing.contains("there is nothing to explain yet"), "{nothing}");
}

#[test]
fn a_comparison_tells_both_sides() {
    let told = plan(
        "dresden-2018",
        &[
            "comparison",
            "--fail",
            "dresden.storage-sync",
            "--after-fail",
            "dresden.storage-a",
            "--limit",
            "3",
            "--language",
            "de",
        ],
    );
    insta::assert_snapshot!(told.ok());
    let told =
        plan("dresden-2018", &["comparison", "--fail", "dresden.email", "--before-as-of", "3"]).fails(2);
    assert!(told.contains("map files have no earlier revisions"), "{told}");
}

#[test]
fn ways_and_common_ground_of_a_whole_region() {
    let told = plan(
        "suedwestfalen-2023",
        &["ways", "--from", "kreis-olpe.kfz-zulassung", "--to", "sit.vertrauensbereich", "--language", "de"],
    );
    insta::assert_snapshot!(told.ok());
    let data = plan(
        "suedwestfalen-2023",
        &["shared-ground", "--layer", "public", "--limit", "3", "--format", "json"],
    );
    let found: Value = serde_json::from_str(&data.ok()).unwrap();
    assert!(found["chosen"].as_u64().unwrap() > 50, "{found}");
    assert_eq!(found["omitted"]["own"], found["chosen"].as_u64().unwrap() - 3);
}
