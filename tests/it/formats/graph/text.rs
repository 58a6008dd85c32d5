//! How each text format looks.

use super::sample::hostile;
use super::{VERSION, text};
use serde_json::{Value, json};
use tragweite::formats::GraphFormat;
use tragweite::render::Language;
use tragweite::render::diagram::{Diagram, Subject};

#[test]
fn the_formats_look_like_this() {
    for format in GraphFormat::ALL.into_iter().filter(|format| *format != GraphFormat::Xlsx) {
        let text = text(&hostile(), format, Language::De);
        insta::assert_snapshot!(format.as_str(), text.replace(VERSION, "Tragweite"));
    }
}

#[test]
fn words_are_unique_and_say_what_they_are() {
    let mut words: Vec<&str> = GraphFormat::ALL.iter().map(|format| format.as_str()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), GraphFormat::ALL.len());
    for format in GraphFormat::ALL {
        assert!(format.media_type().contains('/') && !format.extension().starts_with('.'));
    }
}

#[test]
fn what_a_file_is_about_is_said_for_every_subject() {
    let said = |subject, language| {
        let diagram = Diagram { subject, revision: None, starts_at: None, ..hostile() };
        let document: Value = serde_json::from_str(&text(&diagram, GraphFormat::Jgf, language)).unwrap();
        let about = &document["graph"]["metadata"];
        assert!(about.get("revision").is_none() && about.get("startsAt").is_none(), "{about}");
        (about["shows"].clone(), about.get("subject").cloned())
    };
    let around = || Subject::Surroundings { node: 3, dependencies: 2, dependents: 0 };
    let text = "dresden.kfz (Schritte zu Anbietern: 2, zu Abhängigen: 0)";
    assert_eq!(said(around(), Language::De), (json!("surroundings"), Some(json!(text))));
    let text = "dresden.kfz (steps to providers: 2, to dependents: 0)";
    assert_eq!(said(around(), Language::En), (json!("surroundings"), Some(json!(text))));
    let filters = vec![("agency", "dresden".to_owned()), ("layer", "public".to_owned())];
    let filtered = said(Subject::Map(filters), Language::En);
    assert_eq!(filtered, (json!("map"), Some(json!("agency=dresden, layer=public"))));
    assert_eq!(said(Subject::Map(vec![]), Language::En), (json!("map"), None));
    assert_eq!(said(Subject::Impact(None), Language::En), (json!("impact"), None));
}
