//! The planners' questions as they are written: what all of them share.
//!
//! Reading order: [`selection`] (which nodes), [`shared`] (what every answer has), [`along`] (steps), [`figures`] (what
//! hangs on it), [`request`] (how a question is declared). The questions themselves stand with their computation.

pub mod along;
pub mod figures;
pub mod request;
pub mod selection;
pub mod shared;

pub use selection::{SelectionDoc, decode_selection, read_selection};
pub use shared::{PlanAssumptions, PlanNode};

use super::change::{ChangeRequest, decode_changes};
use super::decode::Object;
use super::problem::Problems;
use super::words::INCLUDES;
use model::Include;
use request::{Form, Property};

/// Entries of each list of an answer when the question does not say how many.
pub const DEFAULT_LIMIT: u32 = 100;
/// Most entries of each list of an answer.
pub const MAX_LIMIT: u32 = 10_000;

/// What every question may say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Premise<'a> {
    /// Hypothetical changes of the map, in their order.
    pub changes: &'a [ChangeRequest],
    /// Which dependencies count.
    pub include: Include,
    /// Most entries of each list of the answer.
    pub limit: Limit,
}

/// Most entries of each list of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(pub u32);

impl Default for Limit {
    fn default() -> Self {
        Self(DEFAULT_LIMIT)
    }
}

/// The property with hypothetical changes; the command line reads them from a file.
pub const CHANGES: Property =
    Property { name: "changes", about: "Hypothetical changes of the map.", form: Form::File, flag: None };
/// The property that says which dependencies count.
pub const INCLUDE: Property =
    Property { name: "include", about: "Which dependencies count.", form: Form::Text("WHICH"), flag: None };

/// The property that limits this.
pub const fn limited(about: &'static str) -> Property {
    Property { name: "limit", about, form: Form::Whole(1, MAX_LIMIT), flag: None }
}

/// Reads what every question may say.
pub fn read_premise(object: &Object<'_>, problems: &mut Problems) -> (Vec<ChangeRequest>, Include, Limit) {
    let limit = object.integer("limit", 1, i64::from(MAX_LIMIT), problems);
    let changes = decode_changes(object, problems);
    let include = object.word("include", INCLUDES, problems).unwrap_or_default();
    (changes, include, limit.and_then(|limit| u32::try_from(limit).ok()).map(Limit).unwrap_or_default())
}
