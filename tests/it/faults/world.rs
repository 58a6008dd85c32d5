//! What runs: a PostgreSQL of its own, a link to it for each of three replicas, perhaps a balancer, and a receiver of webhooks.

use super::history::{History, Kind};
use super::pause;
use crate::support::beside::Beside;
use crate::support::link::Link;
use crate::support::postgres::Cluster;
use crate::support::receiver::{Receiver, status};
use crate::support::service::TOKEN;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicUsize, Ordering};
use std::time::Duration;

pub(super) const REPLICAS: usize = 3;
/// Nodes of which each fails once.
pub(super) const FAILING: usize = 4_000;
/// Longest wait of a client for an answer.
const ANSWER: Duration = Duration::from_secs(6);
/// Longest wait for a replica that starts.
const START: Duration = Duration::from_secs(60);

/// Where clients ask: the balancer, or one replica after the other.
#[derive(Debug)]
pub(super) struct Front {
    client: Client,
    addresses: Vec<String>,
    next: AtomicUsize,
}

impl Front {
    /// A request to whoever is next.
    pub(super) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let next = self.next.load(Ordering::Relaxed) % self.addresses.len();
        let url = format!("http://{}{path}", self.addresses[next]);
        self.client.request(method.parse().unwrap(), url).bearer_auth(TOKEN)
    }

    /// The answer; nothing when it says nothing of the matter, and then somebody else is asked next.
    pub(super) async fn send(&self, request: RequestBuilder) -> Option<Response> {
        let answer = request.send().await.ok().filter(|answer| {
            !answer.status().is_server_error() && answer.status() != StatusCode::TOO_MANY_REQUESTS
        });
        if answer.is_none() {
            self.next.fetch_add(1, Ordering::Relaxed);
        }
        answer
    }
}

/// One replica, and its own link to the database.
pub(super) struct Replica {
    address: String,
    pub(super) link: Link,
    process: Option<Beside>,
}

pub(super) struct World {
    here: tempfile::TempDir,
    pub(super) postgres: Cluster,
    /// Past all links.
    pub(super) database: String,
    pub(super) replicas: Vec<Replica>,
    _balancer: Option<Beside>,
    pub(super) front: Arc<Front>,
    pub(super) receiver: Receiver,
    away: Arc<AtomicBool>,
}

/// A port that no connection of others takes while nobody listens on it: below those that the system gives out.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + u16::try_from(std::process::id() % 10_000).unwrap();
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    let mut ports = std::iter::repeat_with(|| first + NEXT.fetch_add(1, Ordering::Relaxed));
    ports.by_ref().take(1_000).find(free).expect("no port is free")
}

fn client() -> Client {
    Client::builder().no_proxy().timeout(ANSWER).build().unwrap()
}

impl Replica {
    fn start(&mut self, at: &Path) {
        let program = env!("CARGO_BIN_EXE_tragweite");
        let arguments = [
            "serve",
            "--listen",
            &self.address,
            "--database",
            &self.link.url,
            "--token-file",
            "token",
            "--webhook-allow",
            "http://127.0.0.1",
            "--trusted-proxy",
            "127.0.0.1",
            "--lame-duck",
            "2",
        ];
        self.process = Some(Beside::start(program, at, &arguments));
    }

