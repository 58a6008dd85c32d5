//! What axe-core finds in a real browser, wide, narrow and dark: nothing.

use super::samples::{example, hostile, large, options};
use super::tool;
use std::path::{Path, PathBuf};
use tragweite::model::Level;
use tragweite::render::Language;
use tragweite::render::html::dry_run::{self, AlertLine, DryRun, EffectLine, Fault, Outcome, RuleLine};
use tragweite::render::html::{Sheet, html};

const CHROMIUM: &str = "/usr/bin/chromium";

/// What the checker prints about these files, and whether it is content.
pub(super) fn findings(files: &[PathBuf]) -> (bool, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/axe");
    let install = "\"sh scripts/install-tools.sh test\" installs it";
    assert!(folder.join("node_modules/axe-core").exists(), "axe-core is missing: {install}");
    assert!(Path::new(CHROMIUM).exists(), "{CHROMIUM} is missing: {install}");
    let arguments = [folder.join("axe.mjs"), CHROMIUM.into()];
    let done = tool("node", arguments.iter().chain(files));
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    (done.status.success(), text)
}

#[test]
fn the_document_is_accessible() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    let reports = [
        ("dresden", example("dresden-2018", "two-days.yaml")),
        ("open", example("dresden-2018", "sync-failure.yaml")),
        ("large", large()),
        ("hostile", hostile()),
    ];
    for (name, report) in &reports {
        for language in [Language::De, Language::En] {
            let mut options = options(language);
            options.classification = Some("TLP:AMBER".into());
            options.pictures = vec![Sheet { svg: super::samples::SVG.into(), ..Sheet::default() }];
            options.brief = Some(super::samples::SVG.into());
            options.head.letterhead = vec!["Landkreis Muster".into()];
            options.timeline = Some(super::samples::SVG.into());
            let path = folder.path().join(format!("{name}-{}.html", language.pick("de", "en")));
            std::fs::write(&path, html(report, &options)).unwrap();
            files.push(path);
        }
    }
    for (name, page) in dry_runs() {
        for language in [Language::De, Language::En] {
            let path = folder.path().join(format!("dry-run-{name}-{}.html", language.pick("de", "en")));
            std::fs::write(&path, dry_run::page(&page, &dry_run::style(language), language)).unwrap();
            files.push(path);
        }
    }
    let (content, found) = findings(&files);
    assert!(content, "{found}");
}

/// The page with the form: empty, with an answer, and with what is wrong.
fn dry_runs() -> Vec<(&'static str, DryRun)> {
    let rule = RuleLine {
        when: vec!["job = node".into(), "host = dd-…".into()],
        node: "{agency}.{service}".into(),
        level: Level::Unavailable,
        levels: vec![("warning".into(), Level::Degraded)],
    };
    let empty = DryRun::new("rechenzentrum", vec![rule]);
    let alert = |level: Option<Level>| AlertLine {
        name: "Speicher antwortet nicht, und das mit einem sehr langen Text <b>".repeat(3),
        rule: level.map(|_| 1),
        node: level.map(|_| ("dresden.storage-sync".into(), "Abgleich".into())),
        level,
        result: "new",
        explained: false,
        unmatched: level.is_none().then(|| "rule 1: there is no node x".into()),
        flags: vec!["masked", "clock-ahead"],
    };
    let levels = [None, Some(Level::Unavailable), Some(Level::Degraded)];
    let effect = |level: Level| EffectLine {
        node: "dresden.storage-sync".into(),
        name: "Abgleich".into(),
        level,
        at: "Mi, 14.11.2018, 14:30 Uhr".into(),
    };
    let outcome = Outcome {
        zone: "Europe/Berlin".into(),
        received: 3,
        unmatched: 1,
        truncated: 2,
        omitted: 7,
        flags: vec!["too-many"],
        alerts: levels.into_iter().map(alert).collect(),
        effects: vec![effect(Level::Unavailable), effect(Level::Operational)],
    };
    let fault = Fault {
        place: "/alerts/0".into(),
        line: Some(3),
        detail: "wrong".into(),
        remedy: "correct it".into(),
    };
    let payload = "{\"alerts\": []}".to_owned();
    let answered = DryRun { outcome: Some(outcome), payload: payload.clone(), ..empty.clone() };
    let faults = vec![fault, Fault::too_long(1 << 20, Language::De)];
    let wrong = DryRun { faults, more_faults: 4, payload, ..empty.clone() };
    vec![("empty", empty), ("answered", answered), ("wrong", wrong)]
}

#[test]
fn a_page_that_is_not_accessible_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.html");
    let bad = "<!DOCTYPE html><html><title>x</title><img src=x.png><p style='color:#ddd'>grey</p><div style='width:2000px'>y</div>";
    std::fs::write(&path, bad).unwrap();
    let (content, found) = findings(&[path]);
    assert!(!content);
    for rule in ["html-has-lang", "image-alt", "color-contrast", "wider than the window"] {
        assert!(found.contains(rule), "{rule}: {found}");
    }
}
