//! Sessions of browsers: a random text in a cookie, of which only a digest is kept, and what a form must repeat so that no
//! other page can send it.

use super::key::hex;
use super::principal::Principal;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// The name of the cookie.
pub const COOKIE: &str = "tragweite-session";
/// Random bytes that a session is made from.
pub const RANDOM: usize = 32;
/// A session ends when it was not used for so long, in milliseconds: half an hour.
pub const IDLE_MS: i64 = 30 * 60_000;
/// A session ends after so long in any case, in milliseconds: half a day.
pub const LASTS_MS: i64 = 12 * 3_600_000;

/// What a browser has: the text of its cookie.
#[derive(Clone, Copy)]
pub struct SessionText<'a>(&'a str);

impl<'a> SessionText<'a> {
    /// A text that has the form of one.
    pub fn parse(text: &'a str) -> Option<Self> {
        let fits = text.len() == 2 * RANDOM && text.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then_some(Self(text))
    }

    /// By what it is kept.
    pub fn id(&self) -> String {
        hex(&Sha256::digest(format!("session:{}", self.0)).into())
    }

    /// What forms must repeat.
    pub fn csrf(&self) -> String {
        hex(&Sha256::digest(format!("form:{}", self.0)).into())[..RANDOM].to_owned()
    }
}

/// The text of a new session.
pub fn new_text(random: &[u8; RANDOM]) -> String {
    hex(random)
}

/// A session as a request carries it along: who, and what its forms must repeat.
#[derive(Clone)]
pub struct Session {
    /// Who has signed in.
    pub who: Arc<Principal>,
    /// What a form must repeat in its field `csrf`, and a script in the header `X-CSRF-Token`.
    pub csrf: Arc<str>,
    /// When it ends in any case, in Unix milliseconds.
    pub ends_ms: i64,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({})", self.who.id())
    }
}

impl Session {
    /// Whether a form repeats what it must; takes as long whatever is different.
    pub fn permits(&self, repeated: &str) -> bool {
        repeated.as_bytes().ct_eq(self.csrf.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_forms_repeat_does_not_tell_the_session() {
        let text = new_text(&[7; RANDOM]);
        let session = SessionText::parse(&text).unwrap();
        assert!(session.id() != session.csrf() && !session.id().starts_with(&session.csrf()));
        assert!(!text.contains(&session.csrf()) && session.csrf().len() == 32);
        assert!(
            SessionText::parse(&text[1..]).is_none() && SessionText::parse(&text.replace('7', "x")).is_none()
        );
        let who = Arc::new(Principal::nobody());
        let open = Session { who, csrf: session.csrf().into(), ends_ms: 1 };
        assert!(open.permits(&session.csrf()) && !open.permits("") && !open.permits(&session.id()));
    }
}
