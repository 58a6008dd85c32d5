//! What time it is, though the clock of a host may be wrong for a while: time never goes back by little, and what a clock
//! shows for some seconds alone is not believed. Pure: what the host's clocks show is told from outside.

use super::incident::Millis;

/// How far two readings of clocks may be apart before one of them is wrong.
const NEAR: Millis = 2_000;
/// For how long a clock must go on differing before it is believed.
const LASTING: Millis = 60_000;
/// How far back time is never set, and nothing is told as later than it was: a day. What lies further ahead was wrong.
const BOUND: Millis = 86_400_000;

/// A time that is not before another one that was told earlier, unless that one lies so far ahead that the clock was wrong.
pub fn not_before(now: Millis, earlier: Millis) -> Millis {
    if earlier.saturating_sub(now) <= BOUND { now.max(earlier) } else { now }
}

/// What the time is, by the host's clock and by what has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reckoning {
    time: Millis,
    /// For how long the host's clock has been somewhere else.
    differing: Option<Millis>,
    /// How far it was ahead then; negative = behind.
    ahead: Millis,
}

impl Reckoning {
    /// At the start nothing but the host's clock tells the time, and what was told last, in milliseconds since 1970.
    pub fn new(host: Millis, told: Millis) -> Self {
        Self { time: not_before(host, told), differing: None, ahead: 0 }
    }

    /// The time when the host's clock shows `host`, and `passed` milliseconds have passed since this was asked before.
    pub fn read(&mut self, host: Millis, passed: Millis) -> Millis {
        let reckoned = self.time.saturating_add(passed.max(0));
        self.ahead = host.saturating_sub(reckoned);
        if self.ahead.abs() <= NEAR {
            self.differing = None;
            self.time = self.time.max(host);
            return self.time;
        }
        // Whoever was not asked for long knows nothing of what has happened meanwhile.
        let lasting = self.differing.map_or(0, |before| before.saturating_add(passed.clamp(0, LASTING / 4)));
        self.differing = Some(lasting);
        self.time = match self.ahead {
            _ if lasting < LASTING => reckoned,
            ..0 if self.ahead >= -BOUND => self.time.saturating_add(passed.max(0) / 2),
            _ => {
                self.differing = None;
                host
            }
        };
        self.time
    }

    /// How far the host's clock is away from the time that counts, in milliseconds, while it is; negative = behind.
    pub fn left(&self) -> Option<Millis> {
        self.differing.map(|_| self.ahead)
    }
}
