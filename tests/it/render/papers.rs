//! The papers of the planners' questions in a real browser: one of every kind, and nothing to object to.

use super::axe::findings;
use crate::support::maps;
use serde_json::{Value, json};
use tragweite::app::planning::{KINDS, Print, analyse, decode_named, print};
use tragweite::app::pool::Pool;
use tragweite::engine::Watch;
use tragweite::integrations::weasyprint::Printer;
use tragweite::render::Language;
use tragweite::wire::Tree;

/// A question of this kind about the map of Dresden.
fn question(name: &str) -> Value {
    let sync = json!([{"node": "dresden.storage-sync"}]);
    match name {
        "availability" => json!({"node": "dresden.email", "defaultUnavailability": 0.01}),
        "comparison" => {
            json!({"failures": sync, "changes": [{"op": "delete", "key": "dresden.presseinformation"}]})
        }
        "cut-sets" => json!({"node": "dresden.email", "maxOrder": 2}),
        "diagnosis" => {
            json!({"unavailable": ["zwickau.kfz-zulassung", "dresden.email"], "operational": ["dresden.telefon"]})
        }
        "restart-plan" => json!({"failures": sync, "repairedAt": "P1D"}),
        "ways" => json!({"from": "zwickau.kfz-zulassung", "to": "dresden.storage"}),
        "single-points-of-failure" | "shared-ground" => json!({"of": {"agency": "zwickau"}}),
        _ => json!({}),
    }
}

#[tokio::test]
async fn the_papers_are_accessible() {
    let map = maps::load(&maps::graphs().join("dresden-2018"));
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for kind in KINDS {
        let tree =
            Tree::from_json(question(kind.name).to_string().as_bytes()).unwrap_or_else(|p| panic!("{p}"));
        let posed = decode_named(kind.name, &tree).unwrap_or_else(|e| panic!("{}: {e}", kind.name));
        for language in [Language::De, Language::En] {
            let done =
                analyse(posed.as_ref(), &map, &[], &Pool::default(), &Watch::default(), Some(language));
            let paper = done.unwrap_or_else(|e| panic!("{}: {e}", kind.name)).paper.unwrap();
            let page = print(paper, language, Print::Html, None, &Printer::default()).await.unwrap();
            let path = folder.path().join(format!("{}-{}.html", kind.name, language.say("de", "en")));
            std::fs::write(&path, page).unwrap();
            files.push(path);
        }
    }
    assert_eq!(files.len(), 26);
    let (content, found) = findings(&files);
    assert!(content, "{found}");
}
