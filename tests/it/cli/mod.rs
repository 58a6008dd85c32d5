//! The program as people start it: the real binary with real files, databases and signals.

mod apply;
mod bad_input;
mod check;
mod delivered;
mod district;
mod doctor;
mod files;
mod identity;
mod impact;
mod import;
mod killed;
mod mailed;
mod meant;
mod pages;
mod plan;
mod plan_cuts;
mod present;
mod reasoning;
mod reference;
mod replay;
mod report;
mod sealed;
pub(crate) mod serve;
mod settings;
mod table;
mod template;
mod upgrade;
mod vectors;

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// The standard output of a run that must have gone well and without a word of complaint.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{}", self.out);
        self.out
    }

    /// The message of a run that must have failed like this and written nothing else.
    #[track_caller]
    pub(crate) fn fails(self, code: i32) -> String {
        assert_eq!((self.code, self.out.as_str()), (Some(code), ""), "{}", self.err);
        self.err
    }
}

/// The program in a folder, with nothing of this machine's settings.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tragweite"));
    command.env_clear().current_dir(folder).stdin(Stdio::null());
    command.env("TZDIR", folder);
    command
}

/// Runs the program to its end.
pub(crate) fn run<I: IntoIterator<Item: AsRef<OsStr>>>(folder: &Path, arguments: I) -> Run {
    finished(program(folder).args(arguments))
}

/// Runs the program with this text as its standard input.
pub(crate) fn run_with_input(folder: &Path, arguments: &[&str], input: &str) -> Run {
    let mut command = program(folder);
    let mut child = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may end before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    read(child.wait_with_output().unwrap())
}

pub(crate) fn finished(command: &mut Command) -> Run {
    read(command.output().unwrap())
}

fn read(output: std::process::Output) -> Run {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// The folder of the Dresden example.
pub(crate) fn dresden() -> PathBuf {
    crate::support::maps::graphs().join("dresden-2018")
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }
    folder
}

/// A small map without faults: `amt.b` needs `amt.a`, `amt.c` and `amt.d` need each other.
pub(crate) const SMALL: &str = "\
tragweite: 1
agencies:
  amt: { name: Amt }
services:
  amt.a: { name: A, agency: amt, layer: platform }
  amt.b: { name: B, agency: amt, layer: public, needs: [{ on: amt.a, confirmation: confirmed }] }
  amt.c: { name: C, agency: amt, layer: platform, needs: [amt.d] }
  amt.d: { name: D, agency: amt, layer: platform, needs: [amt.c] }
";
