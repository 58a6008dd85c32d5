//! The only place that knows SQL. Keeps documents (JSON text) by key under gap-free revisions, in SQLite or PostgreSQL;
//! knows nothing of what they mean. Read [`rows`], [`sql`], then [`write`](mod@write) and [`read`]; [`alerts`] stands
//! beside the map, [`events`] and [`subscriptions`] are for what is told to others, [`jobs`] for
//! long work, [`access`](mod@access) for who may do what, [`audit`] for who did what, [`statements`] for what is said of dependencies; the drivers last.

mod about;
mod access;
mod alert_rows;
mod alert_sql;
mod alerts;
mod audit;
mod backend;
mod chain;
mod copy;
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
mod patience;
mod postgres;
mod read;
mod rows;
mod servers;
mod snapshot;
mod sql;
mod sql_access;
mod sql_copy;
mod sql_events;
mod sql_imports;
mod sql_jobs;
mod sql_statements;
mod sqlite;
mod statements;
mod subscriptions;
mod url;
mod verify;
mod write;

use std::ops::ControlFlow;
use std::time::Duration;

pub use self::about::Product;
pub use self::access::AccessRow;
pub use alert_rows::{
    AlertFilter, AlertRow, AlertWrites, NodeChange, NodeState, ReceiverRow, ReceiverWrite, Undecided,
    WantedAlerts,
};
pub use audit::AuditRow;
pub use chain::Position;
pub use copy::Copied;
pub use error::{Cause, StoreError};
pub use event_rows::{DeliveryRow, EventRow, LogEntry, LogHead, Share, SubscriptionHead, SubscriptionRow};
pub use jobs::{AcceptedRow, JobEnd, JobRow};
pub use listen::{Hint, Hints};
pub use migrate::Step;
pub use observed::Observed;
pub use rows::{
    Change, ChangeSet, Changes, Committed, Idempotency, IncidentRow, IncidentState, IncidentTurn,
    NewChangeSet, NewIncidentEvent, NewIncidentEvents, RowChange, Snapshot,
};
pub use statements::{ReviewRow, StatementRow};
pub use verify::Verified;

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

use migrate::Tables;
use patience::{BULK, LONG, PROMPT, Patience, QUICK, either, once, with};

