//! The same answer as a picture, a report, or a file for other tools.
//!
//! Two steps: what can be computed is computed at once, where a map is at hand ([`impact`], [`diagram`]); then other
//! programs draw and print ([`Draft::finish`]), on paper in sheets that can be read ([`sheets`]).

mod sheets;

use crate::background::off_the_loop;
use crate::error::AppError;
use crate::impact::{Found, find};
use crate::incidents::Situation;
use crate::pool::Pool;
use crate::report::situation::{aware_at, situation as tell};
use crate::report::{DOCUMENT_LIMIT, document};
use crate::subgraph::MAX_NODES;
use formats::{GraphFormat, write_graph};
use jiff::tz::TimeZone;
use map::Map;
use model::Fault;
use model::key::quoted;
use model::time::parse_time;
use outside::digest::sha256;
use outside::dot::{Drawing, draw};
use outside::raster;
use outside::weasyprint::Printer;
use render::diagram::Diagram;
use render::html::{Head, HtmlOptions, Sheet, html, pictures};
use render::kept::KeptDiagram;
use render::picture::{Paper, Placed, View, brief_timeline, clean, dot, timeline, title, unknown_group};
use render::{Language, Report};
use wire::incident::time;
use wire::{Place, ScenarioRequest};
use words::zone;

/// Most characters of a line of the letterhead, of an author, of one of those who get a document.
const HEAD: usize = 100;
/// Most lines of the letterhead, and most who get a document.
const PARTS: usize = 20;
/// Most characters of a marking.
const MARKING: usize = 60;

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Scalable Vector Graphics.
    Svg,
    /// A bitmap.
    Png,
    /// For printing.
    Pdf,
    /// One file for a browser.
    Html,
    /// The text from which Graphviz draws.
    Dot,
    /// For another tool.
    Graph(GraphFormat),
}

impl Format {
    /// All of them, those for people first.
    pub fn all() -> impl Iterator<Item = Self> {
        let drawn = [Self::Html, Self::Svg, Self::Png, Self::Pdf, Self::Dot];
        drawn.into_iter().chain(GraphFormat::ALL.into_iter().map(Self::Graph))
    }

    /// The stable word for it in options and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Dot => "dot",
            Self::Graph(format) => format.as_str(),
        }
    }

    /// The value of the header `Content-Type`.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
            Self::Html => "text/html; charset=utf-8",
            Self::Dot => "text/vnd.graphviz; charset=utf-8",
            Self::Graph(format) => format.media_type(),
        }
    }

    /// How the name of such a file ends, after the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Graph(format) => format.extension(),
            other => other.as_str(),
        }
    }
}

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewKind {
    /// Nodes and arrows.
    Picture,
    /// Who is down or reduced when.
    Timeline,
    /// All of it in words, with tables.
    Report,
}

impl ViewKind {
    /// The words for them.
    pub const WORDS: &[(&str, Self)] =
        &[("picture", Self::Picture), ("timeline", Self::Timeline), ("report", Self::Report)];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Timeline => "timeline",
            Self::Report => "report",
        }
    }

    /// What a format shows when nothing is said: papers are reports, the rest is pictures.
    pub const fn of(format: Format) -> Self {
        match format {
            Format::Html | Format::Pdf => Self::Report,
            _ => Self::Picture,
        }
    }

    /// Is there such a thing?
    pub const fn comes_as(self, format: Format) -> bool {
        match self {
            Self::Picture => !matches!(format, Format::Html),
            Self::Timeline => matches!(format, Format::Svg | Format::Png | Format::Pdf),
            Self::Report => matches!(format, Format::Html | Format::Pdf),
        }
    }
}

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// How it is written.
    pub format: Format,
    /// What is shown.
    pub view: ViewKind,
    /// In which language.
    pub language: Language,
    /// Where times are told; `None` = where the map says.
    pub zone: Option<TimeZone>,
    /// For paper: white areas with strong borders.
    pub print: bool,
    /// Groups to open in a picture.
    pub open: Vec<String>,
    /// When the revision of the map was made.
    pub revised_at: Option<jiff::Timestamp>,
    /// Now: when the document is made, and from when back a confirmation is old.
    pub now: Option<jiff::Timestamp>,
    /// The map came from files and has no revision.
    pub from_files: bool,
    /// How it is to be handled ("TLP:AMBER"): stands on every page and picture.
    pub marking: Option<String>,
    /// Since when the failure is known to those who must report it; `None` = nobody said so.
    pub aware_at: Option<jiff::Timestamp>,
    /// The paper of pictures that are printed.
    pub paper: Paper,
    /// Who writes, and to whom.
    pub head: Head,
}

impl Wanted {
    /// With times told where this map says, unless something else is wanted.
    #[must_use]
    pub fn of(self, map: &Map) -> Self {
        Self { zone: Some(self.zone.unwrap_or_else(|| zone::of(map.zone()))), ..self }
    }

    /// Whether pictures become part of a document.
    fn is_paper(&self) -> bool {
        self.view == ViewKind::Report || self.format == Format::Pdf && self.paper != Paper::Poster
    }

