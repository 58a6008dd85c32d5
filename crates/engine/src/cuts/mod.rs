//! Minimal cut sets and availability: which combinations of failures take a node down, and how likely that is.
//!
//! The map becomes a coherent fault tree ([`mod@map_tree`], circles unfolded by [`unfold`]). A *cut set* is a set of basic events
//! (nodes that fail by themselves) that makes its top happen; it is minimal when no proper subset does. The way from the
//! tree to the answers:
//!
//! 1. [`simplify`]: what the top says anyway is left out below, gates of one kind run together.
//! 2. [`modules`]: parts whose events occur nowhere else are solved by themselves (Dutuit, Rauzy 1996).
//! 3. [`order`]: several orders of variables are tried, with small budgets first; then [`bdd`] has the part's function as a
//!    binary decision diagram (Bryant 1986), from which `P = p P(high) + (1 - p) P(low)` is exact for independent events: every
//!    term is positive, so the relative error stays near 1e-15 per variable, even where P is 1e-13.
//! 4. [`zbdd`]: the minimal solutions of that function as a zero-suppressed diagram (Rauzy 1993; Minato 1993), or, for low
//!    orders, straight from the gates with everything larger cut off. [`sets`] counts by order without making a set (a
//!    polynomial per node; a module's polynomial takes the place of its variable) and lists the smallest first.
//! 5. [`quantify`]: Birnbaum's importance is the derivative of P; Fussell-Vesely, risk achievement and reduction worth follow
//!    from it (Vesely et al., NUREG/CR-3385, 1983).
//! 6. [`bounds`]: where no diagram fits the budget, lower and upper bounds from rounded diagrams.
//!
//! Every budget is counted, not timed ([`effort`]), so that a question has one answer: exact, bounded, or too large. Nothing
//! recurses over the data.
//!
//! Reading order: [`tree`], then as above; [`table`] holds the nodes of the diagrams.

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
pub use map_tree::{MapTree, TreeQuestion, map_tree};
pub use quantify::{Bounds, Importance};
pub use sets::{Counts, CutSets, HIGHEST_ORDER};
pub use solve::{Limits, Solved};
pub use tree::{Grower, Input, Tree};
