//! Where alerts meet incidents: what is computed of nodes goes in, what follows for nodes comes out.

use super::super::error::AppError;
use super::super::live::App;
use crate::app::impact::MAX_LINKS;
use crate::app::incidents::Signal;
use crate::map::Map;
use crate::model::{Computed, Effect, Key, Level, NodeAlerts, Seconds};
use crate::store::{NodeChange, NodeState};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Of each node that is hit by what *others* lack: how badly and since when. A node's own failure is not in it, or an
/// alert would explain itself.
pub type Situation = BTreeMap<Key, Computed>;

/// Under this name incidents know what alerts say, whichever tool sent them: a node fails while any of them says so.
pub(super) const SOURCE: &str = "alerts";

/// How far the situation is looked ahead, in seconds: so long a computed one can be used again.
const AHEAD: u32 = 60;

/// What is known to whoever takes deliveries, one at a time.
#[derive(Debug)]
pub struct Turn {
    /// Something may be kept that incidents were not told: a process ended in between, or could not tell them.
    owed: bool,
    /// Something of that could not be told again either, because too much is open.
    unpaid: bool,
    /// What was computed last.
    last: Option<Seen>,
}

impl Default for Turn {
    /// Nobody knows how the process before has ended.
    fn default() -> Self {
        Self { owed: true, unpaid: false, last: None }
    }
}

/// A situation that was computed, and for what.
#[derive(Debug)]
struct Seen {
    incidents: u64,
    revision: u64,
    /// From when until when it stands.
    stands: std::ops::Range<i64>,
    hit: Arc<Situation>,
}

impl App {
    /// What the open incidents do to nodes that are not failed themselves.
    pub(super) fn hit_by_others(&self, turn: &mut Turn, now_ms: i64) -> Result<Arc<Situation>, AppError> {
        let (incidents, revision) = (self.incidents.head(), self.current().revision());
        let same = |seen: &&Seen| (seen.incidents, seen.revision) == (incidents, revision);
        if let Some(seen) = turn.last.as_ref().filter(same).filter(|seen| seen.stands.contains(&now_ms)) {
            return Ok(Arc::clone(&seen.hit));
        }
        let horizon = Seconds::new(AHEAD).unwrap_or(Seconds::MAX);
        let (situation, incidents) = self.situation_now(horizon, now_ms);
        let (hit, until) = match situation.hit_by_others(self.pool(), MAX_LINKS) {
            // Whoever refused alerts because so much fails would lose them: then every alert is a cause.
            Err(error @ AppError::TooMuch { .. }) => {
                tracing::warn!(%error, "what explains alerts cannot be computed");
                return Ok(Arc::new(Situation::new()));
            }
            found => found?,
        };
        let latest = now_ms.saturating_add(i64::from(AHEAD) * 1_000);
        let stands = now_ms..until.map_or(latest, |until| until.min(latest));
        let (revision, hit) = (situation.map.revision(), Arc::new(hit));
        turn.last = Some(Seen { incidents, revision, stands, hit: Arc::clone(&hit) });
        Ok(hit)
    }

    /// Begins to keep something that incidents must be told, after what they were not told yet.
    pub(super) async fn begin(&self, turn: &mut Turn, now_ms: i64) -> Result<(), AppError> {
        if turn.owed {
            turn.unpaid = false;
            let effects = self.owed_effects(now_ms).await?;
            self.carry_out(turn, &effects, now_ms).await?;
        }
        turn.owed = true;
        Ok(())
    }

    /// Tells incidents what follows for nodes, in the order of commits.
    pub(super) async fn carry_out(
        &self,
        turn: &mut Turn,
        effects: &[Effect],
        now_ms: i64,
    ) -> Result<(), AppError> {
        if !effects.is_empty() {
            let map = self.current();
            let signals: Vec<Signal> = effects.iter().map(|effect| signal(effect, &map)).collect();
            let telling = async {
                let related = self.related(&signals, now_ms).await?;
                self.report_causes(&signals, &related, now_ms).await
            };
            let told = match telling.await {
                // The alerts are kept, and incidents are told as soon as there is room for them.
                Err(error @ AppError::TooMuch { .. }) => {
                    tracing::warn!(%error, "alerts are kept, but have no incident yet");
                    turn.unpaid = true;
                    Vec::new()
                }
                told => told?,
            };
            for (signal, reported) in signals.iter().zip(told) {
                let level = signal.level.as_str();
                tracing::info!(node = %signal.node, level, ?reported, "alerts say");
            }
        }
        turn.owed = turn.unpaid;
        Ok(())
    }

    /// Nobody knows how the process before has ended: all of it is told again.
    pub(super) async fn owe_all(&self) {
        self.alerting.lock().await.owed = true;
    }

    /// Tells incidents what they may not have been told.
    pub(super) async fn pay_alert_debts(&self, now_ms: i64) -> Result<(), AppError> {
        let mut turn = self.alerting.lock().await;
        self.begin(&mut turn, now_ms).await?;
        turn.owed = turn.unpaid;
        Ok(())
    }

    /// All that alerts say of nodes: which fail, and which no longer do although incidents believe so. To say it again
    /// changes nothing.
    async fn owed_effects(&self, now_ms: i64) -> Result<Vec<Effect>, AppError> {
        // Other processes may have told incidents what this one does not know yet.
        self.catch_up_incidents().await?;
        let mut effects = self.alert_failures().await?;
        let fails: BTreeSet<Key> = effects.iter().map(|effect| effect.node().clone()).collect();
        let told =
            self.told_by(SOURCE).into_iter().filter(|(node, failing)| *failing && !fails.contains(node));
        effects.extend(told.map(|(node, _)| Effect::Recovered { node, at_ms: now_ms }));
        Ok(effects)
    }

    /// Every node that alerts say fails, as effects.
    ///
    /// # Errors
    /// The database fails.
    pub async fn alert_failures(&self) -> Result<Vec<Effect>, AppError> {
        let failed = |state: NodeState| Effect::FailureReported {
            node: Key::trusted(&state.node),
            level: Level::from_number(state.level),
            at_ms: state.since_ms,
        };
        Ok(self.store.alerted_nodes().await?.into_iter().map(failed).collect())
    }
}

fn signal(effect: &Effect, map: &Map) -> Signal {
    let (node, level, at) = match effect {
        Effect::FailureReported { node, level, at_ms } => (node, *level, *at_ms),
        Effect::Recovered { node, at_ms } => (node, Level::Operational, *at_ms),
    };
    let title = map.find(node.as_str()).map(|ix| match map.agency(ix) {
        Some(agency) => format!("{} ({})", map.name(ix), map.name(agency)),
        None => map.name(ix).to_owned(),
    });
    Signal { source: SOURCE.to_owned(), title, node: node.clone(), level, at }
}

/// What follows for nodes, by key; `ended_ms` says when the alerts of a node ended.
pub(super) fn effects(changes: &[NodeChange], ended_ms: &BTreeMap<String, i64>, now_ms: i64) -> Vec<Effect> {
    let state =
        |state: &NodeState| NodeAlerts { level: Level::from_number(state.level), since_ms: state.since_ms };
    let one = |change: &NodeChange| {
        let (before, after) = (change.before.as_ref().map(state), change.after.as_ref().map(state));
        let ended_ms = ended_ms.get(&change.node).copied();
        Effect::between(&Key::trusted(&change.node), before, after, ended_ms, now_ms)
    };
    changes.iter().filter_map(one).collect()
}
