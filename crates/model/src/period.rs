//! Statutory periods: hours are time that really passes, days and months are those of the calendar.

use super::key::quoted;
use super::{Fault, Message};
use crate::message;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use std::fmt;

/// Most months of one period.
const MAX_MONTHS: i32 = 120;
/// Most days of one period.
const MAX_DAYS: i32 = 3_660;
/// Most seconds of one period: as many as ten years have.
const MAX_SECONDS: i64 = MAX_DAYS as i64 * 86_400;

/// How long there is for a report: calendar months and days, then hours.
///
/// Twenty-four hours are twenty-four hours also in the night in which clocks are changed. A month ends at the same time
/// of the day with the same number in the next month, or on its last day when that is shorter (31 January + 1 month =
/// 28 February). Courts would let a period of days or months run until midnight of its last day, and until the next
/// working day; neither is used here, so that what is computed is never too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    months: i32,
    days: i32,
    seconds: i64,
}

impl Period {
    /// Reads ISO 8601: `PT24H`, `P14D`, `P1M`. Unlike durations elsewhere, it may have years and months.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let bad = |why: Message| {
            let detail = message!("problem-period", text = quoted(text), why = why);
            Fault::new("", "invalid-period", detail, message!("remedy-period"))
        };
        if !text.starts_with('P') || text.len() > 60 {
            return Err(bad(message!("problem-duration-form")));
        }
        let span: Span = text.parse().map_err(|_| bad(message!("problem-duration-form")))?;
        let months = i32::from(span.get_years()) * 12 + span.get_months();
        let days = span.get_weeks() * 7 + span.get_days();
        let hours = i64::from(span.get_hours());
        let seconds = hours * 3_600 + span.get_minutes() * 60 + span.get_seconds();
        // Fractions of a second are cut: nothing may be left.
        if !span.is_positive() || months == 0 && days == 0 && seconds == 0 {
            return Err(bad(message!("problem-period-nothing")));
        }
        if months > MAX_MONTHS || days > MAX_DAYS || seconds > MAX_SECONDS {
            return Err(bad(message!("problem-period-long")));
        }
        Ok(Self { months, days, seconds })
    }

    /// The end of the period that begins at `start`, by the calendar of `zone`. A time of day that does not exist
    /// because clocks go forward is moved on by as much; of one that exists twice it is the first.
    pub fn end(self, start: Timestamp, zone: &TimeZone) -> Timestamp {
        let span = Span::new().try_months(self.months).and_then(|s| s.try_days(self.days));
        let day = span.and_then(|span| match self.months + self.days {
            0 => Ok(start),
            _ => start.to_zoned(zone.clone()).checked_add(span).map(|z| z.timestamp()),
        });
        let end = day.and_then(|day| day.checked_add(jiff::SignedDuration::from_secs(self.seconds)));
        end.unwrap_or(Timestamp::MAX)
    }

    /// Calendar months of the period.
    pub fn months(self) -> u32 {
        self.months.unsigned_abs()
    }

    /// Calendar days of the period, beside its months.
    pub fn days(self) -> u32 {
        self.days.unsigned_abs()
    }

    /// Seconds of the period, beside its months and days.
    pub fn seconds(self) -> u64 {
        self.seconds.unsigned_abs()
    }
}

impl fmt::Display for Period {
    /// ISO 8601; whole hours stay hours (`PT24H`, not `P1D`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P")?;
        if self.months > 0 {
            write!(f, "{}M", self.months)?;
        }
        if self.days > 0 {
            write!(f, "{}D", self.days)?;
        }
        let parts = [(self.seconds / 3_600, 'H'), (self.seconds % 3_600 / 60, 'M'), (self.seconds % 60, 'S')];
        if self.seconds > 0 {
            f.write_str("T")?;
        }
        parts.iter().filter(|(n, _)| *n > 0).try_for_each(|(n, unit)| write!(f, "{n}{unit}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(period: &str, start: &str) -> String {
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let end = Period::parse(period).unwrap().end(start.parse().unwrap(), &zone);
        end.to_zoned(zone).strftime("%Y-%m-%dT%H:%M%:z").to_string()
    }

    #[test]
    fn months_end_where_the_calendar_lets_them() {
        assert_eq!(end("P1M", "2026-01-31T10:00:00+01:00"), "2026-02-28T10:00+01:00");
        assert_eq!(end("P1M", "2028-01-31T10:00:00+01:00"), "2028-02-29T10:00+01:00");
        assert_eq!(end("P1M", "2026-02-28T10:00:00+01:00"), "2026-03-28T10:00+01:00");
        assert_eq!(end("P1M", "2026-12-31T23:59:00+01:00"), "2027-01-31T23:59+01:00");
        // The day is that of the zone: in UTC it is still January there.
        assert_eq!(end("P1M", "2026-01-31T23:30:00Z"), "2026-03-01T00:30+01:00");
    }

    #[test]
    fn hours_pass_and_days_are_told_by_the_clock() {
        // The nights of 29 March and of 25 October 2026 have 23 and 25 hours.
        assert_eq!(end("PT24H", "2026-03-28T20:00:00+01:00"), "2026-03-29T21:00+02:00");
        assert_eq!(end("PT24H", "2026-10-24T20:00:00+02:00"), "2026-10-25T19:00+01:00");
        assert_eq!(end("P1D", "2026-03-28T20:00:00+01:00"), "2026-03-29T20:00+02:00");
        assert_eq!(end("P1M", "2026-03-15T08:00:00+01:00"), "2026-04-15T08:00+02:00");
        // 02:30 does not exist on 28 March 2027, and exists twice on 25 October 2026.
        assert_eq!(end("P1M", "2027-02-28T02:30:00+01:00"), "2027-03-28T03:30+02:00");
        assert_eq!(end("P1M", "2026-09-25T02:30:00+02:00"), "2026-10-25T02:30+02:00");
    }

    #[test]
    fn periods_are_read_and_written() {
        for text in ["PT24H", "PT72H", "P1M", "P14D", "P1M2DT3H4M5S"] {
            assert_eq!(Period::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Period::parse("P1Y").unwrap().to_string(), "P12M");
        for text in ["", "1 month", "P0D", "-P1M", "PT0.5S", "P11Y", "P9999D", "PT999999999999999H"] {
            assert_eq!(Period::parse(text).unwrap_err().code, "invalid-period", "{text:?}");
        }
    }
}
