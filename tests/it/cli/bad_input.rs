//! What is wrong with a command line, a setting, a database or a question: the exact words, and the exit code.

use super::{Run, SMALL, dresden, finished, folder, program, run, run_with_input};
use crate::support::database::Kind;
use std::path::Path;
use tempfile::TempDir;

fn small() -> TempDir {
    folder(&[("small.yaml", SMALL), ("two.yaml", "failures: [{ node: amt.a }, { node: amt.x }]\n")])
}

fn ask(arguments: &[&str]) -> Run {
    run(small().path(), ["impact", "--map", "small.yaml"].iter().chain(arguments))
}

#[test]
fn unknown_keys_come_with_the_key_that_was_meant() {
    insta::assert_snapshot!(ask(&["--fail", "amt.a", "--fail", "b", "--fail", "weg"]).fails(1), @r#"
    --fail b: there is no node "b"; did you mean amt.b?
    --fail weg: there is no node "weg"; look up the keys of the map
    2 problems
    "#);
    insta::assert_snapshot!(ask(&["--scenario", "two.yaml"]).fails(1), @r#"
    two.yaml:1: failures[1].node: there is no node "amt.x"; did you mean amt.a?
    1 problem
    "#);
    let here = small();
    let question = r#"{"failures": [{"node": "amt.z", "until": "P1Y"}], "horizont": "P1D"}"#;
    let arguments = ["impact", "--map", "small.yaml", "--scenario", "-"];
    insta::assert_snapshot!(run_with_input(here.path(), &arguments, question).fails(1), @r#"
    standard input:1: horizont: "horizont" is not a property here; did you mean horizon?
    standard input:1: failures[0].until: "P1Y" is not a duration: years and months have no fixed length; say how many days: P365D (a month counts as 30 days, a year as 365); minutes stand behind T: PT30M
    2 problems
    "#);
}

/// The message without the advice that is always the same.
fn usage(run: Run) -> String {
    run.fails(2).replace("\n\nFor more information, try '--help'.\n", "")
}

#[test]
fn a_name_where_a_key_belongs_comes_with_the_key() {
    insta::assert_snapshot!(ask(&["--fail", "B"]).fails(1), @r#""B" is a name, not a key; did you mean amt.b (B)?"#);
    insta::assert_snapshot!(ask(&["--fail", "Strom im Haus"]).fails(1), @r#""Strom im Haus" is not a key, and no node is called so; look for the key with: tragweite find WORDS"#);
}

#[test]
fn a_failure_in_the_wrong_form_is_told_by_its_part() {
    insta::assert_snapshot!(usage(ask(&["--fail", "amt..a"])), @r#"error: invalid value 'amt..a' for '--fail <KEY[=LEVEL][@FROM[..UNTIL]]>': the key: "amt..a" is not a key: two joints follow each other (use words of a-z and 0-9 joined by '-' or '.', for example "dresden.kfz-zulassung"; the name may hold any letters); the form is KEY[=LEVEL][@FROM[..UNTIL]], for example dresden.storage=degraded@PT30M..P1D"#);
    insta::assert_snapshot!(usage(ask(&["--fail", "amt.a=kaputt"])), @r#"error: invalid value 'amt.a=kaputt' for '--fail <KEY[=LEVEL][@FROM[..UNTIL]]>': the level: "kaputt" is unknown (use degraded or unavailable); the form is KEY[=LEVEL][@FROM[..UNTIL]], for example dresden.storage=degraded@PT30M..P1D"#);
    insta::assert_snapshot!(usage(ask(&["--fail", "amt.a@2h"])), @r#"error: invalid value 'amt.a@2h' for '--fail <KEY[=LEVEL][@FROM[..UNTIL]]>': the start: "2h" is not a duration: it does not have the form P...T... (write PT2H); the form is KEY[=LEVEL][@FROM[..UNTIL]], for example dresden.storage=degraded@PT30M..P1D"#);
    insta::assert_snapshot!(usage(ask(&["--fail", "amt.a@PT1H..P1M"])), @r#"error: invalid value 'amt.a@PT1H..P1M' for '--fail <KEY[=LEVEL][@FROM[..UNTIL]]>': the end: "P1M" is not a duration: years and months have no fixed length (say how many days: P30D (a month counts as 30 days, a year as 365); minutes stand behind T: PT30M); the form is KEY[=LEVEL][@FROM[..UNTIL]], for example dresden.storage=degraded@PT30M..P1D"#);
    insta::assert_snapshot!(usage(ask(&["--fail", "amt.a@PT2H..PT1H"])), @"error: invalid value 'amt.a@PT2H..PT1H' for '--fail <KEY[=LEVEL][@FROM[..UNTIL]]>': the end: the failure ends at PT1H, which is not after its start at PT2H (give a later end, or leave it out when the repair is unknown); the form is KEY[=LEVEL][@FROM[..UNTIL]], for example dresden.storage=degraded@PT30M..P1D");
    insta::assert_snapshot!(usage(ask(&["--fail", "amt.a=operational"])), @"error: invalid value 'amt.a=operational' for '--fail <KEY[=LEVEL][@FROM[..UNTIL]]>': the level: a failure cannot be operational (use degraded or unavailable); the form is KEY[=LEVEL][@FROM[..UNTIL]], for example dresden.storage=degraded@PT30M..P1D");
}

#[test]
fn two_questions_at_once_are_refused() {
    let told = ask(&["--fail", "amt.a", "--scenario", "two.yaml"]).fails(2);
    assert!(
        told.contains("'--fail <KEY[=LEVEL][@FROM[..UNTIL]]>' cannot be used with '--scenario <FILE>'"),
        "{told}"
    );
    let told = ask(&["--scenario", "two.yaml", "--horizon", "P1D"]).fails(2);
    assert!(told.contains("cannot be used with"), "{told}");
    let told = ask(&[]).fails(2);
    assert!(told.contains("required"), "{told}");
    let here = small();
    let told = run(here.path(), ["impact", "--map", "-", "--scenario", "-"]).fails(2);
    assert_eq!(told, "only one of --map and --scenario can be read from standard input\n");
    let told =
        run(here.path(), ["impact", "--map", "small.yaml", "--database", "sqlite:x.db", "--fail", "amt.a"]);
    assert!(told.fails(2).contains("cannot be used with"));
}

#[test]
fn a_question_without_a_map_is_refused() {
    let here = small();
    insta::assert_snapshot!(run(here.path(), ["impact", "--fail", "amt.a"]).fails(2), @"which map? Give --map FILE..., or --database URL (see --help)");
    // A map named on the command line counts, whatever the environment says.
    let mut command = program(here.path());
    command.env("TRAGWEITE_DATABASE", "sqlite:none.db");
    finished(command.args(["impact", "--map", "small.yaml", "--fail", "amt.a"])).ok();
    let told = finished(program(here.path()).env("TRAGWEITE_DATABASE", "sqlite:none.db").args(["export"]));
    assert!(told.fails(3).starts_with("there is no database file none.db: check its name"));
}

#[test]
fn limits_and_durations_are_checked() {
    assert!(ask(&["--fail", "amt.a", "--limit", "0"]).fails(2).contains("0 is not in 1..=100000"));
    let told = ask(&["--fail", "amt.a", "--horizon", "P1Y"]).fails(2);
    assert!(told.contains("years and months have no fixed length"), "{told}");
    let told = run(&dresden(), ["generate", "--municipalities", "100000"]).fails(2);
    assert!(told.contains("100000 is not in 1..=99999"), "{told}");
}

#[test]
fn scenarios_are_refused_as_maps_and_maps_as_scenarios() {
    let here = small();
    let told = run(here.path(), ["check", "two.yaml"]).fails(1);
    assert!(told.contains("this looks like a scenario; give it as the scenario, not as the map"), "{told}");
    insta::assert_snapshot!(ask(&["--scenario", "small.yaml"]).fails(1), @r#"
    small.yaml:1: tragweite: "tragweite" is not a property here; take it out; the properties are title, startsAt, horizon, include, failures, changes, about, limit, cursor
    small.yaml:1: failures: failures is missing; list what fails, for example [{node: dresden.storage}]
    small.yaml:2: agencies: "agencies" is not a property here; take it out; the properties are title, startsAt, horizon, include, failures, changes, about, limit, cursor
    small.yaml:4: services: "services" is not a property here; take it out; the properties are title, startsAt, horizon, include, failures, changes, about, limit, cursor
    4 problems
    "#);
}

#[test]
fn hostile_files_are_refused() {
    let bomb = "tragweite: 1\na: &a [x,x]\nb: &b [*a,*a]\nagencies: *b\n";
    let deep = format!("tragweite: 1\nservices: {}", "[".repeat(100_000));
    let here = folder(&[("bomb.yaml", bomb), ("deep.json", &deep), ("empty.yaml", "")]);
    std::fs::write(here.path().join("latin1.yaml"), b"tragweite: 1\nagencies:\n  amt: { name: \xc4mter }\n")
        .unwrap();
    insta::assert_snapshot!(run(here.path(), ["check", "bomb.yaml", "deep.json", "empty.yaml", "latin1.yaml"]).fails(1), @r#"
    bomb.yaml:2: an anchor (&) is used; anchors, aliases and tags are not read; write the value out; a text that begins with such a mark stands in quotation marks
    bomb.yaml:2: a: "a" is not a section of a map file; take it out; a map file has tragweite, zone, defaults, agencies, sites, services
    bomb.yaml:3: an anchor (&) is used; anchors, aliases and tags are not read; write the value out; a text that begins with such a mark stands in quotation marks
    bomb.yaml:3: an alias (*) is used; anchors, aliases and tags are not read; write the value out; a text that begins with such a mark stands in quotation marks
    bomb.yaml:3: an alias (*) is used; anchors, aliases and tags are not read; write the value out; a text that begins with such a mark stands in quotation marks
    bomb.yaml:3: b: "b" is not a section of a map file; take it out; a map file has tragweite, zone, defaults, agencies, sites, services
    bomb.yaml:4: an alias (*) is used; anchors, aliases and tags are not read; write the value out; a text that begins with such a mark stands in quotation marks
    deep.json:2: lists and objects are nested deeper than 64 levels; a map needs no more than six levels
    empty.yaml: the file is empty; write something into it
    latin1.yaml:3: this is not UTF-8: byte 38 (hexadecimal c4) is not valid; this looks like Windows-1252 (ANSI), the word would be "Ämter": save or send it in UTF-8
    10 problems
    "#);
}

#[test]
fn databases_that_cannot_be_used_are_told_apart() {
    let here = small();
    std::fs::write(here.path().join("other.db"), "something else entirely\n").unwrap();
    let export = |url: &str| run(here.path(), ["export", "--database", url]);
    insta::assert_snapshot!(export("mysql://localhost/map").fails(2), @r#"unknown kind of database "mysql:": use sqlite:PATH, or postgres://USER:PASSWORD@HOST/DATABASE"#);
    insta::assert_snapshot!(export("sqlite:").fails(2), @"the database URL is not valid: the path of the file is missing: write sqlite:PATH");
    insta::assert_snapshot!(export("sqlite:none.db").fails(3), @"there is no database file none.db: check its name, or make it with: tragweite apply --database sqlite:none.db FILE...");
    insta::assert_snapshot!(export("sqlite:none/map.db").fails(3).replace(&*here.path().to_string_lossy(), "."), @"the folder ./none does not exist: create it, or choose another place for the database file");
    insta::assert_snapshot!(export("sqlite:other.db").fails(3).replace(&*here.path().to_string_lossy(), "."), @"./other.db is not a SQLite database: choose another file, or restore this one from a backup");
    insta::assert_snapshot!(export("postgres://me:secret@127.0.0.1:1/map").fails(3), @r"
    no database server answers at 127.0.0.1:1: check the address, and that the server runs and may be reached
      because: Connection refused (os error 111)
    ");
    assert!(!here.path().join("none.db").exists());
}

#[tokio::test]
async fn a_newer_database_is_left_alone() {
    let database = Kind::Sqlite.fresh().await;
    let here = small();
    run(here.path(), ["apply", "--database", &database.url, "small.yaml"]).ok();
    database
        .execute("insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (9999, 'x', true, x'00', 0)")
        .await;
    let steps =
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite")).unwrap().count();
    let said = run(here.path(), ["export", "--database", &database.url]).fails(3);
    let said = said.replace(&format!("up to {steps};"), "up to N;");
    insta::assert_snapshot!(said, @"the database is newer than this program: it has schema version 9999, this program knows up to N; run the newer program, or restore a backup made before the update");
}

#[test]
fn earlier_maps_must_exist() {
    let here = small();
    run(here.path(), ["apply", "--database", "sqlite:map.db", "small.yaml"]).ok();
    let export = |at: &str| run(here.path(), ["export", "--database", "sqlite:map.db", "--as-of", at]);
    insta::assert_snapshot!(export("7").fails(1), @r#"there is no revision "7""#);
    insta::assert_snapshot!(export("gestern").fails(2), @r#"--as-of "gestern" is neither a revision such as 17 nor a time such as 2026-05-01T08:00:00Z"#);
    let told = run(here.path(), ["export", "--map", "small.yaml", "--as-of", "1"]).fails(2);
    assert!(told.contains("cannot be used with"), "{told}");
}

#[test]
fn settings_of_the_service_are_checked_before_anything_is_opened() {
    let here = folder(&[("short", "geheim\n"), ("empty", "\n"), ("long", &"x".repeat(5_000))]);
    let serve = |arguments: &[&str]| run(here.path(), ["serve"].iter().chain(arguments));
    // Whether there are keys only the database knows: another one, so that none of the settings below makes one.
    let keyless = serve(&["--listen", "0.0.0.0:0", "--database", "sqlite:keyless.db"]).fails(2);
    assert!(keyless.ends_with("needs keys: make one with `tragweite key create` (or give --token-file FILE), or listen on 127.0.0.1\n"), "{keyless}");
    insta::assert_snapshot!(serve(&["--token-file", "short"]).fails(2), @"the token file short: the token must have at least 16 visible ASCII characters; make one with: head -c 32 /dev/urandom | base64");
    insta::assert_snapshot!(serve(&["--token-file", "empty"]).fails(2), @"the token file empty is empty: it must hold a token of at least 16 characters; make one with: head -c 32 /dev/urandom | base64");
    insta::assert_snapshot!(serve(&["--token-file", "long"]).fails(2), @"the token file long is longer than 4096 bytes: name a file that holds only the secret");
    insta::assert_snapshot!(serve(&["--token-file", "none"]).fails(2), @"cannot read the token file none: No such file or directory");
    insta::assert_snapshot!(usage(serve(&["--listen", "localhost:80"])), @"error: invalid value 'localhost:80' for '--listen <LISTEN>': write an IP address and a port, for example 127.0.0.1:8080 or [::1]:8080");
    insta::assert_snapshot!(finished(program(here.path()).env("TRAGWEITE_TOKEN", "kurz").arg("serve")).fails(2), @"TRAGWEITE_TOKEN: the token must have at least 16 visible ASCII characters; make one with: head -c 32 /dev/urandom | base64");
    assert!(!here.path().join("tragweite.db").exists());
}

#[test]
fn an_address_in_use_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let here = tempfile::tempdir().unwrap();
    let told = run(here.path(), ["serve", "--listen", &address]).fails(3);
    let last = told.lines().last().unwrap_or_default();
    let why = "Address already in use; choose another address with --listen";
    assert_eq!(last, format!("cannot listen on {address}: {why}"), "{told}");
    assert!(told.contains(&format!("{address} is in use; waiting for a moment")), "{told}");
}