    /// Waits until it may be asked.
    async fn ready(&self) {
        let client = client();
        let url = format!("http://{}/readyz", self.address);
        let asks = async {
            while !client.get(&url).send().await.is_ok_and(|answer| answer.status() == 200) {
                pause(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(START, asks).await.expect("a replica does not start");
    }

    /// Whether it delivers webhooks.
    pub(super) async fn holds_the_lease(&self) -> bool {
        let metrics =
            client().get(format!("http://{}/metrics", self.address)).bearer_auth(TOKEN).send().await;
        let Ok(metrics) = metrics else { return false };
        let text = metrics.text().await.unwrap_or_default();
        text.lines().any(|line| line.starts_with("tragweite_lease_held") && line.ends_with(" 1"))
    }
}

impl World {
    pub(super) async fn start(balanced: bool, history: &Arc<History>) -> Self {
        let here = crate::cli::folder(&[("token", TOKEN)]);
        let postgres = Cluster::start();
        let database = postgres.create_database().await;
        crate::cli::run(here.path(), ["migrate", "--database", &database]).ok();
        let mut replicas = Vec::new();
        for _ in 0..REPLICAS {
            let (address, link) = (format!("127.0.0.1:{}", free_port()), Link::to(&database).await);
            let mut replica = Replica { address, link, process: None };
            replica.start(here.path());
            replica.ready().await;
            replicas.push(replica);
        }
        let own: Vec<String> = replicas.iter().map(|replica| replica.address.clone()).collect();
        let (balancer, addresses) = match balanced {
            false => (None, own),
            true => {
                let (balancer, address) = balance(here.path(), &own).await;
                (Some(balancer), vec![address])
            }
        };
        let (took, away) = (Arc::clone(history), Arc::<AtomicBool>::default());
        let is_away = Arc::clone(&away);
        let receiver = Receiver::start(move |_| {
            if is_away.load(Ordering::SeqCst) {
                return status(503);
            }
            took.seen(Kind::Webhook, "");
            status(204)
        });
        let front = Arc::new(Front { client: client(), addresses, next: AtomicUsize::new(0) });
        let world = Self {
            here,
            postgres,
            database,
            replicas,
            _balancer: balancer,
            front,
            receiver: receiver.await,
            away,
        };
        world.furnish().await;
        world
    }

    /// The map, the receiver of alerts, and the subscription.
    async fn furnish(&self) {
        let node = |key: &str, kind: &str| {
            let mut node = json!({"key": key, "kind": kind, "name": key, "description": "0"});
            if kind == "service" {
                node["agency"] = json!("amt");
                node["layer"] = json!("platform");
            }
            json!({"op": "put", "node": node})
        };
        let mut changes = vec![node("amt", "agency"), node("amt.count", "service")];
        changes.extend((0..FAILING).map(|k| node(&format!("amt.a{k}"), "service")));
        let made = self.front.request("POST", "/v1/change-sets").json(&json!({"changes": changes}));
        done(made).await;
        let rules = json!({"type": "alertmanager", "rules": [{"node": "amt.{node}"}]});
        let put = |path: &str| self.front.request("PUT", path).header("if-none-match", "*");
        done(put("/v1/alert-receivers/rz").json(&rules)).await;
        done(put("/v1/subscriptions/main").json(&json!({"target": self.receiver.url()}))).await;
        let idle = json!({"target": format!("{}?n=0", self.receiver.url()), "active": false});
        done(put("/v1/subscriptions/idle").json(&idle)).await;
        // From now on nobody may say that there is no such node.
        for replica in &self.replicas {
            let url = format!("http://{}/v1/nodes/amt.count", replica.address);
            done(client().get(url).bearer_auth(TOKEN).header("if-revision-at-least", "1")).await;
        }
    }

    /// Ends a replica without a warning.
    pub(super) fn kill(&mut self, number: usize) {
        drop(self.replicas[number].process.take());
    }

    /// Sends a signal to a replica.
    pub(super) fn signal(&self, number: usize, signal: &str) {
        if let Some(process) = &self.replicas[number].process {
            process.signal(signal);
        }
    }

    /// Asks a replica to end, and waits until it has.
    pub(super) async fn end(&mut self, number: usize) {
        if let Some(process) = self.replicas[number].process.take() {
            process.end().await;
        }
    }

    /// Starts a replica again, and waits until it may be asked.
    pub(super) async fn revive(&mut self, number: usize) {
        let at = self.here.path().to_owned();
        self.replicas[number].start(&at);
        self.replicas[number].ready().await;
    }

    /// The replica that delivers webhooks; the first one when none does just now.
    pub(super) async fn lease_holder(&self) -> usize {
        for (number, replica) in self.replicas.iter().enumerate() {
            if replica.holds_the_lease().await {
                return number;
            }
        }
        0
    }

    /// The receiver takes nothing, or takes everything again.
    pub(super) fn receiver_is_away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }

    /// What a question that must be answered in the end is answered.
    pub(super) async fn ask(&self, path: &str) -> Value {
        for _ in 0..100 {
            if let Some(answer) = self.front.send(self.front.request("GET", path)).await {
                assert!(answer.status().is_success(), "{path}: {}", answer.status());
                return answer.json().await.unwrap();
            }
            pause(Duration::from_millis(100)).await;
        }
        panic!("{path} is not answered");
    }

    /// What the replicas said last.
    pub(super) fn logs(&mut self) -> String {
        let said = |replica: &mut Replica| replica.process.as_mut().map(Beside::said).unwrap_or_default();
        self.replicas.iter_mut().map(said).collect::<Vec<_>>().join("\n---\n")
    }
}

async fn done(request: RequestBuilder) {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    assert!(status.is_success(), "{status}: {}", answer.text().await.unwrap());
}

/// The example of a balancer, in front of these.
async fn balance(at: &Path, replicas: &[String]) -> (Beside, String) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("operating/haproxy.cfg");
    let text = std::fs::read_to_string(example).unwrap();
    let address = format!("127.0.0.1:{}", free_port());
    let line = |line: &str| match line.trim_start() {
        bind if bind.starts_with("bind ") => format!("    bind {address}"),
        server if server.starts_with("server ") => {
            let servers = replicas.iter().enumerate();
            servers.map(|(n, at)| format!("    server r{n} {at} check inter 500ms\n")).collect()
        }
        _ => line.to_owned(),
    };
    let text: String = text.lines().map(|text| line(text) + "\n").collect();
    std::fs::write(at.join("haproxy.cfg"), text).unwrap();
    let mut balancer = Beside::start("haproxy", at, &["-W", "-db", "-f", "haproxy.cfg"]);
    balancer.says("Loading success").await;
    (balancer, address)
}
