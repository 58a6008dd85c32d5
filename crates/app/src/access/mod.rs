//! Who may do what: keys, held in memory and followed like the map, so that a request asks no database.
//!
//! Reading order: this file (what is kept, and how it follows others), [`record`] (as it is stored), [`keys`] (making, listing,
//! exchanging and taking back keys), [`sessions`] (who has signed in with a browser), [`people`] and [`identity`] (through an
//! identity provider).

pub mod identity;
pub mod keys;
pub mod people;
mod record;
pub mod sessions;

use crate::error::AppError;
use access::{Directory, Kind, Principal, Refused, Rules};
use arc_swap::ArcSwap;
use identity::{Identity, PROVIDER};
use people::{PERSON, People};
use record::KeyRecord;
use sessions::{SESSION, Sessions};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use store::{AccessRow, Store};

/// Entries that are read at once.
const BATCH: usize = 5_000;
/// How often it is written down which keys were used, in milliseconds.
const NOTE_EVERY: i64 = 60_000;
/// The kind of the entries that are keys.
const KEY: &str = "key";

/// Who may do what. Readers take what is known and wait for nobody.
#[derive(Debug)]
pub struct Access {
    store: Store,
    directory: ArcSwap<Directory>,
    known: Mutex<Known>,
    sessions: Sessions,
    people: People,
    identity: OnceLock<Identity>,
    /// Where people reach the service, as the operator says: scheme, host and port.
    address: OnceLock<String>,
    /// How far the changes of others were followed.
    turn: AtomicU64,
    /// Held while changes are taken over.
    following: tokio::sync::Mutex<()>,
    /// When it was last written down which keys were used.
    noted_ms: AtomicI64,
}

/// All that is stored, as it is listed.
#[derive(Debug, Default)]
struct Known {
    keys: BTreeMap<String, (KeyRecord, u64)>,
}

impl Access {
    /// Takes it out of the store.
    pub(crate) async fn load(store: Store) -> Result<Self, AppError> {
        let access = Self {
            store,
            directory: ArcSwap::default(),
            known: Mutex::default(),
            sessions: Sessions::default(),
            people: People::default(),
            identity: OnceLock::new(),
            address: OnceLock::new(),
            turn: AtomicU64::new(0),
            following: tokio::sync::Mutex::default(),
            noted_ms: AtomicI64::new(0),
        };
        access.catch_up().await?;
        Ok(access)
    }

    /// Whose key this is.
    ///
    /// # Errors
    /// It is not taken.
    pub fn who(&self, key: &str) -> Result<Arc<Principal>, Refused> {
        self.directory.load().who(key, crate::clock::now())
    }

    /// Who stands behind an id now, or has taken the place of it by exchanging a key; nothing: his right has ended. Who runs the
    /// service has no id that ends.
    pub fn standing(&self, id: &str) -> Option<Arc<Principal>> {
        if ["", "token", "command line"].contains(&id) {
            return Some(Arc::new(Principal::operator(access::Kind::Token, "token")));
        }
        let now = crate::clock::now();
        let Some(key) = id.strip_prefix("key:") else { return self.people.who(id, now) };
        let (directory, known) = (self.directory.load(), self.known());
        let mut key = key.to_owned();
        // As long as the chain of exchanges may be.
        for _ in 0..known.keys.len() + 1 {
            if let Some(holder) = directory.holder(&key, now) {
                return Some(holder);
            }
            let next = known.keys.iter().find(|(_, (record, _))| record.replaces.as_deref() == Some(&key));
            key = next?.0.clone();
        }
        None
    }

    /// Whether somebody still is who he was: his key is not taken back, expired or of other rights by now.
    pub fn is_still(&self, who: &Principal) -> bool {
        let now = crate::clock::now();
        if who.kind() == Kind::Person {
            let by_token = || self.identity().is_some_and(|identity| identity.knows(who, now));
            let same = self.people.who(who.id(), now).is_some_and(|known| *known == *who);
            return same && !self.sessions.of_person(who.id(), now).is_empty() || by_token();
        }
        match who.id().strip_prefix("key:") {
            None => true,
            Some(key) => self.directory.load().holder(key, now).is_some_and(|now| *now == *who),
        }
    }

