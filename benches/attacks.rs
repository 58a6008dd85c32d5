//! What real deliveries of alerts take beside clients that take what they can, and what memory the service comes to. All on
//! this machine, so many connections and so many seconds at most.
//!
//! Size of the map by the environment: SIZE=l (default), s, m or xl; seconds of each attack: SECONDS=10.

#[path = "load.rs"]
#[allow(dead_code, reason = "shared with the other benches")]
mod load;
#[path = "program.rs"]
#[allow(dead_code, reason = "shared with the other benches")]
mod program;

use load::{Connection, Request};
use program::{Service, TOKEN, timed};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tragweite::engine::LevelsScratch;
use tragweite::model::{Include, Level};

/// What is promised of the slowest hundredth of the deliveries, and of memory beyond that of the map, in megabytes.
const PROMISED: (Duration, u64) = (Duration::from_secs(1), 1_000);
/// How often an alert is delivered.
const PACE: Duration = Duration::from_millis(50);
/// Unused connections, and those of which a new one replaces the oldest.
const IDLE: usize = 5_000;
/// Bodies that come slowly.
const SLOW: usize = 600;
/// Senders of dry runs, and readers who do not read.
const SENDERS: usize = 33;
const SILENT: usize = 30;

/// An attack: what it is called, and what it does until it is told to stop.
type Attack<'a> = (&'a str, &'a (dyn Fn(SocketAddr, &AtomicBool) + Sync));

