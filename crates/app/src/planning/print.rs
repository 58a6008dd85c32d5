//! A paper as text, HTML or PDF. Its pictures are drawn first; it does without those that cannot be drawn.

use crate::error::AppError;
use jiff::tz::TimeZone;
use outside::dot::{Drawing, draw};
use outside::weasyprint::Printer;
use render::Language;
use render::html::{HtmlOptions, paper as html};
use render::paper::{Block, Paper, Source, text};
use words::zone;

/// How a paper is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Print {
    /// For a terminal so many characters wide.
    Text(u16),
    /// One file for a browser.
    Html,
    /// For printing.
    Pdf,
}

/// Writes a paper with times of this zone; `made_at` is told in documents.
///
/// # Errors
/// [`AppError::Tool`]: the program that prints is missing, takes too long, or fails.
pub async fn print(
    mut paper: Paper,
    language: Language,
    zone: &TimeZone,
    how: Print,
    made_at: Option<jiff::Timestamp>,
    printer: &Printer,
) -> Result<Vec<u8>, AppError> {
    if let Print::Text(width) = how {
        return Ok(text(&paper, language, zone::name(zone), width).into_bytes());
    }
    for block in paper.parts.iter_mut().flat_map(|part| &mut part.blocks) {
        let Block::Picture(picture) = block else { continue };
        let Source::Dot(dot) = &picture.source else { continue };
        match draw(dot.clone(), Drawing::Svg).await {
            Ok(svg) => picture.source = Source::Svg(String::from_utf8_lossy(&svg).into_owned()),
            Err(error) => tracing::warn!(%error, "a paper has a picture less"),
        }
    }
    let mut options = HtmlOptions::new(language, zone.clone());
    (options.made_at, options.printed) = (made_at, how == Print::Pdf);
    let page = html(&paper, &options);
    if how == Print::Pdf { Ok(printer.pdf(page).await?) } else { Ok(page.into_bytes()) }
}
