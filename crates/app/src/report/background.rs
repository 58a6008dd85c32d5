//! What only a document tells: what still works, whom to inform, which dependencies are not known for sure.

use super::{NAMED, Names, plain, short};
use crate::impact::Answered;
use engine::{DependencyIx, NodeIx};
use model::{Confirmation, Contact, Kind, Layer, Level, Stamp};
use render::report::{Address, Background, Doubt, Inform, Working};
use std::collections::{BTreeSet, HashMap, HashSet};
use wire::ScenarioRequest;

/// Agencies whose contacts and working services are listed.
const AGENCIES: usize = 100;
/// Addresses of one agency.
const ADDRESSES: usize = 12;
/// Dependencies not known for sure.
const DOUBTS: usize = 400;
/// Days after which a confirmation is stale.
const STALE: i64 = 365;

/// Everything of it, for the agencies of the answer, hardest hit first, and those that run what fails.
pub(super) fn background(
    answered: &Answered<'_>,
    request: &ScenarioRequest,
    today: Option<jiff::Timestamp>,
) -> Background {
    let map = answered.map;
    let failed = request.scenario.failures.iter().filter_map(|failure| map.find(failure.node().as_str()));
    let causes: Vec<NodeIx> = failed.map(|node| map.agency(node).unwrap_or(node)).collect();
    let hit = answered.answer.agencies.iter().filter_map(|agency| map.find(agency.key));
    let mut seen = HashSet::new();
    let all: Vec<NodeIx> = causes.iter().copied().chain(hit).filter(|&agency| seen.insert(agency)).collect();
    let shown = &all[..all.len().min(AGENCIES)];
    let causes: HashSet<NodeIx> = causes.into_iter().collect();
    let agencies = Agencies { answered, names: Names::of_answer(answered, request) };
    let runs = map.runs(shown);
    let (mut working, mut inform) = (Vec::new(), Vec::new());
    for (&agency, nodes) in shown.iter().zip(&runs) {
        working.extend(agencies.working(agency, nodes));
        inform.push(agencies.inform(agency, nodes, causes.contains(&agency)));
    }
    let omitted = (all.len() - shown.len()) as u64 + answered.answer.omitted.agencies;
    let (doubts, doubts_omitted) = doubts(answered, request, today);
    Background {
        working,
        inform,
        doubts,
        working_omitted: omitted,
        inform_omitted: omitted,
        doubts_omitted,
        ..Background::default()
    }
}

struct Agencies<'a> {
    answered: &'a Answered<'a>,
    names: Names<'a>,
}

impl Agencies<'_> {
    /// Its public services in operation; `None` when it has none.
    fn working(&self, agency: NodeIx, nodes: &[NodeIx]) -> Option<Working> {
        let map = self.answered.map;
        let public = nodes.iter().filter(|&&node| map.layer(node) == Some(Layer::Public));
        let sound: Vec<NodeIx> =
            public.copied().filter(|&n| self.answered.worst(n) == Level::Operational).collect();
        (!sound.is_empty()).then(|| Working {
            key: map.key(agency).to_owned(),
            agency: self.names.of(map.key(agency)),
            services: sound.iter().take(NAMED).map(|&node| plain(map.name(node))).collect(),
            omitted: sound.len().saturating_sub(NAMED) as u64,
        })
    }

    /// Its own contacts, then those of its channels, then those of its affected services.
    fn inform(&self, agency: NodeIx, nodes: &[NodeIx], is_cause: bool) -> Inform {
        let map = self.answered.map;
        let is_channel = |node: &NodeIx| map.layer(*node) == Some(Layer::Channel);
        let (channels, others): (Vec<NodeIx>, Vec<NodeIx>) = nodes.iter().copied().partition(is_channel);
        let affected = others
            .into_iter()
            .filter(|&n| map.kind(n) == Kind::Service && self.level(n) != Level::Operational);
        let mut inform =
            Inform { agency: self.names.of(map.key(agency)), is_cause, addresses: Vec::new(), omitted: 0 };
        for node in std::iter::once(agency).chain(channels).chain(affected) {
            for contact in map.contacts(node) {
                self.add(&mut inform, node, &contact);
            }
        }
        inform
    }

    fn level(&self, node: NodeIx) -> Level {
        self.answered.worst(node)
    }

    /// Adds an address, unless the agency already has one with the same name and numbers.
    fn add(&self, inform: &mut Inform, node: NodeIx, contact: &Contact) {
        let text = |value: &Option<String>| value.as_deref().map(plain).filter(|text| !text.is_empty());
        let address = Address {
            name: text(&contact.name).unwrap_or_else(|| self.names.of(self.answered.map.key(node))),
            // An agency that is reduced can still be reached; a channel or a service may not.
            level: if self.answered.map.kind(node) == Kind::Agency {
                Level::Operational
            } else {
                self.level(node)
            },
            phone: text(&contact.phone),
            fax: text(&contact.fax),
            email: text(&contact.email),
            url: text(&contact.url),
            note: contact.note.as_deref().map(|note| short(note, 120)),
        };
        let ways = |a: &Address| (a.phone.clone(), a.fax.clone(), a.email.clone(), a.url.clone());
        let same = |a: &Address| a.name == address.name && ways(a) == ways(&address);
        match inform.addresses.iter().position(same) {
            Some(at) if inform.addresses[at].note.is_none() => inform.addresses[at].note = address.note,
            Some(_) => {}
            None if inform.addresses.len() < ADDRESSES => inform.addresses.push(address),
            None => inform.omitted += 1,
        }
    }
}

