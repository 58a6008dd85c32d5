//! The answer to a planner's question as people read it: plain words first, then tables, then what it rests on.
//!
//! One form for all questions; [`text`] writes it for a terminal, [`super::html::paper`] as a document.

use super::grid::{GAP, Grid, hanging, paragraph, right, width};
use super::words::Language;
use model::Level;

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paper {
    /// It tells times of the calendar.
    pub timed: bool,
    /// What was asked.
    pub title: String,
    /// The answer in a few plain sentences.
    pub lead: Vec<String>,
    /// The answer in full.
    pub parts: Vec<Part>,
    /// What it rests on.
    pub basis: Vec<String>,
}

/// A part under a heading of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// The heading.
    pub heading: String,
    /// What stands there.
    pub blocks: Vec<Block>,
}

/// A piece of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A list.
    List(Vec<String>),
    /// A table.
    Table(Table),
    /// A picture; whatever it shows must stand in words, too.
    Picture(Picture),
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is called.
    pub name: String,
    /// What it shows, in a sentence.
    pub description: String,
    /// How it is drawn.
    pub source: Source,
}

/// How a picture is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// It is drawn already.
    Svg(String),
    /// `dot` is to draw it.
    Dot(String),
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; each has as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// Rows that were left out.
    pub omitted: u64,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Its share of the width, compared with those of the others.
    pub share: u16,
    /// It holds numbers, which stand at the right.
    pub number: bool,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// The sign and word of a level stand first.
    pub level: Option<Level>,
    /// The text; line breaks stay.
    pub text: String,
    /// Smaller, below it.
    pub below: String,
}

impl Part {
    /// A part with these blocks.
    pub fn new(heading: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self { heading: heading.into(), blocks }
    }
}

impl Table {
    /// An empty table; each column with its head and its share of the width.
    pub fn new(columns: &[(&str, u16)]) -> Self {
        let column = |&(head, share): &(&str, u16)| Column { head: head.to_owned(), share, number: false };
        Self { columns: columns.iter().map(column).collect(), ..Self::default() }
    }

    /// These columns hold numbers.
    #[must_use]
    pub fn numbers(mut self, columns: &[usize]) -> Self {
        for &at in columns {
            if let Some(column) = self.columns.get_mut(at) {
                column.number = true;
            }
        }
        self
    }

