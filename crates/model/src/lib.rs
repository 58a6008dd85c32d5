//! The domain: nodes, what they need, failures, levels, times. Knows neither files, tables nor requests.
//!
//! Reading order: [`key`], [`time`], [`clock`], [`mod@message`], [`fault`], [`fnv`], [`derived_id`], [`dependency`], [`kind`], [`deadline`], [`node`], [`scenario`],
//! [`period`], [`duty`], [`due`], [`incident`], [`script`], [`flapping`], [`alert`], [`alert_rule`], [`alert_signature`], [`event`], [`subscription`],
//! [`delivery`], [`planning`], [`finding`], [`statement`].
//! Every constructor checks its invariants, so that a value of these types is always valid by itself;
//! what only the whole map can tell (does that provider exist?) is checked where maps are built.

pub mod alert;
pub mod alert_rule;
pub mod alert_signature;
pub mod backup;
pub mod clock;
pub mod deadline;
pub mod delivery;
pub mod dependency;
pub mod derived_id;
pub mod due;
pub mod duration_words;
pub mod duty;
pub mod event;
pub mod fault;
pub mod finding;
pub mod flapping;
pub mod fnv;
pub mod incident;
pub mod key;
pub mod kind;
pub mod message;
pub mod name;
pub mod node;
pub mod period;
pub mod planning;
pub mod region;
pub mod reliability;
pub mod scenario;
pub mod script;
pub mod selection;
pub mod statement;
pub mod subscription;
pub mod time;

pub use alert::{Alert, Delivery, Flag, Standing, Status, Told};
pub use alert_rule::{Computed, Effect, NodeAlerts, Receiver, Rule, Sender, Template};
pub use alert_signature::AlertSignature;
pub use backup::Backup;
pub use deadline::{Deadline, DeadlineEnd};
pub use delivery::DeliveryState;
pub use dependency::{
    Confirmation, Dependency, DependencyId, DependencySpec, Form, Needed, Relation, Terms, Workaround,
};
pub use event::{EventFilter, LoggedChange, NodeChange, NodeState};
pub use fault::Fault;
pub use incident::{Incident, IncidentEvent, IncidentKind, Record};
pub use jiff::tz::TimeZone;
pub use key::{Key, LocalId};
pub use kind::{Kind, Layer, SiteType};
pub use message::{Argument, Message};
pub use node::{Contact, Node, NodeSpec, Provenance};
pub use planning::{Criterion, Defeat};
pub use reliability::Reliability;
pub use scenario::{Failure, Include, Level, Scenario};
pub use selection::Selection;
pub use statement::Verdict;
pub use subscription::{Subscription, TextLanguage};
pub use time::{Seconds, Stamp};
