//! Statutory deadlines: what must be done in time, and when that time ends.

use super::{Fault, Seconds};
use crate::message;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::fmt;

/// A statutory deadline that runs whether or not the service works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// What must be done in time.
    pub name: String,
    /// When the time ends.
    pub end: DeadlineEnd,
    /// The law or rule.
    pub basis: Option<String>,
}

/// When the time ends in which something must be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadlineEnd {
    /// So long after it began, which is at any time.
    Within(Seconds),
    /// With this day.
    On(Date),
    /// With this day of each month, 1 to 31; in a shorter month with its last one.
    EachMonth(u8),
}

impl DeadlineEnd {
    /// A day as people write it: 2026-12-31.
    ///
    /// # Errors
    /// A text that is no day of the calendar.
    pub fn date(text: &str) -> Result<Self, Fault> {
        let date = (text.len() == 10).then(|| text.parse().ok()).flatten();
        date.map(Self::On).ok_or_else(|| {
            let remedy = super::time::day_meant(text).unwrap_or_else(|| message!("remedy-date"));
            let text = super::key::quoted(text);
            Fault::new("", "invalid-date", message!("problem-date", text = text), remedy)
        })
    }

    /// The last second of the first day with which it ends, from this moment on; `None` when that is over or beyond
    /// the calendar, and for one that begins at any time.
    pub fn next(self, from: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let last_second = |day: Date| {
            let next = day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?;
            next.timestamp().checked_sub(1.second()).ok()
        };
        let today = from.to_zoned(zone.clone()).date();
        match self {
            Self::Within(_) => None,
            Self::On(day) => last_second(day).filter(|&end| end >= from),
            Self::EachMonth(day) => {
                let in_month = |first: Date| {
                    let day = i8::try_from(day).ok()?.min(first.days_in_month());
                    first.with().day(day).build().ok().and_then(last_second)
                };
                let this = in_month(today.first_of_month()).filter(|&end| end >= from);
                this.or_else(|| in_month(today.first_of_month().checked_add(1.month()).ok()?))
            }
        }
    }
}

impl fmt::Display for DeadlineEnd {
    /// The shortest written form: `PT48H`, `2026-12-31`, `day 15`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within(period) => period.fmt(f),
            Self::On(date) => date.fmt(f),
            Self::EachMonth(day) => write!(f, "day {day}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_with_its_last_second_where_it_is_told() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let next = |end: DeadlineEnd, from| end.next(at(from), &berlin).map(|end| end.to_string());
        let on = DeadlineEnd::date("2026-03-29").unwrap();
        // The day on which the clocks go forward has 23 hours.
        assert_eq!(next(on, "2026-03-01T00:00:00Z").unwrap(), "2026-03-29T21:59:59Z");
        assert_eq!(next(on, "2026-03-29T21:59:59Z").unwrap(), "2026-03-29T21:59:59Z");
        assert_eq!(next(on, "2026-03-29T22:00:00Z"), None);
        let each = DeadlineEnd::EachMonth;
        assert_eq!(next(each(15), "2026-01-15T22:59:59Z").unwrap(), "2026-01-15T22:59:59Z");
        assert_eq!(next(each(15), "2026-01-15T23:00:00Z").unwrap(), "2026-02-15T22:59:59Z");
        assert_eq!(next(each(31), "2026-02-01T12:00:00Z").unwrap(), "2026-02-28T22:59:59Z");
        assert_eq!(next(each(31), "2026-12-31T23:30:00Z").unwrap(), "2027-01-31T22:59:59Z");
        assert_eq!(next(DeadlineEnd::Within(Seconds::DAY), "2026-01-01T00:00:00Z"), None);
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "31.12.2026", "2026-02-30", "2026-2-3", "2026-01-01T00:00:00Z", "20261231  "] {
            assert_eq!(DeadlineEnd::date(text).unwrap_err().code, "invalid-date", "{text}");
        }
    }
}
