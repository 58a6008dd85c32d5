//! The service over a database that is lost while it runs.

use crate::support::service::{Service, send};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// Asks again and again until the service is not ready, for a bounded time.
async fn until_not_ready(service: &Service) -> String {
    let red = async {
        loop {
            let answer = service.get("/readyz").await;
            if answer.status != 200 {
                break answer.expect(503).text;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), red).await.unwrap()
}

async fn writes_are_refused(service: &Service) {
    let incident = json!({"title": "Ausfall", "failures": [{"node": "dresden.storage-sync"}]});
    service.post("/v1/incidents", &incident).await.expect(503);
    let agency = service.request("PUT", "/v1/nodes/neu").header("if-none-match", "*");
    send(agency.json(&json!({"kind": "agency", "name": "Neu"}))).await.expect(503);
    let receiver = service.request("PUT", "/v1/alert-receivers/neu").header("if-none-match", "*");
    send(receiver.json(&json!({"type": "generic", "rules": []}))).await.expect(503);
    // Questions are answered from memory all the same.
    service.get("/v1/nodes/dresden.storage-sync/impact").await.expect(200);
}

#[tokio::test]
async fn a_database_that_was_deleted_takes_nothing_more() {
    let service = Service::dresden().await;
    service.get("/readyz").await.expect(200);
    std::fs::remove_file(service.database().file()).unwrap();
    let said = until_not_ready(&service).await;
    assert!(said.contains("deleted or replaced") && !said.contains("map.db"), "{said}");
    writes_are_refused(&service).await;
    service.get("/readyz/write").await.expect(503);
}

#[tokio::test]
async fn reading_and_writing_are_ready_apart() {
    let service = Service::dresden().await;
    let text = service.get("/readyz").await.expect(200).text;
    assert!(text.starts_with("ok; revision 1; lag 0; age "), "{text}");
    service.get("/readyz/write").await.expect(200);
    service.get("/readyz?maxAge=3600").await.expect(200);
    service.get("/readyz?maxAge=0").await.expect(400);
    service.app.leave();
    for probe in ["/readyz", "/readyz/write"] {
        let answer = service.get(probe).await.expect(503);
        assert!(answer.text.contains("ends soon"), "{}", answer.text);
    }
    service.get("/livez").await.expect(200);
    service.get("/v1/nodes/dresden.storage-sync/impact").await.expect(200);
}

#[tokio::test]
async fn a_database_that_was_written_over_is_noticed_by_itself() {
    let service = Service::dresden().await;
    let following = tokio::spawn(Arc::clone(&service.app).follow(std::future::pending()));
    let file = std::fs::File::options().write(true).open(service.database().file()).unwrap();
    file.set_len(0).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    until_not_ready(&service).await;
    writes_are_refused(&service).await;
    following.abort();
}
