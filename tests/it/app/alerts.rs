//! Deliveries of alerts on both databases: what is kept, what follows for nodes, in any order and any number of times.

use crate::support::database::{Database, on_both};
use serde_json::{Value, json};
use std::sync::Arc;
use tragweite::app::alerts::Condition;
use tragweite::app::incidents::{Exercises, MAX_OPEN, Reported, Signal};
use tragweite::app::{App, AppError, Author, Precondition};
use tragweite::model::{IncidentEvent, Key, Kind, Level, LocalId, Node, NodeSpec, Receiver};
use tragweite::store::{AlertFilter, IncidentState, Store};
use tragweite::wire::alert::{DeliveryOutcome, time};
use tragweite::wire::alert_receiver::decode_receiver;
use tragweite::wire::{ChangeRequest, Problems, Tree};

on_both!(
    a_failure_is_reported_once_and_recovers_once,
    a_node_recovers_with_the_last_of_its_alerts,
    what_failed_by_itself_before_is_no_cause_when_another_hits_it,
    a_dry_run_answers_the_same_and_keeps_nothing,
    unmatched_alerts_are_kept_and_matched_by_new_rules,
    forgotten_alerts_expire_unless_they_were_left_out,
    a_receiver_goes_with_its_alerts,
    ten_thousand_alerts_are_taken_at_once,
    deliveries_at_the_same_time_lose_nothing,
    what_incidents_missed_is_said_again,
);

/// 2018-11-14T13:30:00Z in Unix milliseconds.
pub(super) const T: i64 = 1_542_202_200_000;
pub(super) const MINUTE: i64 = 60_000;

pub(super) fn receiver(id: &str, document: &Value) -> Receiver {
    let tree = Tree::from_json(document.to_string().as_bytes()).unwrap();
    let mut problems = Problems::default();
    decode_receiver(&tree, &LocalId::new(id).unwrap(), &mut problems).unwrap_or_else(|| panic!("{problems}"))
}

pub(super) fn rules() -> Value {
    json!([{"when": [{"label": "job", "is": "node"}], "node": "a.{host}", "levels": {"warning": "degraded"}}])
}

async fn open(database: &Database) -> Arc<App> {
    let app = App::open(Store::open(&database.url).await.unwrap()).await.unwrap();
    let author = Author {
        name: "t".into(),
        message: String::new(),
        at_ms: T,
        idempotency: None,
        by: Author::operator(),
    };
    let key = |text: &str| Key::new(text).unwrap();
    let mut nodes = vec![NodeSpec::new(key("a"), Kind::Agency, "Amt")];
    for name in ["storage", "mail", "web"] {
        let mut spec = NodeSpec::new(key(&format!("a.{name}")), Kind::Service, name);
        (spec.agency, spec.layer) = (Some(key("a")), Some(tragweite::model::Layer::Platform));
        nodes.push(spec);
    }
    let changes = nodes.into_iter().map(|spec| ChangeRequest::Put(Box::new(Node::new(spec).unwrap())));
    app.maps.change(changes.collect(), Precondition::None, author).await.unwrap();
    let main = receiver("main", &json!({"type": "alertmanager", "expiry": "PT1H", "rules": rules()}));
    app.alerts.put_receiver(main, Condition::Absent, T).await.unwrap();
    app
}

/// An alert of Alertmanager: minutes after T.
pub(super) fn alert(fingerprint: &str, host: &str, start: i64, end: Option<i64>) -> Value {
    let at = |minute: i64| time(T + minute * MINUTE);
    json!({"status": if end.is_some() { "resolved" } else { "firing" }, "fingerprint": fingerprint,
        "labels": {"job": "node", "host": host, "severity": "critical"}, "annotations": {},
        "startsAt": at(start), "endsAt": end.map_or("0001-01-01T00:00:00Z".to_owned(), at)})
}

pub(super) fn body(alerts: &[Value]) -> Vec<u8> {
    json!({"version": "4", "groupKey": "g", "alerts": alerts}).to_string().into_bytes()
}

async fn deliver(app: &App, minute: i64, alerts: &[Value]) -> DeliveryOutcome {
    app.alerts.deliver("main", body(alerts), true, T + minute * MINUTE).await.unwrap()
}

fn effects(outcome: &DeliveryOutcome) -> Vec<String> {
    let one = |e: &tragweite::wire::alert::AlertEffect| {
        format!("{} {} {} {}", e.effect, e.node, e.level.map_or("-", |level| level.as_str()), &e.at[11..16])
    };
    outcome.effects.iter().map(one).collect()
}

async fn names(app: &App, filter: AlertFilter) -> Vec<String> {
    let (alerts, _) = app.alerts.list(filter, None, 1_000).await.unwrap();
    alerts.into_iter().map(|alert| alert.fingerprint).collect()
}

