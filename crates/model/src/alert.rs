//! Alerts of monitoring tools in one form, whoever sent them, and what is known of one alert over time.

use std::collections::{BTreeMap, BTreeSet};

/// Whether an alert says that something is wrong or that it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Something is wrong.
    Firing,
    /// It is over.
    Resolved,
}

impl Status {
    /// The word used in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Firing => "firing",
            Self::Resolved => "resolved",
        }
    }
}

/// What was odd about an alert or a delivery that was kept all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// A text held a secret; it was not kept.
    Masked,
    /// Bytes that are no UTF-8 were replaced by U+FFFD.
    BytesReplaced,
    /// A text was longer than is kept.
    Cut,
    /// There were more labels or annotations than are kept.
    LabelsDropped,
    /// Something was not in the form it should have; it was left out.
    Unreadable,
    /// No fingerprint was sent; one was made of the labels.
    FingerprintMade,
    /// No status, or an unknown one, was sent; the alert counts as firing.
    StatusUnknown,
    /// No start, or a meaningless one, was sent; the time of arrival counts.
    StartUnknown,
    /// A time lies in the future: the sender's clock runs ahead of ours.
    ClockAhead,
    /// The end lies before the start.
    EndBeforeStart,
    /// A macro of the sender was sent unresolved, so that its value is not known.
    Unresolved,
    /// There were more alerts than are taken at once; the rest counts as truncated.
    TooMany,
}

impl Flag {
    /// All of them, in their order.
    pub const ALL: [Self; 12] = [
        Self::Masked,
        Self::BytesReplaced,
        Self::Cut,
        Self::LabelsDropped,
        Self::Unreadable,
        Self::FingerprintMade,
        Self::StatusUnknown,
        Self::StartUnknown,
        Self::ClockAhead,
        Self::EndBeforeStart,
        Self::Unresolved,
        Self::TooMany,
    ];

    /// The word used in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Masked => "masked",
            Self::BytesReplaced => "bytes-replaced",
            Self::Cut => "cut",
            Self::LabelsDropped => "labels-dropped",
            Self::Unreadable => "unreadable",
            Self::FingerprintMade => "fingerprint-made",
            Self::StatusUnknown => "status-unknown",
            Self::StartUnknown => "start-unknown",
            Self::ClockAhead => "clock-ahead",
            Self::EndBeforeStart => "end-before-start",
            Self::Unresolved => "unresolved",
            Self::TooMany => "too-many",
        }
    }
}

/// One alert as it was told once. Times are Unix milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// What tells this alert from others of the same receiver; the same for all that is told of it.
    pub fingerprint: String,
    /// The sender's own name for it (an event or incident), where it has one.
    pub source_id: Option<String>,
    /// The status of this alert, never that of the group it was sent with.
    pub status: Status,
    /// What it is about.
    pub labels: BTreeMap<String, String>,
    /// What is said about it.
    pub annotations: BTreeMap<String, String>,
    /// Since when; `None` when the sender does not know.
    pub starts_ms: Option<i64>,
    /// Until when, where that is known. The year 1 is not known.
    pub ends_ms: Option<i64>,
    /// The fingerprint names a single outage: once over, it never begins again.
    pub once: bool,
    /// How bad the sender finds it, in its own small letters.
    pub severity: Option<String>,
    /// Where to read more.
    pub url: Option<String>,
    /// In one line.
    pub summary: Option<String>,
    /// What was odd about it.
    pub flags: BTreeSet<Flag>,
}

/// All alerts of one delivery.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Delivery {
    /// What belongs together at the sender; alerts that a delivery leaves out belong to the same group.
    pub group: String,
    /// The alerts, in their order.
    pub alerts: Vec<Alert>,
    /// How many alerts of the group were left out: nothing is known of those.
    pub truncated: u64,
    /// What was odd about the delivery as a whole.
    pub flags: BTreeSet<Flag>,
}

/// How far an alert is known, whatever the order in which it was told: both times only ever grow. Starts are kept as the
/// sender's clock has them, ends as ours does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// The newest start, Unix milliseconds; `None` = only an end was told.
    pub starts_ms: Option<i64>,
    /// It is known to be over up to here, inclusive, Unix milliseconds.
    pub over_ms: Option<i64>,
    /// When it was last told to fire, or first told to be over; Unix milliseconds.
    pub seen_ms: i64,
}

