//! What the log of events, subscriptions and deliveries are made of. Plain data; times are Unix milliseconds.

/// How far the log of events has come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogHead {
    /// Grows with every entry.
    pub turn: u64,
    /// Number of the newest event; 0 = none.
    pub newest: u64,
    /// Number of the newest event of any incident that was taken into account.
    pub incidents: u64,
    /// The map revision that was taken into account.
    pub revision: u64,
    /// The moment that was taken into account.
    pub at_ms: i64,
    /// The identity of this database towards receivers.
    pub source: String,
}

/// An entry of the log: what was taken into account, what came of it, and what the situation is now.
#[derive(Debug, Clone, Default)]
pub struct LogEntry {
    /// Number of the newest event of any incident that was taken into account.
    pub incidents: u64,
    /// The map revision that was taken into account.
    pub revision: u64,
    /// The moment.
    pub at_ms: i64,
    /// The events, JSON text, in their order.
    pub events: Vec<String>,
    /// Nodes whose state is another one now, JSON text; none = the node works again.
    pub states: Vec<(String, Option<String>)>,
}

/// One event of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Number, from 1 without gaps.
    pub seq: u64,
    /// When it was noticed.
    pub at_ms: i64,
    /// What happened, JSON text.
    pub body: String,
}

/// A subscription.
#[derive(Clone, PartialEq, Eq)]
pub struct SubscriptionRow {
    /// Its name.
    pub id: String,
    /// Grows with every change.
    pub revision: u64,
    /// What its owner wrote, JSON text.
    pub body: String,
    /// Whether anything is sent.
    pub active: bool,
    /// Why the service has stopped sending.
    pub disabled: Option<String>,
    /// The secret that signs.
    pub secret: String,
    /// The secret before, which signs, too.
    pub old_secret: Option<String>,
    /// Until when it does.
    pub old_until_ms: i64,
    /// The newest event for which it was decided whether it is delivered.
    pub fanned: u64,
    /// In whose name it is told; empty = by who runs the service.
    pub owner: String,
}

impl std::fmt::Debug for SubscriptionRow {
    /// Without the secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SubscriptionRow")
            .field("id", &self.id)
            .field("revision", &self.revision)
            .field("body", &self.body)
            .field("active", &self.active)
            .field("fanned", &self.fanned)
            .finish_non_exhaustive()
    }
}

/// How far it was decided for a subscription what is delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionHead {
    /// Its name.
    pub id: String,
    /// Grows with every change.
    pub revision: u64,
    /// The newest event for which it was decided.
    pub fanned: u64,
}

/// An event that a subscription is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share<'a> {
    /// The subscription.
    pub subscription: &'a str,
    /// The event.
    pub seq: u64,
}

/// A delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// The subscription.
    pub subscription: String,
    /// The event.
    pub seq: u64,
    /// Pending, delivered or dead.
    pub state: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it began.
    pub since_ms: i64,
    /// When it is tried next, at the earliest.
    pub next_ms: i64,
    /// When it was tried last; 0 = never.
    pub last_ms: i64,
    /// The status of the last answer; 0 = none.
    pub last_status: u16,
    /// Why there was none.
    pub last_error: Option<String>,
}
