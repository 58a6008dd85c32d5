//! What programs say: alerts become failures of an incident that belongs to their source, and end with them.

use super::Incidents;
use super::MAX_OPEN;
use super::registry::{Batch, Live, Sources};
use crate::error::AppError;
use model::flapping::{HOLD, Source, Told};
use model::incident::{MAX_EVENTS, Millis};
use model::{Incident, IncidentEvent, IncidentKind, Key, Level};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use wire::Place;
use wire::incident::decode::{MAX_NAME, full_second};

/// How often a report is tried again when others add in between.
const ATTEMPTS: usize = 64;

/// Milliseconds beyond which the start of a failure cannot be right: five years.
const LONG_AGO: Millis = 5 * 365 * 86_400_000;

/// Incidents of one source that are open at once when there is one for each cause; what is more goes into the newest.
const MANY: usize = 100;

/// Of each node, the nodes whose failure belongs into the same incident.
pub type Related = BTreeMap<Key, BTreeSet<Key>>;

/// What a program says of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// The program, and whatever else belongs into one incident (a group of alerts): while an incident of this source
    /// is open, what the source says goes into it. 1 to 300 characters, no control characters.
    pub source: String,
    /// The title of the incident if one must be opened, cut where it is too long; without it, the source.
    pub title: Option<String>,
    /// The node.
    pub node: Key,
    /// How well it works; operational = a recovery.
    pub level: Level,
    /// Since when, in Unix milliseconds. A time that cannot be right (later than now, long ago) counts as now.
    pub at: Millis,
}

/// What became of a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// It was added to this incident.
    Added(u64),
    /// It says nothing new, or its source is held because it changes its mind too often.
    Nothing,
    /// There is no such node.
    UnknownNode,
}

impl Incidents {
    /// A program says that a node fails. See [`Incidents::report`].
    ///
    /// # Errors
    /// Those of [`Incidents::report`].
    pub async fn report_failure(
        &self,
        node: Key,
        level: Level,
        at: Millis,
        source: &str,
    ) -> Result<Reported, AppError> {
        let signal = Signal { source: source.to_owned(), title: None, node, level, at };
        let now = jiff::Timestamp::now().as_millisecond();
        Ok(self.report(&[signal], now).await?.pop().unwrap_or(Reported::Nothing))
    }

    /// A program says that a node works again. See [`Incidents::report`].
    ///
    /// # Errors
    /// Those of [`Incidents::report`].
    pub async fn report_recovery(&self, node: Key, at: Millis, source: &str) -> Result<Reported, AppError> {
        self.report_failure(node, Level::Operational, at, source).await
    }

    /// Takes what programs say, all of it or nothing, in one transaction: what became of each signal. A failure goes into
    /// the open incident of its source, or opens one. A source that changes its mind too often is held in its
    /// worst state, and not told again until it is quiet.
    ///
    /// # Errors
    /// A source has no name that can be kept; too many incidents are open, or the database fails. Then nothing was
    /// taken, and it can be said again.
    pub async fn report(&self, signals: &[Signal], now: Millis) -> Result<Vec<Reported>, AppError> {
        self.report_all(signals, None, now).await
    }

    /// The same with an incident for each cause: a failure goes into an open incident of its source that speaks of its
    /// node or in which a related node fails, or opens one. When very many are open, it goes into the newest.
    ///
    /// # Errors
    /// Those of [`Incidents::report`].
    pub async fn report_causes(
        &self,
        signals: &[Signal],
        related: &Related,
        now: Millis,
    ) -> Result<Vec<Reported>, AppError> {
        self.report_all(signals, Some(related), now).await
    }

    /// The nodes that open incidents of a source speak of; true: it says that the node still fails.
    pub(crate) fn told_by(&self, source: &str) -> BTreeMap<Key, bool> {
        let mut told = BTreeMap::new();
        let live = self.registry.live();
        for incident in live.open.values().filter(|incident| incident.source.as_deref() == Some(source)) {
            for node in incident.named() {
                let fails = incident.failing(node).is_some_and(|f| f.source.as_deref() == Some(source));
                *told.entry(node.clone()).or_insert(false) |= fails;
            }
        }
        told
    }

    /// Whether an open incident of a source speaks of the node.
    pub(crate) fn is_told_by(&self, source: &str, node: &Key) -> bool {
        let live = self.registry.live();
        let mut of_source = live.open.values().filter(|incident| incident.source.as_deref() == Some(source));
        of_source.any(|incident| incident.named().contains(node))
    }

    /// The nodes that fail in open incidents of a source, and of which it says so.
    pub(crate) fn failing_by(&self, source: &str) -> BTreeSet<Key> {
        let live = self.registry.live();
        let of_source = live.open.values().filter(|incident| incident.source.as_deref() == Some(source));
        let failing = of_source.flat_map(|incident| incident.all_failing());
        failing.filter(|f| f.source.as_deref() == Some(source)).map(|f| f.node.clone()).collect()
    }

