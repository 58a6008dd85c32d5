//! README as somebody follows it: its blocks are run as they stand, one after the other in one folder, and what it shows
//! as output comes out.
//!
//! Beside the program only three things are ours: `make`, which says that the service is to be started with the settings
//! of that moment; the service on a free port; and `curl`, which finds it there, asks again when the machine is too
//! busy, and fails when the service refuses.

use super::serve::Running;
use super::{dresden, program};
use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

/// Blocks that are not run, by their first line, and why.
const NOT_RUN: &[(&str, &str)] = &[
    ("tragweite generate --size l -o national.yaml", "takes minutes where the program is not optimised"),
    (
        "tragweite serve --token-file token --smtp",
        "needs a mail server of the reader's; tests/it/cli/mailed.rs has one",
    ),
    ("tragweite init   FOLDER", "stands for files of the reader's"),
];

/// Commands that are not run, though the rest of their block is, and why.
const LEFT_OUT: &[(&str, &str)] = &[(
    "tragweite replay --script graphs/dresden-2018/scripts/two-days.yaml --speed 3600",
    "takes an hour of the script a second; tests/it/cli/replay.rs has a faster one",
)];

const MAKE: &str = "#!/bin/sh\n[ \"$1\" != run ] || echo \"${TRAGWEITE_TOKEN_FILE:-}\" > asked\n";
const CURL: &str = "#!/bin/sh\nPATH=${PATH#*:} exec curl --fail-with-body --retry 3 -S --noproxy '*' \
                    --connect-to \"127.0.0.1:8080:$(cat address)\" \"$@\"\n";

/// A block of README: its language, the line where it begins, its text.
struct Block {
    language: String,
    line: usize,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for (number, line) in page.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if is_open => is_open = false,
            Some(language) => {
                is_open = true;
                blocks.push(Block { language: language.into(), line: number + 1, text: String::new() });
            }
            None if is_open => {
                let block = blocks.last_mut().unwrap();
                block.text += line;
                block.text.push('\n');
            }
            None => {}
        }
    }
    blocks
}

/// Without the commands that are not run; a command goes on behind a backslash.
fn to_run(text: &str) -> String {
    let mut commands = text.replace("\\\n", "\\\u{0}").lines().map(String::from).collect::<Vec<_>>();
    commands.retain(|command| !LEFT_OUT.iter().any(|(left, _)| command.starts_with(left)));
    commands.join("\n").replace('\u{0}', "\n")
}

/// Whether `shown`, in which `[...]` stands for any lines, is what came out; else the piece that did not.
fn missing<'s>(shown: &'s str, out: &str) -> Option<&'s str> {
    let mut rest = out;
    let mut is_begun = false;
    for piece in shown.split("[...]\n").filter(|piece| !piece.is_empty()) {
        match rest.find(piece) {
            // The first piece stands at the beginning unless something was left out before it.
            Some(at) if is_begun || at == 0 || shown.starts_with("[...]") => rest = &rest[at + piece.len()..],
            _ => return Some(piece),
        }
        is_begun = true;
    }
    None
}

fn executable(at: &Path, text: &str) {
    std::fs::write(at, text).unwrap();
    std::fs::set_permissions(at, Permissions::from_mode(0o755)).unwrap();
}

/// Runs a block in the window in which those before were run; what it wrote.
fn shell(at: &Path, block: &Block) -> String {
    let script =
        format!("set -euo pipefail; set -a; . ./window\n{}\nexport -p > window\n", to_run(&block.text));
    let mut bash = Command::new("bash");
    let done = bash.arg("-c").arg(script).current_dir(at).stdin(Stdio::null()).output().unwrap();
    let (out, err) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "README, line {}: {}\n{out}\n{err}", block.line, block.text);
    out
}

/// What `make run` does, but on a free port.
fn serve(at: &Path, token: &str) -> Running {
    if !at.join("map.db").exists() {
        let mut apply = program(at);
        let done =
            apply.args(["apply", "--database", "sqlite:map.db", "graphs/dresden-2018"]).output().unwrap();
        assert!(done.status.success());
    }
    let mut serve = program(at);
    serve.args(["serve", "--database", "sqlite:map.db", "--listen", "127.0.0.1:0"]);
    serve.args(["--webhook-allow", "alarm.example.org"]);
    if !token.is_empty() {
        serve.args(["--token-file", token]);
    }
    let running = Running::start(&mut serve);
    std::fs::write(at.join("address"), running.address()).unwrap();
    running
}

#[test]
fn readme_works_as_it_stands() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let here = tempfile::tempdir().unwrap();
    let at = here.path();
    for part in ["bin", "target/quick"] {
        std::fs::create_dir_all(at.join(part)).unwrap();
    }
    symlink(dresden().parent().unwrap(), at.join("graphs")).unwrap();
    symlink(env!("CARGO_BIN_EXE_tragweite"), at.join("target/quick/tragweite")).unwrap();
    executable(&at.join("bin/make"), MAKE);
    executable(&at.join("bin/curl"), CURL);
    let path = format!("{}:{}", at.join("bin").display(), std::env::var("PATH").unwrap());
    std::fs::write(at.join("window"), format!("export PATH='{path}' LANG=C.UTF-8 LC_ALL=C.UTF-8\n")).unwrap();

    let (mut service, mut out, mut ran, mut compared) = (None, None, 0, 0);
    let blocks = blocks(&page);
    for block in &blocks {
        match block.language.as_str() {
            "sh" if NOT_RUN.iter().any(|(first, _)| block.text.starts_with(first)) => out = None,
            "sh" => {
                out = Some(shell(at, block));
                ran += 1;
                if let Ok(token) = std::fs::read_to_string(at.join("asked")) {
                    std::fs::remove_file(at.join("asked")).unwrap();
                    drop(service.take());
                    service = Some(serve(at, token.trim()));
                }
            }
            "text" => {
                // What belongs to a block that is not run is compared with nothing.
                let Some(out) = &out else { continue };
                compared += 1;
                let missing = missing(&block.text, out);
                assert_eq!(missing, None, "README, line {}; what came out:\n{out}", block.line);
            }
            _ => {}
        }
    }
    assert!(ran >= 14 && compared >= 6, "{ran} blocks ran, {compared} outputs were compared");
    for (first, _) in NOT_RUN {
        assert!(blocks.iter().any(|block| block.text.starts_with(first)), "there is no such block: {first}");
    }
    for (left, _) in LEFT_OUT {
        assert!(blocks.iter().any(|block| block.text.contains(left)), "there is no such command: {left}");
    }
}

#[test]
fn what_did_not_come_out_is_found() {
    let out = "one\ntwo\nthree\nfour\n";
    assert_eq!(missing("one\n[...]\nthree\n[...]\n", out), None);
    assert_eq!(missing("[...]\nthree\nfour\n", out), None);
    assert_eq!(missing("two\n", out), Some("two\n"));
    assert_eq!(missing("one\n[...]\nthree\ntwo\n", out), Some("three\ntwo\n"));
}
