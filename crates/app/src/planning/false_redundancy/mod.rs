//! False redundancy: which alternatives one failure defeats, the gravest first.
//!
//! Reading order: this file (what is found and how it is ordered), [`lists`] (one list in full), [`paper`] (the paper), [`picture`].

pub mod answer;
mod lists;
mod paper;
mod picture;
pub mod request;

pub use answer::*;
pub use request::*;

use super::context::AnalysisContext;
use super::figures;
use super::question;
use crate::error::AppError;
use engine::sweep::alternatives::{Defeated, defeated, effect, has_alternatives};
use engine::sweep::{ranking, tally::Totals};
use engine::{Closure, NodeIx};
use jiff::tz::TimeZone;
use model::{Defeat, Level};
use render::Language;
use render::paper::Paper;
use std::cmp::Reverse;
use wire::Place;
use wire::words::Text;

/// A defeated list with what hangs on its dependent, which it takes down to this level.
struct Weighed {
    list: Defeated,
    level: Level,
    totals: Totals,
}

impl question::Question for FalseRedundancyRequest {
    const NAME: &'static str = "false-redundancy";
    const OPERATION: &'static str = "findFalseRedundancy";
    const ASKS: &'static str = "Which alternatives does one failure defeat?";
    const ABOUT: &'static str = include_str!("about.md");
    const ANSWERS: &'static str = "The defeated alternatives, the gravest first";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = FalseRedundancyAnswer;

    fn answer(&self, context: &AnalysisContext<'_>) -> Result<FalseRedundancyAnswer, AppError> {
        let (map, graph) = (context.map, context.map.graph());
        let dependents: Vec<NodeIx> = match &self.of {
            Some(selection) => context.select(selection, &Place::ROOT.name("of"))?,
            None => map.iter().collect(),
        };
        let closure = Closure::of(graph, dependents.iter().copied(), context.include, context.watch)?;
        let mut wanted = vec![false; closure.len()];
        dependents.iter().filter_map(|&node| closure.find(node)).for_each(|own| wanted[own as usize] = true);
        let heads = (0..closure.graph().dependency_bound()).map(|d| closure.graph().head(d));
        let promises =
            heads.filter(|(own, rule)| wanted[*own as usize] && has_alternatives(rule)).count() as u64;

        let alike = |list, need| lists::alike(context, &closure, list, need);
        let mut found = defeated(&closure, &alike, context.watch)?;
        found.retain(|list| wanted[closure.graph().dependent(list.dependency) as usize]);
        let by_way = count(&found);
        found.retain(|list| self.how.map_or(list.how != Defeat::OtherNeed, |how| how == list.how));
        // One list may be defeated in two ways; they stand beside each other.
        let broken = found.chunk_by(|a, b| a.dependency == b.dependency).count() as u64;
        let weighed = weighed(self, context, &closure, found)?;
        let told = weighed.iter().take(context.limit).map(|weighed| lists::list(context, &closure, weighed));
        Ok(FalseRedundancyAnswer {
            revision: map.revision(),
            time_critical: Text(self.time_critical),
            promises,
            kept: promises - broken,
            by_way,
            lists: told.collect::<Result<_, _>>()?,
            omitted: weighed.len().saturating_sub(context.limit) as u64,
            assumptions: context.assumptions(paper::notes(Language::En)),
        })
    }

    fn paper(answer: &FalseRedundancyAnswer, language: Language, _: &TimeZone) -> Paper {
        paper::paper(answer, language)
    }
}

/// The lists with their consequences, the gravest first.
fn weighed(
    question: &FalseRedundancyRequest,
    context: &AnalysisContext<'_>,
    closure: &Closure,
    found: Vec<Defeated>,
) -> Result<Vec<Weighed>, AppError> {
    let graph = closure.graph();
    let failure = |list: &Defeated| {
        let (own, rule) = graph.head(list.dependency);
        (own, effect(rule))
    };
    // Several lists of one dependent have the same consequence.
    let mut failures: Vec<(NodeIx, Level)> = found.iter().map(failure).collect();
    failures.sort_unstable();
    failures.dedup();
    let of_map: Vec<(NodeIx, Level)> =
        failures.iter().map(|&(own, level)| (closure.node(own), level)).collect();
    let figures = figures::of_map(context.map, question.time_critical);
    let totals = ranking::totals(context.map.graph(), &figures, &of_map, context.include, context.watch)?;
    let weigh = |list: Defeated| {
        let failure = failure(&list);
        let at = failures.binary_search(&failure);
        Weighed { list, level: failure.1, totals: at.map_or(Totals::default(), |at| totals[at]) }
    };
    let mut weighed: Vec<Weighed> = found.into_iter().map(weigh).collect();
    weighed.sort_by_key(|weighed| {
        let t = &weighed.totals;
        let weight = (t.public_services, t.people, t.time_critical, t.agencies, t.affected());
        (Reverse(weight), weighed.list.how, weighed.list.dependency)
    });
    Ok(weighed)
}

fn count(found: &[Defeated]) -> WayCounts {
    let mut counts = WayCounts::default();
    for list in found {
        *match list.how {
            Defeat::Shared => &mut counts.shared,
            Defeat::Beside => &mut counts.beside,
            Defeat::Fallback => &mut counts.fallback,
            Defeat::OtherNeed => &mut counts.other_need,
        } += 1;
    }
    counts
}
