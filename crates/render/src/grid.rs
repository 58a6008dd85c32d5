//! Columns of fixed widths with wrapped text, measured in terminal cells.

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};

/// Cells between two columns.
pub const GAP: u16 = 2;

/// How many cells a text takes on a terminal, at its widest line.
pub fn width(text: &str) -> u16 {
    let mut table = Table::new();
    table.load_style(TableStyle::new()).add_row([text]);
    let widest = table.column_max_content_widths();
    widest.first().copied().unwrap_or_default()
}

/// A table without lines but one under the head; the columns have these widths and a gap between them.
#[derive(Debug)]
pub struct Grid {
    table: Table,
    widths: Vec<u16>,
    indent: u16,
}

impl Grid {
    /// An empty table, `indent` cells from the left.
    pub fn new(indent: u16, widths: &[u16]) -> Self {
        let mut table = Table::new();
        let line = LineStyle::none().fill('─').junction('─');
        table.load_style(TableStyle::new().header_separator(line));
        table.set_content_arrangement(ContentArrangement::Dynamic).force_no_tty();
        Self { table, widths: widths.iter().map(|&w| w.max(1)).collect(), indent }
    }

    /// Sets the head.
    #[must_use]
    pub fn head<T: Into<Cell>>(mut self, cells: impl IntoIterator<Item = T>) -> Self {
        self.table.set_header(cells.into_iter().map(Into::into).collect::<Vec<Cell>>());
        self
    }

    /// Adds a row; line breaks in a text stay.
    pub fn row<T: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.table.add_row(cells.into_iter().map(Into::into).collect::<Vec<Cell>>());
    }

    /// The text, each line closed by a line break, without blanks at the ends of lines.
    pub fn text(mut self) -> String {
        let last = self.widths.len().saturating_sub(1);
        for (i, &width) in self.widths.iter().enumerate() {
            if let Some(column) = self.table.column_mut(i) {
                // One blank of the gap is the place of the line between columns, which is not drawn.
                let left = if i == 0 { self.indent } else { 0 };
                let right = if i == last { 0 } else { GAP - 1 };
                column.set_padding((left, right));
                column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width + left + right)));
            }
        }
        let mut text = String::new();
        for line in self.table.lines() {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// A number in a column, to the right.
pub fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// A text wrapped to a width, with the second and further lines two cells to the right.
pub fn hanging(text: &str, width: u16) -> String {
    let mut grid = Grid::new(0, &[width.saturating_sub(2)]);
    grid.row([text]);
    grid.text().trim_end().replace('\n', "\n  ")
}

/// The same, all of it two cells to the right.
pub fn below(text: &str, width: u16) -> String {
    format!("  {}", hanging(text, width))
}

/// A paragraph, wrapped and indented; `mark` hangs before it.
pub fn paragraph(mark: &str, text: &str, indent: u16, total: u16) -> String {
    if mark.is_empty() {
        let mut grid = Grid::new(indent, &[total.saturating_sub(indent)]);
        grid.row([text]);
        return grid.text();
    }
    let hanging = width(mark);
    let mut grid = Grid::new(indent, &[hanging, total.saturating_sub(indent + hanging + GAP)]);
    grid.row([mark, text]);
    grid.text()
}
