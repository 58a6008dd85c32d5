//! The rules of the house, executed: floors, imports, sizes, first lines, words, links, migrations.

mod cycles;
mod floors;
mod house;
mod paths;
mod tree;
mod words;

use std::path::{Path, PathBuf};

/// The folder of the project.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of one file.
fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

/// All files below a folder whose name ends so, by name, with their text.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut queue: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(folder) = queue.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // What npm brings is not ours.
                queue.extend(Some(path).filter(|path| !path.ends_with("node_modules")));
            } else if path.to_str().unwrap().ends_with(ending) {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Fails with all complaints at once.
#[track_caller]
fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}
