//! From an alert to those who are told, through the whole program: how long one takes, and what a storm does.
//!
//! Size of the map by the environment: SIZE=l (default), s, m or xl; seconds of the storm: STORM=60 (0 = none).

#[path = "../load.rs"]
#[allow(dead_code, reason = "shared with the other bench")]
mod load;
#[path = "../program.rs"]
mod program;
mod receivers;
mod storm;

use load::{Connection, Request};
use program::{Service, TOKEN, timed};
use receivers::Receivers;
use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, Instant};
use tragweite::engine::LevelsScratch;
use tragweite::map::Map;
use tragweite::model::{Include, Level};

/// Who is subscribed: as many as there can be.
const SUBSCRIPTIONS: usize = 1_000;
/// Alerts whose way is measured, each with its end.
const SINGLE: usize = 100;
/// Nodes that a single failure of the measured ones hits, about.
const HIT: std::ops::RangeInclusive<usize> = 10..=40;

fn main() {
    let size = std::env::var("SIZE").unwrap_or_else(|_| "l".into());
    let seconds = std::env::var("STORM").ok().and_then(|s| s.parse().ok()).unwrap_or(60);
    let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("no temporary folder: {e}"));
    let file = folder.path().join("map.yaml");
    let database = format!("sqlite:{}", folder.path().join("map.db").display());
    let path = file.display().to_string();
    println!("generate {size}: {:.1?}", timed(&["generate", "--size", &size, "-o", &path]));
    println!("import of the file: {:.1?}", timed(&["apply", "--database", &database, &path]));
    let map = program::read(&file);
    let chosen = Chosen::of(&map);
    println!(
        "{} nodes that hit {HIT:?} others, {} that hit up to 5, none of them hit by another",
        chosen.wide.len(),
        chosen.narrow.len()
    );
    drop(map);
    let service = Service::start(&database, &["--webhook-allow", "http://127.0.0.1"]);
    let receivers = Receivers::start();
    set_up(&service, &receivers, &chosen);
    println!("resident with {SUBSCRIPTIONS} subscriptions: {} MB", service.resident());
    sync_to_disk(folder.path());
    single(&service, &receivers, &chosen);
    everybody(&service, &receivers, &chosen);
    if seconds > 0 {
        storm::run(&service, &receivers, &chosen, seconds);
    }
}

