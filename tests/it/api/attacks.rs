//! Clients that take what they can: idle connections, slow bodies, floods of dry runs, answers that nobody reads. Beside
//! each, alerts are delivered and health is told as if nothing were.

use super::endurance::Server;
use crate::support::database::{Database, Kind};
use crate::support::maps;
use crate::support::service::{MAP_LIMIT, TOKEN, send};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tragweite::api::connections::Connections;
use tragweite::api::{Api, Policy, Proxies, Token, router};
use tragweite::app::{App, Author, Mode, Precondition};
use tragweite::store::Store;

/// What is promised of a delivery, whatever others do: far more than it takes on a machine with nothing else to do.
const PROMISED: Duration = Duration::from_secs(5);

/// The service over the Dresden map, with a receiver of alerts.
struct Attacked {
    server: Server,
    client: reqwest::Client,
    _database: Database,
}

impl Attacked {
    async fn start(limits: Connections) -> Self {
        let policy = Policy::new("127.0.0.1:80".parse().unwrap(), Some(Token::new(TOKEN).unwrap())).unwrap();
        Self::behind(limits, policy).await
    }

    async fn behind(limits: Connections, policy: Policy) -> Self {
        let database = Kind::Sqlite.fresh().await;
        let app = App::open(Store::open(&database.url).await.unwrap()).await.unwrap();
        let author = Author {
            name: "test".into(),
            message: String::new(),
            at_ms: 1,
            idempotency: None,
            by: Author::operator(),
        };
        let nodes = maps::nodes(&maps::graphs().join("dresden-2018"));
        app.maps.import(nodes, Mode::Merge, Precondition::None, author).await.unwrap();
        let server = Server::start(limits, router(Api::new(Arc::clone(&app), MAP_LIMIT), policy)).await;
        // Every request comes by a connection of its own.
        let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
        let attacked = Self { server, client, _database: database };
        let rules = json!({"type": "generic", "rules": [{"node": "dresden.storage"}]});
        let put = attacked.request("PUT", "/v1/alert-receivers/a").header("if-none-match", "*");
        send(put.json(&rules)).await.expect(201);
        attacked
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("http://{}{path}", self.server.address);
        self.client.request(method.parse().unwrap(), url).bearer_auth(TOKEN)
    }

    fn alert(&self, number: usize, dry: bool) -> reqwest::RequestBuilder {
        let key = format!("a{number}");
        let alert = json!({"alerts": [{"key": key, "state": "firing", "labels": {"x": "y"}}]});
        self.request("POST", &format!("/v1/alert-receivers/a/deliveries?dryRun={dry}")).json(&alert)
    }

    /// Health is told, and alerts are taken, each within what is promised.
    async fn gets_through(&self) {
        for number in 0..20 {
            let both = async {
                let taken: Value = send(self.alert(number, false)).await.expect(200).json();
                assert_eq!(taken["received"], 1, "{taken}");
                send(self.request("GET", "/livez")).await.expect(200);
            };
            tokio::time::timeout(PROMISED, both).await.expect("nobody gets through");
        }
    }

    /// So many connections that have sent this and go on doing nothing.
    async fn crowd(&self, count: usize, sent: &str) -> Vec<TcpStream> {
        let mut all = Vec::with_capacity(count);
        for _ in 0..count {
            all.push(self.server.connect(sent).await);
        }
        all
    }
}

/// How many of these connections the server has closed by now.
async fn closed(all: &mut [TcpStream]) -> usize {
    let mut count = 0;
    for stream in all {
        let mut answer = Vec::new();
        let read = tokio::time::timeout(Duration::from_millis(1), stream.read_to_end(&mut answer)).await;
        count += usize::from(read.is_ok());
    }
    count
}

fn few() -> Connections {
    Connections { max: 40, reserve: 10, ..Connections::default() }
}

#[tokio::test]
async fn idle_connections_make_room_for_others() {
    let attacked = Attacked::start(few()).await;
    for sent in ["", "GET /livez HTTP/1.1\r\nhost: local", "GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n"] {
        let mut idle = attacked.crowd(150, sent).await;
        attacked.gets_through().await;
        send(attacked.request("GET", "/v1/nodes")).await.expect(200);
        let kept = idle.split_off(120);
        assert!(closed(&mut idle).await >= 110, "{sent:?}: those that waited for longest have gone");
        drop(kept);
    }
}

