//! What may lie in the project's folder at all: no large files by accident, no paths of somebody's machine.

use super::{none, read, root};
use std::path::PathBuf;

/// Bytes of one file.
const SIZE: usize = 1_000_000;
/// Files that are worth more than [`SIZE`], all made by a program and compared by a test.
const LARGE: &[&str] = &["openapi/openapi.json", "tests/vectors.json"];
/// Where machines keep the folders of people and of builds; a path into one of them works on one machine only.
const HOMES: &[&str] = &["home", "root", "Users", "work", "workspace", "builds", "mnt"];

/// Everything in the project's folder but what `.gitignore` names (lines `/name` and `*end` are understood), by name.
fn files() -> Vec<(String, Vec<u8>)> {
    let ignored = read(".gitignore");
    let ignored: Vec<&str> = ignored.lines().filter(|line| !line.is_empty()).collect();
    let skip = |name: &str| {
        let at = format!("/{name}");
        at == "/.git"
            || ignored.iter().any(|line| match line.split_once('*') {
                Some((_, end)) => name.ends_with(end),
                None => *line == at,
            })
    };
    let mut found = Vec::new();
    let mut queue: Vec<PathBuf> = vec![root().to_owned()];
    while let Some(folder) = queue.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
            if skip(&name) {
                continue;
            }
            if path.is_dir() {
                queue.push(path);
            } else {
                found.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The same, but only what is text.
pub(super) fn texts() -> Vec<(String, String)> {
    let all = files().into_iter();
    all.filter_map(|(name, bytes)| String::from_utf8(bytes).ok().map(|text| (name, text))).collect()
}

fn check_size(name: &str, size: usize) -> Option<String> {
    (size > SIZE && !LARGE.contains(&name)).then(|| {
        format!(
            "{name}: {size} bytes; make it when it is needed, or add it to the list in tests/it/tidy/tree.rs"
        )
    })
}

/// Lines that name a path of one machine: into a home, or into the folder that the project happens to lie in.
fn check_paths(name: &str, text: &str, own: &str) -> Vec<String> {
    let mut paths: Vec<String> = HOMES.iter().map(|home| format!("/{home}/")).collect();
    paths.extend(HOMES.iter().map(|home| format!(":\\{home}\\")));
    // A short one (`/app`) could be part of anything.
    paths.extend((own.matches('/').count() > 1).then(|| own.to_owned()));
    let inside = |c: char| c.is_alphanumeric() || "._-)}/~*$".contains(c);
    let wrong = |line: &str| {
        paths.iter().any(|path| {
            line.match_indices(path.as_str())
                .any(|(at, _)| path.starts_with(':') || !line[..at].ends_with(inside))
        })
    };
    let lines = text.lines().enumerate().filter(|(_, line)| wrong(line));
    lines.map(|(at, _)| format!("{name}:{}: names a path that exists on one machine only", at + 1)).collect()
}

#[test]
fn no_file_is_large_by_accident() {
    let all = files();
    assert!(all.len() > 100 && all.iter().any(|(name, _)| name == ".ci/run"));
    none(all.iter().filter_map(|(name, bytes)| check_size(name, bytes.len())).collect());
    assert!(check_size("graphs/x.yaml", 1_000_001).is_some());
    assert!(check_size("graphs/x.yaml", 1_000_000).is_none());
    assert!(check_size("tests/vectors.json", 1_000_001).is_none());
}

#[test]
fn no_path_of_one_machine_is_named() {
    let own = root().to_str().unwrap();
    none(texts().iter().flat_map(|(name, text)| check_paths(name, text, own)).collect());
    let wrong = |text: &str| check_paths("x", text, "/srv/somebody/tragweite").len();
    for home in HOMES {
        assert_eq!(wrong(&format!("see /{home}/somebody/x\nand \"/{home}/x\"")), 2);
        assert_eq!(wrong(&format!("https://example.org/{home}/x ../{home}/x src/{home}/x")), 0);
    }
    assert_eq!(wrong("cd /srv/somebody/tragweite/src"), 1);
    assert_eq!(wrong("C:\\Users\\x"), 1);
    assert_eq!(wrong("/usr/lib/postgresql/15/bin"), 0);
}
