//! A long incident of many failures: what is over is left out of what is computed again and again, and nobody can tell.

use super::events::log;
use super::incidents::{author, closed, fault, open};
use crate::support::database::Kind;
use crate::support::maps;
use proptest::prelude::RngExt;
use proptest::test_runner::{RngAlgorithm, TestRng};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use tragweite::app::impact::{MAX_LINKS, find};
use tragweite::app::incidents::{Signal, SituationQuestion};
use tragweite::app::{App, Mode, Precondition};
use tragweite::model::incident::Millis;
use tragweite::model::{Key, Level};

const START: Millis = 1_750_000_000_000;
const SECOND: Millis = 1_000;
const GROUPS: usize = 60;

/// Groups of two servers, a service that needs one of them and takes a while to come back, one with a buffer, and one
/// that shares a server with the next group.
fn map() -> String {
    let mut text = "tragweite: 1\nagencies:\n  a: {name: Amt}\nservices:\n".to_owned();
    for group in 0..GROUPS {
        let next = (group + 1) % GROUPS;
        for (name, more) in [
            ("x", String::new()),
            ("y", String::new()),
            ("web", format!(", recovery: PT10M, needs: [{{anyOf: [a.x-{group}, a.y-{group}]}}]")),
            ("shared", format!(", needs: [{{anyOf: [a.y-{group}, a.x-{next}]}}, a.web-{group}]")),
            (
                "batch",
                format!(", needs: [{{on: a.x-{group}, tolerance: PT30S, workaround: {{lasts: PT1M}}}}]"),
            ),
        ] {
            writeln!(text, "  a.{name}-{group}: {{name: {name} {group}, agency: a, layer: platform{more}}}")
                .unwrap();
        }
    }
    text
}

/// The nodes that do not work as they should.
type States = BTreeMap<String, Level>;

/// As the log tells it.
async fn told(app: &App) -> States {
    let mut states = States::new();
    for event in log(app).await {
        let after = &event.change.after;
        states.insert(after.node.to_string(), after.level);
    }
    states.retain(|_, level| *level != Level::Operational);
    states
}

/// As it is with every failure that there ever was.
async fn computed(app: &App, now: Millis) -> States {
    let situation = app.incidents.situation(SituationQuestion::default(), now).await.unwrap();
    let (map, request) = (&situation.map, &situation.request);
    let Some(start) = &request.scenario.starts_at else { return States::new() };
    let start = start.as_millisecond();
    let standing = |second| find(map, request, app.pool(), MAX_LINKS, |found| found.standing(Some(second)).0);
    let hit = standing(u32::try_from((now - start) / SECOND).unwrap()).unwrap().into_iter();
    hit.map(|at| (map.key(at.node).to_owned(), at.level))
        .filter(|(_, level)| *level != Level::Operational)
        .collect()
}

#[tokio::test]
async fn nobody_can_tell_what_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("map.yaml"), map()).unwrap();
    let database = Kind::Sqlite.fresh().await;
    let app = open(&database).await;
    app.maps.import(maps::nodes(folder.path()), Mode::Merge, Precondition::None, author(1)).await.unwrap();
    let mut chance = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut failing: BTreeSet<String> = BTreeSet::new();
    // The first servers that failed, and when.
    let mut past: Vec<(usize, Millis)> = Vec::new();
    let mut reach_back = 0;
    for round in 0..120 {
        let now = START + round * 20 * SECOND + chance.random_range(0..SECOND);
        let mut signals = Vec::new();
        let mut say = |node: &str, level, at| {
            let node = Key::new(node).unwrap();
            signals.push(Signal { source: "monitor".into(), title: None, node, level, at });
        };
        for node in failing.clone() {
            if chance.random_bool(0.6) {
                continue;
            }
            say(&node, Level::Operational, now - chance.random_range(0..15 * SECOND));
            failing.remove(&node);
        }
        for _ in 0..chance.random_range(0..8) {
            let (name, group) =
                (["x", "y", "web"][chance.random_range(0..3)], chance.random_range(0..GROUPS));
            let node = format!("a.{name}-{group}");
            if failing.insert(node.clone()) {
                // Most are told at once, some late.
                let late = if chance.random_bool(0.1) { 200 * SECOND } else { 5 * SECOND };
                let level = if chance.random_bool(0.8) { Level::Unavailable } else { Level::Degraded };
                let at = now - chance.random_range(0..late);
                past.extend((name == "x" && level == Level::Unavailable).then_some((group, at)));
                say(&node, level, at);
            }
        }
        // Somebody notices that the second one had failed at the same time, and still does.
        if round > 60
            && let Some(&(group, at)) = past
                .iter()
                .find(|(group, at)| now - at > 120 * SECOND && !failing.contains(&format!("a.x-{group}")))
            && failing.insert(format!("a.y-{group}"))
        {
            say(&format!("a.y-{group}"), Level::Unavailable, at + SECOND);
        }
        app.incidents.report(&signals, now).await.unwrap();
        past.retain(|(_, at)| now - at < 600 * SECOND);
        // People open and close incidents beside it, also of things that lie back.
        if round % 25 == 24 {
            let before = START + round * 20 * SECOND - 300 * SECOND;
            let opened = app.incidents.open(fault("a.y-7", before), author(now)).await.unwrap();
            reach_back += 1;
            app.events.log_changes(now).await.unwrap();
            assert_eq!(told(&app).await, computed(&app, now).await, "after {round} rounds");
            app.incidents.add_event(opened.incident.id, now, closed(), author(now)).await.unwrap();
        }
        app.events.log_changes(now).await.unwrap();
        assert_eq!(told(&app).await, computed(&app, now).await, "after {round} rounds");
    }
    let situation =
        app.incidents.situation(SituationQuestion::default(), START + 3_600 * SECOND).await.unwrap();
    let ended =
        situation.request.scenario.failures.iter().filter(|failure| failure.until().is_some()).count();
    assert!(ended > 300 && reach_back > 3, "{ended}");
}
