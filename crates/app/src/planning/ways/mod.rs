//! Ways from one node to another along dependencies.

pub mod answer;
pub mod request;

pub use answer::*;
use jiff::tz::TimeZone;
pub use request::*;
use words::say;

use super::along::{along, step, told};
use super::context::AnalysisContext;
use super::question;
use super::sentences::{basis, told_apart};
use crate::error::AppError;
use engine::NodeIx;
use engine::closures::Along;
use engine::paths::{Question, find, steps};
use model::Level;
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Table};
use std::borrow::Cow;
use wire::Place;

/// Links that are followed, and steps that are written down, at the most.
const BUDGET: u64 = 200_000_000;
/// The largest count that every reader of JSON keeps exactly.
const MAX_COUNT: u128 = (1 << 53) - 1;

fn notes(l: Language) -> Vec<String> {
    let text = l.text("planning-way-shows-something-needed-not-failure");
    vec![text.to_owned()]
}

impl question::Question for WaysRequest {
    const NAME: &'static str = "ways";
    const OPERATION: &'static str = "findWays";
    const ASKS: &'static str = "By which ways does one node need another?";
    const ANSWERS: &'static str = "The ways, the shortest first";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = WaysAnswer;

    fn answer(&self, context: &AnalysisContext<'_>) -> Result<WaysAnswer, AppError> {
        let (from, to) = (
            context.find(&self.from, &Place::ROOT.name("from"))?,
            context.find(&self.to, &Place::ROOT.name("to"))?,
        );
        let along = along(context.include, self.along);
        let question = Question { from, to, along, keep: self.ways as usize, budget: BUDGET };
        let graph = context.map.graph();
        let found = find(graph, &question, context.watch)?;
        let none = found.shortest.is_none();
        let back = Question { from: to, to: from, keep: 0, ..question };
        let other_way_round = if none { find(graph, &back, context.watch)?.shortest } else { None };
        let reaches = context.pool.with(|set| {
            set.levels.run_while(graph, &[(to, Level::Unavailable)], context.include, |_, _, _| true);
            set.levels.level(from)
        });
        Ok(WaysAnswer {
            revision: context.map.revision(),
            from: context.node(from),
            to: context.node(to),
            shortest: found.shortest,
            shortest_ways: found.count.min(MAX_COUNT) as u64,
            more_shortest_ways: found.more_than_count || found.count > MAX_COUNT,
            ways: found.ways.iter().map(|way| written(context, way, along)).collect(),
            more: found.more,
            complete: found.complete,
            between: found.between,
            other_way_round,
            failure_reaches: (reaches != Level::Operational).then_some(reaches),
            assumptions: context.assumptions(notes(Language::En)),
        })
    }

    fn paper(answer: &WaysAnswer, l: Language, _: &TimeZone) -> Paper {
        let mut parts = Vec::new();
        if let Some(first) = answer.ways.first() {
            let heading = format!("{}: {}", l.text("planning-first-way"), steps_told(first.steps, l));
            parts.push(Part::new(heading, vec![Block::Table(table(first, l))]));
        }
        if answer.ways.len() > 1 {
            let others = answer.ways[1..].iter().map(|way| line(way, l)).collect();
            let mut blocks = vec![Block::List(others)];
            if answer.more {
                blocks.push(Block::Text(l.text("planning-there-more-ways").to_owned()));
            }
            parts.push(Part::new(l.text("planning-further-ways"), blocks));
        }
        let [from, to] = ends(answer);
        Paper {
            timed: false,
            title: say!(l, "planning-how-does-depend-name2", name = &*from, name2 = &*to),
            lead: lead(answer, l),
            parts,
            basis: basis(answer.revision, &answer.assumptions, notes(l), l),
        }
    }
}

/// A way with its steps; of one that is too long the middle is left out.
fn written(context: &AnalysisContext<'_>, way: &[NodeIx], along: Along) -> Way {
    let kept = way.len().min(context.limit.max(2));
    let (head, tail) = (kept.div_ceil(2), kept / 2);
    let omitted = way.len() - kept;
    let node = |at: usize| {
        let next = way.get(at + 1).filter(|_| omitted == 0 || at + 1 != head);
        let by = next.map_or_else(Vec::new, |&next| {
            let by = steps(context.map.graph(), way[at], next, along).into_iter();
            by.map(|dependency| step(context.map, dependency, next)).collect()
        });
        WayNode { node: context.node(way[at]), by }
    };
    Way {
        steps: way.len() as u32 - 1,
        nodes: (0..head).chain(way.len() - tail..way.len()).map(node).collect(),
        omitted: omitted as u64,
        omitted_after: (omitted > 0).then_some(head as u64),
    }
}

