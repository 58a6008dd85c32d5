//! Incidents: opened by hand or by programs, several at once; what all of them together mean.
//!
//! Reading order: [`desk`] (the open incidents in memory, and how they follow the journal), [`hand`] (what people do),
//! [`report`] (what programs say: `App::report_failure`, `App::report_recovery`), [`situation`] (`App::situation`), [`current`] (how nodes
//! stand now), [`settled`] (what no longer matters to that), [`replay`] (scripts).

mod check;
mod current;
mod desk;
mod hand;
mod replay;
mod report;
mod settled;
mod situation;

pub use current::CurrentState;
pub use desk::Desk;
pub use hand::Added;
pub use replay::Play;
pub use report::{Related, Reported, Signal};
pub use situation::{Situation, SituationQuestion};

/// Most incidents that are open at once.
pub const MAX_OPEN: usize = 1_000;
