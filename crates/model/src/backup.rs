//! What is left of a node's data when they are lost.

use super::Seconds;

/// How the data of a node are copied, and what it takes to have them again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Backup {
    /// How far copies are apart: the last good one is at most so old.
    pub every: Option<Seconds>,
    /// How long a restoration takes.
    pub restore: Option<Seconds>,
    /// Where the copies are and how they are brought back.
    pub text: Option<String>,
}
