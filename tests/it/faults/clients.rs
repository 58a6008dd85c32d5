//! Who writes and reads all the time, and writes down what was promised. Whoever gets no answer says the same again.

use super::history::{History, Kind};
use super::pause;
use super::world::{FAILING, Front, World};
use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinHandle;

/// Between two things that one client does.
const PACE: Duration = Duration::from_millis(60);
const ALERT_PACE: Duration = Duration::from_millis(350);
const COUNTERS: usize = 3;
const SETTERS: usize = 2;
const REPORTERS: usize = 2;
const READERS: usize = 2;

/// What is known in the end besides the history.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// Counts of which nobody knows whether they were taken.
    pub(super) unknown_counts: u64,
    /// Incidents by the number of who reports.
    pub(super) incidents: Vec<String>,
}

#[derive(Debug)]
struct Client {
    front: Arc<Front>,
    history: Arc<History>,
    stop: Arc<AtomicBool>,
    unknown: Arc<AtomicU64>,
}

pub(super) struct Clients {
    stop: Arc<AtomicBool>,
    unknown: Arc<AtomicU64>,
    incidents: Vec<String>,
    running: Vec<JoinHandle<()>>,
}

impl Clients {
    pub(super) async fn start(world: &World, history: &Arc<History>) -> Self {
        let stop = Arc::<AtomicBool>::default();
        let unknown = Arc::<AtomicU64>::default();
        let client = || Client {
            front: Arc::clone(&world.front),
            history: Arc::clone(history),
            stop: Arc::clone(&stop),
            unknown: Arc::clone(&unknown),
        };
        let mut running: Vec<_> = (0..COUNTERS).map(|_| tokio::spawn(client().counts())).collect();
        running.extend((0..SETTERS).map(|number| tokio::spawn(client().changes(number))));
        running.extend((0..READERS).map(|_| tokio::spawn(client().reads())));
        running.push(tokio::spawn(client().alerts()));
        running.push(tokio::spawn(client().subscribes(world.receiver.url())));
        running.push(tokio::spawn(client().follows()));
        let mut incidents = Vec::new();
        for number in 0..REPORTERS {
            let opened =
                world.front.request("POST", "/v1/incidents").json(&json!({"title": "Zu", "failures": []}));
            let opened: Value = opened.send().await.unwrap().json().await.unwrap();
            let id = opened["id"].as_str().unwrap_or_else(|| panic!("{opened}")).to_owned();
            running.push(tokio::spawn(client().notes(number, id.clone())));
            incidents.push(id);
        }
        Self { stop, unknown, incidents, running }
    }

    /// Lets everybody finish what is begun.
    pub(super) async fn stop(self) -> Left {
        self.stop.store(true, Ordering::SeqCst);
        for ended in join_all(self.running).await {
            ended.unwrap();
        }
        Left { unknown_counts: self.unknown.load(Ordering::SeqCst), incidents: self.incidents }
    }
}

