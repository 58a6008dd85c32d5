//! Slow, rude and vanishing clients: they cost only themselves, and a change that has begun is made whole.

use crate::support::database::{Database, Kind};
use crate::support::service::{MAP_LIMIT, Service, TOKEN, send};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tragweite::api::connections::{Connections, serve_within};
use tragweite::api::{Api, Policy, Token, router};
use tragweite::app::App;
use tragweite::store::Store;

const SOON: Duration = Duration::from_millis(50);

/// A server with its own limits; `end` stops it.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    end: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
}

impl Server {
    pub(super) async fn start(limits: Connections, router: axum::Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ended) = oneshot::channel();
        let served = tokio::spawn(serve_within(limits, listener, router, async {
            let _ = ended.await;
        }));
        Self { address, end, served }
    }

    pub(super) async fn connect(&self, bytes: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        stream
    }

    /// Sends bytes as they are and reads all that comes back.
    async fn raw(&self, bytes: &str) -> String {
        let mut answer = Vec::new();
        // The server may close while there is more to read; what was answered before counts.
        let _ = self.connect(bytes).await.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
    }

    async fn alive(&self) -> bool {
        self.raw("GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            .await
            .contains("200 OK")
    }
}

async fn app() -> (Arc<App>, Database) {
    let database = Kind::Sqlite.fresh().await;
    (App::open(Store::open(&database.url).await.unwrap()).await.unwrap(), database)
}

pub(super) fn service(app: &Arc<App>) -> axum::Router {
    let policy = Policy::new("127.0.0.1:80".parse().unwrap(), Some(Token::new(TOKEN).unwrap())).unwrap();
    router(Api::new(Arc::clone(app), MAP_LIMIT), policy)
}

/// `/livez` that answers, `/wait` that answers when it is told to, `/large` that nobody can swallow at once.
fn stage(go: &Arc<Notify>, begun: &Arc<Notify>) -> axum::Router {
    let (go, begun) = (Arc::clone(go), Arc::clone(begun));
    let wait = async move || {
        begun.notify_one();
        go.notified().await;
        "waited"
    };
    axum::Router::new()
        .route("/livez", axum::routing::get(async || "ok"))
        .route("/large", axum::routing::get(async || "x".repeat(64 << 20)))
        .route("/wait", axum::routing::get(wait))
}

