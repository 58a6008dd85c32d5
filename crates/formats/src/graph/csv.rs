//! Tables as RFC 4180 for spreadsheets: marked as UTF-8, every field quoted, no field a formula.
//!
//! A spreadsheet that opens such a file by a double click may still turn a key of digits into a number, which no
//! CSV can forbid: who must keep leading zeros imports the columns as text or takes the workbook.

use super::facts;
use super::tables::{Cell, edge_heads, edge_row, node_heads, node_row};
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use render::Language;
use render::diagram::Diagram;
use std::io::{self, Write};

/// The table of nodes.
pub(super) fn write_nodes(diagram: &Diagram<'_>, language: Language, out: &mut impl Write) -> io::Result<()> {
    let rows = diagram.nodes.iter().map(|item| node_row(diagram, item, language));
    write(node_heads(language), rows, language, out)
}

/// The table of dependencies: one row for each arrow.
pub(super) fn write_dependencies(
    diagram: &Diagram<'_>,
    language: Language,
    out: &mut impl Write,
) -> io::Result<()> {
    let rows = facts::edges(diagram).map(|edge| edge_row(diagram, edge, language));
    write(edge_heads(language), rows, language, out)
}

/// A table with these heads.
pub(crate) fn write<'a, R: Iterator<Item = Cell<'a>>>(
    heads: impl Iterator<Item = (&'static str, u8)>,
    rows: impl Iterator<Item = R>,
    language: Language,
    out: &mut impl Write,
) -> io::Result<()> {
    // Without the mark Excel reads umlauts as Latin 1, and a German Excel splits at semicolons.
    out.write_all("\u{feff}".as_bytes())?;
    let mut builder = WriterBuilder::new();
    let delimiter = if language == Language::De { b';' } else { b',' };
    builder.delimiter(delimiter).quote_style(QuoteStyle::Always).terminator(Terminator::CRLF);
    let mut csv = builder.from_writer(out);
    csv.write_record(heads.map(|(title, _)| title))?;
    for row in rows {
        for cell in row {
            field(&mut csv, &cell)?;
        }
        csv.write_record(None::<&[u8]>)?;
    }
    csv.flush()
}

fn field<W: Write>(csv: &mut Writer<W>, cell: &Cell<'_>) -> Result<(), csv::Error> {
    match cell {
        Cell::Empty => csv.write_field(""),
        Cell::Number(number) => csv.write_field(number.to_string()),
        // Quotes do not keep a spreadsheet from taking a text for a formula; an apostrophe does.
        Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) => {
            csv.write_field(format!("'{text}"))
        }
        Cell::Text(text) => csv.write_field(text.as_bytes()),
    }
}
