//! Deliveries: read, led to nodes, laid over what is known, committed, told to incidents; those that wait at the same time
//! together.

use super::Alerts;
use super::explain::Failing;
use super::join::effects;
use super::merge::{Hit, Merged, Placed, merge};
use super::{no_receiver, stored_receiver};
use crate::background::off_the_loop;
use crate::coalesce::Coalesce;
use crate::error::AppError;
use formats::alerts::shown;
use formats::read_delivery;
use map::Map;
use model::{Delivery, Effect, Key, Receiver, Told};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{AlertRow, AlertWrites, ReceiverRow, ReceiverWrite, Undecided, WantedAlerts};
use wire::Tree;
use wire::alert::{AlertBody, AlertEffect, DeliveryOutcome};

/// Alerts and effects that an answer lists.
const LISTED: usize = 1_000;
/// How often a delivery is read again because its receiver was changed meanwhile.
const ATTEMPTS: usize = 4;

/// A delivery whose alerts were led to nodes.
#[derive(Debug)]
struct Read {
    group: String,
    truncated: u64,
    flags: Vec<&'static str>,
    placed: Vec<Placed>,
}

/// A delivery that waits for its notifications.
#[derive(Debug)]
pub struct Waiting {
    receiver: String,
    /// The receiver's rules, as they were when it was read.
    version: u64,
    read: Read,
    now_ms: i64,
}

/// Deliveries that wait for their notifications. `None`: the receiver has changed since the delivery was read.
pub type Deliveries = Coalesce<Arc<Waiting>, Option<DeliveryOutcome>>;

impl Alerts {
    /// Takes a delivery that arrived at `now_ms` (Unix milliseconds). Without `keep` the answer is the same, and nothing
    /// is kept and nobody told.
    ///
    /// # Errors
    /// There is no such receiver; the body is not what its sender sends, with all that is wrong; the database fails;
    /// the receiver is being changed all the time.
    pub async fn deliver(
        &self,
        receiver: &str,
        body: Vec<u8>,
        keep: bool,
        now_ms: i64,
    ) -> Result<DeliveryOutcome, AppError> {
        let body = Arc::new(off_the_loop(move || Tree::from_json_of_others(&body)).await??);
        for _ in 0..ATTEMPTS {
            let row = self.store.alert_receiver(receiver).await?.ok_or_else(|| no_receiver(receiver))?;
            let (version, known) = (row.version, stored_receiver(&row)?);
            let (map, body) = (self.maps.current(), Arc::clone(&body));
            let read = off_the_loop(move || read(&known, &body, &map, now_ms)).await??;
            let waiting = Arc::new(Waiting { receiver: receiver.to_owned(), version, read, now_ms });
            let outcome = if keep {
                match self.deliveries.run(Arc::clone(&waiting), |all| self.take_all(all)).await {
                    Some(outcome) => outcome,
                    // With others it did not go: then by itself, with its own error.
                    None => self.take(&[waiting]).await?.pop().flatten(),
                }
            } else {
                self.try_out(&waiting).await?
            };
            if let Some(outcome) = outcome {
                return Ok(outcome);
            }
        }
        Err(AppError::Contended)
    }

    /// Takes those that wait, in their order, as far as it goes.
    async fn take_all(&self, all: Vec<Arc<Waiting>>) -> Vec<Option<DeliveryOutcome>> {
        let mut outcomes = Vec::with_capacity(all.len());
        while let Some(rest) = all.get(outcomes.len()..).filter(|rest| !rest.is_empty()) {
            match self.take(rest).await {
                Ok(taken) if !taken.is_empty() => outcomes.extend(taken),
                _ => break,
            }
        }
        outcomes
    }

