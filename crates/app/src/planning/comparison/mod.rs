//! Two scenarios side by side, on one map or on two.
//!
//! Reading order: this file (the two sides are computed), [`lists`] (what differs, list by list), [`paper`] (for people).

pub mod answer;
mod lists;
mod paper;
pub mod request;

pub use answer::*;
pub use request::*;

use super::context::AnalysisContext;
use super::question;
use crate::error::AppError;
use crate::impact::{MAX_LINKS, find};
use crate::maps::change::hypothetical;
use crate::maps::history::AsOf;
use jiff::tz::TimeZone;
use map::Map;
use model::{Scenario, message};
use render::Language;
use render::paper::Paper;
use std::borrow::Cow;
use wire::{Problems, ScenarioRequest};

/// What the method leaves out.
fn notes(l: Language) -> Vec<String> {
    let text = l.text("planning-every-node-another-course-stands-exactly");
    vec![text.to_owned()]
}

/// One side, ready to be asked.
struct Sided<'a> {
    side: &'a Side,
    map: Cow<'a, Map>,
    request: ScenarioRequest,
    /// How many hypothetical changes its map has.
    changes: usize,
}

impl question::Question for ComparisonRequest {
    const NAME: &'static str = "comparison";
    const OPERATION: &'static str = "compareScenarios";
    const ASKS: &'static str = "What differs between two scenarios, two maps, or with and without changes?";
    const ANSWERS: &'static str = "What differs, list by list";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = ComparisonAnswer;

    fn others(&self) -> Vec<AsOf> {
        let past = |side: &Side| {
            side.as_of.map(|past| match past {
                Past::Revision(revision) => AsOf::Revision(revision),
                Past::Time(ms) => AsOf::Time(ms),
            })
        };
        [&self.before, &self.after].into_iter().filter_map(past).collect()
    }

    fn answer(&self, context: &AnalysisContext<'_>) -> Result<ComparisonAnswer, AppError> {
        let mut others = context.others.iter().map(std::convert::AsRef::as_ref);
        let mut earlier = |side: &Side| side.as_of.and_then(|_| others.next());
        let (of_before, of_after) = (earlier(&self.before), earlier(&self.after));
        let before = sided(self, &self.before, of_before.unwrap_or(context.before), 0, context)
            .map_err(|error| at_side(error, &self.before, "before"))?;
        // The changes of the whole question are made in the second map, unless that is another one.
        let changes = if of_after.is_some() { 0 } else { context.changes };
        let after = sided(self, &self.after, of_after.unwrap_or(context.map), changes, context)
            .map_err(|error| at_side(error, &self.after, "after"))?;
        find(&before.map, &before.request, context.pool, MAX_LINKS, |first| {
            context.watch.advance(1)?;
            find(&after.map, &after.request, context.pool, MAX_LINKS, |second| {
                context.watch.advance(1)?;
                Ok(lists::compared(context, (&before, first), (&after, second)))
            })
            .map_err(|error| at_side(error, &self.after, "after"))?
        })
        .map_err(|error| at_side(error, &self.before, "before"))?
    }

    fn paper(answer: &ComparisonAnswer, language: Language, _: &TimeZone) -> Paper {
        paper::paper(answer, language)
    }
}

fn sided<'a>(
    question: &ComparisonRequest,
    side: &'a Side,
    map: &'a Map,
    changes: usize,
    context: &AnalysisContext<'_>,
) -> Result<Sided<'a>, AppError> {
    let scenario = Scenario {
        failures: side.failures.clone(),
        include: context.include,
        starts_at: question.starts_at,
        horizon: question.horizon,
    };
    let request = ScenarioRequest {
        title: side.title.clone(),
        scenario,
        // Lists of the answer are made here; only its totals are used.
        limit: Some(1),
        ..ScenarioRequest::default()
    };
    let changed = hypothetical(map, &side.changes)?;
    Ok(Sided { side, map: changed, request, changes: changes + side.changes.len() })
}

/// Says on which side of the question a problem is.
fn at_side(error: AppError, side: &Side, name: &str) -> AppError {
    let AppError::Invalid(problems) = error else {
        return error;
    };
    let mut placed = Problems::default();
    for problem in problems.list() {
        let mut problem = problem.clone();
        let common = problem.pointer.starts_with("/failures") && !side.own_failures;
        let told = problem.pointer.starts_with("/before") || problem.pointer.starts_with("/after");
        if common {
            problem.detail = message!("problem-of-course", detail = problem.detail, name = name);
        } else if !told {
            problem.pointer.insert_str(0, &format!("/{name}"));
        }
        placed.push(problem);
    }
    AppError::Invalid(placed)
}
