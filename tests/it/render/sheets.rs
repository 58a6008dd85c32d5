//! Pictures on paper: everything can be read, and the sheets together show every node once.

use super::layout::{all_text, boxes, svg};
use super::view;
use crate::support::diagrams;
use crate::support::maps;
use std::collections::BTreeSet;
use tragweite::render::Language;
use tragweite::render::diagram::Diagram;
use tragweite::render::picture::{Paper, Placed, Split, View, dot};

fn page() -> View {
    View { page: true, ..view() }
}

/// Halves sheets until each can be read, as the program does.
fn split(diagram: &Diagram<'_>) -> Split {
    let mut split = Split::new(diagram);
    let mut at = 0;
    while at < split.len() {
        let fits = Placed::new(&svg(&split.sheet(diagram, &page(), at)), Paper::A4).is_some();
        at += usize::from(fits || !split.halve(diagram, at));
    }
    split
}

#[test]
fn a_large_picture_takes_sheets_that_refer_to_each_other() {
    let folder = maps::graphs().join("dresden-2018");
    let map = maps::load(&folder);
    let request = diagrams::scenario(&folder, "two-days");
    let diagram = diagrams::impact(&map, &request);
    assert_eq!(Placed::new(&svg(&dot(&diagram, &page())), Paper::A4), None);
    assert!(Placed::new(&svg(&dot(&diagram, &page())), Paper::Poster).is_some());
    let split = split(&diagram);
    let mut seen = BTreeSet::new();
    for at in 0..split.len() {
        let picture = svg(&split.sheet(&diagram, &page(), at));
        assert!(Placed::new(&picture, Paper::A4).is_some(), "{}", split.heading(&diagram, Language::De, at));
        for part in boxes(&picture) {
            match part.text[0].starts_with("→ Blatt ") {
                true => {
                    let sheets = part.text[0].trim_start_matches("→ Blatt ").split(", ");
                    let exist = |sheet: &str| (2..split.len() + 2).contains(&sheet.parse().unwrap());
                    assert!(sheets.clone().all(exist), "{:?}", part.text);
                    assert!(sheets.clone().all(|sheet| sheet != (at + 2).to_string()), "{:?}", part.text);
                }
                false => assert!(seen.insert(part.text.concat()), "twice: {:?}", part.text),
            }
        }
    }
    assert_eq!(seen.len(), diagram.nodes.len());
    let overview = all_text(&svg(&split.overview(&diagram, &View { coarse: 3, ..page() })));
    assert!(overview.contains("→ Blatt "), "{overview}");
    let legend = all_text(&svg(&split.legend(&diagram, &page())));
    assert!(legend.contains("auf einem anderen Blatt") && legend.contains("Auslöser"), "{legend}");
}

#[test]
fn of_many_agencies_those_where_it_begins_have_sheets() {
    let folder = maps::graphs().join("suedwestfalen-2023");
    let map = maps::load(&folder);
    let request = diagrams::scenario(&folder, "disconnection");
    let diagram = diagrams::impact(&map, &request);
    let split = split(&diagram);
    assert!((2..=12).contains(&split.len()), "{}", split.len());
    assert!(split.heading(&diagram, Language::De, 0).starts_with("Südwestfalen-IT"));
    let legend = all_text(&svg(&split.legend(&diagram, &page())));
    assert!(legend.contains("haben kein eigenes Blatt"), "{legend}");
    let fits = |coarse| {
        Placed::new(&svg(&split.overview(&diagram, &View { coarse, ..page() })), Paper::A4).is_some()
    };
    assert!((0..=3).any(fits));
}
