//! Who is down or reduced when: bars over a time axis, as SVG.

use super::View;
use super::axis::Axis;
use super::escape::wrap;
use super::label::Writer;
use super::rows::{Bar, Mark, Row, Rows};
use super::svg::{Svg, round};
use crate::diagram::{Diagram, State};
use crate::theme::{self, Line};
use model::Seconds;
use words::say;

/// Widths and heights in pixels.
const MARGIN: f64 = 16.0;
const ROW: f64 = 20.0;
const BAR: f64 = 15.0;
const TITLE: f64 = 24.0;
const AXIS: f64 = 44.0;
const LEGEND: f64 = 26.0;
/// About how wide a character of small text is.
const LETTER: f64 = 6.8;
/// How far apart the names of two days must be.
const DAY: f64 = 74.0;
/// Nothing is drawn narrower.
const NARROW: f64 = 3.0;
/// Up to so many rows of a document the word of a state stands in each bar; in more, its sign does.
const WORDS: usize = 24;

/// Where the columns are, in pixels.
#[derive(Debug, Clone, Copy)]
struct Columns {
    /// The whole picture.
    width: f64,
    /// The axis begins.
    left: f64,
    /// The axis ends.
    right: f64,
}

impl Columns {
    fn new(view: &View) -> Self {
        match view.page {
            true => Self { width: 760.0, left: 300.0, right: 664.0 },
            false => Self { width: 1_240.0, left: 370.0, right: 1_090.0 },
        }
    }
}

/// The times of an impact as an SVG picture.
pub fn timeline(diagram: &Diagram<'_>, view: &View) -> String {
    drawn(diagram, view, false)
}

/// The same in a few rows, without title and remarks: what who decides must see first.
pub fn brief_timeline(diagram: &Diagram<'_>, view: &View) -> String {
    drawn(diagram, &View { page: true, ..view.clone() }, true)
}

fn drawn(diagram: &Diagram<'_>, view: &View, brief: bool) -> String {
    let rows = Rows::new(diagram, view, brief);
    let spans = diagram.nodes.iter().flat_map(|item| &item.spans);
    let bounds = spans.clone().map(|span| span.until.unwrap_or(span.from).get().max(span.from.get()));
    let open = spans.into_iter().any(|span| span.until.is_none());
    let last = reach(bounds.max().unwrap_or_default(), &rows);
    let canvas = Canvas {
        svg: Svg::default(),
        writer: Writer::new(diagram, view),
        axis: Axis::new(view, diagram.starts_at, last, open),
        columns: Columns::new(view),
        words: !view.page || rows.rows.len() <= WORDS,
        brief,
    };
    canvas.picture(&rows)
}

/// How far the axis must reach: all that happens, and marks that are not so far off that bars would become too short.
fn reach(bounds: u32, rows: &Rows) -> u32 {
    let far = bounds.max(86_400).saturating_mul(3);
    let marks = rows.rows.iter().flat_map(|row| &row.marks).map(|mark| mark.at);
    let last = marks.filter(|&at| at <= far).max().unwrap_or_default().max(bounds);
    if last == 0 { 86_400 } else { last }
}

struct Canvas<'a, 'd> {
    svg: Svg,
    writer: Writer<'a, 'd>,
    axis: Axis,
    columns: Columns,
    words: bool,
    brief: bool,
}

