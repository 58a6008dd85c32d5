//! Proof with the real thing: real monitoring tools watch something that goes bad, and somebody far away is told.
//!
//! Reading order: this file (who takes part, and the story), then one file a tool.

mod haproxy;
mod icinga;
mod operating;
mod prometheus;

use crate::support::receiver::{Receiver, Seen, status};
use crate::support::service::{Service, send};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::{Value, json};
use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tragweite::model::flapping::HOLD;
use tragweite::outside::receivers::Receivers;
use tragweite::outside::webhook::{TIME, Webhooks};

/// From the arrival of the delivery at the service to that of the event at its receiver, in milliseconds: what is
/// promised to those who are told, and many times what it takes.
const PROMISED: i64 = 2_000;
/// Longest wait for a tool to look at what it watches.
const PATIENCE: Duration = Duration::from_secs(60);
/// Until all works again after the synchronisation does, in milliseconds: the storage takes eight hours, the platform
/// one, the registration a day, the library system half a day more.
const RECOVERY: i64 = 48 * 3_600_000;

/// What the monitoring tools watch: says over HTTP whether the storage systems are in step.
struct Probe {
    address: SocketAddr,
    watched: Arc<Watched>,
}

#[derive(Default)]
struct Watched {
    broken: AtomicBool,
    looks: AtomicU64,
    looked: Notify,
}

impl Watched {
    /// Somebody looks at it.
    fn sound(&self) -> bool {
        self.looks.fetch_add(1, Ordering::SeqCst);
        self.looked.notify_one();
        !self.broken.load(Ordering::SeqCst)
    }
}

impl Probe {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let watched = Arc::<Watched>::default();
        let (metric, state) = (Arc::clone(&watched), Arc::clone(&watched));
        let router = Router::new()
            .route("/metrics", get(async move || format!("storage_in_step {}\n", u8::from(metric.sound()))))
            .route(
                "/state",
                get(async move || if state.sound() { StatusCode::OK } else { StatusCode::BAD_GATEWAY }),
            );
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, watched }
    }

    /// Waits until somebody has looked twice more: then what was seen first has been dealt with.
    async fn watched(&self) {
        let wanted = self.watched.looks.load(Ordering::SeqCst) + 2;
        let looks = async {
            while self.watched.looks.load(Ordering::SeqCst) < wanted {
                self.watched.looked.notified().await;
            }
        };
        tokio::time::timeout(PATIENCE, looks).await.expect("nobody looks at what is to be watched");
    }

    fn breaks(&self, broken: bool) {
        self.watched.broken.store(broken, Ordering::SeqCst);
    }
}

/// The service as `serve` runs it, what is watched, and the district that wants to be told.
struct Story {
    service: Service,
    probe: Probe,
    district: Receiver,
    secret: standardwebhooks::Webhook,
}

impl Story {
    /// With a receiver `rechenzentrum` of alerts of this type.
    async fn begin(kind: &str, rule: &str) -> Self {
        let service = Service::dresden().await;
        let allowed = Receivers::new(vec!["http://127.0.0.1".parse().unwrap()]);
        service.app.events.allow_webhooks(Webhooks::new(allowed, TIME).unwrap());
        let app = || Arc::clone(&service.app);
        tokio::spawn(app().follow(pending()));
        tokio::spawn(Arc::clone(&app().alerts).keep(pending()));
        tokio::spawn(Arc::clone(&app().events).keep_log(pending()));
        tokio::spawn(Arc::clone(&app().events).post(pending()));
        let put = |path: &str, body: &Value| {
            send(service.request("PUT", path).header("if-none-match", "*").json(body))
        };
        let rules = json!({"type": kind, "rules": [{"node": rule}]});
        put("/v1/alert-receivers/rechenzentrum", &rules).await.expect(201);
        let district = Receiver::start(|_| status(204)).await;
        let wanted = json!({"target": district.url(), "language": "en"});
        let made = put("/v1/subscriptions/landkreis", &wanted).await.expect(201).json();
        let secret = standardwebhooks::Webhook::new(made["secret"].as_str().unwrap()).unwrap();
        Self { service, probe: Probe::start().await, district, secret }
    }

