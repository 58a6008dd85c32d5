//! The papers of the planners' questions in a real browser: one of every kind, and nothing to object to.

use super::axe::findings;
use super::tool;
use crate::support::maps;
use serde_json::{Value, json};
use std::path::Path;
use tragweite::app::planning::{KINDS, Print, kind, print};
use tragweite::app::pool::Pool;
use tragweite::engine::Watch;
use tragweite::map::Map;
use tragweite::outside::weasyprint::Printer;
use tragweite::render::Language;
use tragweite::render::html::HtmlOptions;
use tragweite::wire::Tree;
use tragweite::words::zone::usual;

/// A question of this kind about the map of Dresden.
fn question(name: &str) -> Value {
    let sync = json!([{"node": "dresden.storage-sync"}]);
    match name {
        "assumptions" => json!({"failures": sync}),
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

/// The paper of it.
async fn printed(map: &Map, name: &str, language: Language, form: Print) -> Vec<u8> {
    let tree = Tree::from_json(question(name).to_string().as_bytes()).unwrap_or_else(|p| panic!("{p}"));
    let posed = kind(name).and_then(|kind| kind.read(&tree)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let answer = posed.ask(map, &[], &Pool::default(), &Watch::default());
    let paper = answer.unwrap_or_else(|e| panic!("{name}: {e}")).paper(language, &usual());
    let look =
        HtmlOptions { classification: Some("TLP:AMBER".into()), ..HtmlOptions::new(language, usual()) };
    print(paper, look, form, &Printer::default()).await.unwrap()
}

#[tokio::test]
async fn the_papers_are_accessible() {
    let map = maps::load(&maps::graphs().join("dresden-2018"));
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for kind in KINDS {
        for language in [Language::De, Language::En] {
            let page = printed(&map, kind.name, language, Print::Html).await;
            let path = folder.path().join(format!("{}-{}.html", kind.name, language.pick("de", "en")));
            std::fs::write(&path, page).unwrap();
            files.push(path);
        }
    }
    assert_eq!(files.len(), 2 * KINDS.len());
    let (content, found) = findings(&files);
    assert!(content, "{found}");
}

#[tokio::test]
async fn a_picture_has_its_heading_on_its_page() {
    let map = maps::load(&maps::graphs().join("dresden-2018"));
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("plan.pdf");
    std::fs::write(&pdf, printed(&map, "restart-plan", Language::De, Print::Pdf).await).unwrap();
    let text = tool("pdftotext", [Path::new("-layout"), &pdf, Path::new("-")]);
    let text = String::from_utf8(text.stdout).unwrap();
    let page = text.split('\u{c}').find(|page| page.contains("Je Knoten ein Balken")).unwrap();
    let (heading, caption) = (page.find("Reihenfolge"), page.find("Je Knoten ein Balken"));
    assert!(heading.is_some() && heading < caption, "{page}");
    // How it is to be handled stands on every page.
    let pages = text.split('\u{c}').filter(|page| !page.trim().is_empty());
    assert!(pages.clone().count() > 1 && pages.clone().all(|page| page.contains("TLP:AMBER")), "{text}");
    // A paper without a revision has nothing to say of one.
    let foot = page.trim_end().lines().last().unwrap();
    assert!(foot.starts_with("Wiederanlaufplan  ") && foot.contains("Seite "), "{foot}");
}
