//! Those who are told: one HTTP server that notes when it was told what.

use axum::body::Bytes;
use serde_json::Value;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Longest wait for an event.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Default)]
struct Told {
    /// When each node was told to be at a level, once for each receiver.
    times: HashMap<(String, String), Vec<Instant>>,
    messages: u64,
}

/// The running server.
pub struct Receivers {
    address: SocketAddr,
    told: Arc<(Mutex<Told>, Condvar)>,
}

impl Receivers {
    /// Starts it in a thread of its own.
    pub fn start() -> Self {
        let told = Arc::<(Mutex<Told>, Condvar)>::default();
        let (tell, heard) = std::sync::mpsc::channel();
        let list = Arc::clone(&told);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap_or_else(|e| panic!("{e}")).block_on(async move {
                let router = axum::Router::new().fallback(async move |body: Bytes| note(&list, &body));
                let listener =
                    tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|e| panic!("{e}"));
                let _ = tell.send(listener.local_addr());
                let _ = axum::serve(listener, router).await;
            });
        });
        let address = heard.recv().ok().and_then(Result::ok).unwrap_or_else(|| panic!("no receiver"));
        Self { address, told }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many messages came.
    pub fn messages(&self) -> u64 {
        self.told.0.lock().unwrap_or_else(PoisonError::into_inner).messages
    }

    /// When the first receiver was told; waits for it, and forgets it.
    pub fn wait_for(&self, node: &str, level: &str) -> Instant {
        self.wait_for_all(node, level, 1)[0]
    }

    /// When so many receivers were told; waits for them, and forgets them.
    pub fn wait_for_all(&self, node: &str, level: &str, count: usize) -> Vec<Instant> {
        let key = (node.to_owned(), level.to_owned());
        let (told, news) = &*self.told;
        let told = told.lock().unwrap_or_else(PoisonError::into_inner);
        let few = |told: &mut Told| told.times.get(&key).is_none_or(|times| times.len() < count);
        let (mut told, late) =
            news.wait_timeout_while(told, PATIENCE, few).unwrap_or_else(PoisonError::into_inner);
        assert!(!late.timed_out(), "{node} {level} does not come");
        told.times.remove(&key).unwrap_or_default()
    }
}

fn note(list: &(Mutex<Told>, Condvar), body: &[u8]) -> axum::http::StatusCode {
    let at = Instant::now();
    let event: Value = serde_json::from_slice(body).unwrap_or_default();
    let word = |name: &str| event["data"][name].as_str().unwrap_or_default().to_owned();
    let mut told = list.0.lock().unwrap_or_else(PoisonError::into_inner);
    told.messages += 1;
    told.times.entry((word("node"), word("level"))).or_default().push(at);
    list.1.notify_all();
    axum::http::StatusCode::NO_CONTENT
}
