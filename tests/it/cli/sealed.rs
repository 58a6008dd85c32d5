//! What nobody else shall see: files that are written, tokens, the environment of the programs that draw and print.
#![cfg(unix)]

use super::serve::Running;
use super::{SMALL, finished, folder, program, run};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn what_is_written_is_for_its_owner_alone() {
    let here = folder(&[("map.yaml", SMALL)]);
    run(here.path(), ["apply", "--database", "sqlite:map.db", "map.yaml"]).ok();
    run(here.path(), ["export", "--map", "map.yaml", "-o", "out.yaml"]).ok();
    run(
        here.path(),
        ["impact", "--map", "map.yaml", "--fail", "amt.a", "--format", "html", "-o", "out.html"],
    )
    .ok();
    for name in ["map.db", "out.yaml", "out.html"] {
        assert_eq!(mode(&here.path().join(name)), 0o600, "{name}");
    }
    // Whoever has opened a file to others has meant it.
    allow(&here.path().join("out.yaml"), 0o644);
    run(here.path(), ["export", "--map", "map.yaml", "-o", "out.yaml"]).ok();
    assert_eq!(mode(&here.path().join("out.yaml")), 0o644);
}

#[test]
fn a_token_file_that_others_can_read_is_warned_of() {
    let here = folder(&[("token", "dies-ist-ein-langes-token")]);
    for (rights, warned) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true)] {
        allow(&here.path().join("token"), rights);
        let arguments =
            ["serve", "--listen", "127.0.0.1:0", "--database", "sqlite:map.db", "--token-file", "token"];
        let running = Running::start(program(here.path()).args(arguments));
        let told = "warning: others can read the token file token: take the right from them (chmod 600)";
        assert_eq!(running.said().contains(told), warned, "{rights:o}: {}", running.said());
    }
}

/// A program in the place of the real one, which writes down its environment.
fn spy(folder: &Path, name: &str) {
    let text = "#!/bin/sh\nenv > \"$HOME/seen\"\ncat > /dev/null\nprintf '<svg xmlns=\"http://www.w3.org/2000/svg\"/>'\n";
    fs::write(folder.join(name), text).unwrap();
    allow(&folder.join(name), 0o755);
}

#[test]
fn programs_that_draw_and_print_see_no_secret() {
    let here = folder(&[("map.yaml", SMALL)]);
    for (name, format) in [("dot", "svg"), ("weasyprint", "pdf")] {
        spy(here.path(), name);
        let mut command = program(here.path());
        command.args(["impact", "--map", "map.yaml", "--fail", "amt.a", "--format", format, "-o", "out"]);
        if format == "svg" {
            command.args(["--view", "picture"]);
        } else {
            command.args(["--view", "report"]);
        }
        let path = format!("{}:/usr/bin:/bin", here.path().display());
        command.env("PATH", path).env("HOME", here.path());
        let secrets = [
            "TRAGWEITE_TOKEN",
            "TRAGWEITE_DATABASE",
            "TRAGWEITE_SMTP_PASSWORD",
            "PGPASSWORD",
            "AWS_SECRET_ACCESS_KEY",
        ];
        for secret in secrets {
            command.env(secret, "postgres://geheim");
        }
        finished(&mut command);
        let seen = fs::read_to_string(here.path().join("seen")).unwrap();
        assert!(seen.contains("LC_ALL=C.UTF-8") && seen.contains("PATH="), "{name}: {seen}");
        assert!(!seen.contains("geheim"), "{name}: {seen}");
        fs::remove_file(here.path().join("seen")).unwrap();
    }
}

/// The program without the right of root to write everywhere.
fn without_rights(here: &Path) -> Command {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return program(here);
    }
    let mut command = Command::new("setpriv");
    command.args(["--bounding-set=-all", "--inh-caps=-all", "--"]).arg(env!("CARGO_BIN_EXE_tragweite"));
    command.env_clear().env("PATH", "/usr/bin:/bin").current_dir(here);
    command
}

#[test]
fn a_folder_that_cannot_be_written_to_is_read() {
    let here = folder(&[("map.yaml", SMALL)]);
    run(here.path(), ["apply", "--database", "sqlite:map.db", "map.yaml"]).ok();
    allow(&here.path().join("map.db"), 0o400);
    allow(here.path(), 0o555);
    let ask = |url: &str| {
        finished(without_rights(here.path()).args(["export", "--database", url, "--format", "json"]))
    };
    let read = ask("sqlite:map.db?mode=ro").ok();
    assert!(read.contains("amt.a"), "{read}");
    let refused = ask("sqlite:map.db").fails(3);
    assert!(refused.contains("this user may not read and write it"), "{refused}");
    // What was written last lies in a log that cannot be read so: better nothing than something old.
    allow(here.path(), 0o755);
    fs::write(here.path().join("map.db-wal"), [1; 100]).unwrap();
    allow(here.path(), 0o555);
    let refused = ask("sqlite:map.db?mode=ro").fails(3);
    assert!(refused.contains("write-ahead log"), "{refused}");
    allow(here.path(), 0o755);
}