/// What a delivery told of an alert, compared with what was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// It fires, and that is new.
    New,
    /// It fires, as was known.
    Duplicate,
    /// It is over, and that is new.
    Resolved,
    /// It speaks of what newer news has settled already, or of an end whose start was never told.
    Stale,
}

impl Told {
    /// The word used in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Duplicate => "duplicate",
            Self::Resolved => "resolved",
            Self::Stale => "stale",
        }
    }
}

impl Standing {
    /// Whether it fires: it has begun after everything that is known to be over. A single outage (`once`) that was told
    /// to be over never fires again.
    pub fn fires(&self, once: bool) -> bool {
        self.starts_ms.is_some_and(|start| self.over_ms.is_none_or(|over| !once && start > over))
    }

    /// What is known after this alert was received at `now_ms`, and what of it was news.
    ///
    /// Newest start and latest end are kept, so that repetitions and any order lead to the same: an end settles all starts
    /// up to it, and a start that is older than a known one is history. An end in the future counts as now, for it
    /// would hide what comes next.
    ///
    /// No clock of a sender is trusted to end an outage: what arrives while it fires and says that it is over ends it,
    /// whatever time it says, unless it names a start and a later one is known, or repeats the end that is known already.
    /// Without times of the sender the order of arrival decides.
    pub fn after(before: Option<&Self>, alert: &Alert, now_ms: i64) -> (Self, Told) {
        let mut known = before.copied().unwrap_or_default();
        let told_ms = known.seen_ms;
        // Only being told to fire keeps an alert alive.
        if alert.status == Status::Firing || before.is_none() {
            known.seen_ms = known.seen_ms.max(now_ms);
        }
        let told = match alert.status {
            Status::Firing if alert.once => known.fire_once(alert, now_ms),
            Status::Firing => known.fire(alert, told_ms, now_ms),
            Status::Resolved => known.resolve(alert, now_ms),
        };
        (known, told)
    }

    fn resolve(&mut self, alert: &Alert, now_ms: i64) -> Told {
        let (fired, running) = (self.fires(alert.once), self.starts_ms);
        let end = alert.ends_ms.map_or(now_ms, |end| end.min(now_ms));
        // Its start may be ahead of our clock, its end before it.
        let end = alert.starts_ms.map_or(end, |start| end.max(start));
        let of_another = match (alert.starts_ms, alert.ends_ms) {
            (Some(start), told) => running.is_some_and(|known| {
                // A start that was ahead of our clock when it was told says nothing of order.
                (start..=self.seen_ms).contains(&known) && known > start && told.is_none_or(|end| known > end)
            }),
            (None, Some(_)) => self.over_ms == Some(end),
            (None, None) => false,
        };
        if !alert.once {
            self.starts_ms = self.starts_ms.max(alert.starts_ms);
        }
        self.over_ms = self.over_ms.max(Some(end));
        if fired && !of_another && !alert.once {
            self.over_ms = self.over_ms.max(running);
        }
        if fired && !self.fires(alert.once) { Told::Resolved } else { Told::Stale }
    }

    /// `told_ms` is when it was told to fire before.
    fn fire(&mut self, alert: &Alert, told_ms: i64, now_ms: i64) -> Told {
        let newest = self.starts_ms;
        let next = self.over_ms.map(|over| over.saturating_add(1));
        let start = match alert.starts_ms {
            // The clock was ahead and has been set right: it is a new beginning although it seems to be an older one.
            Some(start)
                if newest.is_some_and(|newest| newest > told_ms && told_ms < start && start < newest) =>
            {
                next.map_or(start, |next| next.max(start))
            }
            Some(start) => start,
            None if self.fires(false) => return Told::Duplicate,
            // Right after an end of the same moment it is a new beginning all the same.
            None => next.map_or(now_ms, |next| now_ms.max(next)),
        };
        self.starts_ms = newest.max(Some(start));
        match self.fires(false) {
            true if newest.is_none_or(|newest| start > newest) => Told::New,
            true if newest == Some(start) => Told::Duplicate,
            _ => Told::Stale,
        }
    }

    /// Of a single outage the earliest start counts.
    fn fire_once(&mut self, alert: &Alert, now_ms: i64) -> Told {
        let start = alert.starts_ms.unwrap_or(now_ms);
        let known = self.starts_ms;
        self.starts_ms = Some(known.map_or(start, |known| known.min(start)));
        match known {
            _ if !self.fires(true) => Told::Stale,
            None => Told::New,
            Some(_) => Told::Duplicate,
        }
    }
}