    /// How documents of it look.
    fn options(&self, zone: TimeZone) -> HtmlOptions {
        HtmlOptions {
            made_at: self.now,
            revised_at: self.revised_at,
            classification: self.marking.clone(),
            head: self.head.clone(),
            paper: self.paper,
            printed: self.format == Format::Pdf,
            ..HtmlOptions::new(self.language, zone)
        }
    }

    fn view(&self) -> View {
        View {
            language: self.language,
            zone: self.zone.clone().unwrap_or_else(zone::usual),
            print: self.print,
            open: self.open.clone(),
            as_of: self.revised_at,
            page: self.is_paper(),
            coarse: 0,
            marking: self.marking.clone(),
        }
    }
}

/// Reads how something is to be handled.
///
/// # Errors
/// It is empty, too long for the head of a page, or not text for people.
pub fn marking(text: &str) -> Result<String, Fault> {
    let marking = clean(text).trim().to_owned();
    if !marking.is_empty() && marking.chars().count() <= MARKING {
        return Ok(marking);
    }
    let remedy = "write for example TLP:AMBER or VS – NUR FÜR DEN DIENSTGEBRAUCH";
    Err(Fault::new("", "invalid-marking", format!("a marking has 1 to {MARKING} characters"), remedy))
}

/// Reads the lines of a letterhead, who wrote a document, or who gets it: parts between line breaks or the sign.
///
/// # Errors
/// There is nothing in it, or more than a head of a page holds.
pub fn head(text: &str, sign: char) -> Result<Vec<String>, Fault> {
    let parts = text.split(['\n', sign]).map(|part| clean(part).trim().to_owned());
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    let fits = parts.iter().all(|part| part.chars().count() <= HEAD);
    if !parts.is_empty() && parts.len() <= PARTS && fits {
        return Ok(parts);
    }
    let detail = format!("it has 1 to {PARTS} parts of at most {HEAD} characters each");
    Err(Fault::new("", "invalid-head", detail, "write for example: City of Dresden | Crisis team"))
}

/// Checks since when a failure is said to be known.
///
/// # Errors
/// The time is not RFC 3339, or lies after `now`.
pub fn awareness(text: &str, now: jiff::Timestamp) -> Result<jiff::Timestamp, Fault> {
    let time = parse_time(text)?;
    if time <= now {
        return Ok(time);
    }
    let remedy = "leave it out until those who must report know of the failure";
    Err(Fault::new("", "in-the-future", "the time lies in the future", remedy))
}

/// What is computed but perhaps not drawn yet.
#[derive(Debug)]
pub enum Draft {
    /// Finished.
    Done(Vec<u8>),
    /// To be drawn.
    Picture(String, Drawing),
    /// A drawing that is to become a bitmap.
    Bitmap(String),
    /// Pictures to be printed: drawings, else a diagram in sheets.
    Sheets(Box<Printable>),
    /// A report whose pictures are to be drawn; printed, too, or not.
    Report(Box<(Report, Printable)>),
}

/// What is to be drawn for a document.
#[derive(Debug)]
pub struct Printable {
    options: HtmlOptions,
    view: View,
    /// What the pictures show, in lines.
    title: Vec<String>,
    /// `None` = its drawings are made already.
    diagram: Option<KeptDiagram>,
}

/// What a scenario does to a map.
///
/// # Errors
/// Those of [`super::impact::ask`]; [`AppError::TooMuch`] when a file format cannot hold it.
pub fn impact(
    map: &Map,
    request: &ScenarioRequest,
    pool: &Pool,
    budget: u64,
    wanted: &Wanted,
) -> Result<Draft, AppError> {
    told(map, request, pool, budget, wanted, None)
}

/// What all open incidents together mean.
///
/// # Errors
/// Those of [`impact`].
pub fn situation(
    situation: &Situation,
    pool: &Pool,
    budget: u64,
    wanted: &Wanted,
) -> Result<Draft, AppError> {
    let now = wanted.now.map(|now| now.min(time(situation.at).0));
    let aware_at = wanted.aware_at.or_else(|| aware_at(situation));
    let exercise = situation.is_exercise().then(|| wanted.language.text("incidents-exercise"));
    let marks: Vec<&str> = exercise.into_iter().chain(wanted.marking.as_deref()).collect();
    let marking = (!marks.is_empty()).then(|| marks.join(" · "));
    let wanted = Wanted { now, aware_at, marking, ..wanted.clone() };
    told(&situation.map, &situation.request, pool, budget, &wanted, Some(situation))
}

