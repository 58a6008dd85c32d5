//! Single points of failure of chosen nodes, and how each of them does it.

pub mod answer;
pub mod request;

pub use answer::*;
use jiff::tz::TimeZone;
pub use request::*;
use words::say;

use super::chain;
use super::context::AnalysisContext;
use super::question;
use super::sentences::{basis, names, with_agency};
use crate::error::AppError;
use engine::sweep::points;
use engine::{Closure, NodeIx, Scratch};
use model::Level;
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Table};
use wire::Place;
use wire::planning::PlanNode;

/// Points that each node lists when more than one is chosen.
const NEAREST: usize = 10;
/// Points that a paper names in the line of one of many nodes.
const NAMED: usize = 4;

fn notes(l: Language) -> Vec<String> {
    let clocks = l.text("planning-what-counts-what-comes-when-nothing");
    let own = l.text("planning-node-does-not-count-as-its");
    vec![clocks.to_owned(), own.to_owned()]
}

impl question::Question for SinglePointsRequest {
    const NAME: &'static str = "single-points-of-failure";
    const OPERATION: &'static str = "findSinglePointsOfFailure";
    const ASKS: &'static str = "Which single failure makes chosen nodes unavailable, or degraded?";
    const ABOUT: &'static str = include_str!("about.md");
    const ANSWERS: &'static str = "The single points, nearest first";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = SinglePointsAnswer;

    fn answer(&self, context: &AnalysisContext<'_>) -> Result<SinglePointsAnswer, AppError> {
        let chosen = context.select(&self.of, &Place::ROOT.name("of"))?;
        let mut answer = SinglePointsAnswer {
            revision: context.map.revision(),
            level: self.level,
            chosen: chosen.len() as u64,
            without: 0,
            points: 0,
            shared: Vec::new(),
            nodes: Vec::new(),
            omitted: PointsOmitted::default(),
            assumptions: context.assumptions(notes(Language::En)),
        };
        if let [only] = chosen[..] {
            let node = of_node(context, only, self.level, context.limit)?;
            (answer.points, answer.without) = (node.total, u64::from(node.total == 0));
            answer.nodes.extend((node.total > 0).then_some(node));
        } else {
            of_many(context, &chosen, self.level, &mut answer)?;
        }
        Ok(answer)
    }

    fn paper(answer: &SinglePointsAnswer, l: Language, _: &TimeZone) -> Paper {
        let mut parts = Vec::new();
        if answer.chosen == 1 {
            let own = answer.nodes.iter().map(|node| Block::Table(nearest(node, l)));
            parts.extend(own.map(|table| Part::new(l.text("planning-points-nearest-first"), vec![table])));
        } else if answer.points > 0 {
            let heading = l.text("planning-what-takes-most");
            parts.push(Part::new(heading, vec![Block::Table(shared(answer, l))]));
            let heading = l.text("planning-what-each-chosen-node-hangs");
            parts.push(Part::new(heading, vec![Block::Table(by_node(answer, l))]));
        }
        Paper {
            timed: false,
            title: l.text("planning-what-hangs-one-thread").to_owned(),
            lead: lead(answer, l),
            parts,
            basis: basis(answer.revision, &answer.assumptions, notes(l), l),
        }
    }
}

fn of_many(
    context: &AnalysisContext<'_>,
    chosen: &[NodeIx],
    level: Level,
    answer: &mut SinglePointsAnswer,
) -> Result<(), AppError> {
    let closure = Closure::of(context.map.graph(), chosen.iter().copied(), context.include, context.watch)?;
    let own: Vec<NodeIx> = chosen.iter().filter_map(|&node| closure.find(node)).collect();
    let reach = points::reach(&closure, &own, level, context.watch)?;
    answer.points = reach.points.len() as u64;
    answer.omitted.shared = reach.points.len().saturating_sub(context.limit) as u64;
    answer.shared = (reach.points.iter().take(context.limit))
        .map(|&(own, takes)| SharedPoint { node: context.node(closure.node(own)), takes: takes.into() })
        .collect();
    let mut hanging: Vec<(u32, NodeIx)> =
        reach.of_targets.into_iter().zip(chosen.iter().copied()).filter(|(points, _)| *points > 0).collect();
    answer.without = (chosen.len() - hanging.len()) as u64;
    // They come in the order of keys, which a stable sort keeps.
    hanging.sort_by_key(|&(points, _)| std::cmp::Reverse(points));
    answer.omitted.nodes = hanging.len().saturating_sub(context.limit) as u64;
    for &(_, node) in hanging.iter().take(context.limit) {
        answer.nodes.push(of_node(context, node, level, context.limit.min(NEAREST))?);
    }
    Ok(())
}