fn steps_told(steps: u32, l: Language) -> String {
    say!(l, "count-steps", steps = steps)
}

fn lead(answer: &WaysAnswer, l: Language) -> Vec<String> {
    let Some(shortest) = answer.shortest else {
        let mut lead = vec![
            match answer.complete {
                true => l.text("planning-there-no-way-one-does-not"),
                false => l.text("planning-search-became-too-large-whether-there"),
            }
            .to_owned(),
        ];
        if let Some(back) = answer.other_way_round {
            let text = l.text("planning-other-way-round-there-one-shortest");
            lead.push(format!("{text} {}.", steps_told(back, l)));
        }
        return lead;
    };
    let more = if answer.more_shortest_ways { l.text("planning-more-than") } else { "" };
    let ways = say!(l, "count-shortest-ways", shortest_ways = answer.shortest_ways);
    let first = format!(
        "{more}{ways}: {}; {} {}.",
        steps_told(shortest, l),
        l.text("planning-between-all-ways-together"),
        say!(l, "count-nodes", nodes = u64::from(answer.between).saturating_sub(2))
    );
    let level = match answer.failure_reaches {
        Some(level) => l.level(level),
        None => l.text("planning-not-affected"),
    };
    let [from, to] = ends(answer);
    let second = say!(l, "planning-when-fails-alone-name2-end", name = &*to, name2 = &*from, level = level);
    let mut lead = vec![first, second];
    if !answer.complete {
        lead.push(l.text("planning-search-became-too-large-there-may").to_owned());
    }
    lead
}

/// What both ends are called, told apart.
fn ends(answer: &WaysAnswer) -> [Cow<'_, str>; 2] {
    let both = <[_; 2]>::try_from(told_apart(&[&answer.from, &answer.to]));
    both.unwrap_or_else(|_| [(&answer.from.name).into(), (&answer.to.name).into()])
}

fn table(way: &Way, l: Language) -> Table {
    let mut table = Table::new(&[
        (l.text("planning-step"), 1),
        (l.text("planning-node"), 5),
        (l.text("planning-how-needs-next-one"), 4),
    ])
    .numbers(&[0]);
    let skipped = way.omitted_after.unwrap_or(u64::MAX);
    for (at, node) in (0u64..).zip(&way.nodes) {
        let number = if at < skipped { at } else { at + way.omitted };
        let by: Vec<String> = node.by.iter().map(|by| told(by, l)).collect();
        let ids: Vec<&str> = node.by.iter().map(|by| by.dependency.as_str()).collect();
        let agency = node.node.agency_name.clone().unwrap_or_else(|| node.node.key.clone());
        table.row([
            Cell::from(l.number(number)),
            Cell::named(node.node.name.clone(), agency),
            Cell::named(by.join("\n"), ids.join(", ")),
        ]);
        if at + 1 == skipped {
            table.row([Cell::from("…"), Cell::from(say!(l, "count-nodes", nodes = way.omitted)), "".into()]);
        }
    }
    table
}

/// A way in one line; what is essential says nothing.
fn line(way: &Way, l: Language) -> String {
    let mut text = format!("{}: ", steps_told(way.steps, l));
    let names = told_apart(&way.nodes.iter().map(|node| &node.node).collect::<Vec<_>>());
    for ((at, node), name) in (1u64..).zip(&way.nodes).zip(names) {
        text.push_str(&name);
        let by: Vec<String> = node.by.iter().filter(|by| by.providers > 1).map(|by| told(by, l)).collect();
        if !by.is_empty() {
            text.push_str(&format!(" ({})", by.join("; ")));
        }
        if at < way.nodes.len() as u64 {
            text.push_str(if way.omitted_after == Some(at) { " → … → " } else { " → " });
        }
    }
    text
}
