//! The reference of the map file, its schema and the small town to begin from: they say what the program does.

use super::{finished, folder, program, run};
use crate::support::maps;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

/// What the examples of the reference have already.
const THERE: &str = "\
tragweite: 1
agencies:
  amt: { name: Amt }
sites:
  amt.haus: { name: Haus, agency: amt }
  amt.anbau: { name: Anbau, agency: amt }
services:
  amt.a: { name: A, agency: amt, layer: platform }
  amt.b: { name: B, agency: amt, layer: platform }
  amt.c: { name: C, agency: amt, layer: platform }
";

/// The examples of a reference: each with what is claimed of it.
fn examples(text: &str) -> Vec<(String, Vec<String>)> {
    let parts = text.split("```yaml\n").skip(1);
    let read = |part: &str| {
        let (yaml, rest) = part.split_once("```").unwrap();
        let rest = rest.split("### ").next().unwrap();
        let claims = rest.split("<!-- ").skip(1).map(|claim| claim.split(" -->").next().unwrap().to_owned());
        (yaml.to_owned(), claims.collect())
    };
    parts.map(read).collect()
}

#[test]
fn every_example_means_what_is_said() {
    let (german, english) = (examples(&read("docs/de/karte.md")), examples(&read("docs/en/map.md")));
    assert_eq!(german, english);
    assert!(german.len() >= 20, "{}", german.len());
    for (yaml, claims) in german {
        assert!(!claims.is_empty(), "{yaml}");
        let here = folder(&[("there.yaml", THERE), ("example.yaml", &format!("tragweite: 1\n{yaml}"))]);
        run(here.path(), ["check", "."]).ok();
        for claim in claims {
            let (fails, then) = claim.split_once(" => ").unwrap();
            let mut arguments = vec!["impact", "--map", ".", "--format", "json"];
            fails.split(' ').for_each(|key| arguments.extend(["--fail", key]));
            let answer: Value = serde_json::from_str(&run(here.path(), &arguments).ok()).unwrap();
            for expected in then.split(", ") {
                let (key, level) = expected.split_once(' ').unwrap();
                assert_eq!(last_level(&answer, key), level, "{yaml}{claim}: {answer:#}");
            }
        }
    }
}

/// The level of a node in the end.
fn last_level(answer: &Value, key: &str) -> String {
    let affected = answer["affected"].as_array().unwrap().iter().find(|node| node["key"] == key);
    let last = affected.and_then(|node| node["spans"].as_array()?.last().cloned());
    last.filter(|span| span["until"].is_null())
        .map_or("operational".to_owned(), |span| span["level"].as_str().unwrap().to_owned())
}

#[test]
fn the_tables_are_those_of_the_program() {
    for (language, name) in [("de", "docs/de/karte.md"), ("en", "docs/en/map.md")] {
        let tables = run(root(), ["schema", "--format", "markdown", "--language", language]).ok();
        let text = read(name);
        assert!(
            text.ends_with(tables.trim_end().to_owned().as_str())
                || text.trim_end().ends_with(tables.trim_end()),
            "{name} is old: {tables}"
        );
    }
}

fn schema(language: &str) -> Value {
    serde_json::from_str(&run(root(), ["schema", "--language", language]).ok()).unwrap()
}

#[test]
fn the_published_schemas_are_those_of_the_program() {
    for language in ["de", "en"] {
        let published: Value =
            serde_json::from_str(&read(&format!("schemas/map.{language}.schema.json"))).unwrap();
        assert_eq!(
            published,
            schema(language),
            "tragweite schema --language {language} -o schemas/map.{language}.schema.json"
        );
    }
}

/// All map files of the project.
fn map_files() -> Vec<PathBuf> {
    let mut found = vec![root().join("src/cli/start/de.yaml"), root().join("src/cli/start/en.yaml")];
    for folder in std::fs::read_dir(maps::graphs()).unwrap() {
        let folder = folder.unwrap().path();
        let inside = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
        found.extend(inside.filter(|path| path.extension().is_some_and(|e| e == "yaml")));
    }
    found
}

fn tree(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap()
}

