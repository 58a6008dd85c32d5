//! What runs beside the requests: other processes' changes, compaction, the compiled snapshot.

use super::edits::Edits;
use super::{Maps, Placed};
use crate::background::off_the_loop;
use crate::error::AppError;
use map::Map;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use store::StoreError;

/// How many changes are read at once.
const BATCH: usize = 50_000;
/// Changed nodes over a base from which on a new base is compiled.
const OVERLAY: usize = 2_000;
/// Revisions after which the snapshot is renewed even if the overlay is small.
const STALE: u64 = 5_000;

impl Maps {
    /// Takes over what other processes have committed. When the journal is not the one that was read before - it was put back
    /// to an earlier state, perhaps written anew since -, everything is read anew.
    ///
    /// # Errors
    /// The database fails, or holds a document that cannot be read.
    pub async fn catch_up(&self) -> Result<(), AppError> {
        if matches!(self.is_behind().await, Ok(false)) {
            return Ok(());
        }
        let _only_writer = self.writing.lock().await;
        self.catch_up_locked().await
    }

    /// Whether the database holds more than the map.
    ///
    /// # Errors
    /// It fails, or holds another journal than the one that was read: less, or something else.
    pub(crate) async fn is_behind(&self) -> Result<bool, AppError> {
        // First what is known: the journal only grows.
        let known = self.placed().position;
        let head = self.store.position().await?;
        self.seen.store(head.number, Ordering::Relaxed);
        if head.number < known.number {
            return Err(StoreError::Behind { head: head.number, known: known.number }.into());
        }
        if head.number == known.number && head.chain != known.chain {
            return Err(StoreError::Diverged { number: known.number }.into());
        }
        Ok(head.number > known.number)
    }

    /// The same for who already holds the writer's place.
    pub(super) async fn catch_up_locked(&self) -> Result<(), AppError> {
        loop {
            match self.is_behind().await {
                Ok(false) => return Ok(()),
                Ok(true) => {}
                Err(AppError::Store(error @ (StoreError::Behind { .. } | StoreError::Diverged { .. }))) => {
                    self.start_over(&error).await?;
                    continue;
                }
                Err(error) => return Err(error),
            }
            let Placed { map, position } = self.placed();
            let changes = match self.store.changes_since(position, BATCH).await {
                Ok(changes) => changes,
                Err(StoreError::TooMany { .. }) => {
                    let placed = super::from_nodes(&self.store).await?;
                    self.take(placed);
                    continue;
                }
                Err(error @ (StoreError::Behind { .. } | StoreError::Diverged { .. })) => {
                    self.start_over(&error).await?;
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            if changes.rows.is_empty() && !changes.more && changes.upto.number == map.revision() {
                return Ok(());
            }
            let (more, position) = (changes.more, changes.upto);
            let upto = position.number;
            let map = off_the_loop(move || advance(&map, changes.rows, upto)).await??;
            self.take(Placed { map: Arc::new(map), position });
            if !more {
                return Ok(());
            }
        }
    }

    fn take(&self, placed: Placed) {
        self.current.store(Arc::new(placed));
        self.changed.notify_one();
    }

    /// Forgets what is known and reads the journal as it is now.
    async fn start_over(&self, why: &StoreError) -> Result<(), AppError> {
        let known = self.placed().position;
        let (placed, snapshot) = super::read(&self.store).await?;
        let now = placed.position.number;
        tracing::error!(
            known = known.number,
            now,
            "{why}: what was read before is forgotten, and the journal is read anew; revisions that were acknowledged \
             and are not in it are lost, unless the database is put right again"
        );
        self.earlier.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.snapshot.store(snapshot, Ordering::Relaxed);
        self.resets.fetch_add(1, Ordering::Relaxed);
        self.take(placed);
        Ok(())
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
    pub async fn compact(&self) -> Result<Placed, AppError> {
        let (placed, resets) = (self.placed(), self.resets());
        if placed.map.overlay_size() == 0 {
            return Ok(placed);
        }
        let from = Arc::clone(&placed.map);
        let compacted = Arc::new(off_the_loop(move || from.compacted()).await?);
        let compacted = Placed { map: compacted, position: placed.position };
        let _only_writer = self.writing.lock().await;
        if resets != self.resets() {
            // Another journal has come in its place meanwhile.
            return Ok(compacted);
        }
        let mut newest = compacted.clone();
        while newest.position.number < self.current().revision() {
            let changes = self.store.changes_since(newest.position, BATCH).await?;
            let (map, position) = (newest.map, changes.upto);
            let upto = position.number;
            let map = Arc::new(off_the_loop(move || advance(&map, changes.rows, upto)).await??);
            newest = Placed { map, position };
        }
        self.current.store(Arc::new(newest));
        Ok(compacted)
    }

    /// Keeps the compiled base beside the journal, for a quick start.
    ///
    /// # Errors
    /// The database fails.
    pub async fn save_snapshot(&self, placed: &Placed) -> Result<(), AppError> {
        if placed.map.overlay_size() > 0 {
            return Ok(());
        }
        let (revision, position) = (placed.position.number, placed.position.clone());
        let from = Arc::clone(&placed.map);
        let bytes = off_the_loop(move || from.base().to_bytes()).await?;
        self.store.save_snapshot(position, map::snapshot::FORMAT, &bytes).await?;
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
        map = Edits::of_rows(set)?.on(&map, revision).map_err(super::change::faults_as_problems)?;
    }
    // Revisions that changed nothing have no rows.
    if map.revision() < upto {
        map = map.with(&[], upto).map_err(super::change::faults_as_problems)?;
    }
    Ok(map)
}
