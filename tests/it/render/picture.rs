//! What a picture of a map or an impact says.

use super::layout::{all_text, boxes, parts, svg};
use super::view;
use crate::support::diagrams::{self, empty, item, need};
use crate::support::maps;
use tragweite::model::{Confirmation, Level, Seconds};
use tragweite::render::Language;
use tragweite::render::diagram::{Diagram, Item, Need, State, Subject};
use tragweite::render::picture::{View, dot};
use tragweite::render::report::Span;
use tragweite::render::theme;

#[test]
fn dresden_2018() {
    let folder = maps::graphs().join("dresden-2018");
    let map = maps::load(&folder);
    let request = diagrams::scenario(&folder, "sync-failure");
    let diagram = diagrams::impact(&map, &request);
    let text = dot(&diagram, &view());
    assert_eq!(text, dot(&diagram, &view()));
    let picture = svg(&text);
    let boxes = boxes(&picture);
    assert_eq!(boxes.len(), diagram.nodes.len());
    let storage =
        boxes.iter().find(|part| part.text.concat().contains("Gespiegelter Datenspeicher")).unwrap();
    assert_eq!(storage.text, ["Gespiegelter Datenspeicher", "(Infrastruktur)", "✕ ausgefallen"]);
    let all = all_text(&picture);
    assert!(all.contains("Beginn Mi 14.11.2018, 14:30 · Kartenstand: Revision 12"), "{all}");
    assert!(all.contains("Ausfall von: Abgleich der Speichersysteme (Synchronisation)"));
    // What all boxes have in common stands in the legend once.
    assert_eq!(all.matches("ab Mi 14.11. 14:30").count(), 0, "{all}");
    assert!(all.contains("Ohne „ab“: seit Mi 14.11. 14:30. Ohne „bis“: Ende offen."), "{all}");
    // Nothing is explained that is not drawn.
    assert!(
        all.contains("Flächen: Behörden.") && !all.contains("Häuser: ") && !all.contains("Gruppe ("),
        "{all}"
    );
    insta::assert_snapshot!("dresden", text);
}

#[test]
fn redundancy_is_a_joint() {
    let folder = maps::graphs().join("dresden-2018");
    let map = maps::load(&folder);
    let request = diagrams::scenario(&folder, "one-storage-system");
    let picture = svg(&dot(&diagrams::impact(&map, &request), &view()));
    let joint = parts(&picture).into_iter().find(|part| part.id == "j0").unwrap();
    assert_eq!(joint.text, ["1 von 4, voll mit 3", "! keine Reserve"]);
    let edges =
        parts(&picture).into_iter().filter(|part| part.class == "edge" && part.id.starts_with("j0->"));
    assert_eq!(edges.count(), 4);
}

#[test]
fn a_whole_map_has_no_states() {
    let folder = maps::graphs().join("suedwestfalen-2023");
    let map = maps::load(&folder);
    let all = map.iter().collect();
    let diagram = diagrams::piece(&map, &all, Subject::Map(vec![]));
    let text = all_text(&svg(&dot(&diagram, &View { language: Language::En, ..view() })));
    assert!(text.contains("The whole map") && text.contains("The id in [ ] opens a group."), "{text}");
    assert!(!text.contains("operational"), "{text}");
}

/// Two nodes with one need between them.
fn pair(first: Item<'static>, needs: Vec<Need>) -> String {
    let nodes = vec![first, item("b", "Netz"), item("c", "Strom"), item("d", "Notstrom")];
    dot(&Diagram { nodes, needs, ..empty(Subject::Impact(None)) }, &view())
}

/// The attributes of the line between two boxes.
fn line<'a>(dot: &'a str, ends: &str) -> &'a str {
    dot.lines().find(|line| line.trim_start().starts_with(ends)).unwrap_or_else(|| panic!("{ends} in {dot}"))
}

