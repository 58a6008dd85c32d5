//! What can go wrong, in words for people, and the exit code of it: one place for all commands.

use app::AppError;
use outside::ToolError;
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;
use store::StoreError;
use wire::Problems;

/// Why the program ends without having done what it was asked for.
#[derive(Debug)]
pub(super) enum Failure {
    /// What was given to work on is wrong (a map, a scenario, a key, a revision): exit code 1.
    Wrong(String),
    /// The command line or a setting is wrong: exit code 2.
    Usage(String),
    /// A database, a port or an output does not work: exit code 3.
    Refused(String),
    /// Nobody reads our output any more; that is no failure.
    NobodyListens,
}

impl Failure {
    /// Writing to standard output or to a file failed.
    pub(super) fn output(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::NobodyListens,
            _ => Self::Refused(format!("cannot write the output: {}", plain(&error))),
        }
    }

    /// Prints the message and gives the exit code.
    pub(super) fn report(self) -> ExitCode {
        let (code, message) = match self {
            Self::Wrong(message) => (1, message),
            Self::Usage(message) => (2, message),
            Self::Refused(message) => (3, message),
            Self::NobodyListens => return ExitCode::SUCCESS,
        };
        // When nobody reads the message either, the exit code still tells.
        let _ = writeln!(io::stderr(), "{}", harmless(&message));
        ExitCode::from(code)
    }
}

/// Says what is not as it should be, though the program goes on.
pub(super) fn warn(message: &str) {
    let _ = writeln!(io::stderr(), "warning: {}", harmless(message));
}

/// What the operating system says, without its number.
pub(super) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error ").next().unwrap_or_default().to_owned()
}

/// Text that may come from a file, without control characters that a terminal would obey.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        let found = problems.found();
        let plural = if found == 1 { "problem" } else { "problems" };
        Self::Wrong(format!("{problems}\n{found} {plural}"))
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Invalid(problems) => problems.into(),
            AppError::Store(error) => error.into(),
            AppError::Tool(ToolError::Failed { program, said }) => {
                Self::Refused(format!("{program} failed: {said}"))
            }
            AppError::Tool(_) | AppError::Damaged { .. } | AppError::Stopping | AppError::Contended => {
                Self::Refused(error.to_string())
            }
            other => Self::Wrong(other.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::UnknownUrl { .. } | StoreError::BadUrl { .. } => Self::Usage(error.to_string()),
            StoreError::NulCharacter { .. } => Self::Wrong(error.to_string()),
            other => {
                // There is no log to look into: whoever runs the command is the one to mend it.
                let mut message = other.to_string();
                if let Some(root) = std::iter::successors(other.source(), |&error| error.source()).last() {
                    message.push_str(&format!("\n  because: {root}"));
                }
                Self::Refused(message)
            }
        }
    }
}