#[tokio::test]
async fn slow_bodies_keep_nobody_out() {
    let attacked = Attacked::start(few()).await;
    let slow = format!(
        "POST /v1/impact HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {TOKEN}\r\n\
         content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{"
    );
    let mut bodies = attacked.crowd(60, &slow).await;
    // All seats are taken by requests under way: what must get through does, others after a moment.
    attacked.gets_through().await;
    let read = async {
        while send(attacked.request("GET", "/v1/nodes")).await.status != 200 {
            for body in &mut bodies {
                let _ = body.write_all(b" ").await;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), read).await.expect("readers are kept out");
    attacked.gets_through().await;
}

#[tokio::test]
async fn a_body_that_comes_byte_by_byte_is_given_up() {
    let attacked = Attacked::start(Connections::default()).await;
    for path in ["/v1/impact", "/v1/map", "/v1/alert-receivers/a/deliveries"] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {TOKEN}\r\n\
             content-type: application/json\r\ncontent-length: 500000\r\n\r\n"
        );
        let (mut read, mut write) = attacked.server.connect(&head).await.into_split();
        let drip = async {
            let mut pace = tokio::time::interval(Duration::from_millis(200));
            while write.write_all(b" ").await.is_ok() {
                pace.tick().await;
            }
        };
        let mut answer = Vec::new();
        let ended = async {
            let _ = read.read_to_end(&mut answer).await;
        };
        let both = async {
            tokio::select! { () = drip => {}, () = ended => {} }
        };
        tokio::time::timeout(Duration::from_secs(20), both).await.expect("it is never given up");
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("too-slow"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn an_answer_that_is_read_byte_by_byte_is_given_up() {
    let large = axum::Router::new().route("/large", axum::routing::get(async || "x".repeat(64 << 20)));
    let limits = Connections { write_stall: Duration::from_millis(300), ..Connections::default() };
    let server = Server::start(limits, large).await;
    let mut stream = server.connect("GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    let drip = async {
        let mut pace = tokio::time::interval(Duration::from_millis(10));
        let mut piece = [0; 64];
        loop {
            pace.tick().await;
            // Never silent for as long as the limit, but far too slow. What was on its way already ends at some time.
            match stream.try_read(&mut piece) {
                Ok(0) => break,
                Err(error) if error.kind() != std::io::ErrorKind::WouldBlock => break,
                _ => {}
            }
            if stream.write_all(b" ").await.is_err() {
                break;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), drip).await.expect("it is never given up");
}

#[tokio::test(flavor = "multi_thread")]
async fn dry_runs_do_not_make_deliveries_fail() {
    let attacked = Arc::new(Attacked::start(Connections::default()).await);
    let flood = (0..33).map(|sender| {
        let attacked = Arc::clone(&attacked);
        tokio::spawn(async move {
            let (mut taken, mut refused) = (0, 0);
            for number in 0..20 {
                match send(attacked.alert(sender * 100 + number, true)).await.status.as_u16() {
                    200 => taken += 1,
                    503 => refused += 1,
                    other => panic!("{other}"),
                }
            }
            (taken, refused)
        })
    });
    let flood: Vec<_> = flood.collect();
    attacked.gets_through().await;
    let (mut taken, mut refused) = (0, 0);
    for sender in flood {
        let (more_taken, more_refused) = sender.await.unwrap();
        taken += more_taken;
        refused += more_refused;
    }
    assert!(taken > 0 && refused > 0, "{taken} taken, {refused} refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_together_have_a_budget_that_deliveries_do_not_share() {
    let attacked = Attacked::start(Connections::default()).await;
    // Each brings nearly as much as it may and keeps back the end: more than all together may hold.
    let part = vec![b' '; (8 << 20) - 1_000];
    let head = format!(
        "POST /v1/impact HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {TOKEN}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        8 << 20
    );
    let mut waiting = Vec::new();
    let mut refused = 0;
    for _ in 0..12 {
        let mut stream = attacked.server.connect(&head).await;
        let mut answer = [0; 12];
        let (mut read, mut write) = stream.split();
        tokio::select! {
            sent = write.write_all(&part) => refused += usize::from(sent.is_err()),
            _ = read.read_exact(&mut answer) => {
                assert_eq!(&answer, b"HTTP/1.1 503");
                refused += 1;
            }
        }
        waiting.push(stream);
        attacked.gets_through().await;
    }
    for stream in &mut waiting {
        let mut answer = [0; 12];
        let read = tokio::time::timeout(Duration::from_millis(50), stream.read_exact(&mut answer)).await;
        refused += usize::from(read.is_ok_and(|read| read.is_ok()) && &answer == b"HTTP/1.1 503");
    }
    assert!(refused >= 2, "{refused} of 12 were refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_behind_a_proxy_has_as_many_requests_as_one_address() {
    let proxies = Proxies::new([Proxies::network("127.0.0.1").unwrap()]);
    let limits = Connections { by_peer: 5, proxies: proxies.clone(), ..Connections::default() };
    let policy = Policy::new("127.0.0.1:80".parse().unwrap(), Some(Token::new(TOKEN).unwrap())).unwrap();
    let attacked = Attacked::behind(limits, policy.behind(proxies)).await;
    let asks = |client: &str, path: &str| attacked.request("GET", path).header("x-forwarded-for", client);
    // Each waits for events, which go on until somebody hangs up.
    let mut waiting = Vec::new();
    for _ in 0..5 {
        let events =
            asks("192.0.2.7", "/v1/events").header("accept", "text/event-stream").send().await.unwrap();
        assert_eq!(events.status(), 200);
        waiting.push(events);
    }
    for header in ["x-forwarded-for", "forwarded"] {
        let value = if header == "forwarded" { "for=192.0.2.7" } else { "10.9.8.7, 192.0.2.7" };
        let refused = send(attacked.request("GET", "/v1/nodes").header(header, value)).await.expect(503);
        assert_eq!(refused.json()["type"], "urn:tragweite:problem:overloaded", "{header}");
    }
    // What he says he is counts for nothing; others, and who does not come by the proxy, are answered.
    send(asks("192.0.2.7, 192.0.2.8", "/v1/nodes")).await.expect(200);
    send(asks("2001:db8::1", "/v1/nodes")).await.expect(200);
    attacked.gets_through().await;
    waiting.pop();
    let again = async {
        while send(asks("192.0.2.7", "/v1/nodes")).await.status != 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PROMISED, again).await.expect("a place is never given back");
}
