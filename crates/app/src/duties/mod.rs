//! Reporting duties: what is due when, and a draft of the report. Computes only: nothing here can send anything.
//!
//! Reading order: this file (from a question to the answer), [`incident`] (the facts that an incident tells), [`draft`]
//! (the fields), [`words`] (both languages).

mod draft;
mod incident;
mod words;

pub use incident::{all_duties, facts, one_duty};

use draft::known;
pub(crate) use words::label;

use super::error::AppError;
use super::impact::ask;
use super::pool::Pool;
use ::words::zone;
use formats::profiles::embedded;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use map::Map;
use model::Key;
use model::due::{DueStep, State, due, next};
use model::duty::{Facts, ReportingProfile};
use std::borrow::Cow;
use wire::decode::suggest;
use wire::duty::{DueStepDoc, DutyAnswer, TextsDoc, after};
use wire::impact::ImpactAnswer;
use wire::words::Text;
use wire::{DutyRequest, Place, Problem, Problems};

/// The reporting profiles that come with the program, by id.
///
/// # Errors
/// The program was built with a profile that is not right.
pub fn profiles() -> Result<&'static [ReportingProfile], AppError> {
    embedded().map_err(AppError::Invalid)
}

/// The profile with that id.
///
/// # Errors
/// [`AppError::NotFound`]; those of [`profiles`].
pub fn profile(id: &str) -> Result<&'static ReportingProfile, AppError> {
    let found = profiles()?.iter().find(|profile| profile.id.as_str() == id);
    found.ok_or_else(|| AppError::NotFound { what: "reporting profile", name: id.to_owned() })
}

