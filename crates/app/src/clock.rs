//! The clock of this process: the only place where the use cases read what time it is. Where the database has a clock of
//! its own, that one counts: several processes on one database then agree, whatever their hosts' clocks show.

use jiff::Timestamp;
use model::clock::Reckoning;
use model::incident::Millis;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// What was read last, when, and whether it was told that the host's clock is wrong.
struct Clock {
    reckoning: Reckoning,
    read: Instant,
    warned: bool,
    /// What the clock of the database showed last.
    database: Option<Shown>,
}

/// A reading of the clock of the database.
#[derive(Clone, Copy)]
struct Shown {
    time: Millis,
    at: Instant,
    /// How far the clock of this host is ahead of it; negative = behind.
    ahead: Millis,
}

/// From so much on the clocks of the host and of the database are told to differ.
pub const SKEW: Millis = 500;
/// An answer that took longer says too little of what time it is.
const PROMPT: Duration = Duration::from_millis(400);

impl Clock {
    /// What time it is by the clock that counts.
    fn shown(&self) -> Millis {
        match self.database {
            None => host(),
            Some(shown) => shown.time.saturating_add(millis(shown.at.elapsed())),
        }
    }
}

fn millis(time: Duration) -> Millis {
    Millis::try_from(time.as_millis()).unwrap_or(Millis::MAX)
}

static CLOCK: OnceLock<Mutex<Clock>> = OnceLock::new();

fn host() -> Millis {
    Timestamp::now().as_millisecond()
}

fn clock(told: Millis) -> MutexGuard<'static, Clock> {
    let new = || Clock {
        reckoning: Reckoning::new(host(), told),
        read: Instant::now(),
        warned: false,
        database: None,
    };
    CLOCK.get_or_init(|| Mutex::new(new())).lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins after everything that was told before this process started.
pub fn begin(told: Millis) {
    let mut clock = clock(told);
    clock.reckoning = Reckoning::new(clock.shown(), told);
    clock.read = Instant::now();
}

/// The clock of the database showed this time, and it took so long to hear that.
pub fn compare(time: Millis, took: Duration) {
    if took > PROMPT {
        return;
    }
    let mut clock = clock(Millis::MIN);
    let (at, time) = (Instant::now(), time.saturating_add(millis(took / 2)));
    let before = clock.database.map(|shown| shown.ahead.abs() > SKEW);
    let ahead = host().saturating_sub(time);
    let first = clock.database.is_none();
    clock.database = Some(Shown { time, at, ahead });
    if first {
        clock.reckoning = Reckoning::new(time, Millis::MIN);
        clock.read = at;
    }
    let now = ahead.abs() > SKEW;
    match (before.unwrap_or(false), now) {
        (false, true) => tracing::error!("{}", differs(ahead)),
        (true, false) => tracing::warn!("the clocks of this host and of the database are together again"),
        _ => {}
    }
}

/// How far the clock of this host is ahead of that of the database, in milliseconds; negative = behind. None: the
/// database has no clock of its own, or did not say.
pub fn skew() -> Option<Millis> {
    clock(Millis::MIN).database.map(|shown| shown.ahead)
}

fn differs(ahead: Millis) -> String {
    let (seconds, way) =
        (ahead.unsigned_abs() as f64 / 1_000.0, if ahead > 0 { "ahead of" } else { "behind" });
    format!(
        "the clock of this host is {seconds:.1} s {way} that of the database, which counts: look after the time \
         synchronisation of both"
    )
}

/// Now, in Unix milliseconds.
pub fn now() -> Millis {
    let mut clock = clock(Millis::MIN);
    // In whole milliseconds, and what is left of one counts the next time.
    let passed = u64::try_from(clock.read.elapsed().as_millis()).unwrap_or(u64::MAX);
    clock.read += Duration::from_millis(passed);
    let shown = clock.shown();
    let now = clock.reckoning.read(shown, Millis::try_from(passed).unwrap_or(Millis::MAX));
    let left = clock.reckoning.left();
    if left.is_some() != clock.warned {
        clock.warned = left.is_some();
        match left {
            Some(ahead) => tracing::error!("{}", told(ahead)),
            None => tracing::warn!("the clock of this host and the time that counts are together again"),
        }
    }
    now
}

/// The same as a timestamp.
pub fn timestamp() -> Timestamp {
    Timestamp::from_millisecond(now()).unwrap_or_else(|_| Timestamp::now())
}

/// That the clock of this host, or that of the database, is not believed right now, and why.
pub fn doubt() -> Option<String> {
    now();
    let clock = clock(Millis::MIN);
    let skew = clock.database.map(|shown| shown.ahead).filter(|ahead| ahead.abs() > SKEW);
    clock.reckoning.left().map(told).or_else(|| skew.map(differs))
}

fn told(ahead: Millis) -> String {
    let (seconds, way) = (ahead.unsigned_abs() / 1_000, if ahead > 0 { "ahead" } else { "back" });
    format!(
        "the clock of this host has been set {way} by {seconds} s: it is not believed until it lasts; look after its \
         time synchronisation"
    )
}
