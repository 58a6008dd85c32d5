//! Diagrams for other tools, each format read back by a program that is not ours.

mod mermaid;
mod networks;
mod sample;
mod tables;
mod text;

use serde_json::Value;
use std::path::Path;
use std::process::Command;
use tragweite::formats::{GraphFormat, write_graph};
use tragweite::render::Language;
use tragweite::render::diagram::Diagram;

/// It changes with every release, which snapshots should not.
const VERSION: &str = concat!("Tragweite ", env!("CARGO_PKG_VERSION"));

/// What was read, without the version of the program.
fn without_version(read: &Value) -> Value {
    serde_json::from_str(&read.to_string().replace(VERSION, "Tragweite")).unwrap()
}

/// The bytes of a diagram.
fn bytes(diagram: &Diagram<'_>, format: GraphFormat, language: Language) -> Vec<u8> {
    let mut out = Vec::new();
    write_graph(diagram, format, language, &mut out).unwrap();
    out
}

/// The same as text.
fn text(diagram: &Diagram<'_>, format: GraphFormat, language: Language) -> String {
    String::from_utf8(bytes(diagram, format, language)).unwrap()
}

/// What a program from `tests/tools` prints about the bytes.
fn read_with(program: &str, arguments: &[&str], bytes: &[u8]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, bytes).unwrap();
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools");
    let mut command = Command::new(program);
    command.current_dir(tools).env("PYTHONDONTWRITEBYTECODE", "1").args(arguments).arg(&file);
    let remedy = "run \"make test-tools\", which installs what reads these files";
    let output = command.output().unwrap_or_else(|e| panic!("{program}: {e}: {remedy}"));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {told}\n(if a module is missing: {remedy})");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What the reader of a format finds.
fn read_back(diagram: &Diagram<'_>, format: GraphFormat, language: Language) -> Value {
    let bytes = bytes(diagram, format, language);
    match format {
        GraphFormat::Mermaid => read_with("node", &["mermaid/read.mjs"], &bytes),
        GraphFormat::CsvDependencies => read_with("/usr/bin/python3", &["read_graph.py", "csv"], &bytes),
        // Debian's own: another one on the path does not have the packages.
        _ => read_with("/usr/bin/python3", &["read_graph.py", format.as_str()], &bytes),
    }
}
