//! Deliveries: at least once, for each subscription in order. What is to be delivered is in the store before the first
//! attempt, and what came of an attempt before the next one; so whoever goes on after the end of a process repeats at
//! most the attempt that was under way, with the same id.

use super::Events;
use crate::error::AppError;
use model::DeliveryState;
use model::delivery::{Next, Verdict, next};
use model::incident::Millis;
use outside::attempt::Attempt;
use outside::random;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use store::DeliveryRow;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// How often the clock is looked at.
const POLL: Duration = Duration::from_millis(500);
/// How long a process has the work without saying so again. When it is killed, another one goes on after that.
const LEASE: Millis = 5_000;
/// How often it says so.
const RENEW: Millis = 1_000;
/// The name of the work.
const WORK: &str = "deliveries";
/// Receivers that are served at once.
const AT_ONCE: usize = 32;
/// How long attempts under way may go on when the service ends.
const DRAIN: Duration = Duration::from_secs(5);
/// How long it may take to say that the work is given back.
const GIVE_BACK: Duration = Duration::from_secs(1);
/// How often what is old is forgotten, and not before a process has run for so long: by then a wrong clock was noticed.
const TIDY_EVERY: Duration = Duration::from_secs(3_600);
/// Most events that are forgotten at once.
const FORGOTTEN: usize = 20_000;
/// Longest reason that is kept, in characters.
const REASON: usize = 300;

/// The clock and the jitter of deliveries.
#[derive(Clone)]
pub struct DeliveryWorker {
    /// Gives the time in Unix milliseconds.
    pub clock: Arc<dyn Fn() -> Millis + Send + Sync>,
    /// Gives the jitter, 0 to 1,000.
    pub jitter: Arc<dyn Fn() -> u16 + Send + Sync>,
}

impl Default for DeliveryWorker {
    /// The clock of the machine, and chance.
    fn default() -> Self {
        Self { clock: Arc::new(crate::clock::now), jitter: Arc::new(|| random::number() % 1_001) }
    }
}

impl Events {
    /// Tries what is due now and goes on with every receiver until one fails or nothing is left; for one process at a
    /// time. Says how many attempts were made.
    ///
    /// # Errors
    /// The database fails, or holds something that cannot be read.
    pub async fn deliver(self: &Arc<Self>, worker: &DeliveryWorker) -> Result<usize, AppError> {
        self.share_out((worker.clock)()).await?;
        let mut attempts = 0;
        for head in self.store.heads().await? {
            attempts += self.serve_receiver(&head.subscription, worker, &AtomicI64::new(Millis::MAX)).await?;
        }
        Ok(attempts)
    }

    /// Delivers to one receiver what is due, in order, while the work is ours (`until`).
    async fn serve_receiver(
        &self,
        id: &str,
        worker: &DeliveryWorker,
        until: &AtomicI64,
    ) -> Result<usize, AppError> {
        let mut attempts = 0;
        loop {
            let now = (worker.clock)();
            if until.load(Ordering::Relaxed) <= now {
                return Ok(attempts);
            }
            let Some(row) = self.store.subscription(id).await?.filter(|row| row.active) else {
                return Ok(attempts);
            };
            let Some(head) = self.store.next_delivery(id).await?.filter(|d| d.next_ms <= now) else {
                return Ok(attempts);
            };
            let Some(map) = self.map_of_owner(&row.owner) else {
                self.store.disable_subscription(id, "the right of its owner has ended").await?;
                return Ok(attempts);
            };
            let tried_before = head.attempts;
            let Some(tried) = self.try_delivery(&row, head, &map, now).await? else { return Ok(attempts) };
            attempts += 1;
            if tried.attempt.verdict == Verdict::Gone {
                self.store.disable_subscription(id, "the receiver answered 410 Gone").await?;
            }
            let (now, jitter) = ((worker.clock)(), (worker.jitter)());
            let after: Vec<DeliveryRow> = tried
                .deliveries
                .iter()
                .map(|delivery| after(delivery, &tried.attempt, now, jitter))
                .collect();
            if !self.record(after, tried_before).await? {
                return Ok(attempts);
            }
        }
    }

    /// Keeps what came of an attempt, with what came of others at the same time; false: somebody else has.
    async fn record(&self, after: Vec<DeliveryRow>, tried: u32) -> Result<bool, AppError> {
        let mine = Arc::new((after, tried));
        let all = |all: Vec<Arc<(Vec<DeliveryRow>, u32)>>| async move {
            self.store.record_deliveries(&all).await.unwrap_or_default()
        };
        match self.recording.run(Arc::clone(&mine), all).await {
            Some(kept) => Ok(kept),
            None => Ok(self.store.record_deliveries(&[mine]).await?.first().copied().unwrap_or(false)),
        }
    }

    /// Whether this process has the work of delivering.
    pub fn has_the_work(&self) -> bool {
        self.work_until.load(Ordering::Relaxed) > crate::clock::now()
    }

