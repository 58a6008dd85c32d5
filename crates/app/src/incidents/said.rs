//! What of the words of programs goes into which incident, before any of it is written.

use super::MAX_OPEN;
use super::registry::{Batch, Live, Sources};
use super::related::Related;
use super::report::{Reported, Signal};
use crate::error::AppError;
use model::clock::not_before;
use model::flapping::{Source, Told};
use model::incident::{MAX_EVENTS, Millis};
use model::{Incident, IncidentEvent, IncidentKind, Key, Level};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use wire::incident::decode::{MAX_NAME, full_second};

/// Milliseconds beyond which the start of a failure cannot be right: five years.
const LONG_AGO: Millis = 5 * 365 * 86_400_000;

/// Incidents of one source that are open at once when there is one for each cause; what is more goes into the newest.
const MANY: usize = 100;

/// The title of an incident that a program opens.
fn title(signal: &Signal) -> String {
    let plain = signal.title.iter().flat_map(|title| title.chars()).filter(|c| !c.is_control());
    let title: String = plain.take(MAX_NAME).collect();
    if title.trim().is_empty() { signal.source.clone() } else { title }
}

/// What is to be added.
pub(super) struct Said<'a> {
    pub live: &'a Live,
    pub sources: &'a Sources,
    pub now: Millis,
    /// With them, each cause has an incident of its own.
    pub related: Option<&'a Related>,
    /// Sources as they will be.
    pub touched: Sources,
    /// How many events each incident has, old and new ones.
    pub filled: BTreeMap<u64, usize>,
    /// The incidents of each source, the newest last; those that are opened now, too.
    of_source: BTreeMap<String, Vec<u64>>,
    /// Where this is told of a node.
    homes: BTreeMap<(String, Key), u64>,
    /// Where this is told of a group of related nodes.
    pub group_homes: BTreeMap<usize, u64>,
    /// What was said of which node in which incident.
    spoken: BTreeSet<(u64, Key)>,
    /// How many incidents are new.
    opened: usize,
    pub events: Vec<(u64, Millis, IncidentEvent)>,
}

impl<'a> Said<'a> {
    pub fn new(live: &'a Live, sources: &'a Sources, now: Millis) -> Self {
        let mut said = Self {
            live,
            sources,
            now,
            related: None,
            touched: Sources::new(),
            filled: BTreeMap::new(),
            of_source: BTreeMap::new(),
            homes: BTreeMap::new(),
            group_homes: BTreeMap::new(),
            spoken: BTreeSet::new(),
            opened: 0,
            events: Vec::new(),
        };
        for incident in live.open.values() {
            said.filled.insert(incident.id, incident.events);
            if let Some(source) = &incident.source {
                said.of_source.entry(source.clone()).or_default().push(incident.id);
            }
        }
        said
    }

    /// Adds what a program says of a node.
    pub fn signal(&mut self, signal: &Signal) -> Result<Reported, AppError> {
        let key = (signal.source.clone(), signal.node.clone());
        let known = self.touched.get(&key).or_else(|| self.sources.get(&key)).cloned();
        let mut source = known.unwrap_or_else(|| Source::new(Level::Operational, self.now));
        let likely = self.now - LONG_AGO..=self.now;
        let since = full_second(if likely.contains(&signal.at) { signal.at } else { self.now });
        let told = source.report(signal.level, since, self.now);
        self.touched.insert(key.clone(), source);
        let Some(told) = told else { return Ok(Reported::Nothing) };
        if !matches!(told, Told::Level(Level::Operational, _)) {
            let home = match self.home(signal) {
                Some(home) => home,
                None => self.open(signal)?,
            };
            self.homes.insert(key.clone(), home);
            let group = self.related.and_then(|related| related.group(&signal.node));
            if let Some(group) = group {
                self.group_homes.entry(group).or_insert(home);
            }
        }
        Ok(self.tell(&key, told))
    }

    pub fn has_room(&self, id: u64) -> bool {
        self.filled.get(&id).is_none_or(|events| *events < MAX_EVENTS)
    }

    /// The open incident into which a failure belongs.
    fn home(&self, signal: &Signal) -> Option<u64> {
        let none = Vec::new();
        let all = self.of_source.get(&signal.source).unwrap_or(&none);
        let newest = || all.iter().rev().copied().find(|&id| self.has_room(id));
        let Some(related) = self.related else { return newest() };
        let own = all.iter().copied().filter(|&id| self.has_room(id)).find(|&id| {
            let here = |incident: &Arc<Incident>| incident.named().contains(&signal.node);
            self.spoken.contains(&(id, signal.node.clone())) || self.live.open.get(&id).is_some_and(here)
        });
        let of_person = || self.joinable(None).find(|incident| self.speaks_of(incident, &signal.node));
        let group = related.group(&signal.node);
        let of_related = || {
            let known = group.and_then(|group| self.group_homes.get(&group).copied());
            let members = || group.map(|group| related.members(group));
            known.or_else(|| {
                let members = members()?;
                let fails = |incident: &&Arc<Incident>| {
                    incident.running(self.now).any(|failure| members.contains(&failure.node))
                };
                self.joinable(Some(&signal.source)).find(fails).map(|incident| incident.id)
            })
        };
        let of_person = || of_person().map(|incident| incident.id);
        own.or_else(of_person).or_else(of_related).or_else(|| newest().filter(|_| all.len() >= MANY))
    }

