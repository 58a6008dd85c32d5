//! A restart plan over time: for each node how long it is down and waits, how long it restarts, by when it must be back.

use super::View;
use super::axis::Axis;
use super::escape::short;
use super::svg::{Svg, round};
use crate::diagram::State;
use crate::theme::{self, Line};
use jiff::Timestamp;
use model::Seconds;

const WIDTH: f64 = 760.0;
const LEFT: f64 = 262.0;
const RIGHT: f64 = 652.0;
const MARGIN: f64 = 16.0;
const ROW: f64 = 20.0;
const BAR: f64 = 15.0;
const AXIS: f64 = 60.0;
const LEGEND: f64 = 26.0;
/// About how wide a character of small text is.
const LETTER: f64 = 6.8;
/// Nothing is drawn narrower.
const NARROW: f64 = 3.0;
/// Characters of a name.
const NAME: usize = 36;
/// Most rows, those of waves included.
const ROWS: usize = 36;

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RestartPicture {
    /// The calendar time of offset zero.
    pub starts_at: Option<Timestamp>,
    /// The nodes, wave by wave.
    pub rows: Vec<RestartRow>,
    /// How many nodes come back in all.
    pub all: u64,
}

/// One node; seconds after the start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RestartRow {
    /// Its name.
    pub name: String,
    /// Who runs it.
    pub agency: String,
    /// Its wave.
    pub wave: u32,
    /// When it became unavailable.
    pub failed: u32,
    /// When it can start.
    pub start: u32,
    /// When it is back.
    pub back: u32,
    /// It is started by hand.
    pub by_hand: bool,
    /// By when it must be back for all that hangs on it.
    pub due: Option<u32>,
}

/// The plan as an SVG picture.
pub fn restart(picture: &RestartPicture, view: &View) -> String {
    let waves = |rows: &[RestartRow]| rows.chunk_by(|a, b| a.wave == b.wave).count();
    let mut shown = &picture.rows[..picture.rows.len().min(ROWS)];
    while shown.len() + waves(shown) > ROWS {
        shown = &shown[..shown.len() - 1];
    }
    let last = shown.iter().map(|row| row.back).max().unwrap_or_default();
    // A mark that is far off must not make the bars too short.
    let near = |row: &RestartRow| row.due.filter(|&due| due <= last.max(3_600).saturating_mul(2));
    let last = shown.iter().filter_map(near).max().unwrap_or_default().max(last);
    let axis = Axis::new(view, picture.starts_at, last, false);
    let canvas = Canvas { svg: Svg::default(), view, picture, axis };
    canvas.draw(shown, waves(shown))
}

struct Canvas<'a> {
    svg: Svg,
    view: &'a View,
    picture: &'a RestartPicture,
    axis: Axis,
}