/// Answers a question about a profile on a map and hands the answer to `read`. `present` is the moment at which it is
/// looked when the question names none; `budget` as in [`ask`].
///
/// # Errors
/// [`AppError::Invalid`] lists what is wrong with the steps that are named, or with the scenario; those of [`ask`].
pub fn ask_duty<T>(
    map: &Map,
    profile: &ReportingProfile,
    request: DutyRequest,
    pool: &Pool,
    budget: u64,
    present: Timestamp,
    read: impl FnOnce(DutyAnswer<'_>) -> T,
) -> Result<T, AppError> {
    let now = request.now.unwrap_or(present);
    let DutyRequest { facts, mut scenario, step, .. } = request;
    // A draft speaks of the whole, from its beginning.
    scenario.cursor = None;
    scenario.scenario.starts_at = scenario.scenario.starts_at.or(facts.occurred_at);
    let told = ask(map, &scenario, pool, budget, |impact| {
        answer(profile, &facts, step.as_ref(), &impact, now, &zone::of(map.zone())).map(read)
    });
    told.map_err(in_scenario)?
}

/// What is due when, and the draft for one step (`None` = the next one), out of plain facts and an impact.
///
/// # Errors
/// [`AppError::Invalid`] when a step that is named does not exist, or something is said to have happened after `now` or
/// to have been reported before the clock started.
pub fn answer<'a>(
    profile: &'a ReportingProfile,
    facts: &'a Facts,
    step: Option<&Key>,
    impact: &ImpactAnswer<'_>,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<DutyAnswer<'a>, AppError> {
    check(profile, facts, step, now)?;
    let basis = draft::Basis { facts, impact, now, zone };
    let steps = due(profile, facts, &known(&basis), now, zone);
    let wanted = match step {
        Some(id) => profile.step(id.as_str()),
        None => next(&steps).map(|step| step.step),
    };
    let wanted = wanted.ok_or(AppError::NotFound { what: "step", name: String::new() })?;
    let in_force = profile.valid_from.zip(facts.occurred_at);
    Ok(DutyAnswer {
        revision: impact.revision,
        profile: profile.id.as_str(),
        now: Text(now),
        time_zone: zone::name(zone).to_owned(),
        in_force: in_force.map(|(from, at)| at.to_zoned(zone.clone()).date() >= from),
        steps: steps.iter().map(|step| told(profile, step, zone)).collect(),
        draft: draft::draft(profile, wanted, &basis),
        notice: words::notice(false),
        disclaimer: (&profile.disclaimer).into(),
        exercise: false,
    })
}

/// A step as it is told.
fn told<'a>(profile: &'a ReportingProfile, due: &DueStep<'a>, zone: &TimeZone) -> DueStepDoc<'a> {
    let (state, reported) = match due.state {
        State::Open => ("open", None),
        State::Overdue => ("overdue", None),
        State::DueNow => ("dueNow", None),
        State::Done { at, late } => ("done", Some((at, late))),
        State::WaitingFor(_) => ("waiting", None),
        State::OnOccasion => ("onOccasion", None),
    };
    let explanation = |language| Cow::Owned(words::explanation(profile, due, zone, language));
    DueStepDoc {
        step: due.step.id.as_str(),
        name: (&due.step.name).into(),
        state,
        counted_from: after(&due.after).to_owned(),
        counted_from_at: due.counted_from.map(Text),
        due_at: due.due_at.map(Text),
        provisional_at: due.provisional_at.map(Text),
        reported_at: reported.map(|(at, _)| Text(at)),
        late: reported.map(|(_, late)| late),
        explanation: words::both(explanation),
        if_ongoing: due.if_ongoing.map(TextsDoc::from),
        missing: due.missing.clone(),
    }
}

/// Checks the steps that are named, and the times against `now`; every problem at once.
fn check(
    profile: &ReportingProfile,
    facts: &Facts,
    step: Option<&Key>,
    now: Timestamp,
) -> Result<(), AppError> {
    let mut problems = Problems::default();
    if let Some(id) = step.filter(|id| profile.step(id.as_str()).is_none()) {
        problems.push(no_step(profile, id, &Place::ROOT.name("step")));
    }
    let place = Place::ROOT.name("facts");
    for (name, time) in [("awareAt", facts.aware_at), ("endedAt", facts.ended_at)] {
        if time.is_some_and(|time| time > now) {
            let (detail, remedy) = ("the time lies in the future", "leave out what has not happened yet");
            problems.push(Problem::new(&place.name(name), "in-the-future", detail, remedy));
        }
    }
    let place = place.name("reported");
    let clock = facts.clock(profile.clock_start);
    for (id, &at) in &facts.reported {
        let place = place.name(id.as_str());
        let remedy = "write when the report was really handed in";
        if profile.step(id.as_str()).is_none() {
            problems.push(no_step(profile, id, &place));
        } else if at > now {
            let detail = "the report lies in the future, so that nothing can be counted from it";
            problems.push(Problem::new(&place, "in-the-future", detail, remedy));
        } else if clock.is_some_and(|start| at < start) {
            let detail = "the report was made before the clock started";
            problems.push(Problem::new(&place, "before-start", detail, remedy));
        }
    }
    problems.or(()).map_err(AppError::Invalid)
}

fn no_step(profile: &ReportingProfile, id: &Key, place: &Place<'_>) -> Problem {
    let ids: Vec<&str> = profile.steps.iter().map(|step| step.id.as_str()).collect();
    let remedy =
        suggest(id.as_str(), &ids).unwrap_or_else(|| format!("the steps are {}", ids.join(", ")).into());
    Problem::new(place, "unknown-step", format!("the profile {} has no step {id}", profile.id), remedy)
}

/// The scenario is a part of this question, and so are the places of its problems.
fn in_scenario(error: AppError) -> AppError {
    let AppError::Invalid(told) = error else { return error };
    let mut problems = Problems::default();
    for problem in told.list() {
        let pointer = format!("/scenario{}", problem.pointer);
        problems.push(Problem { pointer, ..problem.clone() });
    }
    problems.count(told.more());
    AppError::Invalid(problems)
}
