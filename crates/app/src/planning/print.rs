//! A paper as text, HTML or PDF. Its pictures are drawn first; it does without those that cannot be drawn.

use crate::error::AppError;
use outside::dot::{Drawing, draw};
use outside::weasyprint::Printer;
use render::html::{HtmlOptions, paper as html};
use render::paper::{Block, Paper, Source, text};

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

/// Writes a paper; documents look as `look` says.
///
/// # Errors
/// [`AppError::Tool`]: the program that prints is missing, takes too long, or fails.
pub async fn print(
    mut paper: Paper,
    look: HtmlOptions,
    how: Print,
    printer: &Printer,
) -> Result<Vec<u8>, AppError> {
    if let Print::Text(width) = how {
        return Ok(text(&paper, look.language, look.zone_name(), width).into_bytes());
    }
    for block in paper.parts.iter_mut().flat_map(|part| &mut part.blocks) {
        let Block::Picture(picture) = block else { continue };
        let Source::Dot(dot) = &picture.source else { continue };
        match draw(dot.clone(), Drawing::Svg).await {
            Ok(svg) => picture.source = Source::Svg(String::from_utf8_lossy(&svg).into_owned()),
            Err(error) => tracing::warn!(%error, "a paper has a picture less"),
        }
    }
    let page = html(&paper, &HtmlOptions { printed: how == Print::Pdf, ..look });
    if how == Print::Pdf { Ok(printer.pdf(page).await?) } else { Ok(page.into_bytes()) }
}
