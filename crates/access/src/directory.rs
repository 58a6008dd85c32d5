//! All keys in memory: whoever asks is known without a look into the database.

use super::key::KeyText;
use super::principal::Principal;
use super::role::Role;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A key as it is known here.
#[derive(Debug)]
pub struct Entry {
    /// Whose it is.
    pub principal: Arc<Principal>,
    digest: [u8; 32],
    /// From when on it counts no more, in Unix milliseconds.
    expires_ms: Option<i64>,
    /// When it was used last, in Unix milliseconds; 0 = not here.
    used_ms: AtomicI64,
}

impl Entry {
    /// A key with its digest.
    pub fn new(principal: Principal, digest: [u8; 32], expires_ms: Option<i64>) -> Self {
        Self { principal: Arc::new(principal), digest, expires_ms, used_ms: AtomicI64::new(0) }
    }
}

/// Why a key is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is written wrongly.
    Mistyped,
    /// There is no such key, or not any more.
    Unknown,
    /// Its time is over.
    Expired,
}

/// All keys that count, by id. Immutable: a change makes a new one that shares what is the same.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    entries: HashMap<Box<str>, Arc<Entry>>,
}

impl Directory {
    /// Adds a key, or puts it in the place of what was known of it.
    pub fn put(&mut self, id: &str, entry: Entry) {
        let before = self.entries.get(id).map_or(0, |before| before.used_ms.load(Ordering::Relaxed));
        entry.used_ms.store(before, Ordering::Relaxed);
        self.entries.insert(id.into(), Arc::new(entry));
    }

    /// Forgets a key.
    pub fn remove(&mut self, id: &str) {
        self.entries.remove(id);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether anybody has a key who does not run the service: then it is shared, and nobody is let in for where he sits.
    pub fn is_shared(&self) -> bool {
        let runs = |entry: &Entry| entry.principal.grants().iter().all(|grant| grant.role == Role::Operator);
        !self.entries.values().all(|entry| runs(entry))
    }

    /// Whose key this is.
    ///
    /// # Errors
    /// It is not taken. Of a key that nobody has made it takes as long to say so.
    pub fn who(&self, text: &str, now_ms: i64) -> Result<Arc<Principal>, Refused> {
        let key = KeyText::parse(text).ok_or(Refused::Mistyped)?;
        let entry = self.entries.get(key.id);
        let same = key.is(entry.map_or(&[0; 32], |entry| &entry.digest));
        let entry = entry.filter(|_| same).ok_or(Refused::Unknown)?;
        if entry.expires_ms.is_some_and(|end| now_ms >= end) {
            return Err(Refused::Expired);
        }
        entry.used_ms.store(now_ms, Ordering::Relaxed);
        Ok(Arc::clone(&entry.principal))
    }

    /// Whose key that is by its id, while it counts.
    pub fn holder(&self, id: &str, now_ms: i64) -> Option<Arc<Principal>> {
        let entry = self.entries.get(id).filter(|entry| entry.expires_ms.is_none_or(|end| now_ms < end));
        entry.map(|entry| Arc::clone(&entry.principal))
    }

    /// Which keys were used here after that moment, and when last.
    pub fn used_since(&self, after_ms: i64) -> Vec<(String, i64)> {
        let all =
            self.entries.iter().map(|(id, entry)| (id.to_string(), entry.used_ms.load(Ordering::Relaxed)));
        let mut used: Vec<_> = all.filter(|(_, at)| *at > after_ms).collect();
        used.sort_unstable();
        used
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::NewKey;
    use crate::principal::{Grant, Kind, Over};
    use crate::right::Rights;
    use model::Key;

    fn entry(key: &NewKey, role: Role, expires_ms: Option<i64>) -> Entry {
        let over = match role.is_over_everything() {
            true => Over::Everything,
            false => Over::Agencies(vec![Key::trusted("dresden")]),
        };
        let grants = vec![Grant { role, over }];
        let who = Principal::new(Kind::Key, &format!("key:{}", key.id), "x", grants, Rights::ALL);
        Entry::new(who, key.digest, expires_ms)
    }

    #[test]
    fn a_key_counts_until_it_expires_or_is_taken_back() {
        let (one, other) = (NewKey::new(&[3; 50]), NewKey::new(&[4; 50]));
        let mut all = Directory::default();
        all.put(&one.id, entry(&one, Role::Operator, Some(2_000)));
        assert!(!all.is_shared());
        assert_eq!(all.who(&one.text, 1_999).unwrap().id(), format!("key:{}", one.id));
        assert_eq!(all.who(&one.text, 2_000).unwrap_err(), Refused::Expired);
        assert_eq!(all.who(&other.text, 1).unwrap_err(), Refused::Unknown);
        assert_eq!(all.who("tragweite_x", 1).unwrap_err(), Refused::Mistyped);
        assert_eq!(all.used_since(0), [(one.id.clone(), 1_999)]);
        let older = all.clone();
        all.put(&other.id, entry(&other, Role::Viewer, None));
        assert!(all.is_shared() && !older.is_shared());
        all.remove(&one.id);
        assert_eq!(all.who(&one.text, 1).unwrap_err(), Refused::Unknown);
    }

    /// The id of a key that is known with the secret of another one, each right by itself.
    #[test]
    fn a_key_put_together_from_two_is_none() {
        let (one, other) = (NewKey::new(&[3; 50]), NewKey::new(&[4; 50]));
        let mut all = Directory::default();
        all.put(&one.id, entry(&one, Role::Operator, None));
        let mixed = other.text.replace(&other.id, &one.id);
        assert_eq!(all.who(&mixed, 1).unwrap_err(), Refused::Mistyped);
    }
}
