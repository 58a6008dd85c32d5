//! The small district of `graphs/musterkreis`: what planners mean, and what is answered.

use super::run;
use crate::support::maps;
use serde_json::{Value, json};

fn ask(arguments: &[&str]) -> Value {
    let mut all = vec!["impact", "--map", "musterkreis", "--format", "json"];
    all.extend(arguments);
    serde_json::from_str(&run(&maps::graphs(), &all).ok()).unwrap()
}

fn hit<'a>(answer: &'a Value, key: &str) -> &'a Value {
    let affected = answer["affected"].as_array().unwrap();
    affected.iter().find(|node| node["key"] == key).unwrap_or_else(|| panic!("{key} is not affected"))
}

#[test]
fn a_database_needs_its_storage_whole_and_the_fallback_is_named() {
    let answer = ask(&["--fail", "rz.speicher-a"]);
    assert_eq!(hit(&answer, "rz.speicher")["level"], "degraded");
    assert_eq!(hit(&answer, "rz.datenbank")["level"], "unavailable");
    let used = &hit(&answer, "rz.speicher")["fallbacks"][0];
    assert_eq!((&used["node"]["key"], &used["from"]), (&json!("rz.speicher-b"), &json!("PT0S")));
    assert_eq!(used["contacts"][0]["phone"], "03999 4711");
    assert_eq!(used["source"], "Notfallhandbuch des Kreises");
}

#[test]
fn where_it_runs_is_an_open_question() {
    let answer = ask(&["--fail", "rz.haus-a"]);
    let open = &answer["openQuestions"][0];
    assert_eq!(open["node"]["key"], "rz.kfz-verfahren");
    let levels: Vec<Option<&str>> =
        open["providers"].as_array().unwrap().iter().map(|one| one["level"].as_str()).collect();
    assert_eq!(levels, [Some("unavailable"), None]);
    assert_eq!(hit(&answer, "rz.kfz-verfahren")["certain"], false);
}

#[test]
fn twelve_villages_count_twelve_times_and_their_people_once() {
    let answer = ask(&["--fail", "rz.anmeldung"]);
    assert_eq!(hit(&answer, "cdorf.buergerbuero")["standsFor"], 12);
    let totals = &answer["totals"];
    // Two offices in Ahausen, one in Bestadt, twelve in the villages.
    assert_eq!(totals["publicServices"], 15);
    assert_eq!((&totals["people"], &totals["peopleUnknown"]), (&json!(33_600), &json!(1)));
    assert_eq!(hit(&answer, "cdorf.buergerbuero")["certain"], false);
    assert_eq!(hit(&answer, "ahausen.standesamt")["certain"], true);
}

#[test]
fn workarounds_hold_for_the_whole_office_and_say_how_long() {
    let answer = ask(&["--fail", "rz.anmeldung"]);
    let office = hit(&answer, "ahausen.meldewesen");
    assert_eq!(office["spans"][1], json!({"level": "unavailable", "from": "P2D"}));
    assert_eq!(office["workarounds"][0]["source"], "Gespräch im Hauptamt");
    let table = run(
        &maps::graphs(),
        ["impact", "--map", "musterkreis", "--fail", "rz.anmeldung", "--language", "de"],
    )
    .ok();
    let table = table.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(table.contains("Beurkundung von Hand, später nacherfasst (ohne Ende)"), "{table}");
}

#[test]
fn the_last_way_and_what_is_lost_are_said() {
    let mail = ask(&["--fail", "rz.mail", "--about", "kreis.post"]);
    assert_eq!(hit(&mail, "kreis.anhoerung")["lastLegs"][0]["left"], json!(["kreis.post"]));
    assert_eq!(mail["about"][0]["level"], "operational");
    let both = ask(&["--fail", "rz.speicher-a", "--fail", "rz.speicher-b"]);
    assert_eq!(
        hit(&both, "rz.speicher")["data"],
        json!({"rpo": "PT4H", "lastCopy": "P1D", "exceedsRpo": true, "restore": "PT10H",
            "text": "Bänder im Rechenzentrum Süd"})
    );
    let unknown = run(
        &maps::graphs(),
        ["impact", "--map", "musterkreis", "--fail", "rz.mail", "--about", "kreis.past"],
    );
    assert!(unknown.fails(1).contains("kreis.post"), "the key that was meant");
}

#[test]
fn the_assumptions_that_change_most_come_first() {
    let answer: Value = serde_json::from_str(
        &run(
            &maps::graphs(),
            ["plan", "assumptions", "--map", "musterkreis", "--fail", "rz.haus-a", "--format", "json"],
        )
        .ok(),
    )
    .unwrap();
    let matters = answer["matters"].as_array().unwrap();
    let counts: Vec<u64> = matters.iter().map(|matter| matter["changed"].as_u64().unwrap()).collect();
    assert!(!counts.is_empty() && counts.is_sorted_by(|a, b| a >= b), "{counts:?}");
    let house = matters.iter().find(|matter| matter["supposed"] == "this-one").unwrap();
    assert_eq!(house["providers"][0]["key"], "rz.haus-b");
    assert!(house["nodes"].as_array().unwrap().iter().any(|n| n["node"]["key"] == "kreis.kfz-zulassung"));
}
