//! Map and scenario files in and out, and the written form they share with HTTP bodies.

mod alerts;
mod bad_input;
mod bad_values;
mod changes;
mod defaults;
mod examples;
mod fault_tree;
mod graph;
mod names;
mod nodes;
mod profiles;
mod round_trip;
mod scenarios;
mod schemas;
mod secrets;
mod vectors;

use tragweite::formats::{Places, Source, read_map};
use tragweite::model::Node;
use tragweite::wire::Problems;

/// Reads files with these names and contents as one map.
fn read(files: &[(&str, &[u8])]) -> Result<(Vec<Node>, Places), Problems> {
    let mut nodes = Vec::new();
    let sources = files.iter().map(|(name, bytes)| Source::new(*name, *bytes));
    let places = read_map(sources, &mut |node, _| nodes.push(node))?;
    Ok((nodes, places))
}

/// The nodes of one map file that must be right.
fn nodes_of(text: &str) -> Vec<Node> {
    match read(&[("map.yaml", text.as_bytes())]) {
        Ok((nodes, _)) => nodes,
        Err(problems) => panic!("{problems}\n--- in\n{text}"),
    }
}

/// What is told about one file that must be wrong.
fn problems_of(text: impl AsRef<[u8]>) -> String {
    match read(&[("map.yaml", text.as_ref())]) {
        Ok((nodes, _)) => panic!("taken as right: {nodes:?}"),
        Err(problems) => problems.to_string(),
    }
}
