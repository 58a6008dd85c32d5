//! Where alerts meet incidents: what is computed of nodes goes in, what follows for nodes comes out.

use super::Alerts;
use crate::error::AppError;
use crate::incidents::{ALERTS, CurrentState, Signal};
use map::Map;
use model::{Effect, Key, Level, NodeAlerts};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{NodeChange, NodeState};

/// What is known to whoever takes deliveries, one at a time.
#[derive(Debug)]
pub struct PendingNotifications {
    /// Something may be kept that incidents were not told: a process ended in between, or could not tell them.
    pending: bool,
    /// Something of that could not be told again either, because too much is open.
    refused: bool,
}

impl Default for PendingNotifications {
    /// Nobody knows how the process before has ended.
    fn default() -> Self {
        Self { pending: true, refused: false }
    }
}

impl Alerts {
    /// How nodes stand because of the open incidents.
    pub(super) async fn standing_now(&self, now_ms: i64) -> Result<Arc<CurrentState>, AppError> {
        match self.incidents.current_state(now_ms).await {
            // Whoever refused alerts because so much fails would lose them: then every alert is a cause.
            Err(error @ AppError::TooMuch { .. }) => {
                tracing::warn!(%error, "what explains alerts cannot be computed");
                Ok(Arc::new(CurrentState::nothing(self.maps.current(), self.incidents.head(), now_ms)))
            }
            found => found,
        }
    }

    /// Begins to keep something that incidents must be told, after what they were not told yet.
    pub(super) async fn begin(
        &self,
        notifications: &mut PendingNotifications,
        now_ms: i64,
    ) -> Result<(), AppError> {
        if notifications.pending {
            notifications.refused = false;
            let effects = self.owed_effects(now_ms).await?;
            self.carry_out(notifications, &effects, &BTreeSet::new(), now_ms).await?;
        }
        notifications.pending = true;
        Ok(())
    }

    /// Tells incidents what follows for nodes, in the order of commits. `symptoms` are nodes that alerts have just begun to
    /// speak of although others explain it. Answers which nodes that fail by themselves are hit by others, too: perhaps
    /// their alerts are now explained.
    pub(super) async fn carry_out(
        &self,
        notifications: &mut PendingNotifications,
        effects: &[Effect],
        symptoms: &BTreeSet<Key>,
        now_ms: i64,
    ) -> Result<BTreeSet<Key>, AppError> {
        let mut hit = BTreeSet::new();
        if !effects.is_empty() || !symptoms.is_empty() {
            let map = self.maps.current();
            let signals: Vec<Signal> = effects.iter().map(|effect| signal(effect, &map)).collect();
            let telling = async {
                let related = self.related(&signals, symptoms, now_ms).await?;
                hit.extend(related.hit().iter().cloned());
                self.incidents.report_causes(&signals, &related, now_ms).await
            };
            let told = match telling.await {
                // The alerts are kept, and incidents are told as soon as there is room for them.
                Err(error @ AppError::TooMuch { .. }) => {
                    tracing::warn!(%error, "alerts are kept, but have no incident yet");
                    notifications.refused = true;
                    Vec::new()
                }
                told => told?,
            };
            for (signal, reported) in signals.iter().zip(told) {
                let level = signal.level.as_str();
                tracing::info!(node = %signal.node, level, ?reported, "alerts say");
            }
        }
        notifications.pending = notifications.refused;
        Ok(hit)
    }

    /// Nobody knows how the process before has ended: all of it is told again.
    pub(super) async fn owe_all(&self) {
        self.notifications.lock().await.pending = true;
    }

    /// Tells incidents what they may not have been told.
    pub(super) async fn pay_debts(&self, now_ms: i64) -> Result<(), AppError> {
        let mut notifications = self.notifications.lock().await;
        self.begin(&mut notifications, now_ms).await?;
        notifications.pending = notifications.refused;
        Ok(())
    }

    /// All that alerts say of nodes: which fail, and which no longer do although incidents believe so. To say it again
    /// changes nothing.
    async fn owed_effects(&self, now_ms: i64) -> Result<Vec<Effect>, AppError> {
        // Other processes may have told incidents what this one does not know yet.
        self.incidents.catch_up().await?;
        let mut effects = self.failures().await?;
        let fails: BTreeSet<Key> = effects.iter().map(|effect| effect.node().clone()).collect();
        let told = self
            .incidents
            .told_by(ALERTS)
            .into_iter()
            .filter(|(node, failing)| *failing && !fails.contains(node));
        effects.extend(told.map(|(node, _)| Effect::Recovered { node, at_ms: now_ms }));
        Ok(effects)
    }

    /// Every node that alerts say fails, as effects.
    ///
    /// # Errors
    /// The database fails.
    pub async fn failures(&self) -> Result<Vec<Effect>, AppError> {
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
    Signal { source: ALERTS.to_owned(), title, node: node.clone(), level, at }
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
