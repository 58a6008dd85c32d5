//! A file imports only from floors below its own, and a folder names only the outside crates that are its business.

use super::{files, none, paths};

/// Floor, folder, outside crates it may name. The table of ARCHITECTURE.md; change both together.
const FLOORS: &[(u8, &str, &[&str])] = &[
    (0, "model", &["jiff", "thiserror"]),
    (1, "engine", &["petgraph", "rayon", "rustc_hash", "smallvec", "thiserror"]),
    (1, "wire", &["jiff", "memchr", "rayon", "serde", "serde_json", "strsim", "utoipa"]),
    (1, "render", &["askama", "base64", "comfy_table", "graphviz_rust", "jiff", "quick_xml"]),
    (2, "map", &["rayon", "serde", "serde_json", "strsim", "thiserror"]),
    (2, "formats", &["csv", "jiff", "quick_xml", "rust_xlsxwriter", "serde", "serde_json", "serde_saphyr"]),
    (
        2,
        "integrations",
        &["base64", "getrandom", "hmac", "jiff", "lettre", "reqwest", "sha2", "thiserror", "tokio"],
    ),
    (2, "store", &["futures_util", "sha2", "sqlx", "thiserror", "tokio", "tracing"]),
    (
        3,
        "app",
        &[
            "arc_swap",
            "jiff",
            "rayon",
            "rustc_hash",
            "serde",
            "serde_json",
            "smallvec",
            "thiserror",
            "tokio",
            "tracing",
        ],
    ),
    (
        4,
        "api",
        &[
            "axum",
            "base64",
            "futures_util",
            "hyper",
            "hyper_util",
            "jiff",
            "metrics",
            "metrics_exporter_prometheus",
            "rmcp",
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
    let manifest = super::read("Cargo.toml");
    let section = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let names = section.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim());
    names.filter(|name| !name.starts_with('#')).map(|name| name.replace('-', "_")).collect()
}

/// What is wrong with the imports of one file below `src/`.
fn check(name: &str, text: &str, crates: &[String]) -> Vec<String> {
    let mut parts = name.split('/').skip(1);
    let folder = parts.next().unwrap_or_default();
    // How many `super` stay in the folder: `mod.rs` is the folder itself, a file beside it one level deeper.
    let depth = parts.filter(|part| *part != "mod.rs").count();
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
                None => wrong.push(format!(
                    "{name}: {} names no folder: write {first}::FOLDER::..., so that its floor can be seen",
                    path.join("::")
                )),
            }
        }
        let outside = crates.iter().any(|c| c == first) && !ALWAYS.contains(&first);
        if outside && !allowed.contains(&first) {
            wrong.push(format!(
                "{name}: {first} is not the business of {folder}: use what wraps it, or widen the table in \
                 tests/it/tidy/floors.rs and say why in the commit"
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

/// Rows of the table above that the page does not show in the same way.
fn check_table(page: &str) -> Vec<String> {
    let missing =
        FLOORS.iter().filter(|(floor, folder, _)| !page.contains(&format!("| {floor} | `{folder}/` |")));
    missing
        .map(|(floor, folder, _)| format!("ARCHITECTURE.md does not say that {folder}/ is on floor {floor}"))
        .collect()
}

#[test]
fn the_floors_are_written_down() {
    none(check_table(&super::read("ARCHITECTURE.md")));
    assert_eq!(check_table("| 0 | `model/` | x |").len(), FLOORS.len() - 1);
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
    assert_eq!(wrong("src/engine/mod.rs", "use super::app::X;"), 1);
    assert_eq!(wrong("src/app/impact/mod.rs", "use super::super::api::X;"), 1);
    assert_eq!(wrong("src/engine/x.rs", "fn f() { format!(\"{}\", g(&crate::app::X)); }"), 1);
    assert_eq!(wrong("src/wire/x.rs", "#[derive(Debug, crate::engine::X)] struct Y;"), 1);
    assert_eq!(wrong("src/engine/x.rs", "use crate as all;"), 1);
    assert_eq!(wrong("src/engine/x.rs", "use super::super::*;"), 1);
    assert_eq!(wrong("src/engine/x.rs", "use sqlx::Row;"), 1);
    assert_eq!(wrong("src/engine/x.rs", "use sqlx as database;"), 1);
    assert_eq!(wrong("src/wire/x.rs", "#[axum::debug_handler] fn f() {}"), 1);
    assert_eq!(wrong("src/new/x.rs", ""), 1);
    assert_eq!(
        wrong("src/engine/x.rs", "use super::graph::X; use crate::model::Y; use petgraph::visit::Z;"),
        0
    );
    assert_eq!(wrong("src/app/impact/x.rs", "use super::super::error::X;"), 0);
    assert_eq!(wrong("src/app/impact/mod.rs", "use super::error::X; pub(crate) fn f() {}"), 0);
    assert_eq!(wrong("src/engine/x.rs", "mod inside { use super::super::graph::X; }"), 0);
}
