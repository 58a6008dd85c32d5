//! The clock of this process: the only place where the use cases read what time it is.

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
}

static CLOCK: OnceLock<Mutex<Clock>> = OnceLock::new();

fn host() -> Millis {
    Timestamp::now().as_millisecond()
}

fn clock(told: Millis) -> MutexGuard<'static, Clock> {
    let new = || Clock { reckoning: Reckoning::new(host(), told), read: Instant::now(), warned: false };
    CLOCK.get_or_init(|| Mutex::new(new())).lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins after everything that was told before this process started.
pub fn begin(told: Millis) {
    drop(clock(told));
}

/// Now, in Unix milliseconds.
pub fn now() -> Millis {
    let mut clock = clock(Millis::MIN);
    // In whole milliseconds, and what is left of one counts the next time.
    let passed = u64::try_from(clock.read.elapsed().as_millis()).unwrap_or(u64::MAX);
    clock.read += Duration::from_millis(passed);
    let now = clock.reckoning.read(host(), Millis::try_from(passed).unwrap_or(Millis::MAX));
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

/// That the clock of this host is not believed right now, and why.
pub fn doubt() -> Option<String> {
    now();
    clock(Millis::MIN).reckoning.left().map(told)
}

fn told(ahead: Millis) -> String {
    let (seconds, way) = (ahead.unsigned_abs() / 1_000, if ahead > 0 { "ahead" } else { "back" });
    format!(
        "the clock of this host has been set {way} by {seconds} s: it is not believed until it lasts; look after its \
         time synchronisation"
    )
}