fn told(
    map: &Map,
    request: &ScenarioRequest,
    pool: &Pool,
    budget: u64,
    wanted: &Wanted,
    situation: Option<&Situation>,
) -> Result<Draft, AppError> {
    let wanted = &wanted.clone().of(map);
    if wanted.view != ViewKind::Report {
        let draft = |found: &Found<'_>| diagram(&found.diagram(MAX_NODES), wanted);
        return find(map, request, pool, budget, draft)?;
    }
    let limit = request.limit.unwrap_or(DOCUMENT_LIMIT);
    let request = ScenarioRequest { limit: Some(limit), ..request.clone() };
    find(map, &request, pool, budget, |found| {
        let drawn = found.diagram(MAX_NODES);
        opens(&drawn, wanted)?;
        let (from_files, now) = (wanted.from_files, wanted.now);
        let report = found.answered(|answered| {
            let mut report = document(answered, &request, from_files, now, wanted.aware_at);
            report.background.situation = situation.map(|of| tell(of, found, answered));
            report
        });
        let view = wanted.view();
        let mut options = wanted.options(view.zone.clone());
        options.digest = Some(sha256(&found.json()));
        options.timeline = Some(timeline(&drawn, &view));
        options.brief = Some(brief_timeline(&drawn, &view));
        let printable =
            Printable { options, view, title: Vec::new(), diagram: Some(KeptDiagram::new(&drawn)) };
        Ok(Draft::Report(Box::new((report, printable))))
    })?
}

/// Whether there is everything that is to be opened.
fn opens(diagram: &Diagram<'_>, wanted: &Wanted) -> Result<(), AppError> {
    let Some(group) = unknown_group(diagram, &wanted.open) else { return Ok(()) };
    let detail = format!("{} opens nothing in this picture", quoted(group));
    let remedy = "write the key of an agency, a district such as 14612 or a land such as 14, or one of them with a layer: \
                  dresden:platform";
    Err(AppError::one(&Place::ROOT.name("open"), "unknown-group", detail, remedy))
}

/// A piece of a map, or what a scenario does to one.
///
/// # Errors
/// [`AppError::TooMuch`] when a file format cannot hold it.
pub fn diagram(diagram: &Diagram<'_>, wanted: &Wanted) -> Result<Draft, AppError> {
    opens(diagram, wanted)?;
    let drawing = match wanted.format {
        Format::Graph(format) => {
            let mut bytes = Vec::new();
            write_graph(diagram, format, wanted.language, &mut bytes)
                .map_err(|error| AppError::TooMuch { detail: error.to_string() })?;
            return Ok(Draft::Done(bytes));
        }
        Format::Pdf => return Ok(Draft::Sheets(Box::new(printable(diagram, wanted)))),
        Format::Png if wanted.view == ViewKind::Timeline => {
            return Ok(Draft::Bitmap(timeline(diagram, &wanted.view())));
        }
        _ if wanted.view == ViewKind::Timeline => {
            return Ok(Draft::Done(timeline(diagram, &wanted.view()).into_bytes()));
        }
        Format::Png => Some(Drawing::Png),
        Format::Svg => Some(Drawing::Svg),
        Format::Dot | Format::Html => None,
    };
    let text = dot(diagram, &wanted.view());
    Ok(match drawing {
        Some(drawing) => Draft::Picture(text, drawing),
        None => Draft::Done(text.into_bytes()),
    })
}

/// Pictures for paper: the timeline is drawn at once.
fn printable(diagram: &Diagram<'_>, wanted: &Wanted) -> Printable {
    let view = wanted.view();
    let mut options = wanted.options(view.zone.clone());
    let title = title(diagram, &view);
    if wanted.view == ViewKind::Timeline {
        let svg = timeline(diagram, &view);
        let placed = Placed::new(&svg, wanted.paper);
        options.pictures.push(Sheet { heading: String::new(), svg, placed });
        return Printable { options, view, title, diagram: None };
    }
    Printable { options, view, title, diagram: Some(KeptDiagram::new(diagram)) }
}

impl Printable {
    /// Draws what is not drawn yet.
    async fn draw(&mut self) -> Result<(), AppError> {
        if let Some(kept) = &self.diagram {
            let drawn = sheets::sheets(kept, &self.view, self.options.paper).await?;
            (self.options.pictures, self.options.legend) = (drawn.sheets, drawn.legend);
        }
        Ok(())
    }
}

impl Draft {
    /// Draws and prints. A report does without its picture where that cannot be drawn.
    ///
    /// # Errors
    /// [`AppError::Tool`]: a program is missing, takes too long, or fails.
    pub async fn finish(self, printer: &Printer) -> Result<Vec<u8>, AppError> {
        match self {
            Self::Done(bytes) => Ok(bytes),
            Self::Picture(text, drawing) => Ok(draw(text, drawing).await?),
            Self::Bitmap(svg) => Ok(off_the_loop(move || raster::png(&svg)).await??),
            Self::Sheets(mut printable) => {
                printable.draw().await?;
                Ok(printer.pdf(pictures(&printable.title, &printable.options)).await?)
            }
            Self::Report(report) => {
                let (report, mut printable) = *report;
                if let Err(error) = printable.draw().await {
                    tracing::warn!(%error, "the report has no picture");
                }
                let text = html(&report, &printable.options);
                match printable.options.printed {
                    true => Ok(printer.pdf(text).await?),
                    false => Ok(text.into_bytes()),
                }
            }
        }
    }
}