async fn a_failure_is_reported_once_and_recovers_once(database: Database) {
    let app = open(&database).await;
    let firing = [alert("f", "Storage", 0, None)];
    let first = deliver(&app, 1, &firing).await;
    assert_eq!(effects(&first), ["failure a.storage unavailable 13:30"]);
    let again = deliver(&app, 2, &firing).await;
    assert_eq!((again.duplicate, effects(&again).len()), (1, 0));
    let over = [alert("f", "Storage", 0, Some(9))];
    let end = deliver(&app, 10, &over).await;
    assert_eq!((end.resolved, effects(&end)), (1, vec!["recovery a.storage - 13:39".to_owned()]));
    for replay in [&firing, &over] {
        let stale = deliver(&app, 11, replay).await;
        assert_eq!((stale.stale, effects(&stale).len()), (1, 0));
    }
    let anew = deliver(&app, 21, &[alert("f", "Storage", 20, None)]).await;
    assert_eq!((anew.new, effects(&anew)), (1, vec!["failure a.storage unavailable 13:50".to_owned()]));
    assert_eq!(app.alerts.failures().await.unwrap().len(), 1);
}

async fn a_node_recovers_with_the_last_of_its_alerts(database: Database) {
    let app = open(&database).await;
    let mut mild = alert("mild", "mail", 2, None);
    mild["labels"]["severity"] = json!("Warning");
    let both = deliver(&app, 3, &[mild, alert("bad", "mail", 1, None)]).await;
    assert_eq!(effects(&both), ["failure a.mail unavailable 13:31"]);
    let better = deliver(&app, 6, &[alert("bad", "mail", 1, Some(5))]).await;
    assert_eq!(effects(&better), ["failure a.mail degraded 13:35"]);
    let well = deliver(&app, 9, &[alert("mild", "mail", 2, Some(8))]).await;
    assert_eq!(effects(&well), ["recovery a.mail - 13:38"]);
}

async fn what_failed_by_itself_before_is_no_cause_when_another_hits_it(database: Database) {
    let app = super::incidents::dresden(&database).await;
    let rules = json!([{"when": [{"label": "job", "is": "node"}], "node": "dresden.{host}"}]);
    let main = receiver("main", &json!({"type": "alertmanager", "rules": rules}));
    app.alerts.put_receiver(main, Condition::Absent, T).await.unwrap();
    let first = deliver(&app, 1, &[alert("m", "email", 0, None)]).await;
    assert_eq!(effects(&first), ["failure dresden.email unavailable 13:30"]);
    deliver(&app, 3, &[alert("m", "email", 0, Some(2))]).await;
    // A week later it has long been started again.
    deliver(&app, 10_010, &[alert("s", "storage-sync", 10_009, None)]).await;
    let late = deliver(&app, 10_012, &[alert("m", "email", 10_011, None)]).await;
    assert_eq!((late.new, late.alerts[0].explained, effects(&late).len()), (1, true, 0));
}

async fn a_dry_run_answers_the_same_and_keeps_nothing(database: Database) {
    let app = open(&database).await;
    let alerts = [alert("f", "storage", 0, None), alert("g", "nirgends", 0, None)];
    let dry = app.alerts.deliver("main", body(&alerts), false, T).await.unwrap();
    assert!(dry.dry_run && names(&app, AlertFilter::All).await.is_empty());
    let mut real = app.alerts.deliver("main", body(&alerts), true, T).await.unwrap();
    real.dry_run = true;
    assert_eq!(serde_json::to_value(&dry).unwrap(), serde_json::to_value(&real).unwrap());
    assert_eq!(app.alerts.receiver("main").await.unwrap().deliveries, 1);
}

async fn unmatched_alerts_are_kept_and_matched_by_new_rules(database: Database) {
    let app = open(&database).await;
    let outcome = deliver(&app, 0, &[alert("u", "Web 01", 0, None)]).await;
    assert_eq!(outcome.alerts[0].unmatched.as_deref(), Some("rule 1: there is no node a.web-01"));
    assert_eq!(names(&app, AlertFilter::Unmatched).await, ["u"]);
    let mut new = rules();
    new[0]["node"] = json!("a.web");
    let new = receiver("main", &json!({"type": "alertmanager", "rules": new}));
    assert!(matches!(
        app.alerts.put_receiver(new.clone(), Condition::Unchanged(vec![7]), T).await,
        Err(AppError::PreconditionFailed { .. })
    ));
    app.alerts.put_receiver(new, Condition::Unchanged(vec![1]), T).await.unwrap();
    assert!(names(&app, AlertFilter::Unmatched).await.is_empty());
    assert_eq!(app.alerts.failures().await.unwrap().len(), 1);
}

async fn forgotten_alerts_expire_unless_they_were_left_out(database: Database) {
    let app = open(&database).await;
    deliver(&app, 0, &[alert("f", "storage", 0, None), alert("g", "mail", 0, None)]).await;
    // Part of the group was left out: g may well go on.
    let mut cut: Value = serde_json::from_slice(&body(&[alert("f", "storage", 0, None)])).unwrap();
    cut["truncatedAlerts"] = json!(1);
    let cut = app.alerts.deliver("main", cut.to_string().into_bytes(), true, T + 50 * MINUTE).await.unwrap();
    assert_eq!((cut.truncated, effects(&cut).len()), (1, 0));
    assert!(app.alerts.expire(T + 90 * MINUTE).await.unwrap().is_empty());
    deliver(&app, 100, &[alert("f", "storage", 0, None)]).await;
    let expired = app.alerts.expire(T + 120 * MINUTE).await.unwrap();
    assert_eq!(format!("{expired:?}").matches("Recovered").count(), 1);
    assert_eq!(names(&app, AlertFilter::Expired).await, ["g"]);
    let back = deliver(&app, 121, &[alert("g", "mail", 0, None)]).await;
    assert_eq!((back.new, effects(&back)), (1, vec!["failure a.mail unavailable 13:30".to_owned()]));
}

