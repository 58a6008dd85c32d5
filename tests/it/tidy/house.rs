//! Sizes, first lines, words that do not belong, links, migrations, the licence.

use super::{files, none, paths, read, root, tree};

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

/// Words that have no business in a source file: unfinished work and `unsafe` nowhere; printing, settings and the end
/// of the process only in `cli/`; the clock only where the outside world is met, and what time it is there at one place; no test sleeps.
fn check_words(name: &str, text: &str) -> Vec<String> {
    let among = |folders: &[&str]| folders.iter().any(|folder| name.starts_with(folder));
    let mut banned = vec!["todo!", "unimplemented!", "dbg!", "unsafe "];
    if among(&["src/", "crates/"]) && !among(&["src/cli/"]) {
        banned.extend(["println!(", "print!(", "env::var", "env::args", "process::exit"]);
    }
    if among(&["src/", "crates/"]) && !among(&["crates/app/", "crates/api/", "src/cli/"]) {
        banned.extend(["Timestamp::now", "Zoned::now", "Instant::now", "SystemTime::now"]);
    }
    if among(&["crates/app/", "crates/api/"]) && name != "crates/app/src/clock.rs" {
        banned.extend(["Timestamp::now", "Zoned::now", "SystemTime::now"]);
    }
    if among(&["tests/"]) {
        banned.push("sleep(");
    }
    let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let found =
        code.flat_map(|(at, line)| banned.iter().filter(|w| starts_in(line, w)).map(move |w| (at, w)));
    found.map(|(at, word)| format!("{name}:{}: {} does not belong here", at + 1, word.trim_end())).collect()
}

/// Whether the line has the word, not merely the end of a longer one.
fn starts_in(line: &str, word: &str) -> bool {
    let longer = |at: usize| line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| !longer(at))
}

#[test]
fn files_are_small_and_say_what_they_are_for() {
    let all = ["src", "crates", "tests", "benches"].into_iter().flat_map(|folder| files(folder, ".rs"));
    none(all.flat_map(|(name, text)| check_source(&name, &text)).collect());
    assert_eq!(check_source("x.rs", "fn f() {}").len(), 1);
    let long = format!("//! x\nfn f() {{\n{}}}\n", "f();\n".repeat(600));
    assert_eq!(check_source("x.rs", &long).len(), 2);
}

#[test]
fn words_stay_where_they_belong() {
    let all = ["src", "crates", "tests", "benches"].into_iter().flat_map(|folder| files(folder, ".rs"));
    let all = all.filter(|(name, _)| !name.starts_with("tests/it/tidy/") && !name.ends_with("/build.rs"));
    none(all.flat_map(|(name, text)| check_words(&name, &text)).collect());
    let wrong = |name: &str, text: &str| check_words(name, text).len();
    assert_eq!(wrong("crates/engine/src/x.rs", "let t = Instant::now(); println!(\"x\"); todo!()"), 3);
    assert_eq!(wrong("crates/render/src/x.rs", "jiff::Zoned::now()"), 1);
    assert_eq!(wrong("crates/api/src/x.rs", "use std::env; env::var(\"X\"); unsafe { x() }"), 2);
    assert_eq!(wrong("crates/api/src/x.rs", "jiff::Timestamp::now(); Instant::now()"), 1);
    assert_eq!(wrong("crates/app/src/clock.rs", "Timestamp::now(); Instant::now()"), 0);
    assert_eq!(wrong("src/main.rs", "std::process::exit(1); print!(\"x\")"), 2);
    assert_eq!(wrong("tests/it/x.rs", "std::thread::sleep(second); dbg!(x)"), 2);
    assert_eq!(wrong("src/cli/x.rs", "println!(\"x\"); Instant::now(); env::var(\"X\")"), 0);
    assert_eq!(wrong("crates/engine/src/x.rs", "// todo!\nlet pretty_print!(x);"), 0);
}

/// Relative links of a page that lead nowhere.
fn check_links(name: &str, text: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let folder = name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next());
    let local = targets.filter(|t| !t.is_empty() && !t.contains("://") && !t.starts_with("mailto:"));
    local
        .filter(|t| !exists(&format!("{folder}{t}")))
        .map(|t| format!("{name}: the link {t} leads nowhere"))
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let pages: Vec<_> = tree::texts().into_iter().filter(|(name, _)| name.ends_with(".md")).collect();
    assert!(pages.iter().any(|(name, _)| name == "README.md"));
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
    assert!(read("Cargo.toml").contains("license = \"EUPL-1.2\""));
    assert!(read("LICENSE").contains("SPDX-License-Identifier: EUPL-1.2"));
    assert!(read("ARCHITECTURE.md").lines().count() <= 150);
}
