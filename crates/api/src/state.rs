//! What every handler has at hand.

use super::metrics::Read;
use super::problem::Problem;
use super::request::Change;
use super::respond::Cursor;
use access::{Kind, Principal, Right, Thing, allow};
use app::maps::change::Done;
use app::maps::history::AsOf;
use app::{App, AppError, Author};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use map::Map;
use outside::weasyprint::Printer;
use std::convert::Infallible;
use std::ops::Deref;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wire::ChangeRequest;

/// Work that leaves the event loop runs at most so often at once; more waits in line.
const HEAVY: usize = 4;

/// Pictures and papers that are made at once: fewer than heavy work, which they must never fill up.
const DRAWING: usize = 2;
/// Pictures and papers that are made or waited for; more are turned away.
const WANTING: usize = 32;

/// Planners' questions that are worked on at once: they may keep all cores busy, and impact questions come first.
const PLANNING: usize = 2;
/// Planners' questions that are worked on or wait; more are turned away.
const POSED: usize = 16;

/// Deliveries of alerts that are worked on or wait; more are turned away.
const DELIVERIES: usize = 32;
/// Dry runs of such deliveries that wait; more are turned away. They are worked on one by one: each needs the turn of all
/// deliveries for a moment.
const TRIED: usize = 8;
/// Whole maps that are written while they are read: each keeps a core busy, and for other tools what it tells of the map.
const STREAMING: usize = 3;
/// Readers of events at once: fewer than connections, so that others are still answered.
const LISTENING: usize = 512;

/// The state of the API, and in a handler who asks: little, because the router copies it several times for every request.
#[derive(Clone)]
pub struct Api {
    shared: Arc<ApiState>,
    /// Nobody as long as no request is answered.
    who: Option<Arc<Principal>>,
}

/// What all copies share.
pub struct ApiState {
    pub(super) app: Arc<App>,
    heavy: Arc<Semaphore>,
    /// Pictures and papers that are being made.
    drawing: Arc<Semaphore>,
    /// What makes papers.
    pub(super) printer: Arc<Printer>,
    /// Those, and the ones that wait.
    wanting: Arc<Semaphore>,
    /// Planners' questions that are worked on.
    planning: Arc<Semaphore>,
    /// Those, and the ones that wait.
    posed: Arc<Semaphore>,
    /// Deliveries of alerts that are worked on or wait.
    delivering: Arc<Semaphore>,
    /// Dry runs of deliveries: those that wait, and the one that is worked on.
    tried: Arc<Semaphore>,
    trying: Arc<Semaphore>,
    /// Whole maps that are written.
    streaming: Arc<Semaphore>,
    /// Readers of events.
    listening: Arc<Semaphore>,
    /// What was read from the database for operators.
    pub(super) read: Read,
    /// Most bytes of a whole map in one body.
    pub(super) map_limit: usize,
}

impl Deref for Api {
    type Target = ApiState;

    fn deref(&self) -> &ApiState {
        &self.shared
    }
}

impl Api {
    /// Serves this application; whole maps of up to `map_limit` bytes are accepted.
    pub fn new(app: Arc<App>, map_limit: usize) -> Self {
        let places = |places| Arc::new(Semaphore::new(places));
        let shared = Arc::new(ApiState {
            app,
            heavy: places(HEAVY),
            drawing: places(DRAWING),
            printer: Arc::new(Printer::ready()),
            wanting: places(WANTING),
            planning: places(PLANNING),
            posed: places(POSED),
            delivering: places(DELIVERIES),
            tried: places(TRIED),
            trying: places(1),
            streaming: places(STREAMING),
            listening: places(LISTENING),
            read: Read::default(),
            map_limit,
        });
        Self { shared, who: None }
    }

    /// The same for a request of this one.
    pub(super) fn asked_by(&self, who: Option<Arc<Principal>>) -> Self {
        Self { shared: Arc::clone(&self.shared), who }
    }

    /// Who asks.
    pub(super) fn who(&self) -> Arc<Principal> {
        self.who.clone().unwrap_or_else(|| Arc::new(Principal::nobody()))
    }

    /// Whether who asks may do this at all.
    pub(super) fn may(&self, right: Right) -> bool {
        self.who.as_ref().is_some_and(|who| allow(who, right, Thing::Any).is_ok())
    }

