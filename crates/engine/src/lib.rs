//! Pure functions over an immutable graph: same input, same output. No I/O, no clock, no randomness.
//!
//! Reading order: [`base`] (flat arrays), [`graph`] (what the engine walks), [`patch`] (changes laid over a base),
//! [`levels`] (how bad it gets, without times), [`timeline`] (since when, until when, why) with [`worsen`], [`improve`] and
//! [`manual_start`], [`outcome`] (reading a
//! finished timeline), [`outage`] (whether it lasts too long), [`legs`] (which fallbacks stand in, what could lose no more), [`parts`] (what is over in it), [`visit`] (petgraph's algorithms on the same graph), [`cycles`], [`watch`] (long work); [`closures`] (what
//! stands below many nodes at once), [`diagnosis`] (what failed, given what is seen), [`paths`] (from one node to another),
//! [`ground`] (what nodes have in common), [`compare`] (one course of a node with another), [`cuts`] (which combinations of
//! failures take a node down, and how likely), [`sweep`] (what follows from every single failure), [`arrows`],
//! [`doubt`] (the same with one thing otherwise), [`restart`] (what comes back when), [`come_back`] (when everything was down), [`objectives`].

pub mod arrows;
pub mod base;
pub mod causes;
pub mod closures;
pub mod come_back;
pub mod compare;
pub mod cuts;
pub mod cycles;
pub mod diagnosis;
pub mod doubt;
pub mod graph;
pub mod ground;
mod improve;
pub mod legs;
pub mod levels;
pub mod manual_start;
pub mod objectives;
pub mod open;
pub mod outage;
pub mod outcome;
mod parts;
pub mod patch;
pub mod paths;
pub mod restart;
pub mod sweep;
pub mod timeline;
pub mod visit;
pub mod watch;
mod worsen;

pub use base::{Base, DependencyIx, NodeIx};
pub use graph::{Graph, Want};
pub use levels::LevelsScratch;
pub use manual_start::ManualStart;
pub use outcome::Outcome;
pub use sweep::Closure;
pub use timeline::{Event, Question, Scratch, TooMuch};
pub use watch::{Stopped, Watch};
