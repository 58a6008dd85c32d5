//! Deliveries on both databases, with a clock that the test sets: in order, at least once, as patient as the schedule.

use super::events::log;
use super::incidents::{author, closed, dresden, fault, open};
use crate::support::database::{Database, on_both};
use crate::support::receiver::{Receiver, Seen, status};
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::response::Response;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tragweite::app::events::DeliveryWorker;
use tragweite::app::{App, Precondition, Resource};
use tragweite::model::delivery::PAUSES;
use tragweite::model::incident::Millis;
use tragweite::model::{DeliveryState, EventFilter, Key, Level, Seconds, Subscription, TextLanguage};
use tragweite::outside::receivers::Receivers;
use tragweite::outside::webhook::Webhooks;

on_both!(
    signed_and_in_order_whatever_fails_between,
    given_up_after_the_schedule_and_delivered_when_asked_again,
    a_receiver_that_is_gone_is_left_alone,
    filters_choose_what_is_told,
    two_secrets_sign_while_one_is_renewed,
);

const START: Millis = 1_750_000_000_000;
const SECOND: Millis = 1_000;

/// The service with an incident, and a clock.
pub(super) struct Case {
    pub(super) app: Arc<App>,
    clock: Arc<AtomicI64>,
}

pub(super) fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

pub(super) fn webhooks(allowed: &[&str]) -> Webhooks {
    let allowed = allowed.iter().map(|text| text.parse().unwrap()).collect();
    Webhooks::new(Receivers::new(allowed), Duration::from_millis(400)).unwrap()
}

pub(super) fn everything(target: String) -> Subscription {
    Subscription { target, filter: EventFilter::default(), language: TextLanguage::German, active: true }
}

impl Case {
    pub(super) async fn new(database: &Database) -> Self {
        let app = dresden(database).await;
        app.events.allow_webhooks(webhooks(&["http://127.0.0.1"]));
        Self { app, clock: Arc::new(AtomicI64::new(START)) }
    }

    /// Subscribes; gives the secret, or nothing where nothing is signed.
    pub(super) async fn subscribe(&self, id: &str, subscription: Subscription) -> String {
        let (id, now) = (key(id), self.now());
        let absent = Precondition::Absent(Resource::Node(id.clone()));
        let shown = self.app.events.put_subscription(&id, subscription, &absent, ("", now)).await.unwrap();
        assert!(shown.created);
        shown.secret.unwrap_or_default()
    }

    /// The same case on another process.
    pub(super) fn with(self, app: Arc<App>) -> Self {
        Self { app, ..self }
    }

    pub(super) fn now(&self) -> Millis {
        self.clock.load(Ordering::Relaxed)
    }

    pub(super) fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds * SECOND, Ordering::Relaxed);
    }

    /// An incident, and how many events it made.
    pub(super) async fn incident(&self) -> (u64, usize) {
        let now = self.now();
        let opening = fault("dresden.storage-sync", now);
        let id = self.app.incidents.open(opening, author(now)).await.unwrap().incident.id;
        (id, self.app.events.log_changes(now).await.unwrap())
    }

    /// One pass; says how many attempts there were.
    pub(super) async fn deliver(&self) -> usize {
        let clock = Arc::clone(&self.clock);
        let clock = Arc::new(move || clock.load(Ordering::Relaxed));
        self.app.events.deliver(&DeliveryWorker { clock, jitter: Arc::new(|| 0) }).await.unwrap()
    }

    pub(super) async fn in_state(&self, id: &str, state: DeliveryState) -> usize {
        self.app.events.deliveries(&key(id), Some(state), 0, 10_000).await.unwrap().len()
    }
}

/// Fails the test unless the message is signed by this secret, as another library sees it.
fn assert_signed(seen: &Seen, secrets: &[&str]) {
    let at: i64 = seen.header("webhook-timestamp").parse().unwrap();
    let sign = |secret: &&str| {
        let webhook = standardwebhooks::Webhook::new(secret).unwrap();
        webhook.sign(seen.header("webhook-id"), at, seen.body.as_bytes()).unwrap()
    };
    let all: Vec<String> = secrets.iter().map(sign).collect();
    assert_eq!(seen.header("webhook-signature"), all.join(" "));
}

