//! The tools of agents, asked by the Python SDK; and what their address refuses.

use crate::support::service::{Answer, Service, TOKEN, send};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use tokio::io::AsyncWriteExt;

/// What the client prints about these calls.
async fn talk(service: &Service, token: Option<&str>, calls: &Value) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/mcp");
    let python = folder.join(".venv/bin/python");
    assert!(python.exists(), "the MCP client is missing: \"sh scripts/install-tools.sh test\" installs it");
    let url = format!("http://{}/mcp", service.address);
    let mut client = tokio::process::Command::new(python)
        .arg(folder.join("client.py"))
        .arg(url)
        .args(token)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    client.stdin.take().unwrap().write_all(calls.to_string().as_bytes()).await.unwrap();
    let done = client.wait_with_output().await.unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

#[tokio::test]
async fn dump() {
    let service = Service::dresden().await;
    let sync = json!([{"node": "dresden.storage-sync"}]);
    let said = talk(&service, None, &json!([
        {"name": "find_nodes", "arguments": {"text": "kfz"}},
        {"name": "impact", "arguments": {"failures": sync, "limit": 3}},
        {"name": "explain", "arguments": {"node": "zwickau.kfz-zulassung", "failures": sync}},
        {"name": "what_still_works", "arguments": {"agency": "zwickau", "failures": sync}},
        {"name": "nothing", "arguments": {}},
        {"name": "impact", "arguments": {"failures": [{"node":"dresden.storage-snc", "level": "x"}], "limit": 51}},
        {"name": "impact", "arguments": {"failures": [{"node":"dresden.storage-snc"}]}},
    ])).await;
    println!("{}", serde_json::to_string_pretty(&said).unwrap());
}
