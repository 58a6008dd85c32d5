//! False redundancy as people read it.

use super::picture;
use crate::planning::false_redundancy::{DefeatedList, FalseRedundancyAnswer};
use crate::planning::figures::{in_words, people_in_column};
use crate::planning::sentences::{basis, names, with_agency};
use crate::planning::single_points::cell;
use model::Defeat;
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Table};
use wire::planning::PlanNode;
use words::say;

/// Alternatives that one line names.
const NAMED: usize = 4;
/// Lists that are drawn.
const DRAWN: usize = 3;

pub(super) fn notes(l: Language) -> Vec<String> {
    [
        l.text("planning-dependency-promises-redundancy-when-still-has"),
        l.text("planning-shared-one-failure-takes-so-many"),
        l.text("planning-what-stands-behind-list-counted-as"),
    ]
    .map(str::to_owned)
    .into()
}

pub(super) fn paper(answer: &FalseRedundancyAnswer, l: Language) -> Paper {
    let mut parts = Vec::new();
    if !answer.lists.is_empty() {
        let drawn = answer.lists.iter().take(DRAWN);
        let drawn = drawn.map(|list| Block::Picture(picture::picture(list, answer.revision, l)));
        let blocks = [Block::Table(table(answer, l))].into_iter().chain(drawn).collect();
        parts.push(Part::new(l.text("planning-what-one-failure-defeats"), blocks));
    }
    Paper {
        timed: false,
        title: l.text("planning-where-redundancy-false").to_owned(),
        lead: lead(answer, l),
        parts,
        basis: basis(answer.revision, &answer.assumptions, notes(l), l),
    }
}

fn lead(answer: &FalseRedundancyAnswer, l: Language) -> Vec<String> {
    let promises = say!(l, "count-dependencies-promise", dependencies_promise = answer.promises);
    let (kept, ways) = (l.number(answer.kept), answer.by_way);
    let [shared, beside, fallback, other] =
        [ways.shared, ways.beside, ways.fallback, ways.other_need].map(|n| l.number(n));
    let mut lead = vec![say!(
        l,
        "planning-redundancy-them-withstand-every-single-failure",
        promises = promises,
        kept = kept,
        shared = shared,
        beside = beside,
        fallback = fallback,
        other = other
    )];
    lead.extend(answer.lists.first().map(|list| gravest(list, l)));
    lead
}

fn gravest(list: &DefeatedList, l: Language) -> String {
    let cause = list.causes.first().map(|cause| with_agency(&cause.node)).unwrap_or_default();
    let all = l.number(list.alternatives.len() as u64 + list.alternatives_omitted);
    let (name, min, behind) =
        (with_agency(&list.dependent), l.number(list.min), in_words(&list.consequence, l));
    let suffices = match list.min {
        1 => l.text("planning-suffices"),
        _ => l.text("planning-suffice"),
    };
    say!(
        l,
        "planning-gravest-has-alternatives-which-yet-failure",
        name = &*name,
        all = all,
        min = min,
        suffices = suffices,
        cause = &*cause,
        behind = behind
    )
}

fn table(answer: &FalseRedundancyAnswer, l: Language) -> Table {
    let mut table = Table::new(&[
        (l.text("planning-who-relies"), 5),
        (l.text("planning-on"), 6),
        (l.text("planning-yet-one-failure-enough"), 6),
        (l.text("planning-public-services-2"), 4),
        (l.text("planning-inhabitants-2"), 3),
        (l.text("planning-agencies-2"), 3),
    ])
    .numbers(&[3, 4, 5]);
    for list in &answer.lists {
        let figures = &list.consequence;
        table.row([
            cell(&list.dependent),
            alternatives(list, l),
            cause(list, l),
            l.number(figures.public_services).into(),
            people_in_column(figures, l).into(),
            l.number(figures.agencies).into(),
        ]);
    }
    table.omitted = answer.omitted;
    table
}

fn alternatives(list: &DefeatedList, l: Language) -> Cell {
    let nodes: Vec<PlanNode> = list.alternatives.iter().map(|alternative| alternative.node.clone()).collect();
    let all = nodes.len() as u64 + list.alternatives_omitted;
    let needed = format!("{} {} {}", l.number(list.min), l.text("report-of-2"), l.number(all));
    Cell::named(names(&nodes, all, NAMED, l), format!("{} {needed}", l.text("planning-needed-2")))
}

fn cause(list: &DefeatedList, l: Language) -> Cell {
    let nodes: Vec<PlanNode> = list.causes.iter().map(|cause| cause.node.clone()).collect();
    let how = match list.how {
        Defeat::Shared if list.causes.first().is_some_and(|cause| cause.is_alternative) => {
            l.text("planning-shared-other-alternatives-hang-one")
        }
        Defeat::Shared => l.text("planning-shared-behind-alternatives"),
        Defeat::Beside => l.text("planning-beside-them-without-alternative"),
        Defeat::OtherNeed => l.text("planning-another-need-without-alternative"),
        Defeat::Fallback => l.text("planning-fallback-fails-what-replaces"),
    };
    let behind = list.causes_total.saturating_sub(nodes.len() as u64);
    let below = match behind {
        0 => how.to_owned(),
        n => format!("{how}; {} {}", l.text("planning-as-well-as-what-takes-these"), l.number(n)),
    };
    Cell::named(names(&nodes, nodes.len() as u64, NAMED, l), below)
}
