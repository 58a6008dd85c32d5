//! The report of an import as people read it.

use super::preview::Preview;
use super::request::Request;
use imports::Sentence;
use imports::report::What;
use imports::sheet::{Book, Page};
use model::{Message, message};
use render::html::HtmlOptions;
use render::paper::{Block, Cell, Paper, Part, Table};
use words::{Language, say};

/// Most rows of a table of a report that people read; the workbook has all that are kept.
const ROWS: usize = 300;

/// A dependency as a sentence.
pub(super) fn sentence(sentence: &Sentence) -> Message {
    message!("import-sentence", dependent = &sentence.dependent, provider = &sentence.provider)
}

fn heading(what: What) -> Message {
    match what {
        What::Read => message!("import-heading-read"),
        What::Made => message!("import-heading-made"),
        What::Label => message!("import-heading-label"),
        What::Flagged => message!("import-heading-flagged"),
        What::LeftOut => message!("import-heading-left-out"),
        What::Refused => message!("import-heading-refused"),
    }
}

/// The report of an import; at most so many rows in each table.
fn report(request: &Request, preview: &Preview, most: usize, l: Language) -> Paper {
    let files: Vec<&str> = request.files.iter().map(|file| file.name.as_str()).collect();
    let title = say!(l, "import-title", files = files.join(", "));
    let plan = &preview.plan;
    let mut lead = vec![
        say!(l, "import-lead", added = plan.added, changed = plan.changed, unchanged = preview.unchanged),
        say!(l, "import-lead-open", open = preview.open()),
    ];
    if !preview.removals.is_empty() {
        lead.push(say!(l, "import-lead-removals", removals = preview.removals.len()));
    }
    let mut parts = vec![direction(preview, l), questions(preview, most, l), columns(preview, most, l)];
    parts.extend([removals(preview, most, l), kept(preview, most, l), impact(preview, most, l)]);
    for what in [What::Refused, What::LeftOut, What::Flagged, What::Label, What::Made, What::Read] {
        parts.push(lines(preview, what, most, l));
    }
    parts.retain(|part| !part.blocks.is_empty());
    let basis = vec![
        say!(l, "import-basis-revision", revision = preview.revision.to_string()),
        l.text("import-basis-unconfirmed").to_owned(),
    ];
    Paper { timed: false, title, lead, parts, basis }
}

fn part(l: Language, heading: &Message, table: Table) -> Part {
    let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    Part::new(l.told(heading), blocks)
}

/// A table of these rows, and how many did not fit.
fn table<R: IntoIterator<Item = Cell>>(
    columns: &[(&str, u16)],
    rows: impl Iterator<Item = R>,
    most: usize,
) -> Table {
    let (mut table, mut omitted) = (Table::new(columns), 0);
    for row in rows {
        match table.rows.len() < most {
            true => table.row(row),
            false => omitted += 1,
        }
    }
    table.omitted = omitted;
    table
}

fn direction(preview: &Preview, l: Language) -> Part {
    let sentences = &preview.proposal.sentences;
    let told: Vec<String> =
        sentences.iter().map(|s| format!("{} ({})", l.told(&sentence(s)), s.place)).collect();
    let blocks = if told.is_empty() {
        Vec::new()
    } else {
        vec![Block::List(told), Block::Text(l.text("import-direction-remedy").to_owned())]
    };
    Part::new(l.text("import-heading-direction"), blocks)
}

fn questions(preview: &Preview, most: usize, l: Language) -> Part {
    let columns =
        [(l.text("import-question"), 4), (l.text("import-answers"), 4), (l.text("import-place"), 2)];
    let mut asked: Vec<_> = preview.proposal.questions.iter().collect();
    asked.sort_by_key(|question| (question.answer.is_some(), question.id.clone()));
    let rows = asked.into_iter().map(|question| {
        let choices: Vec<String> = (question.choices.iter())
            .enumerate()
            .map(|(at, choice)| {
                let holds = question.answer.map_or(at == 0, |answer| answer == choice.word);
                let mark = if holds { "→ " } else { "" };
                format!("{mark}{}: {}", choice.word, l.told(&choice.text))
            })
            .collect();
        let places: Vec<String> = question.places.iter().map(ToString::to_string).collect();
        [
            Cell::named(l.told(&question.text), question.id.clone()),
            Cell::from(choices.join("\n")),
            Cell::from(places.join("\n")),
        ]
    });
    part(l, &message!("web-questions"), table(&columns, rows, most))
}

