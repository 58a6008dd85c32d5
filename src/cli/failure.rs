//! What can go wrong, in words for people, and the exit code of it.

use crate::app::AppError;
use crate::store::StoreError;
use crate::wire::Problems;
use std::process::ExitCode;

/// Why the program ends without having done what it was asked for.
#[derive(Debug)]
pub(super) enum Failure {
    /// Something is wrong with what was given: exit code 1.
    Wrong(String),
    /// Something outside does not work: exit code 3.
    Refused(String),
    /// Nobody reads our output any more; that is no failure.
    NobodyListens,
}

impl Failure {
    /// Writing to standard output or to a file failed.
    pub(super) fn output(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::NobodyListens,
            _ => Self::Refused(format!("cannot write the output: {error}")),
        }
    }

    /// Prints the message and gives the exit code.
    pub(super) fn report(self) -> ExitCode {
        match self {
            Self::Wrong(message) => {
                eprintln!("{message}");
                ExitCode::from(1)
            }
            Self::Refused(message) => {
                eprintln!("{message}");
                ExitCode::from(3)
            }
            Self::NobodyListens => ExitCode::SUCCESS,
        }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        let found = problems.found();
        let plural = if found == 1 { "problem" } else { "problems" };
        Self::Wrong(format!("{problems}\n{found} {plural}; nothing was changed"))
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Invalid(problems) => problems.into(),
            AppError::Store(error) => error.into(),
            AppError::Damaged { .. } | AppError::Stopping | AppError::Contended => {
                Self::Refused(error.to_string())
            }
            other => Self::Wrong(other.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::UnknownUrl { .. } | StoreError::BadUrl { .. } => Self::Wrong(error.to_string()),
            other => Self::Refused(other.to_string()),
        }
    }
}
