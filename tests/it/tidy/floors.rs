//! A file imports only from floors below its own, and a folder names only the outside crates that are its business.

use super::{files, none, paths};

/// Floor, folder, outside crates it may name. The table of ARCHITECTURE.md; change both together.
const FLOORS: &[(u8, &str, &[&str])] = &[
    (0, "model", &["jiff", "thiserror"]),
    (1, "engine", &["petgraph", "rayon", "thiserror"]),
    (1, "wire", &["jiff", "serde", "serde_json", "strsim", "utoipa"]),
    (1, "render", &["comfy_table", "jiff"]),
    (2, "map", &["serde", "serde_json", "strsim", "thiserror"]),
    (2, "formats", &["serde", "serde_json", "serde_saphyr", "jiff"]),
    (2, "store", &["futures_util", "sha2", "sqlx", "thiserror", "tokio", "tracing"]),
    (3, "app", &["arc_swap", "jiff", "serde_json", "thiserror", "tokio", "tracing"]),
    (
        4,
        "api",
        &[
            "axum",
            "futures_util",
            "hyper",
            "hyper_util",
            "jiff",
            "metrics",
            "metrics_exporter_prometheus",
            "serde",
            "serde_json",
            "sha2",
            "subtle",
            "tokio",
            "tower",
            "tower_http",
            "tracing",
            "utoipa",
            "utoipa_axum",
            "utoipa_swagger_ui",
        ],
    ),
    (
        5,
        "cli",
        &[
            "clap",
            "clap_complete",
            "comfy_table",
            "indicatif",
            "jiff",
            "serde_json",
            "tokio",
            "tracing",
            "tracing_subscriber",
        ],
    ),
];

/// What every file may name: the language, and the program itself.
const ALWAYS: &[&str] = &["std", "core", "crate", "super", "self", "Self", "tragweite"];

fn floor(folder: &str) -> Option<&'static (u8, &'static str, &'static [&'static str])> {
    FLOORS.iter().find(|f| f.1 == folder)
}

/// The dependencies that Cargo.toml names, as they are written in code.
fn crates() -> Vec<String> {
    let manifest = std::fs::read_to_string(super::root().join("Cargo.toml")).unwrap();
    let section = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let names = section.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim());
    names.filter(|name| !name.starts_with('#')).map(|name| name.replace('-', "_")).collect()
}

/// What is wrong with the imports of one file below `src/`.
fn check(name: &str, text: &str, crates: &[String]) -> Vec<String> {
    let mut parts = name.split('/').skip(1);
    let folder = parts.next().unwrap_or_default();
    let depth = parts.count();
    let Some(&(own, _, allowed)) = floor(folder) else {
        return if matches!(folder, "lib.rs" | "main.rs") {
            vec![]
        } else {
            vec![format!(
                "{name}: the folder {folder} has no floor: give it one in tests/it/tidy and ARCHITECTURE.md"
            )]
        };
    };
    let mut wrong = Vec::new();
    for path in paths::of(text) {
        let ups = path.iter().take_while(|word| *word == "super").count();
        let first = path[0].as_str();
        let target = match first {
            "crate" | "tragweite" => path.get(1),
            // `super` from a file of the folder stays in the folder; one more leaves it.
            "super" if ups > depth => path.get(ups),
            _ => None,
        };
        if let Some(target) = target.filter(|t| t.as_str() != folder) {
            match floor(target) {
                Some(&(floor, ..)) if floor < own => {}
                Some(&(floor, ..)) => wrong.push(format!(
                    "{name}: {} is on floor {floor}, {folder} on floor {own}: import only from below, or move the code",
                    path.join("::")
                )),
                None => {}
            }
        }
        let outside = crates.iter().any(|c| c == first) && !ALWAYS.contains(&first);
        if outside && !allowed.contains(&first) && path.len() > 1 {
            wrong.push(format!(
                "{name}: {first} is not the business of {folder}: use what wraps it, or widen the table"
            ));
        }
    }
    wrong.dedup();
    wrong
}

#[test]
fn nobody_imports_from_above() {
    let crates = crates();
    assert!(crates.len() > 20 && crates.contains(&"sqlx".to_owned()), "{crates:?}");
    let all = files("src", ".rs");
    assert!(all.len() > 50);
    none(all.iter().flat_map(|(name, text)| check(name, text, &crates)).collect());
}

#[test]
fn a_wrong_import_is_found() {
    let crates = crates();
    let wrong = |name: &str, text: &str| check(name, text, &crates).len();
    assert_eq!(wrong("src/model/x.rs", "use crate::store::Store;"), 1);
    assert_eq!(wrong("src/model/x.rs", "fn f() { crate::engine::f() }"), 1);
    assert_eq!(wrong("src/model/x.rs", "use super::super::wire::X;"), 1);
    assert_eq!(wrong("src/engine/x.rs", "use {crate::model::A, crate::wire::B};"), 1);
    assert_eq!(wrong("src/engine/x.rs", "fn f() { vec![crate::app::X]; }"), 1);
    assert_eq!(wrong("src/engine/x.rs", "use sqlx::Row;"), 1);
    assert_eq!(wrong("src/new/x.rs", ""), 1);
    assert_eq!(
        wrong("src/engine/x.rs", "use super::graph::X; use crate::model::Y; use petgraph::visit::Z;"),
        0
    );
    assert_eq!(wrong("src/app/impact/x.rs", "use super::super::error::X;"), 0);
}
