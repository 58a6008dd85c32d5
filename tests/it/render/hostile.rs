//! Names that would break a picture, if anything in it obeyed them.

use super::layout::{all_text, boxes, parts, svg};
use super::view;
use crate::support::diagrams::{empty, item, need};
use tragweite::model::{DeadlineEnd, Kind, Level, Seconds};
use tragweite::render::diagram::{Agency, Deadline, Diagram, Item, State, Subject};
use tragweite::render::picture::{View, clean, dot, timeline};
use tragweite::render::report::Span;

fn names() -> Vec<String> {
    let mut names: Vec<String> = [
        "\"Amt\" mit \"Zitaten\"",
        "back\\slash \\\\ am Ende\\",
        "\\N \\G \\E \\L \\l\\r\\n \\T \\H",
        "<b>fett</b> <br/> <!-- x -->",
        "&amp; &lt; &#38; &uuml; & && &;",
        "Zeile\nZwei\r\nDrei\tTab",
        "rechts\u{202e}links\u{200f}\u{2067}x\u{2069}",
        "null\u{0}zeichen\u{7}\u{1b}[31m\u{fffe}",
        "]];}{ -> b0 // /* # \" ];",
        "Notruf 🚒👨‍👩‍👧 Café é",
        "<![CDATA[x]]> %s $(x) `x` 'y'",
        "label=\"x\",URL=\"javascript:alert(1)\"",
        "漢字と仮名",
        "--",
        ".",
    ]
    .map(String::from)
    .to_vec();
    names.push("Ä".repeat(300));
    names.push("wort ".repeat(60));
    names
}

fn diagram(names: &[String]) -> Diagram<'_> {
    let span = Span { level: Level::Unavailable, from: Seconds::ZERO, until: None };
    let node = |(number, name)| {
        let name: &String = name;
        let deadline = Deadline {
            name: name.clone(),
            end: DeadlineEnd::EachMonth(31),
            at: Some(Seconds::new(60).unwrap()),
            at_risk: true,
        };
        Item {
            agency: Some(number),
            state: State::Unavailable,
            spans: vec![span],
            failed: number < 3,
            deadlines: vec![deadline],
            ..item(name, name)
        }
    };
    let mut needs: Vec<_> = (1..names.len() as u32).map(|n| need(n, &[n - 1])).collect();
    for (each, name) in needs.iter_mut().zip(names) {
        each.id.clone_from(name);
    }
    needs[0].primaries = vec![2, 3, 4];
    Diagram {
        agencies: names.iter().map(|name| Agency { key: name, name, district: Some(name) }).collect(),
        nodes: (0..).zip(names).map(node).collect(),
        needs,
        ..empty(Subject::Impact(Some(&names[0])))
    }
}

/// Without blanks, because lines may break anywhere.
fn tight(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn every_name_stands_in_the_graph_as_it_is() {
    let names = names();
    let picture = svg(&dot(&diagram(&names), &view()));
    let boxes: Vec<String> = boxes(&picture).iter().map(|part| tight(&part.text.concat())).collect();
    // What fails says so first.
    let texts: Vec<&str> =
        boxes.iter().map(|text| text.strip_prefix("⚡Auslöser(angenommen)").unwrap_or(text)).collect();
    assert_eq!(texts.len(), names.len());
    let all = tight(&all_text(&picture));
    for name in &names {
        let whole = tight(&clean(name));
        // Long names end in a sign that there is more.
        let start: String = whole.chars().take(80).collect();
        assert!(texts.iter().any(|text| text.starts_with(&start)), "{name:?} in {texts:#?}");
        assert!(whole.chars().count() < 80 || texts.iter().any(|t| t.starts_with(&start) && t.contains('…')));
        let agency: String = whole.chars().take(60).collect();
        assert!(all.matches(&agency).count() >= 2, "the area of {name:?}");
    }
    for obeyed in ['\u{0}', '\u{7}', '\u{1b}', '\u{202e}', '\u{200f}', '\u{fffe}'] {
        assert!(!picture.contains(obeyed), "{obeyed:?}");
    }
    assert!(!picture.contains("href") && !picture.contains("<script"));
}

#[test]
fn groups_with_such_names_stand_in_the_graph() {
    let names = names();
    let mut diagram = diagram(&names);
    let one = diagram.nodes.clone();
    for _ in 0..9 {
        diagram.nodes.extend(one.iter().map(|item| Item { failed: false, ..item.clone() }));
    }
    let open = vec![names[3].clone(), "\"];".into()];
    let picture = svg(&dot(&diagram, &View { open, ..view() }));
    let all = tight(&all_text(&picture));
    for name in &names {
        let start: String = tight(&clean(name)).chars().take(26).collect();
        assert!(all.contains(&start), "{name:?}");
    }
}

#[test]
fn every_name_stands_in_the_time_line() {
    let names = names();
    let picture = timeline(&diagram(&names), &view());
    let text = tight(&parts(&picture).into_iter().flat_map(|p| p.text).collect::<String>());
    for name in &names {
        let start: String = tight(&clean(name)).chars().take(25).collect();
        assert!(text.contains(&start), "{name:?}");
    }
    assert!(picture.matches("<svg").count() == 1 && !picture.contains("<script"));
    assert!(!picture.chars().any(|c| c.is_control() && c != '\n'));
}

#[test]
fn nothing_at_all_is_a_picture_too() {
    for subject in [Subject::Map(vec![("agency", "x\"]".into())]), Subject::Impact(None)] {
        let diagram = empty(subject);
        assert!(all_text(&svg(&dot(&diagram, &view()))).contains("Kartenstand"));
        assert!(all_text(&timeline(&diagram, &view())).contains("Nichts ist betroffen."));
    }
    let agency = Item { kind: Kind::Agency, ..item("a", "A") };
    let alone = Diagram {
        nodes: vec![agency],
        ..empty(Subject::Surroundings { node: 0, dependencies: 1, dependents: 2 })
    };
    let text = all_text(&svg(&dot(&alone, &view())));
    assert!(text.contains("Umgebung: A (was es braucht: 1 Schritt, wer es braucht: 2 Schritte)"), "{text}");
}