/// Dependencies of the told chains that nobody confirmed, or so long ago that it may have changed.
fn doubts(
    answered: &Answered<'_>,
    request: &ScenarioRequest,
    today: Option<jiff::Timestamp>,
) -> (Vec<Doubt>, u64) {
    let map = answered.map;
    let names = Names::of_answer(answered, request);
    let (mut doubts, mut omitted) = (Vec::new(), 0);
    for dependency in on_the_way(answered) {
        let need = map.dependency(dependency);
        let is_stale = |at: &Stamp| today.is_some_and(|today| is_before(at, today));
        if need.confirmation == Confirmation::Confirmed && !need.confirmed_at.as_ref().is_some_and(is_stale) {
            continue;
        }
        if doubts.len() == DOUBTS {
            omitted += 1;
            continue;
        }
        doubts.push(Doubt {
            dependent: names.of(map.key(map.graph().dependent(dependency))),
            providers: names.all(need.providers.iter().chain(&need.fallbacks).map(|key| key.as_str())),
            confirmation: need.confirmation,
            confirmed_at: need.confirmed_at.as_ref().map(|at| at.as_str().to_owned()),
            confirmed_by: need.confirmed_by.as_deref().map(|by| short(by, 80)),
        });
    }
    (doubts, omitted)
}

/// The dependencies of all chains of causes in the answer, in the order of the affected nodes.
fn on_the_way(answered: &Answered<'_>) -> Vec<DependencyIx> {
    let map = answered.map;
    let hops = answered.answer.affected.iter().flat_map(|node| &node.why);
    let mut order: Vec<&str> = Vec::new();
    let mut wanted: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for hop in hops {
        if let Some(dependency) = &hop.dependency {
            let of_node = wanted.entry(hop.node).or_default();
            if of_node.is_empty() {
                order.push(hop.node);
            }
            of_node.insert(&dependency.0);
        }
    }
    let mut found = Vec::new();
    for key in order {
        let Some(node) = map.find(key) else { continue };
        let ids = &wanted[key];
        found.extend(map.graph().dependencies(node).filter(|&d| ids.contains(map.local_id(d).as_str())));
    }
    found
}

/// Whether a day or time lies more than [`STALE`] days before the other one.
fn is_before(at: &Stamp, today: jiff::Timestamp) -> bool {
    let text = at.as_str();
    let day = |date: jiff::civil::Date| date.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|z| z.timestamp());
    let time = text.parse().ok().or_else(|| text.parse().ok().and_then(day));
    time.is_some_and(|time: jiff::Timestamp| today.duration_since(time).as_hours() > STALE * 24)
}
