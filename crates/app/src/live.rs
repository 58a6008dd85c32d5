//! The running service: a store, and the components over it.

use super::access::Access;
use super::alerts::Alerts;
use super::audit::Audit;
use super::error::AppError;
use super::events::Events;
use super::imports::Imports;
use super::incidents::Incidents;
use super::jobs::Jobs;
use super::maps::Maps;
use super::observe::Here;
use super::planning::findings::page::Findings;
use super::pool::Pool;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Observed, Store};

/// How often the newest revision is asked for. Hints only make it quicker.
const POLL: Duration = Duration::from_millis(500);
/// How many times longer than it takes to look at the whole database file it is left alone afterwards.
const LOOK_EVERY: u32 = 50;

/// The service: it only holds its components. Each has its own state, and a component asks another one by its methods.
#[derive(Debug)]
pub struct App {
    store: Store,
    pool: Pool,
    /// Who may do what.
    pub access: Arc<Access>,
    /// Who did what.
    pub audit: Arc<Audit>,
    /// The current map, earlier ones, and who changes them.
    pub maps: Arc<Maps>,
    /// What is going on.
    pub incidents: Arc<Incidents>,
    /// What monitoring tools say of nodes.
    pub alerts: Arc<Alerts>,
    /// What is told to others.
    pub events: Arc<Events>,
    /// Questions that are answered in the background.
    pub jobs: Arc<Jobs>,
    /// What agencies have already, on its way into the map.
    pub imports: Arc<Imports>,
    /// What is found wrong with the map, and what somebody has accepted of that.
    pub findings: Arc<Findings>,
}

impl App {
    /// Takes the map, the open incidents and the log of events out of the store.
    ///
    /// # Errors
    /// The database fails, or holds a document that cannot be read.
    pub async fn open(store: Store) -> Result<Arc<Self>, AppError> {
        let pool = Pool::default();
        let maps = Arc::new(Maps::load(store.clone(), pool.clone()).await?);
        let incidents = Incidents::load(store.clone(), Arc::clone(&maps), pool.clone()).await?;
        let incidents = Arc::new(incidents);
        let events = Events::load(store.clone(), Arc::clone(&maps), Arc::clone(&incidents)).await?;
        let alerts = Alerts::new(store.clone(), Arc::clone(&maps), Arc::clone(&incidents), pool.clone());
        let app = Arc::new(Self {
            audit: Arc::new(Audit::new(store.clone())),
            access: Arc::new(Access::load(store.clone()).await?),
            jobs: Arc::new(Jobs::new(store.clone(), Arc::clone(&maps), pool.clone())),
            imports: Arc::new(Imports::new(store.clone(), Arc::clone(&maps), pool.clone())),
            findings: Arc::new(Findings::new(store.clone(), pool.clone())),
            alerts: Arc::new(alerts),
            events: Arc::new(events),
            incidents,
            maps,
            store,
            pool,
        });
        app.maps.catch_up().await?;
        Ok(app)
    }

    /// Scratch memory for questions.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// What changes whenever an incident, and whenever the map does: number of the newest event of all incidents, and revision.
    pub fn news(&self) -> (u64, u64) {
        (self.incidents.head(), self.maps.current().revision())
    }

    /// Whether the database answers, can be written, and is the one that the map was read from.
    ///
    /// # Errors
    /// It does not, cannot, or is not.
    pub async fn ready(&self) -> Result<(), AppError> {
        self.store.ping().await?;
        self.maps.is_behind().await.map(|_| ())
    }

    /// Ends the connections to the database.
    pub async fn close(&self) {
        if let Err(error) = self.audit.write().await {
            tracing::error!(%error, "the audit log could not be written to its end");
        }
        if let Err(error) = self.access.note_used(crate::clock::now()).await {
            tracing::warn!(%error, "could not write down which keys were used");
        }
        self.store.close().await;
    }

    /// What is in the memory of this process.
    pub fn here(&self) -> Here {
        let (incidents, flapping) = self.incidents.counted();
        Here { incidents, flapping, map: self.maps.current().base().bytes(), scratch: self.pool.bytes() }
    }

    /// What is in the database.
    ///
    /// # Errors
    /// It fails.
    pub async fn observed(&self) -> Result<Observed, AppError> {
        Ok(self.store.observed().await?)
    }

    /// Follows other processes, and ends what time alone ends, until `stop` is ready. Failures are logged and tried again.
    pub async fn follow(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let mut hints = self.store.listen().await.ok();
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        tokio::pin!(stop);
        let looking = self.keep_looking();
        tokio::pin!(looking);
        let mut failing = false;
        loop {
            tokio::select! {
                () = &mut stop => return,
                () = &mut looking => {}
                _ = poll.tick() => {}
                hint = next_hint(&mut hints) => if hint.is_none() { hints = None },
            }
            match self.keep_up().await {
                Ok(()) => failing = false,
                Err(error) if !failing => {
                    failing = true;
                    tracing::error!(%error, "cannot follow the journal; trying again");
                }
                Err(_) => {}
            }
        }
    }

    /// Looks at the file of the database whenever somebody has written to it, ourselves included, for a small part of the
    /// time. Never done.
    async fn keep_looking(&self) {
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut pause = Duration::ZERO;
        let mut looked = Instant::now();
        loop {
            poll.tick().await;
            if looked.elapsed() < pause || !self.store.was_written_to() {
                continue;
            }
            looked = Instant::now();
            if let Err(error) = self.store.look_at_content().await {
                tracing::error!(%error, "the file of the database is not as it should be");
            }
            pause = looked.elapsed() * LOOK_EVERY;
        }
    }

    async fn keep_up(&self) -> Result<(), AppError> {
        self.store.ping().await?;
        self.access.keep_up(crate::clock::now()).await?;
        self.maps.catch_up().await?;
        self.incidents.catch_up().await?;
        self.settle_incidents(crate::clock::now()).await
    }

    /// Ends what time alone ends among incidents: see [`Incidents::settle`].
    ///
    /// # Errors
    /// The database fails; the next call tries again.
    pub async fn settle_incidents(&self, now: i64) -> Result<(), AppError> {
        self.incidents.settle(now, |event| self.events.still_hitting(event)).await
    }
}

async fn next_hint(hints: &mut Option<store::Hints>) -> Option<u64> {
    match hints {
        Some(hints) => hints.next().await,
        None => std::future::pending().await,
    }
}
