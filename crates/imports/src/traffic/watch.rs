//! Who spoke with whom: pairs of names or addresses with how often and when, in bounded memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

/// Most pairs that are kept; more are counted.
const MAX_PAIRS: usize = 1_000_000;
/// Most ports of a pair that are kept.
const MAX_PORTS: usize = 16;

/// What was seen between two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls, flows or connections.
    pub count: u64,
    /// Ports of the server.
    pub ports: BTreeSet<u16>,
    /// When it was seen first and last, in seconds since 1970; where the source says so.
    pub first: Option<i64>,
    /// See [`Tally::first`].
    pub last: Option<i64>,
    /// It goes through a broker: who sends does not need who receives.
    pub message: bool,
}

/// Everything that was seen.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    ends: HashMap<String, u32>,
    names: Vec<String>,
    pairs: HashMap<(u32, u32), Tally>,
    /// What is no dependency, by why: `reply`, `refused`, `broadcast`, `self`, `unnamed`, `bad`, `too-many`.
    pub dropped: BTreeMap<&'static str, u64>,
}

/// One thing that was seen.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen<'s> {
    pub(super) client: &'s str,
    pub(super) server: &'s str,
    pub(super) port: Option<u16>,
    pub(super) count: u64,
    pub(super) at: Option<i64>,
    pub(super) message: bool,
}

/// Ports of message brokers.
const BROKER_PORTS: [u16; 6] = [1883, 4222, 5671, 5672, 9092, 61616];
/// Words in the names of message brokers.
const BROKERS: [&str; 6] = ["kafka", "rabbitmq", "activemq", "nats", "mosquitto", "pulsar"];

fn is_broker(name: &str) -> bool {
    let lower = name.to_lowercase();
    BROKERS.iter().any(|word| lower.contains(word))
}

/// Names that stand for nobody.
fn is_nobody(name: &str) -> bool {
    let lower = name.to_lowercase();
    name.is_empty()
        || ["unknown", "user", "-", "*", "world"].contains(&lower.as_str())
        || lower.starts_with("reserved:")
}

/// Whether it goes to many, or never leaves the machine.
fn is_no_neighbour(name: &str) -> bool {
    match name.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => {
            ip.is_multicast()
                || ip.is_broadcast()
                || ip.is_loopback()
                || ip.is_unspecified()
                || ip.octets()[3] == 255
        }
        Ok(IpAddr::V6(ip)) => ip.is_multicast() || ip.is_loopback() || ip.is_unspecified(),
        Err(_) => name == "localhost",
    }
}

impl Watch {
    pub(super) fn drop(&mut self, why: &'static str) {
        *self.dropped.entry(why).or_default() += 1;
    }

    pub(super) fn see(&mut self, seen: Seen<'_>) {
        let (mut client, mut server) = (plain(seen.client), plain(seen.server));
        if is_nobody(client) || is_nobody(server) {
            return self.drop("unnamed");
        }
        if is_no_neighbour(client) || is_no_neighbour(server) {
            return self.drop("broadcast");
        }
        // Whoever takes messages from a broker needs the broker, and not the other way round.
        let by_port = seen.port.is_some_and(|port| BROKER_PORTS.contains(&port));
        if is_broker(client) && !is_broker(server) && !by_port {
            (client, server) = (server, client);
        }
        if client == server {
            return self.drop("self");
        }
        let pair = (self.end(client), self.end(server));
        if !self.pairs.contains_key(&pair) && self.pairs.len() == MAX_PAIRS {
            return self.drop("too-many");
        }
        let tally = self.pairs.entry(pair).or_default();
        tally.count += seen.count.max(1);
        tally.message = seen.message && (tally.count == seen.count.max(1) || tally.message);
        if tally.ports.len() < MAX_PORTS {
            tally.ports.extend(seen.port);
        }
        if let Some(at) = seen.at {
            tally.first = Some(tally.first.map_or(at, |first| first.min(at)));
            tally.last = Some(tally.last.map_or(at, |last| last.max(at)));
        }
    }

    fn end(&mut self, name: &str) -> u32 {
        if let Some(&at) = self.ends.get(name) {
            return at;
        }
        // Fewer than twice as many as pairs, and those are counted.
        let at = self.names.len() as u32;
        self.ends.insert(name.to_owned(), at);
        self.names.push(name.to_owned());
        at
    }

    /// All pairs by client and server, each with what was seen of it.
    pub fn pairs(&self) -> Vec<(&str, &str, &Tally)> {
        let name = |at: u32| self.names[at as usize].as_str();
        let mut pairs: Vec<_> = self.pairs.iter().map(|(&(a, b), tally)| (name(a), name(b), tally)).collect();
        pairs.sort_unstable_by_key(|&(client, server, _)| (client, server));
        pairs
    }
}

/// An address as it is usually written.
fn plain(name: &str) -> &str {
    let name = name.trim().trim_matches(['[', ']']);
    name.strip_prefix("::ffff:").filter(|rest| rest.contains('.')).unwrap_or(name)
}
