//! The published cases, exactly, through the program: one map file, one scenario file, one answer each.

use super::run;
use crate::support::vectors_doc;
use serde_json::Value;

#[test]
fn the_program_reproduces_every_case() {
    let folder = tempfile::tempdir().unwrap();
    let cases = vectors_doc::all();
    assert_eq!(cases.len(), 240 + 120);
    for case in cases {
        std::fs::write(folder.path().join("map.json"), case.map.to_string()).unwrap();
        std::fs::write(folder.path().join("scenario.json"), case.scenario.to_string()).unwrap();
        let arguments = [
            "impact",
            "--map",
            "map.json",
            "--scenario",
            "scenario.json",
            "--format",
            "json",
            "--limit",
            "100000",
        ];
        let answer: Value = serde_json::from_str(&run(folder.path(), arguments).ok()).unwrap();
        assert_eq!(vectors_doc::affected(&answer), case.affected, "{}", case.name);
        assert_eq!(vectors_doc::at_risk(&answer), case.at_risk, "{}", case.name);
    }
}
