//! The running service: a store, and the components over it.

use super::access::Access;
use super::alerts::Alerts;
use super::audit::Audit;
use super::confirmations::Confirmations;
use super::error::AppError;
use super::events::Events;
use super::imports::Imports;
use super::incidents::Incidents;
use super::jobs::Jobs;
use super::maps::Maps;
use super::observe::Here;
use super::planning::findings::page::Findings;
use super::pool::Pool;
use super::pulse::{Contact, Pulse};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::{Observed, Store, StoreError};
use tokio::sync::Notify;

/// How often the newest revision is asked for. Hints only make it quicker.
const POLL: Duration = Duration::from_millis(500);
/// How long a reader who asks for a revision waits for it, and how often it is looked for meanwhile.
const REACH: Duration = Duration::from_secs(2);
const REACH_EVERY: Duration = Duration::from_millis(20);
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
    pulse: Pulse,
    /// How many resets of the journals were taken note of.
    noticed: AtomicU64,
    /// The current map, earlier ones, and who changes them.
    pub maps: Arc<Maps>,
    /// What those who are concerned have said of dependencies.
    pub confirmations: Arc<Confirmations>,
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
        let access = Arc::new(Access::load(store.clone()).await?);
        let (all, keys, open) = (Arc::clone(&maps), Arc::clone(&access), Arc::clone(&incidents));
        let events = Events::load(store.clone(), all, keys, open).await?;
        let alerts = Alerts::new(store.clone(), Arc::clone(&maps), Arc::clone(&incidents), pool.clone());
        let confirmations = Confirmations::load(store.clone(), Arc::clone(&maps)).await?;
        let app = Arc::new(Self {
            confirmations: Arc::new(confirmations),
            audit: Arc::new(Audit::new(store.clone())),
            access,
            jobs: Arc::new(Jobs::new(store.clone(), Arc::clone(&maps), pool.clone())),
            imports: Arc::new(Imports::new(store.clone(), Arc::clone(&maps), pool.clone())),
            findings: Arc::new(Findings::new(store.clone(), pool.clone())),
            alerts: Arc::new(alerts),
            events: Arc::new(events),
            incidents,
            maps,
            store,
            pool,
            pulse: Pulse::default(),
            noticed: AtomicU64::new(0),
        });
        // A database that can only be read is told by whoever writes.
        let _ = app.look().await;
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

    /// Whether questions may be sent here: the map is in memory, and this process follows the database, as far as that
    /// answers. Asks nobody, so that it answers at once.
    ///
    /// # Errors
    /// [`AppError::NotReady`] when the process ends, is stuck, or was last up to date longer than `max_age` ago. The
    /// database is damaged, or is not the one that was opened.
    pub fn may_be_asked(&self, max_age: Option<Duration>) -> Result<Contact, AppError> {
        let not_ready = |detail: String| Err(AppError::NotReady { detail });
        if self.pulse.is_leaving() {
            return not_ready("the service ends soon".to_owned());
        }
        self.store.is_sound()?;
        let contact = self.contact();
        let age = contact.age.as_secs_f64();
        if self.pulse.is_stuck() {
            return not_ready(format!(
                "the journal is not followed: the last look at it does not end ({age:.1} s)"
            ));
        }
        if max_age.is_some_and(|most| contact.age > most) {
            return not_ready(format!("the map was last as in the database {age:.1} s ago"));
        }
        Ok(contact)
    }

    /// Whether changes may be sent here: the database answers, can be written, and is the one that the map was read from.
    ///
    /// # Errors
    /// It does not, cannot, or is not; or the process ends.
    pub async fn ready(&self) -> Result<Contact, AppError> {
        let contact = self.may_be_asked(None)?;
        self.look().await?;
        self.maps.is_behind().await?;
        Ok(Contact { trouble: None, ..contact })
    }

    /// How well this process keeps up.
    pub fn contact(&self) -> Contact {
        let revision = self.maps.current().revision();
        let lag = self.maps.seen().saturating_sub(revision);
        Contact { revision, lag, age: self.pulse.age(), trouble: self.pulse.trouble() }
    }

    /// The process ends soon: from now on it is not ready.
    pub fn leave(&self) {
        self.pulse.leave();
    }

    /// Waits until questions are answered from this revision or a newer one, looking for it at once.
    ///
    /// # Errors
    /// [`AppError::NotReady`] when it does not come in time, or the database fails.
    pub async fn reach(&self, revision: u64) -> Result<(), AppError> {
        let known = || self.maps.current().revision();
        if known() >= revision {
            return Ok(());
        }
        let coming = async {
            let mut again = tokio::time::interval(REACH_EVERY);
            again.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                again.tick().await;
                self.maps.catch_up().await?;
                if known() >= revision {
                    return Ok::<_, AppError>(());
                }
            }
        };
        match tokio::time::timeout(REACH, coming).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(AppError::NotReady {
                detail: format!("revision {revision} is not here yet, this is {}: ask again", known()),
            }),
        }
    }

    /// A look at the database, and at its clock.
    async fn look(&self) -> Result<(), AppError> {
        let begin = Instant::now();
        if let Some(time) = self.store.ping().await? {
            crate::clock::compare(time, begin.elapsed());
        }
        Ok(())
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
        Here {
            incidents,
            flapping,
            connections: self.store.connections(),
            delivers: self.events.has_the_work(),
            map: self.maps.current().base().bytes(),
            scratch: self.pool.bytes(),
        }
    }

    /// What is in the database.
    ///
    /// # Errors
    /// It fails.
    pub async fn observed(&self) -> Result<Observed, AppError> {
        Ok(self.store.observed().await?)
    }

    /// Looks after review campaigns, until `stop` is ready.
    pub async fn keep_reviews(self: Arc<Self>, stop: impl Future<Output = ()>) {
        self.confirmations.keep(&self.events, &self.audit, stop).await;
    }

    /// Follows other processes, and ends what time alone ends, until `stop` is ready. Failures are logged and tried again.
    pub async fn follow(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let heard = Notify::new();
        let listening = self.keep_listening(&heard);
        let looking = self.keep_looking();
        tokio::pin!(stop, listening, looking);
        loop {
            tokio::select! {
                () = &mut stop => return,
                () = &mut looking => {}
                () = &mut listening => {}
                _ = poll.tick() => {}
                () = heard.notified() => {}
            }
            self.pulse.looks();
            let kept_up = tokio::select! {
                () = &mut stop => return,
                kept_up = self.keep_up() => kept_up,
            };
            let trouble = kept_up.err().map(|error| error.to_string());
            let age = self.pulse.age();
            match (self.pulse.has_looked(trouble.clone()), trouble) {
                (true, Some(error)) => tracing::error!(%error, "cannot follow the journal; trying again"),
                (true, None) => tracing::warn!(?age, "the journal is followed again"),
                (false, _) => {}
            }
        }
    }

    /// Listens for hints of other processes. Never done.
    async fn keep_listening(&self, heard: &Notify) {
        let mut hints = self.store.listen();
        loop {
            hints.next().await;
            heard.notify_one();
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
        match self.look().await {
            // What cannot be written can still be read.
            Err(AppError::Store(StoreError::ReadOnly { .. } | StoreError::Full { .. })) | Ok(()) => {}
            Err(error) => return Err(error),
        }
        self.access.keep_up(crate::clock::now()).await?;
        self.confirmations.keep_up(crate::clock::now()).await?;
        self.maps.catch_up().await?;
        self.incidents.catch_up().await?;
        self.forget_what_was_put_back().await?;
        self.settle_incidents(crate::clock::now()).await
    }

    /// When a journal turned out not to be what was read before: forgets what was computed from that, and tells whoever
    /// listens to events.
    async fn forget_what_was_put_back(&self) -> Result<(), AppError> {
        let resets = self.maps.resets() + self.incidents.resets();
        if resets == self.noticed.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.incidents.forget_computed().await;
        self.findings.forget();
        self.events.start_over().await?;
        self.noticed.store(resets, Ordering::Relaxed);
        Ok(())
    }

    /// How often the journals were not what was read before, and everything was read anew.
    pub fn resets(&self) -> u64 {
        self.maps.resets() + self.incidents.resets()
    }

    /// Ends what time alone ends among incidents: see [`Incidents::settle`].
    ///
    /// # Errors
    /// The database fails; the next call tries again.
    pub async fn settle_incidents(&self, now: i64) -> Result<(), AppError> {
        self.incidents.settle(now, |event| self.events.still_hitting(event)).await
    }
}
