//! What nodes have in common below them, and what only one of them needs.

pub mod answer;
pub mod request;

pub use answer::*;
use jiff::tz::TimeZone;
pub use request::*;
use words::say;

use super::along::along;
use super::context::AnalysisContext;
use super::question;
use super::sentences::{basis, names};
use crate::error::AppError;
use engine::NodeIx;
use engine::ground::{GroundScratch, Hit, Question, SharedNode};
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Table};
use std::collections::HashSet;
use wire::Place;
use wire::planning::PlanNode;

/// Provider links that are followed at the most: to find the context, and to see what failures of it do.
const BUDGET: u64 = 400_000_000;
/// Nodes that a line of a paper names.
const NAMED: usize = 6;
/// Up to so many of those who need something are named.
const FEW: usize = 3;

fn notes(l: Language) -> Vec<String> {
    let all = [
        l.text("planning-common-means-needed-some-way-whether"),
        l.text("planning-every-compared-node-stands-itself-too"),
    ];
    all.map(str::to_owned).to_vec()
}

impl question::Question for SharedGroundRequest {
    const NAME: &'static str = "shared-ground";
    const OPERATION: &'static str = "findSharedGround";
    const ASKS: &'static str =
        "What do these nodes have in common below them, and what does only one of them need?";
    const ANSWERS: &'static str = "Common providers, nearest first";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = SharedGroundAnswer;

    fn answer(&self, context: &AnalysisContext<'_>) -> Result<SharedGroundAnswer, AppError> {
        let place = Place::ROOT.name("of");
        let chosen = context.select(&self.of, &place)?;
        if chosen.len() < 2 || chosen.len() > MAX_CHOSEN {
            return Err(AppError::one(
                &place,
                "selection-size",
                format!("{} nodes are selected, but two to {MAX_CHOSEN} can be compared", chosen.len()),
                "select by more properties at once, for example {agency: dresden, layer: public}, or name the nodes",
            ));
        }
        let graph = context.map.graph();
        let question = Question {
            chosen: &chosen,
            along: along(context.include, self.along),
            keep: context.limit,
            budget: BUDGET,
        };
        let mut scratch = GroundScratch::default();
        let found = scratch.run(graph, &question, context.watch)?;
        let listed: Vec<NodeIx> = found.common.iter().chain(&found.shared).map(|s| s.node).collect();
        let hits = scratch.hits(graph, &chosen, &listed, context.include, BUDGET, context.watch)?;
        let (of_common, of_shared) = hits.split_at(found.common.len());
        let is_chosen: HashSet<NodeIx> = chosen.iter().copied().collect();
        let entries = |list: &[SharedNode], hits: &[Option<Hit>]| -> Vec<SharedProvider> {
            let each = list.iter().zip(hits);
            each.map(|(s, hit)| provider(context, &chosen, is_chosen.contains(&s.node), s, *hit)).collect()
        };
        let own = chosen.iter().zip(&found.own).take(context.limit).map(|(&node, own)| OwnGround {
            node: context.node(node),
            total: own.total,
            nearest: own
                .nearest
                .iter()
                .map(|&(node, steps)| OwnProvider { node: context.node(node), steps })
                .collect(),
            omitted: own.total - own.nearest.len() as u64,
        });
        Ok(SharedGroundAnswer {
            revision: context.map.revision(),
            chosen: chosen.len() as u64,
            common: entries(&found.common, of_common),
            shared: entries(&found.shared, of_shared),
            own: own.collect(),
            omitted: GroundOmitted {
                common: found.common_total - found.common.len() as u64,
                shared: found.shared_total - found.shared.len() as u64,
                own: chosen.len().saturating_sub(context.limit) as u64,
            },
            complete: found.complete,
            assumptions: context.assumptions(notes(Language::En)),
        })
    }

    fn paper(answer: &SharedGroundAnswer, l: Language, _: &TimeZone) -> Paper {
        let mut parts = Vec::new();
        let mut add = |heading: &str, list: &[SharedProvider], omitted: u64| {
            if !list.is_empty() {
                parts.push(Part::new(heading, vec![Block::Table(table(answer, list, omitted, l))]));
            }
        };
        add(l.text("planning-all-them-stand"), &answer.common, answer.omitted.common);
        add(l.text("planning-several-stand"), &answer.shared, answer.omitted.shared);
        let mut own = Table::new(&[
            (l.text("planning-only"), 3),
            (l.text("planning-how-many"), 1),
            (l.text("planning-needed-nearest-first"), 5),
        ])
        .numbers(&[1]);
        for of in answer.own.iter().filter(|of| of.total > 0) {
            let nearest: Vec<PlanNode> = of.nearest.iter().take(NAMED).map(|own| own.node.clone()).collect();
            own.row([
                who(&of.node),
                Cell::from(l.number(of.total)),
                Cell::from(names(&nearest, of.total, NAMED, l)),
            ]);
        }
        own.omitted = answer.omitted.own;
        let text = l.text("planning-none-them-needs-what-no-other");
        let block = if own.rows.is_empty() { Block::Text(text.to_owned()) } else { Block::Table(own) };
        parts.push(Part::new(l.text("planning-what-only-one-them-needs"), vec![block]));
        Paper {
            timed: false,
            title: l.text("planning-what-do-they-stand-together").to_owned(),
            lead: lead(answer, l),
            parts,
            basis: basis(answer.revision, &answer.assumptions, notes(l), l),
        }
    }
}

