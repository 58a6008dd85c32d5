//! What can go wrong, and the exit code of it: one place for all commands. The words are put in when it is told.

use super::refused;
use super::spoken::messages;
use app::AppError;
use model::{Argument, Message, message};
use outside::ToolError;
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;
use store::StoreError;
use wire::Problems;
use words::{Language, say};

/// Why the program ends without having done what it was asked for.
#[derive(Debug)]
pub(super) enum Failure {
    /// What was given to work on is wrong (a map, a scenario, a key, a revision): exit code 1.
    Wrong(Message),
    /// The same with every problem, and perhaps a hint: exit code 1.
    Problems(Box<Problems>, Option<Message>),
    /// The command line or a setting is wrong: exit code 2.
    Usage(Message),
    /// A database, a port or an output does not work: exit code 3.
    Refused(Message),
    /// It is done, but questions are open that only people can answer: exit code 4.
    Open(Message),
    /// Nobody reads our output any more; that is no failure.
    NobodyListens,
}

impl Failure {
    /// Writing to standard output or to a file failed.
    pub(super) fn output(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::NobodyListens,
            _ => Self::Refused(message!("cannot-write-output", why = plain(&error))),
        }
    }

    /// Prints the message and gives the exit code.
    pub(super) fn report(self) -> ExitCode {
        let l = messages();
        let (code, text) = match self {
            Self::Wrong(message) => (1, l.told(&message)),
            Self::Problems(problems, hint) => (1, listed(&problems, hint.as_ref(), l)),
            Self::Usage(message) => (2, l.told(&message)),
            Self::Refused(message) => (3, l.told(&message)),
            Self::Open(message) => (4, l.told(&message)),
            Self::NobodyListens => return ExitCode::SUCCESS,
        };
        // When nobody reads the message either, the exit code still tells.
        let _ = writeln!(io::stderr(), "{}", harmless(&text));
        ExitCode::from(code)
    }
}

/// All problems, how many they are, and what helps with all of them.
fn listed(problems: &Problems, hint: Option<&Message>, l: Language) -> String {
    let count = say!(l, "count-problems", problems = problems.found());
    let hint = hint.map(|hint| format!("; {}", l.told(hint))).unwrap_or_default();
    format!("{}\n{count}{hint}", problems.told(l))
}

/// Says what is not as it should be, though the program goes on.
pub(super) fn warn(message: &Message) {
    let l = messages();
    tell_warning(&l.told(message), l);
}

/// Says what is allowed in the files, but hardly meant.
pub(super) fn warn_of(warnings: &[wire::Problem]) {
    let l = messages();
    for warning in warnings {
        tell_warning(&warning.told(l), l);
    }
}

fn tell_warning(text: &str, l: Language) {
    let _ = writeln!(io::stderr(), "{}", harmless(&say!(l, "warning", text = text)));
}

/// What the operating system says, without its number.
pub(super) fn plain(error: &io::Error) -> Message {
    match error.kind() {
        io::ErrorKind::NotFound => message!("os-not-found"),
        io::ErrorKind::PermissionDenied => message!("os-denied"),
        io::ErrorKind::IsADirectory => message!("os-folder"),
        io::ErrorKind::NotADirectory => message!("os-no-folder"),
        io::ErrorKind::AlreadyExists => message!("os-exists"),
        io::ErrorKind::AddrInUse => message!("os-address-used"),
        io::ErrorKind::AddrNotAvailable => message!("os-no-address"),
        io::ErrorKind::StorageFull => message!("os-full"),
        io::ErrorKind::ReadOnlyFilesystem => message!("os-read-only"),
        _ => error.to_string().split(" (os error ").next().unwrap_or_default().to_owned().into(),
    }
}

/// Text that may come from a file, without control characters that a terminal would obey.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Problems(Box::new(problems), None)
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        let message = refused::app(&error);
        match error {
            AppError::Invalid(problems) => problems.into(),
            AppError::Store(error) => error.into(),
            AppError::Tool(ToolError::Failed { program, said }) => {
                Self::Refused(message!("program-failed", program = program, said = said))
            }
            AppError::Tool(_) | AppError::Damaged { .. } | AppError::Stopping | AppError::Contended => {
                Self::Refused(message)
            }
            _ => Self::Wrong(message),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let message = refused::store(&error);
        match error {
            StoreError::UnknownUrl { .. } | StoreError::BadUrl { .. } => Self::Usage(message),
            StoreError::NulCharacter { .. } => Self::Wrong(message),
            other => {
                // There is no log to look into: whoever runs the command is the one to repair it.
                let root = std::iter::successors(other.source(), |&error| error.source()).last();
                Self::Refused(match root {
                    Some(root) => {
                        message!("because", what = Argument::Message(message), root = root.to_string())
                    }
                    None => message,
                })
            }
        }
    }
}