    /// Takes the first of these deliveries and as many that follow as the same situation holds for: one transaction, and
    /// one for incidents.
    async fn take(&self, all: &[Arc<Waiting>]) -> Result<Vec<Option<DeliveryOutcome>>, AppError> {
        let mut notifications = self.notifications.lock().await;
        let now_ms = all.iter().map(|waiting| waiting.now_ms).max().unwrap_or_default();
        self.begin(&mut notifications, now_ms).await?;
        let state = self.standing_now(now_ms).await?;
        let wanted: Vec<_> = all.iter().map(|waiting| (&*waiting.receiver, waiting.wanted())).collect();
        let mut failing = Failing::new(&self.incidents, &self.pool, &state);
        let decide = |asked: Undecided<'_>| {
            let Some(waiting) = all.get(asked.at) else { return Ok(None) };
            failing.add(asked.before);
            if failing.may_explain(&waiting.read.placed) {
                return Ok(None);
            }
            Ok::<_, AppError>(Some(
                waiting.decide(asked.receiver, asked.alerts, &|node| state.computed(node)),
            ))
        };
        let updated = self.store.update_alerts_together(&wanted, decide).await?;
        let (mut outcomes, mut all_effects) = (Vec::with_capacity(updated.len()), Vec::new());
        let mut symptoms = BTreeSet::new();
        for ((merged, changes), waiting) in updated.into_iter().zip(all) {
            outcomes.push(merged.map(|merged| {
                let effects = effects(&changes, &merged.ended_ms, waiting.now_ms);
                let explained =
                    merged.told.iter().filter(|(told, alert)| *told == Told::New && alert.explained);
                symptoms.extend(explained.filter_map(|(_, alert)| alert.node.as_deref().map(Key::trusted)));
                let outcome = outcome(&waiting.read, merged, &effects, false);
                all_effects.extend(effects);
                outcome
            }));
        }
        let hit = self.carry_out(&mut notifications, &all_effects, &symptoms, now_ms).await?;
        if !hit.is_empty() {
            self.judge_again(&mut notifications, hit, now_ms).await?;
        }
        Ok(outcomes)
    }

    /// The same for one delivery, taken back.
    async fn try_out(&self, waiting: &Waiting) -> Result<Option<DeliveryOutcome>, AppError> {
        let _turn = self.notifications.lock().await;
        let state = self.standing_now(waiting.now_ms).await?;
        let decide = |row, known| Ok::<_, AppError>(waiting.decide(row, known, &|node| state.computed(node)));
        let (merged, changes) =
            self.store.update_alerts(&waiting.receiver, waiting.wanted(), false, decide).await?;
        Ok(merged.map(|merged| {
            let effects = effects(&changes, &merged.ended_ms, waiting.now_ms);
            outcome(&waiting.read, merged, &effects, true)
        }))
    }
}

impl Waiting {
    fn wanted(&self) -> WantedAlerts {
        WantedAlerts::Named(self.read.placed.iter().map(|placed| placed.alert.fingerprint.clone()).collect())
    }

    fn decide(
        &self,
        row: Option<ReceiverRow>,
        known: Vec<AlertRow>,
        hit: Hit<'_>,
    ) -> (AlertWrites, Option<Merged>) {
        if row.is_none_or(|row| row.version != self.version) {
            return (AlertWrites::default(), None);
        }
        let read = &self.read;
        let merged = merge(&self.receiver, &read.group, known, &read.placed, hit, self.now_ms);
        written(merged, read, self.now_ms)
    }
}

fn written(mut merged: Merged, read: &Read, now_ms: i64) -> (AlertWrites, Option<Merged>) {
    let writes = AlertWrites {
        rows: std::mem::take(&mut merged.rows),
        // What was left out may well go on: it must not seem to have been forgotten.
        alive: (read.truncated > 0).then(|| (read.group.clone(), now_ms)),
        receiver: Some(ReceiverWrite::Count),
    };
    (writes, Some(merged))
}

fn read(receiver: &Receiver, body: &Tree, map: &Map, now_ms: i64) -> Result<Read, AppError> {
    let Delivery { group, alerts, truncated, flags } = read_delivery(receiver.sender, body)?;
    let place = |alert| {
        // Rules see the alert as it came; what follows is kept and shown.
        let mut placed = Placed::new(alert, receiver, |key| map.find(key.as_str()).is_some(), now_ms);
        placed.found = placed.found.map_err(|why| shown::text(&why).into_owned());
        if shown::conceal(&mut placed.alert) {
            placed.body = AlertBody::new(&placed.alert).json();
        }
        placed
    };
    Ok(Read {
        group: shown::name(&group).into_owned(),
        truncated,
        flags: flags.iter().map(|flag| flag.as_str()).collect(),
        placed: alerts.into_iter().map(place).collect(),
    })
}

fn outcome(read: &Read, merged: Merged, effects: &[Effect], dry_run: bool) -> DeliveryOutcome {
    let told = |wanted: Told| merged.told.iter().filter(|(told, _)| *told == wanted).count() as u64;
    let received = merged.told.len();
    DeliveryOutcome {
        dry_run,
        received: received as u64,
        new: told(Told::New),
        duplicate: told(Told::Duplicate),
        resolved: told(Told::Resolved),
        stale: told(Told::Stale),
        unmatched: merged.told.iter().filter(|(_, alert)| alert.node.is_none()).count() as u64,
        truncated: read.truncated,
        flags: read.flags.clone(),
        alerts: merged.told.into_iter().take(LISTED).map(|(_, alert)| alert).collect(),
        omitted: received.saturating_sub(LISTED) as u64,
        effects: effects.iter().take(LISTED).map(AlertEffect::new).collect(),
    }
}
