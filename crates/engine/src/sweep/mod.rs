//! What follows from every single failure: single points of failure, alternatives that one failure defeats, rankings.
//!
//! All of it counts levels without clocks ([`super::levels`]): what a failure comes to when nobody repairs it. One failure
//! after the other turned out quicker than 64 at once in the bits of words (`benches/sweep.rs` has both), because the usual
//! failure affects few nodes and every affected node has to be counted for its own failure anyway: on generated maps of
//! 10,000 to 950,000 nodes, 64 at once took 1.3 to 1.9 times as long for the levels alone, and 1.5 to 2.7 times with
//! everything counted. A ranking of all 953,000 failures by all criteria costs 1.2 seconds of work on two cores together.
//!
//! Reading order: [`closure`] (what some nodes need, as a small graph of its own), [`points`] (single points of failure),
//! [`alternatives`] (lists of alternatives that one failure defeats), [`tally`] (people, agencies, districts of a set of
//! nodes), [`ranking`] (every failure, and every pair, by what it takes).

pub mod alternatives;
pub mod closure;
mod parallel;
pub mod points;
pub mod ranking;
pub mod tally;

pub use closure::Closure;
