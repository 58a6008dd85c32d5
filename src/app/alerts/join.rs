//! Where alerts meet incidents: what is computed of nodes goes in, what follows for nodes comes out.

use super::super::error::AppError;
use super::super::live::App;
use crate::app::impact::MAX_LINKS;
use crate::app::incidents::{Signal, SituationQuestion};
use crate::map::Map;
use crate::model::{Computed, Effect, Key, Level, NodeAlerts};
use crate::store::{NodeChange, NodeState};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

/// Of each node that is hit by what *others* lack: how badly and since when. A node's own failure is not in it, or an
/// alert would explain itself.
pub type Situation = BTreeMap<Key, Computed>;

/// Under this name incidents know what alerts say, whichever tool sent them: a node fails while any of them says so.
pub(super) const SOURCE: &str = "alerts";

impl App {
    /// What the open incidents do to nodes that are not failed themselves.
    pub(super) async fn hit_by_others(&self, now_ms: i64) -> Result<Situation, AppError> {
        let situation = self.situation(SituationQuestion::default(), now_ms).await?;
        situation.hit_by_others(self.pool(), MAX_LINKS)
    }

    /// Tells incidents what follows for nodes, in the order of commits.
    pub(super) async fn carry_out(
        &self,
        receiver: &str,
        effects: &[Effect],
        now_ms: i64,
    ) -> Result<(), AppError> {
        if effects.is_empty() {
            return Ok(());
        }
        let map = self.current();
        let signals: Vec<Signal> = effects.iter().map(|effect| signal(effect, &map)).collect();
        let told = async {
            let related = self.related(&signals, now_ms).await?;
            self.report_causes(&signals, &related, now_ms).await
        };
        let told = told.await.inspect_err(|_| self.untold.store(true, Ordering::Relaxed))?;
        for (signal, reported) in signals.iter().zip(told) {
            tracing::info!(receiver, node = %signal.node, level = signal.level.as_str(), ?reported, "alerts say");
        }
        Ok(())
    }

    /// Tells incidents everything that alerts say now: what fails, and what no alert says any longer. To say again what
    /// incidents know changes nothing.
    pub(super) async fn repeat_alerts(&self, now_ms: i64) -> Result<(), AppError> {
        let _in_order = self.alerting.lock().await;
        let mut effects = self.alert_failures().await?;
        let fails: BTreeSet<&Key> = effects.iter().map(Effect::node).collect();
        let told =
            self.told_by(SOURCE).into_iter().filter(|(node, failing)| *failing && !fails.contains(node));
        let over: Vec<Effect> = told.map(|(node, _)| Effect::Recovered { node, at_ms: now_ms }).collect();
        effects.extend(over);
        self.carry_out("all", &effects, now_ms).await
    }

    /// Every node that alerts say fails, as effects: telling incidents all of it again after a start loses nothing
    /// that a crash came in between.
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
