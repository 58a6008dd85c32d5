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

#[test]
fn sweeps_are_asked_for_by_flags() {
    let folder = folder();
    let points = plan(folder.path(), &["single-points-of-failure", "--of", "amt.a", "--language", "en"]).ok();
    insta::assert_snapshot!(points);
    let lists = plan(folder.path(), &["false-redundancy", "--how", "shared", "--format", "json"]).ok();
    let lists: Value = serde_json::from_str(&lists).unwrap();
    assert_eq!((&lists["promises"], &lists["kept"]), (&1.into(), &1.into()));
    let arguments = ["ranking", "--by", "nodes", "--kind", "service", "--pairs", "--time-critical", "PT4H"];
    let ranking = plan(folder.path(), &[&arguments[..], &["--format", "json"]].concat()).ok();
    let ranking: Value = serde_json::from_str(&ranking).unwrap();
    assert_eq!((&ranking["failures"], &ranking["timeCritical"]), (&3.into(), &"PT4H".into()));
    assert_eq!(ranking["pairs"]["ranking"][0]["nodes"][1]["key"], "amt.c");
    let wrong = plan(folder.path(), &["ranking", "--by", "size"]).fails(1);
    assert!(wrong.contains("by: \"size\" is not one of people, publicServices"), "{wrong}");
}

/// A name service and a directory that need each other, on one storage; the office has an objective.
const STUCK: &str = "\
tragweite: 1
agencies:
  amt: { name: Amt Nord }
services:
  amt.speicher: { name: Speicher, agency: amt, layer: infrastructure, recovery: PT30M }
  amt.namen: { name: Namensdienst, agency: amt, layer: platform, recovery: PT10M, needs: [amt.verzeichnis, amt.speicher] }
  amt.verzeichnis: { name: Verzeichnis, agency: amt, layer: platform, recovery: PT20M, needs: [amt.namen, amt.speicher] }
  amt.verfahren: { name: Fachverfahren, agency: amt, layer: application, recovery: PT2H, needs: [amt.verzeichnis] }
  amt.schalter: { name: Schalter, agency: amt, layer: public, rto: PT6H, mtpd: PT8H, rpo: PT1H, needs: [amt.verfahren] }
";

#[test]
fn a_restart_is_planned_for_people() {
    let folder = folder();
    std::fs::write(folder.path().join("map.yaml"), STUCK).unwrap();
    let scenario = "title: Speicher defekt\nstartsAt: \"2026-01-28T01:00:00+01:00\"\nfailures:\n  - node: amt.speicher\n";
    std::fs::write(folder.path().join("s.yaml"), scenario).unwrap();
    let asked = ["restart-plan", "--question", "s.yaml", "--repaired-at", "2026-01-28T04:30:00+01:00"];
    for language in ["de", "en"] {
        let told = plan(folder.path(), &[&asked[..], &["--language", language]].concat()).ok();
        insta::assert_snapshot!(format!("restart_{language}"), told);
    }
    let page = plan(folder.path(), &[&asked[..], &["--format", "html"]].concat()).ok();
    assert!(page.contains("<svg") && page.contains("von Hand"), "{page}");
}

#[test]
fn a_restart_from_flags_alone() {
    let folder = folder();
    std::fs::write(folder.path().join("map.yaml"), STUCK).unwrap();
    let asked = |more: &[&str]| {
        let flags = ["restart-plan", "--fail", "amt.speicher@..PT1H", "--format", "json"];
        let answer = plan(folder.path(), &[&flags[..], more].concat()).ok();
        serde_json::from_str::<Value>(&answer).unwrap()
    };
    assert_eq!(asked(&[])["totals"]["byHand"], 1);
    let stuck = asked(&["--no-proposals"]);
    assert_eq!((&stuck["totals"]["notBack"], &stuck["totals"]["deadlocked"]), (&4.into(), &4.into()));
    let given = asked(&["--no-proposals", "--by-hand", "amt.verzeichnis@PT2H"]);
    assert_eq!(
        (&given["totals"]["notBack"], &given["byHand"][0]["start"]["after"]),
        (&0.into(), &"PT2H".into())
    );
    insta::assert_snapshot!(plan(folder.path(), &["restart-plan"]).fails(1), @r"
    failures: failures is missing; list what fails, for example [{node: dresden.storage}]
    1 problem; a question is given by flags (tragweite plan restart-plan --help) or as a file with --question FILE
    ");
    let told = plan(folder.path(), &["restart-plan", "--fail", "amt.speicher"]).fails(1);
    assert!(told.contains("a restart plan needs to know when the failure is repaired"), "{told}");
}

#[test]
fn objectives_are_told_for_people() {
    let folder = folder();
    std::fs::write(folder.path().join("map.yaml"), STUCK).unwrap();
    let told = plan(folder.path(), &["objectives", "--language", "de"]).ok();
    insta::assert_snapshot!(told);
}

/// Two that count each other among their alternatives stay degraded for ever, and keep down who needs one whole.
#[test]
fn what_keeps_itself_degraded_is_named_with_its_circle() {
    let map = "\
tragweite: 1
agencies: { amt: { name: Amt Nord } }
services:
  amt.strom: { name: Strom, agency: amt, layer: utility }
  amt.x: { name: Verzeichnis, agency: amt, layer: platform, needs: [amt.strom, { sharedBy: [amt.y, amt.w] }] }
  amt.y: { name: Namensdienst, agency: amt, layer: platform, needs: [amt.strom, { sharedBy: [amt.x, amt.w] }] }
  amt.w: { name: Ersatz, agency: amt, layer: platform }
  amt.z: { name: Anzeige, agency: amt, layer: application, needs: [{ supportedBy: [amt.x] }] }
";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("map.yaml"), map).unwrap();
    let asked = ["restart-plan", "--fail", "amt.strom@PT0S..PT1H"];
    let told = plan(folder.path(), &[&asked[..], &["--language", "de"]].concat()).ok();
    assert!(told.contains("WAS SICH GEGENSEITIG EINGESCHRÄNKT HÄLT"), "{told}");
    assert!(told.contains("Verzeichnis → Namensdienst → Verzeichnis"), "{told}");
    let found: Value =
        serde_json::from_str(&plan(folder.path(), &[&asked[..], &["--format", "json"]].concat()).ok())
            .unwrap();
    let circles = found["degradedCircles"].as_array().unwrap();
    assert_eq!((circles.len(), &circles[0]["size"]), (1, &2.into()), "{found:#}");
    let ring: Vec<&str> =
        circles[0]["circle"].as_array().unwrap().iter().map(|step| step["node"].as_str().unwrap()).collect();
    assert_eq!(ring, ["amt.x", "amt.y"]);
    assert_eq!((&found["totals"]["stillDegraded"], &found["totals"]["deadlocks"]), (&2.into(), &0.into()));
}