fn main() {
    let size = std::env::var("SIZE").unwrap_or_else(|_| "l".into());
    let seconds = std::env::var("SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(10);
    let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("no temporary folder: {e}"));
    let file = folder.path().join("map.yaml");
    let database = format!("sqlite:{}", folder.path().join("map.db").display());
    let path = file.display().to_string();
    timed(&["generate", "--size", &size, "-o", &path]);
    timed(&["apply", "--database", &database, &path]);
    let map = program::read(&file);
    let mut scratch = LevelsScratch::default();
    // The node that hits most, of some: its answer is as long as they come.
    let some = (0..map.graph().node_bound()).step_by(97).filter(|&node| map.agency(node).is_some());
    let hits = |node| (scratch.run(map.graph(), &[(node, Level::Unavailable)], Include::All).count(), node);
    let (hit, worst) = some.map(hits).max().unwrap_or_default();
    let worst = map.key(worst).to_owned();
    drop(map);
    let service = Service::start(&database, &[]);
    let put = Request::put("/v1/alert-receivers/rz", r#"{"type": "generic", "rules": []}"#, TOKEN);
    assert_eq!(Connection::open(service.address()).ask(&put), 201);
    let before = service.resident();
    println!("map {size}: {before} MB resident; the largest question hits {hit} nodes");

    let question = format!(r#"{{"limit": 100000, "failures": [{{"node": "{worst}"}}]}}"#);
    let large = request("POST", "/v1/impact", &question);
    let (graphml, json) =
        (request("GET", "/v1/map?format=graphml", ""), request("GET", "/v1/map?format=json", ""));
    let silent = |address: SocketAddr, stop: &AtomicBool, text: &str| {
        let mut all: Vec<_> = (0..SILENT).filter_map(|_| open(address, text)).collect();
        wait(stop, Duration::MAX);
        all.clear();
    };
    let attacks: [Attack<'_>; 7] = [
        ("nothing", &|_, stop| wait(stop, Duration::MAX)),
        ("unused connections", &idle),
        ("slow bodies", &|address, stop| slow(address, stop, "/v1/impact", 1_000_000)),
        ("slow maps", &|address, stop| slow(address, stop, "/v1/map", 200 << 20)),
        ("dry runs", &dry_runs),
        ("unread answers", &|address, stop| silent(address, stop, &large)),
        ("unread maps", &|address, stop| {
            std::thread::scope(|scope| {
                scope.spawn(|| silent(address, stop, &graphml));
                silent(address, stop, &json);
            });
        }),
    ];
    let mut kept = true;
    for (name, attack) in attacks {
        kept &= measured(&service, name, attack, Duration::from_secs(seconds), before);
    }
    assert!(kept, "more than is promised: {PROMISED:?}");
}

/// Delivers alerts beside an attack, and tells how long they took.
fn measured(
    service: &Service,
    name: &str,
    attack: &(dyn Fn(SocketAddr, &AtomicBool) + Sync),
    lasts: Duration,
    before: u64,
) -> bool {
    let (address, stop) = (service.address(), AtomicBool::new(false));
    let (mut times, mut failed, mut most) = (Vec::new(), 0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| attack(address, &stop));
        let begin = Instant::now();
        for number in 0_u32.. {
            if begin.elapsed() > lasts {
                break;
            }
            let body = format!(r#"{{"alerts": [{{"key": "k{number}", "state": "firing"}}]}}"#);
            let sent = Instant::now();
            let taken =
                answer(address, &request("POST", "/v1/alert-receivers/rz/deliveries", &body)) == Some(200);
            failed += usize::from(!taken);
            times.push(sent.elapsed());
            most = most.max(service.resident());
            pause(PACE.saturating_sub(sent.elapsed()));
        }
        stop.store(true, Ordering::Relaxed);
    });
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    let grown = most.saturating_sub(before);
    println!(
        "{name}: {} deliveries, {failed} failed, p50 {:.1?}, p99 {:.1?}; {grown} MB more than before",
        times.len(),
        at(50),
        at(99)
    );
    failed == 0 && at(99) < PROMISED.0 && grown < PROMISED.1
}

fn request(method: &str, path: &str, body: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {TOKEN}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// A connection that has sent this.
fn open(address: SocketAddr, text: &str) -> Option<TcpStream> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(5)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    stream.write_all(text.as_bytes()).ok()?;
    Some(stream)
}

/// The status of the answer to a request on a connection of its own.
fn answer(address: SocketAddr, text: &str) -> Option<u16> {
    let mut head = [0; 12];
    open(address, text)?.read_exact(&mut head).ok()?;
    std::str::from_utf8(&head).ok()?.rsplit(' ').next()?.parse().ok()
}

#[expect(clippy::disallowed_methods, reason = "a bench keeps a pace")]
fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// Waits so long, or until it is told to stop.
fn wait(stop: &AtomicBool, time: Duration) {
    let begin = Instant::now();
    while !stop.load(Ordering::Relaxed) && begin.elapsed() < time {
        pause(Duration::from_millis(10).min(time));
    }
}

/// Unused connections, each replaced as soon as there are too many.
fn idle(address: SocketAddr, stop: &AtomicBool) {
    let mut all = std::collections::VecDeque::new();
    while !stop.load(Ordering::Relaxed) {
        all.extend(open(address, ""));
        if all.len() > IDLE {
            all.pop_front();
            // Slowly enough that this machine does not run out of ports.
            pause(Duration::from_millis(20));
        }
    }
}

/// Bodies that come with one byte in four seconds; those that are given up begin anew.
fn slow(address: SocketAddr, stop: &AtomicBool, path: &str, length: usize) {
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {TOKEN}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    let mut all: Vec<Option<TcpStream>> = (0..SLOW).map(|_| open(address, &head)).collect();
    while !stop.load(Ordering::Relaxed) {
        for stream in &mut all {
            if stream.as_mut().is_none_or(|stream| stream.write_all(b" ").is_err()) {
                *stream = open(address, &head);
            }
        }
        wait(stop, Duration::from_secs(4));
    }
}

/// Dry runs of deliveries of many alerts, as fast as they are answered.
fn dry_runs(address: SocketAddr, stop: &AtomicBool) {
    let alerts: Vec<String> =
        (0..500).map(|number| format!(r#"{{"key": "d{number}", "state": "firing"}}"#)).collect();
    let body = format!(r#"{{"alerts": [{}]}}"#, alerts.join(","));
    let text = request("POST", "/v1/alert-receivers/rz/deliveries?dryRun=true", &body);
    let asked = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    answer(address, &text);
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    println!("{} dry runs were asked for", asked.load(Ordering::Relaxed));
}
