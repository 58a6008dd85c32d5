//! The style sheet of documents, filled from the one theme.

use super::HtmlOptions;
use crate::Language;
use crate::diagram::State;
use crate::picture::Paper;
use crate::theme;
use askama::Template;

/// Points of the margins around a poster, with room for the heading.
const AROUND: (f64, f64) = (80.0, 140.0);

#[derive(Template)]
#[template(path = "style.css", escape = "none")]
struct Style {
    l: Language,
    paper: Paper,
    /// Width and height of a poster in points.
    poster: (f64, f64),
    printed: bool,
}

/// The style sheet of every document for people, on screens and on paper; its few words in the language of the document.
pub(super) fn style(l: Language, options: &HtmlOptions) -> String {
    let placed = options.pictures.iter().filter_map(|sheet| sheet.placed);
    let poster =
        placed.fold((0.0_f64, 0.0_f64), |(w, h), placed| (w.max(placed.width), h.max(placed.height)));
    let style = Style { l, paper: options.paper, poster, printed: options.printed };
    style.render().unwrap_or_else(|_| unreachable!("text can always be written to memory"))
}

impl Style {
    /// The states that documents tell, with the names of their classes.
    fn states(&self) -> [State; 4] {
        State::ALL
    }

    /// Whether pictures have other paper than text.
    fn is_large(&self) -> bool {
        self.paper != Paper::A4
    }

    /// The paper of turned pictures.
    fn wide(&self) -> &'static str {
        if self.paper == Paper::A3 { "A3 landscape" } else { "A4 landscape" }
    }

    /// The paper of the other ones.
    fn sheet(&self) -> String {
        let (width, height) = (self.poster.0 + AROUND.0, self.poster.1 + AROUND.1);
        match self.paper {
            Paper::A4 => "A4".to_owned(),
            Paper::A3 => "A3".to_owned(),
            Paper::Poster => format!("{:.0}pt {:.0}pt", width.max(595.0), height.max(842.0)),
        }
    }
}
