//! What goes into the tables of alerts and what comes out. Plain data; times are Unix milliseconds.

/// A receiver of alerts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverRow {
    /// Its name.
    pub id: String,
    /// Counts its changes, from 1.
    pub version: u64,
    /// Its document, JSON text.
    pub body: String,
    /// Deliveries taken so far.
    pub deliveries: u64,
}

/// An alert as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRow {
    /// Who sent it.
    pub receiver: String,
    /// What tells it from others of the receiver.
    pub fingerprint: String,
    /// The group that it was last sent with.
    pub group: String,
    /// Newest start.
    pub starts_ms: Option<i64>,
    /// Known to be over up to here.
    pub over_ms: Option<i64>,
    /// When it was last told to fire.
    pub seen_ms: i64,
    /// `firing`, `resolved` or `expired`.
    pub status: &'static str,
    /// The node it speaks of; none when no rule leads to one.
    pub node: Option<String>,
    /// How badly the node is hit, as a number.
    pub level: u8,
    /// It only shows what other failures explain.
    pub explained: bool,
    /// Why no rule leads to a node.
    pub why: Option<String>,
    /// What was last told, JSON text.
    pub body: String,
}

/// Which alerts of a receiver to read before a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WantedAlerts {
    /// Those with these fingerprints.
    Named(Vec<String>),
    /// Those that fire and were last told before this time.
    FiringSeenBefore(i64),
    /// Those that fire and speak of one of these nodes.
    FiringOf(Vec<String>),
}

/// One of several changes that are made together, when it is its turn.
#[derive(Debug)]
pub struct Undecided<'a> {
    /// Which one, from 0.
    pub at: usize,
    /// Its receiver.
    pub receiver: Option<ReceiverRow>,
    /// The alerts that it wanted.
    pub alerts: Vec<AlertRow>,
    /// What the one before has changed for nodes.
    pub before: &'a [NodeChange],
}

/// What to write.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlertWrites {
    /// Alerts to write, each once.
    pub rows: Vec<AlertRow>,
    /// All firing alerts of this group count as told at this time.
    pub alive: Option<(String, i64)>,
    /// What happens to the receiver.
    pub receiver: Option<ReceiverWrite>,
}

/// What happens to a receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiverWrite {
    /// It gets this document; its version grows by one.
    Put(String),
    /// One delivery more was taken.
    Count,
    /// It goes away with all its alerts.
    Delete,
}

/// What the firing, unexplained alerts of all receivers say of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeState {
    /// The node.
    pub node: String,
    /// The worst level, as a number.
    pub level: u8,
    /// Earliest start of an alert of that level.
    pub since_ms: i64,
}

/// What alerts said of a node before a change, and what they say after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeChange {
    /// The node.
    pub node: String,
    /// Before: none = nothing.
    pub before: Option<NodeState>,
    /// After: none = nothing.
    pub after: Option<NodeState>,
}

/// Which alerts to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertFilter {
    /// All.
    All,
    /// Those that fire.
    Firing,
    /// Those that are over.
    Resolved,
    /// Those that were not told again for too long.
    Expired,
    /// Those that no rule leads to a node.
    Unmatched,
    /// Those that fire and are explained by other failures.
    Explained,
}
