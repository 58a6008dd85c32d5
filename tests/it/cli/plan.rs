//! The planners' questions on the command line.

use super::{run, run_with_input};
use serde_json::Value;
use std::path::Path;

const MAP: &str = "\
tragweite: 1
agencies:
  amt: { name: Amt Nord }
services:
  amt.a: { name: Anmeldung, agency: amt, layer: platform, needs: [amt.b] }
  amt.b: { name: Namensdienst, agency: amt, layer: platform, needs: [{anyOf: [amt.a, amt.c]}] }
  amt.c: { name: Ersatz, agency: amt, layer: platform }
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("map.yaml"), MAP).unwrap();
    folder
}

fn plan(folder: &Path, arguments: &[&str]) -> super::Run {
    run(folder, [&["plan"], arguments, &["--map", "map.yaml"]].concat())
}

#[test]
fn a_question_is_answered_for_people() {
    let folder = folder();
    let told = plan(folder.path(), &["circles", "--language", "en"]).ok();
    insta::assert_snapshot!(told);
}

#[test]
fn the_same_as_data_from_flags_and_from_a_file() {
    let folder = folder();
    let by_flags =
        plan(folder.path(), &["circles", "--of", "amt.a", "--limit", "1", "--format", "json"]).ok();
    let found: Value = serde_json::from_str(&by_flags).unwrap();
    assert_eq!((&found["total"], &found["circles"][0]["omitted"]), (&1.into(), &1.into()));
    assert!(found["circles"][0]["heldUpBy"].as_str().unwrap().starts_with("amt.b~"), "{found}");
    std::fs::write(folder.path().join("q.yaml"), "of: amt.a\nlimit: 7\n").unwrap();
    let by_file =
        plan(folder.path(), &["circles", "--question", "q.yaml", "--limit", "1", "--format", "json"]).ok();
    assert_eq!(by_file, by_flags);
    let changes = "- {op: delete, key: amt.a}\n- {op: put, node: {key: amt.b, kind: service, name: B, agency: amt, layer: platform}}\n";
    let arguments = ["plan", "circles", "--map", "map.yaml", "--changes", "-", "--format", "json"];
    let changed: Value =
        serde_json::from_str(&run_with_input(folder.path(), &arguments, changes).ok()).unwrap();
    assert_eq!((&changed["total"], &changed["assumptions"]["nodes"]), (&0.into(), &3.into()));
}

#[test]
fn mistakes_name_their_place() {
    let folder = folder();
    std::fs::write(folder.path().join("q.yaml"), "of: amt.a\n\nlimitt: 7\n").unwrap();
    let told = plan(folder.path(), &["circles", "--question", "q.yaml"]).fails(1);
    assert!(
        told.contains("q.yaml:3: limitt: \"limitt\" is not a property here; did you mean limit?"),
        "{told}"
    );
    let told = plan(folder.path(), &["circles", "--of", "amt.x"]).fails(1);
    assert!(told.contains("there is no node \"amt.x\""), "{told}");
    let told = plan(folder.path(), &["circles", "--format", "pdf", "--limit", "0"]).fails(2);
    assert!(told.contains("--limit"), "{told}");
}
