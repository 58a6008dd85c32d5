//! Sizes, first lines, words that do not belong, links, migrations, the licence.

use super::{files, none, paths, root};

/// Lines of a file: what is aimed at is 400.
const FILE: usize = 600;
/// Lines of a function.
const FUNCTION: usize = 70;

fn check_source(name: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if !text.starts_with("//!") {
        wrong.push(format!("{name}: say in the first lines (//!) what the file is for"));
    }
    let lines = text.lines().count();
    if lines > FILE {
        wrong.push(format!(
            "{name}: {lines} lines; split it along a seam that a reader would guess (aim at 400)"
        ));
    }
    // A test that tells one long story may be as long as it takes.
    for (function, line, length) in paths::functions(text) {
        if length > FUNCTION && !name.starts_with("tests/") {
            wrong.push(format!("{name}:{line}: {function} has {length} lines; {FUNCTION} is the most"));
        }
    }
    wrong
}

/// Words that have no business in a source file; `cli` and `main.rs` may print.
fn check_words(name: &str, text: &str) -> Vec<String> {
    let mut banned = vec!["todo!", "unimplemented!", "dbg!", "unsafe "];
    if name.starts_with("src/") && !name.starts_with("src/cli/") {
        banned.extend(["println!(", "std::env::var", "std::process::exit"]);
    }
    if ["src/model/", "src/engine/", "src/wire/", "src/map/", "src/formats/", "src/store/"]
        .iter()
        .any(|f| name.starts_with(f))
    {
        banned.extend(["Timestamp::now", "Instant::now", "SystemTime::now"]);
    }
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let found = code.flat_map(|line| banned.iter().filter(move |word| line.contains(*word)));
    found.map(|word| format!("{name}: {word} does not belong here")).collect()
}

#[test]
fn files_are_small_and_say_what_they_are_for() {
    let all = ["src", "tests", "benches"].into_iter().flat_map(|folder| files(folder, ".rs"));
    none(all.flat_map(|(name, text)| check_source(&name, &text)).collect());
    assert_eq!(check_source("x.rs", "fn f() {}").len(), 1);
    let long = format!("//! x\nfn f() {{\n{}}}\n", "f();\n".repeat(600));
    assert_eq!(check_source("x.rs", &long).len(), 2);
}

#[test]
fn words_stay_where_they_belong() {
    none(files("src", ".rs").iter().flat_map(|(name, text)| check_words(name, text)).collect());
    assert_eq!(check_words("src/engine/x.rs", "let t = Instant::now(); println!(\"x\"); todo!()").len(), 3);
    assert_eq!(check_words("src/cli/x.rs", "println!(\"x\");").len(), 0);
}

/// Relative links of a page that lead nowhere.
fn check_links(name: &str, text: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let folder = name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    let local = targets.filter(|t| !t.is_empty() && !t.contains("://") && !t.starts_with("mailto:"));
    local
        .filter(|t| !exists(&format!("{folder}{t}")))
        .map(|t| format!("{name}: the link {t} leads nowhere"))
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let mut pages = files("graphs", ".md");
    for name in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        pages.push((name.to_owned(), std::fs::read_to_string(root().join(name)).unwrap()));
    }
    let exists = |path: &str| root().join(path).exists();
    none(pages.iter().flat_map(|(name, text)| check_links(name, text, exists)).collect());
    assert_eq!(check_links("a/b.md", "[x](y.md) [z](https://z)", |p| p != "a/y.md").len(), 1);
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |kind: &str| -> Vec<String> {
        let all = files(&format!("migrations/{kind}"), ".sql");
        all.into_iter().map(|(name, _)| name.rsplit('/').next().unwrap().to_owned()).collect()
    };
    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn the_licence_is_stated() {
    let read = |name: &str| std::fs::read_to_string(root().join(name)).unwrap();
    assert!(read("Cargo.toml").contains("license = \"EUPL-1.2\""));
    assert!(read("LICENSE").contains("SPDX-License-Identifier: EUPL-1.2"));
    assert!(read("ARCHITECTURE.md").lines().count() <= 150);
}
