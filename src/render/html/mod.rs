//! The report as one HTML file: readable without scripts and without a network, on paper too.
//!
//! Reading order: [`clock`] (points in time), [`lead`] (the summary in plain words), [`parts`] (rows of the tables),
//! [`links`], [`picture`] (drawings made fit for a page), [`glossary`]; `document.html` puts it together, `style.css` shows it.
//! [`paper`] and [`dry_run`] (with a form) are documents of their own.

mod clock;
pub mod dry_run;
mod glossary;
mod lead;
mod links;
mod paper;
mod parts;
mod picture;

use super::report::{Doubt, Report, Site, Span};
use super::sentences::{basis, chains, totals};
use super::words::{Language, shortened, sign};
use crate::model::{Confirmation, Level, Seconds};
use askama::Template;
use clock::{Clock, Moment};
use glossary::TERMS;
use jiff::tz::TimeZone;
use lead::Answer;
pub use paper::paper;
use parts::{Group, Instant, Restart};

/// Most agencies that have a table of their own.
const APART: usize = 12;
/// Characters of a title at the foot of a page.
const FOOT: usize = 60;

/// Bytes of a word that fits into the narrowest column of names on paper.
const LONG: usize = 32;

/// What the document's look depends on beside the report.
#[derive(Debug, Clone)]
pub struct HtmlOptions {
    /// In which language it is written.
    pub language: Language,
    /// Where times are told.
    pub zone: TimeZone,
    /// What that zone is called ("Europe/Berlin").
    pub zone_name: String,
    /// When it was made.
    pub made_at: Option<jiff::Timestamp>,
    /// How it is to be handled ("TLP:AMBER"), printed on every page.
    pub classification: Option<String>,
    /// A drawing of the impact as SVG. Left out when it is not well-formed.
    pub picture: Option<String>,
    /// A drawing of the timeline as SVG. Left out when it is not well-formed.
    pub timeline: Option<String>,
}

impl HtmlOptions {
    /// A document in this language with times of this zone, without drawings.
    pub fn new(language: Language, zone: TimeZone, zone_name: impl Into<String>) -> Self {
        Self {
            language,
            zone,
            zone_name: zone_name.into(),
            made_at: None,
            classification: None,
            picture: None,
            timeline: None,
        }
    }
}

/// The whole file. The same report and options give the same text.
pub fn html(report: &Report, options: &HtmlOptions) -> String {
    let l = options.language;
    let clock = Clock { start: report.starts_at, zone: &options.zone, l };
    let title = match &report.title {
        Some(title) => title.clone(),
        None => l.say("Auswirkungen eines Ausfalls", "Impact of a failure").to_owned(),
    };
    let (instants, more_instants) = parts::instants(report, &clock);
    let chains = chains(report, l);
    let hit_by_others = report.affected.iter().filter(|node| node.why.len() > 1).count();
    let document = Document {
        r: report,
        l,
        options,
        clock: &clock,
        foot: shortened(&title, FOOT),
        title,
        answers: lead::answers(report, &clock),
        totals: totals(&report.totals, l),
        groups: parts::groups(report, &clock),
        more_chains: hit_by_others.saturating_sub(chains.len()) as u64,
        chains,
        instants,
        more_instants,
        restart: parts::restart(report, &clock),
        basis: basis(report, l),
        picture: options.picture.as_deref().and_then(|svg| {
            let name = l.say("Bild der Auswirkungen", "Picture of the impact");
            picture::inline(svg, "impact", name, l.say(SAME_DE, SAME_EN))
        }),
        timeline: options.timeline.as_deref().and_then(|svg| {
            let name = l.say("Bild des Zeitverlaufs", "Picture of the timeline");
            picture::inline(svg, "time", name, l.say(SAME_DE, SAME_EN))
        }),
    };
    document.render().unwrap_or_else(|_| unreachable!("text can always be written to memory"))
}

const SAME_DE: &str = "Dasselbe steht in den Tabellen dieses Berichts.";
const SAME_EN: &str = "The tables of this report say the same.";

#[derive(Template)]
#[template(path = "document.html")]
struct Document<'a> {
    r: &'a Report,
    l: Language,
    options: &'a HtmlOptions,
    clock: &'a Clock<'a>,
    title: String,
    foot: String,
    answers: Vec<Answer>,
    totals: String,
    groups: Vec<Group<'a>>,
    chains: Vec<String>,
    more_chains: u64,
    instants: Vec<Instant>,
    more_instants: u64,
    restart: Restart,
    basis: Vec<String>,
    picture: Option<String>,
    timeline: Option<String>,
}

