//! Schemathesis makes requests from the document, right ones and wrong ones, and holds the answers against it.
//!
//! `tests/tools/contract/fuzz.py` names every class of refusals that are right although the request fits, with the reason.

use super::{committed, folder, python, run};
use crate::support::contract::DOCUMENT;
use crate::support::service::{Service, TOKEN};
use tragweite::outside::receivers::Receivers;
use tragweite::outside::webhook::{TIME, Webhooks};

async fn fuzz(settings: &[&str]) {
    let service = Service::dresden().await;
    // The receiver of the examples; nothing is delivered, because nobody does it here.
    let allowed = Receivers::new(vec!["https://alarm.example.org".parse().unwrap()]);
    service.app.events.allow_webhooks(Webhooks::new(allowed, TIME).unwrap());
    let at = tempfile::tempdir().unwrap();
    let (config, hooks) = (folder().join("schemathesis.toml"), folder());
    let (document, url) = (committed(), format!("http://{}", service.address));
    let token = format!("Authorization: Bearer {TOKEN}");
    let mut arguments = vec![
        "--config-file",
        config.to_str().unwrap(),
        "run",
        document.to_str().unwrap(),
        "--url",
        &url,
        "--header",
        &token,
        "--request-timeout=30",
        "--no-color",
        // A stream without end, which tests/it/api/events.rs reads.
        "--exclude-operation-id=followEvents",
    ];
    arguments.extend(settings);
    let hooks = ["PYTHONPATH=".to_owned() + hooks.to_str().unwrap(), "SCHEMATHESIS_HOOKS=fuzz".into()];
    let program = python("schemathesis");
    let mut whole: Vec<&str> = hooks.iter().map(String::as_str).collect();
    whole.push(program.to_str().unwrap());
    whole.extend(arguments);
    let (sound, told) = run("env", at.path(), &whole).await;
    assert!(sound, "{told}");
    // All but the stream, and nothing wrong with any of them.
    let items = DOCUMENT["paths"].as_object().unwrap().values();
    let operations: usize = items.map(|item| item.as_object().unwrap().len()).sum();
    assert!(told.contains(&format!("Tested: {}", operations - 1)), "{told}");
    assert!(told.contains(" passed") && !told.contains('❌'), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_found_in_a_short_run() {
    fuzz(&["--phases=examples,fuzzing", "--max-examples=4", "--generation-deterministic"]).await;
}

/// `make fuzz-api`: other requests each time, and chains of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes as long as it is let: make fuzz-api"]
async fn nothing_is_found_in_a_long_run() {
    let time = std::env::var("FUZZ_SECONDS").unwrap_or_else(|_| "1200".into());
    fuzz(&[
        "--phases=examples,coverage,fuzzing,stateful",
        "--max-examples=100",
        &format!("--max-time={time}"),
    ])
    .await;
}
