//! Receivers of alerts: find, put, delete.

use super::Alerts;
use super::join::effects;
use super::later::reassessed;
use super::{no_receiver, stored_receiver};
use crate::error::AppError;
use model::{AlertSignature, Effect, Receiver};
use outside::signature::is_hex_signature;
use std::collections::{BTreeMap, BTreeSet};
use store::{AlertWrites, ReceiverRow, ReceiverWrite, WantedAlerts};
use wire::Place;
use wire::alert_receiver::ReceiverDoc;

/// A receiver and what is kept beside it.
#[derive(Debug, Clone)]
pub struct KeptReceiver {
    /// The receiver.
    pub receiver: Receiver,
    /// Counts its changes, from 1.
    pub version: u64,
    /// Deliveries taken so far.
    pub deliveries: u64,
}

/// What must be true of a receiver for a change to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// It does not exist yet.
    Absent,
    /// It exists, in one of these versions; none named = any.
    Unchanged(Vec<u64>),
}

impl Condition {
    fn check(&self, id: &str, row: Option<&ReceiverRow>) -> Result<(), AppError> {
        let failed = |detail: String| Err(AppError::PreconditionFailed { detail });
        match (self, row) {
            (Self::Absent, None) => Ok(()),
            (Self::Absent, Some(_)) => failed(format!("the receiver {id} exists already")),
            (Self::Unchanged(_), None) => Err(no_receiver(id)),
            (Self::Unchanged(versions), Some(row))
                if versions.is_empty() || versions.contains(&row.version) =>
            {
                Ok(())
            }
            (Self::Unchanged(_), Some(row)) => failed(format!(
                "the receiver {id} has changed, its tag is {}: read it again, then send If-Match with that tag",
                row.version
            )),
        }
    }
}

impl Alerts {
    /// All receivers, by id.
    ///
    /// # Errors
    /// The database fails, or holds a document that cannot be read.
    pub async fn receivers(&self) -> Result<Vec<KeptReceiver>, AppError> {
        self.store.alert_receivers().await?.iter().map(kept).collect()
    }

    /// One receiver.
    ///
    /// # Errors
    /// There is none; the database fails.
    pub async fn receiver(&self, id: &str) -> Result<KeptReceiver, AppError> {
        let row = self.store.alert_receiver(id).await?;
        kept(&row.ok_or_else(|| no_receiver(id))?)
    }

    /// Creates or replaces a receiver. Its firing alerts are led to nodes anew by the new rules.
    ///
    /// # Errors
    /// The condition does not hold; the database fails.
    pub async fn put_receiver(
        &self,
        receiver: Receiver,
        condition: Condition,
        now_ms: i64,
    ) -> Result<KeptReceiver, AppError> {
        let mut notifications = self.notifications.lock().await;
        self.begin(&mut notifications, now_ms).await?;
        let (map, state) = (self.maps.current(), self.standing_now(now_ms).await?);
        let id = receiver.id.clone();
        let decide = |row: Option<ReceiverRow>, firing| {
            condition.check(id.as_str(), row.as_ref())?;
            let before = row.as_ref().map(stored_receiver).transpose()?;
            let receiver = with_secret(receiver, before)?;
            let body = serde_json::to_string(&ReceiverDoc::kept(&receiver))
                .unwrap_or_else(|_| unreachable!("a receiver has only texts"));
            let rows = reassessed(&receiver, firing, &map, &|node| state.computed(node), now_ms);
            let kept = KeptReceiver {
                receiver,
                version: row.as_ref().map_or(0, |row| row.version) + 1,
                deliveries: row.as_ref().map_or(0, |row| row.deliveries),
            };
            let receiver = Some(ReceiverWrite::Put(body));
            Ok::<_, AppError>((AlertWrites { rows, alive: None, receiver }, kept))
        };
        let wanted = WantedAlerts::FiringSeenBefore(i64::MAX);
        let (kept, changes) = self.store.update_alerts(id.as_str(), wanted, true, decide).await?;
        let effects = effects(&changes, &BTreeMap::new(), now_ms);
        self.carry_out(&mut notifications, &effects, &BTreeSet::new(), now_ms).await?;
        Ok(kept)
    }