impl Canvas<'_> {
    fn draw(mut self, rows: &[RestartRow], waves: usize) -> String {
        let l = self.view.language;
        let (top, bottom) = (MARGIN + AXIS, MARGIN + AXIS + ROW * (rows.len() + waves).max(1) as f64);
        let left_out = self.picture.all.saturating_sub(rows.len() as u64);
        let height = bottom + MARGIN + LEGEND * if left_out > 0 { 3.0 } else { 2.0 };
        self.svg.begin((WIDTH, height), l.text("picture-restart-over-time"));
        self.grid(top, bottom);
        let mut y = top;
        for wave in rows.chunk_by(|a, b| a.wave == b.wave) {
            let fill = if self.view.print { theme::PAPER } else { theme::NEUTRAL };
            self.svg.rect((MARGIN, y + 1.0, RIGHT - MARGIN, ROW - 2.0), &[("fill", fill)]);
            let head = format!("{} {}", l.text("picture-wave"), wave[0].wave);
            self.svg.text(MARGIN + 4.0, y + ROW * 0.7, &head, &[("font-weight", "bold")]);
            y += ROW;
            for row in wave {
                self.row(y, row);
                y += ROW;
            }
        }
        let legend = bottom + MARGIN + LEGEND * 0.5;
        self.legend(legend);
        if left_out > 0 {
            let more = l.text("picture-more-nodes-not-picture");
            let text = format!("{more} {}", l.number(left_out));
            self.svg.text(MARGIN, legend + 2.0 * LEGEND, &text, &[]);
        }
        self.svg.end()
    }

    fn x(&self, at: u32) -> f64 {
        let share = f64::from(at.min(self.axis.end)) / f64::from(self.axis.end.max(1));
        round(LEFT + share * (RIGHT - LEFT))
    }

    fn grid(&mut self, top: f64, bottom: f64) {
        for tick in self.axis.ticks.clone() {
            let x = self.x(tick.at);
            self.svg.line((x, top - 4.0), (x, bottom), &[("stroke", "#BFC4C9"), ("stroke-width", "1")]);
            let middle = ("text-anchor", "middle");
            self.svg.text(x, top - 9.0, &tick.text, &[middle, ("font-size", "11")]);
            if let Some(day) = &tick.day {
                let bold = ("font-weight", "bold");
                self.svg.text(x, top - 24.0, day, &[middle, ("font-size", "11"), bold]);
            }
        }
    }

    fn row(&mut self, y: f64, row: &RestartRow) {
        let l = self.view.language;
        let moment = |at| Seconds::new(at).map(|at| self.view.moment(self.picture.starts_at, at));
        let moment = |at| moment(at).unwrap_or_default();
        let told = format!(
            "{} ({}): {} {}, {} {}, {} {}",
            row.name,
            row.agency,
            l.text("picture-down-from"),
            moment(row.failed),
            l.text("picture-start"),
            moment(row.start),
            l.text("picture-back"),
            moment(row.back)
        );
        let due = row.due.map(|due| format!("{} {}", l.text("picture-latest"), moment(due)));
        self.svg.open();
        self.svg.element("title", &[], Some(&told));
        let name = short(&row.name, NAME);
        let size = if name.chars().count() as f64 * LETTER > LEFT - MARGIN - 24.0 { "10.5" } else { "12" };
        self.svg.text(MARGIN + 16.0, y + ROW * 0.7, &name, &[("font-size", size)]);
        let waiting = Piece { state: State::Unavailable, sign: '✕', word: l.text("picture-waits") };
        self.bar(y, (row.failed, row.start), &waiting);
        if row.back > row.start || row.by_hand {
            let word = match row.by_hand {
                true => l.text("picture-hand"),
                false => l.text("picture-restarts"),
            };
            let sign = if row.by_hand { '☞' } else { '↻' };
            self.bar(y, (row.start, row.back), &Piece { state: State::Degraded, sign, word });
        }
        if let (Some(at), Some(told)) = (row.due, due) {
            self.due(y, at, at < row.back, &told);
        }
        self.svg.close();
    }

    fn bar(&mut self, y: f64, (from, until): (u32, u32), piece: &Piece<'_>) {
        let look = theme::look(piece.state);
        let (left, right) = (self.x(from), self.x(until));
        let width = (right - left).max(NARROW);
        let fill = if self.view.print { theme::PAPER } else { look.fill };
        let mut attributes = vec![("fill", fill), ("stroke", look.border), ("stroke-width", "1.5")];
        if look.line != Line::Solid {
            attributes.push(("stroke-dasharray", look.line.dashes()));
        }
        self.svg.rect((left, y + (ROW - BAR) / 2.0, width, BAR), &attributes);
        let whole = format!("{} {}", piece.sign, piece.word);
        let inside = match () {
            () if width > whole.chars().count() as f64 * LETTER + 8.0 => whole,
            () if width > 14.0 => piece.sign.to_string(),
            () => return,
        };
        self.svg.text(left + 4.0, y + ROW * 0.7, &inside, &[("font-size", "11")]);
    }

    /// A diamond; filled when it is missed. Beyond the axis it is told at its end.
    fn due(&mut self, y: f64, at: u32, missed: bool, told: &str) {
        if at > self.axis.end {
            let after = Seconds::new(at).map(|at| self.view.language.after(at)).unwrap_or_default();
            let text = format!("◆ {after} →");
            self.svg.text(
                RIGHT + 6.0,
                y + ROW * 0.7,
                &text,
                &[("font-size", "10.5"), ("fill", theme::QUIET)],
            );
            return;
        }
        let path = format!("M{} {}l5 6l-5 6l-5 -6Z", self.x(at), y + ROW / 2.0 - 6.0);
        self.svg.open();
        self.svg.element("title", &[], Some(told));
        self.diamond(&path, missed);
        self.svg.close();
    }

    fn diamond(&mut self, path: &str, missed: bool) {
        let fill = if missed { theme::TEXT } else { theme::PAPER };
        let attributes = [("d", path), ("fill", fill), ("stroke", theme::TEXT), ("stroke-width", "1.3")];
        self.svg.element("path", &attributes, None);
    }

    fn legend(&mut self, y: f64) {
        let l = self.view.language;
        let mut x = MARGIN;
        let samples = [
            (State::Unavailable, l.text("picture-down-waits")),
            (State::Degraded, l.text("picture-restarts-started-hand")),
        ];
        for (state, word) in samples {
            let look = theme::look(state);
            let fill = if self.view.print { theme::PAPER } else { look.fill };
            let mut attributes = vec![("fill", fill), ("stroke", look.border), ("stroke-width", "1.5")];
            if look.line != Line::Solid {
                attributes.push(("stroke-dasharray", look.line.dashes()));
            }
            self.svg.rect((x, y - 12.0, 24.0, BAR), &attributes);
            x = self.word(x + 30.0, y, word);
        }
        let (mut x, y) = (MARGIN, y + LEGEND);
        let marks = [(false, l.text("picture-back-latest")), (true, l.text("picture-too-late"))];
        for (missed, word) in marks {
            self.diamond(&format!("M{} {}l5 6l-5 6l-5 -6Z", x + 6.0, y - 10.0), missed);
            x = self.word(x + 18.0, y, word);
        }
    }

    /// A word of the legend; gives where the next sample begins.
    fn word(&mut self, x: f64, y: f64, word: &str) -> f64 {
        self.svg.text(x, y, word, &[]);
        round(x + word.chars().count() as f64 * (LETTER + 0.6) + 18.0)
    }
}

/// How a stretch of a bar looks.
struct Piece<'a> {
    state: State,
    sign: char,
    word: &'a str,
}
