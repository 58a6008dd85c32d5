//! The log of events as its readers see it: the newest in memory, the others in the store, and a signal for new ones.

use super::Events;
use crate::error::AppError;
use model::LoggedChange;
use std::sync::{Arc, PoisonError};
use store::EventRow;
use tokio::sync::watch;
use wire::event::read_change;

/// Events kept in memory, for all readers together.
const RECENT: usize = 1_000;

/// What a reader gets.
#[derive(Debug)]
pub enum FeedPart {
    /// The next events; none when there are no newer ones yet.
    Next(Vec<Arc<LoggedChange>>),
    /// What the reader asks for is forgotten, or was never there.
    Lost {
        /// The oldest event that is there.
        oldest: u64,
        /// The newest one: go on after it, and look at the situation.
        newest: u64,
    },
}

impl Events {
    /// The identity of the database towards receivers.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The number of the newest event, and of every newer one when it comes.
    pub fn newest(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    /// How often the log was put back to an earlier state: readers may know events that are not in it any more.
    pub fn turns(&self) -> watch::Receiver<u64> {
        self.turns.subscribe()
    }

    pub(super) fn turned_back(&self) {
        self.turns.send_modify(|turns| *turns += 1);
    }

    /// Whether there are events up to this one, as far as anybody knows: perhaps another process has written it and this
    /// one has not heard of it yet.
    ///
    /// # Errors
    /// The database fails.
    pub async fn reaches(&self, seq: u64) -> Result<bool, AppError> {
        if *self.newest.borrow() >= seq {
            return Ok(true);
        }
        let newest = self.store.event_head(self.source()).await?.newest;
        if newest >= seq {
            // It is read with the next look at the log, which is due now.
            self.wake.notify_one();
        }
        Ok(newest >= seq)
    }

    /// The oldest event that is kept; the one after the newest when there is none.
    ///
    /// # Errors
    /// The database fails.
    pub async fn oldest(&self) -> Result<u64, AppError> {
        Ok(self.store.oldest_event().await?.unwrap_or(*self.newest.borrow() + 1))
    }

    /// Ends all readers, because the service ends.
    pub fn end(&self) {
        self.ended.send_replace(true);
    }

    /// Ready when readers are to end.
    pub async fn ended(&self) {
        let _ = self.ended.subscribe().wait_for(|&ended| ended).await;
    }

    /// Tells readers up to which event there is something, with the events themselves when they are at hand.
    pub(super) fn tell(&self, newest: u64, events: Vec<Arc<LoggedChange>>) {
        {
            let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
            let follows = |e: &Arc<LoggedChange>| recent.back().is_none_or(|last| last.seq + 1 == e.seq);
            // Without a gap, or not at all: readers then look into the store.
            if events.last().is_none_or(|last| last.seq != newest) || !events.first().is_some_and(follows) {
                recent.clear();
            }
            if events.last().is_some_and(|last| last.seq == newest) {
                recent.extend(events);
            }
            let more = recent.len().saturating_sub(RECENT);
            recent.drain(..more);
        }
        self.newest.send_if_modified(|known| std::mem::replace(known, newest) != newest);
        self.due.notify_one();
    }

    /// One event, if it is in memory.
    pub(super) fn recent(&self, seq: u64) -> Option<Arc<LoggedChange>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let place = seq.checked_sub(recent.front()?.seq)?;
        recent.get(usize::try_from(place).ok()?).cloned()
    }

    /// At most `limit` events after a number, if all of those are in memory.
    fn at_hand(&self, after: u64, limit: usize) -> Option<Vec<Arc<LoggedChange>>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let first = recent.front()?.seq;
        let skip = usize::try_from(after.checked_add(1)?.checked_sub(first)?).ok()?;
        Some(recent.iter().skip(skip).take(limit).cloned().collect())
    }
}

/// A row of the log, read.
pub(super) fn logged(row: &EventRow) -> Result<LoggedChange, AppError> {
    let (revision, change) = read_change(&row.body)
        .map_err(|problems| AppError::Damaged { key: format!("event {}", row.seq), problems })?;
    Ok(LoggedChange { seq: row.seq, at: row.at_ms, revision, change })
}

impl Events {
    /// At most `limit` events after a number.
    ///
    /// # Errors
    /// The database fails, or holds an event that cannot be read.
    pub async fn after(&self, after: u64, limit: usize) -> Result<FeedPart, AppError> {
        let newest = *self.newest.borrow();
        if after == newest {
            return Ok(FeedPart::Next(Vec::new()));
        }
        if let Some(events) = self.at_hand(after, limit).filter(|events| !events.is_empty()) {
            return Ok(FeedPart::Next(events));
        }
        let rows = self.store.events_after(after, limit).await?;
        let oldest = rows.first().map(|row| row.seq);
        if after < newest && oldest == after.checked_add(1) {
            let events: Result<_, AppError> = rows.iter().map(|row| logged(row).map(Arc::new)).collect();
            return Ok(FeedPart::Next(events?));
        }
        Ok(FeedPart::Lost { oldest: self.oldest().await?, newest })
    }
}
