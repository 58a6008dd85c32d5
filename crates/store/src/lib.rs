//! The only place that knows SQL. Keeps documents (JSON text) by key under gap-free revisions, in SQLite or PostgreSQL;
//! knows nothing of what they mean. Read [`rows`], [`sql`], then [`write`](mod@write) and [`read`]; [`alerts`] stands
//! beside the map, [`events`] and [`subscriptions`] are for what is told to others, [`jobs`] for
//! long work, [`access`](mod@access) for who may do what, [`audit`] for who did what; the drivers last.

mod access;
mod alert_rows;
mod alert_sql;
mod alerts;
mod audit;
mod backend;
mod error;
mod event_rows;
mod events;
mod health;
mod imports;
mod incidents;
mod jobs;
mod listen;
mod migrate;
mod observed;
mod outgoing;
mod postgres;
mod read;
mod rows;
mod snapshot;
mod sql;
mod sql_access;
mod sql_events;
mod sql_imports;
mod sql_jobs;
mod sqlite;
mod subscriptions;
mod url;
mod write;

use std::ops::ControlFlow;
use std::time::Duration;

pub use self::access::AccessRow;
pub use alert_rows::{
    AlertFilter, AlertRow, AlertWrites, NodeChange, NodeState, ReceiverRow, ReceiverWrite, Undecided,
    WantedAlerts,
};
pub use audit::AuditRow;
pub use error::{Cause, StoreError};
pub use event_rows::{DeliveryRow, EventRow, LogEntry, LogHead, Share, SubscriptionHead, SubscriptionRow};
pub use jobs::{AcceptedRow, JobEnd, JobRow};
pub use listen::Hints;
pub use observed::Observed;
pub use rows::{
    Change, ChangeSet, Changes, Committed, Idempotency, IncidentRow, IncidentState, IncidentTurn,
    NewChangeSet, NewIncidentEvent, NewIncidentEvents, RowChange, Snapshot,
};

/// How long an idempotency key is remembered, in milliseconds: 24 hours.
const IDEMPOTENCY_MS: i64 = 24 * 60 * 60 * 1000;
/// How long a sign of life may take.
const PING: Duration = Duration::from_secs(3);

/// A database that holds a map. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct Store(Driver);

#[derive(Debug, Clone)]
enum Driver {
    Sqlite(read::SqlStore<sqlx::Sqlite>),
    Postgres(read::SqlStore<sqlx::Postgres>),
}

/// Does the same with either driver.
macro_rules! either {
    ($self:ident, $store:ident => $call:expr) => {
        match &$self.0 {
            $crate::Driver::Sqlite($store) => $call,
            $crate::Driver::Postgres($store) => $call,
        }
    };
}

/// The same for what may fail, and keeps what a failure says of the database.
macro_rules! with {
    ($self:ident, $store:ident => $call:expr) => {{
        let done: Result<_, StoreError> = async { $crate::either!($self, $store => $call) }.await;
        $self.noted(done)
    }};
}

use {either, with};