impl Document<'_> {
    /// So many agencies that they share one table.
    fn is_compact(&self) -> bool {
        self.groups.len() > APART
    }

    /// Anchor and heading of every part, in their order.
    fn sections(&self) -> [(&'static str, &'static str); 12] {
        let l = self.l;
        [
            ("summary", l.say("Das Wichtigste", "Summary")),
            ("failed", l.say("Was ausfällt", "What fails")),
            ("services", l.say("Betroffene Dienste nach Behörde", "Affected services by agency")),
            ("people", l.say("Wer betroffen ist", "Who is affected")),
            ("why", l.say("Warum", "Why")),
            ("timeline", l.say("Zeitverlauf", "Timeline")),
            ("restart", l.say("Reihenfolge der Rückkehr", "Order in which things come back")),
            ("at-risk", l.say("Was nur noch an einem Faden hängt", "What hangs only by one thread")),
            ("deadlocked", l.say("Was nicht von selbst wieder anläuft", "What cannot restart by itself")),
            ("inform", l.say("Wer zu informieren ist", "Whom to inform")),
            ("quality", l.say("Güte der Angaben", "Quality of the data")),
            ("glossary", l.say("Begriffe", "Glossary")),
        ]
    }

    /// The heading of a part with its number.
    fn heading(&self, anchor: &str) -> String {
        let sections = self.sections();
        let found = sections.iter().zip(1..).find(|((a, _), _)| *a == anchor);
        found.map_or_else(String::new, |((_, text), number)| format!("{number} {text}"))
    }

    fn revision(&self) -> String {
        let l = self.l;
        match self.r.assumptions.revision {
            Some(revision) => format!("{} {revision}", l.say("Kartenstand: Revision", "Map: revision")),
            None => l.say("Kartenstand: aus Dateien", "Map: from files").to_owned(),
        }
    }

    fn made_at(&self) -> Option<Moment> {
        self.options.made_at.map(|time| self.clock.moment(time))
    }

    /// Whether a name has a word that a column may not hold. Only such names are hyphenated on paper: reading the
    /// dictionary takes as long as setting many pages.
    fn has_long_word(&self, name: &str) -> bool {
        name.split(|c: char| !c.is_alphabetic()).any(|word| word.len() > LONG)
    }

    /// "und 12 weitere"; empty when nothing is left out.
    fn more(&self, omitted: &u64) -> String {
        let l = self.l;
        match *omitted {
            0 => String::new(),
            n => format!("{} {}", l.say("und weitere:", "and more:"), l.number(n)),
        }
    }

    fn any(&self, number: &u64) -> bool {
        *number > 0
    }

    fn number(&self, number: &u64) -> String {
        self.l.number(*number)
    }

    fn nodes(&self, number: &u64) -> String {
        self.l.count(*number, ("Knoten", "Knoten"), ("node", "nodes"))
    }

    fn dependencies(&self, number: &u64) -> String {
        self.l.count(*number, ("Abhängigkeit", "Abhängigkeiten"), ("dependency", "dependencies"))
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

    /// The names of what is missed at a site, by level.
    fn at_site(&self, site: &Site) -> Vec<(Level, String)> {
        let levels = [Level::Unavailable, Level::Degraded].into_iter();
        let names = |level| site.services.iter().filter(move |s| s.1 == level).map(|s| s.0.as_str());
        let joined = levels.map(|level| (level, names(level).collect::<Vec<_>>().join("; ")));
        joined.filter(|(_, names)| !names.is_empty()).collect()
    }

    fn start(&self) -> Moment {
        self.clock.at(&Seconds::ZERO)
    }

    fn dial(&self, number: &str) -> Option<String> {
        links::dial(number)
    }

    fn page<'u>(&self, url: &'u str) -> Option<&'u str> {
        links::page(url)
    }

    fn mailbox<'u>(&self, email: &'u str) -> Option<&'u str> {
        links::mailbox(email)
    }

    fn state(&self, doubt: &Doubt) -> String {
        let l = self.l;
        match doubt.confirmation {
            Confirmation::Assumed => l.say("nicht bestätigt", "not confirmed").to_owned(),
            Confirmation::Disputed => l.say("bestritten", "disputed").to_owned(),
            Confirmation::Confirmed => {
                let at = doubt.confirmed_at.as_deref().unwrap_or_default();
                let by = doubt.confirmed_by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
                let text = l.say("vor mehr als zwölf Monaten bestätigt", "confirmed more than a year ago");
                format!("{text}: {}{by}", self.clock.stamp(at))
            }
        }
    }
}
