//! The report as a text that a person reads from top to bottom: what it means first, what it rests on last.

use super::grid::{GAP, Grid, below, hanging, paragraph, width};
use super::report::{Affected, Remark, Report, Span};
use super::sentences::{data, deadline_open, fallback, last_leg, totals};
use super::words::{Language, shortened, sign};
use jiff::tz::TimeZone;
use model::Seconds;
use words::zone;

/// From this width on agencies and remarks have columns of their own.
const WIDE: u16 = 116;
/// Characters of the basis of a deadline.
const BASIS: usize = 40;
/// Most spans of one node that are listed.
pub(super) const SPANS: usize = 6;

/// Writes the report for a terminal of this width, with times where the reader is.
pub fn render(report: &Report, language: Language, zone: &TimeZone, width: u16) -> String {
    let page = Page { report, l: language, zone, width: width.max(60) };
    let mut text = String::new();
    page.summary(&mut text);
    page.about(&mut text);
    page.affected(&mut text);
    page.at_risk(&mut text);
    page.open_questions(&mut text);
    page.deadlocked(&mut text);
    page.agencies(&mut text);
    page.sites(&mut text);
    page.why(&mut text);
    page.assumptions(&mut text);
    text
}

/// A report with everything that its wording depends on.
pub(super) struct Page<'a> {
    pub(super) report: &'a Report,
    pub(super) l: Language,
    pub(super) zone: &'a TimeZone,
    pub(super) width: u16,
}