fn columns(preview: &Preview, most: usize, l: Language) -> Part {
    let heads = [
        (l.text("import-place"), 2),
        (l.text("import-head"), 3),
        (l.text("import-role"), 2),
        (l.text("import-said"), 2),
    ];
    let rows = preview.proposal.columns.iter().map(|column| {
        let said = if column.said { l.text("import-was-said") } else { l.text("import-was-guessed") };
        [column.place.to_string().into(), Cell::from(column.head.clone()), column.role.into(), said.into()]
    });
    part(l, &message!("import-heading-columns"), table(&heads, rows, most))
}

fn removals(preview: &Preview, most: usize, l: Language) -> Part {
    let heads = [(l.text("thing-node"), 3), (l.text("import-what-goes"), 3)];
    let rows = preview.removals.iter().map(|gone| {
        let what = match &gone.need {
            None => l.text("import-node-gone").to_owned(),
            Some(need) => say!(l, "import-need-gone", need = need.as_str()),
        };
        [Cell::named(gone.name.clone(), gone.key.to_string()), what.into()]
    });
    part(l, &message!("import-heading-removals"), table(&heads, rows, most))
}

fn kept(preview: &Preview, most: usize, l: Language) -> Part {
    let heads = [(l.text("thing-node"), 3), (l.text("import-properties"), 3)];
    let rows =
        preview.kept.iter().map(|kept| [kept.key.to_string().into(), Cell::from(kept.properties.join(", "))]);
    part(l, &message!("import-heading-kept"), table(&heads, rows, most))
}

fn impact(preview: &Preview, most: usize, l: Language) -> Part {
    let heads = [(l.text("import-if-fails"), 3), (l.text("import-before"), 2), (l.text("import-after"), 2)];
    let count = |count: Option<wire::plan::ImpactCount>| match count {
        None => l.text("apply-unknown").to_owned(),
        Some(c) => say!(l, "apply-levels", unavailable = c.unavailable, degraded = c.degraded),
    };
    let changes = preview.plan.impact_changes.iter().flatten();
    let rows = changes.map(|change| {
        [
            Cell::named(change.name.clone(), change.key.clone()),
            count(change.before).into(),
            count(change.after).into(),
        ]
    });
    part(l, &message!("import-heading-impact"), table(&heads, rows, most))
}

fn lines(preview: &Preview, what: What, most: usize, l: Language) -> Part {
    let heads = [(l.text("import-place"), 2), (l.text("import-what"), 5)];
    let report = &preview.proposal.report;
    let rows = report.of(what).map(|line| [line.place.to_string().into(), Cell::from(l.told(&line.text))]);
    let mut table = table(&heads, rows, most);
    table.omitted = report.count(what).saturating_sub(table.rows.len() as u64);
    part(l, &heading(what), table)
}

/// The report that people read.
pub fn paper(request: &Request, preview: &Preview, l: Language) -> Paper {
    report(request, preview, ROWS, l)
}

/// The report as a page.
pub fn html(paper: &Paper, l: Language) -> String {
    render::html::paper(paper, &HtmlOptions::new(l, words::zone::usual()))
}

/// The report as a workbook: a sheet for each part.
///
/// # Errors
/// It cannot be written.
pub fn workbook(request: &Request, preview: &Preview, l: Language) -> std::io::Result<Vec<u8>> {
    let paper = report(request, preview, usize::MAX, l);
    let mut about: Vec<Vec<String>> = paper.lead.iter().map(|line| vec![line.clone()]).collect();
    let mut pages = Vec::new();
    for part in paper.parts {
        for block in part.blocks {
            match block {
                Block::Text(text) => about.push(vec![text]),
                Block::List(items) => about.extend(items.into_iter().map(|item| vec![item])),
                Block::Table(table) => pages.push(Page {
                    name: part.heading.clone(),
                    heads: table.columns.into_iter().map(|column| column.head).collect(),
                    rows: table.rows.into_iter().map(|row| row.into_iter().map(whole).collect()).collect(),
                }),
                Block::Picture(_) => {}
            }
        }
    }
    about.extend(paper.basis.into_iter().map(|line| vec![line]));
    pages.insert(
        0,
        Page { name: l.text("planning-overview").to_owned(), heads: vec![paper.title], rows: about },
    );
    Book { pages }.written()
}

fn whole(cell: Cell) -> String {
    if cell.below.is_empty() { cell.text } else { format!("{}\n{}", cell.text, cell.below) }
}
