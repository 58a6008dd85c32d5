//! How nodes stand at this moment because of all open incidents: computed once for all who ask before anything changes.

use super::Incidents;
use super::registry::Live;
use super::settled::{Over, Settled};
use super::situation::{Begun, Moment, Situation};
use crate::background::off_the_loop;
use crate::error::AppError;
use crate::impact::{MAX_LINKS, Standing};
use crate::pool::Pool;
use engine::NodeIx;
use map::Map;
use model::incident::Millis;
use model::{Computed, Incident, Key, Level, Seconds};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use wire::event::MAX_INCIDENTS;

/// How far it is looked ahead, in seconds; it is computed again at the latest then.
const AHEAD: u32 = 86_400;

/// With so many failures that have ended it pays to find out which of them no longer matter.
const MANY: usize = 200;

/// What was computed last.
#[derive(Debug, Default)]
pub(super) struct Kept {
    state: Option<Arc<CurrentState>>,
    settled: Settled,
}

/// How nodes stand at this moment.
#[derive(Debug)]
pub struct CurrentState {
    /// The map.
    pub map: Arc<Map>,
    /// Number of the newest event of any incident in it.
    pub incidents: u64,
    /// From when until when it stands.
    pub stands: Range<Millis>,
    /// The time of offset zero.
    start: Millis,
    /// Nodes that are or were affected.
    nodes: FxHashMap<NodeIx, Standing>,
    /// The nodes that have failed themselves.
    failed: FxHashMap<NodeIx, Failed>,
    /// Failures that no longer matter.
    over: Vec<Over>,
}

/// A node that has failed.
#[derive(Debug, Default)]
struct Failed {
    /// It still does.
    now: bool,
    /// How badly, as far as others than alerts say so: people, a maintenance that runs.
    covered: Option<Level>,
    /// The incidents of which that is known, by number.
    incidents: Vec<u64>,
}

impl CurrentState {
    /// Nothing is known of any node.
    pub(crate) fn nothing(map: Arc<Map>, incidents: u64, now: Millis) -> Self {
        let (nodes, failed) = (FxHashMap::default(), FxHashMap::default());
        Self { map, incidents, stands: now..now, start: now, nodes, failed, over: Vec::new() }
    }

    /// Computes it. Follows at most `budget` provider links.
    fn new(situation: &Situation, incidents: u64, pool: &Pool, budget: u64) -> Result<Self, AppError> {
        let many = situation.ended() >= MANY;
        let Moment { standing, next, over } = situation.standing(many, pool, budget)?;
        let latest = situation.at.saturating_add(Millis::from(AHEAD) * 1_000);
        let next = next.map_or(latest, |second| situation.time(second).min(latest));
        let mut failed: FxHashMap<NodeIx, Failed> = FxHashMap::default();
        for &Begun { node, incident, now, covers } in situation.begun() {
            let known = failed.entry(node).or_default();
            known.now |= now;
            known.covered = known.covered.max(covers);
            if known.incidents.last() != Some(&incident) && known.incidents.len() < MAX_INCIDENTS {
                known.incidents.push(incident);
            }
        }
        Ok(Self {
            map: Arc::clone(&situation.map),
            incidents,
            stands: situation.at..next,
            start: situation.start,
            nodes: standing.into_iter().map(|at| (at.node, at)).collect(),
            failed,
            over,
        })
    }

    /// The nodes that do not work as they should, in no useful order.
    pub fn hit(&self) -> impl Iterator<Item = &Standing> {
        self.nodes.values().filter(|at| at.level != Level::Operational)
    }

    /// Those of them that do not fail themselves.
    pub fn hit_by_others(&self) -> impl Iterator<Item = &Standing> {
        self.hit().filter(|at| self.is_by_others(at))
    }

    /// What is known of a node without alerts of its own: how badly it is hit by what others lack and since when, or that
    /// people or a running maintenance say that it fails, whenever an alert finds that it began.
    pub fn computed(&self, node: &str) -> Option<Computed> {
        let node = self.map.find(node)?;
        if let Some(level) = self.failed.get(&node).and_then(|failed| failed.covered) {
            return Some(Computed { level, since_ms: Millis::MIN });
        }
        let at = self.nodes.get(&node)?;
        (at.level != Level::Operational && self.is_by_others(at))
            .then(|| Computed { level: at.level, since_ms: self.time(at.since) })
    }

    /// The failed node from which it comes that another one is hit.
    pub fn cause(&self, node: &Key) -> Option<Key> {
        let at = self.nodes.get(&self.map.find(node.as_str())?)?;
        at.root.filter(|&root| root != at.node).map(|root| self.map.key_of(root))
    }

    /// Since when a node works again that was affected.
    pub fn works_since(&self, node: NodeIx) -> Option<Millis> {
        self.nodes.get(&node).filter(|at| at.level == Level::Operational).map(|at| self.time(at.since))
    }

