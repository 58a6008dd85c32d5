//! One delivery: read, led to nodes, laid over what is known, committed, told to incidents.

use super::super::error::AppError;
use super::super::live::{App, off_the_loop};
use super::join::effects;
use super::merge::{Merged, Placed, merge};
use super::{no_receiver, stored_receiver};
use crate::formats::read_delivery;
use crate::map::Map;
use crate::model::{Delivery, Effect, Receiver, Told};
use crate::store::{AlertWrites, ReceiverWrite, WantedAlerts};
use crate::wire::Tree;
use crate::wire::alert::{AlertEffect, DeliveryOutcome};
use std::sync::Arc;

/// Alerts and effects that an answer lists.
const LISTED: usize = 1_000;
/// How often a delivery is read again because its receiver was changed meanwhile.
const ATTEMPTS: usize = 4;

/// A delivery whose alerts were led to nodes.
struct Read {
    group: String,
    truncated: u64,
    flags: Vec<&'static str>,
    placed: Vec<Placed>,
}

impl App {
    /// Takes a delivery that arrived at `now_ms` (Unix milliseconds). Without `keep` the answer is the same, and nothing
    /// is kept and nobody told.
    ///
    /// # Errors
    /// There is no such receiver; the body is not what its sender sends, with all that is wrong; the database fails;
    /// the receiver is being changed all the time.
    pub async fn deliver_alerts(
        &self,
        receiver: &str,
        body: Vec<u8>,
        keep: bool,
        now_ms: i64,
    ) -> Result<DeliveryOutcome, AppError> {
        let body = Arc::new(off_the_loop(move || Tree::from_json(&body)).await??);
        for _ in 0..ATTEMPTS {
            let row = self.store.alert_receiver(receiver).await?.ok_or_else(|| no_receiver(receiver))?;
            let (version, known) = (row.version, stored_receiver(&row)?);
            let (map, body) = (self.current(), Arc::clone(&body));
            let read = off_the_loop(move || read(&known, &body, &map, now_ms)).await??;
            if let Some(outcome) = self.take(receiver, version, read, keep, now_ms).await? {
                return Ok(outcome);
            }
        }
        Err(AppError::Contended)
    }

    /// `None`: the receiver has changed since the delivery was read.
    async fn take(
        &self,
        receiver: &str,
        version: u64,
        read: Read,
        keep: bool,
        now_ms: i64,
    ) -> Result<Option<DeliveryOutcome>, AppError> {
        let _in_order = self.alerting.lock().await;
        let situation = self.hit_by_others(now_ms).await?;
        let wanted = read.placed.iter().map(|placed| placed.alert.fingerprint.clone()).collect();
        let decide = |row: Option<crate::store::ReceiverRow>, known| {
            if row.is_none_or(|row| row.version != version) {
                return Ok((AlertWrites::default(), None));
            }
            let merged = merge(receiver, &read.group, known, &read.placed, &situation, now_ms);
            Ok::<_, AppError>(written(merged, &read, now_ms))
        };
        let (merged, changes) =
            self.store.update_alerts(receiver, WantedAlerts::Named(wanted), keep, decide).await?;
        let Some(merged) = merged else { return Ok(None) };
        let effects = effects(&changes, &merged.ended_ms, now_ms);
        if keep {
            match self.carry_out(receiver, &effects, now_ms).await {
                // The alerts are kept, and incidents are told as soon as there is room for them.
                Err(error @ AppError::TooMuch { .. }) => {
                    tracing::warn!(receiver, %error, "alerts are kept, but have no incident yet");
                }
                told => told?,
            }
        }
        Ok(Some(outcome(read, merged, &effects, !keep)))
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
    let place = |alert| Placed::new(alert, receiver, |key| map.find(key.as_str()).is_some(), now_ms);
    Ok(Read {
        group,
        truncated,
        flags: flags.iter().map(|flag| flag.as_str()).collect(),
        placed: alerts.into_iter().map(place).collect(),
    })
}

fn outcome(read: Read, merged: Merged, effects: &[Effect], dry_run: bool) -> DeliveryOutcome {
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
        flags: read.flags,
        alerts: merged.told.into_iter().take(LISTED).map(|(_, alert)| alert).collect(),
        omitted: received.saturating_sub(LISTED) as u64,
        effects: effects.iter().take(LISTED).map(AlertEffect::new).collect(),
    }
}
