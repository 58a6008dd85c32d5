//! What changes without a delivery: time passes, rules and nodes change, other failures begin or end.

use super::Alerts;
use super::join::{PendingNotifications, effects};
use super::merge::Hit;
use super::merge::{assess, put_found};
use super::{no_receiver, stored_receiver};
use crate::error::AppError;
use crate::incidents::{ALERTS, CurrentState};
use map::Map;
use model::{Alert, Effect, Flag, Key, Receiver};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use store::{AlertRow, AlertWrites, ReceiverRow, WantedAlerts};
use wire::Tree;
use wire::alert::decode_alert_body;

/// How often expired alerts are looked for.
const SWEEP: Duration = Duration::from_secs(15);

impl Alerts {
    /// Judges the firing alerts of all receivers again: expiry, nodes, and whether other failures explain them. To be
    /// called when the open incidents have changed: an alert that nothing explains any longer becomes a cause.
    ///
    /// # Errors
    /// The database fails.
    pub async fn reassess(&self, now_ms: i64) -> Result<Vec<Effect>, AppError> {
        let mut all = Vec::new();
        for row in self.store.alert_receivers().await? {
            all.extend(self.reassess_one(&row.id, i64::MAX, now_ms).await?);
        }
        Ok(all)
    }

    /// Lets alerts expire that were not told again for as long as their receivers say.
    ///
    /// # Errors
    /// The database fails.
    pub async fn expire(&self, now_ms: i64) -> Result<Vec<Effect>, AppError> {
        let mut all = Vec::new();
        for row in self.store.alert_receivers().await? {
            if let Some(before) = deadline(&stored_receiver(&row)?, now_ms) {
                all.extend(self.reassess_one(&row.id, before, now_ms).await?);
            }
        }
        Ok(all)
    }

    /// Lets alerts expire until `stop` is ready. Failures are logged and tried again.
    pub async fn keep(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let mut tick = tokio::time::interval(SWEEP);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        tokio::pin!(stop);
        // A crash may have come between an alert and what it means for incidents.
        self.owe_all().await;
        let begin = crate::clock::now();
        let paid = self.pay_debts(begin).await;
        if let Err(error) = paid {
            tracing::warn!(%error, "incidents could not be told what alerts say");
        }
        loop {
            tokio::select! {
                () = &mut stop => return,
                _ = tick.tick() => {}
            }
            let now = crate::clock::now();
            let looked = async {
                self.expire(now).await?;
                // What explained an alert may be over while the alert goes on.
                self.reassess(now).await?;
                self.pay_debts(now).await
            };
            let looked = tokio::select! {
                () = &mut stop => return,
                looked = looked => looked,
            };
            if let Err(error) = looked {
                tracing::warn!(%error, "alerts could not be looked through; trying again");
            }
        }
    }

    /// Judges the firing alerts of these nodes again, for causes that were heard of later may explain them: by how the nodes
    /// would stand if no alert spoke of them. What is explained was never a failure of its own, so that it is withdrawn.
    pub(super) async fn judge_again(
        &self,
        notifications: &mut PendingNotifications,
        nodes: BTreeSet<Key>,
        now_ms: i64,
    ) -> Result<(), AppError> {
        let state = match self.incidents.state_unsaid(&nodes, ALERTS, now_ms).await {
            Err(AppError::TooMuch { .. }) => return Ok(()),
            found => found?,
        };
        let wanted = WantedAlerts::FiringOf(nodes.iter().map(|node| node.as_str().to_owned()).collect());
        for row in self.store.alert_receivers().await? {
            self.reassess_these(notifications, &row.id, wanted.clone(), &state, now_ms).await?;
        }
        Ok(())
    }

    async fn reassess_one(&self, id: &str, seen_before: i64, now_ms: i64) -> Result<Vec<Effect>, AppError> {
        let mut notifications = self.notifications.lock().await;
        self.begin(&mut notifications, now_ms).await?;
        let state = self.standing_now(now_ms).await?;
        let wanted = WantedAlerts::FiringSeenBefore(seen_before);
        self.reassess_these(&mut notifications, id, wanted, &state, now_ms).await
    }

    async fn reassess_these(
        &self,
        notifications: &mut PendingNotifications,
        id: &str,
        wanted: WantedAlerts,
        state: &CurrentState,
        now_ms: i64,
    ) -> Result<Vec<Effect>, AppError> {
        self.begin(notifications, now_ms).await?;
        let map = self.maps.current();
        let decide = |row: Option<ReceiverRow>, firing| {
            let receiver = stored_receiver(&row.ok_or_else(|| no_receiver(id))?)?;
            let rows = reassessed(&receiver, firing, &map, &|node| state.computed(node), now_ms);
            let explained = rows.iter().filter(|row| row.explained).filter_map(|row| row.node.clone());
            let explained: BTreeSet<String> = explained.collect();
            Ok::<_, AppError>((AlertWrites { rows, ..AlertWrites::default() }, explained))
        };
        let (explained, changes) = match self.store.update_alerts(id, wanted, true, decide).await {
            Ok(done) => done,
            // It was deleted meanwhile.
            Err(AppError::NotFound { .. }) => {
                self.carry_out(notifications, &[], &BTreeSet::new(), now_ms).await?;
                return Ok(Vec::new());
            }
            Err(error) => return Err(error),
        };
        let withdrawn = changes.iter().filter(|change| explained.contains(&change.node));
        let withdrawn = withdrawn.filter(|change| change.after.is_none());
        let since = withdrawn.filter_map(|c| Some((c.node.clone(), c.before.as_ref()?.since_ms)));
        let effects = effects(&changes, &since.collect(), now_ms);
        self.carry_out(notifications, &effects, &BTreeSet::new(), now_ms).await?;
        Ok(effects)
    }
}

/// Alerts that were last told before this time are expired.
fn deadline(receiver: &Receiver, now_ms: i64) -> Option<i64> {
    receiver.expiry.map(|expiry| now_ms.saturating_sub(i64::from(expiry.get()) * 1_000))
}

/// Those of the firing alerts that stand differently now: expired, led to another node, explained or no longer.
pub(super) fn reassessed(
    receiver: &Receiver,
    firing: Vec<AlertRow>,
    map: &Map,
    hit: Hit<'_>,
    now_ms: i64,
) -> Vec<AlertRow> {
    let deadline = deadline(receiver, now_ms);
    let judge = |before: AlertRow| {
        let mut row = before.clone();
        if deadline.is_some_and(|deadline| row.seen_ms < deadline) {
            row.status = "expired";
        }
        let body = Tree::from_json(row.body.as_bytes()).unwrap_or_default();
        let there = row.node.as_deref().is_some_and(|node| map.find(node).is_some());
        // What rules had seen of it and is not kept leads nowhere any longer: the next time that it is told decides.
        let concealed =
            |alert: &Alert| alert.flags.contains(&Flag::Masked) || alert.flags.contains(&Flag::BytesReplaced);
        let alert = decode_alert_body(&body, &row.fingerprint);
        if let Some(alert) = alert.filter(|alert| !there || !concealed(alert)) {
            put_found(&mut row, receiver.find(&alert, |key| map.find(key.as_str()).is_some()));
        }
        assess(&mut row, hit, now_ms);
        (row != before).then_some(row)
    };
    firing.into_iter().filter_map(judge).collect()
}
