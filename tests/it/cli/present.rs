//! Pictures, reports and files from the command line, and what is said where a program is missing.

use super::{SMALL, dresden, finished, folder, program, run};
use std::path::Path;

const SYNC: [&str; 5] = ["impact", "--map", ".", "--fail", "dresden.storage-sync"];

/// The arguments of the question, and more.
fn sync<'a>(more: &[&'a str]) -> Vec<&'a str> {
    SYNC.iter().chain(more).copied().collect()
}

#[test]
fn the_picture_of_the_readme_is_the_one_that_is_drawn_now() {
    let drawn = run(&dresden(), sync(&["--language", "en", "--format", "dot"])).ok();
    let committed = std::fs::read_to_string(dresden().join("impact.dot")).unwrap();
    assert_eq!(drawn, committed, "draw it anew with: make picture");
    // What is shown was drawn from that text: each name stands in both, whatever the version of the program that drew it.
    let svg = std::fs::read_to_string(dresden().join("impact.svg")).unwrap();
    for key in ["dresden.storage-sync", "zwickau.kfz-zulassung", "bibliotheken.ausleihe"] {
        assert_eq!(committed.contains(key), svg.contains(&key.replace('-', "&#45;")), "{key}");
    }
    assert!(svg.contains("Kfz&#45;Zulassung im Landkreis"));
}

#[test]
fn files_are_written_whole() {
    let to = folder(&[]);
    let begins: [(&str, &[u8]); 5] =
        [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("html", b"<!DOCTYPE"), ("xlsx", b"PK")];
    for (format, begin) in begins {
        let file = to.path().join(format);
        let name = file.to_str().unwrap();
        assert_eq!(run(&dresden(), sync(&["--format", format, "-o", name])).ok(), "", "{format}");
        assert!(std::fs::read(&file).unwrap().starts_with(begin), "{format}");
    }
    let timeline = run(&dresden(), sync(&["--format", "svg", "--view", "timeline"])).ok();
    assert!(timeline.starts_with("<svg") && timeline.contains("Landkreis Zwickau"));
    let png = to.path().join("timeline.png");
    let drawn = ["--format", "png", "--view", "timeline", "-o", png.to_str().unwrap()];
    run(&dresden(), sync(&drawn)).ok();
    assert!(std::fs::metadata(&png).unwrap().len() > 20_000);
    let around = ["export", "--map", ".", "--around", "dresden.kfz-verfahren", "--format", "mermaid"];
    assert!(run(&dresden(), around).ok().contains("Kfz-Zulassung im Landkreis Zwickau"));
    let part = ["export", "--map", ".", "--agency", "zwickau", "--layer", "public", "--format", "csv"];
    let part = run(&dresden(), part).ok();
    assert!(part.contains("zwickau.kfz-zulassung") && !part.contains("dresden.kfz-verfahren"), "{part}");
}

/// A folder of programs with nothing in it but `nice`.
fn only_nice() -> tempfile::TempDir {
    let programs = folder(&[]);
    for name in ["nice", "env"] {
        let found = ["/usr/bin", "/bin"].map(|folder| Path::new(folder).join(name));
        let found = found.into_iter().find(|program| program.exists()).unwrap();
        std::os::unix::fs::symlink(found, programs.path().join(name)).unwrap();
    }
    programs
}

#[test]
fn a_missing_program_is_named_and_the_rest_works() {
    let programs = only_nice();
    let without = |format: &str| {
        let mut command = program(&dresden());
        finished(command.env("PATH", programs.path()).args(sync(&["--format", format])))
    };
    insta::assert_snapshot!(without("svg").fails(3), @"the program dot is missing: install it (Debian: apt-get install graphviz fonts-dejavu-core)");
    let report = without("html");
    assert_eq!(report.code, Some(0));
    assert!(report.out.contains("Kfz-Zulassung") && report.out.contains("</html>"));
    insta::assert_snapshot!(without("pdf").fails(3), @"the program weasyprint is missing: install it (Debian: apt-get install weasyprint fonts-dejavu-core)");
    assert!(without("dot").ok().starts_with("digraph"));
}

#[test]
fn a_program_that_fails_says_why() {
    let programs = only_nice();
    let dot = programs.path().join("dot");
    std::fs::write(&dot, "#!/bin/sh\necho kein Speicher mehr >&2\nexit 1\n").unwrap();
    std::fs::set_permissions(&dot, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut command = program(&dresden());
    let run = finished(command.env("PATH", programs.path()).args(sync(&["--format", "svg"])));
    insta::assert_snapshot!(run.fails(3), @"dot failed: exit status: 1: kein Speicher mehr");
}

#[test]
fn what_does_not_go_together_is_told() {
    let small = folder(&[("small.yaml", SMALL)]);
    let refused = |arguments: &[&str]| run(small.path(), arguments).fails(2);
    insta::assert_snapshot!(refused(&["impact", "--map", ".", "--fail", "amt.a", "--format", "html", "--view", "timeline"]), @"the timeline does not come as html: pictures come as svg, png, pdf and dot; of an impact, the timeline comes as svg, png and pdf and the report as html and pdf");
    insta::assert_snapshot!(refused(&["export", "--map", ".", "--agency", "amt"]), @"a map file holds the whole map: leave out --agency, --layer and --around, or give another --format such as svg");
    insta::assert_snapshot!(refused(&["export", "--map", ".", "--format", "pdf", "--view", "report"]), @"a map has no timeline and no report: leave --view out");
    assert!(refused(&["export", "--map", ".", "--format", "html"]).contains("graphml"));
    let unknown = ["export", "--map", ".", "--format", "dot", "--around", "amt.x"];
    assert!(run(small.path(), unknown).fails(1).contains("there is no node \"amt.x\""));
}
