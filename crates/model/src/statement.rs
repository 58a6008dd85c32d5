//! What those who are concerned say of a dependency: who needs, and who provides.

use super::kind::words;

/// What is said of a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is as it is written.
    Confirmed,
    /// It is not.
    Disputed,
    /// It is otherwise, and how.
    Corrected,
    /// It is no longer.
    Ended,
    /// By who needs it: a correction is taken over, or that it has ended.
    Accepted,
    /// By who needs it: what the other side said is not so.
    Rejected,
}

words!(Verdict {
    Confirmed = "confirmed",
    Disputed = "disputed",
    Corrected = "corrected",
    Ended = "ended",
    Accepted = "accepted",
    Rejected = "rejected",
});

impl Verdict {
    /// Says that the dependency is not as it is written.
    pub const fn is_against(self) -> bool {
        matches!(self, Self::Disputed | Self::Corrected | Self::Ended)
    }

    /// Answers what somebody else said.
    pub const fn is_answer(self) -> bool {
        matches!(self, Self::Accepted | Self::Rejected)
    }
}
