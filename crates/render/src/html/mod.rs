//! The report as one HTML file: readable without scripts and without a network, on paper too.
//!
//! Reading order: [`clock`] (points in time), [`head`] (who writes to whom), `front` (the first page) with [`lead`] (the summary
//! in plain words), [`parts`] and [`districts`] (rows of the tables), [`links`], [`picture`] (drawings made fit for a page),
//! [`glossary`]; `document.html` puts it together, `style.css` (filled by `style.rs` from the theme) shows it. [`paper`],
//! [`sheets`] (pictures alone) and [`dry_run`] (with a form) are documents of their own.

mod clock;
mod districts;
pub mod dry_run;
mod front;
mod glossary;
mod head;
mod lead;
mod links;
mod paper;
mod parts;
mod picture;
mod sheets;
mod style;

use super::report::{Address, Agency, AtRisk, Both, Doubt, IncidentTold, Report, Span};
use super::sentences::{basis, chains, more_chains, open_question, repairs, risk, totals};
use super::words::{Language, shortened, sign};
use crate::picture::{Paper, Placed};
use askama::Template;
use clock::{Clock, Moment};
use districts::DistrictRow;
use front::{Front, front};
use glossary::TERMS;
pub use head::Head;
use jiff::tz::TimeZone;
use lead::Answer;
use links::Way;
use model::{Confirmation, Level, Seconds};
pub use paper::paper;
use parts::{Group, Instant, Place, Restart};
use picture::{Drawing, Figure};
pub use sheets::pictures;
use style::style;
use words::{say, zone};

/// Most agencies that have a table of their own.
const APART: usize = 12;
/// Services that still work named of each of many agencies.
const FEW: usize = 2;
/// Characters of a title at the foot of a page.
const FOOT: usize = 60;

/// Characters of a word that fits into the narrowest column of names on paper.
const LONG: usize = 40;

/// What the document's look depends on beside the report.
#[derive(Debug, Clone)]
pub struct HtmlOptions {
    /// In which language it is written.
    pub language: Language,
    /// Where times are told.
    pub zone: TimeZone,
    /// When it was made.
    pub made_at: Option<jiff::Timestamp>,
    /// When the revision of the map was made.
    pub revised_at: Option<jiff::Timestamp>,
    /// SHA-256 of the same answer as data, in hexadecimal digits.
    pub digest: Option<String>,
    /// How it is to be handled ("TLP:AMBER"), printed on every page.
    pub classification: Option<String>,
    /// Who writes, and to whom.
    pub head: Head,
    /// Drawings of the impact. Those that are not well-formed are left out.
    pub pictures: Vec<Sheet>,
    /// Their legend, when it stands apart.
    pub legend: Option<Sheet>,
    /// A drawing of the timeline as SVG. Left out when it is not well-formed.
    pub timeline: Option<String>,
    /// The same in a few rows, for the first page.
    pub brief: Option<String>,
    /// The paper of pictures.
    pub paper: Paper,
    /// It goes to the printer and not to a browser.
    pub printed: bool,
}

/// A drawing of several.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// What it shows; empty when it is the only one.
    pub heading: String,
    /// The drawing as SVG.
    pub svg: String,
    /// How it lies on paper; `None` = as large as the page lets it.
    pub placed: Option<Placed>,
}

impl HtmlOptions {
    /// What the zone is called ("Europe/Berlin").
    pub fn zone_name(&self) -> &str {
        zone::name(&self.zone)
    }

    /// A document in this language with times of this zone, without drawings.
    pub fn new(language: Language, zone: TimeZone) -> Self {
        Self {
            language,
            zone,
            made_at: None,
            revised_at: None,
            digest: None,
            classification: None,
            head: Head::default(),
            pictures: Vec::new(),
            legend: None,
            timeline: None,
            brief: None,
            paper: Paper::default(),
            printed: false,
        }
    }

