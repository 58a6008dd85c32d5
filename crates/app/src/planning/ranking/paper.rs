//! A ranking as people read it.

use crate::planning::figures::{cases, in_words, people_in_column};
use crate::planning::ranking::{PairRanking, RankedFailure, RankingAnswer};
use crate::planning::sentences::{basis, told_apart, with_agency};
use crate::planning::single_points::cell;
use model::Criterion;
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Picture, Source, Table};
use render::picture::{Bar, bars};
use std::borrow::Cow;
use wire::planning::figures::Figures;
use words::say;

/// Failures that are drawn.
const DRAWN: usize = 20;

pub(super) fn notes(l: Language) -> Vec<String> {
    [
        l.text("planning-each-failure-itself-never-repaired-batteries"),
        l.text("planning-inhabitants-those-areas-all-agencies-where"),
    ]
    .map(str::to_owned)
    .into()
}

pub(super) fn paper(answer: &RankingAnswer, l: Language) -> Paper {
    let mut parts = Vec::new();
    if !answer.ranking.is_empty() {
        let heading = l.text("planning-gravest-failures");
        let blocks = vec![Block::Picture(picture(answer, l)), Block::Table(table(answer, l))];
        parts.push(Part::new(heading, blocks));
    }
    parts.extend(answer.pairs.as_ref().map(|pairs| of_pairs(pairs, answer.by, l)));
    let title = l.text("planning-which-failure-takes-most").to_owned();
    Paper {
        timed: false,
        title,
        lead: lead(answer, l),
        parts,
        basis: basis(answer.revision, &answer.assumptions, notes(l), l),
    }
}

/// What the criterion is called, and what it is in these figures: as a number, and in words.
fn criterion(by: Criterion, l: Language) -> &'static str {
    match by {
        Criterion::PublicServices => l.text("planning-public-services"),
        Criterion::TimeCritical => l.text("planning-time-critical-services"),
        Criterion::CasesPerDay => l.text("planning-cases-per-day"),
        Criterion::Agencies => l.text("planning-agencies"),
        Criterion::Districts => l.text("planning-districts"),
        Criterion::Nodes => l.text("planning-nodes-2"),
        Criterion::People => l.text("planning-inhabitants"),
    }
}

fn value(by: Criterion, figures: &Figures) -> f64 {
    let number = match by {
        Criterion::PublicServices => figures.public_services,
        Criterion::TimeCritical => figures.time_critical,
        Criterion::CasesPerDay => return figures.cases_per_day,
        Criterion::Agencies => figures.agencies,
        Criterion::Districts => figures.districts,
        Criterion::Nodes => figures.unavailable + figures.degraded,
        Criterion::People => figures.people.unwrap_or(0),
    };
    number as f64
}

fn lead(answer: &RankingAnswer, l: Language) -> Vec<String> {
    let (failures, harmless) = (l.number(answer.failures), l.number(answer.harmless));
    let by = criterion(answer.by, l);
    let mut lead = vec![say!(
        l,
        "planning-single-failures-computed-ranked-them-affect",
        failures = failures,
        by = by,
        harmless = harmless
    )];
    if let Some(asked) = answer.asked_by {
        let asked = criterion(asked, l);
        lead.push(say!(l, "planning-ranked-by-another", asked = asked, by = by));
    }
    if let Some(first) = answer.ranking.first() {
        let (name, what) = (with_agency(&first.node), in_words(&first.figures, l));
        lead.push(say!(l, "planning-takes-most", name = &*name, what = what));
        if value(answer.by, &first.figures) == 0.0 {
            lead.push(say!(l, "planning-map-says-nothing-about-anything-affected", by = by));
        }
    }
    lead
}

fn picture(answer: &RankingAnswer, l: Language) -> Picture {
    let by = criterion(answer.by, l);
    let drawn: Vec<&RankedFailure> = answer.ranking.iter().take(DRAWN).collect();
    let names = told_apart(&drawn.iter().map(|failure| &failure.node).collect::<Vec<_>>());
    let bar = |(failure, name): (&&RankedFailure, Cow<'_, str>)| {
        let figures = &failure.figures;
        let value = value(answer.by, figures);
        let text = match answer.by {
            Criterion::People => people_in_column(figures, l),
            _ => l.number(value.round() as u64),
        };
        Bar { name: name.into_owned(), value, text }
    };
    let drawn: Vec<Bar> = drawn.iter().zip(names).map(bar).collect();
    let name = say!(l, "planning-gravest-failures-2", by = by);
    let description = say!(l, "planning-bar-each-gravest-failures-table-has", drawn = drawn.len());
    Picture { name, description, source: Source::Svg(bars(&drawn)) }
}

const FIGURES: [usize; 6] = [1, 2, 3, 4, 5, 6];

fn columns(l: Language, first: &'static str) -> Table {
    Table::new(&[
        (first, 8),
        (l.text("planning-inhabitants-2"), 4),
        (l.text("planning-public-services-2"), 5),
        (l.text("planning-time-critical"), 5),
        (l.text("planning-cases-per-day-2"), 4),
        (l.text("planning-agencies-districts"), 4),
        (l.text("planning-nodes-3"), 5),
    ])
    .numbers(&FIGURES)
}

fn row(first: Cell, figures: &Figures, l: Language) -> Vec<Cell> {
    let with = |number: u64, beside: u64| format!("{} ({})", l.number(number), l.number(beside));
    vec![
        first,
        people_in_column(figures, l).into(),
        l.number(figures.public_services).into(),
        l.number(figures.time_critical).into(),
        cases(figures, l).into(),
        with(figures.agencies, figures.districts).into(),
        with(figures.unavailable, figures.degraded).into(),
    ]
}

fn table(answer: &RankingAnswer, l: Language) -> Table {
    let mut table = columns(l, l.text("picture-what-fails"));
    for failure in &answer.ranking {
        table.row(row(cell(&failure.node), &failure.figures, l));
    }
    table.omitted = answer.omitted;
    table
}

fn of_pairs(pairs: &PairRanking, by: Criterion, l: Language) -> Part {
    let (all, without) = (l.number(pairs.pairs), l.number(pairs.without_synergy));
    let text = say!(
        l,
        "planning-pairs-computed-them-take-no-more",
        all = all,
        without = without,
        by = criterion(by, l)
    );
    let mut table = columns(l, l.text("planning-fail-together"));
    for pair in &pairs.ranking {
        let names = told_apart(&pair.nodes.iter().collect::<Vec<_>>());
        let worse = say!(l, "count-nodes-worse-off", nodes_worse_off = pair.worse);
        table.row(row(Cell::named(names.join("\n"), worse), &pair.synergy, l));
    }
    table.omitted = pairs.omitted;
    let mut blocks = vec![Block::Text(text)];
    if !pairs.ranking.is_empty() {
        blocks.push(Block::Table(table));
    }
    Part::new(l.text("planning-what-only-two-failures-together-affect"), blocks)
}
