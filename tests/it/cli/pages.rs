//! README and the pages of `docs/` as somebody follows them: their blocks are run as they stand, one after the other in one
//! folder for each page, and what they show as output comes out.
//!
//! Beside the program only three things are ours: `make`, which says that the service is to be started with the settings
//! of that moment; the service on a free port; and `curl`, which finds it there, asks again when the machine is too
//! busy, and fails when the service refuses. A block of YAML that begins with the name of a file is that file.

use super::serve::Running;
use super::{dresden, program, run};
use rayon::prelude::*;
use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Blocks that are not run, by their first line, and why. Each stands on a page.
const NOT_RUN: &[(&str, &str)] = &[
    ("tragweite generate --size l -o national.yaml", "takes minutes where the program is not optimised"),
    (
        "tragweite serve --token-file token --smtp",
        "needs a mail server of the reader's; tests/it/cli/mailed.rs has one",
    ),
    ("make package", "builds for minutes, then installs; scripts/test-package.sh does it in a clean Debian"),
    (
        "tragweite key create --name",
        "the ids in it are those of the reader's keys; tests/it/access makes keys over HTTP",
    ),
    ("sudo runuser -u tragweite", "needs the package; scripts/test-package.sh does it in a clean Debian"),
];

/// Commands that are not run, though the rest of their block is, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    (
        "tragweite replay --script graphs/dresden-2018/scripts/two-days.yaml --speed 3600",
        "takes an hour of the script a second; tests/it/cli/replay.rs has a faster one",
    ),
    ("tragweite serve --database sqlite:tragweite.db", "does not end; tests/it/cli/serve.rs starts it so"),
];

/// Pages of which each has the same blocks in the other language, in the same order.
const PAIRS: &[(&str, &str)] = &[
    ("questions", "fragen"),
    ("pages", "oberflaeche"),
    ("import", "uebernehmen"),
    ("reports", "berichte"),
    ("incidents", "vorfaelle"),
    ("duties", "meldepflichten"),
    ("access", "zugriff"),
    ("agents", "agenten"),
    ("operating", "betrieb"),
    ("settings", "einstellungen"),
    ("databases", "datenbanken"),
];

/// Most words of README: who wants more finds it in `docs/`.
const README_WORDS: usize = 900;

const MAKE: &str = "#!/bin/sh\n[ \"$1\" != run ] || echo \"${TRAGWEITE_TOKEN_FILE:-}\" > asked\n";
const CURL: &str = "#!/bin/sh\nPATH=${PATH#*:} exec curl --fail-with-body --retry 3 -S --noproxy '*' \
                    --connect-to \"127.0.0.1:8080:$(cat address)\" \"$@\"\n";

/// A block of a page: its language, the line where it begins, its text.
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

/// A page and the folder in which it is followed.
struct Follower {
    name: String,
    blocks: Vec<Block>,
    here: tempfile::TempDir,
    service: Option<Running>,
    /// What the last block wrote; none when it is not run.
    out: Option<String>,
    ran: usize,
    compared: usize,
}

impl Follower {
    fn new(path: &Path) -> Self {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        let here = tempfile::tempdir().unwrap();
        let at = here.path();
        for part in ["bin", "target/quick"] {
            std::fs::create_dir_all(at.join(part)).unwrap();
        }
        for (from, to) in
            [("graphs", dresden().parent().unwrap().to_owned()), ("scripts", root().join("scripts"))]
        {
            symlink(to, at.join(from)).unwrap();
        }
        let program = Path::new(env!("CARGO_BIN_EXE_tragweite"));
        symlink(program, at.join("target/quick/tragweite")).unwrap();
        executable(&at.join("bin/make"), MAKE);
        executable(&at.join("bin/curl"), CURL);
        let mut path_of_programs = format!("{}:", at.join("bin").display());
        if name != "README.md" && !name.ends_with("schnellstart.md") {
            // The other pages say that they want it there.
            path_of_programs += &format!("{}:", at.join("target/quick").display());
        }
        path_of_programs += &std::env::var("PATH").unwrap();
        let language = if name.starts_with("docs/de/") { "de_DE.UTF-8" } else { "en_US.UTF-8" };
        let window = format!("export PATH='{path_of_programs}' LANG={language}\n");
        std::fs::write(at.join("window"), window).unwrap();
        let blocks = blocks(&std::fs::read_to_string(path).unwrap());
        Self { name, blocks, here, service: None, out: None, ran: 0, compared: 0 }
    }

