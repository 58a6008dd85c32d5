//! What goes into the store and what comes out of it. Plain data; times are Unix milliseconds.

use super::chain::Position;

/// Heads of a change set that is to be committed.
#[derive(Debug, Clone)]
pub struct NewChangeSet {
    /// Who made the change.
    pub author: String,
    /// Why, in the words of the author.
    pub message: String,
    /// When, in Unix milliseconds. The journal never runs backwards: an earlier time than that of the newest
    /// change set is raised to it.
    pub at_ms: i64,
    /// The idempotency key under which the change was asked for.
    pub idempotency: Option<Idempotency>,
}

/// An idempotency key and what it was used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    /// The key that the client chose.
    pub key: String,
    /// Digest of the request: the same key with another fingerprint is a client's mistake.
    pub fingerprint: String,
}

/// What a committed idempotency key led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// Fingerprint of the request that used the key.
    pub fingerprint: String,
    /// The revision that it made.
    pub revision: u64,
}

/// One document to write (`body`) or to delete (no body).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowChange {
    /// Key of the document.
    pub key: String,
    /// The new document, JSON text; none deletes it.
    pub body: Option<String>,
}

/// One change in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The revision that made the change.
    pub revision: u64,
    /// Key of the document.
    pub key: String,
    /// The document from this revision on; none when it was deleted.
    pub body: Option<String>,
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSet {
    /// The revision that it made, from 1 without gaps.
    pub revision: u64,
    /// When, in Unix milliseconds; never decreases with the revision.
    pub at_ms: i64,
    /// Who made the change.
    pub author: String,
    /// Why.
    pub message: String,
    /// How many documents it wrote or deleted.
    pub changes: u64,
}

/// The changes that follow a revision, whole revisions only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The changes, by revision and key.
    pub rows: Vec<Change>,
    /// Last revision that `rows` contains completely.
    pub upto: Position,
    /// Whether newer revisions exist: ask again from `upto`.
    pub more: bool,
}

/// A compiled snapshot whose checksum was verified.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The revision that it was compiled from.
    pub of: Position,
    /// Its bytes, as they were saved.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Snapshot {
    /// Without the bytes: there may be hundreds of millions.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Snapshot {{ of: {}, bytes: [{} bytes] }}", self.of.number, self.bytes.len())
    }
}

/// Events of incidents that are to be appended together.
#[derive(Debug, Clone)]
pub struct NewIncidentEvents {
    /// When they are written down, in Unix milliseconds.
    pub recorded_ms: i64,
    /// The idempotency key under which they were asked for.
    pub idempotency: Option<Idempotency>,
    /// The events, in their order.
    pub events: Vec<NewIncidentEvent>,
}

/// One event that is to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIncidentEvent {
    /// The incident: the number of the event that opens it.
    pub incident: u64,
    /// When it was known, in Unix milliseconds.
    pub at_ms: i64,
    /// Who says so.
    pub author: String,
    /// The event, JSON text.
    pub body: String,
    /// What it does to the incident.
    pub turn: Option<IncidentTurn>,
}

/// How an event changes where an incident stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncidentTurn {
    /// It opens it.
    Opened,
    /// It closes it.
    Closed,
    /// It opens it again.
    Reopened,
}

/// One event in the journal of incidents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentRow {
    /// Number over all incidents, from 1 without gaps.
    pub seq: u64,
    /// The incident: the number of its first event.
    pub incident: u64,
    /// When it was known, in Unix milliseconds.
    pub at_ms: i64,
    /// When it was written down, in Unix milliseconds.
    pub recorded_ms: i64,
    /// Who says so.
    pub author: String,
    /// The event, JSON text.
    pub body: String,
}

/// Which incidents are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IncidentState {
    /// All of them.
    #[default]
    Any,
    /// Those that are open.
    Open,
    /// Those that are closed.
    Closed,
}