impl Page<'_> {
    /// A paragraph over the whole width.
    pub(super) fn paragraph(&self, out: &mut String, text: &str) {
        out.push_str(&paragraph("", text, 0, self.width));
    }

    /// An entry of a list.
    pub(super) fn item(&self, out: &mut String, text: &str) {
        out.push_str(&paragraph("–", text, 1, self.width));
    }

    /// The heading of a part.
    pub(super) fn heading(&self, out: &mut String, text: &str) {
        out.push('\n');
        self.paragraph(out, &text.to_uppercase());
    }

    /// That a list goes on.
    pub(super) fn more(&self, out: &mut String, omitted: u64) {
        if omitted > 0 {
            let l = self.l;
            let text = format!("… {} {}", l.text("report-more-3"), l.number(omitted));
            self.paragraph(out, &text);
        }
    }

    /// Name and who runs it.
    pub(super) fn named(name: &str, agency: Option<&String>) -> String {
        agency.map_or_else(|| name.to_owned(), |agency| format!("{name} ({agency})"))
    }

    /// An offset, on the calendar where there is one.
    pub(super) fn at(&self, offset: Seconds) -> String {
        let on_calendar = self.report.starts_at.and_then(|start| {
            let time = start.checked_add(jiff::SignedDuration::from_secs(offset.get().into())).ok()?;
            let year = |t: jiff::Timestamp| t.to_zoned(self.zone.clone()).year();
            Some(self.l.short_time(time, self.zone, year(time) != year(start)))
        });
        match on_calendar {
            Some(time) => time,
            None if offset == Seconds::ZERO => self.l.text("report-once").to_owned(),
            None => self.l.after(offset),
        }
    }

    fn until(&self, until: Option<Seconds>) -> String {
        until.map_or_else(|| self.l.text("report-open").to_owned(), |u| self.at(u))
    }

    fn summary(&self, out: &mut String) {
        let (r, l) = (self.report, self.l);
        if let Some(title) = &r.title {
            self.paragraph(out, title);
            out.push('\n');
        }
        if r.starts_at.is_some() {
            self.paragraph(out, &format!("{} {}", l.text("report-times"), zone::name(self.zone)));
            out.push('\n');
        }
        let when = r.starts_at.map(|start| format!(", {}", l.time(start, self.zone)));
        let when = when.unwrap_or_default();
        self.paragraph(out, &format!("{}{when}:", l.text("report-what-supposed")));
        for failed in &r.failed {
            let mut text = Self::named(&failed.name, failed.agency.as_ref());
            text.push_str(&format!(", {}", self.level_and_span(&failed.span)));
            out.push_str(&paragraph(sign(failed.span.level), &text, 1, self.width));
        }
        self.more(out, r.omitted.failed);
        out.push('\n');
        self.paragraph(out, &totals(&r.totals, l));
    }

    /// A level with when it is at it.
    pub(super) fn level_and_span(&self, span: &Span) -> String {
        format!("{}{}", self.l.level(span.level), self.span_in_words(span))
    }

    /// The same where it must be said when it begins at once.
    fn since_then(&self, from: Seconds) -> String {
        let since = self.since(from);
        if since.is_empty() { self.at(from) } else { since.trim_start().to_owned() }
    }

    fn since(&self, from: Seconds) -> String {
        match (self.report.starts_at, from) {
            (None, Seconds::ZERO) => String::new(),
            (Some(_), _) => format!(" {} {}", self.l.text("report-from"), self.at(from)),
            _ => format!(" {}", self.at(from)),
        }
    }

    fn span_in_words(&self, span: &Span) -> String {
        let l = self.l;
        let from = self.since(span.from);
        match span.until {
            None => format!("{from}, {}", l.text("report-no-end-known-2")),
            Some(until) if self.report.starts_at.is_some() => {
                format!("{from} {} {}", l.text("report-until"), self.at(until))
            }
            Some(until) => {
                format!("{from}, {} {}", l.text("report-repaired"), self.at(until))
            }
        }
    }

    fn affected(&self, out: &mut String) {
        let (r, l) = (self.report, self.l);
        if r.affected.is_empty() {
            return;
        }
        self.heading(out, l.text("report-affected"));
        let rows: Vec<Cells> = r.affected.iter().map(|node| self.cells(node)).collect();
        let head = [
            l.text("report-level"),
            l.text("report-what"),
            l.text("report-who"),
            l.text("report-since"),
            l.text("report-until-2"),
            l.text("report-workarounds-deadlines"),
        ];
        let widest = |head: &str, of: fn(&Cells) -> &str| {
            rows.iter().map(|row| width(of(row))).chain([width(head)]).max().unwrap_or_default()
        };
        let level = widest(head[0], |c| &c.level);
        let (since, until) = (widest(head[3], |c| &c.since), widest(head[4], |c| &c.until));
        let fixed = level + since + until;
        let grid = if self.width >= WIDE {
            let rest = self.width.saturating_sub(fixed + 5 * GAP);
            let (what, who) = (rest * 36 / 100, rest * 26 / 100);
            let mut grid = Grid::new(0, &[level, what, who, since, until, rest - what - who]).head(head);
            for row in rows {
                let remarks: Vec<String> =
                    row.remarks.iter().map(|r| hanging(r, rest - what - who)).collect();
                let (name, agency) = (hanging(&row.what, what), hanging(&row.who, who));
                grid.row([row.level, name, agency, row.since, row.until, remarks.join("\n")]);
            }
            grid
        } else {
            let what = self.width.saturating_sub(fixed + 3 * GAP);
            let head = [head[0], l.text("report-what-who"), head[3], head[4]];
            let mut grid = Grid::new(0, &[level, what, since, until]).head(head);
            for row in rows {
                let mut lines = vec![hanging(&row.what, what)];
                lines.extend(Some(row.who).filter(|who| !who.is_empty()).map(|who| below(&who, what)));
                lines.extend(row.remarks.iter().map(|remark| below(&format!("→\u{a0}{remark}"), what)));
                grid.row([row.level, lines.join("\n"), row.since, row.until]);
            }
            grid
        };
        out.push_str(&grid.text());
        self.more(out, r.omitted.affected);
    }

    /// The texts of one row; the lines of level, since and until belong together.
    fn cells(&self, node: &Affected) -> Cells {
        let shown = &node.spans[..node.spans.len().min(SPANS)];
        let lines = |of: &dyn Fn(&Span) -> String| shown.iter().map(of).collect::<Vec<_>>().join("\n");
        // Only the first line of a row begins at the edge.
        let mut level = lines(&|span| self.l.marked(span.level)).replace('\n', "\n  ");
        if shown.len() < node.spans.len() {
            level.push_str(&format!("\n  … (+{})", node.spans.len() - shown.len()));
        }
        if !node.certain {
            level.push_str(&format!("\n  ({})", self.l.text("report-not-confirmed")));
        }
        Cells {
            level,
            what: node.name.clone(),
            who: node.agency.clone().unwrap_or_default(),
            since: lines(&|span| self.at(span.from)),
            until: lines(&|span| self.until(span.until)),
            remarks: node.remarks.iter().map(|remark| self.remark(remark)).collect(),
        }
    }

    fn remark(&self, remark: &Remark) -> String {
        let l = self.l;
        match remark {
            Remark::Workaround { text, lasts } => {
                let lasts = super::sentences::lasts(*lasts, l);
                let text = text.as_deref().unwrap_or(l.text("report-not-described"));
                format!("{}: {text}{}", l.text("report-workaround"), lasts)
            }
            Remark::Deadline { name, end, due, basis, at_risk, undecided } => {
                let basis = basis.as_ref().map(|basis| format!(", {}", shortened(basis, BASIS)));
                let basis = basis.unwrap_or_default();
                let risk = if *at_risk { l.text("report-risk") } else { deadline_open(*undecided, *due, l) };
                format!("{}: {name} ({}{basis}){risk}", l.text("report-deadline"), l.deadline(*end))
            }
            Remark::Fallback { name, agency, contact, from, until } => {
                let who: Vec<String> = [agency, contact].into_iter().flatten().cloned().collect();
                let from = format!(" {}", self.since_then(*from));
                let until = until.map(|until| format!(" {} {}", l.text("report-until"), self.at(until)));
                fallback(name, &who, &from, &until.unwrap_or_default(), l)
            }
            Remark::LastLeg { left } => last_leg(left, l),
            Remark::Data { .. } => data(remark, l),
            Remark::Breach { mtpd, at } => format!(
                "{} {}: {} {}",
                l.text("report-tolerable-most"),
                l.duration(*mtpd),
                l.text("report-exceeded-from"),
                self.at(*at)
            ),
        }
    }
}

struct Cells {
    level: String,
    what: String,
    who: String,
    since: String,
    until: String,
    remarks: Vec<String>,
}
