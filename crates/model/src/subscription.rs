//! Who is told of changes: a receiver, what it wants to hear, and in which language.

use super::key::quoted;
use super::{EventFilter, Fault, Key};

/// Longest address of a receiver, in characters.
pub const MAX_TARGET: usize = 2_000;
/// What the target of mail begins with.
pub const MAIL: &str = "mailto:";
/// Longest mail address, in characters (RFC 5321).
const MAX_MAIL: usize = 254;
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

impl Subscription {
    /// The address that mail goes to; `None` = the receiver is told by webhooks.
    pub fn mail_address(&self) -> Option<&str> {
        self.target.strip_prefix(MAIL)
    }
}

/// The name of a subscription, written like a key.
pub type SubscriptionId = Key;

/// Checks the address of a receiver: `mailto:` and one mail address, or http or https, a host, no user, no fragment.
/// Whether it may be reached is up to the operator.
pub fn check_target(text: &str) -> Result<(), Fault> {
    match text.strip_prefix(MAIL) {
        Some(address) => check_mail(address),
        None => check_hook(text),
    }
}

/// Checks a mail address: one, in ASCII, of a form that every mail server takes.
pub fn check_mail(text: &str) -> Result<(), Fault> {
    let bad = |why: &str| {
        let detail = format!("{} is not one mail address: {why}", quoted(text));
        let remedy = "write one address such as leitstelle@example.org; for several people, make several subscriptions \
                      or a mailing list";
        Err(Fault::new("", "invalid-target", detail, remedy))
    };
    if text.contains([',', ';', '?']) {
        return bad("only one is taken, without further settings");
    }
    if !text.is_ascii() {
        return bad("it holds characters beyond ASCII; a domain with umlauts is written with xn--");
    }
    let Some((local, domain)) = text.rsplit_once('@') else { return bad("the @ is missing") };
    let atom = |text: &str, extra: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(c))
    };
    let local_fits = local.len() <= 64 && local.split('.').all(|part| atom(part, "!#$&'*+-/=^_`{|}~"));
    let label =
        |part: &str| atom(part, "-") && part.len() <= 63 && !part.starts_with('-') && !part.ends_with('-');
    match domain {
        _ if text.len() > MAX_MAIL => bad("it is too long"),
        _ if !local_fits => bad("what stands before the @ cannot be sent everywhere"),
        _ if !domain.split('.').all(label) => bad("what stands after the @ is no domain"),
        _ => Ok(()),
    }
}

fn check_hook(text: &str) -> Result<(), Fault> {
    let bad = |why: &str| {
        let detail = format!("{} is not the address of a receiver: {why}", quoted(text));
        let remedy = "write an address such as https://example.org/hook, or mailto:leitstelle@example.org";
        Err(Fault::new("", "invalid-target", detail, remedy))
    };
    const BEGINNING: &str = "it does not begin with https:// or mailto:";
    let Some((scheme, rest)) = text.split_once("://") else { return bad(BEGINNING) };
    if !matches!(scheme, "https" | "http") {
        return bad(BEGINNING);
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
