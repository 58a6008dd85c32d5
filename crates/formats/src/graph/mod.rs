//! Diagrams out to other tools: graph editors, network libraries, wikis, spreadsheets.
//!
//! Reading order: [`facts`] (what is told of a node, a dependency and the file), then one file for each format;
//! [`tables`] is what CSV and XLSX share.

pub(crate) mod csv;
mod cytoscape;
mod facts;
mod gexf;
mod graphml;
mod jgf;
mod json;
mod mermaid;
pub(crate) mod tables;
mod xlsx;
pub(super) mod xml;

use render::Language;
use render::diagram::Diagram;
use std::borrow::Cow;
use std::io::{self, Write};

/// The formats other tools read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GraphFormat {
    /// One flat GraphML file, with plain attributes for Gephi and others and the graphics of yEd.
    GraphMl,
    /// GEXF 1.3, for Gephi from 0.9.3 on.
    Gexf,
    /// The JSON of Cytoscape and Cytoscape.js.
    Cytoscape,
    /// JSON Graph Format, version 2.
    Jgf,
    /// A Mermaid flowchart for wikis; cut where Mermaid refuses to draw, and then it says so.
    Mermaid,
    /// The nodes as a table for spreadsheets: separated by `;` in German, by `,` in English.
    Csv,
    /// The dependencies as such a table.
    CsvDependencies,
    /// A workbook: nodes, dependencies, and what the file is about.
    Xlsx,
}

impl GraphFormat {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::GraphMl,
        Self::Gexf,
        Self::Cytoscape,
        Self::Jgf,
        Self::Mermaid,
        Self::Csv,
        Self::CsvDependencies,
        Self::Xlsx,
    ];

    /// The stable word for it in options and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GraphMl => "graphml",
            Self::Gexf => "gexf",
            Self::Cytoscape => "cytoscape",
            Self::Jgf => "jgf",
            Self::Mermaid => "mermaid",
            Self::Csv => "csv",
            Self::CsvDependencies => "csv-dependencies",
            Self::Xlsx => "xlsx",
        }
    }

    /// The value of the header `Content-Type`.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::GraphMl => "application/graphml+xml",
            Self::Gexf => "application/gexf+xml",
            Self::Cytoscape => "application/json",
            Self::Jgf => "application/vnd.jgf+json",
            Self::Mermaid => "text/vnd.mermaid; charset=utf-8",
            Self::Csv | Self::CsvDependencies => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// How the name of such a file ends, after the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::GraphMl => "graphml",
            Self::Gexf => "gexf",
            Self::Cytoscape => "cyjs",
            Self::Jgf => "jgf.json",
            Self::Mermaid => "mmd",
            Self::Csv | Self::CsvDependencies => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Writes a diagram for another tool. `language` is that of headings, remarks and, in tables, of words; the words in
/// the other formats are those of the API. The same diagram gives the same bytes.
///
/// Fails when `out` does, and with `InvalidInput` and a remedy when a workbook cannot hold that many rows. All but
/// the workbook are written as a stream: hand in a buffered writer.
pub fn write_graph(
    diagram: &Diagram<'_>,
    format: GraphFormat,
    language: Language,
    out: &mut impl Write,
) -> io::Result<()> {
    match format {
        GraphFormat::GraphMl => graphml::write(diagram, language, out),
        GraphFormat::Gexf => gexf::write(diagram, language, out),
        GraphFormat::Cytoscape => cytoscape::write(diagram, language, out),
        GraphFormat::Jgf => jgf::write(diagram, language, out),
        GraphFormat::Mermaid => mermaid::write(diagram, language, out),
        GraphFormat::Csv => csv::write_nodes(diagram, language, out),
        GraphFormat::CsvDependencies => csv::write_dependencies(diagram, language, out),
        GraphFormat::Xlsx => xlsx::write(diagram, language, out),
    }
}

/// Text without the characters that XML 1.0 and spreadsheets forbid; a replacement character stands for each.
fn clean(text: &str) -> Cow<'_, str> {
    let forbidden = |c: char| {
        (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{7f}' | '\u{fffe}' | '\u{ffff}')
    };
    match text.contains(forbidden) {
        true => Cow::Owned(text.replace(forbidden, "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}
