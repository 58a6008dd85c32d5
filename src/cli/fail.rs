//! `KEY[=LEVEL][@FROM[..UNTIL]]`: a failure in one word.

use super::spoken::messages;
use model::{Failure, Fault, Key, Level, Message, Seconds, message};
use std::str::FromStr;

/// A failure as it is said on the command line.
#[derive(Debug, Clone)]
pub(super) struct FailArg {
    /// The failure; of a stand-in where a name was given.
    pub(super) failure: Failure,
    /// What stands where the key belongs, when it looks like a name.
    pub(super) name: Option<String>,
}

/// The same where only a key will do.
pub(super) fn keyed(text: &str) -> Result<FailArg, String> {
    let read: FailArg = text.parse()?;
    match read.name.as_deref().map(Key::new) {
        Some(Err(fault)) => Err(part(message!("fail-key"), &fault)),
        _ => Ok(read),
    }
}

impl FromStr for FailArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (what, when) = text.split_once('@').map_or((text, None), |(what, when)| (what, Some(when)));
        let (key, level) = what.split_once('=').map_or((what, None), |(key, level)| (key, Some(level)));
        let of_a_name = |c: char| c.is_uppercase() || c == ' ' || !c.is_ascii();
        let name = Some(key).filter(|key| key.contains(of_a_name)).map(str::to_owned);
        let key = if name.is_some() { "unknown" } else { key };
        let key = Key::new(key).map_err(|fault| part(message!("fail-key"), &fault))?;
        let level = match level {
            None => Level::Unavailable,
            Some(word) => Level::from_word(word)
                .ok_or_else(|| form(message!("fail-unknown-level", word = format!("{word:?}"))))?,
        };
        let (from, until) = match when {
            None => (None, None),
            Some(when) => match when.split_once("..") {
                None => (Some(when), None),
                Some((from, until)) => (Some(from).filter(|f| !f.is_empty()), Some(until)),
            },
        };
        let from =
            from.map(Seconds::parse).transpose().map_err(|fault| part(message!("fail-start"), &fault))?;
        let until =
            until.map(Seconds::parse).transpose().map_err(|fault| part(message!("fail-end"), &fault))?;
        Failure::new(key, level, from.unwrap_or_default(), until)
            .map(|failure| Self { failure, name })
            .map_err(|fault| {
                let until = fault.place == "/until";
                part(if until { message!("fail-end") } else { message!("fail-level") }, &fault)
            })
    }
}

/// What is wrong with which part, and the form of the whole.
fn part(name: Message, fault: &Fault) -> String {
    let (detail, remedy) = (fault.detail.clone(), fault.remedy.clone());
    form(message!("fail-part", name = name, detail = detail, remedy = remedy))
}

fn form(wrong: Message) -> String {
    messages().told(&message!("fail-form", wrong = wrong))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_part() {
        let read = |text: &str| {
            let FailArg { failure: f, .. } = text.parse().unwrap();
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
        assert!(wrong("a..b").starts_with("the key"));
        assert_eq!("Strom Rathaus@PT1H".parse::<FailArg>().unwrap().name.as_deref(), Some("Strom Rathaus"));
        assert!(keyed("Strom Rathaus").unwrap_err().starts_with("the key"));
        assert!(wrong("a=down").contains("degraded or unavailable"));
        assert!(wrong("a@P1M").starts_with("the start") && wrong("a@P1M").contains("no fixed length"));
        assert!(wrong("a@PT2M..PT1M").contains("not after its start"));
    }
}
