//! Who is told: subscriptions, their secrets and their deliveries.

use super::Events;
use crate::error::AppError;
use crate::maps::change::Precondition;
use model::incident::Millis;
use model::subscription::SubscriptionId;
use model::{DeliveryState, Key, Seconds, Subscription};
use outside::{random, signature};
use store::{DeliveryRow, SubscriptionRow};
use wire::subscription::{SubscriptionDoc, decode_subscription};
use wire::{Place, Problem, Problems, Tree};

/// Most subscriptions.
const MAX_SUBSCRIPTIONS: usize = 1_000;

/// A subscription as the service knows it.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its name.
    pub id: SubscriptionId,
    /// Grows with every change; its entity tag.
    pub revision: u64,
    /// What its owner wrote; not active when the service has stopped sending.
    pub subscription: Subscription,
    /// Why it has stopped.
    pub disabled: Option<String>,
    /// Until when the secret before signs, too; only while it does.
    pub old_until: Option<Millis>,
    /// In whose name it is told; empty = by who runs the service.
    pub owner: String,
}

/// A subscription with a secret that is shown this one time.
#[derive(Debug)]
pub struct Shown {
    /// The subscription.
    pub known: Known,
    /// The new secret, if there is one.
    pub secret: Option<String>,
    /// It did not exist before.
    pub created: bool,
}

/// A row of the store, read.
pub(super) fn known(row: &SubscriptionRow, now: Millis) -> Result<Known, AppError> {
    let damaged = |problems| AppError::Damaged { key: format!("subscription {}", row.id), problems };
    let tree = Tree::from_json(row.body.as_bytes()).map_err(damaged)?;
    let mut problems = Problems::default();
    let read = decode_subscription(&tree, &Place::ROOT, &mut problems);
    let subscription = Subscription { active: row.active, ..read.ok_or_else(|| damaged(problems))? };
    let id = Key::new(&row.id).map_err(|fault| {
        let mut problems = Problems::default();
        problems.push(Problem::from_fault(&Place::ROOT, fault));
        damaged(problems)
    })?;
    let old_until = Some(row.old_until_ms).filter(|&until| row.old_secret.is_some() && until > now);
    Ok(Known {
        id,
        revision: row.revision,
        subscription,
        disabled: row.disabled.clone(),
        old_until,
        owner: row.owner.clone(),
    })
}

fn fresh_secret() -> Result<String, AppError> {
    random::bytes().map(signature::secret).ok_or(AppError::Stopping)
}

fn not_found(id: &Key) -> AppError {
    AppError::NotFound { what: "subscription", name: id.to_string() }
}

/// Whether the condition of a change holds for what there is.
fn holds(condition: &Precondition, id: &Key, found: Option<&SubscriptionRow>) -> Result<(), AppError> {
    let failed = |detail: String| Err(AppError::PreconditionFailed { detail });
    match (condition, found) {
        (Precondition::Absent(_), Some(row)) => {
            failed(format!("the subscription {id} exists, as revision {}", row.revision))
        }
        (Precondition::Unchanged(..), None) => Err(not_found(id)),
        (Precondition::Unchanged(_, tags), Some(row))
            if !tags.is_empty() && !tags.contains(&row.revision) =>
        {
            failed(format!("the subscription {id} has changed: it is at revision {}", row.revision))
        }
        _ => Ok(()),
    }
}

