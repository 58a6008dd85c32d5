//! Statutory deadlines against an outage: when each ends, and whether it can be missed.
//!
//! A period is reached by an outage that lasts at least as long. A date or a day of the month ends with its last second
//! where the map tells times, and can be missed when the service is unavailable then. Without a start on the calendar
//! nobody can tell when that is; an outage that lasts a whole month takes in every day of the month.

use engine::outage::{Verdict, as_long, at};
use engine::outcome::Span;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::{DeadlineEnd, Level, Seconds};

/// As long as no month.
const MONTH: u32 = 31 * 86_400;

/// Where the offsets of an answer lie on the calendar.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar<'a> {
    pub(super) starts_at: Option<Timestamp>,
    pub(super) zone: &'a TimeZone,
    /// Until when the answer looks.
    pub(super) horizon: Option<u32>,
}

impl Calendar<'_> {
    /// When a deadline ends that an outage meets, as far as that is known, and whether it can be missed.
    pub(super) fn judge(&self, end: DeadlineEnd, spans: &[Span]) -> (Option<u32>, Verdict) {
        let down = spans.iter().find(|span| span.level == Level::Unavailable);
        let from = down.or(spans.first()).map_or(0, |span| span.from);
        match (end, self.starts_at) {
            (DeadlineEnd::Within(period), _) => {
                let verdict = as_long(spans, period.get(), self.horizon);
                (Some(from.saturating_add(period.get())), verdict)
            }
            (_, Some(start)) => {
                let next = |from| self.next(end, start, from);
                let verdict = at(spans, next, self.horizon);
                (verdict.broken().or_else(|| next(from)), verdict)
            }
            (_, None) => (None, self.without_start(end, spans)),
        }
    }

    /// Without a start on the calendar.
    fn without_start(&self, end: DeadlineEnd, spans: &[Span]) -> Verdict {
        let month = as_long(spans, MONTH, self.horizon);
        match (end, month) {
            (DeadlineEnd::EachMonth(_), Verdict::Broken(_)) => month,
            _ if spans.iter().any(|span| span.level == Level::Unavailable) => Verdict::Open,
            _ => Verdict::Kept,
        }
    }

    /// The first end at or after an offset, as an offset.
    fn next(&self, end: DeadlineEnd, start: Timestamp, from: u32) -> Option<u32> {
        let moment = start.checked_add(jiff::SignedDuration::from_secs(from.into())).ok()?;
        let due = end.next(moment, self.zone)?;
        let offset = u32::try_from(due.as_second() - start.as_second()).ok()?;
        (offset <= Seconds::MAX.get()).then_some(offset)
    }
}
