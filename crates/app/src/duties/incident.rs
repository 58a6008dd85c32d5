//! The duties of an incident: its facts are those that its events tell, its impact that of its failures.

use super::{answer, profiles, words};
use crate::error::AppError;
use crate::impact::ask;
use crate::incidents::{Situation, told_title};
use crate::pool::Pool;
use ::words::zone;
use jiff::Timestamp;
use model::duty::{Facts, ReportingProfile};
use model::incident::Millis;
use model::{Incident, Key};
use std::collections::BTreeMap;
use wire::duty::{DutyAnswer, IncidentDuties, ProfileDutyDoc};
use wire::incident::{incident_id, time};
use wire::words::Text;

/// The facts of an incident for the reports of one profile, as they are known at a moment.
pub fn facts(incident: &Incident, profile: &ReportingProfile, now: Timestamp) -> Facts {
    let at = |ms: Millis| time(ms).0;
    let assessment = &incident.assessment;
    let cause = assessment.cause.as_ref();
    let (ended_at, expected_end_at) = end(incident, now);
    let handed_in = incident.reports.iter().filter(|((id, _), _)| *id == profile.id);
    let reported: BTreeMap<Key, Timestamp> =
        handed_in.map(|((_, step), reported)| (step.clone(), at(*reported))).collect();
    // A report that was handed in proves that it was known, and had happened.
    let first = reported.values().min().copied();
    let earlier = |time: Timestamp| first.map_or(time, |first| first.min(time));
    Facts {
        title: Some(told_title(incident).into_owned()),
        occurred_at: incident.occurred_at().map(at).filter(|time| *time <= now).map(earlier),
        aware_at: Some(earlier(at(incident.aware_at()).min(now))),
        ended_at,
        expected_end_at,
        cause: cause.map(|cause| cause.text.clone()),
        cause_suspected: cause.is_some_and(|cause| cause.suspected),
        suspected_malicious: assessment.suspected_malicious.unwrap_or_default(),
        told: assessment.told.clone(),
        reported,
    }
}

/// When everything ended, or else when all of it is expected to.
fn end(incident: &Incident, now: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
    let last = |end: Option<Millis>| end.map(|end| time(end).0);
    let ends = incident.failures().map(|failure| failure.end.time()).max();
    if incident.closed_at.is_some() || incident.is_quiet() && incident.failures().next().is_some() {
        let ended = ends.flatten().or(incident.closed_at);
        return (last(ended).map(|ended| ended.min(now)), None);
    }
    (None, last(incident.expected_end()))
}

/// What may be due for an incident by every profile. `situation` is that of this incident alone.
///
/// # Errors
/// Those of [`answer`]; [`AppError::TooMuch`] when the budget does not suffice.
pub fn all_duties<T>(
    situation: &Situation,
    pool: &Pool,
    budget: u64,
    now: Timestamp,
    read: impl FnOnce(IncidentDuties<'_>) -> T,
) -> Result<T, AppError> {
    let incident = only(situation)?;
    let (profiles, zone) = (profiles()?, zone::of(situation.map.zone()));
    let facts: Vec<Facts> = profiles.iter().map(|profile| facts(incident, profile, now)).collect();
    ask(&situation.map, &situation.request, pool, budget, |impact| {
        let one = |(profile, facts): (&'static ReportingProfile, _)| {
            let answer = answer(profile, facts, None, &impact, now, &zone)?;
            Ok(ProfileDutyDoc {
                profile: profile.id.as_str(),
                authority: (&profile.authority).into(),
                applies_to: (&profile.applies_to).into(),
                trigger: (&profile.trigger).into(),
                in_force: answer.in_force,
                steps: answer.steps,
            })
        };
        let items: Result<Vec<_>, AppError> = profiles.iter().zip(&facts).map(one).collect();
        Ok(read(IncidentDuties {
            incident: incident_id(incident.id),
            revision: impact.revision,
            now: Text(now),
            time_zone: zone::name(&zone).to_owned(),
            items: items?,
            notice: words::notice(incident.exercise),
            exercise: incident.exercise,
        }))
    })?
}

/// What is due by one profile, and the draft for one step (`None` = the next one).
///
/// # Errors
/// Those of [`answer`]; [`AppError::TooMuch`] when the budget does not suffice.
pub fn one_duty<T>(
    situation: &Situation,
    profile: &ReportingProfile,
    step: Option<&Key>,
    pool: &Pool,
    budget: u64,
    now: Timestamp,
    read: impl FnOnce(DutyAnswer<'_>) -> T,
) -> Result<T, AppError> {
    let incident = only(situation)?;
    let (facts, zone) = (facts(incident, profile, now), zone::of(situation.map.zone()));
    ask(&situation.map, &situation.request, pool, budget, |impact| {
        let mut answer = answer(profile, &facts, step, &impact, now, &zone)?;
        if incident.exercise {
            answer.draft.title = words::practised(&answer.draft.title);
        }
        let notice = words::notice(incident.exercise);
        Ok(read(DutyAnswer { notice, exercise: incident.exercise, ..answer }))
    })?
}

fn only(situation: &Situation) -> Result<&Incident, AppError> {
    let first = situation.incidents.first().map(|incident| &**incident);
    first.ok_or(AppError::NotFound { what: "incident", name: String::new() })
}