#[test]
fn lines_tell_what_they_are() {
    let change = |change: fn(&mut Need)| {
        let mut one = need(0, &[1]);
        change(&mut one);
        let text = pair(item("a", "Amt"), vec![one]);
        svg(&text);
        line(&text, "b0 -> b1").to_owned()
    };
    let plain = change(|_| {});
    assert!(plain.contains("style=\"solid\"") && !plain.contains("arrowtail"), "{plain}");
    assert!(change(|n| n.cause = Some(1)).contains("penwidth=\"2.6\""));
    assert!(change(|n| n.start_only = true).contains("style=\"dotted\""));
    assert!(change(|n| n.confirmation = Confirmation::Assumed).contains("arrowtail=\"odot\""));
    assert!(change(|n| n.confirmation = Confirmation::Disputed).contains("arrowtail=\"obox\""));
    let new = change(|n| n.hypothetical = true);
    assert!(new.contains("#00558A") && new.contains("+ angenommen"), "{new}");
    assert!(change(|n| n.min = 0).contains("arrowhead=\"empty\""));
    let fallback = pair(item("a", "Amt"), vec![Need { fallbacks: vec![3], ..need(0, &[2]) }]);
    assert!(line(&fallback, "j0 -> b3").contains("style=\"dashed\""), "{fallback}");
    assert!(all_text(&svg(&fallback)).contains("oder Rückfallebene"));
}

#[test]
fn boxes_tell_what_must_be_known() {
    let seconds = |s| Seconds::new(s).unwrap();
    let spans = vec![
        Span { level: Level::Degraded, from: Seconds::ZERO, until: Some(seconds(3_600)) },
        Span { level: Level::Unavailable, from: seconds(3_600), until: Some(seconds(90_000)) },
    ];
    let first = Item {
        state: State::Unavailable,
        spans,
        certain: false,
        deadlocked: true,
        hypothetical: true,
        mtpd_breach: Some(seconds(7_200)),
        ..item("a", "Amt")
    };
    let picture = svg(&pair(first, vec![need(0, &[1])]));
    let lines = [
        "Amt",
        "(Fachverfahren)",
        "✕ ausgefallen",
        "bis + 1 Tag 1 Std.",
        "? unbestätigt",
        "startet nicht von selbst",
        "länger als tolerierbar",
        "+ angenommene Änderung",
    ];
    assert_eq!(boxes(&picture)[0].text, lines);
}

#[test]
fn print_has_no_filled_areas() {
    let folder = maps::graphs().join("dresden-2018");
    let map = maps::load(&folder);
    let request = diagrams::scenario(&folder, "two-days");
    let text = dot(&diagrams::impact(&map, &request), &View { print: true, ..view() });
    assert!(text.matches("fillcolor=\"#FFFFFF\"").count() > 30);
    assert_eq!(text.matches("fillcolor").count(), text.matches("fillcolor=\"#FFFFFF\"").count());
}

#[test]
fn letters_have_faces_that_exist_and_a_generic_fallback() {
    let folder = maps::graphs().join("dresden-2018");
    let map = maps::load(&folder);
    let request = diagrams::scenario(&folder, "two-days");
    let diagram = diagrams::impact(&map, &request);
    let picture = svg(&dot(&diagram, &view()));
    let families: std::collections::BTreeSet<&str> =
        picture.split("font-family=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(families.into_iter().collect::<Vec<_>>(), [theme::FONT]);
    assert!(theme::FONT.ends_with(",sans-serif"));
    // What fails stands out: bold, white on dark, with a sign of its own.
    let failed =
        parts(&picture).into_iter().find(|part| part.text.concat().contains("Auslöser (angenommen)"));
    assert!(failed.unwrap().text[0].starts_with('⚡'));
    assert!(picture.contains("font-weight=\"bold\"") && picture.contains(&theme::FAILED.to_lowercase()));
}

#[test]
fn lines_go_beside_the_names_of_areas() {
    let folder = maps::graphs().join("dresden-2018");
    let map = maps::load(&folder);
    let request = diagrams::scenario(&folder, "two-days");
    let diagram = diagrams::impact(&map, &request);
    let picture = svg(&dot(&diagram, &view()));
    // A name is a box of its own: the layout leads lines around boxes.
    let title = parts(&picture).into_iter().find(|part| part.class == "node" && part.id == "t0").unwrap();
    assert_eq!(title.text, ["Landeshauptstadt Dresden"]);
    assert!(
        parts(&picture)
            .iter()
            .filter(|part| part.class == "cluster")
            .all(|part| part.id == "cluster_legend" || part.text.is_empty())
    );
}
