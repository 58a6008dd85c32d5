//! The page that shows the document, in a real browser: whoever presses "Execute" gets the answer of that operation.

use super::run;
use crate::support::contract::DOCUMENT;
use crate::support::service::{Service, TOKEN};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

const CHROMIUM: &str = "/usr/bin/chromium";

#[tokio::test]
async fn every_get_can_be_tried_as_it_stands() {
    let service = Service::dresden().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/axe");
    let there = folder.join("node_modules/playwright-core").exists() && Path::new(CHROMIUM).exists();
    assert!(there, "playwright-core or {CHROMIUM} is missing: {}", super::INSTALL);
    let url = format!("http://{}", service.address);
    let (done, text) = run("node", &folder, &["docs.mjs", CHROMIUM, &url, TOKEN]).await;
    assert!(done, "{text}");
    let seen: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(seen["complaints"], serde_json::json!([]));

    let names = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let tags: BTreeSet<&str> = paths
        .values()
        .flat_map(|item| item.as_object().unwrap().values())
        .map(|o| o["tags"][0].as_str().unwrap())
        // What the service sends by itself has no path, and stands in a group of its own.
        .chain(["Webhooks"])
        .collect();
    assert_eq!(names(&seen["groups"]).iter().map(String::as_str).collect::<BTreeSet<_>>(), tags);
    for (words, wanted) in [
        ("incident events", "operations-Incidents-listIncidentEvents"),
        ("LISTALERTS", "operations-Alerts-listAlerts"),
        ("/v1/map", "operations-Map-exportMap"),
    ] {
        assert!(
            names(&seen["filtered"][words]).iter().any(|id| id == wanted),
            "{words}: {}",
            seen["filtered"]
        );
    }

    let tried = seen["operations"].as_array().unwrap();
    assert_eq!(tried.len(), paths.values().filter(|item| item["get"].is_object()).count());
    for operation in tried {
        let (path, asked) = (operation["path"].as_str().unwrap(), operation["url"].as_str().unwrap());
        let asked = asked.strip_prefix(&url).unwrap().split('?').next().unwrap();
        let fits =
            path.split('/').zip(asked.split('/')).all(|(part, sent)| part == sent || part.starts_with('{'));
        assert!(fits && path.matches('/').count() == asked.matches('/').count(), "{path} asked {asked}");
        let status = operation["status"].as_u64().unwrap();
        assert_eq!(operation["shown"], status.to_string(), "{operation}");
        // Of what the example map does not have, the page says that it is not there.
        let missing = path.contains("{id}")
            && status == 404
            && operation["text"].as_str().unwrap().contains("there is no");
        assert!((200..300).contains(&status) || missing, "{operation}");
    }
}
