//! Which assumption matters: every single one on the way of an outage is tried otherwise. [`paper`] says it to people.

pub mod answer;
mod paper;
pub mod request;

pub use answer::*;
pub use request::*;

use super::context::AnalysisContext;
use super::question;
use crate::error::AppError;
use crate::impact::{MAX_LINKS, too_much};
use engine::doubt::Otherwise;
use engine::{DependencyIx, Event, Graph, NodeIx, Outcome, Question, Scratch};
use jiff::tz::TimeZone;
use model::{Layer, Level, Seconds};
use render::Language;
use render::paper::Paper;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use wire::{Place, Problems};

/// Most assumptions that are tried.
const TRIED: usize = 5_000;
/// Provider links that each of them may follow at the least.
const LEAST_LINKS: u64 = 1_000_000;
/// Most providers named of one dependency.
const NAMED: usize = 20;

impl question::Question for AssumptionsRequest {
    const NAME: &'static str = "assumptions";
    const OPERATION: &'static str = "weighAssumptions";
    const ASKS: &'static str = "Which assumption would change the answer most if it were wrong?";
    const ABOUT: &'static str = include_str!("about.md");
    const ANSWERS: &'static str = "The assumptions that matter, those that change most first";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = AssumptionsAnswer;

    fn answer(&self, context: &AnalysisContext<'_>) -> Result<AssumptionsAnswer, AppError> {
        let (map, graph) = (context.map, context.map.graph());
        let events = numbers(self, context)?;
        let question = Question {
            failures: &events,
            horizon: self.horizon.map(Seconds::get),
            include: context.include,
            budget: MAX_LINKS,
        };
        let mut scratch = Scratch::default();
        let before = run(graph, &question, &mut scratch)?;
        let touched = Outcome::new(&scratch, graph).touched();
        let all = touched.iter().flat_map(|&d| graph.doubts(d).into_iter().map(move |what| (d, what)));
        let mut tries: Vec<(DependencyIx, Otherwise)> = all.collect();
        let left_out = tries.len().saturating_sub(TRIED);
        tries.truncate(TRIED);
        // What runs round a circle for ever without its bridge must not keep the others from being told.
        let budget = (MAX_LINKS / tries.len().max(1) as u64).max(LEAST_LINKS);
        let question = Question { budget, ..question };
        context.watch.begin(tries.len() as u64);
        let (mut found, mut stopped) = (Vec::new(), 0);
        for (order, &(dependency, what)) in tries.iter().enumerate() {
            context.watch.advance(1)?;
            let Ok(after) = run(&graph.otherwise(dependency, what), &question, &mut scratch) else {
                stopped += 1;
                continue;
            };
            let changed = changed(&before, &after);
            if !changed.is_empty() {
                let weight: u64 = changed.iter().map(|&(node, ..)| map.stands_for(node)).sum();
                found.push((Reverse(weight), order, changed));
            }
        }
        let tried = tries.len() - stopped;
        found.sort_unstable_by_key(|&(weight, order, _)| (weight, order));
        let matter = |(_, order, changed): &(_, usize, Vec<Change>)| told(context, tries[*order], changed);
        Ok(AssumptionsAnswer {
            revision: map.revision(),
            tried: tried as u64,
            without_effect: (tried - found.len()) as u64,
            not_tried: (left_out + stopped) as u64,
            matters: found.iter().take(context.limit).map(matter).collect(),
            omitted: found.len().saturating_sub(context.limit) as u64,
            assumptions: context.assumptions(paper::notes(Language::En)),
        })
    }

    fn paper(answer: &AssumptionsAnswer, language: Language, _: &TimeZone) -> Paper {
        paper::paper(answer, language)
    }
}

/// A node with its worst level before and after.
type Change = (NodeIx, Level, Level);

/// Names become numbers.
fn numbers(request: &AssumptionsRequest, context: &AnalysisContext<'_>) -> Result<Vec<Event>, AppError> {
    let mut problems = Problems::default();
    let place = Place::ROOT.name("failures");
    let mut events = Vec::with_capacity(request.failures.len());
    for (at, failure) in request.failures.iter().enumerate() {
        match context.find(failure.node(), &place.index(at).name("node")) {
            Ok(node) => events.push(Event {
                node,
                level: failure.level() as u8,
                from: failure.from().get(),
                until: failure.until().map(Seconds::get),
            }),
            Err(AppError::Invalid(found)) => {
                found.list().iter().for_each(|problem| problems.push(problem.clone()));
            }
            Err(other) => return Err(other),
        }
    }
    problems.or(events).map_err(AppError::Invalid)
}

/// The worst levels, by number.
fn run(
    graph: &Graph,
    question: &Question<'_>,
    scratch: &mut Scratch,
) -> Result<BTreeMap<NodeIx, Level>, AppError> {
    scratch.run(graph, question).map_err(|error| too_much(&error))?;
    let outcome = Outcome::new(scratch, graph);
    Ok(outcome.affected().map(|(_, node, worst)| (node, worst.level)).collect())
}

fn changed(before: &BTreeMap<NodeIx, Level>, after: &BTreeMap<NodeIx, Level>) -> Vec<Change> {
    let level = |of: &BTreeMap<NodeIx, Level>, node| of.get(&node).copied().unwrap_or_default();
    let both = before.keys().chain(after.keys().filter(|node| !before.contains_key(node)));
    let levels = both.map(|&node| (node, level(before, node), level(after, node)));
    levels.filter(|(_, before, after)| before != after).collect()
}

fn told(
    context: &AnalysisContext<'_>,
    (dependency, what): (DependencyIx, Otherwise),
    changed: &[Change],
) -> Matter {
    let (map, graph) = (context.map, context.map.graph());
    let mut changed = changed.to_vec();
    changed.sort_unstable_by_key(|&(node, ..)| graph.rank(node));
    let count = |holds: &dyn Fn(&Change) -> bool| {
        changed.iter().filter(|change| holds(change)).map(|&(node, ..)| map.stands_for(node)).sum()
    };
    let providers = match &what {
        Otherwise::Is(provider) => std::slice::from_ref(provider),
        _ => graph.providers(dependency),
    };
    let node = |&(node, before, after): &Change| ChangedLevel { node: context.node(node), before, after };
    Matter {
        supposed: match what {
            Otherwise::Absent => Supposed::NotNeeded,
            Otherwise::NotBridged => Supposed::NotBridged,
            Otherwise::BridgedForEver => Supposed::BridgedForEver,
            Otherwise::Is(_) => Supposed::ThisOne,
        },
        node: context.node(graph.dependent(dependency)),
        dependency: map.dependency_address(dependency),
        providers: providers.iter().take(NAMED).map(|&provider| context.node(provider)).collect(),
        source: map.source_and_note(dependency).0,
        changed: count(&|_| true),
        better: count(&|(_, before, after)| after < before),
        worse: count(&|(_, before, after)| after > before),
        public_services: count(&|&(node, ..)| map.layer(node) == Some(Layer::Public)),
        nodes: changed.iter().take(context.limit).map(node).collect(),
        omitted: changed.len().saturating_sub(context.limit) as u64,
    }
}
