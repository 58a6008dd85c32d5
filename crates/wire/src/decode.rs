//! Reads objects out of a [`Tree`] by hand, so that one pass tells every problem and not only the first.
//!
//! Every method returns `None` both for what is absent and for what is wrong; what is wrong has then been told.

use super::place::Place;
use super::problem::Problems;
use super::tree::{Entry, Mark, Tree, Value};
use model::key::quoted;
use model::{Fault, Key, Seconds, Stamp};
use std::collections::{BTreeMap, HashMap};

/// An object whose properties are read one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Object<'t> {
    entries: &'t [Entry],
    place: &'t Place<'t>,
    at: Mark,
}

impl<'t> Object<'t> {
    /// Opens `tree` as an object. Tells when it is none, has a property that is not in `known`, or one twice.
    pub fn open(
        tree: &'t Tree,
        place: &'t Place<'t>,
        known: &[&str],
        problems: &mut Problems,
    ) -> Option<Self> {
        let Value::Map(entries) = &tree.value else {
            return wrong_type(tree, place, "an object", problems);
        };
        repeats(entries, place, problems);
        for entry in entries.iter().filter(|e| !known.contains(&e.key.as_str())) {
            // Looking for the nearest word is slow, and hostile input can ask for it a million times.
            let near = if problems.is_full() { None } else { suggest(&entry.key, known) };
            let remedy =
                near.unwrap_or_else(|| format!("take it out; the properties are {}", known.join(", ")));
            let detail = format!("{} is not a property here", quoted(&entry.key));
            problems.report(&place.name(&entry.key), entry.at, "unknown-property", detail, remedy);
        }
        Some(Self { entries, place, at: tree.at })
    }

    /// Where the object is.
    pub fn place(&self) -> &'t Place<'t> {
        self.place
    }

    /// Where the object starts.
    pub fn at(&self) -> Mark {
        self.at
    }

