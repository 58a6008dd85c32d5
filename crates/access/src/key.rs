//! API keys as they are written: `tragweite_ID_SECRETCHECK`. The first word lets scanners of sources find keys that were lost,
//! the id names a key in lists, and the check tells a mistake in writing before anything is looked up.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// What every key begins with.
const PREFIX: &str = "tragweite_";
/// Characters that nobody takes for one another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Characters of an id, of a secret, and of the check.
const ID: usize = 10;
const SECRET: usize = 40;
const CHECK: usize = 6;
/// Random bytes that a key is made from.
pub const RANDOM: usize = ID + SECRET;

/// A key that was just made: the only time that it is there in full.
#[derive(Clone)]
pub struct NewKey {
    /// Names it in lists.
    pub id: String,
    /// The whole key; to be shown once.
    pub text: String,
    /// What is kept of it.
    pub digest: [u8; 32],
}

impl std::fmt::Debug for NewKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewKey({})", self.id)
    }
}

impl NewKey {
    /// A key from random bytes.
    pub fn new(random: &[u8; RANDOM]) -> Self {
        let letters: String = random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
        let (id, secret) = letters.split_at(ID);
        let body = format!("{PREFIX}{id}_{secret}");
        let text = format!("{body}{}", check(&body));
        Self { id: id.to_owned(), digest: digest(&text), text }
    }
}

/// A text that has the form of a key.
#[derive(Clone, Copy)]
pub struct KeyText<'a> {
    /// The id that it names.
    pub id: &'a str,
    whole: &'a str,
}

impl<'a> KeyText<'a> {
    /// Takes a key apart; none when it is none, or was not copied in full.
    pub fn parse(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix(PREFIX)?;
        let (id, secret) = rest.split_once('_')?;
        let ours = |part: &str| part.bytes().all(|byte| LETTERS.contains(&byte));
        let fits = id.len() == ID && secret.len() == SECRET + CHECK && ours(id) && ours(secret);
        let body = text.get(..text.len().checked_sub(CHECK)?)?;
        (fits && text.ends_with(&check(body))).then_some(Self { id, whole: text })
    }

    /// Whether it begins as a key does.
    pub fn is_meant(text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    /// Whether this is the digest of the key; takes as long whatever is different.
    pub fn is(&self, kept: &[u8; 32]) -> bool {
        digest(self.whole).ct_eq(kept).into()
    }
}

fn check(body: &str) -> String {
    let sum = Sha256::digest(body);
    sum.iter().take(CHECK).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// A digest as text, for keeping.
pub fn hex(digest: &[u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The same back; none when it is no digest.
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut digest = [0; 32];
    for (at, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> NewKey {
        NewKey::new(&std::array::from_fn(|at| (at * 7 % 251) as u8))
    }

    #[test]
    fn a_key_is_read_again_and_nothing_else_is() {
        let key = sample();
        let read = KeyText::parse(&key.text).unwrap();
        assert_eq!(read.id, key.id);
        assert!(read.is(&key.digest) && !read.is(&[0; 32]));
        assert_eq!(unhex(&hex(&key.digest)), Some(key.digest));
        assert!(!format!("{key:?}").contains(&key.text[21..]));
    }

    #[test]
    fn every_single_slip_is_noticed() {
        let key = sample().text;
        for at in 0..key.len() {
            let mut slip = key.clone().into_bytes();
            slip[at] = if slip[at] == b'z' { b'y' } else { b'z' };
            let slip = String::from_utf8(slip).unwrap();
            assert!(KeyText::parse(&slip).is_none(), "{slip}");
            assert!(KeyText::parse(&key[..at]).is_none());
        }
        assert!(KeyText::parse(&format!("{key}a")).is_none());
        assert!(KeyText::parse(&key.to_uppercase()).is_none());
    }
}
