//! What people write into cells: durations, numbers, days, official keys, and words for "nothing" and "as above".

use super::grid::Value;
use model::Seconds;
use model::time::guessed;

/// Words that say that nothing is known, or that there is nothing.
const NOTHING: &[&str] = &[
    "-",
    "–",
    "—",
    "--",
    "---",
    ".",
    "?",
    "??",
    "???",
    "k.a.",
    "k.a",
    "ka",
    "n.n.",
    "n.n",
    "nn",
    "n/a",
    "n.a.",
    "na",
    "tbd",
    "tba",
    "t.b.d.",
    "offen",
    "unbekannt",
    "unklar",
    "keine",
    "keiner",
    "kein",
    "keineangabe",
    "entfällt",
    "none",
    "unknown",
    "nil",
    "null",
    "(leer)",
    "#nv",
    "#n/a",
    "#ref!",
    "#bezug!",
    "#wert!",
    "#value!",
    "#name?",
    "#div/0!",
    "#zahl!",
    "#num!",
];
/// Words that say that it is as in the row above.
const ABOVE: &[&str] = &[
    "dto.",
    "dto",
    "dito",
    "ditto",
    "do.",
    "s.o.",
    "s.o",
    "so.",
    "sieheoben",
    "wieoben",
    "wieo.",
    "w.o.",
    "\"",
    "″",
    "''",
    "„",
    "“",
    "”",
    "seeabove",
    "asabove",
    "same",
    "id.",
    "idem",
];

/// What a cell says before anybody asks what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    /// Something.
    Something,
    /// Nothing: it is empty.
    Empty,
    /// That nothing is known.
    Nothing,
    /// The same as the row above.
    Above,
}

/// What this cell says.
pub(crate) fn says(value: &Value) -> Says {
    let text = value.text();
    if text.is_empty() {
        return Says::Empty;
    }
    if matches!(value, Value::Error(_)) {
        return Says::Nothing;
    }
    if text.chars().count() > 14 {
        return Says::Something;
    }
    let word: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    if NOTHING.contains(&word.as_str()) {
        Says::Nothing
    } else if ABOVE.contains(&word.as_str()) {
        Says::Above
    } else {
        Says::Something
    }
}

/// A number as people write it: `1.234,5`, `1,234.5`, `0,3`, `8.5`, `1 234`.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let plain = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(dot)) if comma > dot => text.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => text.replace(',', ""),
        (Some(_), None) if text.matches(',').count() == 1 => text.replace(',', "."),
        (Some(_), None) => text.replace(',', ""),
        (None, Some(_)) if is_grouped(&text) => text.replace('.', ""),
        _ => text,
    };
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    let number: f64 = Some(plain).filter(|plain| plain.chars().all(digits))?.parse().ok()?;
    number.is_finite().then_some(number)
}

/// `1.234.567`, or `1.234`: in German a dot with three digits behind it stands between thousands.
fn is_grouped(text: &str) -> bool {
    let mut parts = text.trim_start_matches('-').split('.');
    let first = parts.next().is_some_and(|first| (1..=3).contains(&first.len()) && first != "0");
    let rest: Vec<&str> = parts.collect();
    first && !rest.is_empty() && rest.iter().all(|part| part.len() == 3)
}

/// What a duration is measured in when its cell holds only a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Minutes,
    Hours,
    Days,
}

impl Unit {
    pub(crate) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "seconds" => Self::Seconds,
            "minutes" => Self::Minutes,
            "hours" => Self::Hours,
            "days" => Self::Days,
            _ => return None,
        })
    }

    /// The unit that a head names: `RTO in h`, `MTA (Tage)`.
    pub(crate) fn of_head(head: &str) -> Option<Self> {
        let lower = head.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.rev().find_map(|word| match word {
            "s" | "sek" | "sekunden" | "sec" | "seconds" => Some(Self::Seconds),
            "min" | "minuten" | "minutes" => Some(Self::Minutes),
            "h" | "std" | "stunden" | "hours" | "hrs" => Some(Self::Hours),
            "d" | "tage" | "tagen" | "days" => Some(Self::Days),
            _ if head == "point_in_time" => Some(Self::Seconds),
            _ => None,
        })
    }

    fn seconds(self, number: f64) -> Option<Seconds> {
        let each = match self {
            Self::Seconds => 1.0,
            Self::Minutes => 60.0,
            Self::Hours => 3_600.0,
            Self::Days => 86_400.0,
        };
        whole(number * each)
    }
}

fn whole(seconds: f64) -> Option<Seconds> {
    let range = 0.0..=f64::from(Seconds::MAX.get());
    // Rounded and within the range of the type.
    range.contains(&seconds).then(|| Seconds::new(seconds.round() as u32).ok()).flatten()
}

