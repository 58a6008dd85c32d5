//! Traffic that was seen, held against the map. Nothing is merged; what was only seen becomes a proposed dependency that
//! somebody accepts, unconfirmed, or not.

use imports::keys::slug;
use imports::traffic::{Compared, Mapped, Names, Pair, Watch, compare};
use map::Map;
use model::{Key, Kind, Relation, message};
use render::paper::{Block, Cell, Paper, Part, Table};
use std::collections::{BTreeSet, HashMap, VecDeque};
use wire::traffic::{TrafficAnswer, TrafficDropped, TrafficLink, TrafficProposal, TrafficUnknown};
use words::{Language, say};

/// Most lines of a list.
const LISTED: usize = 5_000;
/// Most rows of a table of the report.
const ROWS: usize = 300;
/// Most nodes between two ends that are looked at.
const BETWEEN: usize = 10_000;

/// The services of a map by all that they are called.
struct Called<'m> {
    map: &'m Map,
    by: HashMap<String, BTreeSet<Key>>,
}

impl<'m> Called<'m> {
    fn of(map: &'m Map) -> Self {
        let mut by: HashMap<String, BTreeSet<Key>> = HashMap::new();
        for node in map.iter().filter_map(|node| map.node(node)).filter(|node| node.kind == Kind::Service) {
            let last = node.key.as_str().rsplit('.').next().unwrap_or_default();
            let texts = node.labels.values().chain(node.identifiers.values()).map(String::as_str);
            for name in [node.name.as_str(), node.key.as_str(), last].into_iter().chain(texts) {
                by.entry(folded(name)).or_default().insert(node.key.clone());
            }
        }
        Self { map, by }
    }
}

/// Addresses stay as they are; other names are compared in the letters of keys.
fn folded(name: &str) -> String {
    name.parse::<std::net::IpAddr>().map_or_else(|_| slug(name), |address| address.to_string())
}

impl Mapped for Called<'_> {
    /// The node of a name, without its namespace or its domain when need be; none when several bear it.
    fn node(&self, name: &str) -> Option<Key> {
        let is_address = name.parse::<std::net::IpAddr>().is_ok();
        let short = name.split('.').next().filter(|_| !is_address);
        let tried = [Some(name), name.rsplit('/').next(), short].into_iter().flatten();
        let found = tried.filter_map(|name| self.by.get(&folded(name))).find(|keys| keys.len() == 1)?;
        found.first().cloned()
    }

    fn needs(&self) -> Vec<(Key, Key)> {
        let is_service =
            |key: &Key| self.map.find(key.as_str()).is_some_and(|node| self.map.kind(node) == Kind::Service);
        let mut all = Vec::new();
        for node in
            self.map.iter().filter_map(|node| self.map.node(node)).filter(|node| node.kind == Kind::Service)
        {
            for need in node.needs.iter().filter(|need| need.relation == Relation::Needs) {
                let providers = need.providers.iter().chain(&need.fallbacks).filter(|key| is_service(key));
                all.extend(providers.map(|provider| (node.key.clone(), provider.clone())));
            }
        }
        all
    }

    fn reaches(&self, from: &Key, to: &Key) -> bool {
        let graph = self.map.graph();
        let (Some(start), Some(end)) = (self.map.find(from.as_str()), self.map.find(to.as_str())) else {
            return false;
        };
        let (mut seen, mut queue) = (BTreeSet::from([start]), VecDeque::from([start]));
        while let Some(node) = queue.pop_front() {
            if node == end {
                return true;
            }
            for &provider in graph.dependencies(node).flat_map(|dependency| graph.providers(dependency)) {
                if seen.len() < BETWEEN && seen.insert(provider) {
                    queue.push_back(provider);
                }
            }
        }
        false
    }
}

/// Holds traffic against a map. `source` says where the traffic was told.
pub fn held(map: &Map, watch: &Watch, names: &Names, source: &str) -> TrafficAnswer {
    let Compared { both, unseen, unknown, strangers, window } = compare(watch, names, &Called::of(map));
    let totals = [both.len(), unseen.len(), unknown.len(), strangers.len()].map(|count| count as u64);
    let link = |pair: Pair| TrafficLink {
        dependent: pair.dependent.to_string(),
        provider: pair.provider.to_string(),
        count: pair.tally.count,
    };
    let links = |list: Vec<Pair>| list.into_iter().take(LISTED).map(link).collect();
    let proposal = |pair: Pair| TrafficProposal {
        dependency: serde_json::json!({
            "dependent": pair.dependent.as_str(), "on": pair.provider.as_str(),
            "confirmation": "assumed", "source": source,
        }),
        dependent: pair.dependent.to_string(),
        provider: pair.provider.to_string(),
        count: pair.tally.count,
        ports: pair.tally.ports.into_iter().collect(),
        directory: pair.directory,
    };
    let time = |seconds: i64| wire::incident::time(seconds.saturating_mul(1000));
    TrafficAnswer {
        revision: map.revision(),
        from: window.map(|(first, _)| time(first)),
        until: window.map(|(_, last)| time(last)),
        seen_and_mapped: links(both),
        never_seen: links(unseen),
        not_in_map: unknown.into_iter().take(LISTED).map(proposal).collect(),
        unknown: (strangers.into_iter().take(LISTED))
            .map(|(name, count)| TrafficUnknown { name, count })
            .collect(),
        totals,
        dropped: watch.dropped.iter().map(|(why, count)| TrafficDropped { why, count: *count }).collect(),
    }
}

/// The comparison as people read it.
pub fn paper(answer: &TrafficAnswer, map: &Map, l: Language) -> Paper {
    let name = |key: &str| Cell::named(map.find(key).map_or(key, |node| map.name(node)), key);
    let [both, never, new, unknown] = answer.totals;
    let lead = vec![
        say!(l, "traffic-lead", both = both, never = never, new = new),
        say!(l, "traffic-lead-unknown", unknown = unknown),
    ];
    let heads =
        [(l.text("report-needs"), 3), (l.text("import-answer-needs"), 3), (l.text("traffic-how-often"), 1)];
    let links = |list: &[TrafficLink], total: u64| {
        let mut table = Table::new(&heads).numbers(&[2]);
        for link in list.iter().take(ROWS) {
            table.row([name(&link.dependent), name(&link.provider), l.number(link.count).into()]);
        }
        table.omitted = total.saturating_sub(table.rows.len() as u64);
        table
    };
    let mut proposed = Table::new(&heads).numbers(&[2]);
    for link in answer.not_in_map.iter().take(ROWS) {
        let ports: Vec<String> = link.ports.iter().map(u16::to_string).collect();
        let mut provider = name(&link.provider);
        let what = if link.directory { l.text("traffic-directory") } else { "" };
        provider.below = format!("{} {what} {}", provider.below, ports.join(", ")).trim().to_owned();
        proposed.row([name(&link.dependent), provider, l.number(link.count).into()]);
    }
    proposed.omitted = new.saturating_sub(proposed.rows.len() as u64);
    let mut parts = Vec::new();
    for (heading, table) in [
        (message!("traffic-new"), proposed),
        (message!("traffic-never"), links(&answer.never_seen, never)),
        (message!("traffic-both"), links(&answer.seen_and_mapped, both)),
    ] {
        if !table.rows.is_empty() {
            parts.push(Part::new(l.told(&heading), vec![Block::Table(table)]));
        }
    }
    let basis = vec![l.text("traffic-basis").to_owned()];
    Paper { timed: false, title: l.text("traffic-title").to_owned(), lead, parts, basis }
}