    /// The incidents into which a program may speak: those of people and, if it is named, its own, but no exercises. Maintenance
    /// last.
    fn joinable(&self, source: Option<&str>) -> impl Iterator<Item = &Arc<Incident>> {
        let open = move |kind| {
            self.live.real().filter(move |incident| {
                let its =
                    incident.source.is_none() || source.is_some() && incident.source.as_deref() == source;
                incident.kind == kind && its && self.has_room(incident.id)
            })
        };
        open(IncidentKind::Fault).chain(open(IncidentKind::Maintenance))
    }

    /// Whether what an alert says of the node is what an incident of a person is about.
    fn speaks_of(&self, incident: &Incident, node: &Key) -> bool {
        match incident.kind {
            IncidentKind::Fault => incident.speaks_of(node),
            IncidentKind::Maintenance => incident.running(self.now).any(|failure| failure.node == *node),
        }
    }

    fn open(&mut self, signal: &Signal) -> Result<u64, AppError> {
        if self.live.open.len() + self.opened >= MAX_OPEN {
            let detail = format!("{MAX_OPEN} incidents are open: close those that are over");
            return Err(AppError::TooMuch { detail });
        }
        let id = self.live.seq + self.events.len() as u64 + 1;
        let (title, source) = (title(signal), Some(signal.source.clone()));
        let opened = IncidentEvent::Opened { title, kind: IncidentKind::Fault, source, exercise: false };
        self.events.push((id, self.now, opened));
        self.filled.insert(id, 1);
        self.of_source.entry(signal.source.clone()).or_default().push(id);
        self.opened += 1;
        Ok(id)
    }

    /// Adds what is to be told of a node where it belongs.
    pub fn tell(&mut self, (source, node): &(String, Key), told: Told) -> Reported {
        let mut reported = Reported::Nothing;
        for id in self.places(source, node, told) {
            let (node, source) = (node.clone(), source.clone());
            self.spoken.insert((id, node.clone()));
            // Of a node that a person spoke of first.
            let person = self.live.open.get(&id).filter(|incident| incident.source.is_none());
            match told {
                Told::Level(Level::Operational, until) => {
                    let before = person.and_then(|incident| incident.said_before(&node));
                    let cleared =
                        IncidentEvent::FailureCleared { node: node.clone(), until, source: Some(source) };
                    self.push(id, cleared);
                    // The program takes back its own words alone.
                    let again = before.map(|level| IncidentEvent::FailureSet {
                        node,
                        level,
                        from: until,
                        until: None,
                        source: None,
                    });
                    again.into_iter().for_each(|event| self.push(id, event));
                }
                Told::Level(level, from) => {
                    let from = after_person(person, &node, from);
                    self.push(
                        id,
                        IncidentEvent::FailureSet { node, level, from, until: None, source: Some(source) },
                    );
                }
                Told::Flapping(level, from) => {
                    let from = after_person(person, &node, from);
                    self.push(id, IncidentEvent::SourceFlapping { node, level, from, source });
                }
            }
            reported = Reported::Added(id);
        }
        reported
    }

    /// Adds an event to an incident, not before its last one.
    pub fn push(&mut self, id: u64, event: IncidentEvent) {
        *self.filled.entry(id).or_default() += 1;
        let at = self.live.open.get(&id).map_or(self.now, |incident| not_before(self.now, incident.last_at));
        self.events.push((id, at, event));
    }

    /// The incidents into which something belongs: an end where the node fails as the source says, anything where the node is
    /// held, else where this is told of it. None: a person has closed it, and there is nothing that could end.
    fn places(&self, source: &str, node: &Key, told: Told) -> Vec<u64> {
        let ends = matches!(told, Told::Level(Level::Operational, _));
        let concerned = |incident: &&Arc<Incident>| {
            let own = incident.source.as_deref() == Some(source);
            let says = |said: Option<&str>| own || incident.source.is_none() && said == Some(source);
            let held = incident.flapping.get(node).is_some_and(|held| says(Some(&held.source)));
            held || ends && incident.failing(node).is_some_and(|failure| says(failure.source.as_deref()))
        };
        let mut places: Vec<u64> = self.live.open.values().filter(concerned).map(|i| i.id).collect();
        let home = self.homes.get(&(source.to_owned(), node.clone())).copied();
        let also = |id: &u64| {
            !places.contains(id) && (places.is_empty() || ends && self.spoken.contains(&(*id, node.clone())))
        };
        let home = home.filter(also);
        places.extend(home);
        places
    }

    /// All of it; what no program says, the service says.
    pub fn batch(self) -> Option<Batch> {
        let (author, now, events) = ("tragweite".to_owned(), self.now, self.events);
        (!events.is_empty()).then_some(Batch { author, now, idempotency: None, events })
    }
}

/// What a person said of the node stays as it was before the program spoke.
fn after_person(incident: Option<&Arc<Incident>>, node: &Key, from: Millis) -> Millis {
    let person = incident.and_then(|incident| incident.failing(node)).filter(|f| f.source.is_none());
    person.map_or(from, |failure| from.max(full_second(failure.from) + 1_000))
}
