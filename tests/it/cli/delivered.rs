//! A thousand events, a receiver that fails at random, and a service that is killed at random, again and again: every
//! event arrives, in order, and what arrives twice is the same.

use super::program;
use super::serve::Running;
use crate::support::database::{Database, on_both};
use crate::support::receiver::{Receiver, Seen, status};
use reqwest::Client;
use serde_json::{Value, json};
use std::path::Path;

on_both!(a_killed_service_delivers_everything_in_order);

const TOKEN: &str = "a-token-for-tests-only";
/// Nodes that fail together.
const NODES: u64 = 250;
/// How often they fail, or work again.
const WAVES: u64 = 4;

/// Spreads a number over all bits, so that rounds differ, but not from run to run.
fn mix(number: u64) -> u64 {
    let number =
        (number.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 7
}

/// Whether the receiver fails this time: at random, but seldom and never twice in a row, because the next attempt is five
/// seconds away, and the one after that five minutes.
fn fails(nth: usize) -> bool {
    const BLOCK: usize = 180;
    nth % BLOCK == 1 + mix((nth / BLOCK) as u64) as usize % (BLOCK - 2)
}

/// One run of the service.
struct Caller {
    running: Running,
    client: Client,
}

impl Caller {
    fn start(folder: &Path, url: &str) -> Self {
        let mut command = program(folder);
        command.args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--webhook-allow",
            "http://127.0.0.1",
            "--database",
            url,
        ]);
        let running = Running::start(command.env("TRAGWEITE_TOKEN", TOKEN));
        Self { running, client: Client::builder().no_proxy().build().unwrap() }
    }

    async fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let url = format!("http://{}{path}", self.running.address());
        let request = self.client.request(method.parse().unwrap(), url).bearer_auth(TOKEN);
        let answer = request.header("if-none-match", "*").json(body).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, 201, "{text}");
        serde_json::from_str(&text).unwrap()
    }
}

async fn a_killed_service_delivers_everything_in_order(database: Database) {
    let here = tempfile::tempdir().unwrap();
    let receiver = Receiver::start(|nth| status(if fails(nth) { 500 } else { 200 })).await;
    let mut caller = Caller::start(here.path(), &database.url);
    let mut changes = vec![json!({"op": "put", "node": {"key": "amt", "kind": "agency", "name": "Amt"}})];
    for number in 1..=NODES {
        let key = if number == 1 { "amt.strom".to_owned() } else { format!("amt.s{number}") };
        let needs = if number == 1 { vec![] } else { vec!["amt.strom"] };
        changes
            .push(json!({"op": "put", "node": {"key": key, "kind": "service", "name": key, "agency": "amt",
            "layer": "platform", "needs": needs}}));
    }
    caller.send("POST", "/v1/change-sets", &json!({"changes": changes})).await;
    let made = caller.send("PUT", "/v1/subscriptions/leitstelle", &json!({"target": receiver.url()})).await;
    let secret = standardwebhooks::Webhook::new(made["secret"].as_str().unwrap()).unwrap();
    let mut incident = String::new();
    for wave in 0..WAVES {
        if wave % 2 == 0 {
            let body = json!({"title": "Strom", "failures": [{"node": "amt.strom"}]});
            let opened = caller.send("POST", "/v1/incidents", &body).await;
            incident = opened["id"].as_str().unwrap().to_owned();
        } else {
            let path = format!("/v1/incidents/{incident}/events");
            caller.send("POST", &path, &json!({"type": "closed"})).await;
        }
        // The first kill comes as soon as the change is acknowledged, the other one somewhere in the middle.
        let first = wave * NODES + 1;
        for until in [first - 1, first + mix(wave) % (NODES - 1)] {
            if until > 0 {
                receiver.wait_for(until).await;
            }
            for step in 0..mix(until) % 200_000 {
                std::hint::black_box(mix(step));
            }
            caller.running.kill();
            caller = Caller::start(here.path(), &database.url);
        }
        receiver.wait_for(first + NODES / 2).await;
    }
    receiver.wait_for(WAVES * NODES).await;
    let mut next = 1;
    let seen = receiver.seen();
    let mut taken: Vec<&Seen> = Vec::new();
    for message in &seen {
        // What is not taken yet comes next; what was taken last may come again, when nobody lived to note it.
        let seq = message.seq();
        assert!(seq == next || seq + 1 == next, "{seq} instead of {next}");
        if let Some(same) = seen.iter().find(|other| other.seq() == seq) {
            assert_eq!(same.body, message.body);
        }
        if seq == next && (200..300).contains(&message.status) {
            taken.push(message);
            next += 1;
        }
        secret.verify(message.body.as_bytes(), &message.headers).unwrap();
    }
    assert_eq!(taken.len() as u64, WAVES * NODES);
    for (at, message) in taken.iter().enumerate() {
        let level = if (at as u64 / NODES).is_multiple_of(2) { "unavailable" } else { "operational" };
        assert_eq!(message.json()["data"]["level"], level, "{}", message.body);
    }
    println!("{} events, {} messages", taken.len(), seen.len());
}
