//! What came of an attempt to tell somebody, whichever way it was made.

use model::delivery::Verdict;

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Whether it was taken.
    pub verdict: Verdict,
    /// The status of the answer, when there was one: of HTTP, or of the mail server.
    pub status: Option<u16>,
    /// Why it failed, in words.
    pub error: Option<String>,
}

impl Attempt {
    /// Nobody answered; it is worth another attempt.
    pub(super) fn unanswered(error: String) -> Self {
        Self { verdict: Verdict::Failed { retry_after: None }, status: None, error: Some(error) }
    }
}

/// The innermost reason, without the address.
pub(super) fn innermost(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