impl Store {
    /// Opens `sqlite:PATH` (created when missing) or `postgres://USER:PASSWORD@HOST/DATABASE`, and creates or updates
    /// its tables. `sqlite:PATH?mode=ro` never writes; `max_page_count=N` limits the file to N pages of 4096 bytes.
    ///
    /// # Errors
    /// [`StoreError`] says what is wrong with the URL, the file, the server or the version of the tables.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Ok(Self(match url::parse(url)? {
            url::Target::Sqlite(url) => Driver::Sqlite(sqlite::open(url).await?),
            url::Target::Postgres(url) => Driver::Postgres(postgres::open(url).await?),
        }))
    }

    /// Ends all connections after their current work; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        either!(self, store => store.close().await);
    }

    /// Whether the database answers within three seconds, is the one that was opened, and has space.
    ///
    /// # Errors
    /// It does not, is not, or has none.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let ping = async { with!(self, store => store.ping().await) };
        match tokio::time::timeout(PING, ping).await {
            Ok(answer) => answer?,
            Err(elapsed) => return Err(StoreError::ConnectionLost { source: Box::new(elapsed) }),
        }
        match &self.0 {
            Driver::Sqlite(store) => sqlite::room(store),
            Driver::Postgres(_) => Ok(()),
        }
    }

    /// Whether the file of the database was written to since its content was looked at last, by whomever.
    pub fn was_written_to(&self) -> bool {
        let Driver::Sqlite(store) = &self.0 else { return false };
        store.health.files.as_ref().is_some_and(|files| files.written_since().is_some())
    }

    /// Looks at the content of the file of the database as it lies on the disk: that it is the database that was
    /// opened, no older than what was read from it, and not damaged. Reads all of it. A server does that by itself.
    ///
    /// # Errors
    /// [`StoreError::Replaced`], [`StoreError::Behind`] and [`StoreError::Damaged`], after which nothing is written
    /// any more; or the file cannot be read.
    pub async fn look_at_content(&self) -> Result<(), StoreError> {
        let Driver::Sqlite(store) = &self.0 else { return Ok(()) };
        self.noted(sqlite::look_at_content(store).await)
    }

    fn undone<E: From<StoreError>>(&self, undone: alerts::Undone<E>) -> E {
        match undone {
            alerts::Undone::Decision(error) => error,
            alerts::Undone::Store(error) => {
                either!(self, store => store.health.note(&error));
                error.into()
            }
        }
    }

    /// Keeps what a failure says of the database.
    fn noted<T>(&self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        done.inspect_err(|error| either!(self, store => store.health.note(error)))
    }

    /// The newest revision; 0 for the empty map.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn head(&self) -> Result<u64, StoreError> {
        with!(self, store => store.head().await)
    }

    /// The revision that was the newest at a time in Unix milliseconds; 0 before the first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn revision_at(&self, at_ms: i64) -> Result<u64, StoreError> {
        with!(self, store => store.revision_at(at_ms).await)
    }

    /// Appends a change set as revision `expected_head + 1` and returns that: all of it, or nothing. Reads `changes`
    /// in batches while it writes. A key may be written or deleted once; deleting a key that does not exist is
    /// recorded and changes nothing. When the future is dropped before it is ready, nothing was committed, unless
    /// its very last step was under way.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when `expected_head` is not the newest revision; [`StoreError::AlreadyCommitted`]
    /// (tested first) when the idempotency key was used within 24 hours before; [`StoreError::DuplicateKey`],
    /// [`StoreError::NulCharacter`]; and the failures of a database.
    pub async fn commit(
        &self,
        expected_head: u64,
        set: NewChangeSet,
        changes: impl Iterator<Item = RowChange> + Send,
    ) -> Result<u64, StoreError> {
        with!(self, store => store.commit(expected_head, set, changes).await)
    }

    /// What an idempotency key led to within the 24 hours before `now_ms`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn idempotent(&self, key: &str, now_ms: i64) -> Result<Option<Committed>, StoreError> {
        with!(self, store => store.idempotent(key, now_ms).await)
    }

    /// Visits all current documents as (key, body, revision that wrote it), in byte order of the keys, and returns the
    /// revision that they belong to. All of one state, whatever is committed meanwhile; streamed. The visitor runs
    /// between reads, so it should be quick; `Break` ends the visit early.
    ///
    /// # Errors
    /// The database does not answer; the visitor may have seen a part by then.
    pub async fn load(
        &self,
        visit: impl FnMut(&str, &str, u64) -> ControlFlow<()> + Send,
    ) -> Result<u64, StoreError> {
        with!(self, store => store.load(visit).await)
    }

    /// The changes after a revision: as many whole revisions as have at most `limit` changes together (and at most
    /// `limit` revisions).
    ///
    /// # Errors
    /// [`StoreError::TooMany`] when the next revision alone has more: load everything instead.
    pub async fn changes_since(&self, revision: u64, limit: usize) -> Result<Changes, StoreError> {
        with!(self, store => store.changes_since(revision, limit).await)
    }

    /// What to put back to get from any newer state to that of `revision`: for each key changed since, in key order,
    /// its document then and the revision that wrote it (no document: it was deleted then or, with revision 0, had
    /// never existed).
    ///
    /// # Errors
    /// [`StoreError::TooMany`] when more than `limit` keys have changed since.
    pub async fn as_of(&self, revision: u64, limit: usize) -> Result<Vec<Change>, StoreError> {
        with!(self, store => store.as_of(revision, limit).await)
    }

    /// At most `limit` change sets, newest first, from the newest or below `before`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn change_sets(&self, before: Option<u64>, limit: usize) -> Result<Vec<ChangeSet>, StoreError> {
        with!(self, store => store.change_sets(before, limit).await)
    }

    /// One change set; none when the revision does not exist.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn change_set(&self, revision: u64) -> Result<Option<ChangeSet>, StoreError> {
        with!(self, store => store.change_set(revision).await)
    }

    /// At most `limit` changes of one revision, in key order, from the first or after `after_key`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn changes_of(
        &self,
        revision: u64,
        after_key: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Change>, StoreError> {
        with!(self, store => store.changes_of(revision, after_key, limit).await)
    }

    /// The number of the newest event of any incident; 0 when there is none.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn incident_head(&self) -> Result<u64, StoreError> {
        with!(self, store => store.incident_head().await)
    }

    /// Appends events as numbers `expected_head + 1` and so on, and returns the number of the last one: all of them, or
    /// nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when `expected_head` is not the newest number; [`StoreError::NulCharacter`]; and the
    /// failures of a database.
    pub async fn append_incident_events(
        &self,
        expected_head: u64,
        new: &NewIncidentEvents,
    ) -> Result<u64, StoreError> {
        with!(self, store => store.append_incident_events(expected_head, new).await)
    }

    /// What an idempotency key led to within the 24 hours before `now_ms`: the fingerprint of the request, and the
    /// incident in the place of the revision.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn incident_request(&self, key: &str, now_ms: i64) -> Result<Option<Committed>, StoreError> {
        with!(self, store => store.incident_request(key, now_ms).await)
    }

    /// At most `limit` events of all incidents after a number, or of one of them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn incident_events(
        &self,
        incident: Option<u64>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<IncidentRow>, StoreError> {
        with!(self, store => store.incident_events(incident, after, limit).await)
    }

    /// All events of the incidents that were open at a time (now when there is none), perhaps of more, and the number
    /// of the newest event; all of one state of the database.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn open_incidents(&self, at_ms: Option<i64>) -> Result<(Vec<IncidentRow>, u64), StoreError> {
        with!(self, store => store.open_incidents(at_ms).await)
    }

    /// All events of at most `limit` incidents below `before`, the newest of them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn incidents(
        &self,
        before: Option<u64>,
        state: IncidentState,
        limit: usize,
    ) -> Result<Vec<IncidentRow>, StoreError> {
        with!(self, store => store.incidents(before, state, limit).await)
    }

    /// Keeps a compiled snapshot of `revision`, in place of the one before. Does nothing when one of the same `format`
    /// and a newer revision is there already.
    ///
    /// # Errors
    /// The database does not answer, or is full; the earlier snapshot is still there then.
    pub async fn save_snapshot(&self, revision: u64, format: u32, bytes: &[u8]) -> Result<(), StoreError> {
        with!(self, store => store.save_snapshot(revision, format, bytes).await)
    }

    /// The compiled snapshot, if there is one of this `format`, complete, with the right checksum, and not newer than
    /// the journal.
    ///
    /// # Errors
    /// The database does not answer. A damaged snapshot is none, not an error.
    pub async fn load_snapshot(&self, format: u32) -> Result<Option<Snapshot>, StoreError> {
        with!(self, store => store.load_snapshot(format).await)
    }

    /// Subscribes to hints that another process may have committed.
    ///
    /// # Errors
    /// The database does not answer, or cannot send hints: follow the head alone then.
    pub async fn listen(&self) -> Result<Hints, StoreError> {
        Ok(Hints(match &self.0 {
            Driver::Sqlite(_) => None,
            Driver::Postgres(store) => Some(postgres::listen(store).await?),
        }))
    }

    /// Reads the wanted alerts of one receiver, lets `decide` say what is to be written, writes it, and says how that
    /// changed what the alerts of all receivers say of the nodes concerned: one transaction, and one at a time for all
    /// processes. Without `keep` everything happens but is taken back.
    ///
    /// # Errors
    /// Those of `decide`, and the failures of a database; nothing was changed then.
    pub async fn update_alerts<T: Send, E: From<StoreError> + Send>(
        &self,
        receiver: &str,
        wanted: WantedAlerts,
        keep: bool,
        decide: impl FnOnce(Option<ReceiverRow>, Vec<AlertRow>) -> Result<(AlertWrites, T), E> + Send,
    ) -> Result<(T, Vec<NodeChange>), E> {
        either!(self, store => store.update_alerts(receiver, wanted, keep, decide).await)
            .map_err(|undone| self.undone(undone))
    }

    /// The same for several receivers in their order, all of it kept; `decide` may say that the transaction is to end
    /// before one of them. What came of those that were done.
    ///
    /// # Errors
    /// Those of `decide`, and the failures of a database; nothing was changed then.
    pub async fn update_alerts_together<T: Send, E: From<StoreError> + Send>(
        &self,
        all: &[(&str, WantedAlerts)],
        decide: impl FnMut(Undecided<'_>) -> Result<Option<(AlertWrites, T)>, E> + Send,
    ) -> Result<Vec<(T, Vec<NodeChange>)>, E> {
        either!(self, store => store.update_alerts_together(all, decide).await)
            .map_err(|undone| self.undone(undone))
    }

    /// All receivers of alerts, by id.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn alert_receivers(&self) -> Result<Vec<ReceiverRow>, StoreError> {
        with!(self, store => store.alert_receivers().await)
    }

    /// One receiver of alerts.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn alert_receiver(&self, id: &str) -> Result<Option<ReceiverRow>, StoreError> {
        with!(self, store => store.alert_receiver(id).await)
    }

    /// At most `limit` alerts by receiver and fingerprint, from the first or after the named one.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn alerts(
        &self,
        filter: AlertFilter,
        after: Option<(&str, &str)>,
        limit: usize,
    ) -> Result<Vec<AlertRow>, StoreError> {
        with!(self, store => store.alerts(filter, after, limit).await)
    }

    /// What the alerts of all receivers say of every node that they say fails, by key.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn alerted_nodes(&self) -> Result<Vec<NodeState>, StoreError> {
        with!(self, store => store.alerted_nodes().await)
    }

    /// Has the database check every statement that the program may send, without running any. Returns how many.
    ///
    /// # Errors
    /// The name of the first statement that the database does not accept, and why.
    pub async fn prepare_all(&self) -> Result<usize, (&'static str, StoreError)> {
        either!(self, store => store.prepare_all().await)
    }
}
