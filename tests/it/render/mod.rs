//! Pictures and documents, read by the programs that people read them with.

mod axe;
mod hostile;
mod html;
mod large;
mod layout;
mod papers;
mod pdf;
mod picture;
mod random;
mod samples;
mod sheets;
mod theme;
mod timeline;

use std::ffi::OsStr;
use std::process::{Command, Output};
use tragweite::render::Language;
use tragweite::render::picture::View;

/// A German view with the times of Berlin.
fn view() -> View {
    let as_of = Some("2018-11-13T08:00:00Z".parse().unwrap());
    View { as_of, ..View::new(Language::De, tragweite::words::zone::usual()) }
}

/// Runs a program of the system; says how to get it when it is not there.
fn tool(program: &str, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Output {
    Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|e| panic!("{program}: {e}; \"sh scripts/install-tools.sh test\" installs it"))
}
