//! Minimal cut sets and probabilities: against brute force on random maps and trees, and by hand on small ones.

mod maps;
mod trees;
