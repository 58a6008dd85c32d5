//! What the store keeps for those who are told of changes: the log of events, subscriptions, deliveries, leases.

use super::event_rows::{DeliveryRow, EventRow, LogEntry, LogHead, Share, SubscriptionHead, SubscriptionRow};
use super::{BULK, PROMPT, Patience, QUICK, Store, StoreError, with};
use std::sync::Arc;

impl Store {
    /// How far the log of events has come. A log without an identity is given this one.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn event_head(&self, identity: &str) -> Result<LogHead, StoreError> {
        with!(self, QUICK, store => store.event_head(identity).await)
    }

    /// The nodes that do not work as they should, in the order of their keys, and how far the log had come with them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn situation(&self) -> Result<(LogHead, Vec<String>), StoreError> {
        with!(self, store => store.situation().await)
    }

    /// Writes the entry that follows `turn`, with all its events and the new situation, or nothing. Returns how far the
    /// log has come then.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else has written that entry; [`StoreError::NulCharacter`]; and the failures
    /// of a database.
    pub async fn log_events(&self, turn: u64, entry: &LogEntry) -> Result<LogHead, StoreError> {
        let patience = Patience::for_rows(entry.events.len() + entry.states.len());
        with!(self, patience, store => store.log_events(turn, entry).await)
    }

    /// At most `limit` events after a number.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn events_after(&self, after: u64, limit: usize) -> Result<Vec<EventRow>, StoreError> {
        with!(self, PROMPT, store => store.events_after(after, limit).await)
    }

    /// The number of the oldest event that is not forgotten.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn oldest_event(&self) -> Result<Option<u64>, StoreError> {
        with!(self, store => store.oldest_event().await)
    }

    /// Forgets events before a time, with their deliveries, the oldest first and at most so many: never what somebody is
    /// still to be told of. Says how many.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn forget_events(&self, before_ms: i64, most: usize) -> Result<u64, StoreError> {
        with!(self, BULK, store => store.forget_events(before_ms, most).await)
    }

    /// Takes or keeps work that only one process may do at a time, until a time; false: somebody else has it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn lease(
        &self,
        name: &str,
        owner: &str,
        now_ms: i64,
        until_ms: i64,
    ) -> Result<bool, StoreError> {
        with!(self, QUICK, store => store.lease(name, owner, now_ms, until_ms).await)
    }

    /// All subscriptions, in the order of their names.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn subscriptions(&self) -> Result<Vec<SubscriptionRow>, StoreError> {
        with!(self, store => store.subscriptions().await)
    }

    /// One subscription.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn subscription(&self, id: &str) -> Result<Option<SubscriptionRow>, StoreError> {
        with!(self, QUICK, store => store.subscription(id).await)
    }

    /// Writes a subscription as its next revision; false: there is another revision already. Revision 1 is a new one,
    /// which hears of what happens from now on.
    ///
    /// # Errors
    /// [`StoreError::NulCharacter`]; and the failures of a database.
    pub async fn put_subscription(&self, row: &SubscriptionRow) -> Result<bool, StoreError> {
        with!(self, store => store.put_subscription(row).await)
    }

    /// Removes a subscription with its deliveries; false: this is not its revision.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn delete_subscription(&self, id: &str, revision: u64) -> Result<bool, StoreError> {
        with!(self, store => store.delete_subscription(id, revision).await)
    }

    /// Stops sending to a subscription, and keeps why.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn disable_subscription(&self, id: &str, why: &str) -> Result<(), StoreError> {
        with!(self, store => store.disable_subscription(id, why).await)
    }

    /// How far it was decided for each subscription what is delivered.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn subscription_heads(&self) -> Result<Vec<SubscriptionHead>, StoreError> {
        with!(self, QUICK, store => store.subscription_heads().await)
    }

    /// Begins deliveries for the subscriptions that have come as far as `from`, which then have come as far as `upto`;
    /// false, and nothing is done: there are not `members` of them any more.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn fan_out(
        &self,
        from: u64,
        upto: u64,
        members: usize,
        shares: &[Share<'_>],
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let patience = Patience::for_rows(members + shares.len());
        with!(self, patience, store => store.fan_out(from, upto, members, shares, now_ms).await)
    }

    /// The delivery that each active subscription waits for, the earliest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn heads(&self) -> Result<Vec<DeliveryRow>, StoreError> {
        with!(self, QUICK, store => store.heads().await)
    }

    /// The delivery that a subscription waits for.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn next_delivery(&self, id: &str) -> Result<Option<DeliveryRow>, StoreError> {
        with!(self, QUICK, store => store.next_delivery(id).await)
    }

    /// At most `limit` deliveries of a subscription after an event, all of them or those in one state.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn deliveries(
        &self,
        id: &str,
        state: Option<&str>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        with!(self, store => store.deliveries(id, state, after, limit).await)
    }

    /// Writes what came of attempts, each on deliveries that had been tried so many times: of each attempt all or nothing,
    /// and whether it was written; false: somebody else has.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn record_deliveries(
        &self,
        all: &[Arc<(Vec<DeliveryRow>, u32)>],
    ) -> Result<Vec<bool>, StoreError> {
        with!(self, PROMPT, store => store.record_deliveries(all).await)
    }

    /// Tries a delivery that waits, and those in front of it, at this time.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn hasten_deliveries(&self, id: &str, seq: u64, at_ms: i64) -> Result<(), StoreError> {
        with!(self, store => store.hasten_deliveries(id, seq, at_ms).await)
    }

    /// Begins a delivery anew that was over; false: there is none.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn replay_delivery(&self, id: &str, seq: u64, now_ms: i64) -> Result<bool, StoreError> {
        with!(self, store => store.replay_delivery(id, seq, now_ms).await)
    }
}
