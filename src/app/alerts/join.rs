//! Where alerts meet incidents: what is computed of nodes goes in, what follows for nodes comes out.

use super::super::error::AppError;
use super::super::live::App;
use crate::model::{Computed, Effect, Key, Level, NodeAlerts};
use crate::store::{NodeChange, NodeState};
use std::collections::BTreeMap;

/// Of each node that is hit by what *others* lack: how badly and since when. A node's own failure is not in it, or an
/// alert would explain itself.
pub type Situation = BTreeMap<Key, Computed>;

impl App {
    /// The situation as the open incidents have it. Nothing keeps incidents yet, so that no alert is explained.
    pub(super) async fn situation(&self) -> Result<Situation, AppError> {
        Ok(Situation::new())
    }

    /// Tells incidents what follows for nodes, in the order of commits.
    pub(super) async fn carry_out(&self, receiver: &str, effects: &[Effect]) -> Result<(), AppError> {
        for effect in effects {
            match effect {
                Effect::FailureReported { node, level, at_ms } => {
                    tracing::info!(receiver, %node, level = level.as_str(), at_ms, "alerts say that a node fails");
                }
                Effect::Recovered { node, at_ms } => {
                    tracing::info!(receiver, %node, at_ms, "no alert says any longer that a node fails");
                }
            }
        }
        Ok(())
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