/// A duration, or what hinders to know it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Span {
    /// So long.
    Known(Seconds),
    /// So long, when what stands in brackets is left aside.
    Cut(Seconds),
    /// So many working days, which are not days of 24 hours.
    WorkingDays(f64),
    /// A number without a unit.
    Bare(f64),
    /// No duration.
    No,
}

/// Reads a duration.
pub(crate) fn span(value: &Value, unit: Option<Unit>) -> Span {
    let text = value.text();
    if let Value::Number(number) = value {
        return bare(*number, unit);
    }
    if let Some(number) = number(&text) {
        return bare(number, unit);
    }
    if let Ok(known) = Seconds::parse(&text) {
        return Span::Known(known);
    }
    let lower = text.to_lowercase();
    if ["werktag", "arbeitstag", "wt", "at", "bankarbeitstag", "working day", "business day", "workday"]
        .iter()
        .any(|word| {
            lower.split(|c: char| !c.is_alphabetic() && c != ' ').any(|part| part.trim().starts_with(word))
        })
    {
        let end = lower.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).unwrap_or(0);
        return number_of(&lower, end).map_or(Span::No, Span::WorkingDays);
    }
    if let Some((seconds, _)) = guessed(&text) {
        return Span::Known(seconds);
    }
    let cut = text.split(['(', '[']).next().unwrap_or_default().trim();
    let cut = cut.trim_start_matches(['<', '>', '≤', '≥', '~', '=']).trim();
    let cut = ["max.", "maximal", "bis zu", "bis", "ca.", "etwa", "up to", "max"]
        .iter()
        .find_map(|word| cut.strip_prefix(word))
        .unwrap_or(cut);
    guessed(cut.trim()).map_or(Span::No, |(seconds, _)| Span::Cut(seconds))
}

fn number_of(text: &str, end: usize) -> Option<f64> {
    match end {
        0 => ["ein ", "einen ", "1"].iter().any(|word| text.starts_with(word)).then_some(1.0),
        end => number(&text[..end]),
    }
}

fn bare(number: f64, unit: Option<Unit>) -> Span {
    match unit {
        _ if number == 0.0 => Span::Known(Seconds::ZERO),
        Some(unit) => unit.seconds(number).map_or(Span::No, Span::Known),
        None => Span::Bare(number),
    }
}

/// A bare number in a unit that somebody told.
pub(crate) fn measured(number: f64, unit: Unit) -> Option<Seconds> {
    unit.seconds(number)
}

/// Working days as days of 24 hours, with the weekends that lie between at worst.
pub(crate) fn working_days(days: f64, with_weekends: bool) -> Option<Seconds> {
    let weekends = if with_weekends { ((days - 1.0).max(0.0) / 5.0).floor() + 1.0 } else { 0.0 };
    whole((days + 2.0 * weekends) * 86_400.0)
}

/// A day: `15.11.2023`, `2023-11-15`, `11/15/2023` is none (nobody knows which is the month), a serial of a workbook.
pub(crate) fn day(value: &Value) -> Option<String> {
    match value {
        Value::Day(day) => Some(day.clone()),
        Value::Number(serial) if (20_000.0..80_000.0).contains(serial) => Some(serial_day(*serial as i64)),
        _ => {
            let text = value.text();
            let iso: Vec<&str> = text.get(..10).unwrap_or(&text).split('-').collect();
            let german: Vec<&str> = text.split('.').map(str::trim).collect();
            let (year, month, day) = match (iso.as_slice(), german.as_slice()) {
                ([year, month, day], _) if year.len() == 4 => (*year, *month, *day),
                (_, [day, month, year]) if year.len() == 4 => (*year, *month, *day),
                _ => return serial_text(&text),
            };
            let (month, day): (u8, u8) = (month.parse().ok()?, day.parse().ok()?);
            let text = format!("{year}-{month:02}-{day:02}");
            model::Stamp::new(&text).ok().map(|_| text)
        }
    }
}

fn serial_text(text: &str) -> Option<String> {
    let serial: i64 = Some(text).filter(|text| text.len() == 5)?.parse().ok()?;
    (20_000..80_000).contains(&serial).then(|| serial_day(serial))
}

/// The day of a serial number: days since the end of 1899, by the calendar's own arithmetic.
fn serial_day(serial: i64) -> String {
    // Days since 0000-03-01; 1899-12-30 is day 693,899 of that count.
    let days = serial + 693_899;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// An official key of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Digits {
    /// As it stands there.
    Known(String),
    /// A zero was put before it, which the spreadsheet had taken away.
    Padded(String),
    /// Its digits are lost: the spreadsheet made a number of it.
    Lost,
    /// No key.
    No,
}

