//! A script that is played, for people: what became known at each step, and what it meant.

use super::grid::paragraph;
use super::words::{Language, sign};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::Level;

/// What people would have seen at a step.
#[derive(Debug, Clone)]
pub struct Scene {
    /// When.
    pub at: Timestamp,
    /// What became known.
    pub said: Vec<Said>,
    /// Short names of the sources that say so.
    pub sources: Vec<String>,
    /// What is to be known about the step itself.
    pub remark: Option<String>,
    /// What it meant.
    pub meaning: Meaning,
}

/// Something that became known, with names instead of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// An incident was opened: its title.
    Opened(String),
    /// A node fails: level, start, end.
    Fails(String, Level, Timestamp, Option<Timestamp>),
    /// A node works again, since then.
    Ended(String, Timestamp),
    /// When it will be over: of a node, or of everything that fails.
    Forecast(Option<String>, Option<Timestamp>),
    /// What somebody sees.
    Seen {
        /// The node.
        node: String,
        /// How well it works.
        level: Level,
        /// How well it works as was computed.
        computed: Level,
        /// Who says so.
        by: Option<String>,
        /// In their words.
        text: Option<String>,
    },
    /// A note.
    Noted(String),
    /// An incident was closed: why.
    Closed(Option<String>),
    /// It was not over after all: why.
    Reopened(Option<String>),
}

/// What a step meant for the map.
#[derive(Debug, Clone, Default)]
pub struct Meaning {
    /// Nodes that are unavailable, degraded, and will be either later.
    pub counts: [u64; 3],
    /// When all of it is over as far as is known.
    pub over: Option<Timestamp>,
    /// What has changed since the step before, the most important first.
    pub changes: Vec<Change>,
    /// How many more changes there are.
    pub omitted: u64,
}

/// A node that stands differently than at the step before.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// Name of who runs it.
    pub agency: Option<String>,
    /// How it stands now.
    pub level: Level,
    /// Since when.
    pub since: Timestamp,
    /// Until when as far as is known.
    pub until: Option<Timestamp>,
}

/// How scenes are written.
#[derive(Debug, Clone)]
pub struct Stage<'a> {
    /// The language.
    pub l: Language,
    /// Where the reader is.
    pub zone: &'a TimeZone,
    /// Cells of a line.
    pub width: u16,
}

impl Stage<'_> {
    /// What became known at a step, and who says so.
    pub fn head(&self, scene: &Scene) -> String {
        let mut text = format!("{}\n", self.l.time(scene.at, self.zone));
        for said in &scene.said {
            let (mark, said) = self.said(said);
            text.push_str(&paragraph(mark, &said, 2, self.width));
        }
        let remark = scene.remark.iter().map(|remark| format!(" ({remark})"));
        let source = format!("[{}]{}", scene.sources.join(", "), remark.collect::<String>());
        text.push_str(&paragraph("", &source, 2, self.width));
        text
    }

    /// What a step meant.
    pub fn meaning(&self, meaning: &Meaning) -> String {
        let mut text = paragraph("=", &self.counts(meaning), 2, self.width);
        for change in &meaning.changes {
            let agency = change.agency.iter().map(|agency| format!(" ({agency})")).collect::<String>();
            let since = self.l.short_time(change.since, self.zone, false);
            let mut line = format!(
                "{}{agency}: {} {} {since}",
                change.name,
                self.l.level(change.level),
                self.l.text("alerts-since")
            );
            if change.level != Level::Operational {
                line.push_str(&format!(", {}", self.until(change.until)));
            }
            text.push_str(&paragraph(sign(change.level), &line, 4, self.width));
        }
        if meaning.omitted > 0 {
            let more = self.l.text("incidents-more-changes");
            let line = format!("… {} {more}", self.l.number(meaning.omitted));
            text.push_str(&paragraph("", &line, 4, self.width));
        }
        text
    }

    fn counts(&self, meaning: &Meaning) -> String {
        let l = self.l;
        let [unavailable, degraded, expected] = meaning.counts;
        if unavailable + degraded + expected == 0 {
            return l.text("incidents-everything-operational").to_owned();
        }
        let part = |count, word: &str| format!("{} {word}", l.number(count));
        let mut parts =
            vec![part(unavailable, l.level(Level::Unavailable)), part(degraded, l.level(Level::Degraded))];
        if expected > 0 {
            parts.push(part(expected, l.text("incidents-still-come")));
        }
        let over = match meaning.over {
            Some(over) => {
                format!("{} {}", l.text("incidents-all-back"), l.short_time(over, self.zone, false))
            }
            None => l.text("report-no-end-known-2").to_owned(),
        };
        format!("{}; {over}", parts.join(", "))
    }

    fn until(&self, until: Option<Timestamp>) -> String {
        match until {
            Some(until) => {
                format!("{} {}", self.l.text("report-until"), self.l.short_time(until, self.zone, false))
            }
            None => self.l.text("report-no-end-known-2").to_owned(),
        }
    }

    fn said(&self, said: &Said) -> (&'static str, String) {
        let l = self.l;
        let with = |word: &str, text: &Option<String>| match text {
            Some(text) => format!("{word}: {text}"),
            None => format!("{word}."),
        };
        match said {
            Said::Opened(title) => ("!", format!("{}: {title}", l.text("incidents-incident"))),
            Said::Fails(name, level, from, until) => {
                let from = l.short_time(*from, self.zone, false);
                let (word, since) = (l.level(*level), l.text("alerts-since"));
                (sign(*level), format!("{name}: {word} {since} {from}, {}", self.until(*until)))
            }
            Said::Ended(name, since) => {
                let since = l.short_time(*since, self.zone, false);
                let word = l.text("incidents-mended-since");
                (sign(Level::Operational), format!("{name}: {word} {since}"))
            }
            Said::Forecast(node, until) => {
                let word = l.text("incidents-forecast");
                let node = node.iter().map(|node| format!(" ({node})")).collect::<String>();
                ("→", format!("{word}{node}: {}", self.until(*until)))
            }
            Said::Seen { node, level, computed, by, text } => {
                let by = by.iter().map(|by| format!("{by}: ")).collect::<String>();
                let mut line = format!("{by}{node} {}", l.level(*level));
                if level != computed {
                    line.push_str(&format!(" ({} {})", l.text("incidents-computed"), l.level(*computed)));
                }
                line.extend(text.iter().map(|text| format!(". {text}")));
                (sign(*level), line)
            }
            Said::Noted(text) => ("–", text.clone()),
            Said::Closed(text) => (sign(Level::Operational), with(l.text("incidents-closed"), text)),
            Said::Reopened(text) => ("!", with(l.text("incidents-reopened"), text)),
        }
    }
}