fn provider(
    context: &AnalysisContext<'_>,
    chosen: &[NodeIx],
    is_chosen: bool,
    shared: &SharedNode,
    hit: Option<Hit>,
) -> SharedProvider {
    let steps = chosen.iter().zip(&shared.steps);
    let distance = |(&node, &steps): (&NodeIx, &Option<u32>)| {
        steps.map(|steps| Distance { from: context.map.key(node).to_owned(), steps })
    };
    SharedProvider {
        node: context.node(shared.node),
        chosen: is_chosen,
        needed_by: shared.needed_by,
        farthest: shared.farthest,
        distances: steps.filter_map(distance).take(context.limit).collect(),
        makes_unavailable: hit.map(|hit| hit.unavailable),
        makes_degraded: hit.map(|hit| hit.degraded),
    }
}

fn lead(answer: &SharedGroundAnswer, l: Language) -> Vec<String> {
    let common = answer.common.len() as u64 + answer.omitted.common;
    let mut lead = vec![say!(l, "planning-shared-ground", chosen = answer.chosen, common = common)];
    let down = |s: &&SharedProvider| s.makes_unavailable.map(u64::from) == Some(answer.chosen);
    let alone: Vec<PlanNode> = answer.common.iter().filter(down).map(|s| s.node.clone()).collect();
    if !alone.is_empty() {
        let named = names(&alone, alone.len() as u64, NAMED, l);
        let (chosen, alone) = (answer.chosen, alone.len());
        lead.push(say!(l, "planning-shared-ground-alone", alone = alone, chosen = chosen, names = named));
    } else if common > 0 && answer.common.iter().all(|s| s.makes_unavailable.is_some()) {
        lead.push(l.text("planning-none-these-takes-all-them-down").to_owned());
    }
    if !answer.complete {
        let text = l.text("planning-search-became-too-large-lists-not");
        lead.push(text.to_owned());
    }
    lead
}

fn table(answer: &SharedGroundAnswer, list: &[SharedProvider], omitted: u64, l: Language) -> Table {
    let mut table = Table::new(&[
        (l.text("report-what"), 5),
        (l.text("planning-needed"), 4),
        (l.text("planning-steps"), 1),
        (l.text("planning-failure-hits"), 3),
    ])
    .numbers(&[2]);
    for shared in list {
        let of = format!(
            "{} {} {}",
            l.number(shared.needed_by.into()),
            l.text("report-of-2"),
            l.number(answer.chosen)
        );
        let nearest = shared.distances.iter().map(|d| d.steps).min().unwrap_or_default();
        let steps = if nearest == shared.farthest {
            nearest.to_string()
        } else {
            format!("{nearest}–{}", shared.farthest)
        };
        table.row([
            who(&shared.node),
            Cell::named(of, by_whom(answer, shared)),
            Cell::from(steps),
            Cell::from(hit(shared, l)),
        ]);
    }
    table.omitted = omitted;
    table
}

/// The names of those who need it, when they are few and not all.
fn by_whom(answer: &SharedGroundAnswer, shared: &SharedProvider) -> String {
    let few = shared.distances.len() <= FEW && u64::from(shared.needed_by) < answer.chosen;
    let name = |from: &Distance| {
        let own = answer.own.iter().find(|own| own.node.key == from.from);
        own.map_or_else(|| from.from.clone(), |own| own.node.name.clone())
    };
    if few { shared.distances.iter().map(name).collect::<Vec<_>>().join("; ") } else { String::new() }
}

fn hit(shared: &SharedProvider, l: Language) -> String {
    let (Some(down), Some(degraded)) = (shared.makes_unavailable, shared.makes_degraded) else {
        return l.text("planning-not-computed").to_owned();
    };
    let told = |n: u32, word: &str| (n > 0).then(|| format!("{} {word}", l.number(n.into())));
    let parts: Vec<String> =
        [told(down, &l.marked(model::Level::Unavailable)), told(degraded, &l.marked(model::Level::Degraded))]
            .into_iter()
            .flatten()
            .collect();
    if parts.is_empty() { l.text("planning-none-them").to_owned() } else { parts.join("\n") }
}

fn who(node: &PlanNode) -> Cell {
    Cell::named(node.name.clone(), node.agency_name.clone().unwrap_or_else(|| node.key.clone()))
}
