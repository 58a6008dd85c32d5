//! The crates stand on floors, and each depends only on crates of floors below its own.
//!
//! That nobody imports what its crate does not depend on is the compiler's business, and which outside crates a floor
//! may name stands in its `Cargo.toml`. Here is what Cargo does not know: which floor a crate is on.

use super::{files, none, read};

/// Floor and folder of `crates/`. The table of ARCHITECTURE.md; change both together.
const FLOORS: &[(u8, &str)] = &[
    (0, "model"),
    (1, "access"),
    (1, "words"),
    (1, "engine"),
    (2, "wire"),
    (2, "render"),
    (3, "map"),
    (3, "formats"),
    (3, "imports"),
    (3, "outside"),
    (3, "store"),
    (4, "app"),
    (5, "api"),
    (6, "web"),
];

fn floor(folder: &str) -> Option<u8> {
    FLOORS.iter().find(|f| f.1 == folder).map(|f| f.0)
}

/// The names in `[dependencies]` of a manifest.
fn dependencies(manifest: &str) -> Vec<&str> {
    let section = manifest.split("[dependencies]").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    let lines = section.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(['=', '.'])).map(|(name, _)| name.trim()).collect()
}

/// What is wrong with the manifest of one crate below `crates/`.
fn check(folder: &str, manifest: &str) -> Vec<String> {
    let Some(own) = floor(folder) else {
        return vec![format!(
            "crates/{folder} has no floor: give it one in tests/it/tidy and ARCHITECTURE.md"
        )];
    };
    let mut wrong = Vec::new();
    for name in dependencies(manifest) {
        if let Some(other) = floor(name).filter(|other| *other >= own) {
            wrong.push(format!(
                "crates/{folder}: {name} is on floor {other}, {folder} on floor {own}: depend only on what is below, \
                 or move the code"
            ));
        }
    }
    wrong
}

#[test]
fn no_crate_depends_on_one_above() {
    let all = files("crates", "/Cargo.toml");
    assert_eq!(all.len(), FLOORS.len());
    none(all.iter().flat_map(|(name, text)| check(name.split('/').nth(1).unwrap(), text)).collect());
    assert_eq!(check("new", "").len(), 1);
    assert_eq!(check("engine", "[dependencies]\nmodel = { workspace = true }\njiff = \"0\"\n").len(), 0);
    assert_eq!(
        check("engine", "[dependencies]\nwire.workspace = true\nmap = { workspace = true }\n").len(),
        2
    );
}

/// Rows of the table above that the page does not show in the same way.
fn check_table(page: &str) -> Vec<String> {
    let missing =
        FLOORS.iter().filter(|(floor, folder)| !page.contains(&format!("| {floor} | `{folder}` |")));
    missing
        .map(|(floor, folder)| format!("ARCHITECTURE.md does not say that {folder} is on floor {floor}"))
        .collect()
}

#[test]
fn the_floors_are_written_down() {
    none(check_table(&read("ARCHITECTURE.md")));
    assert_eq!(check_table("| 0 | `model` | x |").len(), FLOORS.len() - 1);
}
