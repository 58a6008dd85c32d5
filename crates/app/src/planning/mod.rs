//! The planners' questions: one way to ask all of them, for HTTP, the command line and jobs.
//!
//! Reading order: [`ground`] (what an analysis works on), [`pose`] (a question of any kind, by its name), [`print()`] and [`told`]
//! (papers for people), then the analyses, one file or folder each: what it computes, and how it is told to people.

mod along;
mod chain;
mod circles;
mod comparison;
mod cuts;
mod diagnosis;
mod false_redundancy;
mod figures;
pub mod findings;
pub mod ground;
mod objectives;
pub mod pose;
mod print;
mod ranking;
mod restart;
mod shared_ground;
mod single_points;
mod told;
mod ways;

pub use ground::Ground;
pub use pose::{Finished, KINDS, Posed, analyse, decode, decode_named, kind};
pub use print::{Print, print};
