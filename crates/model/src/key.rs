//! Keys of nodes and local ids of dependencies: short, stable, safe in a URL.

use super::{Argument, Fault, Message};
use crate::message;
use std::fmt;
use std::sync::Arc;

/// Longest key, in characters (all ASCII, so also in bytes).
pub const MAX_KEY: usize = 200;

/// Longest local id of a dependency.
pub const MAX_LOCAL_ID: usize = 60;

/// The key of a node: words of `[a-z0-9]` joined by single `-` or `.`, at most [`MAX_KEY`] characters.
/// Unique over all kinds of one map and never changed. Clones share the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Arc<str>);

impl Key {
    /// Checks and keeps `text`. The error names the rule that is broken.
    pub fn new(text: &str) -> Result<Self, Fault> {
        check(text, MAX_KEY, true).map_err(|why| {
            let detail = message!("problem-key", text = quoted(text), why = why);
            Fault::new("", "invalid-key", detail, remedy(text))
        })?;
        Ok(Self(text.into()))
    }

    /// A key from text that was checked when it was stored.
    pub fn trusted(text: &str) -> Self {
        Self(text.into())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&Key> for Argument {
    fn from(key: &Key) -> Self {
        Self::Text(key.as_str().to_owned())
    }
}

impl AsRef<str> for Key {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// The id of a dependency inside its dependent: like a [`Key`] without dots, at most [`MAX_LOCAL_ID`] characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalId(Box<str>);

impl LocalId {
    /// An id from text that was checked or made here.
    pub fn trusted(text: &str) -> Self {
        Self(text.into())
    }

    /// Checks and keeps `text`.
    pub fn new(text: &str) -> Result<Self, Fault> {
        check(text, MAX_LOCAL_ID, false).map_err(|why| {
            Fault::new(
                "",
                "invalid-id",
                message!("problem-local-id", text = quoted(text), why = why),
                message!("remedy-local-id"),
            )
        })?;
        Ok(Self(text.into()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LocalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Quotation marks of print, which YAML takes for a part of the text.
pub fn is_print_quote(c: char) -> bool {
    matches!(c, '„' | '“' | '”' | '‚' | '‘' | '’' | '«' | '»' | '‹' | '›')
}

/// What helps depends on what was probably meant.
fn remedy(text: &str) -> Message {
    let of_a_name = |c: char| c.is_uppercase() || c.is_whitespace() || (c.is_alphabetic() && !c.is_ascii());
    if text.starts_with(is_print_quote) || text.ends_with(is_print_quote) {
        message!("remedy-straight-quotes", text = text.trim_matches(is_print_quote))
    } else if text.contains(',') {
        let keys: Vec<&str> = text.split(',').map(str::trim).filter(|key| !key.is_empty()).collect();
        message!("remedy-brackets", list = keys.join(", "))
    } else if text.split_whitespace().count() > 1
        && text.split_whitespace().all(|k| check(k, MAX_KEY, true).is_ok())
    {
        message!("remedy-dashes")
    } else if text.contains(of_a_name) {
        message!("remedy-key-of-name")
    } else {
        message!("remedy-key")
    }
}

fn check(text: &str, max: usize, dots: bool) -> Result<(), Message> {
    if text.is_empty() {
        return Err(message!("problem-key-empty"));
    }
    if text.len() > max {
        return Err(message!("problem-key-long", bytes = text.len(), max = max));
    }
    let joins = |c: char| c == '-' || (dots && c == '.');
    if let Some(c) = text.chars().find(|&c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || joins(c))) {
        return Err(message!("problem-key-character", character = format!("{c:?}")));
    }
    let edge = |c: Option<char>| c.is_none_or(joins);
    if edge(text.chars().next()) || edge(text.chars().next_back()) {
        return Err(message!("problem-key-edge"));
    }
    if text.as_bytes().windows(2).any(|w| joins(w[0] as char) && joins(w[1] as char)) {
        return Err(message!("problem-key-joints"));
    }
    Ok(())
}

/// `text` in quotation marks, shortened so that a message stays readable whatever was sent.
pub fn quoted(text: &str) -> String {
    const SHOWN: usize = 80;
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{:?}...", &text[..cut]),
        None => format!("{text:?}"),
    }
}