/// Reads an official key; `lengths` are those with their first zero.
pub(crate) fn digits(value: &Value, lengths: &[usize]) -> Digits {
    let text = value.text();
    let upper = text.to_uppercase();
    if upper
        .split_once('E')
        .is_some_and(|(digits, power)| number(digits).is_some() && number(power).is_some())
    {
        return Digits::Lost;
    }
    if let Value::Number(number) = value
        && (number.fract() != 0.0 || *number < 0.0)
    {
        return Digits::No;
    }
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if plain.is_empty() || !plain.bytes().all(|b| b.is_ascii_digit()) {
        return Digits::No;
    }
    if lengths.contains(&plain.len())
        && !(matches!(value, Value::Number(_)) && lengths.contains(&(plain.len() + 1)))
    {
        return Digits::Known(plain);
    }
    let padded = format!("0{plain}");
    if lengths.contains(&padded.len()) { Digits::Padded(padded) } else { Digits::No }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn durations_are_what_people_mean_or_are_asked() {
        let known = |iso: &str| Span::Known(Seconds::parse(iso).unwrap());
        for (said, span_wanted) in [
            ("1 Tag", known("P1D")),
            ("4 Std.", known("PT4H")),
            ("24 h", known("P1D")),
            ("24h", known("P1D")),
            ("0", known("PT0S")),
            ("PT30M", known("PT30M")),
            ("48 Stunden (gesetzl. Frist)", Span::Cut(Seconds::parse("P2D").unwrap())),
            ("max. 2 Tage", Span::Cut(Seconds::parse("P2D").unwrap())),
            ("3 Werktage", Span::WorkingDays(3.0)),
            ("1 Arbeitstag", Span::WorkingDays(1.0)),
            ("8,5", Span::Bare(8.5)),
            ("Notbetrieb", Span::No),
        ] {
            assert_eq!(span(&text(said), None), span_wanted, "{said}");
        }
        assert_eq!(span(&text("1,5"), Unit::of_head("RTO in h")), known("PT1H30M"));
        assert_eq!(span(&Value::Number(432_000.0), Unit::of_head("point_in_time")), known("P5D"));
        assert_eq!(working_days(3.0, true).unwrap().to_string(), "P5D");
        assert_eq!(working_days(6.0, true).unwrap().to_string(), "P10D");
        assert_eq!(working_days(3.0, false).unwrap().to_string(), "P3D");
    }

    #[test]
    fn numbers_and_days_in_both_languages() {
        for (said, is) in [
            ("1.234,5", 1234.5),
            ("1,234.5", 1234.5),
            ("0,3", 0.3),
            ("8.5", 8.5),
            ("1.234", 1234.0),
            ("12", 12.0),
        ] {
            assert_eq!(number(said), Some(is), "{said}");
        }
        assert_eq!([number("12 Stück"), number(""), number("1e5")], [None; 3]);
        for (value, is) in [
            (text("15.11.2023"), Some("2023-11-15")),
            (text("2023-11-15"), Some("2023-11-15")),
            (Value::Number(45_245.0), Some("2023-11-15")),
            (text("45245"), Some("2023-11-15")),
            (text("07/2022"), None),
            (text("31.02.2023"), None),
        ] {
            assert_eq!(day(&value).as_deref(), is, "{value:?}");
        }
    }

    #[test]
    fn digits_that_a_spreadsheet_ate_are_found_out() {
        let ags = [2, 3, 5, 8];
        assert_eq!(digits(&text("08111000"), &ags), Digits::Known("08111000".into()));
        assert_eq!(digits(&Value::Number(8_111_000.0), &ags), Digits::Padded("08111000".into()));
        assert_eq!(digits(&text("8111000"), &ags), Digits::Padded("08111000".into()));
        assert_eq!(digits(&Value::Number(14_612_000.0), &ags), Digits::Known("14612000".into()));
        assert_eq!(digits(&text("1.4612E+11"), &[12]), Digits::Lost);
        assert_eq!(digits(&text("1,4612E+11"), &[12]), Digits::Lost);
        assert_eq!(
            digits(&Value::Number(146_120_000_000.0), &[2, 5, 9, 12]),
            Digits::Known("146120000000".into())
        );
        assert_eq!(digits(&text("Dresden"), &ags), Digits::No);
    }

    #[test]
    fn words_for_nothing_and_as_above_are_no_values() {
        for word in ["k. A.", "–", "?", "N.N.", "n/a", "#NV"] {
            assert_eq!(says(&text(word)), Says::Nothing, "{word}");
        }
        for word in ["dto.", "s. o.", "\"", "siehe oben"] {
            assert_eq!(says(&text(word)), Says::Above, "{word}");
        }
        assert_eq!([says(&text("AD")), says(&text(" "))], [Says::Something, Says::Empty]);
    }
}
