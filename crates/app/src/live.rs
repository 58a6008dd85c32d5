//! The running service: a store, the current map, any number of readers and one writer.

use super::alerts::{Deliveries, Turn};
use super::error::AppError;
use super::events::Events;
use super::incidents::Desk;
use super::planning::findings::page::Kept;
use super::pool::Pool;
use arc_swap::ArcSwap;
use map::{Base, Builder, Map};
use model::Node;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use store::Store;
use wire::{Place, Problems, Tree, decode_node};

/// The service. Readers take the [current map](App::current) and keep it as long as they like; nobody waits.
#[derive(Debug)]
pub struct App {
    pub(super) store: Store,
    pub(super) current: ArcSwap<Map>,
    /// Held while a change set is committed and its map swapped in.
    pub(super) writing: tokio::sync::Mutex<()>,
    /// Held while a delivery of alerts is taken and told to incidents, so that they hear it in order.
    pub(super) alerting: tokio::sync::Mutex<Turn>,
    /// Deliveries of alerts that wait for that.
    pub(super) deliveries: Deliveries,
    pub(super) pool: Pool,
    /// The open incidents.
    pub(super) incidents: Desk,
    /// What is told to others.
    pub(super) events: Events,
    /// A few earlier maps, newest use last.
    pub(super) earlier: Mutex<Vec<Arc<Map>>>,
    /// Wakes the background work.
    pub(super) changed: tokio::sync::Notify,
    /// The findings that were asked for last.
    pub(super) found: Kept,
    /// A job was asked for, or is not wanted any more.
    pub(super) jobs: tokio::sync::Notify,
    /// The revision of the compiled snapshot in the store; 0 = none.
    pub(super) snapshot: std::sync::atomic::AtomicU64,
}

impl App {
    /// Takes the map and the open incidents out of the store: the map from the compiled snapshot and the changes since, or else from all nodes.
    ///
    /// # Errors
    /// The database fails, or holds a document that cannot be read.
    pub async fn open(store: Store) -> Result<Arc<Self>, AppError> {
        let (map, snapshot) = match from_snapshot(&store).await? {
            Some(map) => {
                let revision = map.revision();
                (map, revision)
            }
            None => (from_nodes(&store).await?, 0),
        };
        let incidents = Desk::open(&store).await?;
        let events = Events::open(&store).await?;
        tracing::info!(revision = map.revision(), nodes = map.counts().nodes(), "map loaded");
        let app = Arc::new(Self {
            store,
            current: ArcSwap::from_pointee(map),
            writing: tokio::sync::Mutex::new(()),
            alerting: tokio::sync::Mutex::default(),
            deliveries: Deliveries::default(),
            pool: Pool::default(),
            incidents,
            events,
            earlier: Mutex::default(),
            changed: tokio::sync::Notify::new(),
            found: Kept::default(),
            jobs: tokio::sync::Notify::new(),
            snapshot: snapshot.into(),
        });
        app.catch_up().await?;
        Ok(app)
    }

    /// The map as it is now.
    pub fn current(&self) -> Arc<Map> {
        self.current.load_full()
    }

    /// Scratch memory for questions.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Whether the database answers, can be written, and is the one that the map was read from.
    ///
    /// # Errors
    /// It does not, cannot, or is not.
    pub async fn ready(&self) -> Result<(), AppError> {
        self.store.ping().await?;
        self.is_behind().await.map(|_| ())
    }

    /// Ends the connections to the database.
    pub async fn close(&self) {
        self.store.close().await;
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

pub(super) async fn from_nodes(store: &Store) -> Result<Map, AppError> {
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
    let base = off_the_loop(move || builder.finish()).await?.map_err(super::change::faults_as_problems)?;
    Ok(Map::new(base, revision))
}

/// Reads a stored document.
pub(super) fn decode(key: &str, body: &str) -> Result<Node, AppError> {
    let damaged = |problems| AppError::Damaged { key: key.to_owned(), problems };
    let tree = Tree::from_json(body.as_bytes()).map_err(damaged)?;
    let mut problems = Problems::default();
    decode_node(&tree, None, &Place::ROOT, &mut problems).ok_or_else(|| damaged(problems))
}

/// Runs work that takes longer than a moment where it does not hold up requests.
pub(super) async fn off_the_loop<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "background work failed");
        AppError::Stopping
    })
}