impl Events {
    /// All subscriptions, by name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn subscriptions(&self, now: Millis) -> Result<Vec<Known>, AppError> {
        self.store.subscriptions().await?.iter().map(|row| known(row, now)).collect()
    }

    async fn row(&self, id: &Key) -> Result<SubscriptionRow, AppError> {
        self.store.subscription(id.as_str()).await?.ok_or_else(|| not_found(id))
    }

    /// One subscription.
    ///
    /// # Errors
    /// There is none of this name, or the database fails.
    pub async fn subscription(&self, id: &Key, now: Millis) -> Result<Known, AppError> {
        known(&self.row(id).await?, now)
    }

    /// Creates or replaces a subscription. A new one is told what happens from now on. One that is told by webhooks gets
    /// a secret that signs them.
    ///
    /// # Errors
    /// The condition does not hold, the receiver is not allowed, there are too many subscriptions, or the database fails.
    pub async fn put_subscription(
        &self,
        id: &Key,
        subscription: Subscription,
        condition: &Precondition,
        (owner, now): (&str, Millis),
    ) -> Result<Shown, AppError> {
        let found = self.store.subscription(id.as_str()).await?;
        holds(condition, id, found.as_ref())?;
        self.check_target(&subscription)?;
        if found.is_none() && self.store.subscriptions().await?.len() >= MAX_SUBSCRIPTIONS {
            let detail = format!("there are {MAX_SUBSCRIPTIONS} subscriptions already: delete one first");
            return Err(AppError::TooMuch { detail });
        }
        let kept = found.as_ref().map(|row| row.secret.clone()).filter(|secret| !secret.is_empty());
        let unsigned = subscription.mail_address().is_some() || kept.is_some();
        let secret = if unsigned { None } else { Some(fresh_secret()?) };
        let body = serde_json::to_string(&SubscriptionDoc::new(&subscription))
            .unwrap_or_else(|_| unreachable!("a subscription has only text keys"));
        let row = SubscriptionRow {
            id: id.to_string(),
            revision: found.as_ref().map_or(1, |row| row.revision + 1),
            body,
            active: subscription.active,
            disabled: None,
            secret: secret.clone().or(kept).unwrap_or_default(),
            old_secret: found.as_ref().and_then(|row| row.old_secret.clone()),
            old_until_ms: found.as_ref().map_or(0, |row| row.old_until_ms),
            fanned: 0,
            owner: owner.to_owned(),
        };
        self.write(row, secret, now).await
    }

    fn check_target(&self, subscription: &Subscription) -> Result<(), AppError> {
        let checked = match subscription.mail_address() {
            Some(address) => match self.mailer.get() {
                None => Err("the operator has set up no mail server (--smtp)".to_owned()),
                Some(mailer) => mailer.check(address),
            },
            None => match self.webhooks.get() {
                None => Err("the operator allows no receivers (--webhook-allow)".to_owned()),
                Some(webhooks) => webhooks.check(&subscription.target),
            },
        };
        let remedy = "name an allowed receiver, or ask the operator of this service to allow it";
        let place = Place::ROOT;
        checked.map_err(|why| AppError::one(&place.name("target"), "receiver-not-allowed", why, remedy))
    }

    async fn write(
        &self,
        row: SubscriptionRow,
        secret: Option<String>,
        now: Millis,
    ) -> Result<Shown, AppError> {
        if !self.store.put_subscription(&row).await? {
            let detail = format!("the subscription {} was changed at the same time", row.id);
            return Err(AppError::PreconditionFailed { detail });
        }
        self.due.notify_one();
        Ok(Shown { known: known(&row, now)?, secret, created: row.revision == 1 })
    }

    /// Removes a subscription with its deliveries.
    ///
    /// # Errors
    /// There is none of this name, the condition does not hold, or the database fails.
    pub async fn delete_subscription(&self, id: &Key, condition: &Precondition) -> Result<(), AppError> {
        let row = self.row(id).await?;
        holds(condition, id, Some(&row))?;
        if self.store.delete_subscription(id.as_str(), row.revision).await? {
            return Ok(());
        }
        Err(AppError::PreconditionFailed {
            detail: format!("the subscription {id} was changed at the same time"),
        })
    }

    /// Makes a new secret; the one before signs, too, for so long.
    ///
    /// # Errors
    /// There is none of this name, it is told by mail, the condition does not hold, or the database fails.
    pub async fn rotate_secret(
        &self,
        id: &Key,
        condition: &Precondition,
        overlap: Seconds,
        now: Millis,
    ) -> Result<Shown, AppError> {
        let row = self.row(id).await?;
        holds(condition, id, Some(&row))?;
        if known(&row, now)?.subscription.mail_address().is_some() {
            let (detail, remedy) = ("mail is not signed, so that there is no secret", "leave it as it is");
            return Err(AppError::one(&Place::ROOT.name("id"), "no-secret", detail, remedy));
        }
        let secret = fresh_secret()?;
        let row = SubscriptionRow {
            revision: row.revision + 1,
            old_until_ms: now.saturating_add(Millis::from(overlap.get()) * 1_000),
            old_secret: Some(row.secret),
            secret: secret.clone(),
            ..row
        };
        self.write(row, Some(secret), now).await
    }

    /// At most `limit` deliveries of a subscription after an event, all of them or those in one state.
    ///
    /// # Errors
    /// There is no such subscription, or the database fails.
    pub async fn deliveries(
        &self,
        id: &Key,
        state: Option<DeliveryState>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<DeliveryRow>, AppError> {
        self.row(id).await?;
        Ok(self.store.deliveries(id.as_str(), state.map(DeliveryState::as_str), after, limit).await?)
    }

    /// Begins a delivery anew that is over: dead, or delivered already. It comes before all others that wait. One that
    /// waits for its next attempt is tried now, and before it those that wait in front of it.
    ///
    /// # Errors
    /// There is no such delivery.
    pub async fn replay(&self, id: &Key, seq: u64, now: Millis) -> Result<DeliveryRow, AppError> {
        self.row(id).await?;
        if !self.store.replay_delivery(id.as_str(), seq, now).await? {
            self.store.hasten_deliveries(id.as_str(), seq, now).await?;
        }
        let found = self.store.deliveries(id.as_str(), None, seq.saturating_sub(1), 1).await?;
        let Some(row) = found.into_iter().find(|row| row.seq == seq) else {
            return Err(AppError::NotFound { what: "delivery", name: format!("{id}/{seq}") });
        };
        self.due.notify_one();
        Ok(row)
    }
}
