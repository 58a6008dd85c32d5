//! The style sheet of documents, filled from the one theme.

use crate::Language;
use crate::diagram::State;
use crate::theme;
use askama::Template;

#[derive(Template)]
#[template(path = "style.css", escape = "none")]
struct Style {
    l: Language,
}

/// The style sheet of every document for people, on screens and on paper; its few words in that language.
pub(super) fn style(l: Language) -> String {
    Style { l }.render().unwrap_or_else(|_| unreachable!("text can always be written to memory"))
}

impl Style {
    /// The states that documents tell, with the names of their classes.
    fn states(&self) -> [State; 4] {
        State::ALL
    }
}
