//! A workbook: nodes, dependencies, and a sheet that says what the file is about. Every key is text.

use super::facts;
use super::tables::{Cell, cell, edge_heads, edge_row, node_heads, node_row, title};
use render::diagram::{Diagram, State};
use render::{Language, theme};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, IgnoreError, Workbook, Worksheet, XlsxError,
};
use std::borrow::Cow;
use std::io::{self, Write};

/// Most rows of a sheet below its heading.
const MAX_ROWS: usize = 1_048_575;
/// Longest text of a cell, in UTF-16 units.
const MAX_TEXT: usize = 32_767;

pub(super) fn write(diagram: &Diagram<'_>, language: Language, out: &mut impl Write) -> io::Result<()> {
    let edges = facts::edges(diagram).count();
    if diagram.nodes.len() > MAX_ROWS || edges > MAX_ROWS {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!(
                "{} nodes and {edges} dependencies do not fit into a workbook, whose sheets hold {MAX_ROWS} rows: \
                 choose a part of the map, or write csv or graphml",
                diagram.nodes.len()
            ),
        ));
    }
    out.write_all(&workbook(diagram, language).map_err(io::Error::other)?)
}

fn workbook(diagram: &Diagram<'_>, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The day is fixed: the same diagram gives the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_author(facts::GENERATOR).set_creation_datetime(&made));

    // Rows go through a temporary file: a million of them would take gigabytes of memory.
    let rows = diagram.nodes.iter().map(|item| node_row(diagram, item, language));
    let sheet = book.add_worksheet_with_low_memory()?.set_name(language.text("planning-nodes"))?;
    table(sheet, node_heads(language), rows)?;

    let rows = facts::edges(diagram).map(|edge| edge_row(diagram, edge, language));
    let sheet = book.add_worksheet_with_low_memory()?;
    sheet.set_name(language.text("graph-dependencies"))?;
    table(sheet, edge_heads(language), rows)?;

    let sheet = book.add_worksheet().set_name(language.text("graph-about-file"))?;
    about(sheet, diagram, language)?;
    book.save_to_buffer()
}

/// A sheet with a heading that stays, filters, and rows.
fn table<'a, R: Iterator<Item = Cell<'a>>>(
    sheet: &mut Worksheet,
    heads: impl Iterator<Item = (&'static str, u8)>,
    rows: impl Iterator<Item = R>,
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let mut last_column = 0;
    for (column, (title, width)) in (0..).zip(heads) {
        sheet.write_string_with_format(0, column, title, &bold)?;
        sheet.set_column_width(column, width)?;
        last_column = column;
    }
    let mut last_row = 0;
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            put(sheet, row, column, cell)?;
        }
        last_row = row;
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.autofilter(0, 0, last_row, last_column)?;
    // Keys of digits are text on purpose: no warning triangles.
    sheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: Cell<'_>) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Number(number) => {
            sheet.write_number(row, column, number as f64)?;
        }
        Cell::Text(text) => {
            sheet.write_string(row, column, fitting(&lines(&text)))?;
        }
    }
    Ok(())
}

/// A text with line ends as workbooks have them.
fn lines(text: &str) -> Cow<'_, str> {
    match text.contains('\r') {
        true => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
        false => Cow::Borrowed(text),
    }
}

/// As much of a text as a cell holds.
fn fitting(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > MAX_TEXT
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// What the file is about, and how to read it.
fn about(sheet: &mut Worksheet, diagram: &Diagram<'_>, language: Language) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_column_width(0, 38)?;
    sheet.set_column_width(1, 90)?;
    let mut row = 0;
    for (head, value) in facts::about(diagram, language) {
        sheet.write_string_with_format(row, 0, title(&head, language), &bold)?;
        match cell(Some(value), language) {
            Cell::Text(text) => sheet.write_string_with_format(row, 1, fitting(&lines(&text)), &wrap)?,
            Cell::Number(number) => sheet.write_number(row, 1, number as f64)?,
            Cell::Empty => sheet,
        };
        row += 1;
    }
    row += 1;
    for (name, text) in legend(language) {
        sheet.write_string_with_format(row, 0, name, &bold)?;
        sheet.write_string_with_format(row, 1, text, &wrap)?;
        row += 1;
    }
    row += 1;
    for state in State::ALL {
        let colored = Format::new().set_background_color(Color::from(theme::look(state).fill));
        sheet.write_string_with_format(row, 0, theme::marked(language, state), &colored)?;
        row += 1;
    }
    Ok(())
}

/// How to read the tables.
fn legend(language: Language) -> [(&'static str, &'static str); 5] {
    [
        (language.text("graph-durations"), language.text("graph-iso-8601-from-start-scenario-pt4h")),
        (language.text("graph-from-until"), language.text("graph-when-node-first-last-its-worst")),
        (
            language.text("graph-primary-fallback"),
            language.text("graph-primary-providers-dependency-as-many-must"),
        ),
        (language.text("graph-certain"), language.text("graph-as-bad-even-if-only-confirmed")),
        (language.text("graph-cause"), language.text("graph-failure-provider-brought-dependent-into-its")),
    ]
}
