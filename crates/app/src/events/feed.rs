//! The log of events as its readers see it: the newest in memory, the others in the store, and a signal for new ones.

use super::log::Log;
use super::share::Filters;
use crate::error::AppError;
use crate::live::App;
use crate::together::Together;
use model::LoggedChange;
use outside::mail::Mailer;
use outside::random;
use outside::webhook::Webhooks;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use store::{DeliveryRow, EventRow, Store};
use tokio::sync::{Notify, watch};
use wire::event::read_change;

/// Events kept in memory, for all readers together.
const RECENT: usize = 1_000;

/// What came of attempts, and how often they had been tried before; whether it was kept.
type Recording = Together<Arc<(Vec<DeliveryRow>, u32)>, bool>;

/// The log of events.
#[derive(Debug)]
pub struct Events {
    /// What was computed last.
    pub(super) log: tokio::sync::Mutex<Log>,
    /// The identity of the database towards receivers.
    source: String,
    recent: Mutex<VecDeque<Arc<LoggedChange>>>,
    /// The number of the newest event; gone when the service ends.
    newest: watch::Sender<u64>,
    /// Something has happened that may make events.
    pub(super) wake: Notify,
    /// There may be something to deliver.
    pub(super) due: Notify,
    ended: watch::Sender<bool>,
    /// What subscriptions want.
    pub(super) filters: Filters,
    /// What came of attempts, on its way into the store.
    pub(super) recording: Recording,
    /// How webhooks leave; nothing: none do.
    pub(super) webhooks: OnceLock<Webhooks>,
    /// How mail leaves; nothing: none does.
    pub(super) mailer: OnceLock<Mailer>,
}

/// What a reader gets.
#[derive(Debug)]
pub enum Part {
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
    /// Takes the log out of the store.
    ///
    /// # Errors
    /// The database fails, or holds a state that cannot be read.
    pub(crate) async fn open(store: &Store) -> Result<Self, AppError> {
        let identity = random::bytes::<16>().unwrap_or_default();
        let hex: String = identity.iter().map(|byte| format!("{byte:02x}")).collect();
        let head = store.event_head(&format!("urn:tragweite:{hex}")).await?;
        let log = Log::read(store).await?;
        Ok(Self {
            newest: watch::Sender::new(log.head.newest),
            log: tokio::sync::Mutex::new(log),
            source: head.source,
            recent: Mutex::default(),
            wake: Notify::new(),
            due: Notify::new(),
            ended: watch::Sender::new(false),
            filters: Filters::default(),
            recording: Recording::default(),
            webhooks: OnceLock::new(),
            mailer: OnceLock::new(),
        })
    }

    /// The identity of the database towards receivers.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The number of the newest event, and of every newer one when it comes.
    pub fn newest(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    /// Says that something has happened that may make events.
    pub(crate) fn look(&self) {
        self.wake.notify_one();
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

impl App {
    /// The log of events.
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// At most `limit` events after a number.
    ///
    /// # Errors
    /// The database fails, or holds an event that cannot be read.
    pub async fn events_after(&self, after: u64, limit: usize) -> Result<Part, AppError> {
        let newest = *self.events.newest.borrow();
        if after == newest {
            return Ok(Part::Next(Vec::new()));
        }
        if let Some(events) = self.events.at_hand(after, limit).filter(|events| !events.is_empty()) {
            return Ok(Part::Next(events));
        }
        let rows = self.store.events_after(after, limit).await?;
        let oldest = rows.first().map(|row| row.seq);
        if after < newest && oldest == after.checked_add(1) {
            let events: Result<_, AppError> = rows.iter().map(|row| logged(row).map(Arc::new)).collect();
            return Ok(Part::Next(events?));
        }
        let oldest = self.store.oldest_event().await?.unwrap_or(newest + 1);
        Ok(Part::Lost { oldest, newest })
    }
}