impl Canvas<'_, '_> {
    fn picture(mut self, rows: &Rows) -> String {
        let width = self.columns.width;
        let told = self.writer.title();
        // In a document the title stands above the picture.
        let title: &[String] = if self.writer.view.page { &[] } else { &told };
        let top = MARGIN + TITLE * title.len() as f64 + AXIS;
        let bottom = top + ROW * rows.rows.len().max(1) as f64;
        let remarks = if self.brief { Vec::new() } else { self.remarks(rows) };
        let legends = if self.is_two_rowed(rows) { 2.0 } else { 1.0 };
        let height = bottom + MARGIN + LEGEND * (legends + remarks.len() as f64);
        self.svg.begin((width, height), &told.join(" – "));
        for (i, line) in title.iter().enumerate() {
            let size = if i == 0 { "18" } else { "14" };
            self.svg.text(MARGIN, MARGIN + TITLE * (i as f64 + 0.7), line, &[("font-size", size)]);
        }
        self.grid(top, bottom);
        for (i, row) in rows.rows.iter().enumerate() {
            self.row(top + ROW * i as f64, row);
        }
        if rows.rows.is_empty() {
            let nothing = self.writer.l().text("report-nothing-affected");
            self.svg.text(MARGIN, top + ROW * 0.7, nothing, &[]);
        }
        let legend = bottom + MARGIN + LEGEND * 0.5;
        self.legend(legend, rows);
        for (i, line) in remarks.iter().enumerate() {
            self.svg.text(MARGIN, legend + LEGEND * (i as f64 + legends), line, &[]);
        }
        self.svg.end()
    }

    fn x(&self, at: u32) -> f64 {
        let share = f64::from(at.min(self.axis.end)) / f64::from(self.axis.end.max(1));
        round(self.columns.left + share * (self.columns.right - self.columns.left))
    }

    /// Vertical lines with their times above.
    fn grid(&mut self, top: f64, bottom: f64) {
        let ticks = self.axis.ticks.clone();
        let days: Vec<f64> = ticks.iter().filter(|t| t.day.is_some()).map(|t| self.x(t.at)).collect();
        for tick in ticks {
            let x = self.x(tick.at);
            self.svg.line((x, top - 4.0), (x, bottom), &[("stroke", theme::GRID), ("stroke-width", "1")]);
            let middle = ("text-anchor", "middle");
            self.svg.text(x, top - 9.0, &tick.text, &[middle, ("font-size", "11")]);
            if let Some(day) = &tick.day {
                // A day that begins soon after another one has the place; the first one makes room to the left.
                let next =
                    days.iter().copied().filter(|&other| other > x && other - x < DAY).reduce(f64::min);
                let (x, place) = match next {
                    Some(next) => ((x + 12.0).min(next - DAY / 2.0), ("text-anchor", "end")),
                    None => (x, middle),
                };
                self.svg.text(x, top - 24.0, day, &[place, ("font-size", "11"), ("font-weight", "bold")]);
            }
        }
        let Columns { left, right, .. } = self.columns;
        self.svg.line((left, top), (right, top), &[("stroke", theme::QUIET), ("stroke-width", "1")]);
        self.svg.line((left, bottom), (right, bottom), &[("stroke", theme::QUIET), ("stroke-width", "1")]);
    }

    fn row(&mut self, y: f64, row: &Row) {
        self.svg.open();
        self.svg.element("title", &[], Some(&row.full));
        if row.head && row.bars.is_empty() {
            let fill = if self.writer.view.print { theme::PAPER } else { theme::NEUTRAL };
            self.svg.rect((MARGIN, y + 1.0, self.columns.right - MARGIN, ROW - 2.0), &[("fill", fill)]);
        }
        let left = if row.head { MARGIN + 4.0 } else { MARGIN + 16.0 };
        let weight = if row.head || row.failed { "bold" } else { "normal" };
        let width = self.columns.left - left - 8.0;
        // Bold letters are wider.
        let letter = if weight == "bold" { LETTER * 1.2 } else { LETTER };
        let size = if row.name.chars().count() as f64 * letter > width { "10.5" } else { "12" };
        self.svg.text(left, y + ROW * 0.7, &row.name, &[("font-weight", weight), ("font-size", size)]);
        row.bars.iter().for_each(|bar| self.bar(y, bar));
        let (shown, beyond): (Vec<&Mark>, Vec<&Mark>) =
            row.marks.iter().partition(|mark| mark.at <= self.axis.end);
        shown.into_iter().for_each(|mark| self.mark(y, mark));
        if let Some(mark) = beyond.first() {
            let after = Seconds::new(mark.at).map(|at| self.writer.l().after(at)).unwrap_or_default();
            let text = format!("{} {after} →", sign(mark));
            self.svg.text(
                self.columns.right + 6.0,
                y + ROW * 0.7,
                &text,
                &[("font-size", "10.5"), ("fill", theme::QUIET)],
            );
        }
        self.svg.close();
    }

