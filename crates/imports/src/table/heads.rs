//! Where the heads of a sheet stand, below titles and over one line or two, and what its columns mean.

use super::grid::{Grid, Row};
use super::roles::{Role, guess};
use crate::draft::{Column, Draft};
use crate::keys::slug;
use std::collections::BTreeMap;

/// Rows among which the heads are looked for.
const SEARCHED: usize = 30;

/// A column with what it means.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    pub(super) column: usize,
    pub(super) text: String,
    /// Known, or told by somebody; else nobody knows what it means.
    pub(super) role: Option<Role>,
    pub(super) said: bool,
}

/// The heads of a sheet and the rows below them.
#[derive(Debug)]
pub(super) struct Sheet<'g> {
    pub(super) grid: &'g Grid,
    pub(super) heads: Vec<Head>,
    pub(super) rows: &'g [Row],
    /// The row in which the heads stand.
    head_row: usize,
}

impl<'g> Sheet<'g> {
    /// Finds the heads; `None` when the sheet has none.
    pub(super) fn of(grid: &'g Grid, said: &BTreeMap<String, String>) -> Option<Self> {
        let said: BTreeMap<String, Role> =
            said.iter().filter_map(|(head, word)| Some((slug(head), Role::of_word(word)?))).collect();
        let rows = &grid.rows[..grid.rows.len().min(SEARCHED)];
        let score = |row: &Row| {
            let texts = row.filled().map(|column| row.text(column).into_owned());
            let known: Vec<Role> = texts.filter_map(|text| role_of(&text, &said)).collect();
            let mut kinds = known.clone();
            kinds.dedup();
            kinds.len() * 4 + row.filled().count().min(20)
        };
        // Of equals the first: what stands below a head may repeat its words.
        let first_long = rows.iter().position(|row| row.filled().count() > 1)?;
        let best = rows.iter().enumerate().skip(first_long).map(|(at, row)| (score(row), at));
        let (_, mut at) = best.fold((0, first_long), |best, next| if next.0 > best.0 { next } else { best });
        if known(&rows[at], &said) == 0 {
            at = first_long;
        }
        // A second line below: more words that are known, none of them a value.
        let two = rows.get(at + 1).is_some_and(|below| is_second_line(&rows[at], below, &said));
        let last = if two { at + 1 } else { at };
        // The line above groups the columns: `Anforderungen` over `MTA` and `WAZ`.
        let heads = heads(rows, at, last, &said);
        (heads.len() > 1).then(|| Sheet {
            grid,
            heads,
            rows: &grid.rows[last + 1..],
            head_row: rows[last].number,
        })
    }

    /// The columns of this role.
    pub(super) fn of_role(&self, fits: impl Fn(Role) -> bool) -> impl Iterator<Item = &Head> {
        self.heads.iter().filter(move |head| head.role.is_some_and(&fits))
    }

    /// The first column of this role.
    pub(super) fn first(&self, fits: impl Fn(Role) -> bool) -> Option<&Head> {
        self.of_role(fits).next()
    }

    /// Tells what the columns were taken for.
    pub(super) fn show(&self, draft: &mut Draft) {
        for head in &self.heads {
            draft.columns.push(Column {
                place: self.grid.place.cell(self.head_row, head.column),
                head: head.text.clone(),
                role: head.role.unwrap_or(Role::Label).word(),
                said: head.said,
            });
        }
    }
}

fn role_of(text: &str, said: &BTreeMap<String, Role>) -> Option<Role> {
    said.get(&slug(text)).copied().or_else(|| guess(text)).filter(|_| text.chars().count() <= 80)
}

fn known(row: &Row, said: &BTreeMap<String, Role>) -> usize {
    row.filled().filter(|&column| role_of(&row.text(column), said).is_some()).count()
}

/// Whether the row below the heads belongs to them: it says of columns without a meaning what they mean, and holds no number.
fn is_second_line(above: &Row, below: &Row, said: &BTreeMap<String, Role>) -> bool {
    let words = below.filled().all(|column| {
        let text = below.text(column);
        text.chars().count() <= 40 && super::values::number(&text).is_none()
    });
    let gaps = below.filled().filter(|&column| role_of(&below.text(column), said).is_some());
    let gaps = gaps.filter(|&column| {
        above.value(column).is_empty()
            || role_of(&above.text(column), said).is_none()
            || above.text(column) == below.text(column)
    });
    words && gaps.count() >= 2
}

fn heads(rows: &[Row], at: usize, last: usize, said: &BTreeMap<String, Role>) -> Vec<Head> {
    let (upper, lower) = (&rows[at], &rows[last]);
    let width = upper.cells.len().max(lower.cells.len());
    let head = |column: usize| {
        let (above, below) = (upper.text(column), lower.text(column));
        let text = match (above.is_empty(), below.is_empty() || above == below) {
            (true, _) => below.into_owned(),
            (false, true) => above.into_owned(),
            (false, false) => format!("{above} {below}"),
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = said.get(&slug(&text)).copied();
        let role = told
            .or_else(|| guess(&lower.text(column)))
            .or_else(|| guess(&text))
            .or_else(|| guess(&upper.text(column)));
        (!text.is_empty()).then_some(Head { column, text, role, said: told.is_some() })
    };
    (0..width).filter_map(head).collect()
}
