//! `doctor`: what is in order is told so, and what is not with what helps, in both languages and for programs.

use super::{SMALL, finished, folder, program, run};
use crate::support::database::Kind;
use crate::support::mail::MailServer;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// The findings of a check as (state, text, remedy).
fn found(report: &Value, check: &str) -> Vec<(String, String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let checks = report["checks"].as_array().unwrap().iter().filter(|one| one["check"] == check);
    checks
        .map(|one| (text(&one["state"]).unwrap(), text(&one["says"]).unwrap(), text(&one["remedy"])))
        .collect()
}

/// The program with what it needs to find others.
fn doctor(here: &Path, flags: &[&str]) -> Command {
    let mut command = program(here);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.args(["doctor", "--language", "en"]).args(flags);
    command
}

/// The report, and whether it found something wrong.
fn report(here: &Path, flags: &[&str]) -> (Value, bool) {
    let run = finished(doctor(here, &["--format", "json"]).args(flags));
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    assert!(matches!(run.code, Some(0 | 1)), "{run:?}");
    assert_eq!(run.code == Some(1), report["wrong"].as_u64() > Some(0), "{run:?}");
    for one in report["checks"].as_array().unwrap() {
        let healthy = ["ok", "skipped"].contains(&one["state"].as_str().unwrap());
        assert_eq!(one["remedy"].is_null(), healthy, "{one}");
    }
    (report, run.code == Some(1))
}

#[test]
fn what_is_in_order_is_told_so() {
    let here = folder(&[("map.yaml", SMALL), ("token", "0123456789abcdef0123456789abcdef")]);
    run(here.path(), ["apply", "--database", "sqlite:map.db", "map.yaml"]).ok();
    let (report, wrong) = report(here.path(), &["--database", "sqlite:map.db", "--token-file", "token"]);
    assert!(!wrong && report["warnings"] == 0, "{report:#}");
    for check in ["files", "database", "clock", "tables", "dot", "weasyprint", "fonts"] {
        assert!(found(&report, check).iter().all(|(state, ..)| state == "ok"), "{report:#}");
        assert!(!found(&report, check).is_empty(), "{check}: {report:#}");
    }
    assert!(found(&report, "database")[0].1.contains("SQLite 3."), "{report:#}");
    let text = finished(&mut doctor(here.path(), &["--database", "sqlite:map.db"])).ok();
    assert!(text.lines().any(|line| line.starts_with("ok") && line.contains("SQLite")), "{text}");
}

#[test]
fn whatever_is_not_is_told_with_what_helps() {
    let here = folder(&[("token", "0123456789abcdef0123456789abcdef")]);
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(here.path().join("token"), open).unwrap();
    let flags = [
        "--database",
        "postgres://u:hidden@127.0.0.1:1/map",
        "--token-file",
        "token",
        "--smtp-password-file",
        "absent",
        "--smtp",
        "smtp+plain://127.0.0.1:1",
        "--smtp-from",
        "a@example.org",
        "--tls-key",
        "absent",
    ];
    let (report, wrong) = report(here.path(), &flags);
    assert!(wrong, "{report:#}");
    let states = |check| found(&report, check).into_iter().map(|(state, ..)| state).collect::<Vec<_>>();
    assert_eq!(states("files"), ["warning", "wrong", "wrong"]);
    assert!(found(&report, "files")[0].2.as_ref().unwrap().contains("chmod 600 token"), "{report:#}");
    for check in ["database", "mail", "certificate"] {
        assert_eq!(states(check), ["wrong"], "{report:#}");
    }
    assert!(!report.to_string().contains("hidden"), "{report:#}");
    // Without the programs that draw and print.
    let run = finished(
        program(here.path())
            .args(["doctor", "--language", "de", "--database", "sqlite:x.db"])
            .env("PATH", "/nowhere"),
    );
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("Hinweis") && run.out.contains("→ installieren Sie"), "{run:?}");
    assert!(!here.path().join("x.db").exists());
}

#[tokio::test]
async fn a_server_is_looked_at_from_its_version_to_its_clock() {
    let database = Kind::Postgres.fresh().await;
    let here = folder(&[]);
    run(here.path(), ["migrate", "--database", &database.url]).ok();
    let (first, wrong) = report(here.path(), &["--database", &database.url]);
    assert!(!wrong, "{first:#}");
    assert!(found(&first, "database")[0].1.contains("PostgreSQL 1"), "{first:#}");
    assert!(found(&first, "clock")[0].1.contains(" ms "), "{first:#}");
    database
        .execute(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
        values (9999, 'tomorrow', true, '', 0)",
        )
        .await;
    let (newer, wrong) = report(here.path(), &["--database", &database.url]);
    assert!(wrong && found(&newer, "tables")[0].1.contains("9999"), "{newer:#}");
    database.execute("delete from _sqlx_migrations where version = 9999; delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)").await;
    let (older, _) = report(here.path(), &["--database", &database.url]);
    let tables = &found(&older, "tables")[0];
    assert!(tables.0 == "warning" && tables.2.as_ref().unwrap().contains("tragweite migrate"), "{older:#}");
}

#[tokio::test]
async fn receivers_are_allowed_and_reached_only_when_that_is_asked_for() {
    let database = Kind::Sqlite.fresh().await;
    let here = folder(&[("map.yaml", SMALL)]);
    run(here.path(), ["apply", "--database", &database.url, "map.yaml"]).ok();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let there = listener.local_addr().unwrap();
    for (id, target) in [
        ("there", format!("http://{there}/s3cret")),
        ("gone", "http://127.0.0.1:1/x".to_owned()),
        ("other", "https://10.9.9.9/".to_owned()),
    ] {
        let body = serde_json::json!({"target": target}).to_string();
        database.execute(&format!("insert into subscriptions (id, revision, body, active, secret, old_until, fanned) values ('{id}', 1, '{body}', 1, 's', 0, 0)")).await;
    }
    let flags = ["--database", &database.url, "--webhook-allow", "http://127.0.0.1"];
    let states =
        |report: &Value| found(report, "receivers").into_iter().map(|(state, ..)| state).collect::<Vec<_>>();
    let (told, _) = report(here.path(), &flags);
    assert_eq!(states(&told), ["ok", "wrong", "ok"], "{told:#}");
    let (reached, _) = report(here.path(), &[&flags[..], &["--reach"]].concat());
    assert_eq!(states(&reached), ["wrong", "wrong", "ok"], "{reached:#}");
    assert!(!reached.to_string().contains("s3cret"), "{reached:#}");
    let server = MailServer::start(&[]).await;
    let mail = [
        "--smtp",
        &format!("smtp+plain://127.0.0.1:{}", server.port),
        "--smtp-from",
        "a@example.org",
        "--mail-allow",
        "example.org",
    ];
    let (mailed, _) = report(here.path(), &[&flags[..], &mail].concat());
    assert_eq!(found(&mailed, "mail")[0].0, "ok", "{mailed:#}");
}