    async fn report_all(
        &self,
        signals: &[Signal],
        related: Option<&Related>,
        now: Millis,
    ) -> Result<Vec<Reported>, AppError> {
        signals.iter().enumerate().try_for_each(named)?;
        let mut sources = self.registry.writing.lock().await;
        for _ in 0..ATTEMPTS {
            self.follow(&mut sources).await?;
            let live = self.registry.live();
            let map = self.maps.current();
            let mut said = Said { related, ..Said::new(&live, &sources, now) };
            let mut reported = Vec::with_capacity(signals.len());
            for signal in signals {
                // What has left the map meanwhile can still recover.
                let known = map.find(signal.node.as_str()).is_some();
                let heard = || sources.contains_key(&(signal.source.clone(), signal.node.clone()));
                reported.push(if known || signal.level == Level::Operational && heard() {
                    said.signal(signal)?
                } else {
                    Reported::UnknownNode
                });
            }
            let touched = std::mem::take(&mut said.touched);
            let batch = said.batch();
            if self.append_all(&mut sources, batch).await? {
                sources.extend(touched);
                return Ok(reported);
            }
        }
        Err(AppError::Contended)
    }

    /// Ends what time alone ends: sources that were held and have been quiet, incidents of programs in which nothing
    /// fails any more, from which nothing has still to recover as of the log of events, and which nobody has touched.
    /// Called again and again.
    ///
    /// # Errors
    /// The database fails; the next call tries again.
    pub async fn settle(
        &self,
        now: Millis,
        still_hitting: impl FnOnce(u64) -> Option<BTreeSet<u64>>,
    ) -> Result<(), AppError> {
        let mut sources = self.registry.writing.lock().await;
        sources.retain(|_, source| !source.is_idle(now));
        let live = self.registry.live();
        let mut said = Said::new(&live, &sources, now);
        for (key, source) in sources.iter().filter(|(_, source)| source.is_held()) {
            let mut source = source.clone();
            if let Some(told) = source.settle(now) {
                said.tell(key, told);
                said.touched.insert(key.clone(), source);
            }
        }
        let over: Vec<&Arc<Incident>> = live.open.values().filter(|i| is_over(i, now)).collect();
        let hitting = if over.is_empty() { None } else { still_hitting(live.seq) };
        // What has failed works again, but perhaps not yet all that stands on it.
        let all_back = |i: &&Arc<Incident>| hitting.as_ref().is_some_and(|hitting| !hitting.contains(&i.id));
        for incident in over.into_iter().filter(all_back) {
            said.events.push((incident.id, now.max(incident.last_at), IncidentEvent::Closed { text: None }));
        }
        let touched = std::mem::take(&mut said.touched);
        let batch = said.batch();
        if self.append_all(&mut sources, batch).await? {
            sources.extend(touched);
        }
        Ok(())
    }

    /// False: another process was quicker, and nothing was added.
    async fn append_all(&self, sources: &mut Sources, batch: Option<Batch>) -> Result<bool, AppError> {
        match batch {
            None => Ok(true),
            Some(batch) => Ok(self.append(sources, &batch).await?.is_some()),
        }
    }
}

/// Opened by a program, never touched by a person, and quiet for a while.
fn is_over(incident: &Incident, now: Millis) -> bool {
    incident.source.is_some() && !incident.touched && incident.is_quiet() && now - incident.last_at >= HOLD
}

/// Whether the source has a name that can be kept.
fn named((at, signal): (usize, &Signal)) -> Result<(), AppError> {
    let source = &signal.source;
    if (1..=MAX_NAME).contains(&source.chars().count()) && !source.chars().any(char::is_control) {
        return Ok(());
    }
    let place = Place::ROOT.index(at);
    let detail = format!("the source must have 1 to {MAX_NAME} characters and no control characters");
    Err(AppError::one(&place.name("source"), "invalid-source", detail, "choose another name"))
}

/// The title of an incident that a program opens.
fn title(signal: &Signal) -> String {
    let plain = signal.title.iter().flat_map(|title| title.chars()).filter(|c| !c.is_control());
    let title: String = plain.take(MAX_NAME).collect();
    if title.trim().is_empty() { signal.source.clone() } else { title }
}

/// What is to be added.
struct Said<'a> {
    live: &'a Live,
    sources: &'a Sources,
    now: Millis,
    /// With them, each cause has an incident of its own.
    related: Option<&'a Related>,
    /// Sources as they will be.
    touched: Sources,
    /// How many events each incident of a program has, old and new ones.
    filled: BTreeMap<u64, usize>,
    /// The incidents of each source, the newest last; those that are opened now, too.
    of_source: BTreeMap<String, Vec<u64>>,
    /// Where this is told of a node.
    homes: BTreeMap<(String, Key), u64>,
    /// What was said of which node in which incident.
    spoken: BTreeSet<(u64, Key)>,
    /// How many incidents are new.
    opened: usize,
    events: Vec<(u64, Millis, IncidentEvent)>,
}

