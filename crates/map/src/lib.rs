//! The live map: everything known about all nodes, as immutable snapshots that share what they have in common.
//!
//! Reading order: `texts` (many texts in one piece), `details` (rare fields), `base` (the compiled columns),
//! `build` (from nodes in any order), `overlay` and `live` (a base with changes over it, as it is read),
//! `change` and `ranks` (edits, live or hypothetical), `compact` (a new base), `snapshot` (bytes and back),
//! `sight` and `view` (what somebody sees who sees only a part), `aged` (without confirmations that are too old),
//! `search`, `neighbours`, `summary`, `districts`, `faults` (what only the whole map can find wrong).

mod aged;
mod base;
mod build;
mod change;
mod compact;
mod details;
mod districts;
mod faults;
mod live;
mod neighbours;
mod overlay;
mod ranks;
mod search;
mod sight;
pub mod snapshot;
mod summary;
mod texts;
mod view;

pub use base::{Base, Counts};
pub use build::Builder;
pub use change::Edit;
pub use districts::Districts;
pub use faults::{MAX_FAULTS, MapFault};
pub use live::{Local, Map};
pub use neighbours::{Direction, Neighbours, Reached};
pub use search::{Filter, MAX_TEXT, Page};
pub use sight::{Sight, View};
pub use snapshot::SnapshotError;
pub use view::MARKING;
