//! How much of each node somebody sees, by its number.

use engine::NodeIx;
use model::Key;
use std::sync::Arc;

/// How much of a node somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// That there is something, and whose it is.
    Hidden,
    /// What it is called, whose it is, whom to call.
    Front,
    /// Everything.
    Full,
}

/// What somebody sees of one map.
#[derive(Debug)]
pub struct View {
    pub(super) agencies: Arc<[Key]>,
    /// By the number of the node; what came later is his own supposition.
    pub(super) sight: Vec<Sight>,
}

/// The same in one answer: its pseudonyms are like those of no other.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) view: Arc<View>,
    pub(super) salt: u32,
}

impl View {
    pub(super) fn of(&self, node: NodeIx) -> Sight {
        self.sight.get(node as usize).copied().unwrap_or(Sight::Full)
    }

    pub(super) fn raise(&mut self, node: NodeIx, to: Sight) {
        let sight = &mut self.sight[node as usize];
        *sight = to.max(*sight);
    }

    /// How much memory it takes, in bytes.
    pub fn bytes(&self) -> usize {
        self.sight.len()
    }
}