    /// Follows the page to its end; what was not as it says.
    fn follow(&mut self) -> Result<(), String> {
        for block in std::mem::take(&mut self.blocks) {
            let place = format!("{}, line {}", self.name, block.line);
            match block.language.as_str() {
                "sh" if NOT_RUN.iter().any(|(first, _)| block.text.starts_with(first)) => self.out = None,
                "sh" => {
                    self.out = Some(self.shell(&block).map_err(|told| format!("{place}: {told}"))?);
                    self.ran += 1;
                    self.serve_if_asked();
                }
                "text" => {
                    // What belongs to a block that is not run is compared with nothing.
                    let Some(out) = &self.out else { continue };
                    self.compared += 1;
                    if let Some(missing) = missing(&block.text, out) {
                        return Err(format!("{place}: this is not said:\n{missing}\nwhat came out:\n{out}"));
                    }
                }
                "yaml" => {
                    let name = block.text.lines().next().and_then(|line| line.strip_prefix("# "));
                    if let Some(name) = name.filter(|name| name.ends_with(".yaml")) {
                        std::fs::write(self.here.path().join(name), &block.text).unwrap();
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Runs a block in the window in which those before were run; what it wrote.
    fn shell(&self, block: &Block) -> Result<String, String> {
        let script = format!(
            "set -euo pipefail; unset LC_ALL; set -a; . ./window\n{}\nexport -p > window\n",
            to_run(&block.text)
        );
        let mut bash = Command::new("bash");
        bash.arg("-c").arg(script).current_dir(self.here.path()).stdin(Stdio::null());
        let done = bash.env("LC_ALL", "C.UTF-8").output().unwrap();
        let (out, err) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8_lossy(&done.stderr));
        if done.status.success() { Ok(out) } else { Err(format!("{}\n{out}\n{err}", block.text)) }
    }

    /// What `make run` does, but on a free port.
    fn serve_if_asked(&mut self) {
        let at = self.here.path();
        let Ok(token) = std::fs::read_to_string(at.join("asked")) else { return };
        std::fs::remove_file(at.join("asked")).unwrap();
        drop(self.service.take());
        if !at.join("map.db").exists() {
            run(at, ["apply", "--database", "sqlite:map.db", "graphs/dresden-2018"]).ok();
        }
        let mut serve = program(at);
        serve.args(["serve", "--database", "sqlite:map.db", "--listen", "127.0.0.1:0"]);
        serve.args(["--webhook-allow", "alarm.example.org"]);
        if !token.trim().is_empty() {
            serve.args(["--token-file", token.trim()]);
        }
        let running = Running::start(&mut serve);
        std::fs::write(at.join("address"), running.address()).unwrap();
        self.service = Some(running);
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README and all pages of `docs/`.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md")];
    for language in ["de", "en"] {
        let folder = root().join("docs").join(language);
        pages.extend(std::fs::read_dir(folder).unwrap().map(|page| page.unwrap().path()));
    }
    pages.sort();
    pages
}

#[test]
fn every_page_works_as_it_stands() {
    let followed: Vec<_> = pages()
        .par_iter()
        .map(|page| {
            let mut follower = Follower::new(page);
            let wrong = follower.follow().err();
            (follower.name, follower.ran, follower.compared, wrong)
        })
        .collect();
    let wrong: Vec<_> = followed.iter().filter_map(|(.., wrong)| wrong.clone()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let ran: usize = followed.iter().map(|(_, ran, ..)| ran).sum();
    let compared: usize = followed.iter().map(|(_, _, compared, _)| compared).sum();
    assert!(ran >= 50 && compared >= 20, "{ran} blocks ran, {compared} outputs were compared: {followed:?}");
}

#[test]
fn what_is_left_out_stands_on_a_page() {
    let texts: Vec<_> = pages().iter().map(|page| std::fs::read_to_string(page).unwrap()).collect();
    let all: Vec<_> = texts.iter().flat_map(|text| blocks(text)).collect();
    for (first, _) in NOT_RUN {
        assert!(all.iter().any(|block| block.text.starts_with(first)), "there is no such block: {first}");
    }
    for (left, _) in LEFT_OUT {
        assert!(all.iter().any(|block| block.text.contains(left)), "there is no such command: {left}");
    }
}

#[test]
fn both_languages_say_the_same() {
    let shape = |language: &str, name: &str| {
        let text = std::fs::read_to_string(root().join(format!("docs/{language}/{name}.md"))).unwrap();
        let blocks: Vec<_> = blocks(&text).into_iter().map(|block| block.language).collect();
        let headings =
            text.lines().filter(|line| line.starts_with("## ") || line.starts_with("### ")).count();
        let rows = text.lines().filter(|line| line.starts_with('|')).count();
        (blocks, headings, rows)
    };
    for (english, german) in PAIRS {
        assert_eq!(shape("en", english), shape("de", german), "{english}, {german}");
    }
    // Those above, the map file, and the quick start, which README is in English.
    assert_eq!(pages().len(), 2 * PAIRS.len() + 2 + 1 + 1);
}

#[test]
fn readme_is_short() {
    let text = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert!(text.split_whitespace().count() <= README_WORDS, "{}", text.split_whitespace().count());
}

#[test]
fn what_did_not_come_out_is_found() {
    let out = "one\ntwo\nthree\nfour\n";
    assert_eq!(missing("one\n[...]\nthree\n[...]\n", out), None);
    assert_eq!(missing("[...]\nthree\nfour\n", out), None);
    assert_eq!(missing("two\n", out), Some("two\n"));
    assert_eq!(missing("one\n[...]\nthree\ntwo\n", out), Some("three\ntwo\n"));
}