    /// Whether anybody shares the service who does not run it.
    pub fn is_shared(&self) -> bool {
        self.identity().is_some() || self.directory.load().is_shared()
    }

    /// Whether there is anybody at all who can show who he is.
    pub fn is_empty(&self) -> bool {
        self.identity().is_none() && self.directory.load().is_empty()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// People reach the service here: scheme, host and port.
    pub fn reached_at(&self, address: String) {
        // It is set up once, at the start.
        let _ = self.address.set(address);
    }

    /// Where people reach the service, where the operator says so.
    pub fn address(&self) -> Option<&str> {
        self.address.get().map(String::as_str)
    }

    /// Takes over what other processes have changed.
    ///
    /// # Errors
    /// The database fails.
    pub async fn catch_up(&self) -> Result<(), AppError> {
        if self.store.access_head().await? == self.turn.load(Ordering::Acquire) {
            return Ok(());
        }
        let _only_one = self.following.lock().await;
        loop {
            let rows = self.store.access_since(self.turn.load(Ordering::Acquire), BATCH).await?;
            // Those of one turn may be torn apart at the end of a batch, and are read again then.
            let whole = if rows.len() < BATCH { rows.len() } else { whole_turns(&rows) };
            let Some(last) = rows[..whole].last().map(|row| row.turn) else { return Ok(()) };
            self.take_over(&rows[..whole]);
            self.turn.store(last, Ordering::Release);
            if rows.len() < BATCH {
                return Ok(());
            }
        }
    }

    fn take_over(&self, rows: &[AccessRow]) {
        let nothing = Rules::default();
        let rules = self.identity().map_or(&nothing, Identity::rules);
        self.people.take_over(rows.iter().filter(|row| row.kind == PERSON), rules);
        self.sessions.take_over(rows.iter().filter(|row| row.kind == SESSION));
        let said = rows.iter().filter(|row| row.kind == PROVIDER).filter_map(|row| row.body.as_deref());
        said.for_each(|written| self.identity().into_iter().for_each(|identity| identity.recall(written)));
        if rows.iter().all(|row| row.kind != KEY) {
            return;
        }
        let mut directory = Directory::clone(&self.directory.load());
        let mut known = self.known();
        for row in rows.iter().filter(|row| row.kind == KEY) {
            let record = row.body.as_deref().and_then(KeyRecord::read);
            match record.as_ref().and_then(|record| record.entry(&row.id)) {
                Some(entry) => directory.put(&row.id, entry),
                None => directory.remove(&row.id),
            }
            match record {
                Some(record) => drop(known.keys.insert(row.id.clone(), (record, row.turn))),
                None => drop(known.keys.remove(&row.id)),
            }
        }
        drop(known);
        self.directory.store(Arc::new(directory));
    }

    /// Follows others, and now and then writes down which keys were used.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) async fn keep_up(&self, now_ms: i64) -> Result<(), AppError> {
        self.catch_up().await?;
        if now_ms.saturating_sub(self.noted_ms.load(Ordering::Relaxed)) < NOTE_EVERY {
            return Ok(());
        }
        self.note_used(now_ms).await
    }

    /// Writes down which keys were used since that was done last.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) async fn note_used(&self, now_ms: i64) -> Result<(), AppError> {
        let since = self.noted_ms.load(Ordering::Relaxed);
        let used = self.directory.load().used_since(since.saturating_sub(1));
        let used: Vec<_> = used.into_iter().filter(|(_, at)| *at > 0).collect();
        if !used.is_empty() {
            self.store.note_used(KEY, &used).await?;
        }
        self.noted_ms.store(now_ms, Ordering::Relaxed);
        self.forget_people(now_ms).await?;
        self.note_sessions(since, now_ms).await
    }
}

/// How many rows belong to turns that are there in full: all but those of the last turn; all, when there is only one.
fn whole_turns(rows: &[AccessRow]) -> usize {
    let last = rows.last().map_or(0, |row| row.turn);
    match rows.iter().position(|row| row.turn == last) {
        None | Some(0) => rows.len(),
        Some(first) => first,
    }
}