/// The single points of one node, at most so many of them told.
fn of_node(
    context: &AnalysisContext<'_>,
    node: NodeIx,
    level: Level,
    most: usize,
) -> Result<NodePoints, AppError> {
    let closure = Closure::of(context.map.graph(), [node], context.include, context.watch)?;
    let target = closure.find(node).unwrap_or_default();
    let found = points::of(&closure, target, level, context.watch)?;
    let mut scratch = Scratch::default();
    let mut told = Vec::new();
    for point in found.iter().take(most) {
        context.watch.advance(0)?;
        told.extend(points::way(&closure, &mut scratch, point.own, target).map(|way| (way, point)));
    }
    told.sort_by_key(|(way, point)| (way.len(), point.own));
    let single = |(way, point): &(Vec<points::ChainStep>, &points::Point)| {
        let steps = way.len() as u64 - 1;
        let (way, way_omitted) = chain::written(context, way);
        let node = context.node(closure.node(point.own));
        SinglePoint { node, level: point.level, steps, way, way_omitted }
    };
    Ok(NodePoints {
        node: context.node(node),
        total: found.len() as u64,
        points: told.iter().map(single).collect(),
        omitted: (found.len() - told.len()) as u64,
    })
}

fn lead(answer: &SinglePointsAnswer, l: Language) -> Vec<String> {
    let bad = match answer.level {
        model::Level::Degraded => l.text("planning-degraded-or-worse"),
        _ => l.text("level-unavailable"),
    };
    if answer.chosen == 1 {
        let Some(only) = answer.nodes.first() else {
            return vec![say!(l, "planning-no-single-point", bad = bad)];
        };
        let (name, points) = (with_agency(&only.node), only.total);
        return vec![say!(l, "planning-single-points", name = &*name, points = points, bad = bad)];
    }
    let hanging = answer.chosen - answer.without;
    let chosen = l.number(answer.chosen);
    let mut lead = vec![say!(
        l,
        "planning-chosen-nodes-hang-least-one-other",
        hanging = hanging,
        chosen = chosen,
        bad = bad
    )];
    if let Some(worst) = answer.shared.first() {
        let (name, takes) = (with_agency(&worst.node), l.number(worst.takes));
        lead.push(say!(l, "planning-takes-most-them", name = &*name, takes = takes));
    }
    lead
}

/// Name, and who runs it, below.
pub fn cell(node: &PlanNode) -> Cell {
    let agency = node.agency_name.as_deref().filter(|agency| *agency != node.name);
    Cell::named(node.name.as_str(), agency.unwrap_or_default())
}

fn nearest(node: &NodePoints, l: Language) -> Table {
    let mut table = Table::new(&[
        (l.text("picture-what-fails"), 6),
        (l.text("planning-makes"), 3),
        (l.text("planning-steps"), 2),
        (l.text("planning-way"), 9),
    ])
    .numbers(&[2]);
    for point in &node.points {
        table.row([
            cell(&point.node),
            point.level.into(),
            l.number(point.steps).into(),
            chain::in_words(&point.way, point.way_omitted, l).into(),
        ]);
    }
    table.omitted = node.omitted;
    table
}

fn shared(answer: &SinglePointsAnswer, l: Language) -> Table {
    let mut table =
        Table::new(&[(l.text("picture-what-fails"), 5), (l.text("planning-takes-2"), 1)]).numbers(&[1]);
    for point in &answer.shared {
        table.row([cell(&point.node), l.number(point.takes).into()]);
    }
    table.omitted = answer.omitted.shared;
    table
}

fn by_node(answer: &SinglePointsAnswer, l: Language) -> Table {
    let mut table = Table::new(&[
        (l.text("planning-node"), 5),
        (l.text("planning-points"), 2),
        (l.text("planning-nearest"), 6),
    ])
    .numbers(&[1]);
    for node in &answer.nodes {
        let nearest: Vec<PlanNode> = node.points.iter().map(|point| point.node.clone()).collect();
        table.row([
            cell(&node.node),
            l.number(node.total).into(),
            names(&nearest, node.total, NAMED, l).into(),
        ]);
    }
    table.omitted = answer.omitted.nodes;
    table
}
