//! Pure functions over an immutable graph: same input, same output. No I/O, no clock, no randomness.
//!
//! Reading order: [`base`] (flat arrays), [`graph`] (what the engine walks), [`patch`] (changes laid over a base),
//! [`levels`] (how bad it gets, without times), [`timeline`] (since when, until when, why) with [`spread`], [`relief`] and
//! [`by_hand`], [`outcome`] (reading a finished timeline), [`visit`] (petgraph's algorithms on the same graph), [`circles`],
//! [`watch`] (long work), [`arrows`], [`restart`] (what comes back when), [`objectives`].

pub mod arrows;
pub mod base;
pub mod by_hand;
pub mod circles;
pub mod graph;
pub mod levels;
pub mod objectives;
pub mod outcome;
pub mod patch;
mod relief;
pub mod restart;
mod spread;
pub mod timeline;
pub mod visit;
pub mod watch;

pub use base::{Base, DependencyIx, NodeIx};
pub use by_hand::HandStart;
pub use graph::{Graph, Want};
pub use levels::LevelsScratch;
pub use outcome::Outcome;
pub use timeline::{Event, Question, Scratch, TooMuch};
pub use watch::{Stopped, Watch};
