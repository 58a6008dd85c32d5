//! How things look and what they are called wherever something is drawn: never told by colour alone.

use super::diagram::{Mark, State};
use super::words::Language;
use model::{Kind, Layer, SiteType};

/// The fonts of pictures. Layout depends on the first one, so that it must be installed where they are laid out; the
/// others serve readers who have it not.
pub const FONT: &str = "DejaVu Sans,Verdana,sans-serif";
/// Text on white and on every fill.
pub const TEXT: &str = "#000000";
/// Background of pictures and of everything in print.
pub const PAPER: &str = "#FFFFFF";
/// Fill of what the scenario itself fails, under [`PAPER`] as the colour of its text.
pub const FAILED: &str = "#3D1200";
/// The sign of what the scenario itself fails.
pub const FAILED_SIGN: char = '⚡';
/// Border and lines that say nothing about a state, on white.
pub const QUIET: &str = "#595959";
/// Fill of a node whose state is not the subject.
pub const NEUTRAL: &str = "#EEF1F4";
/// Area behind what belongs to one agency.
pub const AREA: &str = "#F7F8FA";
/// An ordinary dependency.
pub const LINK: &str = "#404040";
/// The step of a chain of causes.
pub const CAUSE: &str = "#A64800";
/// What a hypothetical change added or altered.
pub const HYPOTHETICAL: &str = "#00558A";
/// A link in a text, on white.
pub const ANCHOR: &str = "#00558A";
/// Lines between the rows of a table.
pub const RULE: &str = "#767676";
/// Lines that only help the eye, such as those of a time axis.
pub const GRID: &str = "#BFC4C9";
/// The same of documents on dark screens: text, ground, what is less important, heads of tables, links.
pub const DARK_TEXT: &str = "#E8EAED";
/// See [`DARK_TEXT`].
pub const DARK_PAPER: &str = "#16191D";
/// See [`DARK_TEXT`].
pub const DARK_QUIET: &str = "#B4BAC1";
/// See [`DARK_TEXT`].
pub const DARK_NEUTRAL: &str = "#2A3036";
/// See [`DARK_TEXT`].
pub const DARK_ANCHOR: &str = "#8CC4FF";
/// The fonts of documents: the first one that is there.
pub const PAGE_FONT: &str = "\"Liberation Sans\", Arial, \"DejaVu Sans\", sans-serif";

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Without gaps.
    Solid,
    /// Long strokes.
    Dashed,
    /// Points.
    Dotted,
}

impl Line {
    /// The word of Graphviz and of CSS borders.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Solid => "solid",
            Self::Dashed => "dashed",
            Self::Dotted => "dotted",
        }
    }

    /// The pattern of SVG strokes, in pixels.
    pub const fn dashes(self) -> &'static str {
        match self {
            Self::Solid => "none",
            Self::Dashed => "5 3",
            Self::Dotted => "1.5 3",
        }
    }
}

/// How a state looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Fill under black text.
    pub fill: &'static str,
    /// Border or text on white.
    pub border: &'static str,
    /// The sign beside the word.
    pub icon: char,
    /// The line of the border.
    pub line: Line,
    /// Width of the border in pixels.
    pub width: u8,
}

/// The look of a state.
pub const fn look(state: State) -> Look {
    match state {
        State::Operational => {
            Look { fill: "#009E73", border: "#00734F", icon: '✓', line: Line::Solid, width: 1 }
        }
        State::AtRisk => Look { fill: "#F0E442", border: "#6B6400", icon: '!', line: Line::Solid, width: 2 },
        State::Degraded => {
            Look { fill: "#E69F00", border: "#8A5A00", icon: '▲', line: Line::Dashed, width: 2 }
        }
        State::Unavailable => {
            Look { fill: "#D55E00", border: "#A64800", icon: '✕', line: Line::Solid, width: 3 }
        }
    }
}

/// The word for a state.
pub fn state(l: Language, state: State) -> &'static str {
    match state {
        State::Operational => l.text("level-operational"),
        State::AtRisk => l.text("picture-risk"),
        State::Degraded => l.text("level-degraded"),
        State::Unavailable => l.text("level-unavailable"),
    }
}

/// The word for a state with its sign.
pub fn marked(l: Language, s: State) -> String {
    format!("{} {}", look(s).icon, state(l, s))
}

/// The words, with their sign, for what is otherwise than on the other side of a comparison.
pub fn mark(l: Language, mark: Mark) -> &'static str {
    match mark {
        Mark::New => l.text("picture-newly-affected"),
        Mark::Worse => l.text("picture-worse-than-before"),
        Mark::Earlier => l.text("picture-earlier-than-before"),
        Mark::Later => l.text("picture-later-than-before"),
        Mark::Better => l.text("picture-better-than-before"),
        Mark::Gone => l.text("picture-no-longer-affected"),
    }
}

/// The word for a layer of services.
pub fn layer(l: Language, layer: Layer) -> &'static str {
    match layer {
        Layer::Public => l.text("picture-public-service"),
        Layer::Channel => l.text("picture-channel"),
        Layer::Application => l.text("picture-application"),
        Layer::Platform => l.text("picture-shared-platform"),
        Layer::Infrastructure => l.text("picture-infrastructure"),
        Layer::Network => l.text("picture-network"),
        Layer::Utility => l.text("picture-utility"),
    }
}

/// The word for what a node is.
pub fn kind(l: Language, kind: Kind, layer_of: Option<Layer>, site: Option<SiteType>) -> &'static str {
    match (kind, layer_of, site) {
        (Kind::Agency, ..) => l.text("picture-agency"),
        (Kind::Service, Some(of), _) => layer(l, of),
        (Kind::Service, None, _) => l.text("picture-service"),
        (Kind::Site, _, Some(SiteType::Office)) => l.text("picture-place-office"),
        (Kind::Site, _, Some(SiteType::DataCentre)) => l.text("picture-place-data-centre"),
        (Kind::Site, _, Some(SiteType::Building)) => l.text("picture-place-building"),
        (Kind::Site, _, Some(SiteType::Room)) => l.text("picture-place-room"),
        (Kind::Site, ..) => l.text("picture-place"),
    }
}

/// What a district is called: by the agency whose area it is, else officially, else by its regional key.
pub fn district(l: Language, key: &str, name: Option<&str>) -> String {
    match name.or_else(|| words::districts::name(key)) {
        // Not the agency itself is meant, but everybody in its area.
        Some(name) => format!("{}: {name}", l.text("picture-area")),
        None => format!("{} {key}", l.text("picture-district")),
    }
}

/// The name of a land of Germany by the first two digits of its regional keys.
pub fn land(digits: &str) -> Option<&'static str> {
    const LANDS: [&str; 16] = [
        "Schleswig-Holstein",
        "Hamburg",
        "Niedersachsen",
        "Bremen",
        "Nordrhein-Westfalen",
        "Hessen",
        "Rheinland-Pfalz",
        "Baden-Württemberg",
        "Bayern",
        "Saarland",
        "Berlin",
        "Brandenburg",
        "Mecklenburg-Vorpommern",
        "Sachsen",
        "Sachsen-Anhalt",
        "Thüringen",
    ];
    let number: usize = digits.parse().ok()?;
    LANDS.get(number.checked_sub(1)?).copied()
}
