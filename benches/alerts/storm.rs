//! A storm: 500 alerts a second from several senders. Each alert is told, told again and resolved; afterwards every one
//! must have become one failure of one incident that ended once.

use super::load::{Connection, Request, once};
use super::program::{Service, TOKEN};
use super::receivers::Receivers;
use super::{Chosen, quantiles};
use serde_json::Value;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Alerts a second, of all senders together.
const RATE: usize = 500;
/// Senders, each of which waits for the answer before it sends again.
const SENDERS: usize = 8;
/// Alerts of one delivery, as a monitoring tool groups them.
const GROUP: usize = 5;
/// An alert is told, told again so many rounds later, and resolved after as many more.
const AGAIN: usize = 20;

/// Runs the storm for so long, and looks what came of it.
pub fn run(service: &Service, receivers: &Receivers, chosen: &Chosen, seconds: usize) {
    let rounds = seconds * RATE / SENDERS / GROUP;
    let groups = rounds - 2 * AGAIN;
    // Every tenth hits some others.
    let (mut wide, mut narrow) = (chosen.wide.iter().skip(200), chosen.narrow.iter());
    let mut nodes = Vec::with_capacity(groups * GROUP * SENDERS);
    while nodes.len() < groups * GROUP * SENDERS / 3 {
        let next = if nodes.len() % 10 == 0 { wide.next().or_else(|| narrow.next()) } else { narrow.next() };
        nodes.push(next.unwrap_or_else(|| panic!("the map has too few nodes: take a larger one")).0.clone());
    }
    let before = (receivers.messages(), incidents(service));
    let begin = Instant::now();
    let pause = Duration::from_secs_f64((SENDERS * GROUP) as f64 / RATE as f64);
    let resident = [service.resident()];
    let shares: Vec<Vec<String>> = nodes.chunks(nodes.len().div_ceil(SENDERS)).map(<[_]>::to_vec).collect();
    let (mut times, mut late, mut refused, mut middle) = (Vec::new(), Duration::ZERO, 0, 0);
    std::thread::scope(|scope| {
        let senders: Vec<_> = shares
            .iter()
            .map(|share| scope.spawn(|| Sender::new(service, share).send_all(begin, pause)))
            .collect();
        for sender in senders {
            // In the middle: the first sender is waited for, and all of them last equally long.
            let sent = sender.join().unwrap_or_else(|_| panic!("a sender failed"));
            times.extend(sent.times);
            late = late.max(sent.late);
            refused += sent.refused;
            middle = middle.max(sent.resident);
        }
    });
    let lasted = begin.elapsed();
    let alerts = nodes.len() * 3;
    println!(
        "storm: {alerts} alerts of {} nodes in {} deliveries by {SENDERS} senders in {lasted:.1?}: {:.0} a second; \
         {refused} deliveries were answered with 503 and sent again; the last sender was {late:.1?} behind",
        nodes.len(),
        times.len(),
        alerts as f64 / lasted.as_secs_f64()
    );
    quantiles("a delivery of the storm is answered", times);
    let end = service.resident();
    println!("resident: {} MB before the storm, {middle} MB in the middle, {end} MB at its end", resident[0]);
    settle(service);
    println!("messages that left meanwhile: {}", receivers.messages() - before.0);
    check(service, &nodes, before.1);
    println!("resident after all that: {} MB", service.resident());
}

struct Sent {
    times: Vec<Duration>,
    late: Duration,
    refused: usize,
    resident: u64,
}

struct Sender<'a> {
    service: &'a Service,
    connection: Connection,
    /// What is sent, in its order.
    rounds: Vec<Request>,
}

impl<'a> Sender<'a> {
    fn new(service: &'a Service, nodes: &[String]) -> Self {
        let groups: Vec<&[String]> = nodes.chunks(GROUP).collect();
        let mut rounds = Vec::new();
        for at in 0..groups.len() + 2 * AGAIN {
            let mut alerts = Vec::new();
            for (back, state) in [(0, "firing"), (AGAIN, "firing"), (2 * AGAIN, "resolved")] {
                for node in at.checked_sub(back).and_then(|at| groups.get(at)).into_iter().copied().flatten()
                {
                    alerts.push((node, state));
                }
            }
            // As many alerts in each delivery as the rate says.
            rounds.extend(alerts.chunks(GROUP).map(delivery));
        }
        Self { service, connection: Connection::open(service.address()), rounds }
    }

