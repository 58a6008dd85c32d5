//! The planners' questions as they are written: what all of them share.
//!
//! Reading order: [`selection`] (which nodes), [`shared`] (what every answer has), [`along`] (steps), [`figures`] (what
//! hangs on it). The questions themselves stand with their computation.

pub mod along;
pub mod figures;
pub mod selection;
pub mod shared;

pub use selection::{SelectionDoc, decode_selection, read_selection};
pub use shared::{PlanAssumptions, PlanNode};

use super::change::{ChangeRequest, decode_changes};
use super::decode::Object;
use super::place::Place;
use super::problem::Problems;
use super::tree::Tree;
use super::words::INCLUDES;
use model::Include;

/// Entries of each list of an answer when the question does not say how many.
pub const DEFAULT_LIMIT: u32 = 100;
/// Most entries of each list of an answer.
pub const MAX_LIMIT: u32 = 10_000;

/// What every question may say.
#[derive(Debug, Clone, PartialEq)]
pub struct Premise {
    /// Hypothetical changes of the map, in their order.
    pub changes: Vec<ChangeRequest>,
    /// Which dependencies count.
    pub include: Include,
    /// Most entries of each list of the answer.
    pub limit: u32,
}

impl Default for Premise {
    fn default() -> Self {
        Self { changes: Vec::new(), include: Include::All, limit: DEFAULT_LIMIT }
    }
}

/// A question that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked<Q> {
    /// What every question may say.
    pub premise: Premise,
    /// What this one says.
    pub question: Q,
}

/// One of the planners' questions as it is read.
pub trait Question: Sized {
    /// What it is called in addresses, on the command line and in jobs.
    const NAME: &'static str;
    /// Its own properties, beside those of every question.
    const PROPERTIES: &'static [&'static str];

    /// Reads its own properties; what is wrong is told.
    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self>;
}

/// Reads a question with what every question may say.
pub fn decode_question<Q: Question>(
    tree: &Tree,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<Asked<Q>> {
    let found = problems.found();
    let known = [Q::PROPERTIES, &["changes", "include", "limit"]].concat();
    let object = Object::open(tree, place, &known, problems)?;
    let limit = object.integer("limit", 1, i64::from(MAX_LIMIT), problems);
    let premise = Premise {
        changes: decode_changes(&object, problems),
        include: object.word("include", INCLUDES, problems).unwrap_or_default(),
        limit: limit.and_then(|limit| u32::try_from(limit).ok()).unwrap_or(DEFAULT_LIMIT),
    };
    let question = Q::read(&object, problems)?;
    (problems.found() == found).then_some(Asked { premise, question })
}
