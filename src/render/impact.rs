//! The answer to "what is affected" as a text that a person reads from top to bottom.

use super::words::Language;
use crate::model::{Level, Seconds};
use comfy_table::{ContentArrangement, Table, presets};
use jiff::tz::TimeZone;
use std::fmt::Write;

/// An affected node.
#[derive(Debug, Clone)]
pub struct Affected {
    /// What people call it, and its key.
    pub name: String,
    /// The key.
    pub key: String,
    /// Who runs it.
    pub agency: String,
    /// Its worst level.
    pub level: Level,
    /// The first start and the last end of being affected; no end = not within what was looked at.
    pub from: Seconds,
    /// See `from`.
    pub until: Option<Seconds>,
    /// It gets that bad even if only confirmed dependencies count.
    pub certain: bool,
    /// Workarounds, deadlines and the breach of the tolerable period, ready to be read.
    pub remarks: Vec<Remark>,
    /// Names along the chain of causes, the root last.
    pub why: Vec<String>,
}

/// Something to know about an affected node.
#[derive(Debug, Clone)]
pub enum Remark {
    /// People carry on by other means.
    Workaround(String),
    /// A statutory deadline goes on running.
    Deadline {
        /// What must be done in time.
        name: String,
        /// How long there is.
        period: Seconds,
    },
    /// Unavailable for longer than tolerable from then on.
    Breach(Seconds),
}

/// A line of a simple list: a name and what is said of it.
#[derive(Debug, Clone)]
pub struct Row {
    /// The name.
    pub name: String,
    /// What is said.
    pub text: String,
}

/// All that is told.
#[derive(Debug, Clone)]
pub struct Report {
    /// Title of the scenario.
    pub title: Option<String>,
    /// Names of what fails.
    pub failed: Vec<String>,
    /// Nodes unavailable, degraded.
    pub nodes: (u64, u64),
    /// Agencies and people concerned.
    pub concerned: (u64, u64),
    /// The affected nodes that are shown.
    pub affected: Vec<Affected>,
    /// How many are not shown.
    pub omitted: u64,
    /// Agencies: unavailable, degraded, still working.
    pub agencies: Vec<(String, u64, u64, u64)>,
    /// Offices, with the affected services there.
    pub sites: Vec<Row>,
    /// What lost its redundancy, with what was lost.
    pub at_risk: Vec<Row>,
    /// What cannot restart by itself.
    pub deadlocked: Vec<String>,
    /// Calendar time of offset zero.
    pub starts_at: Option<jiff::Timestamp>,
    /// The map revision; `None` when the map came from files.
    pub revision: Option<u64>,
    /// Dependencies on the way that nobody confirmed.
    pub unconfirmed: u64,
    /// How far was looked.
    pub horizon: Option<Seconds>,
}

/// Writes the report for a terminal of this width.
pub fn render(report: &Report, language: Language, zone: &TimeZone, width: u16) -> String {
    let page = Page { report, l: language, zone, width };
    let mut text = String::new();
    page.summary(&mut text);
    page.affected(&mut text);
    page.lists(&mut text);
    page.footer(&mut text);
    text
}

struct Page<'a> {
    report: &'a Report,
    l: Language,
    zone: &'a TimeZone,
    width: u16,
}

