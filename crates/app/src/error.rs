//! Why a use case could not do what it was asked for, in domain words.

use engine::Stopped;
use outside::ToolError;
use store::StoreError;
use wire::Problems;

/// Everything that can go wrong in a use case. HTTP and the command line each map it in one place.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The request is wrong; every problem is listed.
    #[error("{0}")]
    Invalid(Problems),
    /// There is no such thing.
    #[error("there is no {what} {name:?}")]
    NotFound {
        /// Node, dependency, revision or incident.
        what: &'static str,
        /// As it was asked for.
        name: String,
    },
    /// The thing has changed since the caller looked, or it exists although it must not.
    #[error("{detail}")]
    PreconditionFailed {
        /// What was expected and what is.
        detail: String,
    },
    /// Too many writers at once: every attempt met a newer map.
    #[error("the map is being changed by others all the time: try again")]
    Contended,
    /// Who asks may not do this to that.
    #[error("{thing} belongs to others: only who has the right {:?} for its agency may do this", denied.right.word())]
    Denied {
        /// What is missing.
        denied: access::Denied,
        /// To what.
        thing: String,
    },
    /// The idempotency key was used for another request.
    #[error("the idempotency key was already used for another request: choose a new key")]
    KeyReused,
    /// The cursor does not belong to this question.
    #[error("the cursor does not belong to this question: ask again without it")]
    ForeignCursor,
    /// The question is too much for one answer.
    #[error("{detail}")]
    TooMuch {
        /// What was too much, and what to do.
        detail: String,
    },
    /// The journal holds something this program cannot read.
    #[error("what is stored as {key:?} cannot be read: {problems}")]
    Damaged {
        /// The node, or the event of an incident.
        key: String,
        /// What is wrong with its document.
        problems: Problems,
    },
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
    /// A program that draws or prints gave nothing.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// Long work was stopped before it was done: nobody waits for it any more, or its time is up.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// This process is not to be asked.
    #[error("{detail}")]
    NotReady {
        /// Why.
        detail: String,
    },
    /// The service is shutting down.
    #[error("the service is stopping")]
    Stopping,
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Problems> for AppError {
    fn from(problems: Problems) -> Self {
        Self::Invalid(problems)
    }
}

impl AppError {
    /// A problem in the request as the whole error.
    pub fn from_problem(problem: wire::Problem) -> Self {
        let mut problems = Problems::default();
        problems.push(problem);
        Self::Invalid(problems)
    }

    /// One problem in the request as the whole error.
    pub fn one(
        place: &wire::Place<'_>,
        code: &'static str,
        detail: impl Into<model::Message>,
        remedy: impl Into<model::Message>,
    ) -> Self {
        Self::from_problem(wire::Problem::new(place, code, detail, remedy))
    }
}