    /// Where alerts are delivered to.
    fn url(&self) -> String {
        format!("http://{}/v1/alert-receivers/rechenzentrum/deliveries", self.service.address)
    }

    /// Waits until the district is told this of a node, in a message that is signed.
    async fn hears(&self, node: &str, level: &str) -> Seen {
        let says = |seen: &Seen| {
            let data = &seen.json()["data"];
            data["node"] == node && data["level"] == level
        };
        let heard = self.district.wait_until(&format!("{node} {level}"), says).await;
        self.secret.verify(heard.body.as_bytes(), &heard.headers).unwrap();
        heard
    }

    async fn get(&self, path: &str) -> Value {
        self.service.get(path).await.expect(200).json()
    }

    /// Goes bad, is told, recovers, is told, is over.
    async fn told(&self) {
        self.probe.watched().await;
        assert_eq!(self.get("/v1/alerts?state=firing").await["items"], json!([]));
        self.probe.breaks(true);
        let heard = self.hears("zwickau.kfz-zulassung", "unavailable").await;
        let event = heard.json();
        assert_eq!(
            (&event["specversion"], &event["type"]),
            (&json!("1.0"), &json!("situation.node-changed"))
        );
        let text = event["data"]["text"].as_str().unwrap();
        assert!(text.starts_with("Kfz-Zulassung im Landkreis Zwickau: unavailable"), "{text}");
        let alerts = self.get("/v1/alerts?state=firing").await;
        let alert = &alerts["items"][0];
        assert_eq!(alert["node"], "dresden.storage-sync", "{alerts}");
        let came: jiff::Timestamp = alert["lastSeen"].as_str().unwrap().parse().unwrap();
        let took = heard.at - came.as_millisecond();
        assert!(took <= PROMISED, "the event came {took} ms after the alert");
        let incident = event["data"]["incidents"][0].as_str().unwrap().to_owned();
        let path = format!("/v1/incidents/{incident}");
        let open = self.get(&path).await;
        assert_eq!((&open["state"], &open["failures"][0]["ended"]), (&json!("open"), &json!(false)));

        // Failures are told in whole seconds: this one is to have lasted one.
        let second = |ms: i64| ms.div_euclid(1_000);
        while second(jiff::Timestamp::now().as_millisecond()) <= second(heard.at) {
            self.probe.watched().await;
        }
        self.probe.breaks(false);
        let back = self.hears("dresden.storage-sync", "operational").await.json();
        assert_eq!(back["data"]["incidents"], json!([incident]));
        let ended = self.get(&path).await;
        assert_eq!(ended["failures"][0]["ended"], json!(true), "{ended}");
        assert_eq!(self.get("/v1/alerts?state=firing").await["items"], json!([]));

        // The storage has to start up again, and all that stands on it: nobody is told before that it is over.
        let now = jiff::Timestamp::now().as_millisecond();
        self.service.app.settle_incidents(now + HOLD).await.unwrap();
        assert_eq!(self.get(&path).await["state"], "open");
        let then = now + RECOVERY;
        self.service.app.events.log_changes(then).await.unwrap();
        let over = self.hears("zwickau.kfz-zulassung", "operational").await.json();
        assert_eq!(over["data"]["incidents"], json!([incident]));
        self.service.app.settle_incidents(then).await.unwrap();
        assert_eq!(self.get(&path).await["state"], "closed");
        // Everything was told in messages that are signed, once each and in order.
        for (at, seen) in self.district.seen().iter().enumerate() {
            assert_eq!(seen.seq(), at as u64 + 1);
            self.secret.verify(seen.body.as_bytes(), &seen.headers).unwrap();
        }
    }
}
