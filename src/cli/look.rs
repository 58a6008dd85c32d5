//! How results look: language, and what a picture or a report shows.

use super::args::{HeadArgs, Language as Spoken, Look, Parts};
use super::failure::Failure;
use super::output::Output;
use super::spoken::environment;
use app::present::{Draft, Format, ViewKind, Wanted};
use model::message;
use outside::weasyprint::Printer;
use render::Language;
use render::html::Head;
use std::io::{IsTerminal, Write};
use std::path::Path;

/// Width of a text that does not go to a terminal.
const PIPED: u16 = 80;

/// What is wanted; `usual` is what the format shows when nothing is said.
pub(super) fn wanted(
    look: &Look,
    format: Format,
    usual: ViewKind,
    from_files: bool,
) -> Result<Wanted, Failure> {
    let sight = look.view.unwrap_or(usual);
    if !sight.comes_as(format) {
        return Err(Failure::Usage(message!(
            "no-such-view",
            view = sight.as_str(),
            format = format.as_str()
        )));
    }
    Ok(Wanted {
        format,
        view: sight,
        language: language(look.language),
        zone: look.zone.clone(),
        print: look.print,
        open: look.open.clone(),
        revised_at: None,
        now: Some(jiff::Timestamp::now()),
        from_files,
        marking: look.head.marking.clone(),
        aware_at: None,
        paper: look.paper,
        head: head(&look.head),
    })
}

/// Who writes, and to whom.
pub(super) fn head(said: &HeadArgs) -> Head {
    let parts = |parts: &Option<Parts>| parts.as_ref().map_or_else(Vec::new, |parts| parts.0.clone());
    Head {
        letterhead: parts(&said.letterhead),
        author: parts(&said.writer).into_iter().next(),
        distribution: parts(&said.distribution),
    }
}

/// Draws, prints and writes it.
pub(super) async fn write(draft: Draft, format: Format, to: Option<&Path>) -> Result<(), Failure> {
    let binary = matches!(format, Format::Png | Format::Pdf) || format.as_str() == "xlsx";
    if binary && to.is_none() && std::io::stdout().is_terminal() {
        return Err(Failure::Usage(message!("not-for-terminal", format = format.as_str())));
    }
    let mut out = Output::open(to)?;
    let bytes = draft.finish(&Printer::default()).await?;
    out.write_all(&bytes).and_then(|()| out.finish()).map_err(Failure::output)
}

/// Cells of a line on the terminal, if there is one.
pub(super) fn width() -> u16 {
    comfy_table::Table::new().width().unwrap_or(PIPED).clamp(60, 180)
}

/// As asked for, else that of the environment when it is English, else German.
pub(super) fn language(wanted: Option<Spoken>) -> Language {
    match wanted {
        Some(Spoken::De) => Language::De,
        Some(Spoken::En) => Language::En,
        None if environment().starts_with("en") => Language::En,
        None => Language::De,
    }
}
