//! Mermaid through its own parser: labels arrive as they are, limits are kept, and what is cut is said.

use super::sample::{hostile, item, keys, large};
use super::{read_back, text};
use serde_json::json;
use tragweite::formats::GraphFormat;
use tragweite::render::Language;
use tragweite::render::diagram::{Diagram, Item, State};

#[test]
fn the_parser_of_mermaid_reads_what_was_meant() {
    let read = read_back(&hostile(), GraphFormat::Mermaid, Language::De);
    insta::assert_json_snapshot!("mermaid_read_back", read);
}

/// Every sign of ASCII and others that mean something to Mermaid, between letters, at the start and at the end.
#[test]
fn no_name_is_an_instruction() {
    let signs: Vec<String> = (' '..='~').chain("\n\t°¶ßﬂ🚒\u{202e}".chars()).map(String::from).collect();
    let words = [
        "end",
        "%%{init: {\"theme\": \"dark\"}}%%",
        "---",
        "subgraph x",
        "click n1 call x()",
        "#quot;",
        "&lt;",
    ];
    let words = words.into_iter().chain([
        "style a:#b;",
        "classDef a:b#c;",
        "linkStyle 0 a:#b;",
        "]:::x",
        "<br/>",
        "x\"]; y",
    ]);
    let all: Vec<String> = signs
        .iter()
        .map(String::as_str)
        .chain(words)
        .flat_map(|w| [format!("a{w}b"), format!("x{w}"), format!("{w}x")])
        .collect();
    let keys = keys(all.len());
    let nodes = keys.iter().zip(&all).map(|(key, name)| Item { agency: None, ..item(key, name) }).collect();
    let diagram = Diagram { nodes, needs: vec![], ..large(&[], 0) };
    let read = read_back(&diagram, GraphFormat::Mermaid, Language::En);
    for (at, name) in all.iter().enumerate() {
        let name = name.replace(['\n', '\t'], " ");
        let label = read["nodes"][format!("n{}", at + 1)]["label"].as_str().unwrap();
        assert_eq!(label.trim(), name.trim());
    }
}

#[test]
fn a_name_is_not_taken_for_a_list() {
    let names = ["1. Amt", "2) Amt", "- Amt", "Amt Nr. 1 - Haus (a)", "    4 Leerzeichen"];
    let keys = keys(names.len());
    let nodes = keys.iter().zip(names).map(|(key, name)| Item { agency: None, ..item(key, name) }).collect();
    let text = text(&Diagram { nodes, needs: vec![], ..large(&[], 0) }, GraphFormat::Mermaid, Language::De);
    for label in ["1#46; Amt", "2#41; Amt", "#45; Amt", "Amt Nr. 1 - Haus (a)", "4 Leerzeichen"] {
        assert!(text.contains(&format!("[\"{label}\"]")), "{label}: {text}");
    }
}

#[test]
fn what_mermaid_would_not_draw_is_cut_and_the_picture_says_so() {
    let keys = keys(2_000);
    for needs in [0, 1, 5] {
        let diagram = large(&keys, needs);
        let text = text(&diagram, GraphFormat::Mermaid, Language::En);
        assert!(text.encode_utf16().count() < 45_000);
        let read = read_back(&diagram, GraphFormat::Mermaid, Language::En);
        let nodes = read["nodes"].as_object().unwrap();
        let edges = read["edges"].as_array().unwrap().len();
        assert!(nodes.len() > 400 && edges <= 450, "{} nodes, {edges} arrows", nodes.len());
        let missing = (2_000 - (nodes.len() - 1), 2_000 * needs as usize - edges);
        let arrows = words::say!(Language::En, "count-arrows", arrows = missing.1);
        let said = format!("{} nodes and {arrows} are missing", Language::En.number(missing.0 as u64));
        assert!(nodes["note"]["label"].as_str().unwrap().contains(&said), "{said}: {}", nodes["note"]);
        assert!(text.lines().any(|line| line.starts_with("%% cut: ") && line.contains(&said)), "{said}");
        // What fails stays, though it comes last.
        assert_eq!(nodes["n2000"]["classes"], json!([State::Unavailable.as_str()]));
    }
}

#[test]
fn nothing_is_said_to_be_cut_when_nothing_is() {
    let keys = keys(90);
    let text = text(&large(&keys, 5), GraphFormat::Mermaid, Language::En);
    assert!(!text.contains("cut: ") && !text.contains("missing"));
    assert_eq!(text.matches("-->").count(), 450);
}
