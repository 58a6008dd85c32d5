//! The OpenAPI document as a contract: other people's tools read it, build clients from it that work, try every operation
//! in the page that shows it, and look for answers that break it.
//!
//! Reading order: this file (the tools), [`rules`] (what no tool asks for, too), [`clients`], [`pages`], [`fuzz`].

mod clients;
mod fuzz;
mod pages;
mod rules;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

const INSTALL: &str = "\"sh scripts/install-tools.sh test\" installs it";

/// The folder of the tools.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/contract")
}

/// The committed document.
fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/openapi.json")
}

/// A program that came from PyPI.
fn python(name: &str) -> PathBuf {
    let path = folder().join(".venv/bin").join(name);
    assert!(folder().join(".venv/installed").exists() && path.exists(), "{name} is missing: {INSTALL}");
    path
}

/// A program that came from npm.
fn node(name: &str) -> PathBuf {
    let path = folder().join("node_modules/.bin").join(name);
    assert!(path.exists(), "{name} is missing: {INSTALL}");
    path
}

/// Runs a tool in a folder, beside the service of the test: whether it was content, and all it said.
async fn run<A: AsRef<OsStr>>(program: impl AsRef<OsStr>, at: &Path, arguments: &[A]) -> (bool, String) {
    // Some tools call others by their names.
    let path = std::env::join_paths(
        [folder().join(".venv/bin")]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var("PATH").unwrap())),
    );
    let done = tokio::process::Command::new(&program)
        .args(arguments)
        .current_dir(at)
        .env("PATH", path.unwrap())
        // Services of this machine are asked without a proxy.
        .env("NO_PROXY", "*")
        .env("no_proxy", "*")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap_or_else(|error| panic!("{}: {error}: {INSTALL}", program.as_ref().display()));
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    (done.status.success(), text)
}

/// The same where the tool must be content.
async fn content<A: AsRef<OsStr>>(program: impl AsRef<OsStr>, at: &Path, arguments: &[A]) -> String {
    let (content, text) = run(program, at, arguments).await;
    assert!(content, "{text}");
    text
}
