//! A receiver of webhooks on this machine, which answers as the test wants.

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// What came in.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// What was answered.
    pub(crate) status: u16,
    /// When it came, in Unix milliseconds.
    pub(crate) at: i64,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The number of the event.
    pub(crate) fn seq(&self) -> u64 {
        self.header("webhook-id").strip_prefix("evt-").unwrap().parse().unwrap()
    }
}

/// Longest wait for an event.
const PATIENCE: Duration = Duration::from_secs(120);

type Answer = dyn Fn(usize) -> Response + Send + Sync;

/// A running receiver.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    taken: watch::Receiver<usize>,
    answer: Arc<Mutex<Arc<Answer>>>,
}

/// An answer without a body.
pub(crate) fn status(status: u16) -> Response {
    Response::builder().status(status).body(axum::body::Body::empty()).unwrap()
}

impl Receiver {
    /// Answers the request of this number, from 0, so.
    pub(crate) async fn start(answer: impl Fn(usize) -> Response + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let answer: Arc<Mutex<Arc<Answer>>> = Arc::new(Mutex::new(Arc::new(answer)));
        let (took, taken) = watch::channel(0);
        let (list, how) = (Arc::clone(&seen), Arc::clone(&answer));
        let took = Arc::new(took);
        let router = Router::new().fallback(async move |headers: HeaderMap, body: Bytes| {
            let at = jiff::Timestamp::now().as_millisecond();
            let body = String::from_utf8(body.to_vec()).unwrap();
            let answer = Arc::clone(&*how.lock().unwrap());
            let response = answer(list.lock().unwrap().len());
            let status = response.status().as_u16();
            list.lock().unwrap().push(Seen { headers, body, status, at });
            if (200..300).contains(&status) {
                took.send_modify(|count| *count += 1);
            }
            response
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, seen, taken, answer }
    }

    /// From now on, answers so.
    pub(crate) fn answer(&self, answer: impl Fn(usize) -> Response + Send + Sync + 'static) {
        *self.answer.lock().unwrap() = Arc::new(answer);
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Waits for a message like this that was answered with 2xx.
    pub(crate) async fn wait_until(&self, what: &str, wanted: impl Fn(&Seen) -> bool) -> Seen {
        let find = || self.seen().into_iter().find(|s| (200..300).contains(&s.status) && wanted(s));
        let mut taken = self.taken.clone();
        let arrived = tokio::time::timeout(PATIENCE, taken.wait_for(|_| find().is_some())).await.is_ok();
        assert!(arrived, "{what} does not come; these did: {:#?}", self.seen());
        find().unwrap()
    }

    /// Waits until the event of this number was answered with 2xx.
    pub(crate) async fn wait_for(&self, seq: u64) {
        let has = || self.seen().iter().any(|seen| seen.seq() == seq && (200..300).contains(&seen.status));
        let mut taken = self.taken.clone();
        let arrives = taken.wait_for(|_| has());
        let arrived = tokio::time::timeout(PATIENCE, arrives).await.is_ok();
        assert!(arrived, "event {seq} does not come; {} messages did", self.seen().len());
    }
}