impl Store {
    /// Opens `sqlite:PATH` (created when missing) or `postgres://USER:PASSWORD@HOST/DATABASE`, and creates or updates
    /// its tables. `sqlite:PATH?mode=ro` never writes; `max_page_count=N` limits the file to N pages of 4096 bytes.
    ///
    /// # Errors
    /// [`StoreError`] says what is wrong with the URL, the file, the server or the version of the tables.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_with(url, Tables::UpToDate).await
    }

    /// The same with tables as they are: to copy what they hold, or to look whether they are up to date. Other methods may
    /// fail on tables of an earlier version.
    ///
    /// # Errors
    /// Those of [`open`](Self::open).
    pub async fn open_as_it_is(url: &str) -> Result<Self, StoreError> {
        Self::open_with(url, Tables::AsTheyAre).await
    }

    async fn open_with(url: &str, tables: Tables) -> Result<Self, StoreError> {
        Ok(Self(match url::parse(url)? {
            url::Database::Sqlite(url) => Driver::Sqlite(sqlite::open(url, tables).await?),
            url::Database::Postgres(url) => Driver::Postgres(postgres::open(url, tables).await?),
        }))
    }

    /// The steps that the tables of the database need to be up to date: number and what each is for.
    ///
    /// # Errors
    /// [`StoreError::Newer`] and [`StoreError::ForeignSchema`]: this program cannot bring them up to date. The database
    /// does not answer.
    pub async fn steps_to_make(&self) -> Result<Vec<Step>, StoreError> {
        with!(self, store => store.steps_to_make().await)
    }

    /// Ends all connections after their current work; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        let closed = async { either!(self, store => store.close().await) };
        // Whoever does not answer is not waited for: the server ends what is left by itself.
        let _ = tokio::time::timeout(PING, closed).await;
    }

    /// Whether the database answers within three seconds, is the one that was opened, can be written and has space. Says
    /// what time it is there, in Unix milliseconds, when it has a clock of its own. Looks for another server when the
    /// one that was used does not answer or only reads, and several are named.
    ///
    /// # Errors
    /// It does not, is not, cannot, or has none.
    pub async fn ping(&self) -> Result<Option<i64>, StoreError> {
        let ping = async { with!(self, store => store.ping().await) };
        let answer = match tokio::time::timeout(PING, ping).await {
            Ok(answer) => answer,
            Err(elapsed) => Err(StoreError::ConnectionLost { source: Box::new(elapsed) }),
        };
        match &self.0 {
            Driver::Sqlite(store) => answer.and_then(|time| sqlite::room(store).map(|()| time)),
            Driver::Postgres(store) => {
                if answer.is_err() {
                    store.servers.look_elsewhere(&store.readers).await;
                }
                answer
            }
        }
    }

    /// Whether nothing is known that only a restart on a mended database ends. Asks nobody.
    ///
    /// # Errors
    /// It is damaged, or is not the one that was opened.
    pub fn is_sound(&self) -> Result<(), StoreError> {
        either!(self, store => store.health.may_write())
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
        with!(self, QUICK, store => store.head().await)
    }

    /// The newest revision with what binds it to all before; number 0 for the empty map.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn position(&self) -> Result<Position, StoreError> {
        with!(self, QUICK, store => store.position().await)
    }

    /// The revision that was the newest at a time in Unix milliseconds; 0 before the first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn revision_at(&self, at_ms: i64) -> Result<u64, StoreError> {
        with!(self, store => store.revision_at(at_ms).await)
    }

    /// Appends a change set after the revision that is `expected` to be the newest, and returns its place: all of it, or nothing. Reads `changes`
    /// in batches while it writes. A key may be written or deleted once; deleting a key that does not exist is
    /// recorded and changes nothing. When the future is dropped before it is ready, nothing was committed, unless
    /// its very last step was under way.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when `expected` is not the newest revision, or another one of its number; [`StoreError::AlreadyCommitted`]
    /// (tested first) when the idempotency key was used within 24 hours before; [`StoreError::DuplicateKey`],
    /// [`StoreError::NulCharacter`]; and the failures of a database.
    pub async fn commit(
        &self,
        expected: impl Into<Position>,
        set: NewChangeSet,
        changes: impl Iterator<Item = RowChange> + Send,
    ) -> Result<Position, StoreError> {
        let expected = expected.into();
        once!(self, LONG, store => store.commit(expected, set, changes).await)
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
    ) -> Result<Position, StoreError> {
        once!(self, LONG, store => store.load(visit).await)
    }

    /// The changes after a place in the journal: as many whole revisions as have at most `limit` changes together (and at most
    /// `limit` revisions).
    ///
    /// # Errors
    /// [`StoreError::TooMany`] when the next revision alone has more, [`StoreError::Behind`] and [`StoreError::Diverged`]
    /// when that place is not in the journal any more: load everything instead.
    pub async fn changes_since(
        &self,
        known: impl Into<Position>,
        limit: usize,
    ) -> Result<Changes, StoreError> {
        let known = known.into();
        with!(self, store => store.changes_since(&known, limit).await)
    }

    /// What to put back to get from any newer state to that of `revision`: for each key changed since, in key order,
    /// its document then and the revision that wrote it (no document: it was deleted then or, with revision 0, had
    /// never existed).
    ///
    /// # Errors
    /// [`StoreError::TooMany`] when more than `limit` keys have changed since.
    pub async fn as_of(&self, revision: u64, limit: usize) -> Result<Vec<Change>, StoreError> {
        with!(self, LONG, store => store.as_of(revision, limit).await)
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

    /// Keeps a compiled snapshot of a revision, in place of the one before. Does nothing when one of the same `format`
    /// and a newer revision is there already.
    ///
    /// # Errors
    /// [`StoreError::Diverged`] when the journal holds another revision of that number, or none. The database does not
    /// answer, or is full. The earlier snapshot is still there then.
    pub async fn save_snapshot(
        &self,
        of: impl Into<Position>,
        format: u32,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let of = of.into();
        with!(self, LONG, store => store.save_snapshot(&of, format, bytes).await)
    }

    /// The compiled snapshot, if there is one of this `format`, complete, with the right checksum, and made of this
    /// journal.
    ///
    /// # Errors
    /// The database does not answer. A damaged snapshot is none, not an error.
    pub async fn load_snapshot(&self, format: u32) -> Result<Option<Snapshot>, StoreError> {
        with!(self, LONG, store => store.load_snapshot(format).await)
    }

    /// Subscribes to hints that another process may have committed.
    pub fn listen(&self) -> Hints {
        match &self.0 {
            Driver::Sqlite(_) => Hints::none(),
            Driver::Postgres(store) => Hints::of(store.readers.clone()),
        }
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
        let updated =
            async { either!(self, store => store.update_alerts(receiver, wanted, keep, decide).await) };
        self.in_turn(updated).await.map_err(|undone| self.undone(undone))
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
        let updated = async { either!(self, store => store.update_alerts_together(all, decide).await) };
        self.in_turn(updated).await.map_err(|undone| self.undone(undone))
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
