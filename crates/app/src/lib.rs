//! Use cases over the current map: one call each, in domain words, for HTTP and the command line alike.
//!
//! Reading order: [`error`], [`live`] (the running service: store, current map, readers and the one writer),
//! [`change`] (change sets), [`plan`] (dry runs), [`import`] (whole maps), [`history`] (earlier maps, the
//! journal), [`follow`] (other processes' changes, compaction, snapshots), [`impact`] (the main question), [`incidents`]
//! (what is going on), [`alerts`] (what monitoring tools say of nodes), [`events`] (who is told of it), [`report`] (its
//! answer as it is told to people), [`piece`] (parts of the map as they are drawn and handed to other tools), [`present`]
//! (pictures, papers, files), [`observe`] (what operators see), [`duties`] (what must be reported when), [`planning`] (the planners' questions),
//! [`jobs`] (those that are answered in the background).

pub mod alerts;
pub mod change;
pub mod duties;
pub mod error;
pub mod events;
pub mod follow;
pub mod history;
pub mod impact;
pub mod import;
pub mod incidents;
pub mod jobs;
pub mod live;
pub mod observe;
pub mod piece;
pub mod plan;
pub mod planning;
pub mod pool;
pub mod present;
pub mod report;
mod together;

pub use change::{Author, Precondition, Target};
pub use error::AppError;
pub use impact::Asked;
pub use import::Mode;
pub use live::App;