    /// Whether a delivery is signed as its receiver says; `header` gives the value of a header by its name in small letters.
    ///
    /// # Errors
    /// There is no such receiver; the database fails.
    pub async fn is_signed<'h>(
        &self,
        id: &str,
        header: impl Fn(&str) -> Option<&'h str>,
        body: &[u8],
        now_ms: i64,
    ) -> Result<Result<(), &'static str>, AppError> {
        let known = self.receiver(id).await?.receiver.signature;
        Ok(known.map_or(Ok(()), |signature| signed(&signature, header, body, now_ms)))
    }

    /// Removes a receiver with all its alerts: no alert says any longer that the nodes fail that only it spoke of.
    ///
    /// # Errors
    /// The condition does not hold; the database fails.
    pub async fn delete_receiver(
        &self,
        id: &str,
        condition: Condition,
        now_ms: i64,
    ) -> Result<Vec<Effect>, AppError> {
        let mut notifications = self.notifications.lock().await;
        self.begin(&mut notifications, now_ms).await?;
        let decide = |row: Option<ReceiverRow>, _| {
            condition.check(id, row.as_ref())?;
            let receiver = Some(ReceiverWrite::Delete);
            Ok::<_, AppError>((AlertWrites { receiver, ..AlertWrites::default() }, ()))
        };
        let wanted = WantedAlerts::FiringSeenBefore(i64::MAX);
        let ((), changes) = self.store.update_alerts(id, wanted, true, decide).await?;
        let effects = effects(&changes, &BTreeMap::new(), now_ms);
        self.carry_out(&mut notifications, &effects, &BTreeSet::new(), now_ms).await?;
        Ok(effects)
    }
}

/// Why a delivery is not signed as it must be, in words that tell a stranger nothing.
fn signed<'h>(
    signature: &AlertSignature,
    header: impl Fn(&str) -> Option<&'h str>,
    body: &[u8],
    now_ms: i64,
) -> Result<(), &'static str> {
    let sent = header(&signature.header).ok_or("the delivery is not signed")?;
    let time = match &signature.timestamp_header {
        None => None,
        Some(name) => {
            let text = header(name).ok_or("the time of the signature is missing")?;
            let time: i64 = text.parse().map_err(|_| "the time of the signature is no number of seconds")?;
            let window = i64::from(signature.tolerance.get());
            if (now_ms.div_euclid(1_000).saturating_sub(time)).saturating_abs() > window {
                return Err("the signature is too old or of the future: compare the clocks");
            }
            Some(text)
        }
    };
    let secret = signature.secret.as_deref().unwrap_or_default();
    if secret.is_empty() || !is_hex_signature(sent, secret, time, body) {
        return Err("the signature is not the right one");
    }
    Ok(())
}

/// A secret is never shown, so that whoever writes back what was read leaves it out: the one before stays.
fn with_secret(mut receiver: Receiver, before: Option<Receiver>) -> Result<Receiver, AppError> {
    if let Some(signature) = receiver.signature.as_mut().filter(|signature| signature.secret.is_none()) {
        signature.secret = before.and_then(|before| before.signature?.secret);
        if signature.secret.is_none() {
            let place = Place::ROOT.name("signature");
            let (detail, remedy) =
                ("the secret is missing", "write the secret that the sender was given, too");
            return Err(AppError::one(&place.name("secret"), "missing-property", detail, remedy));
        }
    }
    Ok(receiver)
}

fn kept(row: &ReceiverRow) -> Result<KeptReceiver, AppError> {
    Ok(KeptReceiver { receiver: stored_receiver(row)?, version: row.version, deliveries: row.deliveries })
}