    /// Adds a row.
    pub fn row<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<Level> for Cell {
    fn from(level: Level) -> Self {
        Self { level: Some(level), ..Self::default() }
    }
}

impl Cell {
    /// A text with a smaller one below it.
    pub fn named(text: impl Into<String>, below: impl Into<String>) -> Self {
        Self { level: None, text: text.into(), below: below.into() }
    }
}

/// That rows were left out; empty when none were.
pub fn more(omitted: u64, l: Language) -> String {
    match omitted {
        0 => String::new(),
        n => format!("… {} {}", l.text("report-more-2"), l.number(n)),
    }
}

/// The paper for a terminal of this width, with what the zone of its times is called.
pub fn text(paper: &Paper, l: Language, zone: &str, width: u16) -> String {
    let width = width.max(60);
    let mut out = paragraph("", &paper.title.to_uppercase(), 0, width);
    if paper.timed {
        out.push_str(&paragraph("", &format!("{} {zone}", l.text("report-times")), 0, width));
    }
    for sentence in &paper.lead {
        out.push('\n');
        out.push_str(&paragraph("", sentence, 0, width));
    }
    for part in &paper.parts {
        out.push('\n');
        out.push_str(&paragraph("", &part.heading.to_uppercase(), 0, width));
        for block in &part.blocks {
            match block {
                Block::Text(text) => out.push_str(&paragraph("", text, 0, width)),
                Block::List(items) => items.iter().for_each(|i| out.push_str(&paragraph("–", i, 1, width))),
                Block::Table(table) => out.push_str(&grid(table, l, width)),
                // Whatever it shows stands in words, too.
                Block::Picture(_) => {}
            }
        }
    }
    out.push('\n');
    out.push_str(&paragraph("", &l.text("planning-what-rests").to_uppercase(), 0, width));
    paper.basis.iter().for_each(|sentence| out.push_str(&paragraph("–", sentence, 1, width)));
    out
}

fn grid(table: &Table, l: Language, total: u16) -> String {
    let widths = widths(table, l, total);
    let heads = table.columns.iter().map(|column| match column.number {
        true => right(column.head.clone()),
        false => column.head.clone().into(),
    });
    let mut grid = Grid::new(0, &widths).head(heads.collect::<Vec<_>>());
    for row in &table.rows {
        let cells = row.iter().zip(&table.columns).zip(&widths);
        grid.row(cells.map(|((cell, column), &width)| match column.number {
            true => right(plain(cell, l)),
            false => hung(cell, l, width).into(),
        }));
    }
    let mut text = grid.text();
    if table.omitted > 0 {
        text.push_str(&paragraph("", &more(table.omitted, l), 0, total));
    }
    text
}

/// Numbers first, then no column wider than its widest text; what is left is shared out as the table wants it.
fn widths(table: &Table, l: Language, total: u16) -> Vec<u16> {
    let columns = table.columns.len() as u16;
    let room = total.saturating_sub(GAP * columns.saturating_sub(1));
    let widest: Vec<u16> = (0..table.columns.len())
        .map(|at| {
            let cells = table.rows.iter().filter_map(|row| row.get(at)).map(|cell| width(&whole(cell, l)));
            cells.chain([width(&table.columns[at].head)]).max().unwrap_or_default().max(1)
        })
        .collect();
    let mut widths = vec![0; table.columns.len()];
    let mut left = u32::from(room);
    // Numbers are never broken, and neither are the words above them.
    for (at, column) in table.columns.iter().enumerate().filter(|(_, column)| column.number) {
        let cells = table.rows.iter().filter_map(|row| row.get(at)).map(|cell| width(&plain(cell, l)));
        let words = column.head.split_whitespace().map(width);
        widths[at] = cells.chain(words).max().unwrap_or_default().max(1);
        left = left.saturating_sub(u32::from(widths[at]));
    }
    // Where there is room, their heads stand in one line.
    let texts = (0..table.columns.len()).filter(|&at| !table.columns[at].number);
    let wanted: u32 = texts.map(|at| u32::from(widest[at])).sum();
    for (at, column) in table.columns.iter().enumerate().filter(|(_, column)| column.number) {
        let more = u32::from(width(&column.head).saturating_sub(widths[at]));
        if left >= wanted + more {
            widths[at] += more as u16;
            left -= more;
        }
    }
    let mut open: Vec<usize> = (0..table.columns.len()).filter(|&at| !table.columns[at].number).collect();
    loop {
        let shares: u32 = open.iter().map(|&at| u32::from(table.columns[at].share.max(1))).sum();
        let fair = |at: usize| (left * u32::from(table.columns[at].share.max(1)) / shares.max(1)) as u16;
        let narrow: Vec<usize> = open.iter().copied().filter(|&at| widest[at] <= fair(at)).collect();
        if narrow.is_empty() {
            let fair: Vec<(usize, u16)> = open.iter().map(|&at| (at, fair(at))).collect();
            fair.into_iter().for_each(|(at, width)| widths[at] = width.max(4));
            return widths;
        }
        for at in narrow {
            widths[at] = widest[at];
            left = left.saturating_sub(u32::from(widest[at]));
            open.retain(|&other| other != at);
        }
    }
}

/// The cell in one piece, as wide as it wants to be.
fn whole(cell: &Cell, l: Language) -> String {
    let text = plain(cell, l);
    // What stands below is two cells to the right.
    if cell.below.is_empty() { text } else { format!("{text}\n  {}", cell.below) }
}

fn plain(cell: &Cell, l: Language) -> String {
    match (cell.level, cell.text.is_empty()) {
        (None, _) => cell.text.clone(),
        (Some(level), true) => l.marked(level),
        (Some(level), false) => format!("{} {}", l.marked(level), cell.text),
    }
}

fn hung(cell: &Cell, l: Language, width: u16) -> String {
    let lines: Vec<String> = plain(cell, l).split('\n').map(|line| hanging_if_long(line, width)).collect();
    let mut text = lines.join("\n");
    if !cell.below.is_empty() {
        text.push('\n');
        text.push_str(&super::grid::below(&cell.below, width));
    }
    text
}

fn hanging_if_long(line: &str, cells: u16) -> String {
    if width(line) <= cells { line.to_owned() } else { hanging(line, cells) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_share_the_room_and_say_what_is_left_out() {
        let mut table = Table::new(&[("Was", 3), ("Wie viele", 1)]).numbers(&[1]);
        table.row([Cell::named("Gespiegelter Datenspeicher der Stadt", "dresden.storage"), "12".into()]);
        table.omitted = 3;
        let parts = vec![Part::new("Teil", vec![Block::Table(table), Block::List(vec!["eins".into()])])];
        let paper =
            Paper { timed: false, title: "Titel".into(), lead: vec![], parts, basis: vec!["Karte".into()] };
        let text = text(&paper, Language::De, "Europe/Berlin", 60);
        assert!(
            text.contains("Gespiegelter Datenspeicher der Stadt         12\n  dresden.storage\n"),
            "{text}"
        );
        assert!(text.contains("… und weitere: 3"), "{text}");
        assert!(text.lines().all(|line| width(line) <= 60), "{text}");
    }
}
