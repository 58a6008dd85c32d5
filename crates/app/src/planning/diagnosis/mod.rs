//! What failed, given what is seen. [`paper`] says it to people.

pub mod answer;
mod paper;
pub mod request;

pub use answer::*;
pub use request::*;

use super::context::AnalysisContext;
use super::question;
use crate::error::AppError;
use engine::NodeIx;
use engine::diagnosis::{DiagnosisScratch, Evidence, Hypothesis, Look, Observation, Reading, Supposed};
use jiff::tz::TimeZone;
use model::Level;
use render::Language;
use render::paper::Paper;
use wire::{Place, Problems};

/// Provider links that may be followed: about a second of work.
const BUDGET: u64 = 40_000_000;

impl question::Question for DiagnosisRequest {
    const NAME: &'static str = "diagnosis";
    const OPERATION: &'static str = "diagnose";
    const ASKS: &'static str = "What has failed, given what is seen down and what is seen working?";
    const ANSWERS: &'static str = "Single failures, then pairs, the best explanation first";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = DiagnosisAnswer;

    fn answer(&self, context: &AnalysisContext<'_>) -> Result<DiagnosisAnswer, AppError> {
        let observations = observations(self, context)?;
        let evidence = Evidence {
            observations: &observations,
            include: context.include,
            keep: self.explanations as usize,
            budget: BUDGET,
        };
        let graph = context.map.graph();
        let mut scratch = DiagnosisScratch::default();
        let found = scratch.run(graph, &evidence, context.watch)?;
        let all: Vec<&Hypothesis> = found.singles.iter().chain(&found.pairs).collect();
        let (readings, looks) = scratch.read(graph, &evidence, &all, context.limit, context.watch)?;
        let mut explanations: Vec<Explanation> = Vec::with_capacity(all.len());
        let writer = Writer { context, observations: &observations };
        for (list, first) in [(&found.singles, 0), (&found.pairs, found.singles.len())] {
            for (nth, hypothesis) in list.iter().enumerate() {
                let place = list.iter().take_while(|other| other.score < hypothesis.score).count();
                let number = (first + nth) as u32 + 1;
                explanations.push(writer.explanation(
                    hypothesis,
                    &readings[first + nth],
                    number,
                    place as u32 + 1,
                ));
            }
        }
        let numbers: Vec<u32> = explanations.iter().map(|e| e.number).collect();
        let pairs = explanations.split_off(found.singles.len());
        let count = |level| self.seen().filter(|seen| seen.1 == level).count() as u64;
        Ok(DiagnosisAnswer {
            revision: context.map.revision(),
            seen: SeenCounts {
                unavailable: count(Level::Unavailable),
                degraded: count(Level::Degraded),
                operational: count(Level::Operational),
            },
            singles: explanations,
            pairs,
            tied: found.tied,
            every_tied: found.every_tied,
            look_next: looks.iter().map(|look| look_next(context, look, &numbers)).collect(),
            candidates: found.candidates,
            every_single: found.every_single,
            every_pair: found.every_pair,
            assumptions: context.assumptions(paper::notes(&found, Language::En)),
        })
    }

    fn paper(answer: &DiagnosisAnswer, l: Language, _: &TimeZone) -> Paper {
        paper::paper(answer, l)
    }
}

/// What is seen, by number; every unknown key at once.
fn observations(
    question: &DiagnosisRequest,
    context: &AnalysisContext<'_>,
) -> Result<Vec<Observation>, AppError> {
    let mut problems = Problems::default();
    let mut observations = Vec::new();
    for (key, level, list, nth) in question.seen() {
        match context.find(key, &Place::ROOT.name(list).index(nth)) {
            Ok(node) => observations.push(Observation { node, level }),
            Err(AppError::Invalid(told)) => told.list().iter().for_each(|p| problems.push(p.clone())),
            Err(other) => return Err(other),
        }
    }
    problems.or(observations).map_err(AppError::Invalid)
}

struct Writer<'a> {
    context: &'a AnalysisContext<'a>,
    observations: &'a [Observation],
}

impl Writer<'_> {
    fn explanation(&self, of: &Hypothesis, reading: &Reading, number: u32, place: u32) -> Explanation {
        let (context, limit) = (self.context, self.context.limit);
        let left = |all: usize| all.saturating_sub(limit) as u64;
        let failures = |list: &[Supposed]| -> Vec<SupposedFailure> {
            let each = list.iter().take(limit);
            each.map(|&(node, level)| SupposedFailure { node: context.node(node), level }).collect()
        };
        let deviations = |list: &[Supposed]| -> Vec<Deviation> {
            list.iter().take(limit).map(|&(node, level)| self.deviation(node, level)).collect()
        };
        Explanation {
            number,
            place,
            failures: failures(&of.failures),
            distance: of.score.distance,
            explained: reading.explained.len() as u64,
            partly_explained: deviations(&reading.partly),
            unexplained: reading.unexplained.iter().take(limit).map(|&node| context.node(node)).collect(),
            contradicted: deviations(&reading.wrong),
            unseen: failures(&reading.unknown),
            unseen_total: reading.unknown_total,
            omitted: DiagnosisOmitted {
                partly_explained: left(reading.partly.len()),
                unexplained: left(reading.unexplained.len()),
                contradicted: left(reading.wrong.len()),
                unseen: reading.unknown_total - reading.unknown.len() as u64,
            },
        }
    }

    fn deviation(&self, node: NodeIx, explained: Level) -> Deviation {
        let seen =
            self.observations.iter().find(|seen| seen.node == node).map_or(Level::Operational, |s| s.level);
        Deviation { node: self.context.node(node), seen, explained }
    }
}

fn look_next(context: &AnalysisContext<'_>, look: &Look, numbers: &[u32]) -> LookNext {
    let numbers = |places: &[usize]| places.iter().filter_map(|&place| numbers.get(place).copied()).collect();
    LookNext {
        node: context.node(look.node),
        if_down: numbers(&look.down),
        if_working: numbers(&look.working),
    }
}
