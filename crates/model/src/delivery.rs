//! When a delivery is tried again: at first every minute, as alarms wait behind it, then ever more rarely; with jitter told
//! from outside.

use super::incident::Millis;

/// Pauses before each attempt, in seconds: at once, 5 s, 15 s, 30 s, eight times a minute, 5 min, 15 min, 30 min, 2 h, 5 h,
/// 10 h, 14 h, 20 h, 24 h.
pub const PAUSES: [u32; 21] = [
    0, 5, 15, 30, 60, 60, 60, 60, 60, 60, 60, 60, 300, 900, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000,
    86_400,
];
/// Longest pause that a receiver may ask for, in seconds.
pub const MAX_RETRY_AFTER: u32 = 86_400;
/// Largest jitter.
pub const MAX_JITTER: u16 = 1_000;
/// What the attempts themselves may take of the time of the whole schedule, in milliseconds: an hour.
const MARGIN: Millis = 3_600_000;

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliveryState {
    /// It waits for its turn or for the next attempt.
    Pending,
    /// The receiver took it.
    Delivered,
    /// It was given up; somebody may ask for it again.
    Dead,
}

super::kind::words!(DeliveryState { Pending = "pending", Delivered = "delivered", Dead = "dead" });

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Taken.
    Delivered,
    /// Not taken; the receiver may say how many seconds to wait.
    Failed {
        /// The pause that the receiver asks for.
        retry_after: Option<u32>,
    },
    /// Not taken, and never will be; what comes after it may be.
    Refused,
    /// The receiver wants nothing any more.
    Gone,
}

/// What happens to a delivery after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing.
    Done,
    /// Another attempt, at this time.
    Again(Millis),
    /// It is given up.
    GiveUp,
}

/// When to try again a delivery that began at `since` and has now been tried `attempts` times. `jitter` (0 to
/// [`MAX_JITTER`]) makes the pause longer by up to a fifth, so that many deliveries do not come back at once. Given up
/// when the schedule is through, in attempts or, behind others that were waited for, in time.
pub fn next(verdict: &Verdict, attempts: u32, since: Millis, now: Millis, jitter: u16) -> Next {
    let retry_after = match verdict {
        Verdict::Delivered => return Next::Done,
        Verdict::Refused | Verdict::Gone => return Next::GiveUp,
        Verdict::Failed { retry_after } => retry_after.unwrap_or(0).min(MAX_RETRY_AFTER),
    };
    let Some(&pause) = PAUSES.get(attempts as usize) else { return Next::GiveUp };
    let pause = Millis::from(pause) * (1_000 + Millis::from(jitter.min(MAX_JITTER)) / 5);
    let again = now.saturating_add(pause.max(Millis::from(retry_after) * 1_000));
    let whole: Millis = PAUSES.iter().map(|&pause| Millis::from(pause) * 1_200).sum();
    if again > since.saturating_add(whole + MARGIN) { Next::GiveUp } else { Next::Again(again) }
}
