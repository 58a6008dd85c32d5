//! Earlier maps and the journal.

use super::Maps;
use super::edits::Edits;
use crate::background::off_the_loop;
use crate::error::AppError;
use map::Map;
use std::sync::{Arc, PoisonError};
use store::{Change, ChangeSet, StoreError};

/// Most nodes that may have changed since an earlier map that is asked for.
const MAX_CHANGED: usize = 2_000_000;
/// Earlier maps kept ready.
const KEPT: usize = 3;

/// Which state of the map is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// This revision.
    Revision(u64),
    /// What was the newest at this time, in Unix milliseconds.
    Time(i64),
}

impl Maps {
    /// The map as of a revision or time; the current one without.
    ///
    /// # Errors
    /// There is no such revision (yet), or the database fails.
    pub async fn as_of(&self, as_of: Option<AsOf>) -> Result<Arc<Map>, AppError> {
        let Some(as_of) = as_of else { return Ok(self.current()) };
        // In a box, as all that waits for the database is large and nearly every question is about the current map.
        let earlier = async {
            match as_of {
                AsOf::Revision(revision) => self.at(revision).await,
                AsOf::Time(ms) => self.at(self.store.revision_at(ms).await?).await,
            }
        };
        Box::pin(earlier).await
    }

    /// The map at a revision: the current one with everything that changed since put back.
    pub(crate) async fn at(&self, revision: u64) -> Result<Arc<Map>, AppError> {
        let current = self.current();
        if revision == current.revision() {
            return Ok(current);
        }
        if revision > current.revision() {
            return Err(AppError::NotFound { what: "revision", name: revision.to_string() });
        }
        if revision == 0 {
            return Ok(Arc::new(Map::empty(0)));
        }
        let kept = |maps: &mut Vec<Arc<Map>>| {
            let at = maps.iter().position(|m| m.revision() == revision)?;
            let map = maps.remove(at);
            maps.push(Arc::clone(&map));
            Some(map)
        };
        if let Some(map) = kept(&mut self.earlier.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(map);
        }
        let back = self.store.as_of(revision, MAX_CHANGED).await.map_err(too_many)?;
        // What others committed after `current` was taken is put back too; that is harmless.
        let map = off_the_loop(move || put_back(&current, back, revision)).await??;
        let map = Arc::new(map);
        let mut earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        if earlier.len() >= KEPT {
            earlier.remove(0);
        }
        earlier.push(Arc::clone(&map));
        Ok(map)
    }

    /// At most `limit` change sets, newest first, below `before` or from the newest.
    ///
    /// # Errors
    /// The database fails.
    pub async fn revisions(&self, before: Option<u64>, limit: usize) -> Result<Vec<ChangeSet>, AppError> {
        Ok(self.store.change_sets(before, limit).await?)
    }

    /// One change set.
    ///
    /// # Errors
    /// There is no such revision, or the database fails.
    pub async fn revision(&self, revision: u64) -> Result<ChangeSet, AppError> {
        let found = self.store.change_set(revision).await?;
        found.ok_or(AppError::NotFound { what: "revision", name: revision.to_string() })
    }

    /// At most `limit` changes of one revision, by key, after `after`.
    ///
    /// # Errors
    /// The database fails.
    pub async fn changes_of(
        &self,
        revision: u64,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Change>, AppError> {
        Ok(self.store.changes_of(revision, after, limit).await?)
    }
}

fn too_many(error: StoreError) -> AppError {
    match error {
        StoreError::TooMany { limit } => AppError::TooMuch {
            detail: format!("more than {limit} nodes have changed since: ask for a newer revision"),
        },
        other => other.into(),
    }
}

fn put_back(current: &Map, back: Vec<Change>, revision: u64) -> Result<Map, AppError> {
    let mut edits = Edits::of_rows(back)?;
    edits.nodes.retain(|e| e.node.is_some() || current.find(e.key.as_str()).is_some());
    edits.on(current, revision).map_err(super::change::faults_as_problems)
}