/// Lines that the program refuses and that an editor is to refuse, too.
const WRONG: &[&str] = &[
    "  amt.d: { name: D, agency: amt, layer: Fachverfahren }\n",
    "  amt.d: { name: D, agency: amt }\n",
    "  amt.d: { name: D, agency: amt, layer: public, mtpd: 3 Tage }\n",
    "  amt.d: { name: D, agency: amt, layer: public, mtpd: P1M }\n",
    "  amt.d: { name: D, agency: amt, layer: public, mtpd: 1 }\n",
    "  amt.d: { name: D, agency: amt, layer: public, needs: amt.a }\n",
    "  amt.d: { name: D, agency: amt, layer: public, needs: [{ on: amt.a, anyOf: [amt.b] }] }\n",
    "  amt.d: { name: D, agency: amt, layer: public, needs: [{ on: amt.a, workaround: Funk }] }\n",
    "  amt.d: { name: D, agency: amt, layer: public, needs: [{ atLeast: 2 }] }\n",
    "  amt.d: { name: D, agency: amt, layer: public, population: 5 }\n",
    "  amt.d: { name: D, agency: amt, layer: public, offeredAt: Bauhof }\n",
    "  amt.d: { name: D, agency: amt, layer: public, leika: 99036008007000 }\n",
    "  amt.d: { name: 7, agency: amt, layer: public }\n",
    "  Amt.D: { name: D, agency: amt, layer: public }\n",
    "  amt.d: { bezeichnung: D, agency: amt, layer: public }\n",
    "  amt.d: { name: D, agency: amt, layer: public, reliability: { mtbf: P90D } }\n",
    "dienste: {}\n",
];

#[test]
fn the_schema_takes_what_the_program_takes_and_refuses_what_it_refuses() {
    for language in ["de", "en"] {
        let schema = jsonschema::validator_for(&schema(language)).unwrap();
        let complaints = |text: &str| {
            let mut told = String::new();
            for error in schema.iter_errors(&tree(text)) {
                writeln!(told, "{}: {error}", error.instance_path()).unwrap();
            }
            told
        };
        for file in map_files() {
            let text = std::fs::read_to_string(&file).unwrap();
            assert_eq!(complaints(&text), "", "{}", file.display());
        }
        for (yaml, _) in examples(&read("docs/en/map.md")) {
            assert_eq!(complaints(&format!("tragweite: 1\n{yaml}")), "", "{yaml}");
        }
        assert_eq!(complaints(THERE), "");
        for wrong in WRONG {
            let text = format!("{THERE}{wrong}");
            assert_ne!(complaints(&text), "", "{wrong}");
            run(folder(&[("a.yaml", &text)]).path(), ["check", "a.yaml"]).fails(1);
        }
    }
}

#[test]
fn the_language_server_of_editors_completes_and_complains() {
    let tool = root().join("tests/tools/yaml");
    assert!(
        tool.join("node_modules/yaml-language-server").exists(),
        "yaml-language-server is missing: \"sh scripts/install-tools.sh test\" installs it"
    );
    let here = tempfile::tempdir().unwrap();
    let text = format!("{THERE}  amt.d:\n    name: D\n    \n");
    let line = THERE.lines().count() + 2;
    let wrong: Vec<Value> = WRONG.iter().map(|wrong| json!({ "text": format!("{THERE}{wrong}") })).collect();
    let mut questions = vec![json!({ "text": THERE }), json!({ "text": text, "line": line, "character": 4 })];
    questions.extend(wrong);
    std::fs::write(here.path().join("questions.json"), json!(questions).to_string()).unwrap();
    let done = Command::new("node")
        .arg(tool.join("ask.mjs"))
        .arg(root().join("schemas/map.de.schema.json"))
        .arg(here.path().join("questions.json"))
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let answers: Vec<Value> = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(answers[0]["wrong"], json!([]));
    let proposed = answers[1]["proposed"].to_string();
    for name in ["agency", "layer", "mtpd", "needs", "offeredAt", "casesPerDay"] {
        assert!(proposed.contains(&format!("\"{name}\"")), "{proposed}");
    }
    assert!(!proposed.contains("population"), "{proposed}");
    for (answer, wrong) in answers[2..].iter().zip(WRONG) {
        assert_ne!(answer["wrong"], json!([]), "{wrong}");
    }
}

