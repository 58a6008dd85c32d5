//! Pictures of a diagram: a graph for Graphviz, and a time line as SVG. Readable at every size, because what is too
//! much is put together and said in the picture.
//!
//! Reading order: [`group`] (what is one box) with [`chosen`] (what stays single), [`links`] (lines and joints),
//! [`label`] (what the boxes say), [`dot`] (the graph), [`legend`]; [`paper`] and [`sheets`] (what fits a page); [`timeline`] with [`rows`] and [`axis`], [`restart`], both
//! with [`svg`]; [`bars`];
//! [`escape`] (text of people).

mod axis;
mod bars;
mod chosen;
mod dot;
mod escape;
mod group;
mod label;
mod legend;
mod links;
mod paper;
mod restart;
mod rows;
mod sheets;
mod svg;
mod timeline;

pub use bars::{Bar, bars};
pub use dot::dot;
pub use escape::clean;
pub use group::unknown_group;
pub use paper::{Paper, Placed};
pub use restart::{RestartPicture, RestartRow, restart};
pub use sheets::Split;
pub use timeline::{brief_timeline, timeline};

use super::words::Language;
use model::Seconds;

/// How a diagram is shown.
#[derive(Debug, Clone)]
pub struct View {
    /// The language of everything but names.
    pub language: Language,
    /// Where the reader is.
    pub zone: jiff::tz::TimeZone,
    /// White areas with strong borders, for paper.
    pub print: bool,
    /// Groups to open, by the ids that stand in them: `dresden`, `14612`, `dresden:platform`.
    pub open: Vec<String>,
    /// When the revision was made.
    pub as_of: Option<jiff::Timestamp>,
    /// Part of a document: a timeline is then narrower and has fewer rows, so that it can be read on paper.
    pub page: bool,
    /// How many steps a graph of a document is coarser than usual, so that it fits a sheet; 0 to [`COARSEST`].
    pub coarse: u8,
    /// How it is to be handled ("TLP:AMBER").
    pub marking: Option<String>,
}

/// What a picture is about, in lines: for a heading above it.
pub fn title(diagram: &crate::diagram::Diagram<'_>, view: &View) -> Vec<String> {
    label::Writer::new(diagram, view).title()
}

/// The coarsest graph of a document: a few boxes.
pub const COARSEST: u8 = 3;

impl View {
    /// A plain view: for a screen, with nothing opened, marked or dated.
    pub fn new(language: Language, zone: jiff::tz::TimeZone) -> Self {
        Self {
            language,
            zone,
            print: false,
            open: Vec::new(),
            as_of: None,
            page: false,
            coarse: 0,
            marking: None,
        }
    }

    /// How fine a graph is, as an index: on a screen, in a document, and then from fine to coarse.
    fn fineness(&self) -> usize {
        if self.page { 1 + usize::from(self.coarse.min(COARSEST)) } else { 0 }
    }

    /// A point in time of a scenario: with its weekday when the start is known, else as an offset.
    fn moment(&self, starts_at: Option<jiff::Timestamp>, offset: Seconds) -> String {
        let after = jiff::SignedDuration::from_secs(offset.get().into());
        let start = starts_at.and_then(|start| Some((start, start.checked_add(after).ok()?)));
        let Some((start, time)) = start else {
            return match offset {
                Seconds::ZERO => self.language.text("picture-start-2").to_owned(),
                _ => format!("+ {}", self.language.duration(offset)),
            };
        };
        let year = |time: jiff::Timestamp| time.to_zoned(self.zone.clone()).year();
        self.language.short_time(time, &self.zone, year(start) != year(time))
    }
}