async fn signed_and_in_order_whatever_fails_between(database: Database) {
    let case = Case::new(&database).await;
    let receiver = Receiver::start(|nth| match nth {
        0 => status(500),
        1 => Response::builder().status(429).header(RETRY_AFTER, "600").body("later".into()).unwrap(),
        // Whoever follows this learns what it must not.
        4 => Response::builder().status(302).header(LOCATION, "/elsewhere").body("".into()).unwrap(),
        _ => status(204),
    })
    .await;
    let secret = case.subscribe("leitstelle", everything(receiver.url())).await;
    let (_, made) = case.incident().await;
    assert_eq!(case.deliver().await, 1);
    assert_eq!((case.deliver().await, case.in_state("leitstelle", DeliveryState::Pending).await), (0, made));
    case.wait(4);
    assert_eq!(case.deliver().await, 0);
    case.wait(1);
    assert_eq!(case.deliver().await, 1);
    case.wait(599);
    assert_eq!(case.deliver().await, 0);
    case.wait(1);
    // Two go well, the redirect does not, and the rest waits for it.
    assert_eq!(case.deliver().await, 3);
    // The process ends; another one goes on.
    case.app.close().await;
    let case = case.with(open(&database).await);
    case.app.events.allow_webhooks(webhooks(&["http://127.0.0.1"]));
    assert_eq!(case.deliver().await, 0);
    case.wait(5);
    assert_eq!(case.deliver().await, made - 2);
    assert_eq!(case.deliver().await, 0);
    let seen = receiver.seen();
    let order: Vec<u64> = seen.iter().map(Seen::seq).collect();
    let expected: Vec<u64> = [1, 1].into_iter().chain(1..=3).chain(3..=made as u64).collect();
    assert_eq!(order, expected);
    let log = log(&case.app).await;
    for seen in &seen {
        assert_signed(seen, &[&secret]);
        assert_eq!(seen.header("content-type"), "application/cloudevents+json; charset=utf-8");
        let (event, logged) = (seen.json(), &log[seen.seq() as usize - 1]);
        assert_eq!(event["specversion"], "1.0");
        assert_eq!(event["id"], seen.header("webhook-id"));
        assert_eq!(event["source"], case.app.events.source());
        assert_eq!(
            (&event["type"], &event["datacontenttype"]),
            (&"situation.node-changed".into(), &"application/json".into())
        );
        assert_eq!(event["subject"], logged.change.after.node.as_str());
        assert_eq!(event["data"]["level"], logged.change.after.level.as_str());
        assert!(event["data"]["text"].as_str().unwrap().contains("vorher in Betrieb"));
        assert!(seen.body.len() < 20_000 && !seen.body.contains('\n'));
    }
    // What came twice is the same.
    assert_eq!(seen[0].body, seen[2].body);
}

async fn given_up_after_the_schedule_and_delivered_when_asked_again(database: Database) {
    let case = Case::new(&database).await;
    let receiver = Receiver::start(|_| status(503)).await;
    case.subscribe("leitstelle", everything(receiver.url())).await;
    let (_, made) = case.incident().await;
    for pause in PAUSES {
        case.wait(pause.into());
        assert!(case.deliver().await >= 1);
    }
    let first =
        &case.app.events.deliveries(&key("leitstelle"), Some(DeliveryState::Dead), 0, 1).await.unwrap()[0];
    assert_eq!((first.seq, first.attempts as usize, first.last_status), (1, PAUSES.len(), 503));
    // What waited behind it is not tried for as long again.
    case.wait(86_400);
    case.deliver().await;
    assert_eq!(case.in_state("leitstelle", DeliveryState::Dead).await, made);
    receiver.answer(|_| status(200));
    let before = receiver.seen().len();
    assert_eq!(case.deliver().await, 0);
    for seq in [3, 1] {
        case.app.events.replay(&key("leitstelle"), seq, case.now()).await.unwrap();
    }
    assert!(case.app.events.replay(&key("leitstelle"), 99_999, case.now()).await.is_err());
    assert_eq!(case.deliver().await, 2);
    let again: Vec<u64> = receiver.seen()[before..].iter().map(Seen::seq).collect();
    assert_eq!(again, [1, 3]);
    assert_eq!(case.in_state("leitstelle", DeliveryState::Delivered).await, 2);
}