    /// The map that is asked for; a cursor binds the whole walk to its revision.
    pub(super) async fn map(
        &self,
        as_of: Option<AsOf>,
        cursor: Option<&Cursor>,
    ) -> Result<Arc<Map>, Problem> {
        let as_of = cursor.map(|c| AsOf::Revision(c.revision)).or(as_of);
        Ok(self.seen(&self.app.maps.as_of(as_of).await?))
    }

    /// The same for a question: without confirmations that are too old.
    pub(super) async fn map_in_force(&self, as_of: Option<AsOf>) -> Result<Arc<Map>, Problem> {
        let map = self.app.maps.as_of(as_of).await?;
        Ok(self.seen(&self.app.maps.without_old(&map)))
    }

    /// The map as it is now, for a question.
    pub(super) fn in_force(&self) -> Arc<Map> {
        self.seen(&self.app.maps.in_force())
    }

    /// The map as it is now, as who asks may see it.
    pub(super) fn current(&self) -> Arc<Map> {
        self.seen(&self.app.maps.current())
    }

    /// A map as who asks may see it.
    pub(super) fn seen(&self, map: &Arc<Map>) -> Arc<Map> {
        match &self.who {
            Some(who) => self.app.maps.seen_by(map, who),
            None => self.app.maps.seen_by(map, &Principal::nobody()),
        }
    }

    /// Runs work that takes longer than a moment where it does not hold up other requests.
    pub(super) async fn off_the_loop<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let _place = self.heavy.acquire().await.map_err(|_| AppError::Stopping)?;
        tokio::task::spawn_blocking(work).await.map_err(|error| Problem::internal(&error))?
    }

    /// A place to make a picture or a paper, which is given back when it is dropped.
    pub(super) async fn place_to_draw(&self) -> Result<impl Sized + use<>, Problem> {
        let wanting = Arc::clone(&self.wanting).try_acquire_owned().map_err(|_| Problem::overloaded())?;
        let drawing = Arc::clone(&self.drawing).acquire_owned().await.map_err(|_| AppError::Stopping)?;
        Ok((wanting, drawing))
    }

    /// A place to work on a planner's question, which is given back when it is dropped.
    pub(super) async fn place_to_plan(&self) -> Result<impl Sized + Send + use<>, Problem> {
        let posed = Arc::clone(&self.posed).try_acquire_owned().map_err(|_| Problem::overloaded())?;
        let planning = Arc::clone(&self.planning).acquire_owned().await.map_err(|_| AppError::Stopping)?;
        Ok((posed, planning))
    }

    /// A place for a delivery of alerts, which is given back when it is dropped.
    pub(super) fn place_to_deliver(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.delivering).try_acquire_owned().map_err(|_| Problem::overloaded())
    }

    /// A place for a dry run of a delivery.
    pub(super) async fn place_to_try(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let _tried = Arc::clone(&self.tried).try_acquire_owned().map_err(|_| Problem::overloaded())?;
        Ok(Arc::clone(&self.trying).acquire_owned().await.map_err(|_| AppError::Stopping)?)
    }

    /// A place to write a whole map while it is read.
    pub(super) fn place_to_stream(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.streaming).try_acquire_owned().map_err(|_| Problem::overloaded())
    }

    /// A place to listen to events, which is given back when it is dropped.
    pub(super) fn place_to_listen(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.listening).try_acquire_owned().map_err(|_| Problem::overloaded())
    }

    /// Makes a change for the client.
    pub(super) async fn change(&self, requests: Vec<ChangeRequest>, change: Change) -> Result<Done, Problem> {
        let precondition = change.precondition.clone();
        let author = change.author(&self.who());
        Ok(self.app.maps.change(requests, precondition, author).await?)
    }
}

/// A handler is given the state together with who asks.
impl FromRequestParts<Self> for Api {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, api: &Self) -> Result<Self, Infallible> {
        Ok(api.asked_by(parts.extensions.get::<Arc<Principal>>().cloned()))
    }
}

impl Change {
    /// What the journal shall say. Whoever has shown who he is stands there, whatever else is said.
    pub(super) fn author(self, who: &Arc<Principal>) -> Author {
        let named = matches!(who.kind(), Kind::Key | Kind::Person | Kind::Sealed);
        let name = match (self.author, named) {
            (Some(said), true) => format!("{said} ({})", who.name()),
            (None, true) => who.name().to_owned(),
            (said, false) => said.unwrap_or_else(|| "api".into()),
        };
        Author {
            name,
            by: Arc::clone(who),
            message: self.message.unwrap_or_default(),
            at_ms: app::clock::now(),
            idempotency: self.idempotency,
        }
    }
}
