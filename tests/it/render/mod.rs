//! Documents for people, read by the programs that people read them with.

mod axe;
mod html;
mod pdf;
mod samples;

use std::ffi::OsStr;
use std::process::{Command, Output};

/// Runs a program of the system; says how to get it when it is not there.
fn tool(program: &str, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Output {
    Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|e| panic!("{program}: {e}; \"sh scripts/install-tools.sh test\" installs it"))
}