/// What the disk takes for a small write that is to survive a power cut: everything here has two to four of them.
fn sync_to_disk(folder: &Path) {
    use std::io::Write;
    let mut file = std::fs::File::create(folder.join("sync")).unwrap_or_else(|e| panic!("{e}"));
    let mut times: Vec<Duration> = (0..100)
        .map(|_| {
            let begin = Instant::now();
            file.write_all(&[0; 4_096]).and_then(|()| file.sync_data()).unwrap_or_else(|e| panic!("{e}"));
            begin.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!("a write of 4 kB with fdatasync: p50 {:.2?}, p99 {:.2?}", times[50], times[98]);
}

/// Nodes that fail, none of them hit by another of them.
pub struct Chosen {
    /// Each hits some others: its key and its agency.
    pub wide: Vec<(String, String)>,
    /// Each hits few others or none.
    pub narrow: Vec<(String, String)>,
}

impl Chosen {
    fn of(map: &Map) -> Self {
        let graph = map.graph();
        let mut scratch = LevelsScratch::default();
        let (mut wide, mut narrow) = (Vec::new(), Vec::new());
        let mut taken = HashSet::new();
        let named = |node: u32| {
            let agency = map.agency(node).unwrap_or(node);
            (map.key(node).to_owned(), map.key(agency).to_owned())
        };
        // Spread over the whole map, so that neighbours in memory are not neighbours in time.
        let bound = graph.node_bound();
        let step = 7_919;
        for number in 0..bound {
            let node = u32::try_from(u64::from(number) * step % u64::from(bound)).unwrap_or(0);
            if map.agency(node).is_none() || wide.len() >= 2 * SUBSCRIPTIONS && narrow.len() >= 40_000 {
                continue;
            }
            let hit: Vec<u32> =
                scratch.run(graph, &[(node, Level::Unavailable)], Include::All).map(|(n, _)| n).collect();
            if hit.iter().any(|node| taken.contains(node)) {
                continue;
            }
            if HIT.contains(&hit.len()) && wide.len() < 2 * SUBSCRIPTIONS {
                wide.push(named(node));
            } else if hit.len() <= 5 && narrow.len() < 40_000 {
                narrow.push(named(node));
            } else {
                continue;
            }
            taken.extend(hit);
        }
        Self { wide, narrow }
    }
}

/// A receiver of alerts, and subscriptions to as many agencies.
fn set_up(service: &Service, receivers: &Receivers, chosen: &Chosen) {
    let mut connection = Connection::open(service.address());
    let mut put = |path: &str, body: &str| {
        let status = connection.ask(&Request::put(path, body, TOKEN));
        assert_eq!(status, 201, "{path}: {}", connection.body());
    };
    put("/v1/alert-receivers/rz", r#"{"type": "generic", "rules": []}"#);
    let mut seen = HashSet::new();
    let all = chosen.wide.iter().chain(&chosen.narrow).map(|(_, agency)| agency);
    let agencies: Vec<&String> = all.filter(|agency| seen.insert(*agency)).take(SUBSCRIPTIONS).collect();
    assert!(!agencies.is_empty());
    for number in 0..SUBSCRIPTIONS {
        let agency = agencies[number % agencies.len()];
        let target = format!("http://{}/{number}", receivers.address());
        let body = format!(r#"{{"target": "{target}", "filter": {{"agencies": ["{agency}"]}}}}"#);
        put(&format!("/v1/subscriptions/s{number}"), &body);
    }
    println!("{SUBSCRIPTIONS} subscriptions to {} agencies", agencies.len());
}

/// A delivery of one alert.
fn delivery(node: &str, state: &str) -> Request {
    let body = format!(r#"{{"alerts": [{{"key": "{node}", "state": "{state}", "nodeRef": "{node}"}}]}}"#);
    Request::post_as("/v1/alert-receivers/rz/deliveries", &body, TOKEN)
}

/// One alert after the other, and when the first who is told of it hears of it.
fn single(service: &Service, receivers: &Receivers, chosen: &Chosen) {
    let mut connection = Connection::open(service.address());
    let (mut answered, mut told, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for (node, _) in chosen.wide.iter().take(SINGLE) {
        for (state, level) in [("firing", "unavailable"), ("resolved", "operational")] {
            let begin = Instant::now();
            let status = connection.ask(&delivery(node, state));
            let accepted = begin.elapsed();
            assert_eq!(status, 200, "{}", connection.body());
            let at = receivers.wait_for(node, level);
            answered.push(accepted);
            told.push(at.saturating_duration_since(begin));
            after.push(at.saturating_duration_since(begin + accepted));
        }
    }
    quantiles("an alert is answered", answered);
    quantiles("from the request with the alert to the event at its receiver", told);
    quantiles("from the answer to the event at its receiver", after);
}

/// One agency that all are subscribed to: how long until the half and the last of them have heard.
fn everybody(service: &Service, receivers: &Receivers, chosen: &Chosen) {
    let mut connection = Connection::open(service.address());
    let (node, agency) = &chosen.wide[SINGLE];
    for number in 0..SUBSCRIPTIONS {
        let target = format!("http://{}/{number}", receivers.address());
        let body = format!(
            r#"{{"target": "{target}", "filter": {{"nodes": ["{node}"], "agencies": ["{agency}"]}}}}"#
        );
        let status = connection.ask(&Request::replace(&format!("/v1/subscriptions/s{number}"), &body, TOKEN));
        assert_eq!(status, 200, "{}", connection.body());
    }
    let begin = Instant::now();
    assert_eq!(connection.ask(&delivery(node, "firing")), 200);
    let times = receivers.wait_for_all(node, "unavailable", SUBSCRIPTIONS);
    let times = times.into_iter().map(|at| at.saturating_duration_since(begin)).collect();
    quantiles("all subscriptions are told of the same event: from the request to each receiver", times);
    assert_eq!(connection.ask(&delivery(node, "resolved")), 200);
    receivers.wait_for_all(node, "operational", SUBSCRIPTIONS);
    // As it was before.
    let mut seen = HashSet::new();
    let all = chosen.wide.iter().chain(&chosen.narrow).map(|(_, agency)| agency);
    let agencies: Vec<&String> = all.filter(|agency| seen.insert(*agency)).take(SUBSCRIPTIONS).collect();
    for number in 0..SUBSCRIPTIONS {
        let agency = agencies[number % agencies.len()];
        let target = format!("http://{}/{number}", receivers.address());
        let body = format!(r#"{{"target": "{target}", "filter": {{"agencies": ["{agency}"]}}}}"#);
        let status = connection.ask(&Request::replace(&format!("/v1/subscriptions/s{number}"), &body, TOKEN));
        assert_eq!(status, 200, "{}", connection.body());
    }
}

fn quantiles(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    println!(
        "{what}: p50 {:.1?}, p90 {:.1?}, p99 {:.1?}, last {:.1?} ({} times)",
        at(50),
        at(90),
        at(99),
        times.last().copied().unwrap_or_default(),
        times.len()
    );
}
