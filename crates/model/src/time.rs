//! Whole seconds, written as ISO 8601 durations, and points in time.

use super::duration_words;
use super::key::quoted;
use super::{Argument, Fault, Message};
use crate::message;
use std::fmt;

/// A duration or an offset from the start of a scenario, in whole seconds; at most [`Seconds::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Seconds(u32);

impl Seconds {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// A day of 24 hours.
    pub const DAY: Self = Self(86_400);
    /// The longest duration that can be written: 36,500 days.
    pub const MAX: Self = Self(36_500 * 86_400);

    /// A duration of `seconds`; an error beyond [`Seconds::MAX`].
    pub fn new(seconds: u32) -> Result<Self, Fault> {
        if seconds > Self::MAX.0 {
            return Err(too_long());
        }
        Ok(Self(seconds))
    }

    /// The number of seconds.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Reads an ISO 8601 duration of weeks, days, hours, minutes and seconds (`P1DT4H`); fractions of a second are cut.
    /// Years and months are refused because they have no fixed length; a day has 24 hours.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let bad = |why: Message| {
            let detail = message!("problem-duration", text = quoted(text), why = why);
            let remedy = meant(text).unwrap_or_else(|| message!("remedy-duration"));
            Fault::new("", "invalid-duration", detail, remedy)
        };
        if !text.starts_with('P') || text.len() > 60 {
            return Err(bad(message!("problem-duration-form")));
        }
        let span: jiff::Span = text.parse().map_err(|_| bad(message!("problem-duration-form")))?;
        if span.get_years() != 0 || span.get_months() != 0 {
            return Err(bad(message!("problem-duration-months")));
        }
        if span.is_negative() {
            return Err(bad(message!("problem-duration-negative")));
        }
        let total = i128::from(span.get_weeks()) * 604_800
            + i128::from(span.get_days()) * 86_400
            + i128::from(span.get_hours()) * 3_600
            + i128::from(span.get_minutes()) * 60
            + i128::from(span.get_seconds());
        u32::try_from(total).map_err(|_| too_long()).and_then(Self::new)
    }
}

/// The duration that a text in words says (`3 Tage`, `24h`, `4:30`), and whether it counts months or years as days; `None`
/// when it looks like none.
pub fn guessed(text: &str) -> Option<(Seconds, bool)> {
    let (seconds, has_months) = duration_words::read(text)?;
    Some((Seconds::new(seconds).ok()?, has_months))
}

/// The remedy for a text that looks like a duration; `None` when it does not.
pub fn meant(text: &str) -> Option<Message> {
    let (duration, has_months) = guessed(text)?;
    Some(match has_months {
        true => message!("remedy-duration-days", text = duration),
        false => message!("remedy-write", text = duration),
    })
}

impl From<Seconds> for Argument {
    fn from(seconds: Seconds) -> Self {
        Self::Text(seconds.to_string())
    }
}

fn too_long() -> Fault {
    Fault::new("", "duration-too-long", message!("problem-duration-long"), message!("remedy-duration-long"))
}

impl fmt::Display for Seconds {
    /// The shortest exact ISO 8601 form: `PT0S`, `PT90S` is written `PT1M30S`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(self.iso().as_ref()).unwrap_or_default())
    }
}

/// A duration as characters of ASCII.
#[derive(Debug, Clone, Copy)]
pub struct Iso {
    text: [u8; 20],
    begin: usize,
}

impl AsRef<[u8]> for Iso {
    fn as_ref(&self) -> &[u8] {
        &self.text[self.begin..]
    }
}

impl Seconds {
    /// What `Display` writes, without the machinery of formatting: answers hold thousands.
    pub fn iso(self) -> Iso {
        // From the end, and as long as the longest with room to spare.
        let mut iso = Iso { text: [0; 20], begin: 20 };
        let mut put = |byte| {
            iso.begin -= 1;
            iso.text[iso.begin] = byte;
        };
        let (days, rest) = (self.0 / 86_400, self.0 % 86_400);
        let parts = [(days, b'D'), (rest / 3_600, b'H'), (rest % 3_600 / 60, b'M'), (rest % 60, b'S')];
        if self.0 == 0 {
            b"S0T".iter().copied().for_each(&mut put);
        }
        for (mut number, unit) in parts.into_iter().rev() {
            if unit == b'D' && rest > 0 {
                put(b'T');
            }
            if number > 0 {
                put(unit);
            }
            while number > 0 {
                put(b'0' + (number % 10) as u8);
                number /= 10;
            }
        }
        put(b'P');
        iso
    }
}

/// A day or a point in time as a person wrote it (`2026-05-01` or RFC 3339), checked and kept as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(Box<str>);

impl Stamp {
    /// Checks and keeps `text`: a calendar day or an RFC 3339 time with its offset.
    pub fn new(text: &str) -> Result<Self, Fault> {
        let day = text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
        if text.len() <= 40 && (day || text.parse::<jiff::Timestamp>().is_ok()) {
            return Ok(Self(text.into()));
        }
        Err(Fault::new(
            "",
            "invalid-time",
            message!("problem-stamp", text = quoted(text)),
            day_meant(text).unwrap_or_else(|| message!("remedy-stamp")),
        ))
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A day as it is written in German: 1.5.2026.
pub(super) fn day_meant(text: &str) -> Option<Message> {
    let mut parts = text.split('.').map(|part| part.trim().parse::<i16>().ok());
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    let date = jiff::civil::Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    (year >= 1000 && parts.next().is_none()).then(|| message!("remedy-write", text = date.to_string()))
}

/// RFC 3339 has no years before 0.
const YEAR_0: i64 = -62_167_219_200;

/// Reads an RFC 3339 time with its offset.
pub fn parse_time(text: &str) -> Result<jiff::Timestamp, Fault> {
    let time = text.parse().ok().filter(|time: &jiff::Timestamp| time.as_second() >= YEAR_0);
    time.ok_or_else(|| {
        Fault::new("", "invalid-time", message!("problem-time", text = quoted(text)), message!("remedy-time"))
    })
}