    /// The property when it is there and not null, with the place of its name.
    pub fn entry(&self, name: &str) -> Option<&'t Entry> {
        self.entries.iter().find(|e| e.key == name).filter(|e| !matches!(e.value.value, Value::Null))
    }

    /// The value of the property when it is there and not null.
    pub fn get(&self, name: &str) -> Option<&'t Tree> {
        self.entry(name).map(|e| &e.value)
    }

    /// Tells that a required property is missing.
    pub fn missing(&self, name: &str, remedy: &str, problems: &mut Problems) {
        problems.report(
            &self.place.name(name),
            self.at,
            "missing-property",
            format!("{name} is missing"),
            remedy.to_owned(),
        );
    }

    /// Text.
    pub fn text(&self, name: &str, problems: &mut Problems) -> Option<&'t str> {
        let tree = self.get(name)?;
        text(tree, &self.place.name(name), problems)
    }

    /// Text, kept; its lines end as they do on most systems.
    pub fn string(&self, name: &str, problems: &mut Problems) -> Option<String> {
        self.text(name, problems).map(|text| text.replace("\r\n", "\n"))
    }

    /// `true` or `false`.
    pub fn bool(&self, name: &str, problems: &mut Problems) -> Option<bool> {
        let tree = self.get(name)?;
        match tree.value {
            Value::Bool(value) => Some(value),
            _ => wrong_type(tree, &self.place.name(name), "true or false", problems),
        }
    }

    /// A whole number from `low` to `high`.
    pub fn integer(&self, name: &str, low: i64, high: i64, problems: &mut Problems) -> Option<i64> {
        let tree = self.get(name)?;
        let place = self.place.name(name);
        match tree.value {
            Value::Int(value) if (low..=high).contains(&value) => Some(value),
            Value::Int(value) => {
                problems.report(
                    &place,
                    tree.at,
                    "number-out-of-range",
                    format!("{name} is {value}, but must be between {low} and {high}"),
                    "write a number in that range",
                );
                None
            }
            _ => wrong_type(tree, &place, "a whole number", problems),
        }
    }

    /// A finite number.
    pub fn number(&self, name: &str, problems: &mut Problems) -> Option<f64> {
        let tree = self.get(name)?;
        match tree.value {
            Value::Int(value) => Some(value as f64),
            Value::Float(value) if value.is_finite() => Some(value),
            Value::Float(value) => {
                problems.report(
                    &self.place.name(name),
                    tree.at,
                    "not-a-number",
                    format!("{value} is not a finite number"),
                    "write a number, or leave the property out",
                );
                None
            }
            _ => wrong_type(tree, &self.place.name(name), "a number", problems),
        }
    }

    /// Text that `read` turns into a value or a fault.
    pub fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, Fault>,
        problems: &mut Problems,
    ) -> Option<T> {
        let tree = self.get(name)?;
        parsed(tree, &self.place.name(name), read, problems)
    }

    /// The key of a node.
    pub fn key(&self, name: &str, problems: &mut Problems) -> Option<Key> {
        self.read(name, Key::new, problems)
    }

    /// An ISO 8601 duration.
    pub fn seconds(&self, name: &str, problems: &mut Problems) -> Option<Seconds> {
        self.read(name, Seconds::parse, problems)
    }

    /// A day or a time.
    pub fn stamp(&self, name: &str, problems: &mut Problems) -> Option<Stamp> {
        self.read(name, Stamp::new, problems)
    }

    /// One word of a fixed list.
    pub fn word<T: Copy>(&self, name: &str, words: &[(&str, T)], problems: &mut Problems) -> Option<T> {
        self.read(name, |text| word(text, words), problems)
    }

    /// A list of at most `max` items; tells when there are more.
    pub fn list(&self, name: &str, max: usize, problems: &mut Problems) -> Option<&'t [Tree]> {
        let tree = self.get(name)?;
        let place = self.place.name(name);
        match &tree.value {
            Value::Seq(items) => at_most(items, max, &place, tree.at, problems).then_some(items),
            _ => wrong_type(tree, &place, "a list", problems),
        }
    }

    /// A key or a list of keys; a key that is not valid is told and left out.
    pub fn keys(&self, name: &str, max: usize, problems: &mut Problems) -> Option<Vec<Key>> {
        let tree = self.get(name)?;
        keys(tree, &self.place.name(name), max, problems)
    }

    /// An object of free names with texts, at most `max`.
    pub fn texts(&self, name: &str, max: usize, problems: &mut Problems) -> Option<BTreeMap<String, String>> {
        let tree = self.get(name)?;
        let place = self.place.name(name);
        let Value::Map(entries) = &tree.value else {
            return wrong_type(tree, &place, "an object of texts", problems);
        };
        if !at_most(entries, max, &place, tree.at, problems) {
            return None;
        }
        repeats(entries, &place, problems);
        let value = |e: &Entry, problems: &mut Problems| {
            text(&e.value, &place.name(&e.key), problems).map(|t| (e.key.clone(), t.to_owned()))
        };
        Some(entries.iter().filter_map(|e| value(e, problems)).collect())
    }
}

/// A key or a list of keys; a key that is not valid is told and left out.
pub fn keys(tree: &Tree, place: &Place<'_>, max: usize, problems: &mut Problems) -> Option<Vec<Key>> {
    match &tree.value {
        Value::Seq(items) => at_most(items, max, place, tree.at, problems).then(|| {
            let mut found = Vec::with_capacity(items.len());
            for (i, item) in items.iter().enumerate() {
                found.extend(parsed(item, &place.index(i), Key::new, problems));
            }
            found
        }),
        Value::Str(_) => parsed(tree, place, Key::new, problems).map(|key| vec![key]),
        _ => wrong_type(tree, place, "a key or a list of keys", problems),
    }
}

/// Text that `read` turns into a value or a fault.
pub fn parsed<T>(
    tree: &Tree,
    place: &Place<'_>,
    read: impl FnOnce(&str) -> Result<T, Fault>,
    problems: &mut Problems,
) -> Option<T> {
    let text = text(tree, place, problems)?;
    match read(text) {
        Ok(value) => Some(value),
        Err(fault) => {
            problems.report_fault(place, tree.at, fault);
            None
        }
    }
}

