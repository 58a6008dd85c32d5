//! What is told to others: the log of changes of the situation, its readers, and deliveries to receivers.
//!
//! Reading order: [`log`] (what becomes an event), [`feed`] (the log and its readers), [`words`] (an event as it is told),
//! [`mail`] (the same as a mail), [`subscriptions`] (who is told), [`share`] (whom an event is for), [`seen`] (an event as somebody may see it),
//! [`channels`] (one attempt, by webhook or by mail),
//! [`worker`] (deliveries, in order and again and again).

mod channels;
mod feed;
mod log;
mod mail;
mod seen;
mod share;
mod subscriptions;
mod words;
mod worker;

pub use feed::FeedPart;
pub use subscriptions::{Known, Shown};
pub use words::told;
pub use worker::DeliveryWorker;

use crate::access::Access;
use crate::coalesce::Coalesce;
use crate::error::AppError;
use crate::incidents::Incidents;
use crate::maps::Maps;
use crate::retention::{Kept, Retention};
use log::Log;
use model::LoggedChange;
use outside::mail::Mailer;
use outside::random;
use outside::webhook::Webhooks;
use share::Filters;
use std::collections::VecDeque;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, OnceLock};
use store::{DeliveryRow, Store};
use tokio::sync::{Notify, watch};

/// What came of attempts, and how often they had been tried before; whether it was kept.
type Recording = Coalesce<Arc<(Vec<DeliveryRow>, u32)>, bool>;

/// The log of events, its readers, and who is told.
#[derive(Debug)]
pub struct Events {
    store: Store,
    maps: Arc<Maps>,
    access: Arc<Access>,
    incidents: Arc<Incidents>,
    /// What was computed last.
    log: tokio::sync::Mutex<Log>,
    /// The identity of the database towards receivers.
    source: String,
    recent: Mutex<VecDeque<Arc<LoggedChange>>>,
    /// The number of the newest event; gone when the service ends.
    newest: watch::Sender<u64>,
    /// How often the log was put back to an earlier state.
    turns: watch::Sender<u64>,
    /// Something has happened that may make events.
    wake: Arc<Notify>,
    /// There may be something to deliver.
    due: Notify,
    ended: watch::Sender<bool>,
    /// What subscriptions want.
    filters: Filters,
    /// Until when this process has the work of delivering, in Unix milliseconds.
    work_until: Arc<AtomicI64>,
    /// What came of attempts, on its way into the store.
    recording: Recording,
    /// How webhooks leave; nothing: none do.
    webhooks: OnceLock<Webhooks>,
    /// How mail leaves; nothing: none does.
    mailer: OnceLock<Mailer>,
    /// How long events are kept.
    pub(crate) kept: Kept,
}

impl Events {
    /// Takes the log out of the store.
    pub(crate) async fn load(
        store: Store,
        maps: Arc<Maps>,
        access: Arc<Access>,
        incidents: Arc<Incidents>,
    ) -> Result<Self, AppError> {
        let identity = random::bytes::<16>().unwrap_or_default();
        let hex: String = identity.iter().map(|byte| format!("{byte:02x}")).collect();
        let head = store.event_head(&format!("urn:tragweite:{hex}")).await?;
        let log = Log::read(&store).await?;
        Ok(Self {
            newest: watch::Sender::new(log.head.newest),
            turns: watch::Sender::new(0),
            log: tokio::sync::Mutex::new(log),
            source: head.source,
            recent: Mutex::default(),
            wake: incidents.changed(),
            due: Notify::new(),
            ended: watch::Sender::new(false),
            filters: Filters::default(),
            work_until: Arc::default(),
            recording: Recording::default(),
            webhooks: OnceLock::new(),
            mailer: OnceLock::new(),
            kept: Kept::usual(Retention::USUAL.events),
            store,
            maps,
            access,
            incidents,
        })
    }
}
