//! The two languages: words, numbers, durations, times with their weekday.

use crate::model::{Level, Seconds};
use jiff::tz::TimeZone;

/// In which language a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// German.
    De,
    /// English.
    En,
}

impl Language {
    /// The German or the English text.
    pub fn say<'a>(self, german: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::De => german,
            Self::En => english,
        }
    }

    /// The level with its sign: never told by one of them alone.
    pub fn level(self, level: Level) -> &'static str {
        match (self, level) {
            (Self::De, Level::Operational) => "✓ in Betrieb",
            (Self::De, Level::Degraded) => "▲ eingeschränkt",
            (Self::De, Level::Unavailable) => "✕ ausgefallen",
            (Self::En, Level::Operational) => "✓ operational",
            (Self::En, Level::Degraded) => "▲ degraded",
            (Self::En, Level::Unavailable) => "✕ unavailable",
        }
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

    /// How many of something, in the right number.
    pub fn count(self, number: u64, german: (&str, &str), english: (&str, &str)) -> String {
        let (one, many) = if self == Self::De { german } else { english };
        format!("{} {}", self.number(number), if number == 1 { one } else { many })
    }

    /// A duration in at most two units: "2 Tage 8 Std.", "30 min".
    pub fn duration(self, duration: Seconds) -> String {
        let s = duration.get();
        let units = [
            (s / 86_400, self.say("Tg.", "d")),
            (s % 86_400 / 3_600, self.say("Std.", "h")),
            (s % 3_600 / 60, "min"),
            (s % 60, "s"),
        ];
        let parts: Vec<String> = units
            .iter()
            .skip_while(|u| u.0 == 0)
            .take(2)
            .filter(|u| u.0 > 0)
            .map(|u| format!("{} {}", u.0, u.1))
            .collect();
        if parts.is_empty() { format!("0 {}", self.say("Std.", "h")) } else { parts.join(" ") }
    }

    /// A point in time with its weekday, where the reader is: "Mi, 14.11.2018, 14:30 Uhr".
    pub fn time(self, time: jiff::Timestamp, zone: &TimeZone) -> String {
        let local = time.to_zoned(zone.clone());
        let day = local.weekday().to_monday_zero_offset() as usize;
        match self {
            Self::De => {
                let name = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"][day];
                format!("{name}, {} Uhr", local.strftime("%d.%m.%Y, %H:%M"))
            }
            Self::En => {
                let name = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][day];
                format!("{name} {}", local.strftime("%Y-%m-%d %H:%M"))
            }
        }
    }
}
