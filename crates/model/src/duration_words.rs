//! What was probably meant by a duration that is not ISO 8601: `3 Tage`, `24h`, `4:30`, `P4H`.

use super::key::is_print_quote;

/// Days of a month and of a year where somebody has to say a fixed length.
const MONTH: u64 = 30;
const YEAR: u64 = 365;

/// Beginnings of the words for a unit, German and English, with its seconds; the longer ones first.
const UNITS: &[(&str, u64)] = &[
    ("sek", 1),
    ("sec", 1),
    ("min", 60),
    ("mon", MONTH * 86_400),
    ("std", 3_600),
    ("stunde", 3_600),
    ("hour", 3_600),
    ("hr", 3_600),
    ("tag", 86_400),
    ("day", 86_400),
    ("woche", 7 * 86_400),
    ("week", 7 * 86_400),
    ("jahr", YEAR * 86_400),
    ("year", YEAR * 86_400),
];
/// Units of one letter.
const LETTERS: &[(&str, u64)] = &[
    ("s", 1),
    ("m", 60),
    ("h", 3_600),
    ("d", 86_400),
    ("t", 86_400),
    ("w", 7 * 86_400),
    ("y", YEAR * 86_400),
];
/// Small numbers in words.
const NUMBERS: &[(&str, u64)] = &[
    ("ein", 1),
    ("eine", 1),
    ("einen", 1),
    ("einer", 1),
    ("one", 1),
    ("a", 1),
    ("an", 1),
    ("zwei", 2),
    ("two", 2),
    ("drei", 3),
    ("three", 3),
    ("vier", 4),
    ("four", 4),
    ("fünf", 5),
    ("five", 5),
    ("sechs", 6),
    ("six", 6),
    ("sieben", 7),
    ("seven", 7),
    ("acht", 8),
    ("eight", 8),
    ("neun", 9),
    ("nine", 9),
    ("zehn", 10),
    ("ten", 10),
    ("zwölf", 12),
    ("twelve", 12),
];

/// The seconds that a text means that looks like a duration, and whether it speaks of months or years.
pub fn read(text: &str) -> Option<(u32, bool)> {
    if text.len() > 60 {
        return None;
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'' || is_print_quote(c));
    let (seconds, has_months) =
        clock(text).map(|s| (s, false)).or_else(|| iso(text)).or_else(|| words(text))?;
    u32::try_from(seconds).ok().filter(|&seconds| seconds > 0).map(|seconds| (seconds, has_months))
}

/// `4:30`: hours and minutes.
fn clock(text: &str) -> Option<u64> {
    let (hours, minutes) = text.split_once(':')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let minutes = Some(minutes).filter(|m| m.len() == 2 && digits(m))?.parse::<u64>().ok()?;
    Some(Some(hours).filter(|h| digits(h))?.parse::<u64>().ok()?.checked_mul(3_600)? + minutes * 60)
}

/// ISO 8601 with the T left out or put in the wrong place, in small letters, or with months and years.
fn iso(text: &str) -> Option<(u64, bool)> {
    let text = text.to_uppercase();
    let (mut total, mut number, mut time, mut months) = (0u64, None::<u64>, false, false);
    for c in text.strip_prefix('P')?.chars() {
        let unit = match c {
            'T' => {
                time = true;
                continue;
            }
            '0'..='9' => {
                let digit = u64::from(c) - u64::from('0');
                number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
                continue;
            }
            'Y' => YEAR * 86_400,
            'M' if !time => MONTH * 86_400,
            'M' => 60,
            'W' => 7 * 86_400,
            'D' => 86_400,
            'H' => 3_600,
            'S' => 1,
            _ => return None,
        };
        months |= unit == YEAR * 86_400 || unit == MONTH * 86_400;
        total = total.checked_add(number.take()?.checked_mul(unit)?)?;
    }
    number.is_none().then_some((total, months))
}

/// `3 Tage`, `1 Tag und 4 Std.`, `24h`, `1,5 Stunden`.
fn words(text: &str) -> Option<(u64, bool)> {
    let text = text.to_lowercase();
    let (mut total, mut months, mut rest) = (0.0_f64, false, text.as_str());
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '+'));
        rest = rest.strip_prefix("und ").or_else(|| rest.strip_prefix("and ")).unwrap_or(rest).trim_start();
        if rest.is_empty() {
            let whole = total.round();
            return (whole > 0.0 && whole < 1e10).then_some((whole as u64, months));
        }
        let number_end =
            rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).unwrap_or(rest.len());
        let (number, behind) = match number_end {
            0 => {
                let end = rest.find(char::is_whitespace)?;
                let (_, number) = NUMBERS.iter().find(|(word, _)| *word == &rest[..end])?;
                (*number as f64, &rest[end..])
            }
            end => (rest[..end].replace(',', ".").parse::<f64>().ok()?, &rest[end..]),
        };
        let behind = behind.trim_start_matches(|c: char| c.is_whitespace() || c == '-');
        let end = behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len());
        let (word, behind) = behind.split_at(end);
        let unit = LETTERS.iter().find(|(letter, _)| *letter == word);
        let (_, unit) = unit.or_else(|| UNITS.iter().find(|(start, _)| word.starts_with(start)))?;
        months |= word.starts_with("mon") || *unit == YEAR * 86_400;
        total += number * *unit as f64;
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(iso: &str) -> u32 {
        crate::Seconds::parse(iso).unwrap().get()
    }

    #[test]
    fn finds_what_people_mean() {
        for (text, iso) in [
            ("1 Tag", "P1D"),
            ("3 Tage", "P3D"),
            ("24h", "P1D"),
            ("4 Stunden", "PT4H"),
            ("1 Tag und 4 Std.", "P1DT4H"),
            ("1,5 Stunden", "PT1H30M"),
            ("zwei Wochen", "P14D"),
            ("30 min", "PT30M"),
            ("90 Sekunden", "PT1M30S"),
            ("04:30", "PT4H30M"),
            ("P4H", "PT4H"),
            ("pt4h", "PT4H"),
            ("PT1D", "P1D"),
            ("„PT4H“", "PT4H"),
        ] {
            assert_eq!(read(text), Some((seconds(iso), false)), "{text}");
        }
        for (text, iso) in [("1 Monat", "P30D"), ("P1M", "P30D"), ("2 Jahre", "P730D"), ("P1Y", "P365D")] {
            assert_eq!(read(text), Some((seconds(iso), true)), "{text}");
        }
        for text in ["", "bald", "1", "4 Äpfel", "P", "PT", "99999999999 Jahre", "-3 Tage aus", "0 Tage"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