    /// The incidents from which it comes that a node stands like this, by number.
    pub fn incidents_of(&self, at: &Standing) -> &[u64] {
        at.root.and_then(|root| self.failed.get(&root)).map_or(&[], |failed| &failed.incidents)
    }

    /// A second of what was computed, as a time.
    pub fn time(&self, second: u32) -> Millis {
        self.start.saturating_add(Millis::from(second) * 1_000)
    }

    fn is_as_of(&self, live: &Live, map: &Map, now: Millis) -> bool {
        (self.incidents, self.map.revision()) == (live.seq, map.revision()) && self.stands.contains(&now)
    }

    fn is_by_others(&self, at: &Standing) -> bool {
        // What comes back after a failure of its own is still itself the cause.
        at.root != Some(at.node) && !self.failed.get(&at.node).is_some_and(|failed| failed.now)
    }
}

impl Incidents {
    /// How nodes stand now, in fact.
    ///
    /// # Errors
    /// [`AppError::TooMuch`] when that cannot be computed.
    pub(crate) async fn current_state(&self, now: Millis) -> Result<Arc<CurrentState>, AppError> {
        let mut kept = self.registry.kept.lock().await;
        let (live, map) = (self.registry.live(), self.maps.current());
        if let Some(state) = kept.state.as_ref().filter(|state| state.is_as_of(&live, &map, now)) {
            return Ok(Arc::clone(state));
        }
        let real = live.real().cloned().collect();
        let state = self.compute(&mut kept, real, &live, map, now).await?;
        kept.state = Some(Arc::clone(&state));
        Ok(state)
    }

    /// How nodes would stand now, in fact, if a program said nothing of these.
    ///
    /// # Errors
    /// [`AppError::TooMuch`] when that cannot be computed.
    pub(crate) async fn state_unsaid(
        &self,
        nodes: &BTreeSet<Key>,
        source: &str,
        now: Millis,
    ) -> Result<Arc<CurrentState>, AppError> {
        let mut kept = self.registry.kept.lock().await;
        let (live, map) = (self.registry.live(), self.maps.current());
        let spoken = |incident: &Arc<Incident>| incident.named().iter().any(|node| nodes.contains(node));
        let unsaid = |incident: &Arc<Incident>| match spoken(incident) {
            true => Arc::new(incident.unsaid(nodes, source)),
            false => Arc::clone(incident),
        };
        self.compute(&mut kept, live.real().map(unsaid).collect(), &live, map, now).await
    }

    async fn compute(
        &self,
        kept: &mut Kept,
        incidents: Vec<Arc<Incident>>,
        live: &Live,
        map: Arc<Map>,
        now: Millis,
    ) -> Result<Arc<CurrentState>, AppError> {
        kept.settled.follow(self.registry.said(), live, &map);
        let (settled, pool, seq) = (std::mem::take(&mut kept.settled), self.pool.clone(), live.seq);
        let horizon = Seconds::new(AHEAD).unwrap_or(Seconds::MAX);
        let compute = move || {
            let situation = Situation::now(incidents, map, &settled, horizon, now);
            (CurrentState::new(&situation, seq, &pool, MAX_LINKS).map(Arc::new), settled)
        };
        let (state, settled) = off_the_loop(compute).await?;
        kept.settled = settled;
        state
    }

    /// How nodes stand now in the exercises that are open, as if nothing else failed; none when nobody practises.
    ///
    /// # Errors
    /// [`AppError::TooMuch`] when that cannot be computed.
    pub(crate) async fn practised_state(&self, now: Millis) -> Result<Option<Arc<CurrentState>>, AppError> {
        let mut kept = self.registry.practised.lock().await;
        let (live, map) = (self.registry.live(), self.maps.current());
        let open: Vec<_> = live.open.values().filter(|incident| incident.exercise).cloned().collect();
        if open.is_empty() {
            *kept = None;
            return Ok(None);
        }
        if let Some(state) = kept.as_ref().filter(|state| state.is_as_of(&live, &map, now)) {
            return Ok(Some(Arc::clone(state)));
        }
        let (seq, pool) = (live.seq, self.pool.clone());
        let horizon = Seconds::new(AHEAD).unwrap_or(Seconds::MAX);
        let compute = move || {
            let situation = Situation::now(open, map, &Settled::default(), horizon, now);
            CurrentState::new(&situation, seq, &pool, MAX_LINKS).map(Arc::new)
        };
        let state = off_the_loop(compute).await??;
        Ok(Some(Arc::clone(kept.insert(state))))
    }

    /// Whoever needs to know what came to an end by this state knows it: what is over in it can be left out.
    pub(crate) async fn note_settled(&self, state: &CurrentState) {
        if state.over.is_empty() {
            return;
        }
        let mut kept = self.registry.kept.lock().await;
        let live = self.registry.live();
        kept.settled.follow(self.registry.said(), &live, &self.maps.current());
        kept.settled.add(&state.over, state.incidents, state.map.revision());
    }
}
