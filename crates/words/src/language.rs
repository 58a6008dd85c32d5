//! The two languages: words, numbers, durations, times with their weekday.

use crate::{id, say, zone};
use jiff::tz::TimeZone;
use model::{DeadlineEnd, Level, Seconds};

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

    /// When a deadline ends: "2 Tage", "bis 31.12.2026", "jeden Monat bis zum 15.".
    pub fn deadline(self, end: DeadlineEnd) -> String {
        let l = self;
        match end {
            DeadlineEnd::Within(period) => l.duration(period),
            DeadlineEnd::On(date) => {
                say!(l, "deadline-on", date = date.strftime(l.text("date")).to_string())
            }
            DeadlineEnd::EachMonth(day) => say!(l, "deadline-each-month", day = u64::from(day)),
        }
    }

    /// A point in time so long after the start: "nach 2 Tagen", "after 2 days".
    pub fn after(self, duration: Seconds) -> String {
        let l = self;
        let days = l.text("duration-days");
        let duration = l.duration(duration).replace(days, l.text("duration-days-dative"));
        say!(l, "after", duration = duration)
    }

    /// A point in time with its weekday, where the reader is: "Mi 14.11.2018, 14:30". Here and in the other forms an hour that
    /// the clock shows twice is told apart: "So 25.10.2026, 02:30 MESZ".
    pub fn time(self, time: jiff::Timestamp, zone: &TimeZone) -> String {
        self.told_apart(self.formatted(time, zone, id!("time-full")), time, zone)
    }

    /// The same for a column: "Mi 14.11. 14:30", or "Mi 14.11.18 14:30" where the year must be said.
    pub fn short_time(self, time: jiff::Timestamp, zone: &TimeZone, year: bool) -> String {
        let form = match year {
            true => id!("time-short-year"),
            false => id!("time-short"),
        };
        self.told_apart(self.formatted(time, zone, form), time, zone)
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
        self.told_apart(text.replacen(' ', ", ", 1), time, zone)
    }

    /// The same always with the name of its clock: "Mi, 14.11.2018, 14:30 Uhr MEZ".
    pub fn zoned_time(self, time: jiff::Timestamp, zone: &TimeZone) -> String {
        let text = self.long_time(time, zone);
        if zone::is_doubled(time, zone) {
            return text;
        }
        format!("{text} {}", zone::abbreviation(self, time, zone))
    }

    /// The time of day: "14:30".
    pub fn clock(self, time: jiff::Timestamp, zone: &TimeZone) -> String {
        self.told_apart(time.to_zoned(zone.clone()).strftime("%H:%M").to_string(), time, zone)
    }

    /// With the name of the clock where it shows this time twice.
    fn told_apart(self, text: String, time: jiff::Timestamp, zone: &TimeZone) -> String {
        if zone::is_doubled(time, zone) {
            format!("{text} {}", zone::abbreviation(self, time, zone))
        } else {
            text
        }
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

    #[test]
    fn the_doubled_hour_is_told_apart_everywhere() {
        let (de, en) = (Language::De, Language::En);
        let zone = crate::zone::usual();
        let [before, first, second, after] =
            ["2026-10-24T23:59:00Z", "2026-10-25T00:50:00Z", "2026-10-25T01:10:00Z", "2026-10-25T02:00:00Z"]
                .map(|text| text.parse::<jiff::Timestamp>().unwrap());
        assert_eq!(de.short_time(before, &zone, false), "So 25.10. 01:59");
        assert_eq!(de.short_time(first, &zone, false), "So 25.10. 02:50 MESZ");
        assert_eq!(de.short_time(second, &zone, true), "So 25.10.26 02:10 MEZ");
        assert_eq!(de.short_time(after, &zone, false), "So 25.10. 03:00");
        assert_eq!(en.time(first, &zone), "Sun 25 Oct 2026, 02:50 CEST");
        assert_eq!(en.long_time(second, &zone), "Sun, 25 Oct 2026, 02:10 CET");
        assert_eq!(de.zoned_time(first, &zone), "So, 25.10.2026, 02:50 Uhr MESZ");
        assert_eq!(de.zoned_time(after, &zone), "So, 25.10.2026, 03:00 Uhr MEZ");
        assert_eq!(de.clock(second, &zone), "02:10 MEZ");
        assert_eq!(de.day(first, &zone, false), "So 25.10.");
        // Other places set their clocks back at other times, by other steps, or at midnight.
        for (zone, doubled, told) in [
            ("America/New_York", "2026-11-01T05:30:00Z", "So 01.11. 01:30 EDT"),
            ("America/New_York", "2026-11-01T06:30:00Z", "So 01.11. 01:30 EST"),
            ("Australia/Lord_Howe", "2026-04-04T14:45:00Z", "So 05.04. 01:45 UTC+11"),
            ("Atlantic/Azores", "2026-10-25T00:30:00Z", "So 25.10. 00:30 UTC+00"),
            ("Europe/London", "2026-10-25T01:30:00Z", "So 25.10. 01:30 GMT"),
            ("UTC", "2026-10-25T01:30:00Z", "So 25.10. 01:30"),
        ] {
            let zone = crate::zone::read(zone).unwrap();
            assert_eq!(de.short_time(doubled.parse().unwrap(), &zone, false), told);
        }
        for wrong in ["", "Berlin", "Europe/Nowhere", "../etc/passwd", "/etc/localtime", "Europe/Berlin\0"] {
            assert!(crate::zone::read(wrong).is_err(), "{wrong}");
        }
    }
}
