//! Query parameters, read strictly: unknown, repeated and malformed ones are all told at once.

use super::problem::Problem;
use app::maps::history::AsOf;
use model::{Fault, Key, Level, Seconds, time::parse_time};
use std::collections::BTreeMap;
use wire::decode::{suggest, word};
use wire::{Place, Problem as Detail, Problems};

/// Most entries of one page.
pub const MAX_PAGE: usize = 1_000;
/// Entries of one page when nothing is said.
pub const PAGE: usize = 100;

/// The parameters of one request.
#[derive(Debug)]
pub struct Params {
    values: BTreeMap<String, String>,
    problems: Problems,
}

impl Params {
    /// Takes the query apart; only `known` names are allowed.
    pub fn new(query: Option<&str>, known: &[&str]) -> Self {
        let mut params = Self { values: BTreeMap::new(), problems: Problems::default() };
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = match (decoded(name), decoded(value)) {
                (Ok(name), Ok(value)) => (name, value),
                (_, Err(why)) | (Err(why), _) => {
                    let remedy = "write it in UTF-8, with %XX for what is not allowed in an address";
                    params.tell(name, Fault::new("", "invalid-encoding", why, remedy));
                    continue;
                }
            };
            if !known.contains(&name.as_str()) {
                let remedy = match suggest(&name, known) {
                    Some(meant) => meant,
                    None if known.is_empty() => "leave it out: there are no parameters here".into(),
                    None => format!("use {}", known.join(", ")),
                };
                params.tell(&name, Fault::new("", "unknown-parameter", "there is no such parameter", remedy));
            } else if params.values.insert(name.clone(), value).is_some() {
                let fault =
                    Fault::new("", "repeated-parameter", "the parameter is given twice", "give it once");
                params.tell(&name, fault);
            }
        }
        params
    }

    fn tell(&mut self, name: &str, fault: Fault) {
        self.problems.push(Detail::from_fault(&Place::ROOT.name(name), fault));
    }

    /// Tells a problem that only several parameters together show.
    pub fn refuse_if(&mut self, wrong: bool, name: &str, fault: impl FnOnce() -> Fault) {
        if wrong {
            self.tell(name, fault());
        }
    }

    /// The text of a parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// A parameter through a parser whose fault becomes a problem.
    pub fn read<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        match parse(self.values.get(name)?) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.tell(name, fault);
                None
            }
        }
    }

    /// A key.
    pub fn key(&mut self, name: &str) -> Option<Key> {
        self.read(name, Key::new)
    }

    /// A duration.
    pub fn seconds(&mut self, name: &str) -> Option<Seconds> {
        self.read(name, Seconds::parse)
    }

    /// One of some words.
    pub fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        self.read(name, |text| word(text, words))
    }

    /// Yes or no; no when absent.
    pub fn flag(&mut self, name: &str) -> bool {
        self.word(name, &[("true", true), ("false", false)]).unwrap_or(false)
    }

    /// A level of failure; unavailable when absent.
    pub fn level(&mut self, name: &str) -> Level {
        self.word(name, wire::words::FAILURE_LEVELS).unwrap_or(Level::Unavailable)
    }

    /// A whole number.
    pub fn number(&mut self, name: &str, low: usize, high: usize) -> Option<usize> {
        self.read(name, |text| {
            text.parse().ok().filter(|n| (low..=high).contains(n)).ok_or_else(|| {
                Fault::new(
                    "",
                    "number-out-of-range",
                    format!("{name} is not a whole number between {low} and {high}"),
                    "write such a number, or leave it out",
                )
            })
        })
    }

    /// The size of a page.
    pub fn page(&mut self) -> usize {
        self.number("limit", 1, MAX_PAGE).unwrap_or(PAGE)
    }

    /// A revision (a number) or a time (RFC 3339).
    pub fn as_of(&mut self) -> Option<AsOf> {
        self.read("asOf", |text| match text.parse() {
            Ok(revision) => Ok(AsOf::Revision(revision)),
            Err(_) => parse_time(text).map(|t| AsOf::Time(t.as_millisecond())).map_err(|mut fault| {
                fault.remedy = "write a revision such as 17, or a time such as 2026-05-01T08:00:00Z".into();
                fault
            }),
        })
    }

    /// All the problems, if there are any. Call it before the values are used.
    ///
    /// # Errors
    /// A problem document that lists them.
    pub fn check(&mut self) -> Result<(), Problem> {
        let problems = std::mem::take(&mut self.problems);
        if problems.is_empty() { Ok(()) } else { Err(Problem::parameters(&problems)) }
    }
}

/// Undoes `application/x-www-form-urlencoded`, refusing what is usually mended silently and then not found.
pub(super) fn decoded(text: &str) -> Result<String, &'static str> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|b| char::from(b).to_digit(16));
                let (high, low) = (digit(), digit());
                let (Some(high), Some(low)) = (high, low) else {
                    return Err("a percent sign is not followed by two hexadecimal digits");
                };
                u8::try_from(high * 16 + low).unwrap_or_default()
            }
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| "the text is not UTF-8")
}