    /// A bar; one without an end goes on as an arrow.
    fn bar(&mut self, y: f64, bar: &Bar) {
        let look = theme::look(bar.state);
        let (from, to) = (self.x(bar.from), self.x(bar.until.unwrap_or(self.axis.end)));
        let to = to.max(from + NARROW);
        let (top, bottom) = (y + (ROW - BAR) / 2.0, y + (ROW + BAR) / 2.0);
        let path = match bar.until {
            Some(_) => format!("M{from} {top}H{to}V{bottom}H{from}Z"),
            None => {
                let tip = round(to + 10.0);
                format!("M{to} {bottom}H{from}V{top}H{to}L{tip} {}Z", (top + bottom) / 2.0)
            }
        };
        let fill = if self.writer.view.print { theme::PAPER } else { look.fill };
        self.svg.open();
        let told = self.wording(bar);
        self.svg.element("title", &[], Some(&told));
        let mut attributes = vec![("d", path.as_str()), ("fill", fill), ("stroke", look.border)];
        attributes.push(("stroke-width", if bar.state == State::Unavailable { "2" } else { "1.5" }));
        if look.line != Line::Solid {
            attributes.push(("stroke-dasharray", look.line.dashes()));
        }
        self.svg.element("path", &attributes, None);
        let word = theme::marked(self.writer.l(), bar.state);
        let icon = look.icon.to_string();
        let room = to - from;
        let inside = match () {
            () if self.words && room > word.chars().count() as f64 * LETTER + 10.0 => word.as_str(),
            () if room > 14.0 => icon.as_str(),
            () => "",
        };
        if !inside.is_empty() {
            self.svg.text(from + 4.0, y + ROW * 0.7, inside, &[("font-size", "11")]);
        }
        self.svg.close();
    }

    fn wording(&self, bar: &Bar) -> String {
        let l = self.writer.l();
        let moment = |at: u32| Seconds::new(at).map(|at| self.writer.moment(at)).unwrap_or_default();
        let until = match bar.until {
            Some(until) => format!("{} {}", l.text("report-until"), moment(until)),
            None => l.text("picture-no-end-sight").to_owned(),
        };
        format!("{} {} {}, {until}", theme::state(l, bar.state), l.text("report-from"), moment(bar.from))
    }

    /// A diamond for what is tolerable, a flag for a deadline; filled when it passes unmet.
    fn mark(&mut self, y: f64, mark: &Mark) {
        let (x, middle) = (self.x(mark.at), y + ROW / 2.0);
        let path = match mark.deadline {
            false => format!("M{x} {}l5 6l-5 6l-5 -6Z", middle - 6.0),
            true => format!("M{x} {}v18M{x} {}l9 4l-9 4Z", middle - 9.0, middle - 9.0),
        };
        let fill = if mark.missed { theme::TEXT } else { theme::PAPER };
        let attributes =
            [("d", path.as_str()), ("fill", fill), ("stroke", theme::TEXT), ("stroke-width", "1.3")];
        self.svg.open();
        self.svg.element("title", &[], Some(&mark.text));
        self.svg.element("path", &attributes, None);
        self.svg.close();
    }

    /// Marks that occur: whether a deadline, whether missed, and what they mean.
    fn marks(&self, rows: &Rows) -> Vec<(bool, bool, &'static str)> {
        let l = self.writer.l();
        let all = [
            (false, false, l.text("picture-longest-tolerable-time")),
            (false, true, l.text("report-exceeded")),
            (true, false, l.text("picture-statutory-deadline")),
            (true, true, l.text("picture-risk-2")),
        ];
        let has = |deadline: bool, missed: bool| {
            rows.rows
                .iter()
                .flat_map(|row| &row.marks)
                .any(|m| m.deadline == deadline && (m.missed || !missed))
        };
        all.into_iter().filter(|&(deadline, missed, _)| has(deadline, missed)).collect()
    }

