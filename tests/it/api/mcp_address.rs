//! What the address of agents takes and refuses, without their SDK.

use crate::support::service::{Answer, Service, send};
use reqwest::RequestBuilder;
use serde_json::json;

/// A message without the SDK.
fn message(service: &Service) -> RequestBuilder {
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}});
    service.plain("POST", "/mcp").header("accept", "application/json, text/event-stream").json(&list)
}

fn kind(answer: &Answer) -> String {
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text);
    let kind = answer.json()["type"].as_str().unwrap().to_owned();
    kind.rsplit(':').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_address_takes_messages_of_agents_on_this_machine_only() {
    let service = Service::dresden().await;
    let plain = send(message(&service)).await.expect(200);
    assert!(plain.text.contains("what_still_works"));
    assert_eq!(plain.header("content-type"), "application/json");
    assert!(!plain.headers.contains_key("mcp-session-id"));
    assert!(!plain.header("x-request-id").is_empty());
    send(message(&service).header("origin", format!("http://{}", service.address))).await.expect(200);
    for (name, value) in [("origin", "https://boese.example"), ("origin", "null"), ("host", "boese.example")]
    {
        let refused = send(message(&service).header(name, value)).await.expect(403);
        assert_eq!(kind(&refused), "forbidden", "{name}: {value}");
    }
    let get = send(service.plain("GET", "/mcp").header("accept", "text/event-stream")).await.expect(405);
    assert_eq!((kind(&get).as_str(), get.header("allow")), ("method-not-allowed", "POST"));
    send(service.request("DELETE", "/mcp")).await.expect(405);
    send(service.plain("DELETE", "/mcp")).await.expect(401);
    send(service.plain("GET", "/mcp/tools")).await.expect(404);
}

#[tokio::test]
async fn what_is_no_message_is_refused() {
    let service = Service::dresden().await;
    let post = |kind: &str, body: String| message(&service).header("content-type", kind).body(body);
    let large = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "find_nodes", "arguments": {"text": "x".repeat(300 << 10)}}});
    let large = send(post("application/json", large.to_string())).await.expect(413);
    assert_eq!(kind(&large), "too-large");
    assert!(large.text.contains("at most 262144 bytes"), "{}", large.text);
    for body in ["", "{", "[]", "{\"a\": 1}", &"[".repeat(100_000)] {
        let refused = send(post("application/json", body.to_owned())).await.expect(400);
        assert_eq!(kind(&refused), "no-message", "{body:.20}");
        assert!(refused.text.contains("Model Context Protocol"));
    }
    let plain = service.plain("POST", "/mcp").header("content-type", "text/plain").body("{}");
    assert_eq!(kind(&send(plain).await.expect(415)), "no-message");
    let accept = |accept: &str| {
        let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}});
        service.plain("POST", "/mcp").header("accept", accept).json(&list)
    };
    for taken in ["*/*", "application/json", "application/*;q=0.5", "text/html, */*;q=0.1"] {
        let answer = send(accept(taken)).await.expect(200);
        assert_eq!(answer.header("content-type"), "application/json", "{taken}");
    }
    for other in ["text/html", "text/event-stream", "application/json;q=0", "application/xml"] {
        assert_eq!(kind(&send(accept(other)).await.expect(406)), "no-message", "{other}");
    }
    let nothing = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}});
    send(service.plain("POST", "/mcp").json(&nothing)).await.expect(200);
    let version = send(message(&service).header("mcp-protocol-version", "1999-01-01")).await.expect(400);
    assert_eq!(kind(&version), "no-message");
    // What the protocol refuses in its own words stays so.
    let answer = json!({"jsonrpc": "2.0", "id": 1, "result": {}});
    let refused = send(message(&service).json(&answer)).await.expect(400);
    assert_eq!(refused.header("content-type"), "application/json");
    assert_eq!(refused.json()["jsonrpc"], "2.0", "{}", refused.text);
    // No stream is kept open for news that never come.
    let own = |name: &str| format!("io.modelcontextprotocol/{name}");
    let listen = json!({"jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen", "params": {
        "notifications": {"toolsListChanged": true}, "_meta": {own("protocolVersion"): "2026-07-28",
        own("clientInfo"): {"name": "x", "version": "1"}, own("clientCapabilities"): {}}}});
    let listen = message(&service)
        .header("mcp-protocol-version", "2026-07-28")
        .header("mcp-method", "subscriptions/listen")
        .json(&listen);
    let refused = send(listen).await;
    assert_eq!(refused.json()["error"]["code"], -32_601, "{}", refused.text);
}
