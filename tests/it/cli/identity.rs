//! The settings of signing in through an identity provider: all that is wrong is told, and what is right works.

use super::serve::Running;
use super::{folder, program, run};
use crate::support::identity::{AUDIENCE, Login, Make, RULES};
use serde_json::Value;

#[test]
fn what_is_wrong_with_the_settings_is_told_before_anything_is_served() {
    let here =
        folder(&[("rules", "leitung -> operator\n\nalle -> chef\nleitung operator\n"), ("good", RULES)]);
    let issuer = ["--oidc-issuer", "https://login.example"];
    let client = ["--oidc-client-id", "karte"];
    for (flags, told) in [
        (vec!["--oidc-client-id", "karte"], "--oidc-issuer"),
        (issuer.to_vec(), "--oidc-client-id"),
        ([issuer, client].concat(), "--oidc-rules"),
        ([issuer, client, ["--oidc-rules", "none"]].concat(), "none"),
        ([issuer, client, ["--oidc-rules", "rules"]].concat(), "rules, line 4"),
        ([issuer, client, ["--oidc-rules", "rules"]].concat(), "chef"),
        (
            [issuer, client, ["--oidc-rules", "good"], ["--oidc-audience", "karte"]].concat(),
            "--oidc-audience",
        ),
        (
            [issuer, client, ["--oidc-rules", "good"], ["--public-url", "karte.example/x"]].concat(),
            "karte.example/x",
        ),
        ([["--oidc-issuer", "http://login.example"], client, ["--oidc-rules", "good"]].concat(), "https://"),
    ] {
        let all = [&["serve", "--listen", "127.0.0.1:0", "--database", "sqlite:map.db"], &flags[..]].concat();
        let said = run(here.path(), all).fails(2);
        assert!(said.contains(told), "{flags:?}: {said}");
    }
    let open = [
        &["serve", "--listen", "0.0.0.0:0", "--database", "sqlite:map.db", "--oidc-rules", "good"],
        &issuer[..],
        &client,
    ]
    .concat();
    let said = run(here.path(), open).fails(2);
    assert!(said.contains("--public-url"), "{said}");
}

/// With everything in a file of settings, and the secret in one of its own.
#[tokio::test]
async fn a_service_takes_tokens_of_the_provider_that_its_settings_name() {
    let login = Login::start(Make::Python, "http://127.0.0.1:9").await;
    let settings = format!(
        "TRAGWEITE_OIDC_ISSUER={}\nTRAGWEITE_OIDC_CLIENT_ID=tragweite\nTRAGWEITE_OIDC_CLIENT_SECRET_FILE=secret\n\
         TRAGWEITE_OIDC_RULES=rules\nTRAGWEITE_OIDC_AUDIENCE={AUDIENCE}\nTRAGWEITE_OIDC_NAME=Land\n",
        login.issuer
    );
    let here = folder(&[("settings", &settings), ("secret", "a secret: with = signs+\n"), ("rules", RULES)]);
    let mut command = program(here.path());
    command.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--database",
        "sqlite:map.db",
        "--settings",
        "settings",
    ]);
    let running = Running::start(&mut command);
    assert!(running.said().contains("people sign in through Land") && !running.said().contains("a secret"));
    let client =
        reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let ask =
        |path: &str| client.get(format!("http://{}{path}", running.address())).header("accept", "text/html");
    // The provider is asked at the latest when somebody wants to sign in.
    let begun = ask("/sign-in/provider").send().await.unwrap();
    assert!(begun.headers()["location"].to_str().unwrap().starts_with(&login.issuer));
    let token = login.for_program(AUDIENCE, "map:read").await;
    let who: Value = ask("/v1/session").bearer_auth(token).send().await.unwrap().json().await.unwrap();
    assert_eq!(who["roles"][0]["agencies"][0], "zwickau", "{who}");
    // From now on others share the service: nobody is let in for where he sits.
    assert_eq!(ask("/v1/nodes").send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn the_doctor_asks_the_provider() {
    let login = Login::start(Make::Python, "http://127.0.0.1:9").await;
    let here = folder(&[("rules", RULES)]);
    let look = |issuer: &str| {
        let flags = ["--oidc-client-id", "karte", "--oidc-rules", "rules", "--language", "en"];
        let all = [&["doctor", "--database", "sqlite:map.db", "--oidc-issuer", issuer], &flags[..]].concat();
        let done = run(here.path(), all);
        done.out
            .lines()
            .filter(|line| line.contains("identity provider"))
            .map(str::to_owned)
            .collect::<String>()
    };
    assert!(look(&login.issuer).contains("answers, and has keys"));
    // As it calls itself, and not nearly so.
    let nearly = look(&format!("{}/", login.issuer));
    assert!(nearly.contains("cannot be used") && nearly.contains("calls itself"), "{nearly}");
    drop(login);
}