#[tokio::test]
async fn a_head_that_does_not_come_is_given_up() {
    let limits = Connections { head_timeout: SOON, ..Connections::default() };
    let server = Server::start(limits, stage(&Arc::default(), &Arc::default())).await;
    assert_eq!(server.raw("GET /livez HTTP/1.1\r\nhost: local").await, "");
    assert_eq!(server.raw("").await, "", "also before the first byte");
    let kept = server.raw("GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    assert!(kept.contains("200 OK"), "an unused connection ends after its answer: {kept}");
}

#[tokio::test]
async fn too_large_heads_are_refused() {
    let server = Server::start(Connections::default(), stage(&Arc::default(), &Arc::default())).await;
    let many = format!("GET /livez HTTP/1.1\r\nhost: localhost\r\n{}\r\n", "x: y\r\n".repeat(70));
    assert!(server.raw(&many).await.starts_with("HTTP/1.1 431 "));
    // The server stops reading in the middle, so the answer may be lost on the way.
    let long = format!("GET /livez HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "x".repeat(100_000));
    let answer = server.raw(&long).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
    assert!(server.alive().await);
}

#[tokio::test]
async fn a_body_that_stops_coming_is_given_up() {
    let (app, _database) = app().await;
    let server =
        Server::start(Connections { body_stall: SOON, ..Connections::default() }, service(&app)).await;
    let head = "POST /v1/impact HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 10\r\n";
    let answer = server.raw(&format!("{head}connection: close\r\n\r\n{{")).await;
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("stopped coming"), "{answer}");
}

#[tokio::test]
async fn an_answer_that_nobody_reads_gives_its_place_free() {
    let limits = Connections { max: 1, write_stall: SOON, ..Connections::default() };
    let server = Server::start(limits, stage(&Arc::default(), &Arc::default())).await;
    let mut silent = server.connect("GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    // There is one place only: the second connection is served when the first was given up.
    assert!(server.alive().await);
    let mut part = Vec::new();
    assert!(silent.read_to_end(&mut part).await.is_err() || part.len() < 64 << 20);
}

#[tokio::test]
async fn the_server_ends_when_running_requests_have_ended() {
    let (go, begun) = (Arc::default(), Arc::default());
    let server = Server::start(Connections::default(), stage(&go, &begun)).await;
    let mut running = server.connect("GET /wait HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    begun.notified().await;
    server.end.send(()).unwrap();
    while TcpStream::connect(server.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!server.served.is_finished());
    go.notify_one();
    let mut answer = String::new();
    running.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("connection: close") && answer.ends_with("waited"), "{answer}");
    server.served.await.unwrap().unwrap();
}

#[tokio::test]
async fn the_server_does_not_wait_for_ever_to_end() {
    let (go, begun) = (Arc::default(), Arc::default());
    let server =
        Server::start(Connections { drain: SOON, ..Connections::default() }, stage(&go, &begun)).await;
    let mut running = server.connect("GET /wait HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    begun.notified().await;
    server.end.send(()).unwrap();
    server.served.await.unwrap().unwrap();
    let mut answer = Vec::new();
    let _ = running.read_to_end(&mut answer).await;
    assert!(answer.is_empty());
}

#[tokio::test]
async fn a_change_goes_on_when_the_client_goes_away() {
    let (app, database) = app().await;
    let server = Server::start(Connections::default(), service(&app)).await;
    // Somebody else holds the database, so that the change cannot end before its client has gone.
    let mut other = database.sqlite().await;
    sqlx::raw_sql("begin immediate").execute(&mut other).await.unwrap();
    let body = r#"{"kind":"agency","name":"Dresden"}"#;
    let head = format!(
        "PUT /v1/nodes/dresden HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {TOKEN}\r\nif-none-match: *\r\n\
         content-type: application/json\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut client = server.connect(&head).await;
    let mut told = [0; 12];
    client.read_exact(&mut told).await.unwrap();
    assert_eq!(&told, b"HTTP/1.1 100", "the change has begun and waits for its body");
    client.write_all(body.as_bytes()).await.unwrap();
    drop(client);
    for _ in 0..20 {
        assert!(server.alive().await, "time enough to notice that the client has gone");
    }
    assert_eq!(app.maps.current().revision(), 0);
    sqlx::raw_sql("commit").execute(&mut other).await.unwrap();
    let made = async {
        while app.maps.current().revision() == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), made).await.expect("the change was broken off");
    assert!(app.maps.current().find("dresden").is_some());
}

#[tokio::test]
async fn invented_methods_do_not_become_labels() {
    let service = Service::start(&[], true).await;
    for i in 0..5 {
        send(service.request(&format!("FROB{i}"), "/v1/nodes")).await.expect(405);
    }
    let metrics = service.get("/metrics").await.expect(200).text;
    assert!(
        metrics.contains(r#"http_requests_total{method="other",route="/v1/nodes",status="405"}"#),
        "{metrics}"
    );
    assert!(!metrics.contains("FROB"), "{metrics}");
}

#[tokio::test]
async fn addresses_that_are_not_utf8_are_refused() {
    let service = Service::start(&[], true).await;
    for query in ["q=%ff", "q=%4", "q=100%"] {
        let answer = send(service.plain("GET", &format!("/v1/nodes?{query}"))).await.expect(400);
        assert_eq!(answer.codes(), ["invalid-encoding"], "{query}");
    }
    send(service.plain("GET", "/v1/nodes?q=B%C3%BCrger+amt&")).await.expect(200);
    let path = send(service.plain("GET", "/v1/nodes/%ff")).await.expect(400);
    assert!(path.text.contains("not UTF-8"), "{}", path.text);
}

#[tokio::test]
async fn the_docs_pages_run_no_scripts_but_their_own_files() {
    let service = Service::start(&[], true).await;
    let page = send(service.plain("GET", "/docs/")).await.expect(200);
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.contains("script-src 'self';") && !policy.contains("http"), "{policy}");
    let scripts = page.text.split("<script").skip(1);
    assert!(scripts.clone().count() > 0 && scripts.clone().all(|s| s.trim_start().starts_with("src=\"./")));
    let mut assets: Vec<&str> = Vec::new();
    for attribute in ["src=\"", "href=\""] {
        assets.extend(page.text.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap()));
    }
    for asset in assets {
        assert!(!asset.contains("//"), "{asset} is elsewhere");
        send(service.plain("GET", &format!("/docs/{}", asset.trim_start_matches("./")))).await.expect(200);
    }
    let begin = send(service.plain("GET", "/docs/swagger-initializer.js")).await.expect(200).text;
    assert!(begin.contains("validatorUrl: \"none\"") && !begin.contains("http"), "{begin}");
}
