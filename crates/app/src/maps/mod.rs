//! The map: the current one, which any number of readers take and one writer replaces, and earlier ones.
//!
//! Reading order: this file (what is kept, and how it is taken out of the store), [`change`] (change sets), [`plan`] (dry
//! runs), [`import`] (whole maps), [`views`] (who sees what), [`history`] (earlier maps, the journal), [`follow`] (other processes' changes,
//! compaction, snapshots).

pub mod change;
mod follow;
pub mod history;
pub mod import;
pub mod plan;
mod views;

use crate::background::off_the_loop;
use crate::error::AppError;
use crate::pool::Pool;
use arc_swap::ArcSwap;
use map::{Base, Builder, Map};
use model::Node;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use store::Store;
use tokio::sync::Notify;
use views::Views;
use wire::change::mend_kept;
use wire::{Place, Problems, Tree, decode_node};

/// The map and its journal. Readers take the [current one](Maps::current) and keep it as long as they like; nobody waits.
#[derive(Debug)]
pub struct Maps {
    store: Store,
    pool: Pool,
    current: ArcSwap<Map>,
    /// Held while a change set is committed and its map swapped in.
    writing: tokio::sync::Mutex<()>,
    /// A few earlier maps, newest use last.
    earlier: Mutex<Vec<Arc<Map>>>,
    /// What those see who see only a part.
    views: Views,
    /// Wakes the compaction.
    changed: Notify,
    /// The revision of the compiled snapshot in the store; 0 = none.
    snapshot: AtomicU64,
}

impl Maps {
    /// Takes the map out of the store: from the compiled snapshot and the changes since, or else from all nodes.
    pub(crate) async fn load(store: Store, pool: Pool) -> Result<Self, AppError> {
        let (map, snapshot) = match from_snapshot(&store).await? {
            Some(map) => {
                let revision = map.revision();
                (map, revision)
            }
            None => (from_nodes(&store).await?, 0),
        };
        tracing::info!(revision = map.revision(), nodes = map.counts().nodes(), "map loaded");
        Ok(Self {
            store,
            pool,
            current: ArcSwap::from_pointee(map),
            writing: tokio::sync::Mutex::new(()),
            earlier: Mutex::default(),
            views: Views::default(),
            changed: Notify::new(),
            snapshot: snapshot.into(),
        })
    }

    /// The map as it is now.
    pub fn current(&self) -> Arc<Map> {
        self.current.load_full()
    }
}

async fn from_snapshot(store: &Store) -> Result<Option<Map>, AppError> {
    let Some(snapshot) = store.load_snapshot(map::snapshot::FORMAT).await? else {
        return Ok(None);
    };
    let revision = snapshot.revision;
    let base = off_the_loop(move || Base::from_bytes(&snapshot.bytes)).await?;
    match base {
        Ok(base) => Ok(Some(Map::new(base, revision))),
        Err(error) => {
            tracing::warn!(%error, "the compiled snapshot does not fit and is made anew");
            Ok(None)
        }
    }
}

async fn from_nodes(store: &Store) -> Result<Map, AppError> {
    let mut builder = Builder::new();
    let mut damaged = None;
    let revision = store
        .load(|key, body, revision| match decode(key, body) {
            Ok(node) => {
                builder.add(&node, revision);
                ControlFlow::Continue(())
            }
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
    Ok(Map::new(base, revision))
}

/// Reads a stored document.
fn decode(key: &str, body: &str) -> Result<Node, AppError> {
    let damaged = |problems| AppError::Damaged { key: key.to_owned(), problems };
    let mut tree = Tree::from_json(body.as_bytes()).map_err(damaged)?;
    mend_kept(&mut tree, "name", key);
    let mut problems = Problems::default();
    decode_node(&tree, None, &Place::ROOT, &mut problems).ok_or_else(|| damaged(problems))
}