#[test]
fn a_small_town_to_begin_from_is_right_in_both_languages() {
    let here = tempfile::tempdir().unwrap();
    for (language, file, key, words) in [
        ("de", "stadt/karte.yaml", "musterstadt.strom", "Stromversorgung Rathaus"),
        ("en", "town/map.yaml", "sampletown.power", "power supply"),
    ] {
        let name = file.split('/').next().unwrap();
        let told = run(here.path(), ["init", name, "--language", language]).ok();
        assert!(told.contains(file) && told.contains(&format!("tragweite check {name}")), "{told}");
        run(here.path(), ["check", name]).ok();
        let found = run(here.path(), ["find", words, "--map", name, "--language", language]).ok();
        assert!(found.starts_with(key), "{found}");
        let told = run(here.path(), ["impact", "--map", name, "--fail", key, "--language", language]).ok();
        assert!(told.lines().count() > 10, "{told}");
        let there = run(here.path(), ["init", name, "--language", language]).fails(1);
        assert!(there.contains(file), "{there}");
    }
    let told = run(here.path(), ["find", "nirgends", "--map", "town"]).fails(1);
    assert!(told.starts_with("no node has these words"), "{told}");
}

#[test]
fn a_name_where_a_key_belongs_is_told_in_german() {
    let here = tempfile::tempdir().unwrap();
    run(here.path(), ["init", "stadt", "--language", "de"]).ok();
    let ask = ["impact", "--map", "stadt", "--fail", "Stromversorgung Rathaus@PT1H"];
    let told = finished(program(here.path()).args(ask).env("LANG", "de_DE.UTF-8")).fails(1);
    assert_eq!(
        told,
        "\"Stromversorgung Rathaus\" ist ein Name, kein Schlüssel; meinten Sie musterstadt.strom (Stromversorgung Rathaus)?\n"
    );
}

#[test]
fn each_command_has_a_manual_page_in_the_language() {
    let here = tempfile::tempdir().unwrap();
    for (language, headings) in [
        ("de", ["BEZEICHNUNG", "ÜBERSICHT", "BESCHREIBUNG", "SCHALTER"]),
        ("en", ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"]),
    ] {
        run(here.path(), ["manual", language, "--language", language]).ok();
        let folder = std::fs::read_dir(here.path().join(language)).unwrap();
        let pages: Vec<_> = folder.map(|page| page.unwrap().file_name().into_string().unwrap()).collect();
        for command in ["", "-impact", "-plan", "-plan-ranking", "-serve"] {
            let page = format!("tragweite{command}.1");
            assert!(pages.contains(&page), "{page}: {pages:?}");
            let text = std::fs::read_to_string(here.path().join(language).join(&page)).unwrap();
            let told: Vec<_> = text.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
            let told: Vec<_> = told.iter().map(|heading| heading.trim_matches('"')).collect();
            assert_eq!(told[..4], headings, "{page}");
        }
        assert!(!pages.iter().any(|page| page.contains("help")), "{pages:?}");
    }
}

#[test]
fn help_and_complaints_are_german_where_the_environment_is() {
    let here = tempfile::tempdir().unwrap();
    let german =
        |arguments: &[&str]| finished(program(here.path()).args(arguments).env("LC_ALL", "de_DE.UTF-8"));
    let help = german(&["--help"]).ok();
    assert!(
        help.contains("Aufruf: tragweite")
            && help.contains("\nBefehle:\n")
            && help.contains("Rückgabewerte:"),
        "{help}"
    );
    for command in [
        "check", "apply", "impact", "plan", "find", "init", "schema", "serve", "replay", "export",
        "generate", "manual",
    ] {
        let help = german(&[command, "--help"]).ok();
        assert!(help.contains("Aufruf: tragweite"), "{help}");
        for english in [
            "Usage",
            "Options:",
            "Commands:",
            "Arguments:",
            "Print help",
            "[default",
            "possible values",
            "[env",
        ] {
            assert!(!help.contains(english), "{command}: {english}: {help}");
        }
    }
    for (arguments, complaint) in [
        (&["impac"][..], "Fehler: den Befehl 'impac' gibt es nicht\n\nmeinten Sie"),
        (&["check"], "Fehler: diese Angaben fehlen: <FILES>..."),
        (&["check", "--quick", "a"], "Fehler: '--quick' ist hier keine Angabe"),
        (
            &["generate", "--size", "q"],
            "Fehler: 'q' ist kein Wert für '--size <SIZE>'; möglich sind: s, m, l, xl",
        ),
        (&["impact", "--fail", "a@2h"], "(schreiben Sie PT2H)"),
    ] {
        let told = german(arguments).fails(2);
        assert!(told.contains(complaint) && told.ends_with("Mehr dazu sagt '--help'.\n"), "{told}");
    }
    let english = run(here.path(), ["check", "--help"]).ok();
    assert!(english.contains("Usage: tragweite check") && english.contains("Print help"), "{english}");
}
