//! `impact`: the same bytes as the use case gives, from files, from a database, from an earlier map.

use super::{SMALL, dresden, folder, run, run_with_input};
use crate::support::maps;
use serde_json::Value;
use tragweite::app::impact::{MAX_LINKS, ask};
use tragweite::app::pool::Pool;
use tragweite::formats::{Source, read_scenario};

#[test]
fn json_is_what_the_use_case_answers_byte_by_byte() {
    for example in ["dresden-2018", "suedwestfalen-2023"] {
        let folder = maps::graphs().join(example);
        let map = maps::load(&folder);
        let scenarios = std::fs::read_dir(folder.join("scenarios")).unwrap();
        for path in scenarios.map(|e| e.unwrap().path()) {
            let request = read_scenario(&Source::new("scenario", std::fs::read(&path).unwrap())).unwrap();
            let expected =
                ask(&map, &request, &Pool::default(), MAX_LINKS, |a| serde_json::to_string(&a).unwrap())
                    .unwrap();
            let path = path.to_str().unwrap();
            let told = run(&folder, ["impact", "--map", ".", "--scenario", path, "--format", "json"]).ok();
            assert!(told == expected, "{path}");
        }
    }
}

#[test]
fn arguments_say_the_same_as_a_scenario() {
    let here = folder(&[("map.yaml", SMALL)]);
    let scenario = "\
horizon: P1D
include: confirmed
limit: 3
failures:
  - node: amt.a
    level: degraded
    from: PT1H
    until: PT2H
  - node: amt.c
";
    let asked = ["impact", "--map", "map.yaml", "--format", "json"];
    let by_file = run_with_input(here.path(), &[&asked[..], &["--scenario", "-"]].concat(), scenario).ok();
    let by_words = ["--fail", "amt.a=degraded@PT1H..PT2H", "--fail", "amt.c", "--horizon", "P1D"];
    let by_words = [&asked[..], &by_words, &["--include", "confirmed", "--limit", "3"]].concat();
    assert_eq!(run(here.path(), by_words).ok(), by_file);
    let answer: Value = serde_json::from_str(&by_file).unwrap();
    assert_eq!(answer["assumptions"]["include"], "confirmed");
    assert_eq!(answer["affected"].as_array().unwrap().len(), 3);
}

#[test]
fn the_limit_of_the_command_line_counts() {
    let asked =
        ["impact", "--map", ".", "--scenario", "scenarios/two-days.yaml", "--format", "json", "--limit", "1"];
    let answer: Value = serde_json::from_str(&run(&dresden(), asked).ok()).unwrap();
    assert_eq!(answer["affected"].as_array().unwrap().len(), 1);
    assert_eq!(answer["omitted"]["affected"], 34);
}

#[test]
fn a_database_answers_like_the_files_and_remembers_earlier_maps() {
    let here = folder(&[("map.yaml", SMALL)]);
    let changed = SMALL.replace("needs: [{ on: amt.a, confirmation: confirmed }]", "needs: []");
    run(here.path(), ["apply", "--database", "sqlite:map.db", "map.yaml"]).ok();
    let applied = run_with_input(here.path(), &["apply", "--database", "sqlite:map.db", "-"], &changed).ok();
    assert!(applied.contains("0 added, 1 changed, 0 removed; the map is at revision 2 now"), "{applied}");
    let ask = |more: &[&str]| -> Value {
        let asked = ["impact", "--fail", "amt.a", "--format", "json"].iter().chain(more);
        serde_json::from_str(&run(here.path(), asked).ok()).unwrap()
    };
    let from_files = ask(&["--map", "map.yaml"]);
    let mut earlier = ask(&["--database", "sqlite:map.db", "--as-of", "1"]);
    assert_eq!(earlier["revision"], 1);
    earlier["revision"] = 0.into();
    assert_eq!(earlier, from_files);
    let now = ask(&["--database", "sqlite:map.db"]);
    assert_eq!((&now["revision"], &now["totals"]["unavailable"]), (&2.into(), &1.into()));
    let long_ago = ["--database", "sqlite:map.db", "--as-of", "2001-01-01T00:00:00Z", "--fail", "amt.a"];
    let told = run(here.path(), ["impact"].iter().chain(&long_ago)).fails(1);
    assert!(told.starts_with("--fail amt.a: there is no node"), "{told}");
    let table = run(here.path(), ["impact", "--database", "sqlite:map.db", "--fail", "amt.a"]).ok();
    assert!(table.contains("Kartenstand: Revision 2, 5 Knoten, 2 Abhängigkeiten."), "{table}");
}

#[test]
fn hypothetical_changes_are_part_of_the_question() {
    let here = folder(&[("map.yaml", SMALL)]);
    let scenario = r#"{"failures": [{"node": "amt.a"}], "changes": [{"op": "delete", "key": "amt.b"}]}"#;
    let asked = ["impact", "--map", "map.yaml", "--scenario", "-"];
    let run = run_with_input(here.path(), &asked, scenario);
    let text = if run.code == Some(0) { run.out } else { panic!("{}", run.err) };
    assert!(text.contains("Gerechnet mit 1 angenommenen Änderung."), "{text}");
    assert!(text.contains("davon 1 ausgefallen"), "{text}");
}