async fn a_receiver_that_is_gone_is_left_alone(database: Database) {
    let case = Case::new(&database).await;
    let receiver = Receiver::start(|_| status(410)).await;
    case.subscribe("leitstelle", everything(receiver.url())).await;
    let (_, made) = case.incident().await;
    assert_eq!(case.deliver().await, 1);
    case.wait(1_000_000);
    assert_eq!(case.deliver().await, 0);
    let known = case.app.events.subscription(&key("leitstelle"), case.now()).await.unwrap();
    assert!(!known.subscription.active && known.disabled.unwrap().contains("410"));
    // Switched on again, what happened meanwhile is told.
    receiver.answer(|_| status(200));
    let any = Precondition::Unchanged(Resource::Node(key("leitstelle")), vec![]);
    let subscription = everything(receiver.url());
    let done = case
        .app
        .events
        .put_subscription(&key("leitstelle"), subscription, &any, ("", case.now()))
        .await
        .unwrap();
    assert!(done.known.disabled.is_none() && done.secret.is_none());
    assert_eq!(case.deliver().await, made - 1);
    // A deleted one takes its deliveries along.
    case.app.events.delete_subscription(&key("leitstelle"), &any).await.unwrap();
    assert_eq!(case.deliver().await, 0);
}

async fn filters_choose_what_is_told(database: Database) {
    let case = Case::new(&database).await;
    let receiver = Receiver::start(|_| status(200)).await;
    let filters = [
        ("agencies", EventFilter { agencies: vec![key("zwickau")], ..EventFilter::default() }),
        ("nodes", EventFilter { nodes: vec![key("dresden.storage-sync")], ..EventFilter::default() }),
        ("districts", EventFilter { districts: vec!["145".into()], ..EventFilter::default() }),
        ("levels", EventFilter { levels: vec![Level::Degraded], ..EventFilter::default() }),
    ];
    for (id, filter) in &filters {
        let subscription = Subscription { filter: filter.clone(), ..everything(receiver.url()) };
        case.subscribe(id, Subscription { language: TextLanguage::English, ..subscription }).await;
    }
    let (id, _) = case.incident().await;
    case.wait(60);
    case.app.incidents.add_event(id, case.now(), closed(), author(case.now())).await.unwrap();
    case.app.events.log_changes(case.now()).await.unwrap();
    case.deliver().await;
    let log = log(&case.app).await;
    for (id, filter) in &filters {
        let told =
            case.app.events.deliveries(&key(id), Some(DeliveryState::Delivered), 0, 10_000).await.unwrap();
        let told: Vec<u64> = told.iter().map(|delivery| delivery.seq).collect();
        let fitting = log.iter().filter(|e| filter.matches(&e.change)).map(|e| e.seq);
        assert_eq!(told, fitting.collect::<Vec<_>>(), "{id}");
        assert!(*id == "levels" || !told.is_empty() && told.len() < log.len(), "{id}: {}", told.len());
    }
    let texts = receiver
        .seen()
        .iter()
        .filter(|s| s.json()["data"]["text"].as_str().unwrap().contains("(before "))
        .count();
    assert_eq!(texts, receiver.seen().len());
    // A subscription that begins now is not told what was before.
    case.subscribe("late", everything(receiver.url())).await;
    assert_eq!(case.deliver().await, 0);
}

