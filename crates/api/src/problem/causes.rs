//! What goes wrong inside, as it is told outside: the one place that maps domain words to HTTP.

use super::Problem;
use app::AppError;
use axum::http::{StatusCode, header};
use outside::ToolError;
use std::fmt::Display;
use store::StoreError;

impl Problem {
    /// Something that must not happen; the log knows what.
    pub fn internal(error: &dyn Display) -> Self {
        tracing::error!(%error, "request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "The service failed",
            "this is our mistake: report it with the value of the header x-request-id",
        )
    }

    /// A program that draws or prints gave nothing; what it said may hold names and stays in the log.
    fn tool(error: &ToolError) -> Self {
        let said = if let ToolError::Failed { said, .. } = error { said } else { "" };
        tracing::error!(%error, said, "nothing was drawn");
        let code = match error {
            ToolError::Missing { .. } => "tool-missing",
            ToolError::TooSlow { .. } | ToolError::TooLarge { .. } => "too-much-to-draw",
            ToolError::Failed { .. } => "tool-failed",
        };
        let detail = match code {
            "too-much-to-draw" => format!("{error}: ask for less, or for the data (format=json)"),
            _ => error.to_string(),
        };
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, "The picture or document cannot be made", detail)
    }

    fn unavailable(error: &StoreError) -> Self {
        let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        tracing::error!(%error, cause, "the database failed");
        let status = match error {
            StoreError::Full { .. } | StoreError::ReadOnly { .. } => StatusCode::INSUFFICIENT_STORAGE,
            _ => StatusCode::SERVICE_UNAVAILABLE,
        };
        // Names of servers and files are for the log only.
        let detail = match error {
            StoreError::Full { .. }
            | StoreError::ReadOnly { .. }
            | StoreError::Busy { .. }
            | StoreError::ConnectionLost { .. }
            | StoreError::Replaced
            | StoreError::Behind { .. }
            | StoreError::Damaged { .. } => error.to_string(),
            _ => "the database does not do its work; the log of the service says why".to_owned(),
        };
        Self::new(status, "store", "The database does not work", detail).with(header::RETRY_AFTER, "5")
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let detail = error.to_string();
        match error {
            AppError::Invalid(problems) => Self::invalid(&problems),
            AppError::NotFound { what, name } => Self::not_found(what, &name),
            AppError::PreconditionFailed { .. } => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "precondition-failed",
                "Precondition failed: it has changed",
                detail,
            ),
            AppError::Contended => {
                Self::new(StatusCode::CONFLICT, "contended", "Others change it at the same time", detail)
            }
            AppError::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency-key-reused",
                "The idempotency key belongs to another request",
                detail,
            ),
            AppError::Denied { .. } => {
                Self::new(StatusCode::FORBIDDEN, "forbidden", "This is not allowed", detail)
            }
            AppError::ForeignCursor => Self::invalid_cursor(),
            AppError::TooMuch { .. } => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "too-much",
                "The question is too much at once",
                detail,
            ),
            AppError::Damaged { .. } => Self::internal(&detail),
            AppError::Store(StoreError::NulCharacter { .. }) => {
                Self::new(StatusCode::BAD_REQUEST, "invalid", "The request is not valid", detail)
            }
            AppError::Store(error) => Self::unavailable(&error),
            AppError::Stopped(_) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "too-much",
                "The question is too much at once",
                "the answer takes longer than a request may: ask for less at once, or as a job (POST /v1/jobs)",
            ),
            AppError::NotReady { .. } => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "not-ready", "Not ready", detail)
                    .with(header::RETRY_AFTER, "1")
            }
            AppError::Stopping => Self::overloaded(),
            AppError::Tool(error) => Self::tool(&error),
        }
    }
}
