//! The basket: changes that somebody wants to try before anybody else sees them. In memory, by a random id in a cookie.

use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The cookie.
pub(crate) const COOKIE: &str = "basket";
/// Most baskets, and most changes in one.
const BASKETS: usize = 2_000;
const CHANGES: usize = 500;
/// How long one is kept that nobody uses, in milliseconds.
const KEPT: i64 = 24 * 3_600 * 1_000;

/// A change and what it was made from.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// As in a change set.
    pub(crate) change: Value,
    /// The node that it is about.
    pub(crate) key: String,
    /// The entity tag of that node when the change was written; empty when there was none.
    pub(crate) tag: String,
}

/// All baskets of this process.
#[derive(Debug, Default)]
pub(crate) struct Baskets(Mutex<HashMap<String, (i64, Vec<Item>)>>);

impl Baskets {
    fn all(&self) -> MutexGuard<'_, HashMap<String, (i64, Vec<Item>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What lies in one.
    pub(crate) fn items(&self, id: &str, now: i64) -> Vec<Item> {
        let mut all = self.all();
        let Some((used, items)) = all.get_mut(id).filter(|(used, _)| now - *used < KEPT) else {
            return Vec::new();
        };
        *used = now;
        items.clone()
    }

    /// Puts changes into one, a new one when there is none; gives its id. `None` when the system has no randomness.
    pub(crate) fn put(&self, id: Option<&str>, more: Vec<Item>, now: i64) -> Option<String> {
        let mut all = self.all();
        all.retain(|_, (used, _)| now - *used < KEPT);
        let id = match id.filter(|id| all.contains_key(*id)) {
            Some(id) => id.to_owned(),
            None if all.len() >= BASKETS => return None,
            None => {
                let bytes = outside::random::bytes::<16>()?;
                bytes.iter().fold(String::new(), |mut id, byte| {
                    // Writing to a string cannot fail.
                    let _ = write!(id, "{byte:02x}");
                    id
                })
            }
        };
        let (used, items) = all.entry(id.clone()).or_default();
        *used = now;
        items.extend(more);
        items.truncate(CHANGES);
        Some(id)
    }

    /// Takes one change out, or all of them.
    pub(crate) fn take(&self, id: &str, at: Option<usize>) {
        let mut all = self.all();
        let Some((_, items)) = all.get_mut(id) else { return };
        match at {
            Some(at) if at < items.len() => drop(items.remove(at)),
            Some(_) => {}
            None => items.clear(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_there_until_it_is_taken_out() {
        let baskets = Baskets::default();
        let item = |key: &str| Item { change: Value::Null, key: key.into(), tag: String::new() };
        let id = baskets.put(None, vec![item("a"), item("b")], 0).unwrap();
        assert_eq!(baskets.put(Some(&id), vec![item("c")], 1), Some(id.clone()));
        // Nobody gets a basket by naming one that is not there.
        assert_ne!(baskets.put(Some("guessed"), vec![item("x")], 1), Some("guessed".into()));
        baskets.take(&id, Some(1));
        assert_eq!(
            baskets.items(&id, 2).iter().map(|item| item.key.as_str()).collect::<Vec<_>>(),
            ["a", "c"]
        );
        baskets.take(&id, None);
        assert!(baskets.items(&id, 3).is_empty() && baskets.items("", 3).is_empty());
    }
}
