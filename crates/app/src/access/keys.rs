//! Keys: making, listing, exchanging and taking them back.

use super::record::{GrantRecord, KeyRecord};
use super::{Access, KEY};
use crate::error::AppError;
use access::key::{NewKey, RANDOM, hex};
use access::{Principal, Right};
use model::Seconds;
use model::incident::Millis;
use std::collections::BTreeMap;
use wire::access::{GrantDoc, KeyDoc, KeyRequest};

/// How often it is tried again when others change the same key.
const ATTEMPTS: usize = 8;
/// Most keys; more are refused.
const MOST: usize = 20_000;

impl KeyRecord {
    fn doc(&self, id: &str, used_ms: Option<i64>, now: Millis) -> KeyDoc {
        let state = match self.revoked_ms {
            Some(_) => "revoked",
            None if now >= self.expires_ms => "expired",
            None if self.opened_ms.is_some() => "opened",
            None if self.sealed => "sealed",
            None => "active",
        };
        KeyDoc {
            id: id.to_owned(),
            name: self.name.clone(),
            roles: self.grants().iter().map(GrantDoc::new).collect(),
            rights: self.rights().map(|rights| rights.into_iter().map(Right::word).collect()),
            state,
            created_at: KeyDoc::time(self.created_ms),
            created_by: self.created_by.clone(),
            expires_at: KeyDoc::time(self.expires_ms),
            last_used_at: used_ms.filter(|&ms| ms > 0).map(KeyDoc::time),
            replaces: self.replaces.clone(),
            key: None,
        }
    }
}

fn later(now: Millis, lasts: Seconds) -> Millis {
    now.saturating_add(i64::from(lasts.get()) * 1_000)
}

fn random() -> Result<NewKey, AppError> {
    let bytes = outside::random::bytes::<RANDOM>();
    let bytes = bytes.ok_or_else(|| AppError::TooMuch {
        detail: "the system has no random numbers to give: try again".to_owned(),
    })?;
    Ok(NewKey::new(&bytes))
}

fn not_found(id: &str) -> AppError {
    AppError::NotFound { what: "key", name: id.to_owned() }
}

impl Access {
    /// Makes a key; the answer is the only one that holds it.
    ///
    /// # Errors
    /// There are too many; the database fails.
    pub async fn make_key(&self, asked: KeyRequest, by: &Principal, now: Millis) -> Result<KeyDoc, AppError> {
        if self.known().keys.len() >= MOST {
            let detail = format!("there are {MOST} keys already: forget those that count no more");
            return Err(AppError::TooMuch { detail });
        }
        let record = KeyRecord {
            name: asked.name,
            digest: String::new(),
            grants: asked.grants.iter().map(GrantRecord::new).collect(),
            rights: asked.rights.map(|rights| rights.iter().map(|right| right.word().to_owned()).collect()),
            created_ms: now,
            created_by: by.name().to_owned(),
            expires_ms: later(now, asked.lasts),
            revoked_ms: None,
            replaces: None,
            sealed: asked.sealed,
            opened_ms: None,
        };
        let (id, record, key) = self.with_new_key(record)?;
        let written = record.written();
        self.store.put_access(KEY, &[(&id, Some(&written))], Some(0)).await?;
        self.catch_up().await?;
        Ok(KeyDoc { key: Some(key), ..record.doc(&id, None, now) })
    }

    fn with_new_key(&self, record: KeyRecord) -> Result<(String, KeyRecord, String), AppError> {
        let NewKey { id, text, digest } = random()?;
        Ok((id, KeyRecord { digest: hex(&digest), ..record }, text))
    }

