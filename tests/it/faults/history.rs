//! What clients saw, with times: acknowledged writes, reads, webhooks; and the table that is made of it.

use super::kinds::Fault;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// What was done, or came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Count,
    ChangeSet,
    Incident,
    Alert,
    Subscription,
    Read,
    Stream,
    Webhook,
}

/// How often each must have happened after a fault before it counts as over.
const AGAIN: usize = 3;
/// What is waited for after each fault.
const AWAITED: [Kind; 7] = [
    Kind::Count,
    Kind::ChangeSet,
    Kind::Incident,
    Kind::Alert,
    Kind::Subscription,
    Kind::Read,
    Kind::Webhook,
];
const WRITES: [Kind; 5] = [Kind::Count, Kind::ChangeSet, Kind::Incident, Kind::Alert, Kind::Subscription];

/// What was promised to a client, or seen by it.
#[derive(Debug, Clone)]
pub(super) struct Acknowledged {
    pub(super) kind: Kind,
    /// Whatever tells it from others of its kind.
    pub(super) what: String,
    pub(super) at: Duration,
}

/// Something that must not be.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) what: String,
    /// When the write that is lost was acknowledged.
    pub(super) lost: Option<Duration>,
}

/// What all clients saw.
#[derive(Debug)]
pub(super) struct History {
    begun: Instant,
    seen: Mutex<Vec<Acknowledged>>,
    refused: Mutex<Vec<Duration>>,
    /// What a client itself found wrong.
    wrong: Mutex<Vec<String>>,
    more: watch::Sender<()>,
}

impl Default for History {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            seen: Mutex::default(),
            refused: Mutex::default(),
            wrong: Mutex::default(),
            more: watch::Sender::new(()),
        }
    }
}

impl History {
    pub(super) fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    /// It was acknowledged, answered, or came.
    pub(super) fn seen(&self, kind: Kind, what: impl Into<String>) {
        let seen = Acknowledged { kind, what: what.into(), at: self.now() };
        self.seen.lock().unwrap().push(seen);
        self.more.send_replace(());
    }

    /// It was refused, or nobody knows what came of it.
    pub(super) fn refused(&self) {
        self.refused.lock().unwrap().push(self.now());
    }

    pub(super) fn wrong(&self, what: String) {
        self.wrong.lock().unwrap().push(what);
    }

    pub(super) fn found(&self) -> Vec<String> {
        self.wrong.lock().unwrap().clone()
    }

    /// Everything of a kind, in the order in which it was seen.
    pub(super) fn of(&self, kind: Kind) -> Vec<Acknowledged> {
        self.seen.lock().unwrap().iter().filter(|seen| seen.kind == kind).cloned().collect()
    }

    /// Waits until everybody has got on from now on.
    pub(super) async fn goes_on(&self) {
        let from = self.now();
        let mut more = self.more.subscribe();
        let all = || {
            let seen = self.seen.lock().unwrap();
            let since = seen.iter().rev().take_while(|seen| seen.at >= from);
            let mut counts = BTreeMap::<Kind, usize>::new();
            since.for_each(|seen| *counts.entry(seen.kind).or_default() += 1);
            AWAITED.iter().all(|kind| counts.get(kind).is_some_and(|&count| count >= AGAIN))
        };
        while !all() {
            more.changed().await.unwrap();
        }
    }

    /// When each kind was seen last.
    pub(super) fn last(&self) -> String {
        let seen = self.seen.lock().unwrap();
        let last: BTreeMap<Kind, Duration> = seen.iter().map(|seen| (seen.kind, seen.at)).collect();
        format!("now {:?}; {last:?}", self.now())
    }

    /// The longest time within a window in which nothing of a kind was seen.
    fn gap(&self, kind: Kind, from: Duration, to: Duration) -> Duration {
        let seen = self.seen.lock().unwrap();
        let times = seen.iter().filter(|seen| seen.kind == kind).map(|seen| seen.at);
        let (mut last, mut longest) = (None, Duration::ZERO);
        for at in times.chain([to]).take_while(|&at| at <= to) {
            if at >= from {
                longest = longest.max(at.saturating_sub(last.unwrap_or(from)));
            }
            last = Some(at);
        }
        longest
    }

    /// Acknowledged, not acknowledged, lost, and the longest gaps, by fault.
    pub(super) fn table(&self, windows: &[(Fault, Duration, Duration)], wrong: &[Wrong]) -> String {
        let mut text = format!(
            "{:32} {:>12} {:>8} {:>5} {:>8} {:>8} {:>9}\n",
            "fault", "acknowledged", "refused", "lost", "writes s", "reads s", "webhooks s"
        );
        let mut sums = [0; 3];
        for (fault, from, to) in windows {
            let within = |at: &Duration| (from..to).contains(&at);
            let acknowledged = {
                let seen = self.seen.lock().unwrap();
                seen.iter().filter(|seen| WRITES.contains(&seen.kind) && within(&seen.at)).count()
            };
            let refused = self.refused.lock().unwrap().iter().filter(|at| within(at)).count();
            let lost = wrong.iter().filter(|wrong| wrong.lost.as_ref().is_some_and(within)).count();
            let gap = |kinds: &[Kind]| {
                kinds.iter().map(|&kind| self.gap(kind, *from, *to)).max().unwrap_or_default().as_secs_f64()
            };
            let (writes, reads, webhooks) = (gap(&WRITES), gap(&[Kind::Read]), gap(&[Kind::Webhook]));
            let name = fault.name();
            let _ = writeln!(
                text,
                "{name:32} {acknowledged:>12} {refused:>8} {lost:>5} {writes:>8.1} {reads:>8.1} {webhooks:>9.1}"
            );
            for (sum, more) in sums.iter_mut().zip([acknowledged, refused, lost]) {
                *sum += more;
            }
        }
        let _ = writeln!(text, "{:32} {:>12} {:>8} {:>5}", "all", sums[0], sums[1], sums[2]);
        text
    }
}