async fn two_secrets_sign_while_one_is_renewed(database: Database) {
    let case = Case::new(&database).await;
    let receiver = Receiver::start(|_| status(200)).await;
    let filter = EventFilter { nodes: vec![key("dresden.storage-sync")], ..EventFilter::default() };
    let old = case.subscribe("leitstelle", Subscription { filter, ..everything(receiver.url()) }).await;
    let any = Precondition::Unchanged(Resource::Node(key("leitstelle")), vec![]);
    let overlap = Seconds::new(3_600).unwrap();
    let shown = case.app.events.rotate_secret(&key("leitstelle"), &any, overlap, case.now()).await.unwrap();
    let new = shown.secret.unwrap();
    assert_eq!(shown.known.old_until, Some(case.now() + 3_600 * SECOND));
    let (id, _) = case.incident().await;
    assert_eq!(case.deliver().await, 1);
    assert_signed(&receiver.seen()[0], &[&new, &old]);
    case.wait(3_600);
    case.app.incidents.add_event(id, case.now(), closed(), author(case.now())).await.unwrap();
    case.app.events.log_changes(case.now()).await.unwrap();
    assert_eq!(case.deliver().await, 1);
    assert_signed(&receiver.seen()[1], &[&new]);
}

#[tokio::test]
async fn only_allowed_receivers_hear_anything_and_slow_ones_are_cut_off() {
    let database = crate::support::database::Kind::Sqlite.fresh().await;
    let app = dresden(&database).await;
    let receiver = Receiver::start(|_| status(200)).await;
    let id = key("leitstelle");
    let absent = Precondition::Absent(Resource::Node(id.clone()));
    let put = async |app: &App, target: &str| {
        let done =
            app.events.put_subscription(&id, everything(target.to_owned()), &absent, ("", START)).await;
        done.map(|_| ()).map_err(|error| error.to_string())
    };
    assert!(put(&app, &receiver.url()).await.unwrap_err().contains("allows no receivers"));
    let port = receiver.address.port();
    app.events.allow_webhooks(webhooks(&["http://127.0.0.1", "10.0.0.0/8", "http://169.254.169.254"]));
    for refused in [
        "https://example.org/hook".to_owned(),
        "https://127.0.0.1.example.org/".to_owned(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "http://2852039166/".to_owned(),
        "http://10.0.0.1/".to_owned(),
        format!("http://[::1]:{port}/hook"),
        format!("http://127.0.0.2:{port}/hook"),
    ] {
        // A name may lie in an allowed network: that is told when it is looked up.
        let named = refused.contains("example.org");
        assert!(named || put(&app, &refused).await.is_err(), "{refused}");
    }
    let send = async |webhooks: &Webhooks, target: &str| {
        let message = tragweite::outside::webhook::Message {
            target,
            id: "evt-1",
            at: 0,
            body: "{}",
            media_type: "application/json",
            secrets: &[],
        };
        webhooks.send(&message).await
    };
    // The name is not allowed and leads to this machine, which no allowed network holds.
    let networks = webhooks(&["http://10.0.0.0/8"]);
    let attempt = send(&networks, &format!("http://localhost:{port}/hook")).await;
    assert!(
        attempt.status.is_none() && attempt.error.as_ref().unwrap().contains("not allowed"),
        "{attempt:?}"
    );
    assert!(receiver.seen().is_empty());
    let named = webhooks(&["http://localhost"]);
    assert_eq!(send(&named, &format!("http://localhost:{port}/hook")).await.status, Some(200));
    // Accepts, and never answers.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = format!("http://{}/", silent.local_addr().unwrap());
    let attempt = send(&webhooks(&["http://127.0.0.1"]), &target).await;
    assert!(attempt.error.as_ref().unwrap().contains("no answer within"), "{attempt:?}");
    // A long answer does not matter.
    receiver.answer(|_| Response::new("x".repeat(50_000_000).into()));
    assert_eq!(send(&named, &format!("http://localhost:{port}/hook")).await.status, Some(200));
}
