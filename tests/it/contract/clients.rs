//! Clients that other people's generators make from the document work: each makes real calls against a running service.

use super::{committed, content, folder, node, python};
use crate::support::receiver::{Receiver, status};
use crate::support::service::{Service, TOKEN};
use std::path::Path;
use tempfile::TempDir;
use tragweite::outside::receivers::Receivers;
use tragweite::outside::webhook::{TIME, Webhooks};

/// What a client says at its end.
const DONE: &str = "all calls answered\n";

/// A service that may tell this machine.
async fn service() -> (Service, Receiver) {
    let (service, receiver) = (Service::dresden().await, Receiver::start(|_| status(204)).await);
    let allowed = Receivers::new(vec!["http://127.0.0.1".parse().unwrap()]);
    service.app.events.allow_webhooks(Webhooks::new(allowed, TIME).unwrap());
    (service, receiver)
}

/// What was made, and how many operations it has.
fn operations(folder: &Path, within: &str) -> usize {
    let mut queue = vec![folder.to_owned()];
    let mut found = 0;
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            queue.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "py") {
            found += std::fs::read_to_string(path).unwrap().matches(within).count();
        }
    }
    found
}

/// How many operations the document has.
fn documented() -> usize {
    let paths = crate::support::contract::DOCUMENT["paths"].as_object().unwrap();
    paths.values().map(|item| item.as_object().unwrap().len()).sum()
}

async fn call(script: &str, made: &TempDir) {
    let (service, receiver) = service().await;
    let url = format!("http://{}", service.address);
    let (script, made) = (folder().join(script), made.path().to_str().unwrap());
    let arguments = [script.to_str().unwrap(), made, &url, TOKEN, &receiver.url()];
    assert_eq!(content(python("python"), &folder(), &arguments).await, DONE);
}

#[tokio::test]
async fn openapi_python_client_makes_one() {
    let made = tempfile::tempdir().unwrap();
    let (document, package) = (committed(), made.path().join("made"));
    let settings = folder().join("python-client.yaml");
    let arguments = [
        "generate",
        "--fail-on-warning",
        "--meta=none",
        "--path",
        document.to_str().unwrap(),
        "--config",
        settings.to_str().unwrap(),
        "--output-path",
        package.to_str().unwrap(),
    ];
    content(python("openapi-python-client"), made.path(), &arguments).await;
    assert_eq!(operations(&package.join("api"), "\ndef sync_detailed("), documented());
    call("client_attrs.py", &made).await;
}

#[tokio::test]
async fn openapi_generator_makes_one_for_python() {
    let made = tempfile::tempdir().unwrap();
    let document = committed();
    let arguments =
        ["generate", "-g", "python", "-i", document.to_str().unwrap(), "-o", made.path().to_str().unwrap()];
    let told = content(python("openapi-generator-cli"), made.path(), &arguments).await;
    // It goes on after what it could not make out.
    let bad = |line: &&str| {
        line.contains("] ERROR ") || line.contains("COLLISION") || line.contains("Invalid inline")
    };
    assert_eq!(told.lines().find(bad), None, "{told}");
    // The document also describes what receivers of webhooks are sent.
    let api = made.path().join("openapi_client/api");
    assert_eq!(operations(&api, "_without_preload_content(\n        self"), documented() + 1);
    call("client_pydantic.py", &made).await;
}

#[tokio::test]
async fn openapi_typescript_makes_types_for_one() {
    let made = tempfile::tempdir().unwrap();
    let at = made.path();
    let document = committed();
    // What has a default need not be said.
    content(
        node("openapi-typescript"),
        at,
        &[document.to_str().unwrap(), "--default-non-nullable=false", "-o", "api.d.ts"],
    )
    .await;
    std::fs::copy(folder().join("client.mts"), at.join("client.mts")).unwrap();
    std::os::unix::fs::symlink(folder().join("node_modules"), at.join("node_modules")).unwrap();
    let strict = ["--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes"];
    let target = ["--module", "nodenext", "--target", "es2022", "--types", "node", "client.mts"];
    content(node("tsc"), at, &[&strict[..], &target].concat()).await;
    let (service, receiver) = service().await;
    let url = format!("http://{}", service.address);
    let client = at.join("client.mjs");
    assert_eq!(content("node", at, &[client.to_str().unwrap(), &url, TOKEN, &receiver.url()]).await, DONE);
}
