//! Who writes a document, and to whom.

/// What stands at the head of every document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The lines of the letterhead.
    pub letterhead: Vec<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who gets it.
    pub distribution: Vec<String>,
}
