//! The service is killed in the middle of changes that come over HTTP, again and again: after the next start the map is
//! what was acknowledged last, or that and the change that was in flight as a whole, never a mixture.

use super::program;
use super::serve::Running;
use crate::support::database::{Database, on_both};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use tokio::sync::mpsc;

on_both!(a_killed_service_keeps_what_it_acknowledged);

const ROUNDS: u64 = 25;
const TOKEN: &str = "a-token-for-tests-only";
/// The agency that runs everything; only a PATCH of its own changes it.
const AGENCY: &str = "amt";

/// Spreads a number over all bits (the finisher of splitmix64), so that rounds and changes differ, but not from run to
/// run.
fn mix(number: u64) -> u64 {
    let number =
        (number.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// What the map must be: each node with the revision that its description names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Map {
    revision: u64,
    nodes: BTreeMap<String, u64>,
}

/// A change as it is sent.
enum Change {
    /// A change set, of so many changes.
    Set(Vec<Value>),
    /// A merge patch for the agency, which must not have changed since.
    Patch { since: u64 },
}

impl Map {
    /// The change that makes the next revision, and the map after it.
    fn next(&self) -> (Change, Self) {
        let revision = self.revision + 1;
        let mut after = Self { revision, nodes: self.nodes.clone() };
        if revision.is_multiple_of(3) {
            let since = after.nodes.insert(AGENCY.to_owned(), revision).unwrap();
            return (Change::Patch { since }, after);
        }
        let description = format!("revision {revision}");
        let mut changes = Vec::new();
        if revision == 1 {
            let node = json!({"key": AGENCY, "kind": "agency", "name": "Amt", "description": description});
            changes.push(json!({"op": "put", "node": node}));
            after.nodes.insert(AGENCY.to_owned(), 1);
        }
        let rows = if revision.is_multiple_of(8) { 200 } else { 1 + mix(revision) % 30 };
        for row in 0..rows {
            // 7 has no common factor with 300, so no key comes twice.
            let key = format!("amt.k{:03}", (mix(revision) % 300 + 7 * row) % 300);
            let change = match (self.nodes.contains_key(&key), mix(revision ^ (row << 32)) % 3) {
                (true, 0) => {
                    after.nodes.remove(&key);
                    changes.push(json!({"op": "delete", "key": key}));
                    continue;
                }
                (true, _) => {
                    json!({"op": "patch", "key": key, "patch": {"description": description}})
                }
                (false, _) => json!({"op": "put", "node": {
                    "key": key, "kind": "service", "name": key, "agency": AGENCY, "layer": "platform",
                    "description": description, "needs": [AGENCY],
                }}),
            };
            after.nodes.insert(key, revision);
            changes.push(change);
        }
        (Change::Set(changes), after)
    }
}

/// Talks to one run of the service.
#[derive(Clone)]
struct Caller {
    client: Client,
    address: String,
}

impl Caller {
    fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let url = format!("http://{}{path}", self.address);
        self.client.request(method.parse().unwrap(), url).bearer_auth(TOKEN)
    }

    /// Sends the change that makes this revision, the same one however often it is called.
    async fn send(&self, change: &Change, revision: u64) -> reqwest::Result<Response> {
        let request = match change {
            Change::Set(changes) => self
                .request("POST", "/v1/change-sets")
                .header("idempotency-key", format!("{revision:016}"))
                .json(&json!({"changes": changes})),
            Change::Patch { since } => self
                .request("PATCH", &format!("/v1/nodes/{AGENCY}"))
                .header("if-match", format!("\"{since}\""))
                .header("content-type", "application/merge-patch+json")
                .body(json!({"description": format!("revision {revision}")}).to_string()),
        };
        request.send().await
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.request("GET", path).send().await.unwrap().error_for_status().unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    /// The map as it is exported.
    async fn map(&self) -> Map {
        let answer = self.request("GET", "/v1/map?format=json").send().await.unwrap();
        let revision = answer.headers()["map-revision"].to_str().unwrap().parse().unwrap();
        let file: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        let sections = ["agencies", "services"].iter().filter_map(|section| file[section].as_object());
        let number = |node: &Value| {
            let description = node["description"].as_str().unwrap();
            description.strip_prefix("revision ").unwrap().parse().unwrap()
        };
        Map { revision, nodes: sections.flatten().map(|(key, node)| (key.clone(), number(node))).collect() }
    }

    /// Sends change after change until the service is gone; says after each that it was acknowledged. Gives the last map
    /// that was.
    async fn write(self, mut map: Map, acknowledged: mpsc::UnboundedSender<()>) -> Map {
        loop {
            let (change, after) = map.next();
            let Ok(answer) = self.send(&change, after.revision).await else { return map };
            let status = answer.status().as_u16();
            let wanted = if matches!(change, Change::Set(_)) { 201 } else { 200 };
            assert_eq!(status, wanted, "{:?}", answer.text().await);
            assert_eq!(answer.headers()["map-revision"], after.revision.to_string());
            map = after;
            // Nobody listens any more when enough was acknowledged.
            let _ = acknowledged.send(());
        }
    }
}

fn start(folder: &Path, url: &str) -> (Running, Caller) {
    let mut command = program(folder);
    command.args(["serve", "--listen", "127.0.0.1:0", "--database", url]).env("TRAGWEITE_TOKEN", TOKEN);
    let running = Running::start(&mut command);
    let client = Client::builder().no_proxy().build().unwrap();
    let address = running.address().to_owned();
    (running, Caller { client, address })
}

/// Compares the service with what was acknowledged, and repeats what was in flight, as a client would do. Says whether it
/// had been done already.
async fn check(caller: &Caller, map: &mut Map) -> bool {
    let found = caller.map().await;
    let (change, after) = map.next();
    let done = found == after;
    assert!(done || found == *map, "{found:?}\nis neither\n{map:?}\nnor\n{after:?}");
    let answer = caller.send(&change, after.revision).await.unwrap();
    // The server may have finished what was in flight only now. A patch that was made does not fit a second time.
    let (status, text) = (answer.status().as_u16(), answer.text().await.unwrap());
    assert!(matches!((status, &change), (201, Change::Set(_)) | (200 | 412, Change::Patch { .. })), "{text}");
    assert!(status != 412 || caller.map().await == after, "{text}");
    *map = after;
    assert_eq!(caller.map().await, *map);
    let journal = caller.get("/v1/revisions?limit=1000").await;
    let numbers = journal["items"].as_array().unwrap().iter().map(|set| set["revision"].as_u64().unwrap());
    assert!(numbers.eq((1..=map.revision).rev().take(1_000)), "no gap");
    let size = if let Change::Set(changes) = change { changes.len() } else { 1 };
    assert_eq!(journal["items"][0]["changes"], size);
    done
}

async fn a_killed_service_keeps_what_it_acknowledged(database: Database) {
    let here = tempfile::tempdir().unwrap();
    let (mut map, mut in_flight) = (Map::default(), 0);
    for round in 0..ROUNDS {
        let (running, caller) = start(here.path(), &database.url);
        let (say, mut acknowledged) = mpsc::unbounded_channel();
        let writing = tokio::spawn(caller.write(map, say));
        for _ in 0..1 + mix(round) % 6 {
            acknowledged.recv().await.unwrap();
        }
        // A little longer, so that the end comes at any point; beside the writer, which goes on.
        let killing = tokio::task::spawn_blocking(move || {
            for step in 0..mix(round + 1_000) % 400_000 {
                std::hint::black_box(mix(step));
            }
            running.kill();
        });
        map = writing.await.unwrap();
        killing.await.unwrap();
        let (running, caller) = start(here.path(), &database.url);
        in_flight += u64::from(check(&caller, &mut map).await);
        running.kill();
    }
    assert!(map.revision >= 2 * ROUNDS);
    println!("{ROUNDS} rounds, {} revisions, {in_flight} times the one in flight", map.revision);
}
