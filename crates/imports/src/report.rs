//! What came of an import, line by line, for people: each line names its place.

use super::place::Place;
use model::Message;
use std::collections::BTreeMap;

/// Most lines of one kind that are kept; more are counted.
const KEPT: usize = 5_000;

/// What a line tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// What was read: a file, a sheet, how.
    Read,
    /// A node or a dependency was made of it.
    Made,
    /// It was kept as a label.
    Label,
    /// It was changed while it was read: padded, taken for something.
    Flagged,
    /// It was left out, and why.
    LeftOut,
    /// It cannot be what it says; somebody must correct it at its place.
    Refused,
}

impl What {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 6] =
        [Self::Read, Self::Made, Self::Label, Self::Flagged, Self::LeftOut, Self::Refused];

    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Made => "made",
            Self::Label => "label",
            Self::Flagged => "flagged",
            Self::LeftOut => "left-out",
            Self::Refused => "refused",
        }
    }
}

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it tells of.
    pub what: What,
    /// Where.
    pub place: Place,
    /// What happened.
    pub text: Message,
}

/// Everything that is to be told of one import.
#[derive(Debug, Clone, Default)]
pub struct Report {
    lines: Vec<Line>,
    counts: BTreeMap<What, u64>,
}

impl Report {
    /// Adds a line, or counts it when there are too many.
    pub fn tell(&mut self, what: What, place: &Place, text: Message) {
        let count = self.counts.entry(what).or_default();
        *count += 1;
        if *count as usize <= KEPT {
            self.lines.push(Line { what, place: place.clone(), text });
        }
    }

    /// The lines of this kind, in the order told.
    pub fn of(&self, what: What) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.what == what)
    }

    /// How many lines of this kind there are, with those that were not kept.
    pub fn count(&self, what: What) -> u64 {
        self.counts.get(&what).copied().unwrap_or_default()
    }

    /// All kept lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }
}
