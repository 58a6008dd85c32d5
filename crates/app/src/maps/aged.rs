//! The map as questions are answered from: a confirmation that is older than the review period counts no more.

use super::Maps;
use jiff::Span;
use jiff::civil::Date;
use map::Map;
use model::incident::Millis;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How long a confirmation counts when nobody says otherwise, in days.
const DAYS: u32 = 365;

/// The map that was looked at, before which day, and what it is then.
type Known = (Arc<Map>, Date, Arc<Map>);

/// How long confirmations count, and the map that was worked out last.
#[derive(Debug)]
pub(super) struct Aged {
    days: AtomicU32,
    kept: Mutex<Option<Known>>,
}

impl Default for Aged {
    fn default() -> Self {
        Self { days: DAYS.into(), kept: Mutex::default() }
    }
}

impl Maps {
    /// How long a confirmation counts, in days.
    pub fn review_days(&self) -> u32 {
        self.aged.days.load(Ordering::Relaxed)
    }

    /// From now on a confirmation counts for so many days.
    pub(crate) fn set_review_days(&self, days: Option<u32>) {
        self.aged.days.store(days.unwrap_or(DAYS), Ordering::Relaxed);
    }

    /// What was confirmed before this day is too old at that time.
    pub fn too_old(&self, now: Millis) -> Date {
        let now = jiff::Timestamp::from_millisecond(now).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let today = now.to_zoned(words::zone::usual()).date();
        today.checked_sub(Span::new().days(i64::from(self.review_days()))).unwrap_or(Date::MIN)
    }

    /// The current map without confirmations that are too old.
    pub fn in_force(&self) -> Arc<Map> {
        self.without_old(&self.current())
    }

    /// A map without confirmations that are too old; of an earlier one all of them count.
    pub fn without_old(&self, map: &Arc<Map>) -> Arc<Map> {
        let day = self.too_old(crate::clock::now());
        if map.revision() != self.current().revision() {
            return Arc::clone(map);
        }
        let kept = self.aged.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((of, before, aged)) = kept
            && Arc::ptr_eq(&of, map)
            && before == day
        {
            return aged;
        }
        let aged = Arc::new(map.without_confirmations_before(&day.to_string()));
        let known = (Arc::clone(map), day, Arc::clone(&aged));
        *self.aged.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
        aged
    }
}
