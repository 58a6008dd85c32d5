//! Our own workbook: a map goes out, is really edited in LibreOffice, and comes back with nothing but the edit.

use super::{dresden, folder, run};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

fn look(here: &Path, file: &str) -> Value {
    let import = ["import", "table", file, "--dry-run", "--report", "json", "--database", "sqlite:map.db"];
    let told = run(here, import);
    assert!(matches!(told.code, Some(0 | 4)), "{} {}", told.out, told.err);
    serde_json::from_str(&told.out).unwrap()
}

fn nothing(shown: &Value) {
    let plan = &shown["plan"];
    assert_eq!(
        (&plan["added"], &plan["changed"], &shown["removals"].as_array().unwrap().len(), &shown["open"]),
        (&0.into(), &0.into(), &0, &0.into()),
        "{shown:#}"
    );
}

/// LibreOffice without a window, on a profile of its own.
fn office(here: &Path, arguments: &[&str]) {
    let profile = format!("-env:UserInstallation=file://{}/profile", here.display());
    let done = Command::new("soffice")
        .args([&profile, "--headless", "--norestore"])
        .args(arguments)
        .current_dir(here)
        .env("HOME", here)
        .output()
        .expect("LibreOffice is needed: make tools installs it");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_map_comes_back_from_libreoffice_with_nothing_but_the_edit() {
    let here = tempfile::tempdir().unwrap();
    let example = dresden();
    run(here.path(), ["apply", "--database", "sqlite:map.db", example.to_str().unwrap()]).ok();
    let before = run(here.path(), ["export", "--database", "sqlite:map.db"]).ok();
    run(here.path(), ["export", "--database", "sqlite:map.db", "--format", "template", "-o", "karte.xlsx"])
        .ok();
    nothing(&look(here.path(), "karte.xlsx"));
    // A spreadsheet that a person edits: a flat document, in which one cell is another, becomes a workbook again.
    office(here.path(), &["--convert-to", "fods", "karte.xlsx"]);
    let flat = std::fs::read_to_string(here.path().join("karte.fods")).unwrap();
    let (was, will) = (">Kfz-Zulassung im Landkreis Zwickau<", ">Kfz-Zulassung und Führerscheine<");
    let edited = flat.replacen(was, will, 1);
    assert_ne!(flat, edited);
    std::fs::write(here.path().join("karte.fods"), edited).unwrap();
    office(
        here.path(),
        &["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "zurueck", "karte.fods"],
    );
    let shown = look(here.path(), "zurueck/karte.xlsx");
    assert_eq!((&shown["plan"]["changed"], &shown["plan"]["added"]), (&1.into(), &0.into()), "{shown:#}");
    assert_eq!(shown["plan"]["nodes"][0]["properties"], serde_json::json!(["name"]));
    run(here.path(), ["import", "table", "zurueck/karte.xlsx", "--apply", "--database", "sqlite:map.db"])
        .ok();
    let after = run(here.path(), ["export", "--database", "sqlite:map.db"]).ok();
    let other: Vec<(&str, &str)> = before.lines().zip(after.lines()).filter(|(a, b)| a != b).collect();
    assert_eq!(other.len(), 1, "{other:?}");
    assert!(other[0].1.contains("Kfz-Zulassung und Führerscheine"), "{other:?}");
}

#[test]
fn a_new_workbook_is_a_map_to_begin_from() {
    let here = folder(&[]);
    for language in ["de", "en"] {
        run(here.path(), ["init", language, "--xlsx", "--language", language]).ok();
        let file = if language == "de" { "de/karte.xlsx" } else { "en/map.xlsx" };
        let database = format!("sqlite:{language}.db");
        run(here.path(), ["import", "table", file, "--apply", "--database", &database]).ok();
        run(here.path(), ["init", language, "--language", language]).ok();
        let exported = |source: &[&str]| run(here.path(), [&["export"], source].concat()).ok();
        let keys = |text: &str| -> Vec<String> {
            let all = text.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
            all.map(|line| line.split(':').next().unwrap_or_default().trim().to_owned()).collect()
        };
        let made = exported(&["--database", &database]);
        assert_eq!(keys(&made), keys(&exported(&["--map", language])));
        assert!(made.contains("layer: utility"), "{made}");
    }
}
