//! No two files import each other: whoever reads one of them need not read the other.
//!
//! A file and those in the folder that bears its name are one thing in parts, and may name each other.

use super::{files, none, paths};
use std::collections::{BTreeMap, BTreeSet};

/// Files that stand for one algorithm in two parts, and why.
const TOGETHER: &[(&str, &str, &str)] = &[
    (
        "api/src/health",
        "api/src/metrics",
        "the recorder is made with what each number means, and read by the same numbers",
    ),
    (
        "api/src/metrics",
        "api/src/state",
        "the numbers are read through the state, which keeps the last reading",
    ),
    ("app/src/impact/answer", "app/src/impact/groups", "one answer, by nodes and by agencies and sites"),
    ("app/src/impact/answer", "app/src/impact/items", "one answer, in values"),
    ("app/src/impact/answer", "app/src/impact/lines", "one answer, in bytes"),
    ("app/src/impact/groups", "app/src/impact/items", "an entry names the sites that the groups are made of"),
    (
        "app/src/incidents/current",
        "app/src/incidents/registry",
        "how nodes stand now is computed from the open incidents, and kept beside them",
    ),
    (
        "app/src/incidents/registry",
        "app/src/incidents/settled",
        "which failures still reach anything is asked of those kept",
    ),
    ("app/src/incidents/report", "app/src/incidents/said", "what programs report, and what of it goes where"),
    (
        "app/src/planning/chain",
        "app/src/planning/single_points",
        "a chain is told in the steps that the answer has",
    ),
    ("app/src/planning/restart/lead", "app/src/planning/restart/paper", "one paper, its first page apart"),
    ("app/src/planning/restart/paper", "app/src/planning/restart/picture", "one paper, its picture apart"),
    (
        "engine/src/manual_start",
        "engine/src/timeline",
        "starts by hand are a stage of each instant of the timeline",
    ),
    (
        "engine/src/cuts/bounds",
        "engine/src/cuts/quantify",
        "a part that is too large for the exact sum is bounded by the same sum of its parts",
    ),
    ("engine/src/graph", "engine/src/patch", "a graph with changes is the graph and its patch"),
    (
        "engine/src/restart/fewest",
        "engine/src/restart/manual",
        "the fewest starts are sought among those that a deadlock leaves",
    ),
    (
        "render/src/picture/dot",
        "render/src/picture/legend",
        "the legend is drawn with the same strokes as the picture",
    ),
    (
        "wire/src/alert",
        "wire/src/alert_receiver",
        "names of alerts and of rules are composed in the same way",
    ),
    (
        "wire/src/incident/decode",
        "wire/src/incident/facts",
        "an event of an incident, what is reported of it apart",
    ),
    ("src/cli/args", "src/cli/import", "the list of commands names this one, which takes the flags of all"),
    ("src/cli/args", "src/cli/plan", "the list of commands names this one, which takes the flags of all"),
    ("src/cli/args", "src/cli/traffic", "the list of commands names this one, which takes the flags of all"),
    ("src/cli/files", "src/cli/output", "what is read and what is written name the same streams"),
];

/// The modules of one crate: the path of each, and its file without ending.
fn modules(sources: &[(String, String)], root: &str) -> BTreeMap<Vec<String>, String> {
    let inside = |name: &str| Some(name.strip_prefix(root)?.strip_suffix(".rs")?.to_owned());
    let path = |file: &str| {
        let mut path: Vec<String> = file.split('/').map(String::from).collect();
        if path.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
            path.pop();
        }
        path
    };
    let found = sources.iter().filter_map(|(name, _)| inside(name));
    found.map(|file| (path(&file), format!("{root}{}", file.trim_end_matches("/mod")))).collect()
}

/// The module whose file a path leads to, seen from `own`.
fn target(own: &[String], path: &[String], all: &BTreeMap<Vec<String>, String>) -> Option<Vec<String>> {
    let first = path.first()?.as_str();
    let (base, rest) = match first {
        "crate" => (Vec::new(), &path[1..]),
        "self" => (own.to_vec(), &path[1..]),
        "super" => {
            let up = path.iter().take_while(|word| *word == "super").count();
            (own.get(..own.len().checked_sub(up)?)?.to_vec(), &path[up..])
        }
        _ => (own.to_vec(), path),
    };
    let mut whole = [&base, rest].concat();
    // What is no module is something in one. A path into another crate begins with none of ours.
    while !all.contains_key(&whole) {
        whole.pop()?;
    }
    let outside = !["crate", "self", "super"].contains(&first);
    (whole != own && !(outside && own.starts_with(&whole))).then_some(whole)
}

/// Pairs of files of one crate that import each other.
fn pairs(sources: &[(String, String)], root: &str) -> BTreeSet<(String, String)> {
    let all = modules(sources, root);
    let texts: BTreeMap<&str, &str> =
        sources.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let text = |file: &str| {
        [format!("{file}.rs"), format!("{file}/mod.rs")]
            .iter()
            .find_map(|name| texts.get(name.as_str()).copied())
    };
    let mut edges = BTreeSet::new();
    for (own, file) in &all {
        for path in paths::of(text(file).unwrap_or_default()) {
            if let Some(other) = target(own, &path, &all) {
                edges.insert((own.clone(), other));
            }
        }
    }
    let one = |a: &Vec<String>, b: &Vec<String>| a.starts_with(b) || b.starts_with(a);
    let mutual = edges.iter().filter(|(a, b)| a < b && !one(a, b) && edges.contains(&(b.clone(), a.clone())));
    mutual.map(|(a, b)| (all[a].clone(), all[b].clone())).collect()
}

#[test]
fn no_two_files_import_each_other() {
    let sources = [files("crates", ".rs"), files("src", ".rs")].concat();
    let mut roots: BTreeSet<&str> =
        sources.iter().filter_map(|(name, _)| Some(&name[..name.find("/src/")? + 5])).collect();
    roots.insert("src/");
    let found: BTreeSet<_> = roots.into_iter().flat_map(|root| pairs(&sources, root)).collect();
    let short = |file: &str| file.trim_start_matches("crates/").to_owned();
    let found: BTreeSet<_> = found.iter().map(|(a, b)| (short(a), short(b))).collect();
    let known: BTreeSet<_> = TOGETHER.iter().map(|(a, b, _)| ((*a).to_owned(), (*b).to_owned())).collect();
    let told = |(a, b): &(String, String)| {
        format!(
            "{a} and {b} import each other: move what both need below them, or say here why they are one thing"
        )
    };
    let gone = |(a, b): &(String, String)| {
        format!("{a} and {b} do not import each other any more: take them out here")
    };
    none(found.difference(&known).map(told).chain(known.difference(&found).map(gone)).collect());
}

#[test]
fn pairs_are_found() {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let sources = [
        file("x/src/lib.rs", "mod a; mod b; mod c;"),
        file("x/src/a.rs", "use super::b::B;"),
        file("x/src/b.rs", "fn f() { crate::a::g() }"),
        file("x/src/c/mod.rs", "mod d; use d::D; use crate::a::A;"),
        file("x/src/c/d.rs", "use super::C;"),
    ];
    let found: Vec<_> = pairs(&sources, "x/src/").into_iter().collect();
    assert_eq!(found, [("x/src/a".to_owned(), "x/src/b".to_owned())]);
}