impl Client {
    fn stops(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Says the same until it is answered; in the end, too, so that everything begun is known.
    async fn insist(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> (StatusCode, Value) {
        loop {
            let request = self.front.request(method, path).json(body);
            let request =
                headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
            if let Some(answer) = self.front.send(request).await {
                let status = answer.status();
                if let Ok(text) = answer.text().await {
                    return (status, serde_json::from_str(&text).unwrap_or_default());
                }
            }
            self.history.refused();
            pause(PACE).await;
        }
    }

    fn odd(&self, what: &str, status: StatusCode, answer: &Value) {
        self.history.wrong(format!("after {:?}, {what}: {status} {answer}", self.history.now()));
    }

    /// Adds one to a number that others count on, too: each on the state that it has read.
    async fn counts(self) {
        const PATH: &str = "/v1/nodes/amt.count";
        while !self.stops() {
            pause(PACE).await;
            let read = self.front.send(self.front.request("GET", PATH)).await;
            let Some(read) = read.filter(|read| read.status() == 200) else {
                self.history.refused();
                continue;
            };
            let tag = read.headers()["etag"].to_str().unwrap().to_owned();
            let Ok(node) = read.json::<Value>().await else { continue };
            let number: u64 = node["description"].as_str().unwrap().parse().unwrap();
            let next = json!({"description": (number + 1).to_string()}).to_string();
            let patch = self.front.request("PATCH", PATH).header("if-match", tag);
            let patch = patch.header("content-type", "application/merge-patch+json").body(next);
            match self.front.send(patch).await.map(|answer| answer.status()) {
                Some(StatusCode::OK) => self.history.seen(Kind::Count, (number + 1).to_string()),
                // Somebody else was faster.
                Some(StatusCode::PRECONDITION_FAILED | StatusCode::CONFLICT) => {}
                Some(status) => self.odd("a count", status, &Value::Null),
                None => {
                    self.unknown.fetch_add(1, Ordering::SeqCst);
                    self.history.refused();
                }
            }
        }
    }

    /// Makes nodes, and demands to see each of them at once.
    async fn changes(self, number: usize) {
        for k in 0.. {
            if self.stops() {
                return;
            }
            pause(PACE).await;
            let key = format!("amt.s{number}-{k}");
            let node =
                json!({"key": key, "kind": "service", "name": key, "agency": "amt", "layer": "platform"});
            let set = json!({"changes": [{"op": "put", "node": node}]});
            let repeat = format!("changes-{number}-{k:012}");
            let (status, answer) =
                self.insist("POST", "/v1/change-sets", &[("idempotency-key", &repeat)], &set).await;
            if !status.is_success() {
                self.odd(&key, status, &answer);
                continue;
            }
            self.history.seen(Kind::ChangeSet, &key);
            let revision = answer["revision"].as_u64().unwrap();
            let seen = self.front.request("GET", &format!("/v1/nodes/{key}"));
            let seen = seen.header("if-revision-at-least", revision.to_string());
            if let Some(seen) = self.front.send(seen).await
                && seen.status() != 200
            {
                self.odd(&format!("{key} of revision {revision} is not seen"), seen.status(), &Value::Null);
            }
        }
    }

    /// Notes something in an incident of its own.
    async fn notes(self, number: usize, id: String) {
        for k in 0.. {
            if self.stops() {
                return;
            }
            pause(PACE).await;
            let (text, repeat) = (format!("{number}-{k}"), format!("notes-{number}-{k:012}"));
            let note = json!({"type": "noted", "text": text});
            let path = format!("/v1/incidents/{id}/events");
            let (status, answer) = self.insist("POST", &path, &[("idempotency-key", &repeat)], &note).await;
            match status {
                StatusCode::CREATED => self.history.seen(Kind::Incident, text),
                status => self.odd(&text, status, &answer),
            }
        }
    }

    /// Tells of one node after the other that it fails.
    async fn alerts(self) {
        for k in 0..FAILING {
            if self.stops() {
                return;
            }
            pause(ALERT_PACE).await;
            let alert = json!({"status": "firing", "labels": {"node": format!("a{k}")}, "annotations": {},
                "startsAt": jiff::Timestamp::now().to_string(), "endsAt": "0001-01-01T00:00:00Z", "fingerprint": format!("f{k}")});
            let delivery = json!({"version": "4", "groupKey": "g", "status": "firing", "truncatedAlerts": 0, "alerts": [alert]});
            let path = "/v1/alert-receivers/rz/deliveries";
            let (status, answer) = self.insist("POST", path, &[], &delivery).await;
            match status {
                StatusCode::OK => self.history.seen(Kind::Alert, k.to_string()),
                status => self.odd(&format!("alert {k}"), status, &answer),
            }
        }
    }

    /// Changes a subscription that nothing is sent for, each time on the state that it has read.
    async fn subscribes(self, url: String) {
        const PATH: &str = "/v1/subscriptions/idle";
        let mut k = 1;
        while !self.stops() {
            pause(PACE).await;
            let wanted = json!({"target": format!("{url}?n={k}"), "active": false});
            let Some(read) = self.front.send(self.front.request("GET", PATH)).await else {
                self.history.refused();
                continue;
            };
            let tag = read.headers()["etag"].to_str().unwrap().to_owned();
            let Ok(there) = read.text().await else { continue };
            // An attempt without an answer may have been taken.
            let mut taken = there.contains(&format!("?n={k}\""));
            if !taken {
                let put = self.front.request("PUT", PATH).header("if-match", tag).json(&wanted);
                match self.front.send(put).await.map(|answer| answer.status()) {
                    Some(StatusCode::OK) => taken = true,
                    Some(StatusCode::PRECONDITION_FAILED) => {}
                    Some(status) => self.odd(&format!("subscription {k}"), status, &Value::Null),
                    None => self.history.refused(),
                }
            }
            if taken {
                self.history.seen(Kind::Subscription, k.to_string());
                k += 1;
            }
        }
    }

    async fn reads(self) {
        while !self.stops() {
            pause(PACE).await;
            let read = self.front.send(self.front.request("GET", "/v1/nodes/amt.count/impact")).await;
            match read.map(|read| read.status()) {
                Some(StatusCode::OK) => self.history.seen(Kind::Read, ""),
                Some(status) => self.odd("a read", status, &Value::Null),
                None => self.history.refused(),
            }
        }
    }

    /// Follows the stream of events, going on where it was cut off: without a gap, and never turned back.
    async fn follows(self) {
        let mut last = 0;
        while !self.stops() {
            pause(PACE).await;
            let follow = self.front.request("GET", "/v1/events").header("last-event-id", last.to_string());
            let Some(mut stream) = self.front.send(follow).await.filter(|stream| stream.status() == 200)
            else {
                continue;
            };
            let mut text = String::new();
            while let Ok(Some(chunk)) = stream.chunk().await {
                text.push_str(&String::from_utf8_lossy(&chunk));
                while let Some((block, rest)) =
                    text.split_once("\n\n").map(|(b, r)| (b.to_owned(), r.to_owned()))
                {
                    text = rest;
                    if block.lines().any(|line| line == "event: reset") {
                        self.history.wrong(format!("a reader behind event {last} is turned back: {block}"));
                        return;
                    }
                    let id = block.lines().find_map(|line| line.strip_prefix("id: ")?.parse::<u64>().ok());
                    let Some(id) = id else { continue };
                    if id != last + 1 {
                        self.history.wrong(format!("after event {last} the stream goes on with {id}"));
                    }
                    last = id;
                    self.history.seen(Kind::Stream, id.to_string());
                }
                if self.stops() {
                    return;
                }
            }
        }
    }
}
