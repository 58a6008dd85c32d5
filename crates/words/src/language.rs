//! The two languages: words, numbers, durations, times with their weekday.

use crate::{id, say};
use jiff::tz::TimeZone;
use model::{Level, Seconds};

/// In which language a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// German.
    De,
    /// English.
    En,
}

impl Language {
    /// Of a text that the data have in both languages, the German or the English one.
    pub fn pick<'a>(self, german: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::De => german,
            Self::En => english,
        }
    }

    /// The word for a level.
    pub fn level(self, level: Level) -> &'static str {
        let l = self;
        l.text(match level {
            Level::Operational => "level-operational",
            Level::Degraded => "level-degraded",
            Level::Unavailable => "level-unavailable",
        })
    }

    /// The level with its sign: never told by one of them alone.
    pub fn marked(self, level: Level) -> String {
        format!("{} {}", sign(level), self.level(level))
    }

    /// A whole number with separators: 1.234 or 1,234.
    pub fn number(self, number: u64) -> String {
        let digits = number.to_string();
        let mut text = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push(if self == Self::De { '.' } else { ',' });
            }
            text.push(digit);
        }
        text
    }

    /// A duration in at most two units: "2 Tage 8 Std.", "30 Min.".
    pub fn duration(self, duration: Seconds) -> String {
        let s = duration.get();
        let l = self;
        let days = s / 86_400;
        let units = [
            (days, l.text(if days == 1 { "duration-day" } else { "duration-days" })),
            (s % 86_400 / 3_600, l.text("duration-hours")),
            (s % 3_600 / 60, l.text("duration-minutes")),
            (s % 60, l.text("duration-seconds")),
        ];
        let shown = units.iter().skip_while(|u| u.0 == 0).take(2).filter(|u| u.0 > 0);
        let parts: Vec<String> = shown.map(|&(n, unit)| format!("{} {unit}", l.number(n.into()))).collect();
        if parts.is_empty() { format!("0 {}", l.text("duration-seconds")) } else { parts.join(" ") }
    }

    /// A point in time so long after the start: "nach 2 Tagen", "after 2 days".
    pub fn after(self, duration: Seconds) -> String {
        let l = self;
        let days = l.text("duration-days");
        let duration = l.duration(duration).replace(days, l.text("duration-days-dative"));
        say!(l, "after", duration = duration)
    }

    /// A point in time with its weekday, where the reader is: "Mi 14.11.2018, 14:30".
    pub fn time(self, time: jiff::Timestamp, zone: &TimeZone) -> String {
        self.formatted(time, zone, id!("time-full"))
    }

    /// The same for a column: "Mi 14.11. 14:30", or "Mi 14.11.18 14:30" where the year must be said.
    pub fn short_time(self, time: jiff::Timestamp, zone: &TimeZone, year: bool) -> String {
        let form = match year {
            true => id!("time-short-year"),
            false => id!("time-short"),
        };
        self.formatted(time, zone, form)
    }

    /// A day with its weekday, where the reader is: "Mi 14.11.", or "Mi 14.11.18" where the year must be said.
    pub fn day(self, time: jiff::Timestamp, zone: &TimeZone, year: bool) -> String {
        let form = match year {
            true => id!("day-year"),
            false => id!("day"),
        };
        self.formatted(time, zone, form)
    }

    /// The same for a document: "Mi, 14.11.2018, 14:30 Uhr".
    pub fn long_time(self, time: jiff::Timestamp, zone: &TimeZone) -> String {
        let text = self.formatted(time, zone, id!("time-long"));
        text.replacen(' ', ", ", 1)
    }

    /// `form` is the id of a message in the form of `strftime`.
    fn formatted(self, time: jiff::Timestamp, zone: &TimeZone, form: &'static str) -> String {
        let local = time.to_zoned(zone.clone());
        let day = local.weekday().to_monday_zero_offset() as usize;
        let l = self;
        let day = l.text("weekdays").split(' ').nth(day).unwrap_or_default();
        format!("{day} {}", local.strftime(l.text(form)))
    }
}

/// The sign of a level; the word stands beside it.
pub fn sign(level: Level) -> &'static str {
    match level {
        Level::Operational => "✓",
        Level::Degraded => "▲",
        Level::Unavailable => "✕",
    }
}

/// The beginning of a text that may be long.
pub fn shortened(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((cut, _)) => format!("{}…", text[..cut].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_durations_are_those_of_the_language() {
        let seconds = |s| Seconds::new(s).unwrap();
        assert_eq!(Language::De.number(1_234_567), "1.234.567");
        assert_eq!(Language::En.number(999), "999");
        assert_eq!(Language::De.duration(seconds(2 * 86_400 + 8 * 3_600 + 59)), "2 Tage 8 Std.");
        assert_eq!(Language::De.duration(seconds(86_400 + 60)), "1 Tag");
        assert_eq!(Language::De.after(seconds(2 * 86_400)), "nach 2 Tagen");
        assert_eq!(Language::En.duration(seconds(90)), "1 min 30 s");
        assert_eq!(Language::En.duration(Seconds::ZERO), "0 s");
    }

    #[test]
    fn times_carry_the_weekday_of_the_zone() {
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let time = "2018-11-14T23:30:00Z".parse().unwrap();
        assert_eq!(Language::De.time(time, &zone), "Do 15.11.2018, 00:30");
        assert_eq!(Language::De.short_time(time, &zone, false), "Do 15.11. 00:30");
        assert_eq!(Language::De.long_time(time, &zone), "Do, 15.11.2018, 00:30 Uhr");
        assert_eq!(Language::En.long_time(time, &zone), "Thu, 15 Nov 2018, 00:30");
        assert_eq!(Language::En.time(time, &zone), "Thu 15 Nov 2018, 00:30");
    }
}
