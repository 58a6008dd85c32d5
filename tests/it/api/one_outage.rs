//! One outage is one incident, whoever tells of it and in whatever order.

use super::joined::{alert, open, receiving, told};
use crate::support::maps;
use crate::support::service::Service;
use serde_json::{Value, json};
use tragweite::app::{Author, Mode, Precondition};

const MAP: &str = "tragweite: 1
agencies: {stadt: {name: Stadt}}
services:
  stadt.netz-a: {name: Netz A, agency: stadt, layer: infrastructure}
  stadt.netz-b: {name: Netz B, agency: stadt, layer: infrastructure}
  stadt.portal: {name: Portal, agency: stadt, layer: platform, needs: [{anyOf: [stadt.netz-a, stadt.netz-b]}]}
  stadt.antrag: {name: Antrag, agency: stadt, layer: application, needs: [stadt.portal]}
  stadt.speicher: {name: Speicher, agency: stadt, layer: infrastructure}
  stadt.akte: {name: Akte, agency: stadt, layer: application, needs: [stadt.speicher]}
  stadt.uhr: {name: Uhr, agency: stadt, layer: infrastructure}
";

async fn service() -> Service {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("map.yaml"), MAP).unwrap();
    let service = Service::start(&[], true).await;
    let author = Author {
        name: "t".into(),
        message: String::new(),
        at_ms: 1_700_000_000_000,
        idempotency: None,
        by: Author::operator(),
    };
    service
        .app
        .maps
        .import(maps::nodes(folder.path()), Mode::Merge, Precondition::None, author)
        .await
        .unwrap();
    receiving(service).await
}

/// A person opens an incident; its id.
async fn by_hand(service: &Service, kind: &str, node: &str, level: &str, until: Option<&str>) -> String {
    let mut failure = json!({"node": node, "level": level, "from": at(-600)});
    until.into_iter().for_each(|until| failure["until"] = json!(until));
    let opening = json!({"title": "Anruf", "kind": kind, "failures": [failure]});
    let opened = service.post("/v1/incidents", &opening).await.expect(201).json();
    opened["id"].as_str().unwrap().to_owned()
}

fn at(seconds: i64) -> String {
    let now = jiff::Timestamp::now().as_second();
    jiff::Timestamp::from_second(now + seconds).unwrap().to_string()
}

async fn fires(service: &Service, node: &str) -> Value {
    told(service, json!([firing(node)])).await
}

fn firing(node: &str) -> Value {
    let mut alert = alert(node, "firing");
    alert["startsAt"] = json!(at(-20));
    alert
}

async fn ends(service: &Service, node: &str) {
    told(service, json!([alert(node, "resolved")])).await;
}

/// What fails now in the one incident that is open.
async fn only(service: &Service) -> Vec<String> {
    let mut all = open(service).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0).1
}

async fn levels(service: &Service, id: &str) -> Vec<(String, String, bool)> {
    let incident = service.get(&format!("/v1/incidents/{id}")).await.expect(200).json();
    let failure = |f: &Value| {
        let text = |name: &str| f[name].as_str().unwrap().to_owned();
        (text("node"), text("level"), f["ended"] == true)
    };
    incident["failures"].as_array().unwrap().iter().map(failure).collect()
}

#[tokio::test]
async fn what_a_person_has_opened_already_is_no_second_incident() {
    for (kind, until) in [("fault", None), ("maintenance", Some(at(3_600)))] {
        let service = service().await;
        by_hand(&service, kind, "stadt.speicher", "unavailable", until.as_deref()).await;
        let outcome = fires(&service, "stadt.speicher").await;
        assert_eq!(outcome["alerts"][0]["explained"], true, "{kind}: {outcome}");
        // What hangs on it shows nothing new either, and an alert without end changes nothing.
        fires(&service, "stadt.akte").await;
        fires(&service, "stadt.speicher").await;
        assert_eq!(only(&service).await, ["stadt.speicher"], "{kind}");
        // The end of the alert does not end what the person said.
        ends(&service, "stadt.speicher").await;
        assert_eq!(only(&service).await, ["stadt.speicher"], "{kind}");
    }
}

#[tokio::test]
async fn an_alert_that_is_worse_than_what_a_person_said_joins_and_takes_back_its_own_words_alone() {
    let service = service().await;
    let id = by_hand(&service, "fault", "stadt.speicher", "degraded", None).await;
    fires(&service, "stadt.speicher").await;
    assert_eq!(only(&service).await, ["stadt.speicher"]);
    let worst = |all: &[(String, String, bool)]| all.last().map(|(_, level, ended)| (level.clone(), *ended));
    assert_eq!(worst(&levels(&service, &id).await), Some(("unavailable".into(), false)));
    ends(&service, "stadt.speicher").await;
    assert_eq!(worst(&levels(&service, &id).await), Some(("degraded".into(), false)));
}

