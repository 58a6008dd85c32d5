//! The real service on a real port of this machine, with a database of its own.

use super::contract::{self, Exchange};
use super::database::{Database, Kind};
use super::maps;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tragweite::api::{Api, Policy, Token, router, serve};
use tragweite::app::{App, Author, Mode, Precondition};
use tragweite::store::Store;
use tragweite::web;

/// The token of every test service that has one.
pub(crate) const TOKEN: &str = "a-token-for-tests-only";
/// Most bytes of a whole map.
pub(crate) const MAP_LIMIT: usize = 1 << 20;

/// A running service; it stops when it is dropped.
pub(crate) struct Service {
    pub(crate) app: Arc<App>,
    pub(crate) address: SocketAddr,
    client: reqwest::Client,
    database: Database,
    _stop: tokio::sync::oneshot::Sender<()>,
}

/// An answer as the tests look at it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }

    /// Fails the test unless the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// The codes of all problems that are listed.
    pub(crate) fn codes(&self) -> Vec<String> {
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|e| e["code"].as_str().unwrap().to_owned()).collect()
    }
}

impl Service {
    /// With the Dresden map as revision 1, and a token.
    pub(crate) async fn dresden() -> Self {
        Self::start(&["dresden-2018"], true).await
    }

    /// With the Dresden map, guarded as if other machines could reach it.
    pub(crate) async fn elsewhere() -> Self {
        Self::guarded(&["dresden-2018"], |_| {
            let everywhere = SocketAddr::from(([0, 0, 0, 0], 80));
            Policy::new(everywhere, Some(Token::new(TOKEN).unwrap())).unwrap()
        })
        .await
    }

    pub(crate) async fn start(examples: &[&str], token: bool) -> Self {
        let token = token.then(|| Token::new(TOKEN).unwrap());
        Self::guarded(examples, |address| Policy::new(address, token).unwrap()).await
    }

    pub(crate) async fn guarded(examples: &[&str], policy: impl FnOnce(SocketAddr) -> Policy) -> Self {
        Self::over(Kind::Sqlite.fresh().await, examples, policy).await
    }

    /// With the Dresden map and a token, over this database.
    pub(crate) async fn dresden_over(database: Database) -> Self {
        let token = Some(Token::new(TOKEN).unwrap());
        Self::over(database, &["dresden-2018"], |address| Policy::new(address, token).unwrap()).await
    }

    async fn over(database: Database, examples: &[&str], policy: impl FnOnce(SocketAddr) -> Policy) -> Self {
        let app = App::open(Store::open(&database.url).await.unwrap()).await.unwrap();
        for example in examples {
            let author = Author {
                name: "test".into(),
                message: format!("import {example}"),
                at_ms: 1_700_000_000_000,
                idempotency: None,
                by: Author::operator(),
            };
            let nodes = maps::nodes(&maps::graphs().join(example));
            app.maps.import(nodes, Mode::Merge, Precondition::None, author).await.unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let policy = policy(address);
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let router = web::router(router(Api::new(Arc::clone(&app), MAP_LIMIT), policy), Arc::clone(&app));
        tokio::spawn(serve(listener, router, async {
            let _ = stopped.await;
        }));
        let client = reqwest::Client::builder().no_proxy();
        let client = client.redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { app, address, client, database, _stop: stop }
    }

    /// Its database.
    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// A request without token.
    pub(crate) fn plain(&self, method: &str, path: &str) -> RequestBuilder {
        let method: Method = method.parse().unwrap();
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    /// A request with the token.
    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.plain(method, path).bearer_auth(TOKEN)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        send(self.request("GET", path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        send(self.request("POST", path).json(body)).await
    }
}

/// Sends and reads the whole answer, which must be what the OpenAPI document says.
pub(crate) async fn send(request: RequestBuilder) -> Answer {
    let (client, request) = request.build_split();
    let request = request.unwrap();
    let (method, url) = (request.method().clone(), request.url().clone());
    let sent_as = request.headers().get("content-type").cloned();
    let sent = request.body().and_then(|body| body.as_bytes().map(<[u8]>::to_vec));
    let response = client.execute(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let answer = Answer { status, headers, text: response.text().await.unwrap() };
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let faults = contract::faults(&Exchange {
        method: method.as_str(),
        target: &target,
        sent: sent.as_deref(),
        sent_as: sent_as.as_ref().map_or("", |media| media.to_str().unwrap_or_default()),
        status,
        answered_as: answer.header("content-type"),
        text: &answer.text,
    });
    assert!(faults.is_empty(), "{method} {target} is not as documented:\n{}", faults.join("\n"));
    answer
}

/// Puts the one field of a form into a request, as a browser does.
pub(crate) fn with_form(request: RequestBuilder, name: &str, value: &str) -> RequestBuilder {
    let mut body = format!("{name}=");
    for byte in value.bytes() {
        match byte {
            b' ' => body.push('+'),
            _ if byte.is_ascii_alphanumeric() => body.push(byte.into()),
            _ => body.push_str(&format!("%{byte:02X}")),
        }
    }
    request.header("content-type", "application/x-www-form-urlencoded").body(body)
}
