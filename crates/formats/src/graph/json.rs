//! What the two JSON formats share: facts as an object, and one entry a line.

use super::facts::{Head, Value};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::io::{self, Write};

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Word(word) => serializer.serialize_str(word),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
        }
    }
}

/// Facts as an object; what is not known is left out. `first` are texts that stand before them.
pub(super) struct Facts<'a> {
    pub first: Vec<(&'static str, &'a str)>,
    pub facts: Vec<(&'static str, Value<'a>)>,
}

impl<'a> Facts<'a> {
    /// The facts that are known.
    pub fn new(
        first: Vec<(&'static str, &'a str)>,
        facts: impl Iterator<Item = (&'static Head, Option<Value<'a>>)>,
    ) -> Self {
        let facts = facts.filter_map(|(head, value)| Some((head.name, value?))).collect();
        Self { first, facts }
    }

    /// What a file is about.
    pub fn about(facts: Vec<(Head, Value<'a>)>) -> Self {
        Self { first: Vec::new(), facts: facts.into_iter().map(|(head, value)| (head.name, value)).collect() }
    }
}

impl Serialize for Facts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.first.len() + self.facts.len()))?;
        for (name, text) in &self.first {
            map.serialize_entry(name, text)?;
        }
        for (name, value) in &self.facts {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// A value as JSON.
pub(super) fn put(value: &(impl Serialize + ?Sized), out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}

/// What `one` writes for each item, one a line, with commas between.
pub(super) fn lines<T, W: Write>(
    items: impl Iterator<Item = T>,
    out: &mut W,
    mut one: impl FnMut(T, &mut W) -> io::Result<()>,
) -> io::Result<()> {
    for (at, item) in items.enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        one(item, out)?;
    }
    out.write_all(b"\n")
}
