//! Untrusted input as a small tree with places, so that every problem can be told at once and with its line.
//!
//! Built from JSON text here and from YAML events in `formats`; never deeper than [`MAX_DEPTH`].

pub use super::place::Mark;
use super::place::Place;
use super::problem::{Problem, Problems};
use model::{Message, message};
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cell::Cell;
use std::fmt;

/// Deepest nesting of lists and objects.
pub const MAX_DEPTH: u32 = 64;
/// Most values (scalars, lists, objects) in one tree; about 100 MB of memory.
pub const MAX_VALUES: usize = 2_000_000;

/// A value with the place where it was written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tree {
    /// Where it starts.
    pub at: Mark,
    /// What it is.
    pub value: Value,
}

/// What was written. Objects keep their order and their repeated properties; the decoder refuses the latter.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing; the same as leaving the property out.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number, also beyond the range of whole numbers; may be NaN or infinite when it comes from YAML.
    Float(f64),
    /// Text.
    Str(String),
    /// A list.
    Seq(Vec<Tree>),
    /// An object.
    Map(Vec<Entry>),
}

/// One property of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its name.
    pub key: String,
    /// Where the name stands.
    pub at: Mark,
    /// Its value.
    pub value: Tree,
}

impl Tree {
    /// A value whose place is not known.
    pub const fn new(value: Value) -> Self {
        Self { at: Mark { line: 0, column: 0 }, value }
    }

    /// Reads JSON text. What is no UTF-8, broken JSON, too deep nesting and too many values are one problem with its line.
    ///
    /// # Errors
    /// That problem.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Problems> {
        Self::from_text(super::utf8::text(bytes).map_err(|problem| one(*problem))?)
    }

    /// The same of a sender that passes on what others wrote; see [`lenient`](super::utf8::lenient).
    ///
    /// # Errors
    /// That problem.
    pub fn from_json_of_others(bytes: &[u8]) -> Result<Self, Problems> {
        Self::from_text(&super::utf8::lenient(bytes).map_err(|problem| one(*problem))?)
    }

    fn from_text(text: &str) -> Result<Self, Problems> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let left = Cell::new(MAX_VALUES);
        let tree = Seed { depth: 0, left: &left }
            .deserialize(&mut reader)
            .and_then(|tree| reader.end().map(|()| tree));
        tree.map_err(|error| {
            let text = error.to_string();
            let text = text.split(" at line ").next().unwrap_or_default();
            let (code, remedy) = if error.is_data() {
                ("too-large", "send less at once")
            } else {
                ("invalid-json", "send one well-formed JSON value")
            };
            let detail = format!("{text} (column {})", error.column());
            let mut problem = Problem::new(&Place::ROOT, code, detail, remedy);
            problem.line = u32::try_from(error.line()).ok().filter(|&line| line > 0);
            one(problem)
        })
    }

    /// The tree of anything that can be written as JSON and stays within the limits.
    pub fn of(value: &impl Serialize) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(&serde_json::to_vec(value)?)
    }

    /// The properties of an object; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// A property; the first one when it was repeated. `None` for anything but an object.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|e| e.key == key)
    }

    /// Where the value at this JSON pointer stands, or the nearest enclosing value that exists.
    pub fn locate(&self, pointer: &str) -> Mark {
        let (mut node, mut at) = (self, self.at);
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            let found = match &node.value {
                Value::Map(entries) => entries.iter().find(|e| e.key == step).map(|e| (e.at, &e.value)),
                Value::Seq(items) => step.parse().ok().and_then(|i: usize| items.get(i)).map(|t| (t.at, t)),
                _ => None,
            };
            let Some((mark, next)) = found else { break };
            (at, node) = (if mark.line == 0 { next.at } else { mark }, next);
        }
        at
    }

    /// What it is, in words for a message: `the number 5`, `a list`.
    pub fn describe(&self) -> Message {
        match &self.value {
            Value::Null => message!("planning-nothing"),
            Value::Bool(b) => message!("found-truth", value = b.to_string()),
            Value::Int(i) => message!("found-number", value = *i),
            Value::Float(f) => message!("found-number", value = *f),
            Value::Str(s) => message!("found-text", text = model::key::quoted(s)),
            Value::Seq(_) => message!("form-list"),
            Value::Map(_) => message!("form-object"),
        }
    }
}

fn one(problem: Problem) -> Problems {
    let mut problems = Problems::new(None);
    problems.push(problem);
    problems
}

/// Applies a JSON merge patch (RFC 7396): objects merge, `null` removes, anything else replaces.
///
/// Repeated properties must have been refused before ([`super::decode::refuse_repeats`]). Recursion is bounded
/// by [`MAX_DEPTH`].
pub fn merge_patch(doc: Tree, patch: Tree) -> Tree {
    let Value::Map(changes) = patch.value else { return patch };
    let mut entries = match doc.value {
        Value::Map(entries) => entries,
        _ => Vec::new(),
    };
    for change in changes {
        let old = entries.iter().position(|e| e.key == change.key);
        match (old, &change.value.value) {
            (Some(i), Value::Null) => {
                entries.remove(i);
            }
            (None, Value::Null) => {}
            (Some(i), _) => {
                let before = std::mem::take(&mut entries[i].value);
                entries[i].value = merge_patch(before, change.value);
            }
            (None, _) => {
                let value = merge_patch(Tree::default(), change.value);
                entries.push(Entry { key: change.key, at: change.at, value });
            }
        }
    }
    Tree { at: patch.at, value: Value::Map(entries) }
}

struct Seed<'c> {
    depth: u32,
    left: &'c Cell<usize>,
}

impl Seed<'_> {
    fn deeper<E: serde::de::Error>(&self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(format!("lists and objects are nested deeper than {MAX_DEPTH} levels")));
        }
        Ok(Self { depth: self.depth + 1, left: self.left })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Tree;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        let left = self.left.get().checked_sub(1);
        self.left
            .set(left.ok_or_else(|| D::Error::custom(format!("there are more than {MAX_VALUES} values")))?);
        deserializer.deserialize_any(self).map(Tree::new)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(Value::Int(v))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(i64::try_from(v).map_or(Value::Float(v as f64), Value::Int))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(Value::Float(v))
    }
    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(Value::Str(v.to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self.deeper()?)? {
            items.push(item);
        }
        Ok(Value::Seq(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let value = map.next_value_seed(self.deeper()?)?;
            entries.push(Entry { key, at: Mark::default(), value });
        }
        Ok(Value::Map(entries))
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Seed { depth: 0, left: &Cell::new(MAX_VALUES) }.deserialize(deserializer)
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(v) => serializer.serialize_bool(*v),
            Value::Int(v) => serializer.serialize_i64(*v),
            Value::Float(v) => serializer.serialize_f64(*v),
            Value::Str(v) => serializer.serialize_str(v),
            Value::Seq(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    seq.serialize_element(item)?;
                }
                seq.end()
            }
            Value::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for entry in entries {
                    map.serialize_entry(&entry.key, &entry.value)?;
                }
                map.end()
            }
        }
    }
}