/// Text; a number or truth value is told to want quotation marks.
pub fn text<'t>(tree: &'t Tree, place: &Place<'_>, problems: &mut Problems) -> Option<&'t str> {
    match &tree.value {
        Value::Str(text) => Some(text),
        Value::Int(_) | Value::Float(_) | Value::Bool(_) => {
            problems.report(
                place,
                tree.at,
                "wrong-type",
                format!("text is expected, but this is {}", tree.describe()),
                "put it in quotation marks, with its leading zeros",
            );
            None
        }
        _ => wrong_type(tree, place, "text", problems),
    }
}

/// The value of a word, or a fault that lists the words and suggests the nearest.
pub fn word<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, Fault> {
    if let Some((_, value)) = words.iter().find(|(w, _)| *w == text) {
        return Ok(*value);
    }
    let list: Vec<&str> = words.iter().map(|(w, _)| *w).collect();
    let remedy =
        suggest(text, &list).unwrap_or_else(|| "write one of these words in small letters".to_owned());
    let detail = format!("{} is not one of {}", quoted(text), list.join(", "));
    Err(Fault::new("", "unknown-word", detail, remedy))
}

/// Tells what was expected and what was found; always `None`.
pub fn wrong_type<T>(tree: &Tree, place: &Place<'_>, expected: &str, problems: &mut Problems) -> Option<T> {
    problems.report(
        place,
        tree.at,
        "wrong-type",
        format!("{expected} is expected, but this is {}", tree.describe()),
        format!("write {expected}"),
    );
    None
}

/// True when there are at most `max` items; tells otherwise.
pub fn at_most<T>(items: &[T], max: usize, place: &Place<'_>, at: Mark, problems: &mut Problems) -> bool {
    if items.len() > max {
        problems.report(
            place,
            at,
            "too-many-items",
            format!("{} entries, at most {max} are taken", items.len()),
            "split it up or shorten it",
        );
    }
    items.len() <= max
}

/// Tells every property that is written more than once in this object.
pub fn repeats(entries: &[Entry], place: &Place<'_>, problems: &mut Problems) {
    let mut tell = |first: &Entry, again: &Entry| {
        let before = match first.at.line {
            0 => String::new(),
            line => format!(" (first in line {line})"),
        };
        problems.report(
            &place.name(&again.key),
            again.at,
            "duplicate-property",
            format!("{} is written twice{before}", quoted(&again.key)),
            "keep one of them",
        );
    };
    if entries.len() <= 16 {
        for (i, again) in entries.iter().enumerate() {
            if let Some(first) = entries[..i].iter().find(|e| e.key == again.key) {
                tell(first, again);
            }
        }
        return;
    }
    let mut seen: HashMap<&str, &Entry> = HashMap::with_capacity(entries.len());
    for again in entries {
        match seen.get(again.key.as_str()) {
            Some(first) => tell(first, again),
            None => {
                seen.insert(&again.key, again);
            }
        }
    }
}

/// Tells repeated properties anywhere in a tree. Recursion is bounded by the depth of a tree.
pub fn refuse_repeats(tree: &Tree, place: &Place<'_>, problems: &mut Problems) {
    match &tree.value {
        Value::Map(entries) => {
            repeats(entries, place, problems);
            for entry in entries {
                refuse_repeats(&entry.value, &place.name(&entry.key), problems);
            }
        }
        Value::Seq(items) => {
            for (i, item) in items.iter().enumerate() {
                refuse_repeats(item, &place.index(i), problems);
            }
        }
        _ => {}
    }
}

/// `did you mean ...?` when one of the words is near enough.
pub fn suggest(found: &str, known: &[&str]) -> Option<String> {
    // Long input cannot be near a known word, and comparing it would cost its length squared.
    if found.len() > 60 {
        return None;
    }
    let folded = found.to_lowercase();
    known
        .iter()
        .map(|k| (strsim::damerau_levenshtein(&folded, &k.to_lowercase()), *k))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, word)| *distance <= (word.len() / 3).max(1))
        .map(|(_, word)| format!("did you mean {word}?"))
}
