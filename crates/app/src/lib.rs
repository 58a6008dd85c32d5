//! Use cases over the current map: one call each, in domain words, for HTTP and the command line alike.
//!
//! Reading order: [`error`], [`live`] (the running service, which holds the components), [`access`] (who may do what), [`audit`] (who did what), [`confirmations`] (both sides confirm a dependency), [`maps`] (the current map and
//! its changes), [`impact`] (the main question), [`incidents`] (what is going on), [`aftermath`] (what the map had predicted), [`alerts`] (what monitoring tools say of
//! nodes), [`events`] (who is told of it), [`report`] (its answer as it is told to people), [`subgraph`] (parts of the map as
//! they are drawn and handed to other tools), [`present`] (pictures, papers, files), [`observe`] and [`pulse`] (what operators
//! see), [`duties`] (what must be reported when), [`planning`] (the planners' questions), [`jobs`] (those that are answered in the background).

pub mod access;
pub mod aftermath;
pub mod alerts;
pub mod audit;
mod background;
pub mod clock;
mod coalesce;
pub mod confirmations;
pub mod duties;
pub mod error;
pub mod events;
pub mod impact;
pub mod imports;
pub mod incidents;
pub mod jobs;
pub mod live;
pub mod maps;
pub mod observe;
pub mod planning;
pub mod pool;
pub mod present;
pub mod pulse;
pub mod report;
pub mod retention;
pub mod subgraph;

pub use ::access::Principal;
pub use error::AppError;
pub use impact::ResolvedQuestion;
pub use live::App;
pub use maps::change::{Author, Precondition, Resource};
pub use maps::import::Mode;
