//! GraphML, GEXF and Cytoscape JSON through networkx, JSON Graph Format through its schema: all tell the same.

use super::sample::{hostile, keys, large};
use super::{read_back, text, without_version};
use serde_json::{Value, json};
use tragweite::formats::GraphFormat;
use tragweite::render::Language;

const XML: [GraphFormat; 2] = [GraphFormat::GraphMl, GraphFormat::Gexf];
const JSON: [GraphFormat; 2] = [GraphFormat::Cytoscape, GraphFormat::Jgf];

/// A text as XML can hold it.
fn held(text: &str) -> String {
    text.replace(['\0', '\u{1b}', '\u{fffe}'], "\u{fffd}")
}

/// Replaces the names by what XML can hold of them.
fn hold(read: &mut Value) {
    for node in read["nodes"].as_object_mut().unwrap().values_mut() {
        node["label"] = held(node["label"].as_str().unwrap()).into();
    }
}

#[test]
fn every_reader_finds_the_same_graph() {
    let diagram = hostile();
    let read = |format| read_back(&diagram, format, Language::De);
    let graphml = read(GraphFormat::GraphMl);
    let about = graphml["graph"]["Description"].as_str().unwrap();
    insta::assert_json_snapshot!("read_back", without_version(&graphml));
    for format in [GraphFormat::Gexf, GraphFormat::Cytoscape, GraphFormat::Jgf] {
        let mut other = read(format);
        if JSON.contains(&format) {
            assert_eq!(other["nodes"]["dresden.mail"]["label"], diagram.nodes[4].name);
            let facts = other["graph"].as_object().unwrap().iter();
            let mut facts = facts.map(|(name, value)| match value {
                Value::String(text) => format!("{name}: {text}"),
                value => format!("{name}: {value}"),
            });
            assert!(facts.all(|fact| about.contains(&fact)), "{about}\n{}", other["graph"]);
            hold(&mut other);
        }
        assert_eq!(other["nodes"], graphml["nodes"], "{}", format.as_str());
        assert_eq!(other["edges"], graphml["edges"], "{}", format.as_str());
    }
}

#[test]
fn names_ends_and_roles_arrive_unharmed() {
    let diagram = hostile();
    let read = read_back(&diagram, GraphFormat::GraphMl, Language::En);
    let nodes = read["nodes"].as_object().unwrap();
    assert_eq!(nodes.len(), diagram.nodes.len());
    for item in &diagram.nodes {
        assert_eq!(nodes[item.key]["label"], held(item.name), "{}", item.key);
    }
    let edges: Vec<_> =
        read["edges"].as_array().unwrap().iter().map(|e| json!([e[1], e[2], e[3]["role"]])).collect();
    assert_eq!(
        edges,
        [
            json!(["0146120000", "flensburg", "primary"]),
            json!(["dresden.kfz", "dresden.storage", "primary"]),
            json!(["dresden.kfz", "dresden.dc", "primary"]),
            json!(["dresden.kfz", "dresden.mail", "fallback"]),
            json!(["dresden.kfz", "dresden.storage", "primary"]),
            json!(["dresden.kfz", "dresden.storage-2", "primary"]),
            json!(["dresden", "dresden.mail", "primary"]),
            json!(["flensburg.kfz", "dresden.kfz", "primary"]),
        ]
    );
}

#[test]
fn every_file_says_which_way_the_arrows_point() {
    for format in GraphFormat::ALL {
        if !matches!(format, GraphFormat::Xlsx | GraphFormat::Csv) {
            let text = text(&hostile(), format, Language::En);
            let said = text.contains("points to what is needed") || text.contains("arrow points here");
            assert!(said, "{}", format.as_str());
        }
    }
}

#[test]
fn parallel_arrows_are_of_different_kinds_for_gephi() {
    let gexf = text(&hostile(), GraphFormat::Gexf, Language::En);
    let kinds: Vec<&str> = gexf
        .lines()
        .filter(|line| line.contains("source=\"dresden.kfz\" target=\"dresden.storage\""))
        .map(|line| line.split("kind=").nth(1).unwrap())
        .collect();
    assert_eq!(kinds, ["\"primary\">", "\"primary 2\">"]);
}

#[test]
fn a_large_map_is_written_as_a_stream_and_the_same_twice() {
    let keys = keys(1_000);
    let diagram = large(&keys, 5);
    for format in XML.into_iter().chain(JSON) {
        let read = read_back(&diagram, format, Language::En);
        assert_eq!(read["nodes"].as_object().unwrap().len(), 1_000, "{}", format.as_str());
        assert_eq!(read["edges"].as_array().unwrap().len(), 5_000, "{}", format.as_str());
        assert_eq!(text(&diagram, format, Language::En), text(&diagram, format, Language::En));
    }
}
