//! Which assumption matters, as people read it.

use crate::planning::assumptions::{AssumptionsAnswer, ChangedLevel, Matter, Supposed};
use crate::planning::sentences::{basis, names, with_agency};
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Table};
use words::say;

/// Nodes of one assumption that are named.
const NAMED: usize = 5;

pub(super) fn notes(l: Language) -> Vec<String> {
    vec![l.text("assumptions-one-at-a-time").to_owned()]
}

pub(super) fn paper(answer: &AssumptionsAnswer, l: Language) -> Paper {
    let matter = answer.matters.len() as u64 + answer.omitted;
    let mut lead = vec![say!(l, "assumptions-lead", tried = answer.tried, matter = matter)];
    if answer.not_tried > 0 {
        lead.push(say!(l, "assumptions-not-tried", number = answer.not_tried));
    }
    let mut parts = Vec::new();
    if !answer.matters.is_empty() {
        let mut table = Table::new(&[
            (l.text("assumptions-what-is-assumed"), 5),
            (l.text("assumptions-otherwise"), 4),
            (l.text("assumptions-changed"), 2),
            (l.text("assumptions-for-whom"), 6),
        ])
        .numbers(&[2]);
        answer.matters.iter().for_each(|matter| table.row(row(matter, l)));
        table.omitted = answer.omitted;
        parts.push(Part::new(l.text("assumptions-heading"), vec![Block::Table(table)]));
    }
    Paper {
        timed: false,
        title: l.text("assumptions-title").to_owned(),
        lead,
        parts,
        basis: basis(answer.revision, &answer.assumptions, notes(l), l),
    }
}

fn row(matter: &Matter, l: Language) -> [Cell; 4] {
    let providers = names(&matter.providers, matter.providers.len() as u64, NAMED, l);
    let needs = say!(l, "assumptions-needs", node = with_agency(&matter.node), providers = providers);
    let otherwise = match matter.supposed {
        Supposed::NotNeeded => l.text("assumptions-not-needed").to_owned(),
        Supposed::NotBridged => l.text("assumptions-not-bridged").to_owned(),
        Supposed::BridgedForEver => l.text("assumptions-for-ever").to_owned(),
        Supposed::ThisOne => say!(l, "assumptions-this-one", name = providers),
    };
    let source = matter.source.clone().unwrap_or_else(|| l.text("assumptions-no-source").to_owned());
    let mut lines: Vec<String> = matter.nodes.iter().take(NAMED).map(|changed| line(changed, l)).collect();
    let more = (matter.nodes.len() as u64 + matter.omitted).saturating_sub(lines.len() as u64);
    lines.extend((more > 0).then(|| format!("… (+{})", l.number(more))));
    [
        Cell::named(needs, source),
        otherwise.into(),
        l.number(matter.changed).into(),
        Cell::from(lines.join("\n")),
    ]
}

fn line(changed: &ChangedLevel, l: Language) -> String {
    format!("{}: {} → {}", with_agency(&changed.node), l.level(changed.before), l.level(changed.after))
}