    /// The drawings for the page, those that are well-formed.
    fn figures(&self, sheets: &[Sheet], name: &str, description: &str) -> Vec<Figure> {
        let figure = |(at, sheet): (usize, &Sheet)| {
            let told = if sheet.heading.is_empty() { name } else { &sheet.heading };
            let drawing = self.drawing(&sheet.svg, &format!("sheet{at}"), told, description)?;
            Some(Figure { heading: sheet.heading.clone(), drawing: drawing.placed(sheet.placed) })
        };
        sheets.iter().enumerate().filter_map(figure).collect()
    }

    /// The legend that stands apart.
    fn legend(&self) -> Option<Figure> {
        let legend = self.legend.as_ref()?;
        let drawing =
            self.drawing(&legend.svg, "legend", &legend.heading, self.language.text("picture-legend"))?;
        Some(Figure { heading: legend.heading.clone(), drawing: drawing.placed(legend.placed) })
    }

    /// A drawing for the page; `prefix` makes the ids in it unique.
    fn drawing(&self, svg: &str, prefix: &str, name: &str, description: &str) -> Option<Drawing> {
        match self.printed {
            true => picture::image(svg, name, description),
            false => picture::inline(svg, prefix, name, description),
        }
    }
}

/// The whole file. The same report and options give the same text.
pub fn html(report: &Report, options: &HtmlOptions) -> String {
    let l = options.language;
    let clock = Clock { start: report.starts_at, zone: &options.zone, l };
    let failed = lead::names(report, l);
    let title = match &report.title {
        Some(title) => title.clone(),
        None if failed.is_empty() => l.text("report-impact-failure").to_owned(),
        None => say!(l, "report-failure-of", names = failed),
    };
    let (groups, usual) = parts::groups(report, &clock);
    let (instants, more_instants) = parts::instants(report, &clock);
    let mut chains = chains(report, l);
    let more_chains = more_chains(report, chains.len());
    chains.extend(repairs(report, l));
    let same = l.text("report-same-in-tables");
    let drawing = |svg: &Option<String>, prefix, name| {
        svg.as_deref().and_then(|svg| options.drawing(svg, prefix, name, same))
    };
    let document = Document {
        r: report,
        l,
        options,
        clock: &clock,
        foot: shortened(&title, FOOT),
        title,
        failed: if report.title.is_some() { failed } else { String::new() },
        front: front(report, &clock),
        usual,
        doubts: parts::doubts(report),
        answers: lead::answers(report, &clock),
        totals: totals(&report.totals, l),
        groups,
        places: parts::places(report),
        districts: districts::rows(report, l),
        more_chains,
        chains,
        instants,
        more_instants,
        restart: parts::restart(report, &clock),
        open_questions: report.open_questions.iter().map(|question| open_question(question, l)).collect(),
        basis: basis(report, l),
        pictures: options.figures(&options.pictures, l.text("report-picture-impact"), same),
        legend: options.legend(),
        timeline: drawing(&options.timeline, "time", l.text("report-picture-time")),
        brief: drawing(&options.brief, "brief", l.text("report-picture-time")),
    };
    document.render().unwrap_or_else(|_| unreachable!("text can always be written to memory"))
}

#[derive(Template)]
#[template(path = "document.html")]
struct Document<'a> {
    r: &'a Report,
    l: Language,
    options: &'a HtmlOptions,
    clock: &'a Clock<'a>,
    title: String,
    foot: String,
    failed: String,
    front: Front,
    usual: Option<String>,
    doubts: Vec<parts::DoubtRow<'a>>,
    answers: Vec<Answer>,
    totals: String,
    groups: Vec<Group<'a>>,
    chains: Vec<String>,
    more_chains: u64,
    instants: Vec<Instant>,
    more_instants: u64,
    restart: Restart,
    open_questions: Vec<String>,
    basis: Vec<String>,
    places: Vec<Place<'a>>,
    districts: Vec<DistrictRow<'a>>,
    pictures: Vec<Figure>,
    legend: Option<Figure>,
    timeline: Option<Drawing>,
    brief: Option<Drawing>,
}

