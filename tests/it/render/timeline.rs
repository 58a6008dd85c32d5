//! Who is down when.

use super::layout::{all_text, parts};
use super::view;
use crate::support::diagrams::{self, empty, item};
use crate::support::maps;
use tragweite::model::{Level, Seconds};
use tragweite::render::Language;
use tragweite::render::diagram::{Diagram, Item, State, Subject};
use tragweite::render::picture::{View, timeline};
use tragweite::render::report::Span;

#[test]
fn dresden_2018() {
    let folder = maps::graphs().join("dresden-2018");
    let map = maps::load(&folder);
    let request = diagrams::scenario(&folder, "two-days");
    let diagram = diagrams::impact(&map, &request);
    let picture = timeline(&diagram, &view());
    assert_eq!(picture, timeline(&diagram, &view()));
    let text = all_text(&picture);
    for wanted in
        ["Mi 14.11.", "14:30", "Fr 16.11.", "Landkreis Zwickau", "Bibliothekssystem", "✕ ausgefallen"]
    {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    assert!(picture.contains("ausgefallen ab Mi 14.11. 14:30, bis Fr 16.11. 08:30"));
    insta::assert_snapshot!("dresden_timeline", picture);
    let print = timeline(&diagram, &View { print: true, language: Language::En, ..view() });
    assert!(all_text(&print).contains("✕ unavailable"));
    for fill in [State::Degraded, State::Unavailable].map(|s| tragweite::render::theme::look(s).fill) {
        assert!(picture.contains(fill) && !print.contains(fill));
    }
}

#[test]
fn many_services_are_told_by_agency_unless_opened() {
    let folder = maps::graphs().join("suedwestfalen-2023");
    let map = maps::load(&folder);
    let request = diagrams::scenario(&folder, "disconnection");
    let diagram = diagrams::impact(&map, &request);
    let text = all_text(&timeline(&diagram, &view()));
    assert!(
        text.contains("Betroffen: 344 Knoten, davon 0 mit eigener Zeile und 344 in Zeilen ihrer"),
        "{text}"
    );
    // Agencies that stand alike share a row.
    assert!(text.contains("Kreis Siegen-Wittgenstein") && text.contains(" weitere ✕"), "{text}");
    let open = vec!["kreis-olpe".to_owned()];
    let opened = all_text(&timeline(&diagram, &View { open, ..view() }));
    assert!(opened.contains("davon 4 mit eigener Zeile und 340"), "{opened}");
    assert!(opened.contains("Kfz-Zulassung Kreis Olpe"));
}

#[test]
fn the_axis_fits_seconds_and_years() {
    let seconds = |s| Seconds::new(s).unwrap();
    for last in [1, 59, 3_600, 86_400, 40 * 86_400, 3_000 * 86_400, Seconds::MAX.get()] {
        for start in [None, Some("2018-03-24T14:30:00Z".parse().unwrap())] {
            let spans = vec![
                Span { level: Level::Degraded, from: Seconds::ZERO, until: Some(seconds(last)) },
                Span { level: Level::Unavailable, from: seconds(last), until: None },
            ];
            let node = Item { state: State::Unavailable, spans, ..item("a", "Amt") };
            let diagram = Diagram { nodes: vec![node], starts_at: start, ..empty(Subject::Impact(None)) };
            let picture = timeline(&diagram, &view());
            let ticks = picture.matches("text-anchor=\"middle\"").count();
            assert!((2..=20).contains(&ticks), "{last} {start:?}: {ticks} in {picture}");
            assert!(parts(&picture).len() == 1);
        }
    }
}
