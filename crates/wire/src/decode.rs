//! Reads objects out of a [`Tree`] by hand, so that one pass tells every problem and not only the first.
//!
//! Every method returns `None` both for what is absent and for what is wrong; what is wrong has then been told.

use super::meant;
use super::place::Place;
use super::problem::Problems;
use super::tree::{Entry, Mark, Tree, Value};
use model::key::{is_print_quote, quoted};
use model::{Argument, Fault, Key, Message, Seconds, Stamp, message};
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
        Self::open_of(tree, place, known, |_| true, problems)
    }

    /// Like [`open`](Self::open) where only those of `known` that belong here are offered to who writes another one.
    pub fn open_of(
        tree: &'t Tree,
        place: &'t Place<'t>,
        known: &[&str],
        belongs: impl Fn(&str) -> bool,
        problems: &mut Problems,
    ) -> Option<Self> {
        let Value::Map(entries) = &tree.value else {
            let expected = message!("form-object");
            return match meant::object(place.property(), tree) {
                Some(remedy) => wrong_type_but(tree, place, expected, remedy, problems),
                None => wrong_type(tree, place, expected, problems),
            };
        };
        repeats(entries, place, problems);
        let mut told = 0;
        for (i, entry) in entries.iter().enumerate().filter(|(_, e)| !known.contains(&e.key.as_str())) {
            let place = place.name(&entry.key);
            // Looking for what was meant is slow, and hostile input can ask for it a million times.
            if problems.is_full() {
                problems.report(&place, entry.at, "unknown-property", "", "");
            } else if i >= told {
                let offered: Vec<&str> = known.iter().copied().filter(|name| belongs(name)).collect();
                told = unknown(entries, i, &place, known, &offered, problems);
            }
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
    pub fn missing(&self, name: &str, remedy: impl Into<Message>, problems: &mut Problems) {
        let place = self.place.name(name);
        match self.entries.iter().find(|entry| entry.key == name && entry.at.line > 0) {
            // Nothing stands behind the colon, or only what counts as a remark.
            Some(empty) => {
                let (detail, remedy) =
                    (message!("problem-no-value", name = name), message!("remedy-no-value"));
                problems.report(&place, empty.at, "missing-property", detail, remedy);
            }
            None => {
                let detail = message!("problem-missing", name = name);
                problems.report(&place, self.at, "missing-property", detail, remedy);
            }
        }
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
            _ => {
                let place = self.place.name(name);
                refuse(tree, &place, message!("form-truth"), meant::truth(tree), problems)
            }
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
                    message!("problem-range", name = name, value = value, low = low, high = high),
                    message!("remedy-range"),
                );
                None
            }
            _ => refuse(tree, &place, message!("form-integer"), meant::whole_number(tree, high), problems),
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
                    message!("problem-not-finite", value = value),
                    message!("remedy-not-finite"),
                );
                None
            }
            _ => {
                let place = self.place.name(name);
                refuse(tree, &place, message!("form-number"), meant::decimal(tree), problems)
            }
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
        if let Some(tree) = self.get(name)
            && let Value::Int(number @ 0..) = tree.value
        {
            let place = self.place.name(name);
            let count = Argument::Count(number.unsigned_abs());
            let remedy = message!("remedy-unit", number = number, count = count);
            return wrong_type_but(tree, &place, message!("form-duration"), remedy, problems);
        }
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
            _ if problems.has(&place, TORN) => None,
            _ => refuse(tree, &place, message!("form-list"), meant::list(name, tree), problems),
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
            return wrong_type(tree, &place, message!("form-texts"), problems);
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
        _ => wrong_type(tree, place, message!("form-keys"), problems),
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
                message!("problem-wrong-type", expected = message!("form-text"), found = tree.describe()),
                message!("remedy-quote-number"),
            );
            None
        }
        _ => wrong_type(tree, place, message!("form-text"), problems),
    }
}

/// The value of a word, or a fault that lists the words and suggests the nearest.
pub fn word<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, Fault> {
    if let Some((_, value)) = words.iter().find(|(w, _)| *w == text) {
        return Ok(*value);
    }
    let list: Vec<&str> = words.iter().map(|(w, _)| *w).collect();
    let bare = text.trim_matches(is_print_quote);
    let remedy = match meant::translated_word(bare, &list) {
        Some(word) => message!("remedy-write", text = word),
        None => suggest(text, &list).unwrap_or_else(|| message!("remedy-word")),
    };
    let detail = message!("problem-word", text = quoted(text), list = list.join(", "));
    Err(Fault::new("", "unknown-word", detail, remedy))
}

/// Tells what was expected and what was found; always `None`.
pub fn wrong_type<T>(
    tree: &Tree,
    place: &Place<'_>,
    expected: impl Into<Message>,
    problems: &mut Problems,
) -> Option<T> {
    refuse(tree, place, expected.into(), None, problems)
}

/// Like [`wrong_type`], with another remedy than to write what is expected.
pub(super) fn wrong_type_but<T>(
    tree: &Tree,
    place: &Place<'_>,
    expected: Message,
    remedy: Message,
    problems: &mut Problems,
) -> Option<T> {
    refuse(tree, place, expected, Some(remedy), problems)
}

fn refuse<T>(
    tree: &Tree,
    place: &Place<'_>,
    expected: Message,
    remedy: Option<Message>,
    problems: &mut Problems,
) -> Option<T> {
    let remedy = remedy.unwrap_or_else(|| message!("remedy-expected", expected = expected.clone()));
    let detail = message!("problem-wrong-type", expected = expected, found = tree.describe());
    problems.report(place, tree.at, "wrong-type", detail, remedy);
    None
}

/// The code of a text that a comma has torn apart.
const TORN: &str = "unquoted-comma";

/// Tells the property at `at`, which is none; gives how many entries from the first have been told.
fn unknown(
    entries: &[Entry],
    at: usize,
    place: &Place<'_>,
    known: &[&str],
    offered: &[&str],
    problems: &mut Problems,
) -> usize {
    let entry = &entries[at];
    if let Some(torn) = meant::torn(entries, at, known) {
        let whole = place.beside(&torn.whole.key);
        let detail = message!("problem-torn", name = torn.whole.key.as_str(), rest = quoted(&entry.key));
        problems.report(&whole, entry.at, TORN, detail, torn.remedy);
        return at + torn.pieces;
    }
    let remedy = meant::remedy(entries, at, known, offered);
    let detail = message!("problem-unknown-property", name = quoted(&entry.key));
    problems.report(place, entry.at, "unknown-property", detail, remedy);
    at + 1
}

/// True when there are at most `max` items; tells otherwise.
pub fn at_most<T>(items: &[T], max: usize, place: &Place<'_>, at: Mark, problems: &mut Problems) -> bool {
    if items.len() > max {
        problems.report(
            place,
            at,
            "too-many-items",
            message!("problem-too-many", count = items.len(), max = max),
            message!("remedy-too-many"),
        );
    }
    items.len() <= max
}

/// Tells every property that is written more than once in this object.
pub fn repeats(entries: &[Entry], place: &Place<'_>, problems: &mut Problems) {
    let mut tell = |first: &Entry, again: &Entry| {
        let name = quoted(&again.key);
        let detail = match first.at.line {
            0 => message!("problem-twice", name = name),
            line => message!("problem-twice-first", name = name, line = line),
        };
        let remedy = message!("remedy-keep-one");
        problems.report(&place.name(&again.key), again.at, "duplicate-property", detail, remedy);
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
pub fn suggest(found: &str, known: &[&str]) -> Option<Message> {
    meant::nearest(found, known).map(|word| message!("remedy-did-you-mean", word = word))
}