#[tokio::test]
async fn what_a_person_takes_back_becomes_a_cause_of_its_own_while_the_alert_fires() {
    let service = service().await;
    let id = by_hand(&service, "fault", "stadt.speicher", "unavailable", None).await;
    fires(&service, "stadt.speicher").await;
    service.post(&format!("/v1/incidents/{id}/events"), &json!({"type": "closed"})).await.expect(201);
    service.app.alerts.reassess(jiff::Timestamp::now().as_millisecond()).await.unwrap();
    assert_eq!(only(&service).await, ["stadt.speicher"]);
    // And the other way round: the person comes second.
    by_hand(&service, "fault", "stadt.speicher", "unavailable", None).await;
    service.app.alerts.reassess(jiff::Timestamp::now().as_millisecond()).await.unwrap();
    let failing: Vec<_> =
        open(&service).await.into_iter().filter(|(_, failing)| !failing.is_empty()).collect();
    assert_eq!(failing.len(), 1, "{failing:?}");
}

#[tokio::test]
async fn the_root_of_a_symptom_that_a_person_opened_joins() {
    let service = service().await;
    by_hand(&service, "fault", "stadt.akte", "unavailable", None).await;
    fires(&service, "stadt.uhr").await;
    fires(&service, "stadt.speicher").await;
    let all = open(&service).await;
    assert_eq!(all.len(), 2, "what has nothing to do with it stays by itself: {all:?}");
    assert_eq!(all[0].1, ["stadt.akte", "stadt.speicher"]);
    ends(&service, "stadt.speicher").await;
    assert_eq!(open(&service).await[0].1, ["stadt.akte"]);
    // Maintenance is not the sign of a fault.
    let service = self::service().await;
    by_hand(&service, "maintenance", "stadt.akte", "unavailable", Some(&at(3_600))).await;
    fires(&service, "stadt.speicher").await;
    assert_eq!(open(&service).await.len(), 2);
}

#[tokio::test]
async fn a_redundant_pair_and_what_it_hits_are_one_outage_in_any_order() {
    let (a, b) = ("stadt.netz-a", "stadt.netz-b");
    for dependent in ["stadt.portal", "stadt.antrag"] {
        let orders = [[dependent, a, b], [a, dependent, b], [a, b, dependent], [b, dependent, a]];
        for order in orders {
            let service = service().await;
            for node in order {
                fires(&service, node).await;
            }
            assert_eq!(only(&service).await, [a, b], "{order:?}");
            // Time alone changes nothing of that.
            service.app.alerts.reassess(jiff::Timestamp::now().as_millisecond()).await.unwrap();
            assert_eq!(only(&service).await, [a, b], "{order:?}");
            // Everything ends where it went.
            for node in order {
                ends(&service, node).await;
            }
            assert_eq!(only(&service).await, Vec::<String>::new(), "{order:?}");
            // It can begin again, as one.
            for node in order {
                told(&service, json!([alert(node, "firing")])).await;
            }
            let again = only(&service).await;
            assert!([a, b].iter().all(|node| again.contains(&(*node).to_owned())), "{order:?}: {again:?}");
        }
        let service = service().await;
        told(&service, json!(orders[0].map(firing))).await;
        assert_eq!(only(&service).await, [a, b], "all at once");
    }
}

#[tokio::test]
async fn half_of_a_pair_is_told_by_a_person_or_planned() {
    let (a, b, portal) = ("stadt.netz-a", "stadt.netz-b", "stadt.portal");
    let service = service().await;
    by_hand(&service, "fault", a, "unavailable", None).await;
    for node in [portal, b] {
        fires(&service, node).await;
    }
    assert_eq!(only(&service).await, [a, b]);
    // A person opened the dependent: both halves belong to it.
    let service = self::service().await;
    by_hand(&service, "fault", portal, "unavailable", None).await;
    for node in [a, b] {
        fires(&service, node).await;
    }
    assert_eq!(only(&service).await, [a, b, portal]);
    // Half of it is in maintenance: that stays by itself, the fault and what it hits are one.
    let service = self::service().await;
    by_hand(&service, "maintenance", a, "unavailable", Some(&at(3_600))).await;
    for node in [portal, b] {
        fires(&service, node).await;
    }
    let all: Vec<_> = open(&service).await.into_iter().map(|(_, failing)| failing).collect();
    assert_eq!(all, [vec![a.to_owned()], vec![b.to_owned()]]);
}

#[tokio::test]
async fn both_halves_without_anything_that_they_hit_stay_two() {
    let service = service().await;
    for node in ["stadt.netz-a", "stadt.netz-b", "stadt.uhr"] {
        fires(&service, node).await;
    }
    assert_eq!(open(&service).await.len(), 3);
}
