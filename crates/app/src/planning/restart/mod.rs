//! The restart plan: from a failed set and its repair to what comes back when.
//!
//! Reading order: [`answer`] (the lists), [`paper`] with [`lead`] (for people), [`picture`] (what is drawn).

pub mod answer;
mod lead;
mod lists;
mod paper;
mod picture;
pub mod request;

pub use answer::*;
pub use request::*;

use super::context::AnalysisContext;
use super::question;
use crate::error::AppError;
use crate::impact::{MAX_LINKS, too_much};
use engine::restart::{NoPlan, Wish, plan};
use engine::{Event, ManualStart, NodeIx, Outcome, Question};
use jiff::tz::TimeZone;
use model::{Key, Seconds};
use render::Language;
use render::paper::Paper;
use wire::{Place, Problems};

impl question::Question for RestartPlanRequest {
    const NAME: &'static str = "restart-plan";
    const OPERATION: &'static str = "planRestart";
    const ASKS: &'static str =
        "What comes back when after a failure, what must be started by hand, who is too late?";
    const ANSWERS: &'static str = "The plan: by wave, within a wave the most urgent first";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = RestartPlanAnswer;

    fn answer(&self, context: &AnalysisContext<'_>) -> Result<RestartPlanAnswer, AppError> {
        let (events, by_hand) = numbers(self, context)?;
        let map = context.map;
        let question = Question {
            failures: &events,
            horizon: self.horizon.map(Seconds::get),
            include: context.include,
            budget: MAX_LINKS,
        };
        let due = |node: NodeIx, failed: u32| {
            let allowed = map.rto(node).or_else(|| map.mtpd(node))?;
            Some(failed.saturating_add(allowed.get()))
        };
        let wish = Wish { by_hand: &by_hand, propose: self.propose_starts, due: &due };
        context.pool.with(|set| {
            let plan =
                plan(map.graph(), &question, &wish, &mut set.all, context.watch).map_err(|no| match no {
                    NoPlan::TooMuch(error) => too_much(&error),
                    NoPlan::Stopped(stopped) => stopped.into(),
                })?;
            let outcome = Outcome::new(&set.all, map.graph());
            lists::answer(self, context, &plan, &outcome)
        })
    }

    fn paper(answer: &RestartPlanAnswer, language: Language, zone: &TimeZone) -> Paper {
        paper::paper(answer, language, zone)
    }
}

/// Names become numbers; every failure gets an end.
fn numbers(
    question: &RestartPlanRequest,
    context: &AnalysisContext<'_>,
) -> Result<(Vec<Event>, Vec<ManualStart>), AppError> {
    let mut problems = Problems::default();
    let mut find = |key: &Key, place: &Place<'_>| match context.find(key, place) {
        Ok(node) => Some(node),
        Err(AppError::Invalid(found)) => {
            found.list().iter().for_each(|problem| problems.push(problem.clone()));
            None
        }
        Err(_) => None,
    };
    let (failures, starts) = (Place::ROOT.name("failures"), Place::ROOT.name("startedByHand"));
    let mut events = Vec::with_capacity(question.failures.len());
    for (at, failure) in question.failures.iter().enumerate() {
        let node = find(failure.node(), &failures.index(at).name("node"));
        events.extend(node.map(|node| Event {
            node,
            level: failure.level() as u8,
            from: failure.from().get(),
            until: failure.until().or(question.repaired_at.map(|at| at.0)).map(Seconds::get),
        }));
    }
    let mut by_hand = Vec::with_capacity(question.started_by_hand.len());
    for (at, start) in question.started_by_hand.iter().enumerate() {
        let node = find(&start.node, &starts.index(at).name("node"));
        by_hand.extend(node.map(|node| ManualStart { node, from: start.from.get(), without: None }));
    }
    problems.or((events, by_hand)).map_err(AppError::Invalid)
}