impl<'a> Said<'a> {
    fn new(live: &'a Live, sources: &'a Sources, now: Millis) -> Self {
        let mut said = Self {
            live,
            sources,
            now,
            related: None,
            touched: Sources::new(),
            filled: BTreeMap::new(),
            of_source: BTreeMap::new(),
            homes: BTreeMap::new(),
            spoken: BTreeSet::new(),
            opened: 0,
            events: Vec::new(),
        };
        for incident in live.open.values() {
            let Some(source) = &incident.source else { continue };
            said.of_source.entry(source.clone()).or_default().push(incident.id);
            said.filled.insert(incident.id, incident.events);
        }
        said
    }

    fn signal(&mut self, signal: &Signal) -> Result<Reported, AppError> {
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
        }
        Ok(self.tell(&key, told))
    }

    /// The open incident into which a failure belongs.
    fn home(&self, signal: &Signal) -> Option<u64> {
        let has_room = |id: &u64| self.filled.get(id).is_none_or(|events| *events < MAX_EVENTS);
        let all = self.of_source.get(&signal.source)?;
        let newest = all.iter().rev().copied().find(has_room);
        let Some(related) = self.related else { return newest };
        let open = || all.iter().copied().filter(has_room);
        let of = |id: u64| self.live.open.get(&id);
        let own = open().find(|&id| {
            let here = |incident: &Arc<Incident>| incident.named().contains(&signal.node);
            self.spoken.contains(&(id, signal.node.clone())) || of(id).is_some_and(here)
        });
        let none = BTreeSet::new();
        let related = related.get(&signal.node).unwrap_or(&none);
        let of_related = || {
            open().find(|&id| {
                related.iter().any(|node| {
                    self.homes.get(&(signal.source.clone(), node.clone())) == Some(&id)
                        || of(id).is_some_and(|incident| incident.failing(node).is_some())
                })
            })
        };
        own.or_else(of_related).or(newest.filter(|_| all.len() >= MANY))
    }

    fn open(&mut self, signal: &Signal) -> Result<u64, AppError> {
        if self.live.open.len() + self.opened >= MAX_OPEN {
            let detail = format!("{MAX_OPEN} incidents are open: close those that are over");
            return Err(AppError::TooMuch { detail });
        }
        let id = self.live.seq + self.events.len() as u64 + 1;
        let (title, source) = (title(signal), Some(signal.source.clone()));
        let opened = IncidentEvent::Opened { title, kind: IncidentKind::Fault, source };
        self.events.push((id, self.now, opened));
        self.filled.insert(id, 1);
        self.of_source.entry(signal.source.clone()).or_default().push(id);
        self.opened += 1;
        Ok(id)
    }

    /// Adds what is to be told of a node where it belongs.
    fn tell(&mut self, (source, node): &(String, Key), told: Told) -> Reported {
        let mut reported = Reported::Nothing;
        for id in self.places(source, node, told) {
            let (node, source) = (node.clone(), source.clone());
            *self.filled.entry(id).or_default() += 1;
            self.spoken.insert((id, node.clone()));
            let event = match told {
                Told::Level(Level::Operational, until) => {
                    IncidentEvent::FailureCleared { node, until, source: Some(source) }
                }
                Told::Level(level, from) => {
                    IncidentEvent::FailureSet { node, level, from, until: None, source: Some(source) }
                }
                Told::Flapping(level, from) => IncidentEvent::SourceFlapping { node, level, from, source },
            };
            let at = self.live.open.get(&id).map_or(self.now, |incident| self.now.max(incident.last_at));
            self.events.push((id, at, event));
            reported = Reported::Added(id);
        }
        reported
    }

    /// The incidents into which something belongs: an end where the node fails, anything where the node is held, else where
    /// this is told of it. None: a person has closed it, and there is nothing that could end.
    fn places(&self, source: &str, node: &Key, told: Told) -> Vec<u64> {
        let known = self.of_source.get(source).map(Vec::as_slice).unwrap_or_default();
        let ends = matches!(told, Told::Level(Level::Operational, _));
        let concerned = |incident: &&Arc<Incident>| {
            incident.flapping.contains_key(node) || ends && incident.failing(node).is_some()
        };
        let open = known.iter().filter_map(|id| self.live.open.get(id));
        let mut places: Vec<u64> = open.filter(concerned).map(|incident| incident.id).collect();
        let home = self.homes.get(&(source.to_owned(), node.clone())).copied();
        let also = |id: &u64| {
            !places.contains(id) && (places.is_empty() || ends && self.spoken.contains(&(*id, node.clone())))
        };
        let home = home.filter(also);
        places.extend(home);
        places
    }

    /// All of it; what no program says, the service says.
    fn batch(self) -> Option<Batch> {
        let (author, now, events) = ("tragweite".to_owned(), self.now, self.events);
        (!events.is_empty()).then_some(Batch { author, now, idempotency: None, events })
    }
}
