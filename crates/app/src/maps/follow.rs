//! What runs beside the requests: other processes' changes, compaction, the compiled snapshot.

use super::Maps;
use super::history::edits;
use crate::background::off_the_loop;
use crate::error::AppError;
use map::Map;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// How many changes are read at once.
const BATCH: usize = 50_000;
/// Changed nodes over a base from which on a new base is compiled.
const OVERLAY: usize = 2_000;
/// Revisions after which the snapshot is renewed even if the overlay is small.
const STALE: u64 = 5_000;

impl Maps {
    /// Takes over what other processes have committed.
    ///
    /// # Errors
    /// The database fails, or holds a document that cannot be read.
    pub async fn catch_up(&self) -> Result<(), AppError> {
        if !self.is_behind().await? {
            return Ok(());
        }
        let _only_writer = self.writing.lock().await;
        self.catch_up_locked().await
    }

    /// Whether the database holds more than the map.
    ///
    /// # Errors
    /// It fails, or holds less: somebody has put an earlier state in its place.
    pub(crate) async fn is_behind(&self) -> Result<bool, AppError> {
        let known = self.current().revision();
        match self.store.head().await? {
            head if head < known => Err(store::StoreError::Behind { head, known }.into()),
            head => Ok(head > known),
        }
    }

    /// The same for who already holds the writer's place.
    pub(super) async fn catch_up_locked(&self) -> Result<(), AppError> {
        loop {
            if !self.is_behind().await? {
                return Ok(());
            }
            let current = self.current();
            let changes = match self.store.changes_since(current.revision(), BATCH).await {
                Ok(changes) => changes,
                Err(store::StoreError::TooMany { .. }) => {
                    let map = super::from_nodes(&self.store).await?;
                    self.current.store(Arc::new(map));
                    self.changed.notify_one();
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            if changes.rows.is_empty() {
                return Ok(());
            }
            let (more, upto) = (changes.more, changes.upto);
            let map = off_the_loop(move || advance(&current, changes.rows, upto)).await??;
            self.current.store(Arc::new(map));
            self.changed.notify_one();
            if !more {
                return Ok(());
            }
        }
    }

    /// Compiles and saves when there is reason to, until `stop` is ready.
    pub async fn keep_compact(self: Arc<Self>, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            if let Err(error) = self.compact_if_due().await {
                tracing::warn!(%error, "could not renew the compiled snapshot");
            }
            tokio::select! {
                () = &mut stop => return,
                () = self.changed.notified() => {}
            }
        }
    }

    async fn compact_if_due(&self) -> Result<(), AppError> {
        let map = self.current();
        let saved = self.snapshot.load(Ordering::Relaxed);
        let large = map.overlay_size() > OVERLAY;
        let stale = map.revision().saturating_sub(saved) > STALE || saved == 0 && map.revision() > 0;
        if large || stale {
            let saved = self.compact().await?;
            self.save_snapshot(&saved).await?;
        }
        Ok(())
    }

    /// Compiles the current map into a new base and swaps it in, with what was committed meanwhile laid over it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn compact(&self) -> Result<Arc<Map>, AppError> {
        let map = self.current();
        if map.overlay_size() == 0 {
            return Ok(map);
        }
        let compacted = Arc::new(off_the_loop(move || map.compacted()).await?);
        let _only_writer = self.writing.lock().await;
        let mut newest = (*compacted).clone();
        while newest.revision() < self.current().revision() {
            let changes = self.store.changes_since(newest.revision(), BATCH).await?;
            let upto = changes.upto;
            newest = off_the_loop(move || advance(&newest, changes.rows, upto)).await??;
        }
        self.current.store(Arc::new(newest));
        Ok(compacted)
    }

    /// Keeps the compiled base beside the journal, for a quick start.
    ///
    /// # Errors
    /// The database fails.
    pub async fn save_snapshot(&self, map: &Arc<Map>) -> Result<(), AppError> {
        if map.overlay_size() > 0 {
            return Ok(());
        }
        let revision = map.revision();
        let from = Arc::clone(map);
        let bytes = off_the_loop(move || from.base().to_bytes()).await?;
        self.store.save_snapshot(revision, map::snapshot::FORMAT, &bytes).await?;
        self.snapshot.store(revision, Ordering::Relaxed);
        tracing::info!(revision, bytes = bytes.len(), "compiled snapshot saved");
        Ok(())
    }
}

fn advance(map: &Map, rows: Vec<store::Change>, upto: u64) -> Result<Map, AppError> {
    let mut map = map.clone();
    let mut rest = rows.into_iter().peekable();
    while let Some(first) = rest.next() {
        let revision = first.revision;
        let mut set = vec![first];
        while let Some(row) = rest.next_if(|r| r.revision == revision) {
            set.push(row);
        }
        map = map.with(&edits(set)?, revision).map_err(super::change::faults_as_problems)?;
    }
    debug_assert_eq!(map.revision(), upto);
    Ok(map)
}
