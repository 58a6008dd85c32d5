//! What still works as a table for spreadsheets: one row for each service and site, by agency.

use super::graph::csv::write;
use super::graph::tables::{Cell, say};
use render::Language;
use std::borrow::Cow;
use std::io;
use wire::working::WorkingAnswer;
use words::id;

/// The value of the header `Content-Type`.
pub const MEDIA_TYPE: &str = "text/csv; charset=utf-8; header=present";

const HEADS: [(&str, u8); 7] = [
    (id!("working-agency-key"), 32),
    (id!("report-agency"), 44),
    (id!("graph-key"), 32),
    (id!("report-what"), 44),
    (id!("graph-head-kind"), 12),
    (id!("graph-head-layer"), 20),
    (id!("glossary-thread"), 16),
];

/// Writes the table: separated by `;` in German, by `,` in English. What the answer leaves out is left out.
///
/// # Errors
/// Those of `out`.
pub fn write_working(
    answer: &WorkingAnswer<'_>,
    language: Language,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let heads = HEADS.iter().map(|&(id, width)| (language.text(id), width));
    let rows = answer.agencies.iter().flat_map(|agency| {
        agency.nodes.iter().map(move |node| {
            let layer = node.layer.map_or("", model::Layer::as_str);
            let risk = if node.at_risk { "graph-yes" } else { "planning-no" };
            let texts = [agency.key, agency.name, node.key, node.name];
            let words = [say(node.kind.as_str(), language), say(layer, language), language.text(risk)];
            texts.into_iter().chain(words).map(|text| Cell::Text(Cow::Borrowed(text)))
        })
    });
    write(heads, rows, language, out)
}
