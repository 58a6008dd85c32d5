//! Who is told of changes: a receiver, what it wants to hear, and in which language.

use super::key::quoted;
use super::{EventFilter, Fault, Key};

/// Longest address of a receiver, in characters.
pub const MAX_TARGET: usize = 2_000;
/// Most entries of one list of a filter.
pub const MAX_FILTER: usize = 1_000;

/// The language of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum TextLanguage {
    /// German.
    #[default]
    German,
    /// English.
    English,
}

super::kind::words!(TextLanguage { German = "de", English = "en" });

/// A subscription as its owner writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The address of the receiver.
    pub target: String,
    /// What it wants to hear.
    pub filter: EventFilter,
    /// The language of the texts.
    pub language: TextLanguage,
    /// Whether anything is sent; what happens meanwhile waits.
    pub active: bool,
}

/// The name of a subscription, written like a key.
pub type SubscriptionId = Key;

/// Checks the address of a receiver: http or https, a host, no user, no fragment. Whether it may be reached is up to
/// the operator.
pub fn check_target(text: &str) -> Result<(), Fault> {
    let bad = |why: &str| {
        let detail = format!("{} is not the address of a receiver: {why}", quoted(text));
        Err(Fault::new("", "invalid-target", detail, "write an address such as https://example.org/hook"))
    };
    let Some((scheme, rest)) = text.split_once("://") else { return bad("it does not begin with https://") };
    if !matches!(scheme, "https" | "http") {
        return bad("it does not begin with https://");
    }
    if text.len() > MAX_TARGET || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return bad("it is too long, or holds blanks or characters that must be written with %");
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match host {
        "" => bad("the host is missing"),
        _ if host.contains('@') => bad("it names a user"),
        _ if host.contains('\\') || text.contains('#') => bad("it holds a # or a \\"),
        _ => Ok(()),
    }
}