async fn a_receiver_goes_with_its_alerts(database: Database) {
    let app = open(&database).await;
    deliver(&app, 0, &[alert("f", "storage", 0, None)]).await;
    let gone = app.alerts.delete_receiver("main", Condition::Unchanged(vec![]), T).await.unwrap();
    assert_eq!(gone.len(), 1);
    assert!(names(&app, AlertFilter::All).await.is_empty());
    assert!(matches!(app.alerts.deliver("main", body(&[]), true, T).await, Err(AppError::NotFound { .. })));
}

async fn ten_thousand_alerts_are_taken_at_once(database: Database) {
    let app = open(&database).await;
    let hosts = ["storage", "mail", "web", "unbekannt"];
    let alerts: Vec<Value> =
        (0..10_000).map(|i: usize| alert(&format!("{i:05}"), hosts[i % 4], 0, None)).collect();
    let outcome = deliver(&app, 1, &alerts).await;
    assert_eq!((outcome.received, outcome.new, outcome.unmatched), (10_000, 10_000, 2_500));
    assert_eq!((outcome.alerts.len(), outcome.omitted, outcome.effects.len()), (1_000, 9_000, 3));
    let again = deliver(&app, 2, &alerts).await;
    assert_eq!((again.duplicate, again.effects.len()), (10_000, 0));
}

async fn deliveries_at_the_same_time_lose_nothing(database: Database) {
    let app = open(&database).await;
    let second = App::open(Store::open(&database.url).await.unwrap()).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for i in 0..20 {
        let app = Arc::clone(if i % 2 == 0 { &app } else { &second });
        tasks.spawn(async move {
            let name = format!("{}", i / 2);
            deliver(&app, 1, &[alert(&name, "storage", 0, None), alert("all", "mail", 0, None)]).await;
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    assert_eq!(names(&app, AlertFilter::Firing).await.len(), 11);
    let ends: Vec<Value> = (0..10).map(|i| alert(&i.to_string(), "storage", 0, Some(2))).collect();
    assert_eq!(effects(&deliver(&second, 3, &ends).await), ["recovery a.storage - 13:32"]);
    assert_eq!(app.alerts.receiver("main").await.unwrap().deliveries, 21);
}

async fn what_incidents_missed_is_said_again(database: Database) {
    let app = open(&database).await;
    let steady = receiver("steady", &json!({"type": "alertmanager", "rules": rules()}));
    app.alerts.put_receiver(steady, Condition::Absent, T).await.unwrap();
    let signal = |source: String, host: &str| Signal {
        source,
        title: None,
        node: Key::new(format!("a.{host}").as_str()).unwrap(),
        level: Level::Unavailable,
        at: T,
    };
    let of_alerts = || async {
        let open =
            app.incidents.list(None, IncidentState::Open, Exercises::With, 2_000).await.unwrap().incidents;
        let alerts = open.into_iter().filter(|incident| incident.source.as_deref() == Some("alerts"));
        let failing = alerts.flat_map(|i| i.all_failing().map(|f| f.node.to_string()).collect::<Vec<_>>());
        failing.collect::<Vec<String>>()
    };
    // There is no room for another incident: the alert is taken and kept all the same.
    let many: Vec<Signal> = (0..MAX_OPEN).map(|i| signal(format!("s{i}"), "storage")).collect();
    let full = app.incidents.report(&many, T).await.unwrap();
    let taken = app.alerts.deliver("steady", body(&[alert("f", "mail", 0, None)]), true, T).await.unwrap();
    assert_eq!(effects(&taken), ["failure a.mail unavailable 13:30"]);
    assert_eq!((of_alerts().await.len(), names(&app, AlertFilter::Firing).await), (0, vec!["f".to_owned()]));
    let Reported::Added(first) = full[0] else { panic!("{full:?}") };
    let author = Author {
        name: "t".into(),
        message: String::new(),
        at_ms: T,
        idempotency: None,
        by: Author::operator(),
    };
    app.incidents.add_event(first, T, IncidentEvent::Closed { text: None }, author).await.unwrap();
    // As at every start, and after every failure.
    Arc::clone(&app.alerts).keep(std::future::ready(())).await;
    assert_eq!(of_alerts().await, ["a.mail"]);
    // An end that nobody was told of, because the process was killed in between.
    let gone = [signal("alerts".into(), "web")];
    app.incidents.report(&gone, T).await.unwrap();
    assert_eq!(of_alerts().await.len(), 2);
    Arc::clone(&app.alerts).keep(std::future::ready(())).await;
    assert_eq!(of_alerts().await, ["a.mail"]);
}
