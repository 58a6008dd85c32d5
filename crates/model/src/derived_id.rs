//! The id that follows from what a dependency says, where nobody gave it one.

use super::fnv::Fnv;
use super::{Form, Relation};
use std::fmt;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The local id of a dependency to which nobody gave one; see
/// [`Dependency::local_id`](super::Dependency::local_id). Small, because a map keeps one for each of its dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DerivedId([u8; 6]);

impl DerivedId {
    /// That of a dependency with these providers, by their keys. Puts `providers` in order.
    pub fn of(relation: Relation, form: Form, providers: &mut [&str], fallbacks: &[&str]) -> Self {
        let mut hash = Fnv::default();
        hash.eat(relation.as_str().as_bytes());
        hash.eat(form.name().as_bytes());
        providers.sort_unstable();
        for (tag, keys) in [(b"p", &*providers), (b"f", fallbacks)] {
            for key in keys {
                hash.eat(tag);
                hash.eat(key.as_bytes());
            }
        }
        let [_, _, id @ ..] = hash.value().to_be_bytes();
        Self(id)
    }

    /// Its twelve hex digits in ASCII, without the machinery of formatting: answers name thousands.
    pub fn digits(self) -> [u8; 12] {
        let mut digits = [0; 12];
        for (pair, byte) in digits.as_chunks_mut::<2>().0.iter_mut().zip(self.0) {
            *pair = [byte >> 4, byte & 0xf].map(|digit| DIGITS[usize::from(digit)]);
        }
        digits
    }
}

impl fmt::Display for DerivedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.digits()).unwrap_or_default())
    }
}
