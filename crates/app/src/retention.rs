//! How long what is over is kept. What lasts - revisions, incidents, what nobody has got yet - is not spoken of here: it is
//! never forgotten.

use super::App;
use model::incident::Millis;
use std::sync::atomic::{AtomicI64, Ordering};

const DAY: Millis = 86_400_000;

/// How long what is over is kept, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Events of the situation with their deliveries, once everybody has got them.
    pub events: Millis,
    /// Jobs with their answers, once they are over.
    pub jobs: Millis,
    /// Entries of the audit log.
    pub audit: Millis,
}

impl Retention {
    /// What is usual.
    pub const USUAL: Self = Self { events: 30 * DAY, jobs: 30 * DAY, audit: 365 * DAY };
}

/// One such time, which may be set while it is read.
#[derive(Debug)]
pub(crate) struct Kept(AtomicI64);

impl Kept {
    pub(crate) fn usual(usual: Millis) -> Self {
        Self(AtomicI64::new(usual))
    }

    /// Whatever is over since before this moment may be forgotten.
    pub(crate) fn before(&self, now: Millis) -> Millis {
        now.saturating_sub(self.0.load(Ordering::Relaxed))
    }

    fn set(&self, kept: Millis) {
        self.0.store(kept, Ordering::Relaxed);
    }
}

impl App {
    /// Keeps what is over for so long from now on.
    pub fn retain(&self, retention: Retention) {
        self.events.kept.set(retention.events);
        self.jobs.kept.set(retention.jobs);
        self.audit.kept.set(retention.audit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_older_than_is_kept_may_go() {
        let kept = Kept::usual(Retention::USUAL.events);
        assert_eq!(kept.before(31 * DAY), DAY);
        kept.set(DAY);
        assert_eq!((kept.before(31 * DAY), kept.before(Millis::MIN)), (30 * DAY, Millis::MIN));
    }
}
