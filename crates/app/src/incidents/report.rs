//! What programs say: alerts become failures of an incident that belongs to their source, and end with them.

use super::Incidents;
use super::registry::{Batch, Sources};
use super::related::Related;
use super::said::Said;
use crate::error::AppError;
use model::flapping::HOLD;
use model::incident::Millis;
use model::{Incident, IncidentEvent, IncidentKind, Key, Level};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use wire::Place;
use wire::incident::decode::MAX_NAME;

/// How often a report is tried again when others add in between.
const ATTEMPTS: usize = 64;

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
        let now = crate::clock::now();
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

    /// The same with an incident for each cause: a failure goes into an open incident, of its source or of a person, that
    /// speaks of its node or in which a related node fails, or opens one. When very many are open, it goes into the newest.
    /// Incidents that nobody but the source has touched and that turn out to be related become one.
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

    /// The nodes of which a source speaks in open incidents: in those that it opened, and wherever it says that a node
    /// fails; true: it says that the node still fails.
    pub(crate) fn told_by(&self, source: &str) -> BTreeMap<Key, bool> {
        let mut told = BTreeMap::new();
        let live = self.registry.live();
        for incident in live.open.values() {
            if incident.source.as_deref() == Some(source) {
                for node in incident.named() {
                    told.entry(node.clone()).or_insert(false);
                }
            }
            let failing = incident.all_failing().filter(|f| f.source.as_deref() == Some(source));
            told.extend(failing.map(|failure| (failure.node.clone(), true)));
        }
        told
    }

    /// Whether a source speaks of the node in an open incident.
    pub(crate) fn is_told_by(&self, source: &str, node: &Key) -> bool {
        let live = self.registry.live();
        let told = |incident: &Arc<Incident>| {
            let opened = incident.source.as_deref() == Some(source) && incident.named().contains(node);
            opened || incident.failing(node).is_some_and(|f| f.source.as_deref() == Some(source))
        };
        live.open.values().any(told)
    }

    /// The nodes that fail in fact in open incidents by this moment, and how badly; true: only because that was planned.
    pub(crate) fn failing_now(&self, now: Millis) -> BTreeMap<Key, (Level, bool)> {
        let live = self.registry.live();
        let mut failing: BTreeMap<Key, (Level, bool)> = BTreeMap::new();
        for incident in live.real() {
            let planned = incident.kind == IncidentKind::Maintenance;
            for failure in incident.running(now) {
                let known = failing.entry(failure.node.clone()).or_insert((failure.level, planned));
                *known = (known.0.max(failure.level), known.1 && planned);
            }
        }
        failing
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
            let mut said = Said::new(&live, &sources, now);
            said.related = related;
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
            said.merge();
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
            said.push(incident.id, IncidentEvent::Closed { text: None });
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
