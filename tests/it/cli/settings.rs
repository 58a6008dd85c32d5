//! `settings`: the first place that says something counts, each is told, no secret is shown, and the page is the table.

use super::serve::Running;
use super::{finished, folder, program, run};
use serde_json::Value;
use std::path::Path;

/// The setting of this name in what `settings --format json` writes.
fn setting<'v>(all: &'v Value, name: &str) -> &'v Value {
    all.as_array().unwrap().iter().find(|one| one["setting"] == name).unwrap()
}

fn as_json(here: &Path, variables: &[(&str, &str)], flags: &[&str]) -> Value {
    let mut command = program(here);
    command.args(["settings", "--format", "json"]).args(flags).envs(variables.iter().copied());
    serde_json::from_str(&finished(&mut command).ok()).unwrap()
}

#[test]
fn the_first_place_that_says_something_counts() {
    let file = "TRAGWEITE_ZONE=Europe/Vienna\nTRAGWEITE_LAME_DUCK=7\nTRAGWEITE_HOST=a.example,b.example\n";
    let here = folder(&[("settings", file)]);
    let in_file = ("TRAGWEITE_SETTINGS", "settings");
    let (paris, empty) = (("TRAGWEITE_ZONE", "Europe/Paris"), ("TRAGWEITE_ZONE", ""));
    for (variables, flags, value, from) in [
        (&[][..], &[][..], Value::Null, "default"),
        (&[empty], &[], Value::Null, "default"),
        (&[in_file], &[], "Europe/Vienna".into(), "file"),
        (&[in_file, empty], &[], "Europe/Vienna".into(), "file"),
        (&[in_file, paris], &[], "Europe/Paris".into(), "environment"),
        (&[paris], &["--settings", "settings"], "Europe/Paris".into(), "environment"),
        (&[in_file, paris], &["--zone", "Europe/Rome"], "Europe/Rome".into(), "flag"),
    ] {
        let all = as_json(here.path(), variables, flags);
        let zone = setting(&all, "zone");
        assert_eq!((&zone["value"], &zone["from"]), (&value, &from.into()), "{variables:?} {flags:?}");
    }
    let all = as_json(here.path(), &[in_file], &[]);
    let host = setting(&all, "host");
    assert_eq!((&host["value"], &host["line"]), (&"a.example,b.example".into(), &3.into()));
    assert_eq!(setting(&all, "lame-duck")["value"], "7");
    assert_eq!(setting(&all, "listen")["value"], "127.0.0.1:8080");
}

#[test]
fn no_secret_is_shown_wherever_it_stands() {
    let file = "TRAGWEITE_DATABASE=postgres://u:hidden-1@db/map\nTRAGWEITE_SMTP_PASSWORD=hidden-2\nTRAGWEITE_TOKEN=hidden-3\n";
    let here = folder(&[("settings", file)]);
    for format in ["table", "json", "markdown"] {
        for variables in [
            &[][..],
            &[("TRAGWEITE_TOKEN", "hidden-4"), ("TRAGWEITE_DATABASE", "postgres://u:hidden/5@db/map")],
        ] {
            let mut command = program(here.path());
            command
                .args(["settings", "--settings", "settings", "--format", format])
                .envs(variables.iter().copied());
            let out = finished(&mut command).ok();
            assert!(!out.contains("hidden"), "{out}");
            assert_eq!(out.contains("***"), format != "markdown", "{out}");
        }
    }
    let help = run(here.path(), ["serve", "--settings", "settings", "--help"]).ok();
    assert!(!help.contains("hidden"), "{help}");
}

#[test]
fn everything_that_is_wrong_is_told_with_its_line() {
    let here = folder(&[("settings", "TRAGWEITE_LISTN=127.0.0.1:1\n\nTRAGWEITE_MAP_LIMIT=many\nnothing\n")]);
    let told = run(here.path(), ["serve", "--settings", "settings"]).fails(2);
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(lines.len(), 3, "{told}");
    assert!(lines[0].starts_with("settings, line 1: ") && lines[0].contains("TRAGWEITE_LISTEN"), "{told}");
    assert!(lines[1].starts_with("settings, line 3: ") && lines[1].contains("--map-limit"), "{told}");
    assert!(lines[2].starts_with("settings, line 4: ") && lines[2].contains("NAME=VALUE"), "{told}");
    let mut command = program(here.path());
    let german = finished(
        command.args(["backup", "x.db"]).env("LANG", "de_DE.UTF-8").env("TRAGWEITE_SETTINGS", "settings"),
    );
    assert!(german.fails(2).starts_with("settings, Zeile 1: "));
    let absent = run(here.path(), ["settings", "--settings", "absent"]).fails(2);
    assert!(absent.contains("absent") && absent.contains("o such file"), "{absent}");
    // What works without a database does not need the file either.
    let mut command = program(here.path());
    finished(command.args(["schema"]).env("TRAGWEITE_SETTINGS", "absent")).ok();
}

#[test]
fn halves_of_a_setting_in_several_places_belong_together() {
    let here = folder(&[("settings", "TRAGWEITE_SMTP_FROM=a@example.org\nTRAGWEITE_TLS_KEY=key.pem\n")]);
    let serve = |flags: &[&str]| {
        let flags = [&["serve", "--listen", "127.0.0.1:0", "--settings", "settings"][..], flags].concat();
        run(here.path(), flags).fails(2)
    };
    let told = serve(&["--smtp", "smtp://mail.example.org", "--smtp-user", "u"]);
    assert!(told.contains("TRAGWEITE_SMTP_PASSWORD"), "{told}");
    let told = serve(&[]);
    assert!(told.contains("--tls-certificate"), "{told}");
}

#[tokio::test]
async fn the_service_takes_what_the_file_says() {
    let token = "0123456789abcdef0123456789abcdef";
    let here = folder(&[(
        "settings",
        &format!("TRAGWEITE_LISTEN=127.0.0.1:0\nTRAGWEITE_DATABASE=sqlite:x.db\nTRAGWEITE_TOKEN={token}\n"),
    )]);
    let running = Running::start(program(here.path()).args(["serve", "--settings", "settings"]));
    assert!(here.path().join("x.db").exists());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let put = |with: &str| {
        let url = format!("http://{}/v1/change-sets", running.address());
        let body = r#"{"changes": [{"op": "putNode", "node": "amt", "content": {"kind": "agency", "name": "Amt"}}]}"#;
        client.post(url).bearer_auth(with).header("content-type", "application/json").body(body).send()
    };
    assert_eq!(put("another-token-of-thirty-two-signs").await.unwrap().status(), 401);
    assert_ne!(put(token).await.unwrap().status(), 401);
}

#[test]
fn the_page_is_the_table_of_the_program() {
    for (language, name) in [("de", "docs/de/einstellungen.md"), ("en", "docs/en/settings.md")] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let table = run(root, ["settings", "--format", "markdown", "--language", language]).ok();
        let page = std::fs::read_to_string(root.join(name)).unwrap();
        assert!(page.ends_with(&format!("\n\n{table}")), "{name} is old: {table}");
    }
}
