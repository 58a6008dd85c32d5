//! Minimal cut sets and availability: which combinations of failures take a node down, and how likely that is.
//!
//! Reading order: [`tree`] (fault trees), [`simplify`], [`modules`], [`order`], [`table`] with [`bdd`] and [`zbdd`]
//! (decision diagrams), [`effort`] (budgets).

mod bdd;
mod bounds;

mod effort;
mod map_tree;
mod modules;
mod order;
mod quantify;
mod sets;
mod simplify;
mod solve;
mod table;
mod tree;
mod unfold;
mod zbdd;

pub use effort::Halt;
pub use map_tree::{Asked, MapTree, map_tree};
pub use quantify::{Bounds, Importance};
pub use sets::{Counts, CutSets, HIGHEST_ORDER};
pub use solve::{Limits, Solved};
pub use tree::{Grower, Input, Tree};
