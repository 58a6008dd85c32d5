//! The errors of the use cases and of the database as messages: their own words are those of HTTP and of the log.

use app::AppError;
use model::{Message, message};
use outside::ToolError;
use store::StoreError;

/// An error of a use case.
pub(super) fn app(error: &AppError) -> Message {
    match error {
        AppError::NotFound { what, name } => {
            message!("there-is-no", what = kind(what), name = format!("{name:?}"))
        }
        AppError::Contended => message!("map-contended"),
        AppError::KeyReused => message!("key-reused"),
        AppError::ForeignCursor => message!("foreign-cursor"),
        AppError::Tool(ToolError::Missing { program, package }) => {
            message!("program-missing", program = *program, package = *package)
        }
        AppError::Tool(ToolError::TooSlow { program, limit }) => {
            message!("program-slow", program = *program, seconds = limit.as_secs())
        }
        AppError::Tool(ToolError::TooLarge { program, limit }) => {
            message!("program-large", program = *program, limit = *limit)
        }
        AppError::Stopping => message!("service-stopping"),
        other => other.to_string().into(),
    }
}

/// What was looked for.
fn kind(what: &'static str) -> Message {
    match what {
        "node" => message!("thing-node"),
        "revision" => message!("planning-revision"),
        "dependency" => message!("thing-dependency"),
        "incident" => message!("thing-incident"),
        other => other.into(),
    }
}

/// An error of the database.
pub(super) fn store(error: &StoreError) -> Message {
    match error {
        StoreError::UnknownUrl { scheme: None } => message!("store-unknown-url"),
        StoreError::UnknownUrl { scheme: Some(scheme) } => message!("store-unknown-scheme", scheme = scheme),
        StoreError::BadUrl { reason } => message!("store-bad-url", reason = reason),
        StoreError::MissingFolder { folder } => {
            message!("store-no-folder", folder = folder.display().to_string())
        }
        StoreError::CannotOpen { file, reason } => {
            message!("store-cannot-open", file = file.display().to_string(), reason = reason)
        }
        StoreError::NotADatabase { file } => message!("store-no-database", file = file.display().to_string()),
        StoreError::Newer { database, program } => {
            message!("store-newer", database = *database, program = *program)
        }
        StoreError::ForeignSchema { version } => message!("store-foreign", version = *version),
        StoreError::Unreachable { server, .. } => message!("store-unreachable", server = server),
        StoreError::Refused { .. } => message!("store-refused"),
        StoreError::ReadOnly { .. } => message!("store-read-only"),
        StoreError::Full { .. } => message!("store-full"),
        StoreError::Busy { .. } | StoreError::Again { .. } => message!("store-busy"),
        StoreError::Outdated { database, program } => {
            message!("store-outdated", database = *database, program = *program)
        }
        StoreError::NotEmpty => message!("store-not-empty"),
        StoreError::Diverged { number } => message!("store-diverged", number = *number),
        StoreError::ConnectionLost { .. } => message!("store-connection-lost"),
        StoreError::Damaged { .. } => message!("store-damaged"),
        StoreError::Replaced => message!("store-replaced"),
        StoreError::Behind { head, known } => message!("store-behind", head = *head, known = *known),
        StoreError::WrongEncoding { encoding } => message!("store-encoding", encoding = encoding),
        StoreError::SharedSessions => message!("store-shared-sessions"),
        StoreError::NulCharacter { field } => message!("store-nul", field = *field),
        StoreError::Failed { .. } => message!("store-failed"),
        other => other.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn the_english_words_are_those_of_the_errors() {
        let cause = || "x".into();
        for error in [
            StoreError::UnknownUrl { scheme: None },
            StoreError::UnknownUrl { scheme: Some("mysql".into()) },
            StoreError::BadUrl { reason: "why".into() },
            StoreError::MissingFolder { folder: "a".into() },
            StoreError::CannotOpen { file: "a".into(), reason: "why".into() },
            StoreError::NotADatabase { file: "a".into() },
            StoreError::Newer { database: 9, program: 8 },
            StoreError::ForeignSchema { version: 7 },
            StoreError::Unreachable { server: "a:5432".into(), source: cause() },
            StoreError::Refused { source: cause() },
            StoreError::ReadOnly { source: cause() },
            StoreError::Full { source: cause() },
            StoreError::Busy { source: cause() },
            StoreError::Again { source: cause() },
            StoreError::Outdated { database: 5, program: 6 },
            StoreError::NotEmpty,
            StoreError::Diverged { number: 9 },
            StoreError::ConnectionLost { source: cause() },
            StoreError::Damaged { source: cause() },
            StoreError::Replaced,
            StoreError::Behind { head: 1, known: 2 },
            StoreError::WrongEncoding { encoding: "SQL_ASCII".into() },
            StoreError::SharedSessions,
            StoreError::NulCharacter { field: "name" },
            StoreError::Failed { source: cause() },
        ] {
            let message = store(&error);
            assert_eq!(Language::En.told(&message), error.to_string());
            assert_ne!(Language::De.told(&message), error.to_string());
        }
        for error in [
            AppError::NotFound { what: "node", name: "a".into() },
            AppError::Contended,
            AppError::KeyReused,
            AppError::ForeignCursor,
            AppError::Tool(ToolError::Missing { program: "dot", package: "graphviz" }),
            AppError::Tool(ToolError::TooLarge { program: "dot", limit: 5 }),
            AppError::Stopping,
        ] {
            let message = app(&error);
            assert_eq!(Language::En.told(&message), error.to_string());
            assert_ne!(Language::De.told(&message), error.to_string());
        }
    }
}
