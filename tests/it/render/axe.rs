//! What axe-core finds in a real browser, wide and narrow: nothing.

use super::samples::{example, hostile, large, options};
use super::tool;
use std::path::{Path, PathBuf};
use tragweite::render::Language;
use tragweite::render::html::html;

const CHROMIUM: &str = "/usr/bin/chromium";

/// What the checker prints about these files, and whether it is content.
fn findings(files: &[PathBuf]) -> (bool, String) {
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
            options.picture = Some(super::samples::SVG.into());
            options.timeline = Some(super::samples::SVG.into());
            let path = folder.path().join(format!("{name}-{}.html", language.say("de", "en")));
            std::fs::write(&path, html(report, &options)).unwrap();
            files.push(path);
        }
    }
    let (content, found) = findings(&files);
    assert!(content, "{found}");
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
