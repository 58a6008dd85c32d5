//! What comes out: exported and generated maps, the OpenAPI document, completions; whole files or none.

use super::{SMALL, dresden, folder, program, run, run_with_input};
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

#[test]
fn an_export_reads_back_as_the_same_map() {
    let here = tempfile::tempdir().unwrap();
    for format in ["yaml", "json"] {
        let once = run(&dresden(), ["export", "--map", ".", "--format", format]).ok();
        let again = run_with_input(here.path(), &["export", "--map", "-", "--format", format], &once).ok();
        assert_eq!(once, again);
        let other = run_with_input(here.path(), &["export", "--map", "-"], &once).ok();
        assert_eq!(other, run(&dresden(), ["export", "--map", "."]).ok());
    }
}

#[test]
fn an_export_may_replace_the_file_it_was_read_from() {
    let here = folder(&[("map.yaml", SMALL)]);
    run(here.path(), ["export", "--map", "map.yaml", "-o", "map.yaml"]).ok();
    let text = std::fs::read_to_string(here.path().join("map.yaml")).unwrap();
    assert!(text.starts_with("tragweite: 1\nagencies:\n"), "{text}");
    let names: Vec<_> = std::fs::read_dir(here.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["map.yaml"]);
}

#[test]
fn a_file_that_cannot_be_written_leaves_the_one_before() {
    let here = folder(&[("map.yaml", SMALL)]);
    let told = run(here.path(), ["export", "--map", "map.yaml", "-o", "none/out.yaml"]).fails(3);
    assert_eq!(told, "cannot write none/out.yaml: No such file or directory\n");
    // A device that is always full.
    let told = run(here.path(), ["export", "--map", "map.yaml", "-o", "/dev/full"]).fails(3);
    assert_eq!(told, "cannot write the output: No space left on device\n");
}

#[test]
fn a_full_disk_behind_standard_output_is_told() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = program(&dresden());
    let child = command.args(["export", "--map", "."]).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(output.stderr, b"cannot write the output: No space left on device\n");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut command = program(&dresden());
    command.args(["generate", "--municipalities", "40"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(first, "tragweite: 1\n");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn a_generated_map_is_sound_and_always_the_same() {
    let here = tempfile::tempdir().unwrap();
    let make = |seed: &str, file: &str| {
        run(here.path(), ["generate", "--municipalities", "3", "--seed", seed, "-o", file]).ok();
        Sha256::digest(std::fs::read(here.path().join(file)).unwrap())
    };
    assert_eq!(make("7", "a.yaml"), make("7", "b.yaml"));
    assert_ne!(make("7", "a.yaml"), make("8", "b.yaml"));
    let told = run(here.path(), ["check", "a.yaml"]).ok();
    assert!(told.starts_with("nothing is wrong\n"), "{told}");
    let json =
        run(here.path(), ["generate", "--municipalities", "3", "--seed", "7", "--format", "json"]).ok();
    let back = run_with_input(here.path(), &["export", "--map", "-"], &json).ok();
    assert_eq!(back, std::fs::read_to_string(here.path().join("a.yaml")).unwrap());
}

#[test]
fn the_document_of_the_interface_is_the_one_of_the_library() {
    let here = tempfile::tempdir().unwrap();
    run(here.path(), ["openapi", "-o", "openapi.json"]).ok();
    let written = std::fs::read_to_string(here.path().join("openapi.json")).unwrap();
    assert_eq!(written, run(here.path(), ["openapi"]).ok());
    let document: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(document, serde_json::to_value(tragweite::api::document()).unwrap());
}

#[test]
fn completions_exist_for_every_shell() {
    let here = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let text = run(here.path(), ["completions", shell]).ok();
        assert!(text.contains("impact") && text.contains("scenario"), "{shell}");
    }
}

#[test]
fn help_names_the_commands_and_the_exit_codes() {
    let here = tempfile::tempdir().unwrap();
    let text = run(here.path(), ["--help"]).ok();
    for said in
        ["check", "apply", "impact", "export", "generate", "serve", "openapi", "completions", "Exit codes:"]
    {
        assert!(text.contains(said), "{said}");
    }
    assert!(run(here.path(), ["--version"]).ok().starts_with("tragweite "));
    assert_eq!(run(here.path(), [""; 0]).code, Some(2));
}