    /// All keys, by name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn keys(&self, now: Millis) -> Result<Vec<KeyDoc>, AppError> {
        self.catch_up().await?;
        let used = self.used().await?;
        let known = self.known();
        let doc =
            |(id, (record, _)): (&String, &(KeyRecord, u64))| record.doc(id, used.get(id).copied(), now);
        let mut all: Vec<KeyDoc> = known.keys.iter().map(doc).collect();
        all.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Ok(all)
    }

    /// How many sealed keys there are, by state.
    pub fn sealed(&self) -> [(&'static str, usize); 2] {
        let known = self.known();
        let sealed =
            || known.keys.values().filter(|(record, _)| record.sealed && record.revoked_ms.is_none());
        let opened = sealed().filter(|(record, _)| record.opened_ms.is_some()).count();
        [("sealed", sealed().count() - opened), ("opened", opened)]
    }

    /// One key.
    ///
    /// # Errors
    /// There is none; the database fails.
    pub async fn key(&self, id: &str, now: Millis) -> Result<KeyDoc, AppError> {
        self.catch_up().await?;
        let used = self.used().await?;
        let known = self.known();
        let (record, _) = known.keys.get(id).ok_or_else(|| not_found(id))?;
        Ok(record.doc(id, used.get(id).copied(), now))
    }

    /// When keys were used last: what is written down, and what this process knows.
    async fn used(&self) -> Result<BTreeMap<String, i64>, AppError> {
        let mut used: BTreeMap<String, i64> = self.store.used(KEY).await?.into_iter().collect();
        for (id, at) in self.directory.load().used_since(0) {
            let known = used.entry(id).or_default();
            *known = at.max(*known);
        }
        Ok(used)
    }

    /// Makes a key of the same holder, and lets the one before count for a while.
    ///
    /// # Errors
    /// There is no such key, or it counts no more; the database fails.
    pub async fn rotate_key(
        &self,
        id: &str,
        overlap: Seconds,
        by: &Principal,
        now: Millis,
    ) -> Result<KeyDoc, AppError> {
        for _ in 0..ATTEMPTS {
            let (before, turn) = self.current(id).await?;
            if before.revoked_ms.is_some() || now >= before.expires_ms {
                return Err(not_found(id));
            }
            let lasts = before.expires_ms - before.created_ms;
            let next = KeyRecord {
                created_ms: now,
                created_by: by.name().to_owned(),
                expires_ms: now.saturating_add(lasts),
                replaces: Some(id.to_owned()),
                opened_ms: None,
                ..before.clone()
            };
            let (new, next, key) = self.with_new_key(next)?;
            let ends = before.expires_ms.min(later(now, overlap));
            let before = KeyRecord { expires_ms: ends, ..before };
            let (ended, written) = (before.written(), next.written());
            let writes = [(id, Some(ended.as_str())), (new.as_str(), Some(written.as_str()))];
            if self.store.put_access(KEY, &writes, Some(turn)).await?.is_some() {
                self.catch_up().await?;
                return Ok(KeyDoc { key: Some(key), ..next.doc(&new, None, now) });
            }
        }
        Err(AppError::Contended)
    }

    /// Takes a key back; one that counts no more is forgotten.
    ///
    /// # Errors
    /// There is no such key; the database fails.
    pub async fn revoke_key(&self, id: &str, now: Millis) -> Result<(), AppError> {
        for _ in 0..ATTEMPTS {
            let (record, turn) = self.current(id).await?;
            let over = record.revoked_ms.is_some() || now >= record.expires_ms;
            let written = KeyRecord { revoked_ms: Some(now), ..record }.written();
            let body = (!over).then_some(written.as_str());
            if self.store.put_access(KEY, &[(id, body)], Some(turn)).await?.is_some() {
                return self.catch_up().await;
            }
        }
        Err(AppError::Contended)
    }

    /// Uses up a sealed key; false: that was done already.
    pub(super) async fn open_sealed(&self, id: &str, now: Millis) -> Result<bool, AppError> {
        let (record, turn) = self.current(id).await?;
        if record.opened_ms.is_some() {
            return Ok(false);
        }
        let written = KeyRecord { opened_ms: Some(now), ..record }.written();
        let put = self.store.put_access(KEY, &[(id, Some(&written))], Some(turn)).await?;
        self.catch_up().await?;
        Ok(put.is_some())
    }

    async fn current(&self, id: &str) -> Result<(KeyRecord, u64), AppError> {
        self.catch_up().await?;
        self.known().keys.get(id).cloned().ok_or_else(|| not_found(id))
    }
}
