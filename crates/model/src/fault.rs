//! What is wrong with a value: where inside it, which rule, and what to do about it.

use super::Message;

/// One broken rule inside a node, a dependency or a scenario.
///
/// `place` is a JSON pointer relative to the value that was checked (`/needs/2/min`; empty = the value itself).
/// `code` is stable and machine-readable; `detail` says what is wrong and `remedy` what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer relative to the checked value.
    pub place: String,
    /// Stable kebab-case code, for example `threshold-out-of-range`.
    pub code: &'static str,
    /// What is wrong, in one sentence.
    pub detail: Message,
    /// What to do about it, in one sentence.
    pub remedy: Message,
}

impl Fault {
    /// A fault at `place` (a relative JSON pointer, `""` for the value itself).
    pub fn new(
        place: impl Into<String>,
        code: &'static str,
        detail: impl Into<Message>,
        remedy: impl Into<Message>,
    ) -> Self {
        Self { place: place.into(), code, detail: detail.into(), remedy: remedy.into() }
    }

    /// The same fault seen from an enclosing value: `prefix` is put before the place.
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        self.place.insert_str(0, prefix);
        self
    }
}
