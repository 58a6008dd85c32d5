//! What people do with the pages, from beginning to end, in Chromium, on both databases.

use super::browser::script;
use crate::support::database::Database;
use crate::support::identity::{Login, Make};
use crate::support::service::Service;
use serde_json::json;
use std::sync::Arc;

/// Longest time until a second browser shows what the first one did, in milliseconds, on a machine that does other things, too.
const SEEN: u64 = 5_000;

/// A service that follows incidents and deliveries as the real one does.
async fn running(database: Database) -> Service {
    let service = Service::dresden_over(database).await;
    tokio::spawn(Arc::clone(&service.app).follow(std::future::pending()));
    tokio::spawn(Arc::clone(&service.app.alerts).keep(std::future::pending()));
    tokio::spawn(Arc::clone(&service.app.jobs).keep(std::future::pending()));
    service
}

async fn room(database: Database) {
    let told = script("stories.mjs", &running(database).await, &["room"]).await;
    let took =
        told.lines().find_map(|line| line.strip_prefix("seen after ")?.strip_suffix(" ms")?.parse().ok());
    assert!(took.is_some_and(|took: u64| took < SEEN), "{told}");
}

async fn planner(database: Database) {
    script("stories.mjs", &running(database).await, &["planner"]).await;
}

crate::support::database::on_both!(room, planner);

#[tokio::test]
async fn everything_works_without_script() {
    let service = Service::dresden().await;
    script("stories.mjs", &service, &["plain"]).await;
}

#[tokio::test]
async fn people_sign_in_and_out_at_their_identity_provider() {
    let service = Service::elsewhere().await;
    let address = format!("http://{}", service.address);
    let login = Login::start(Make::Node, &address).await;
    login.set("PUT", "people", &json!({"anna": ["leitung"]})).await;
    login.allow(&service.app, &address).await;
    script("stories.mjs", &service, &["identity"]).await;
}
