//! The map: the current one, which any number of readers take and one writer replaces, and earlier ones.
//!
//! Reading order: this file (what is kept, and how it is taken out of the store), [`edits`], [`change`] (change sets), [`plan`] (dry
//! runs), [`import`] (whole maps), [`views`] (who sees what), [`aged`] (confirmations that are too old), [`history`] (earlier maps, the journal), [`follow`] (other processes' changes,
//! compaction, snapshots).

mod aged;
pub mod change;
pub mod edits;
mod follow;
pub mod history;
pub mod import;
pub mod plan;
mod views;

use crate::background::off_the_loop;
use crate::error::AppError;
use crate::pool::Pool;
use aged::Aged;
use arc_swap::ArcSwap;
use edits::{is_zone, read_zone};
use map::{Base, Builder, Map};
use model::Node;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use store::{Position, Store};
use tokio::sync::Notify;
use views::Views;
use wire::change::mend_kept;
use wire::{Place, Problems, Tree, decode_node};

/// The map and its journal. Readers take the [current one](Maps::current) and keep it as long as they like; nobody waits.
#[derive(Debug)]
pub struct Maps {
    store: Store,
    pool: Pool,
    current: ArcSwap<Placed>,
    /// Held while a change set is committed and its map swapped in.
    writing: tokio::sync::Mutex<()>,
    /// A few earlier maps, newest use last.
    earlier: Mutex<Vec<Arc<Map>>>,
    /// What those see who see only a part.
    views: Views,
    /// The current map without confirmations that are too old.
    aged: Aged,
    /// Wakes the compaction.
    changed: Notify,
    /// The revision of the compiled snapshot in the store; 0 = none.
    snapshot: AtomicU64,
    /// How often the journal was not what was read before, and everything was read anew.
    resets: AtomicU64,
    /// The newest revision that the database was seen to hold.
    seen: AtomicU64,
}

/// A map, and where in the journal it stands.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The map.
    pub map: Arc<Map>,
    /// Its revision, with what binds that to all before.
    pub position: Position,
}

impl Maps {
    /// Takes the map out of the store: from the compiled snapshot and the changes since, or else from all nodes.
    pub(crate) async fn load(store: Store, pool: Pool) -> Result<Self, AppError> {
        let (placed, snapshot) = read(&store).await?;
        Ok(Self {
            store,
            pool,
            current: ArcSwap::from_pointee(placed),
            writing: tokio::sync::Mutex::new(()),
            earlier: Mutex::default(),
            views: Views::default(),
            aged: Aged::default(),
            changed: Notify::new(),
            snapshot: snapshot.into(),
            resets: AtomicU64::new(0),
            seen: AtomicU64::new(0),
        })
    }

    /// The map as it is now.
    pub fn current(&self) -> Arc<Map> {
        Arc::clone(&self.current.load().map)
    }

    /// The same with where it stands in the journal.
    pub fn placed(&self) -> Placed {
        (**self.current.load()).clone()
    }

    /// The newest revision that the database was seen to hold.
    pub(crate) fn seen(&self) -> u64 {
        self.seen.load(Ordering::Relaxed)
    }

    /// How often the journal was not what was read before, and everything was read anew.
    pub fn resets(&self) -> u64 {
        self.resets.load(Ordering::Relaxed)
    }
}

/// Takes the map out of the store; and the revision of the snapshot that it was begun from, 0 = none.
async fn read(store: &Store) -> Result<(Placed, u64), AppError> {
    let (placed, snapshot) = match from_snapshot(store).await? {
        Some(placed) => {
            let revision = placed.position.number;
            (placed, revision)
        }
        None => (from_nodes(store).await?, 0),
    };
    let map = &placed.map;
    tracing::info!(revision = map.revision(), nodes = map.counts().nodes(), "map loaded");
    Ok((placed, snapshot))
}

async fn from_snapshot(store: &Store) -> Result<Option<Placed>, AppError> {
    let Some(snapshot) = store.load_snapshot(map::snapshot::FORMAT).await? else {
        return Ok(None);
    };
    let position = snapshot.of;
    let base = off_the_loop(move || Base::from_bytes(&snapshot.bytes)).await?;
    match base {
        Ok(base) => Ok(Some(Placed { map: Arc::new(Map::new(base, position.number)), position })),
        Err(error) => {
            tracing::warn!(%error, "the compiled snapshot does not fit and is made anew");
            Ok(None)
        }
    }
}

async fn from_nodes(store: &Store) -> Result<Placed, AppError> {
    let (mut builder, mut zone) = (Builder::new(), None);
    let mut read = |key: &str, body: &str, revision| -> Result<(), AppError> {
        if is_zone(key) {
            zone = Some(read_zone(body)?);
        } else {
            builder.add(&decode(key, body)?, revision);
        }
        Ok(())
    };
    let mut damaged = None;
    let position = store
        .load(|key, body, revision| match read(key, body, revision) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                damaged = Some(error);
                ControlFlow::Break(())
            }
        })
        .await?;
    if let Some(error) = damaged {
        return Err(error);
    }
    let base = off_the_loop(move || builder.finish()).await?.map_err(change::faults_as_problems)?;
    Ok(Placed { map: Arc::new(Map::new(base.in_zone(zone), position.number)), position })
}

/// Reads a stored document.
fn decode(key: &str, body: &str) -> Result<Node, AppError> {
    let damaged = |problems| AppError::Damaged { key: key.to_owned(), problems };
    let mut tree = Tree::from_json(body.as_bytes()).map_err(damaged)?;
    mend_kept(&mut tree, "name", key);
    let mut problems = Problems::default();
    decode_node(&tree, None, &Place::ROOT, &mut problems).ok_or_else(|| damaged(problems))
}
