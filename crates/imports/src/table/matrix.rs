//! Tables in which rows and columns are things, and a mark says that the thing of the row needs that of the column.

use super::heads::Sheet;
use super::names::Names;
use super::roles::{Role, guess};
use super::values::{Says, says};
use crate::draft::{Draft, Link};
use crate::report::What;
use model::{Layer, message};

/// Marks that mean yes.
const YES: [&str; 9] = ["x", "✓", "✔", "ja", "yes", "j", "y", "●", "•"];
/// Marks that mean no.
const NO: [&str; 6] = ["nein", "no", "n", "0", "–", "-"];
/// Most columns that may have the name of something else in a matrix: the first one, and a number before it.
const LEADING: usize = 2;

/// What a cell of a matrix says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Yes,
    No,
    /// Something that only people can read: `(x)`, `1`, `2`.
    Asked,
    /// No mark.
    Other,
}

fn mark(text: &str) -> Mark {
    let text = text.trim().to_lowercase();
    let is_short = text.chars().count() <= 4;
    match text.as_str() {
        text if YES.contains(&text) => Mark::Yes,
        text if NO.contains(&text) => Mark::No,
        text if is_short && text.starts_with('(') => Mark::Asked,
        text if is_short && text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty() => Mark::Asked,
        text if ["xx", "x?", "h", "m", "s", "o", "?"].contains(&text) => Mark::Asked,
        _ => Mark::Other,
    }
}

/// The column of the names, and the columns of marks.
fn parts(sheet: &Sheet<'_>) -> Option<(usize, Vec<usize>)> {
    let mut heads = sheet.heads.iter();
    let first = heads
        .by_ref()
        .take(LEADING)
        .find(|head| head.role != Some(Role::Number) && head.role != Some(Role::Key))?;
    let is_mark = |column: usize| {
        let cells: Vec<Mark> = sheet
            .rows
            .iter()
            .filter(|row| !row.value(column).is_empty())
            .map(|row| mark(&row.text(column)))
            .collect();
        cells.iter().all(|mark| *mark != Mark::Other)
    };
    let behind: Vec<usize> =
        sheet.heads.iter().map(|head| head.column).filter(|&column| column > first.column).collect();
    let marks: Vec<usize> = behind.iter().copied().filter(|&column| is_mark(column)).collect();
    // Agencies and remarks may stand beside the marks.
    (marks.len() >= 2 && marks.len() * 4 >= behind.len() * 3).then_some((first.column, marks))
}

/// Whether the sheet is a matrix.
pub(super) fn is_matrix(sheet: &Sheet<'_>) -> bool {
    let Some((_, marks)) = parts(sheet) else { return false };
    let said = |role: Option<Role>| {
        matches!(role, Some(Role::Needs(_) | Role::Feeds | Role::Mtpd | Role::Rto | Role::Rpo))
    };
    let is_fact = |column: &usize| sheet.heads.iter().any(|head| head.column == *column && said(head.role));
    let yes = sheet.rows.iter().flat_map(|row| marks.iter().map(move |&column| mark(&row.text(column))));
    yes.filter(|mark| *mark == Mark::Yes).count() >= 1 && !marks.iter().any(is_fact)
}

pub(super) fn read(sheet: &Sheet<'_>, names: &mut Names, draft: &mut Draft) {
    let Some((first, marks)) = parts(sheet) else { return };
    let corner = sheet
        .heads
        .iter()
        .find(|head| head.column == first)
        .map(|head| head.text.clone())
        .unwrap_or_default();
    let mut words = corner.split(['\\', '/', '|']).map(|word| layer(word.trim()));
    let (rows, columns) = (
        words.next().flatten().unwrap_or(Layer::Public),
        words.next().flatten().unwrap_or(Layer::Application),
    );
    for row in sheet.rows {
        let place = sheet.grid.cell(row, first);
        if says(row.value(first)) != Says::Something {
            draft.tell(What::LeftOut, &place, message!("import-no-name"));
            continue;
        }
        let dependent = names.service(&row.text(first), rows, &place, draft);
        for head in sheet.heads.iter().filter(|head| marks.contains(&head.column)) {
            let place = sheet.grid.cell(row, head.column);
            let text = row.text(head.column);
            let needs = match mark(&text) {
                Mark::Yes => true,
                Mark::Asked => {
                    let choices = [
                        ("essential", message!("import-answer-needs")),
                        ("no", message!("import-answer-mark-no")),
                    ];
                    let ask = || message!("import-ask-mark", text = &*text);
                    draft.ask("mark", &text, &place, ask, &choices) == "essential"
                }
                _ => false,
            };
            if needs {
                let provider = names.service(&head.text, columns, &place, draft);
                draft.link(Link::new(&dependent, provider, &place));
            }
        }
    }
}

fn layer(word: &str) -> Option<Layer> {
    match guess(word) {
        Some(Role::Name(layer) | Role::Needs(layer)) => layer,
        _ => None,
    }
}
