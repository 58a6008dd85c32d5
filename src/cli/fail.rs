//! `KEY[=LEVEL][@FROM[..UNTIL]]`: a failure in one word.

use model::{Failure, Fault, Key, Level, Seconds};
use std::str::FromStr;

/// A failure as it is said on the command line.
#[derive(Debug, Clone)]
pub(super) struct FailArg(pub(super) Failure);

impl FromStr for FailArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (what, when) = text.split_once('@').map_or((text, None), |(what, when)| (what, Some(when)));
        let (key, level) = what.split_once('=').map_or((what, None), |(key, level)| (key, Some(level)));
        let key = Key::new(key).map_err(|fault| part("the key", &fault))?;
        let level = match level {
            None => Level::Unavailable,
            Some(word) => Level::from_word(word).ok_or_else(|| {
                form(format!("the level: {word:?} is unknown (use degraded or unavailable)"))
            })?,
        };
        let (from, until) = match when {
            None => (None, None),
            Some(when) => match when.split_once("..") {
                None => (Some(when), None),
                Some((from, until)) => (Some(from).filter(|f| !f.is_empty()), Some(until)),
            },
        };
        let from = from.map(Seconds::parse).transpose().map_err(|fault| part("the start", &fault))?;
        let until = until.map(Seconds::parse).transpose().map_err(|fault| part("the end", &fault))?;
        Failure::new(key, level, from.unwrap_or_default(), until).map(Self).map_err(|fault| {
            let name = if fault.place == "/until" { "the end" } else { "the level" };
            part(name, &Fault { place: String::new(), ..fault })
        })
    }
}

/// What is wrong with which part, and the form of the whole.
fn part(name: &str, fault: &Fault) -> String {
    form(format!("{name}: {fault}"))
}

fn form(wrong: String) -> String {
    format!(
        "{wrong}; the form is KEY[=LEVEL][@FROM[..UNTIL]], for example dresden.storage=degraded@PT30M..P1D"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_part() {
        let read = |text: &str| {
            let FailArg(f) = text.parse().unwrap();
            (f.node().to_string(), f.level(), f.from().get(), f.until().map(Seconds::get))
        };
        assert_eq!(read("a.b"), ("a.b".into(), Level::Unavailable, 0, None));
        assert_eq!(read("a=degraded@PT1M"), ("a".into(), Level::Degraded, 60, None));
        assert_eq!(read("a@PT1M..PT2M"), ("a".into(), Level::Unavailable, 60, Some(120)));
        assert_eq!(read("a@..PT2M"), ("a".into(), Level::Unavailable, 0, Some(120)));
    }

    #[test]
    fn names_the_wrong_part() {
        let wrong = |text: &str| text.parse::<FailArg>().unwrap_err();
        assert!(wrong("Ä").starts_with("the key"));
        assert!(wrong("a=down").contains("degraded or unavailable"));
        assert!(wrong("a@P1M").starts_with("the start") && wrong("a@P1M").contains("no fixed length"));
        assert!(wrong("a@PT2M..PT1M").contains("not after its start"));
    }
}
