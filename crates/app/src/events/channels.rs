//! The ways to tell somebody: a webhook for each event, or a mail for what happened at one moment. Each attempt speaks of
//! one delivery or of several that stand and fall together.

use super::Events;
use super::feed::logged;
use super::mail::{Around, MOST, belongs, compose};
use super::subscriptions::{Known, known};
use super::words::told;
use crate::error::AppError;
use map::Map;
use model::delivery::Verdict;
use model::incident::Millis;
use model::{DeliveryState, LoggedChange};
use outside::attempt::Attempt;
use outside::mail::Mailer;
use outside::webhook::{Message, Webhooks};
use store::{DeliveryRow, SubscriptionRow};
use wire::event::event_id;
use words::zone;

/// Deliveries that were tried together, and what came of it.
pub(super) struct Tried {
    /// In their order.
    pub(super) deliveries: Vec<DeliveryRow>,
    /// The same for all of them.
    pub(super) attempt: Attempt,
}

impl Events {
    /// Lets webhooks leave; without this none do. Only the first call counts.
    pub fn allow_webhooks(&self, webhooks: Webhooks) {
        let _ = self.webhooks.set(webhooks);
        self.due.notify_one();
    }

    /// Lets mail leave; without this none does. Only the first call counts.
    pub fn allow_mail(&self, mailer: Mailer) {
        let _ = self.mailer.set(mailer);
        self.due.notify_one();
    }

    /// What sends mail, where that is allowed.
    pub(crate) fn mailer(&self) -> Option<&Mailer> {
        self.mailer.get()
    }

    /// Whether anything can be delivered at all.
    pub(super) fn delivers(&self) -> bool {
        self.webhooks.get().is_some() || self.mailer.get().is_some()
    }

    /// Tries the delivery that a subscription waits for, perhaps with some that follow it. `None`: the operator has not
    /// opened this way.
    pub(super) async fn try_delivery(
        &self,
        row: &SubscriptionRow,
        head: DeliveryRow,
        map: &Map,
        now: Millis,
    ) -> Result<Option<Tried>, AppError> {
        let known = known(row, now)?;
        let tried = match known.subscription.mail_address() {
            None => match self.webhooks.get() {
                None => return Ok(None),
                Some(webhooks) => self.by_webhook(webhooks, (row, &known), head, map, now).await?,
            },
            Some(address) => match self.mailer.get() {
                None => return Ok(None),
                Some(mailer) => self.by_mail(mailer, (address, &known), head, map, now).await?,
            },
        };
        let (status, error) = (tried.attempt.status, tried.attempt.error.as_deref());
        let (seq, together) = (tried.deliveries.first().map(|d| d.seq), tried.deliveries.len());
        tracing::debug!(subscription = row.id, seq, together, status, error, "delivery tried");
        Ok(Some(tried))
    }

    async fn event(&self, seq: u64) -> Result<Option<LoggedChange>, AppError> {
        if let Some(event) = self.recent(seq) {
            return Ok(Some((*event).clone()));
        }
        let rows = self.store.events_after(seq.saturating_sub(1), 1).await?;
        rows.iter().find(|row| row.seq == seq).map(logged).transpose()
    }

    /// An event as the owner may be told, who sees this map.
    async fn event_for(&self, seq: u64, map: &Map) -> Result<Option<LoggedChange>, AppError> {
        match self.event(seq).await? {
            Some(event) => self.seen(&event, map).await,
            None => Ok(None),
        }
    }

    async fn by_webhook(
        &self,
        webhooks: &Webhooks,
        (row, known): (&SubscriptionRow, &Known),
        head: DeliveryRow,
        map: &Map,
        now: Millis,
    ) -> Result<Tried, AppError> {
        let Some(event) = self.event_for(head.seq, map).await? else { return Ok(forgotten(head)) };
        let body = told(&event, self.source(), known.subscription.language);
        let old = row.old_secret.as_deref().filter(|_| known.old_until.is_some());
        let secrets: Vec<&str> = std::iter::once(row.secret.as_str()).chain(old).collect();
        let message = Message {
            target: &known.subscription.target,
            id: &event_id(event.seq),
            at: now.div_euclid(1_000),
            body: &body,
            media_type: "application/cloudevents+json; charset=utf-8",
            secrets: &secrets,
        };
        let attempt = webhooks.send(&message).await;
        Ok(Tried { deliveries: vec![head], attempt })
    }

    async fn by_mail(
        &self,
        mailer: &Mailer,
        (address, known): (&str, &Known),
        head: DeliveryRow,
        map: &Map,
        now: Millis,
    ) -> Result<Tried, AppError> {
        let Some(first) = self.event_for(head.seq, map).await? else { return Ok(forgotten(head)) };
        let (deliveries, changes) = self.gathered(head, first, map).await?;
        let mut incidents = Vec::new();
        for &id in changes.iter().take(1).flat_map(|change| &change.change.after.incidents) {
            match self.incidents.read(id).await {
                Ok(incident) => incidents.push(incident),
                Err(AppError::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let mail = compose(
            &changes,
            &Around {
                subscription: known.id.as_str(),
                to: address,
                source: self.source(),
                language: known.subscription.language,
                incidents: &incidents,
                map,
                zone: &zone::of(map.zone()),
                now,
            },
        );
        let attempt = mailer.send(&mail).await;
        Ok(Tried { deliveries, attempt })
    }

    /// The first delivery with those after it that belong into the same mail. Those that were tried together stay
    /// together: what decides is kept with the deliveries, and not how many there happen to be.
    async fn gathered(
        &self,
        head: DeliveryRow,
        first: LoggedChange,
        map: &Map,
    ) -> Result<(Vec<DeliveryRow>, Vec<LoggedChange>), AppError> {
        let (pending, before) = (Some(DeliveryState::Pending.as_str()), head.seq.saturating_sub(1));
        let waiting = self.store.deliveries(&head.subscription, pending, before, MOST).await?;
        let alike = |d: &DeliveryRow| {
            (d.attempts, d.since_ms, d.next_ms) == (head.attempts, head.since_ms, head.next_ms)
        };
        let (mut deliveries, mut changes) = (vec![head.clone()], vec![first]);
        for delivery in waiting.into_iter().skip(1).take_while(alike) {
            match self.event_for(delivery.seq, map).await? {
                Some(event) if belongs(&changes[0], &event) => {
                    deliveries.push(delivery);
                    changes.push(event);
                }
                _ => break,
            }
        }
        Ok((deliveries, changes))
    }
}

fn forgotten(delivery: DeliveryRow) -> Tried {
    let error = Some("the event is not kept any more, or is not for its owner".into());
    Tried { deliveries: vec![delivery], attempt: Attempt { verdict: Verdict::Refused, status: None, error } }
}