    /// Whether the marks need a row of the legend of their own.
    fn is_two_rowed(&self, rows: &Rows) -> bool {
        self.writer.view.page && !self.marks(rows).is_empty()
    }

    /// What occurs, and nothing else.
    fn legend(&mut self, y: f64, rows: &Rows) {
        let l = self.writer.l();
        let bars = || rows.rows.iter().flat_map(|row| &row.bars);
        let mut x = MARGIN;
        for state in [State::Unavailable, State::Degraded] {
            if !bars().any(|bar| bar.state == state) {
                continue;
            }
            let look = theme::look(state);
            let fill = if self.writer.view.print { theme::PAPER } else { look.fill };
            let mut attributes = vec![("fill", fill), ("stroke", look.border), ("stroke-width", "2")];
            if look.line != Line::Solid {
                attributes.push(("stroke-dasharray", look.line.dashes()));
            }
            self.svg.rect((x, y - 12.0, 24.0, BAR), &attributes);
            x = self.word(x + 30.0, y, &theme::marked(l, state));
        }
        if bars().any(|bar| bar.until.is_none()) {
            let path = format!("M{} {}H{x}V{}H{}l10 8Z", x + 20.0, y + 4.0, y - 12.0, x + 20.0);
            let look = [("d", path.as_str()), ("fill", theme::PAPER), ("stroke", theme::QUIET)];
            self.svg.element("path", &look, None);
            x = self.word(x + 36.0, y, l.text("picture-no-end-sight"));
        }
        let (mut x, y) = if self.is_two_rowed(rows) { (MARGIN, y + LEGEND) } else { (x, y) };
        for (deadline, missed, word) in self.marks(rows) {
            let fill = if missed { theme::TEXT } else { theme::PAPER };
            let path = match deadline {
                false => format!("M{} {}l5 6l-5 6l-5 -6Z", x + 6.0, y - 10.0),
                true => format!("M{0} {1}v16M{0} {1}l9 4l-9 4Z", x + 4.0, y - 12.0),
            };
            self.svg.element("path", &[("d", &path), ("fill", fill), ("stroke", theme::TEXT)], None);
            x = self.word(x + 18.0, y, word);
        }
    }

    /// A word of the legend; gives where the next sample begins.
    fn word(&mut self, x: f64, y: f64, word: &str) -> f64 {
        self.svg.text(x, y, word, &[]);
        round(x + word.chars().count() as f64 * (LETTER + 0.6) + 18.0)
    }

    /// What the picture does not show one by one.
    fn remarks(&self, rows: &Rows) -> Vec<String> {
        let l = self.writer.l();
        let mut remarks = Vec::new();
        let nodes = |n: u64| say!(l, "count-nodes", nodes = n);
        if rows.single < rows.affected {
            let (all, single) = (nodes(rows.affected), l.number(rows.single));
            let rest = l.number(rows.affected - rows.single);
            let told = say!(l, "picture-rows", all = all, single = single, rest = rest);
            remarks.extend(wrap(&told, if self.writer.view.page { 100 } else { 160 }, 3));
        }
        let is_single = |item: &&crate::diagram::Item<'_>| !item.spans.is_empty() && rows.single > 0;
        let single = || self.writer.diagram.nodes.iter().filter(is_single);
        let mut signs: Vec<&str> = Vec::new();
        signs.extend(single().any(|item| !item.certain).then(|| l.text("picture-not-confirmed-2")));
        signs.extend(
            single().any(|item| item.failed).then(|| l.text("picture-bold-below-agency-supposed-fail")),
        );
        remarks.extend((!signs.is_empty()).then(|| signs.join(" · ")));
        if self.writer.diagram.omitted > 0 {
            let why = l.text("picture-not-picture-too-many");
            let another = l.text("picture-another");
            remarks.push(format!("{another} {} {why}.", nodes(self.writer.diagram.omitted)));
        }
        remarks
    }
}

fn sign(mark: &Mark) -> char {
    if mark.deadline { '⚑' } else { '◆' }
}