    /// Delivers until `stop` is ready, when no other process does. Failures are logged and tried again.
    pub async fn post(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let worker = DeliveryWorker::default();
        let owner: String =
            random::bytes::<16>().unwrap_or_default().iter().map(|b| format!("{b:02x}")).collect();
        let mut round = Round::new(owner, Arc::clone(&self.work_until));
        let mut running: JoinSet<String> = JoinSet::new();
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        tokio::pin!(stop);
        let mut failing = false;
        loop {
            tokio::select! {
                () = &mut stop => break,
                _ = poll.tick() => {}
                () = self.due.notified() => {}
                Some(served) = running.join_next() => {
                    match served {
                        Ok(id) => round.has_served(&id),
                        Err(error) => tracing::error!(%error, "deliveries to a receiver broke off"),
                    }
                    if running.is_empty() && round.ready.is_empty() {
                        round.busy.clear();
                    }
                    self.serve_ready(&mut round, &mut running, &worker);
                    continue;
                }
            }
            let made = tokio::select! {
                () = &mut stop => break,
                made = self.round(&mut round, &mut running, &worker) => made,
            };
            match made {
                Ok(()) => failing = false,
                Err(error) if !failing => {
                    failing = true;
                    tracing::warn!(%error, "nothing is delivered at the moment; trying again");
                }
                Err(_) => {}
            }
        }
        // Attempts under way may end; no further ones begin.
        let held = round.until.swap(0, Ordering::Relaxed);
        let all = async { while running.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(DRAIN, all).await;
        running.shutdown().await;
        if held > 0 {
            // Without a database it ends by itself.
            let given_back = self.store.lease(WORK, &round.owner, (worker.clock)(), 0);
            let _ = tokio::time::timeout(GIVE_BACK, given_back).await;
        }
    }

    async fn round(
        self: &Arc<Self>,
        round: &mut Round,
        running: &mut JoinSet<String>,
        worker: &DeliveryWorker,
    ) -> Result<(), AppError> {
        let now = (worker.clock)();
        if round.until.load(Ordering::Relaxed) < now + LEASE - RENEW {
            let until = now + LEASE;
            let ours = self.store.lease(WORK, &round.owner, now, until).await?;
            round.until.store(if ours { until } else { 0 }, Ordering::Relaxed);
        }
        if round.until.load(Ordering::Relaxed) <= now {
            return Ok(());
        }
        if round.tidied.elapsed() >= TIDY_EVERY {
            round.tidied = Instant::now();
            self.store.forget_events(self.kept.before(now), FORGOTTEN).await?;
        }
        self.share_out(now).await?;
        if !self.delivers() {
            return Ok(());
        }
        round.ready.clear();
        for head in self.store.heads().await?.into_iter().filter(|head| head.next_ms <= now) {
            if round.busy.contains(&head.subscription) {
                // It may just have looked for the last time.
                round.again.insert(head.subscription);
            } else {
                round.ready.push_back(head.subscription);
            }
        }
        self.serve_ready(round, running, worker);
        Ok(())
    }

    /// Begins with as many of those that are ready as there are places.
    fn serve_ready(
        self: &Arc<Self>,
        round: &mut Round,
        running: &mut JoinSet<String>,
        worker: &DeliveryWorker,
    ) {
        while running.len() < AT_ONCE
            && let Some(id) = round.ready.pop_front()
        {
            round.busy.insert(id.clone());
            let (app, until, worker) = (Arc::clone(self), Arc::clone(&round.until), worker.clone());
            running.spawn(async move {
                if let Err(error) = app.serve_receiver(&id, &worker, &until).await {
                    tracing::warn!(%error, subscription = id, "deliveries stopped for now");
                }
                id
            });
        }
    }
}

/// What one process knows of the work.
struct Round {
    owner: String,
    /// Until when the work is ours, in Unix milliseconds.
    until: Arc<AtomicI64>,
    /// Receivers that are being served.
    busy: BTreeSet<String>,
    /// Those among them for which something came meanwhile.
    again: BTreeSet<String>,
    /// Receivers for which something is due.
    ready: VecDeque<String>,
    /// When what is old was forgotten.
    tidied: Instant,
}

impl Round {
    fn new(owner: String, until: Arc<AtomicI64>) -> Self {
        Self {
            owner,
            until,
            busy: BTreeSet::new(),
            again: BTreeSet::new(),
            ready: VecDeque::new(),
            tidied: Instant::now(),
        }
    }

    fn has_served(&mut self, id: &str) {
        self.busy.remove(id);
        self.ready.extend(self.again.take(id));
    }
}

/// A delivery after an attempt.
fn after(delivery: &DeliveryRow, attempt: &Attempt, now: Millis, jitter: u16) -> DeliveryRow {
    let attempts = delivery.attempts + 1;
    let (state, next_ms) = match next(&attempt.verdict, attempts, delivery.since_ms, now, jitter) {
        Next::Done => (DeliveryState::Delivered, now),
        Next::Again(at) => (DeliveryState::Pending, at),
        Next::GiveUp => (DeliveryState::Dead, now),
    };
    DeliveryRow {
        state: state.as_str().to_owned(),
        attempts,
        next_ms,
        last_ms: now,
        last_status: attempt.status.unwrap_or(0),
        last_error: attempt.error.as_ref().map(|error| error.chars().take(REASON).collect()),
        ..delivery.clone()
    }
}
