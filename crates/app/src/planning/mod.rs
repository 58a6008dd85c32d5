//! The planners' questions: one way to ask all of them, for HTTP, the command line and jobs.
//!
//! Reading order: [`context`] (what an analysis works on), [`question`] (what makes one), [`registry`] (all of them), [`print()`] and
//! [`sentences`] (papers for people), then the analyses, one file or folder each: what it computes, and how it is told to people.

mod along;
pub mod assumptions;
pub mod availability;
mod chain;
pub mod circles;
pub mod comparison;
pub mod context;
pub mod cut_sets;
mod cuts;
pub mod diagnosis;
pub mod false_redundancy;
mod figures;
pub mod findings;
pub mod objectives;
mod print;
pub mod question;
pub mod ranking;
pub mod registry;
pub mod restart;
mod sentences;
pub mod shared_ground;
pub mod single_points;
pub mod ways;

pub use context::AnalysisContext;
pub use print::{Print, print};
pub use question::{Answered, Posed, Question, ask};
pub use registry::{KINDS, Kind, kind};