impl Document<'_> {
    /// So many agencies that they share one table.
    fn is_compact(&self) -> bool {
        self.groups.len() > APART
    }

    /// Anchor and heading of every part, in their order.
    fn sections(&self) -> Vec<(&'static str, &'static str)> {
        let l = self.l;
        let all = [
            ("summary", l.text("report-summary")),
            ("failed", l.text("report-what-fails")),
            ("services", l.text("report-affected-services-agency")),
            ("people", l.text("report-who-affected")),
            ("why", l.text("report-why")),
            ("timeline", l.text("report-timeline")),
            ("restart", l.text("report-order-which-things-come-back")),
            ("at-risk", l.text("report-what-hangs-only-one-thread")),
            ("open-questions", l.text("report-open-questions")),
            ("deadlocked", l.text("report-what-cannot-restart-itself")),
            ("inform", l.text("report-whom-inform")),
            ("duties", l.text("report-reporting-duties")),
            ("measures", l.text("report-measures-notes")),
            ("quality", l.text("report-quality-data")),
            ("pictures", l.text("report-pictures")),
            ("glossary", l.text("report-glossary")),
        ];
        let is_there = |anchor: &str| match anchor {
            "open-questions" => !self.r.open_questions.is_empty(),
            "duties" => self.r.background.aware_at.is_some(),
            "measures" => self.has_measures(),
            "pictures" => !self.pictures.is_empty() || self.timeline.is_some(),
            _ => true,
        };
        all.into_iter().filter(|(anchor, _)| is_there(anchor)).collect()
    }

    /// Whether an open incident has notes, or is planned.
    fn has_measures(&self) -> bool {
        let incidents = self.r.background.situation.iter().flat_map(|situation| &situation.incidents);
        incidents.into_iter().any(|incident| !incident.notes.is_empty() || incident.maintenance)
    }

    /// The causes that are told once for all agencies.
    fn common_causes(&self) -> &[String] {
        if self.is_compact() { parts::common_causes(&self.groups) } else { &[] }
    }

    /// The agencies of which the map names nobody.
    fn unreachable(&self) -> String {
        let nobody = self.r.background.inform.iter().filter(|inform| inform.addresses.is_empty());
        nobody.map(|inform| inform.agency.as_str()).collect::<Vec<_>>().join("; ")
    }

    fn is_anybody_named(&self) -> bool {
        self.r.background.inform.iter().any(|inform| !inform.addresses.is_empty())
    }

    /// What a kind of incident is called, and whether it has begun.
    fn phase(&self, incident: &IncidentTold) -> &'static str {
        let l = self.l;
        match (incident.maintenance, incident.planned) {
            (true, true) => l.text("report-planned-maintenance"),
            (true, false) => l.text("report-maintenance-under-way"),
            (false, true) => l.text("report-expected-fault"),
            (false, false) => l.text("report-fault"),
        }
    }

    /// A text in the language of the document.
    fn text<'b>(&self, both: &'b Both) -> &'b str {
        self.l.pick(&both.de, &both.en)
    }

    fn texts(&self, all: &[Both]) -> String {
        all.iter().map(|both| self.text(both)).collect::<Vec<_>>().join(", ")
    }

    fn moment(&self, time: &jiff::Timestamp) -> Moment {
        self.clock.moment(*time)
    }

    /// The heading of a part with its number.
    fn heading(&self, anchor: &str) -> String {
        let sections = self.sections();
        let found = sections.iter().zip(1..).find(|((a, _), _)| *a == anchor);
        found.map_or_else(String::new, |((_, text), number)| format!("{number} {text}"))
    }

    fn revision(&self) -> String {
        let l = self.l;
        match (self.r.assumptions.revision, self.options.revised_at) {
            (Some(revision), Some(at)) => {
                let time = l.long_time(at, &self.options.zone);
                say!(l, "report-revision-of", revision = revision.to_string(), time = time)
            }
            (Some(revision), None) => format!("{} {revision}", l.text("planning-revision")),
            (None, _) => l.text("planning-from-files").to_owned(),
        }
    }

    fn made_at(&self) -> Option<Moment> {
        self.options.made_at.map(|time| self.clock.moment(time))
    }

    /// Whether a name has a word that a column may not hold: only such names are broken, at syllables. Reading the
    /// dictionary takes as long as setting many pages.
    fn has_long_word(&self, name: &str) -> bool {
        name.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() > LONG)
    }

    /// What a node has lost that still works, and what one more failure does.
    fn risk(&self, node: &AtRisk) -> String {
        risk(node, self.l)
    }

    /// "und 12 weitere"; empty when nothing is left out.
    fn more(&self, omitted: &u64) -> String {
        let l = self.l;
        match *omitted {
            0 => String::new(),
            n => format!("{} {}", l.text("report-more-2"), l.number(n)),
        }
    }

    fn any(&self, number: &u64) -> bool {
        *number > 0
    }

    fn number(&self, number: &u64) -> String {
        self.l.number(*number)
    }

    fn nodes(&self, number: &u64) -> String {
        say!(self.l, "count-nodes", nodes = *number)
    }

    fn dependencies(&self, number: &u64) -> String {
        say!(self.l, "count-dependencies", dependencies = *number)
    }

    fn word(&self, level: &Level) -> &'static str {
        self.l.level(*level)
    }

    fn sign(&self, level: &Level) -> &'static str {
        sign(*level)
    }

    fn is_affected(&self, level: &Level) -> bool {
        *level != Level::Operational
    }

    /// Whether it can be told what does not restart by itself.
    fn is_settled(&self) -> bool {
        self.r.assumptions.without_end == 0 && !self.r.assumptions.cut_by_horizon
    }

    fn end(&self, span: &Span) -> Option<Moment> {
        span.until.map(|until| self.clock.at(&until))
    }

    /// How much of an agency is at which level, without what is nothing.
    fn counts(&self, agency: &Agency) -> String {
        let l = self.l;
        let words = [l.text("level-unavailable"), l.text("level-degraded"), l.text("level-operational")];
        let told = agency.nodes.iter().zip(words).filter(|(nodes, _)| **nodes > 0);
        told.map(|(nodes, word)| format!("{} {word}", l.number(*nodes))).collect::<Vec<_>>().join(", ")
    }

    /// How an agency stands beside its rows: how much of it is hit, what still works there (named where there is room),
    /// where that comes from.
    fn standing(&self, group: &Group<'_>, named: bool) -> String {
        let (l, Some(agency)) = (self.l, group.agency) else { return String::new() };
        let each = if group.others.is_empty() { "" } else { l.text("report-each") };
        let mut text = format!("{each}{}", self.counts(agency));
        if let Some((names, omitted)) = self.works_at(&agency.key).filter(|_| named) {
            let more = if omitted > 0 { format!("; … {}", self.more(&omitted)) } else { String::new() };
            text += &format!(" ({names}{more})");
        }
        if let Some(itself) = group.itself(l) {
            text += &format!("; {} {itself}", l.text("report-agency-itself"));
        }
        if !agency.causes.is_empty() && self.common_causes().is_empty() {
            text += &format!(". {} {}", l.text("report-cause"), agency.causes.join(", "));
        }
        text
    }

    /// The first public services of an agency that still work, and how many more there are.
    fn works_at(&self, agency: &str) -> Option<(String, u64)> {
        let working = &self.r.background.working;
        let working = working.iter().find(|working| working.key == agency)?;
        let more = working.omitted + working.services.len().saturating_sub(FEW) as u64;
        Some((working.services.iter().take(FEW).map(String::as_str).collect::<Vec<_>>().join("; "), more))
    }

    fn start(&self) -> Moment {
        self.clock.at(&Seconds::ZERO)
    }

    fn ways<'u>(&self, address: &'u Address) -> Vec<Way<'u>> {
        links::ways(address, self.l)
    }

    fn state(&self, doubt: &Doubt) -> String {
        let l = self.l;
        match doubt.confirmation {
            Confirmation::Assumed => l.text("report-not-confirmed").to_owned(),
            Confirmation::Disputed => l.text("report-disputed").to_owned(),
            Confirmation::Confirmed => {
                let at = doubt.confirmed_at.as_deref().unwrap_or_default();
                let by = doubt.confirmed_by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
                let text = l.text("report-confirmed-more-than-year-ago");
                format!("{text}: {}{by}", self.clock.stamp(at))
            }
        }
    }
}