impl Page<'_> {
    fn at(&self, offset: Seconds) -> String {
        let start = self.report.starts_at;
        let time =
            start.and_then(|s| s.checked_add(jiff::SignedDuration::from_secs(offset.get().into())).ok());
        match time {
            Some(time) => self.l.time(time, self.zone),
            None if offset == Seconds::ZERO => self.l.say("sofort", "at once").to_owned(),
            None => format!("{} {}", self.l.say("nach", "after"), self.l.duration(offset)),
        }
    }

    fn summary(&self, out: &mut String) {
        let (r, l) = (self.report, self.l);
        if let Some(title) = &r.title {
            let _ = writeln!(out, "{title}\n");
        }
        let _ = writeln!(out, "{} {}", l.say("Es fällt aus:", "What fails:"), r.failed.join(", "));
        let (down, reduced) = r.nodes;
        let _ = writeln!(
            out,
            "{} {}, {} {}.",
            l.say("Betroffen sind", "Affected:"),
            l.count(down + reduced, ("Knoten", "Knoten"), ("node", "nodes")),
            l.say("davon", "of these"),
            l.say_levels(down, reduced),
        );
        let (agencies, people) = r.concerned;
        let agencies = l.count(agencies, ("Behörde", "Behörden"), ("agency", "agencies"));
        if people > 0 {
            let _ = writeln!(
                out,
                "{}: {agencies}, {} {}.",
                l.say("Das trifft", "Concerned"),
                l.number(people),
                l.say("Einwohner", "inhabitants")
            );
        } else {
            let _ = writeln!(out, "{}: {agencies}.", l.say("Das trifft", "Concerned"));
        }
    }

    fn table(&self, head: &[&str]) -> Table {
        let mut table = Table::new();
        table
            .load_style(presets::UTF8_HORIZONTAL_ONLY)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(self.width)
            .set_header(head.to_vec());
        table
    }

    fn affected(&self, out: &mut String) {
        let (r, l) = (self.report, self.l);
        if r.affected.is_empty() {
            return;
        }
        let mut table = self.table(&[
            l.say("Zustand", "Level"),
            l.say("Was", "What"),
            l.say("Wer", "Who"),
            l.say("von", "from"),
            l.say("bis", "until"),
            l.say("Hinweise", "Remarks"),
        ]);
        for node in &r.affected {
            let until = node.until.map_or_else(|| l.say("offen", "open").to_owned(), |u| self.at(u));
            let name = format!("{}\n({})", node.name, node.key);
            let level = if node.certain {
                l.level(node.level).to_owned()
            } else {
                format!("{}\n({})", l.level(node.level), l.say("möglich", "possible"))
            };
            table.add_row(vec![
                level,
                name,
                node.agency.clone(),
                self.at(node.from),
                until,
                self.remarks(node),
            ]);
        }
        let _ = writeln!(out, "\n{table}");
        if r.omitted > 0 {
            let _ = writeln!(out, "{} {}", l.say("Nicht gezeigt:", "Not shown:"), l.number(r.omitted));
        }
    }

    fn remarks(&self, node: &Affected) -> String {
        let l = self.l;
        let remark = |r: &Remark| match r {
            Remark::Workaround(text) => format!("{}: {text}", l.say("Ausweichen", "Workaround")),
            Remark::Deadline { name, period } => {
                format!("{}: {name} ({})", l.say("Frist", "Deadline"), l.duration(*period))
            }
            Remark::Breach(at) => {
                format!("{}: {}", l.say("nicht mehr tolerierbar ab", "intolerable from"), self.at(*at))
            }
        };
        let mut lines: Vec<String> = node.remarks.iter().map(remark).collect();
        match &node.why[..] {
            [_, root] => lines.push(format!("{} {root}", l.say("weil:", "because of"))),
            [_, next, root] => lines.push(format!("{} {next} ← {root}", l.say("weil:", "because of"))),
            [_, next, .., root] => {
                lines.push(format!("{} {next} ← … ← {root}", l.say("weil:", "because of")))
            }
            _ => {}
        }
        lines.join("\n")
    }

    fn lists(&self, out: &mut String) {
        let (r, l) = (self.report, self.l);
        if !r.agencies.is_empty() {
            let _ = writeln!(out, "\n{}", l.say("Nach Behörden", "By agency"));
            let mut table = self.table(&[
                l.say("Behörde", "Agency"),
                l.say("ausgefallen", "unavailable"),
                l.say("eingeschränkt", "degraded"),
                l.say("läuft noch", "still working"),
            ]);
            for (name, down, reduced, working) in &r.agencies {
                table.add_row(vec![name.clone(), l.number(*down), l.number(*reduced), l.number(*working)]);
            }
            let _ = writeln!(out, "{table}");
        }
        self.rows(out, l.say("An diesen Standorten", "At these sites"), &r.sites);
        self.rows(
            out,
            l.say("Redundanz verloren: noch ein Ausfall genügt", "At risk: one more failure is enough"),
            &r.at_risk,
        );
        if !r.deadlocked.is_empty() {
            let _ =
                writeln!(out, "\n{}", l.say("Läuft nicht von selbst wieder an", "Cannot restart by itself"));
            for name in &r.deadlocked {
                let _ = writeln!(out, "  {name}");
            }
        }
    }

    fn rows(&self, out: &mut String, head: &str, rows: &[Row]) {
        if rows.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{head}");
        for row in rows {
            let _ = writeln!(out, "  {}: {}", row.name, row.text);
        }
    }

    fn footer(&self, out: &mut String) {
        let (r, l) = (self.report, self.l);
        let map = match r.revision {
            Some(revision) => format!("{} {revision}", l.say("Kartenstand: Revision", "Map revision")),
            None => l.say("Kartenstand: aus Dateien", "Map: from files").to_owned(),
        };
        let horizon = match r.horizon {
            Some(h) => format!("; {} {}", l.say("betrachtet bis", "looked as far as"), l.duration(h)),
            None => String::new(),
        };
        let _ = writeln!(out, "\n{map}{horizon}");
        if r.unconfirmed > 0 {
            let _ = writeln!(
                out,
                "{} {}",
                l.count(
                    r.unconfirmed,
                    ("unbestätigte Abhängigkeit", "unbestätigte Abhängigkeiten"),
                    ("unconfirmed dependency", "unconfirmed dependencies")
                ),
                l.say(
                    "auf dem Weg; was nur daran hängt, ist als möglich gekennzeichnet.",
                    "on the way; what hangs only on them is marked as possible."
                )
            );
        }
    }
}

impl Language {
    fn say_levels(self, down: u64, reduced: u64) -> String {
        format!(
            "{} {}, {} {}",
            self.number(down),
            self.say("ausgefallen", "unavailable"),
            self.number(reduced),
            self.say("eingeschränkt", "degraded")
        )
    }
}