    fn send_all(mut self, begin: Instant, pause: Duration) -> Sent {
        let (mut times, mut late, mut refused, mut resident) = (Vec::new(), Duration::ZERO, 0, 0);
        let half = self.rounds.len() / 2;
        for (round, request) in self.rounds.iter().enumerate() {
            let due = begin + pause * u32::try_from(round).unwrap_or(u32::MAX);
            wait_until(due);
            late = Instant::now().saturating_duration_since(due);
            loop {
                let start = Instant::now();
                match self.connection.ask(request) {
                    200 => {
                        times.push(start.elapsed());
                        break;
                    }
                    503 => {
                        refused += 1;
                        wait_until(Instant::now() + Duration::from_millis(50));
                    }
                    status => panic!("{status}: {}", self.connection.body()),
                }
            }
            if round == half {
                resident = self.service.resident();
            }
        }
        Sent { times, late, refused, resident }
    }
}

/// Waits without using the processor.
fn wait_until(due: Instant) {
    let left = due.saturating_duration_since(Instant::now());
    if left > Duration::ZERO {
        std::thread::park_timeout(left);
    }
}

fn delivery(alerts: &[(&String, &str)]) -> Request {
    let one = |(node, state): &(&String, &str)| {
        format!(r#"{{"key": "{node}", "state": "{state}", "nodeRef": "{node}"}}"#)
    };
    let alerts: Vec<String> = alerts.iter().map(one).collect();
    let body = format!(r#"{{"alerts": [{}]}}"#, alerts.join(","));
    Request::post_as("/v1/alert-receivers/rz/deliveries", &body, TOKEN)
}

/// Waits until the log of events has come to rest.
fn settle(service: &Service) {
    let begin = Instant::now();
    loop {
        let situation = get(service, "/v1/situation?limit=1");
        let failing = situation["incidents"].as_array().into_iter().flatten();
        let open = failing.flat_map(|i| i["failures"].as_array().into_iter().flatten());
        if open.filter(|f| f["ended"] == false).count() == 0 {
            println!("nothing fails any more {:.1?} after the storm", begin.elapsed());
            return;
        }
        assert!(begin.elapsed() < Duration::from_secs(120), "something still fails");
        wait_until(Instant::now() + Duration::from_millis(500));
    }
}

fn get(service: &Service, path: &str) -> Value {
    serde_json::from_str(&once(service.address(), &Request::get(path))).unwrap_or_else(|e| panic!("{e}"))
}

/// The incidents that there are.
fn incidents(service: &Service) -> Vec<String> {
    let (mut ids, mut path) = (Vec::new(), "/v1/incidents".to_owned());
    loop {
        let page = get(service, &path);
        let items = page["items"].as_array().cloned().unwrap_or_default();
        ids.extend(items.iter().filter_map(|item| item["id"].as_str().map(str::to_owned)));
        let Some(next) = page["next"].as_str() else { return ids };
        path = format!("/v1/incidents?cursor={next}");
    }
}

/// Fails unless every node failed once and recovered once.
fn check(service: &Service, nodes: &[String], before: Vec<String>) {
    let mut found: HashMap<String, (u32, u32)> = HashMap::new();
    let ids = incidents(service);
    for id in &ids {
        let mut path = format!("/v1/incidents/{id}/events?limit=1000");
        loop {
            let page = get(service, &path);
            for event in page["items"].as_array().into_iter().flatten() {
                let node = event["node"].as_str().unwrap_or_default().to_owned();
                match event["type"].as_str() {
                    Some("failure-set") => found.entry(node).or_default().0 += 1,
                    Some("failure-cleared") => found.entry(node).or_default().1 += 1,
                    Some("source-flapping") => panic!("{node} flaps"),
                    _ => {}
                }
            }
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/v1/incidents/{id}/events?limit=1000&cursor={next}");
        }
    }
    let wrong: Vec<_> = nodes.iter().filter(|node| found.get(*node) != Some(&(1, 1))).collect();
    let first = wrong.first().map(|node| (node, found.get(*node)));
    assert!(wrong.is_empty(), "{} of {} alerts were lost or doubled: {first:?}", wrong.len(), nodes.len());
    let firing = get(service, "/v1/alerts?state=firing&limit=1");
    assert_eq!(firing["items"].as_array().map(Vec::len), Some(0), "{firing}");
    println!(
        "{} nodes failed and recovered once each, in {} incidents",
        nodes.len(),
        ids.len() - before.len() + 1
    );
}
