//! Which nodes, failing together, take a node down.

pub mod answer;
pub mod request;

pub use answer::*;
use jiff::tz::TimeZone;
pub use request::*;
use words::say;

use super::context::AnalysisContext;
use super::cuts::{LIMITS, share, shared_notes, too_large, tree};
use super::question;
use super::sentences::{basis, with_agency};
use crate::error::AppError;
use engine::NodeIx;
use engine::cuts::{CutSets, MapTree, Solved};
use model::Level;
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Table};
use std::collections::HashSet;
use wire::Place;

/// Sets of one order that are sorted before the first of them are listed. Of more, some are listed.
const SORTED: usize = 200_000;

fn notes(l: Language) -> Vec<String> {
    let mut notes = shared_notes(l);
    notes.push(l.text("planning-each-set-as-small-as-can").to_owned());
    notes
}

impl question::Question for CutSetsRequest {
    const NAME: &'static str = "cut-sets";
    const OPERATION: &'static str = "findCutSets";
    const ASKS: &'static str = "Which smallest sets of nodes, failing together, take a node down?";
    const ANSWERS: &'static str = "The sets, the smallest first";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = CutSetsAnswer;

    fn answer(&self, context: &AnalysisContext<'_>) -> Result<CutSetsAnswer, AppError> {
        let node = context.find(&self.node, &Place::ROOT.name("node"))?;
        let among: Option<HashSet<NodeIx>> = match &self.among {
            Some(selection) => {
                Some(context.select(selection, &Place::ROOT.name("among"))?.into_iter().collect())
            }
            None => None,
        };
        let fails = |node| among.as_ref().is_none_or(|among| among.contains(&node));
        let tree = tree(context, node, self.level, fails)?;
        let solved =
            Solved::for_order(&tree.tree, LIMITS, self.max_order, context.watch).map_err(too_large)?;
        let sets = CutSets::new(&solved, Some(self.max_order), context.watch).map_err(too_large)?;
        let counts = sets.counts(context.watch).map_err(too_large)?;
        let complete_to = sets.complete_to().unwrap_or(self.max_order);
        let counts: Vec<OrderCount> =
            (0..).zip(counts.by_order).map(|(order, sets)| OrderCount { order, sets }).collect();
        let total = counts.iter().fold(0u64, |sum, count| sum.saturating_add(count.sets));
        let listed = listed(context, &tree, &sets, complete_to)?;
        Ok(CutSetsAnswer {
            revision: context.map.revision(),
            node: context.node(node),
            level: self.level,
            complete_to,
            candidates: tree.nodes.len() as u64,
            counts: counts.into_iter().filter(|count| count.sets > 0).collect(),
            omitted: total.saturating_sub(listed.len() as u64),
            sets: listed.iter().map(|set| told(context, set)).collect(),
            assumptions: context.assumptions(notes(Language::En)),
        })
    }

    fn paper(answer: &CutSetsAnswer, l: Language, _: &TimeZone) -> Paper {
        let mut lead = vec![lead(answer, l)];
        if answer.counts.is_empty() {
            return Paper {
                timed: false,
                title: title(l),
                lead,
                parts: Vec::new(),
                basis: rests_on(answer, l),
            };
        }
        lead.extend(answer.counts.iter().find(|count| count.order == 1).map(|count| {
            let nodes = say!(l, "count-nodes-3", nodes = count.sets);
            format!("{nodes} {}", l.text("planning-enough-alone"))
        }));
        let mut counts =
            Table::new(&[(l.text("planning-nodes-set"), 1), (l.text("planning-sets"), 2)]).numbers(&[0, 1]);
        for count in &answer.counts {
            let sets = match count.sets {
                u64::MAX => format!("≥ {}", l.number(u64::MAX)),
                sets => l.number(sets),
            };
            counts.row([l.number(count.order.into()), sets]);
        }
        let known = answer.sets.iter().any(|set| set.unavailability.is_some());
        let mut columns = vec![(l.text("planning-nodes"), 1), (l.text("planning-fail-together"), 8)];
        if known {
            columns.push((l.text("planning-share-time"), 2));
        }
        let mut sets = Table::new(&columns).numbers(if known { &[0, 2] } else { &[0] });
        for set in &answer.sets {
            let names: Vec<String> = set.nodes.iter().map(|node| with_agency(node).into_owned()).collect();
            let mut row = vec![Cell::from(l.number(set.order.into())), Cell::from(names.join("\n"))];
            if known {
                row.push(set.unavailability.map_or_else(|| "–".to_owned(), |p| share(p, l)).into());
            }
            sets.row(row);
        }
        sets.omitted = answer.omitted;
        let parts = vec![
            Part::new(l.text("planning-how-many-2"), vec![Block::Table(counts)]),
            Part::new(l.text("planning-sets-2"), vec![Block::Table(sets)]),
        ];
        Paper { timed: false, title: title(l), lead, parts, basis: rests_on(answer, l) }
    }
}

/// The first sets, smallest first, then by key; each with its nodes by key.
fn listed(
    context: &AnalysisContext<'_>,
    tree: &MapTree,
    sets: &CutSets,
    complete_to: u32,
) -> Result<Vec<Vec<NodeIx>>, AppError> {
    let rank = |node: &NodeIx| context.map.graph().rank(*node);
    let mut all: Vec<Vec<NodeIx>> = Vec::new();
    for order in 0..=complete_to {
        context.watch.advance(1)?;
        let mut found: Vec<Vec<NodeIx>> = Vec::new();
        sets.each(order, |events| {
            let mut nodes: Vec<NodeIx> = events.iter().map(|&event| tree.nodes[event as usize]).collect();
            nodes.sort_by_key(rank);
            found.push(nodes);
            found.len() < SORTED
        });
        found.sort_by(|a, b| a.iter().map(rank).cmp(b.iter().map(rank)));
        all.extend(found);
        if all.len() >= context.limit {
            break;
        }
    }
    all.truncate(context.limit);
    Ok(all)
}

fn told(context: &AnalysisContext<'_>, set: &[NodeIx]) -> CutSet {
    let own = |&node: &NodeIx| context.map.reliability(node).map(|r| r.unavailability());
    CutSet {
        order: set.len() as u32,
        nodes: set.iter().map(|&node| context.node(node)).collect(),
        unavailability: set.iter().map(own).product(),
    }
}

fn title(l: Language) -> String {
    l.text("planning-which-failures-together-enough").to_owned()
}

fn rests_on(answer: &CutSetsAnswer, l: Language) -> Vec<String> {
    basis(answer.revision, &answer.assumptions, notes(l), l)
}

fn lead(answer: &CutSetsAnswer, l: Language) -> String {
    let level = l.level(if answer.level == Level::Degraded { Level::Degraded } else { Level::Unavailable });
    let total = answer.counts.iter().fold(0u64, |sum, count| sum.saturating_add(count.sets));
    let up_to = answer.complete_to;
    let (name, nodes, sets) = (with_agency(&answer.node), l.number(answer.candidates), l.number(total));
    say!(
        l,
        "planning-nodes-hangs-itself-included-can-fail",
        name = &*name,
        nodes = nodes,
        up_to = up_to,
        level = level,
        sets = sets
    )
}
