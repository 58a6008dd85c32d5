//! Keys of nodes and local ids of dependencies: short, stable, safe in a URL.

use super::Fault;
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
            Fault::new(
                "",
                "invalid-key",
                format!("{} is not a key: {why}", quoted(text)),
                "use words of a-z and 0-9 joined by '-' or '.', for example \"dresden.kfz-zulassung\"; the name may hold any letters",
            )
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
    /// Checks and keeps `text`.
    pub fn new(text: &str) -> Result<Self, Fault> {
        check(text, MAX_LOCAL_ID, false).map_err(|why| {
            Fault::new(
                "",
                "invalid-id",
                format!("{} is not an id of a dependency: {why}", quoted(text)),
                "use words of a-z and 0-9 joined by '-', for example \"storage\"",
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

fn check(text: &str, max: usize, dots: bool) -> Result<(), String> {
    if text.is_empty() {
        return Err("it is empty".into());
    }
    if text.len() > max {
        return Err(format!("it has {} bytes, at most {max} are allowed", text.len()));
    }
    let joins = |c: char| c == '-' || (dots && c == '.');
    if let Some(c) = text.chars().find(|&c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || joins(c))) {
        return Err(format!("{c:?} is not allowed"));
    }
    let edge = |c: Option<char>| c.is_none_or(joins);
    if edge(text.chars().next()) || edge(text.chars().next_back()) {
        return Err("it begins or ends with a joint".into());
    }
    if text.as_bytes().windows(2).any(|w| joins(w[0] as char) && joins(w[1] as char)) {
        return Err("two joints follow each other".into());
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
