//! Incidents: what failed or is planned to, what was forecast, observed and noted about it. An incident is the fold of
//! its events, so that its state at any moment of the past is exact. Times are Unix milliseconds, told from outside.
//!
//! Reading order: [`event`] (what can happen), [`parts`] (what an incident is made of), [`fold`] (the incident itself).

mod event;
mod fold;
mod parts;

pub use event::{IncidentEvent, Record};
pub use fold::Incident;
pub use parts::{Assessment, Cause, End, Flapping, Forecast, NodeFailure, Note, Observation};

use super::kind::words;

/// Unix milliseconds.
pub type Millis = i64;

/// Most events of one incident.
pub const MAX_EVENTS: usize = 10_000;

/// Why nodes fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IncidentKind {
    /// Nobody wanted it. What is forecast to end lasts on until somebody says that it ended.
    Fault,
    /// It was planned, and ends as planned unless somebody says otherwise.
    Maintenance,
}

words!(IncidentKind { Fault = "fault", Maintenance = "maintenance" });

/// Where an incident stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Open, and everything that is to fail still works.
    Planned,
    /// Open.
    Open,
    /// Over.
    Closed,
}

words!(Phase { Planned = "planned", Open = "open", Closed = "closed" });
