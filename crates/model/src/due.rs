//! What of a reporting duty is due when: pure, for a given moment and time zone.

use super::Key;
use super::duty::{After, Content, Due, Facts, ReportStep, ReportingProfile, Texts};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// How a step stands at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// To be reported by its time.
    Open,
    /// Its time has passed.
    Overdue,
    /// To be reported without delay.
    DueNow,
    /// Reported.
    Done {
        /// When.
        at: Timestamp,
        /// After its time.
        late: bool,
    },
    /// Its time is not known before this has happened: the start of the clock, or an earlier step.
    WaitingFor(After),
    /// Only when it is asked for, or when something changes.
    OnOccasion,
}

/// A step with its time and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueStep<'a> {
    /// The step.
    pub step: &'a ReportStep,
    /// What it waits for or is counted from; never [`After::Previous`].
    pub after: After,
    /// When that happened.
    pub counted_from: Option<Timestamp>,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// When it will be due if every earlier step is done at its last moment; only while `due_at` is not known.
    pub provisional_at: Option<Timestamp>,
    /// How it stands.
    pub state: State,
    /// What is due instead should the incident still last then.
    pub if_ongoing: Option<&'a Texts>,
    /// Which required fields nobody has filled.
    pub missing: Vec<Content>,
}

/// Computes every step of a profile at the moment `now`. `known` are the fields that can be filled. A step that follows
/// another one is counted from the moment at which that was done, not from its deadline and not from the start.
pub fn due<'a>(
    profile: &'a ReportingProfile,
    facts: &Facts,
    known: &BTreeSet<Content>,
    now: Timestamp,
    zone: &TimeZone,
) -> Vec<DueStep<'a>> {
    let clock = facts.clock(profile.clock_start);
    // When each step was done, and when it is done at the latest.
    let mut ends: BTreeMap<&Key, (Option<Timestamp>, Option<Timestamp>)> = BTreeMap::new();
    let mut before: Option<&Key> = None;
    let mut found = Vec::with_capacity(profile.steps.len());
    for step in &profile.steps {
        let after = match (&step.after, before) {
            (After::Previous, Some(before)) => After::Step(before.clone()),
            (After::Previous, None) => After::ClockStart,
            (after, _) => after.clone(),
        };
        let (start, planned) = match &after {
            After::Step(id) => ends.get(id).copied().unwrap_or_default(),
            _ => (clock, clock),
        };
        let end = |start: Timestamp| match step.due {
            Due::Immediately => Some(start),
            Due::Within(period) => Some(period.end(start, zone)),
            Due::OnRequest | Due::WhileOngoing => None,
        };
        let due_at = start.and_then(end);
        let provisional_at = if due_at.is_none() { planned.and_then(end) } else { None };
        let done = facts.reported.get(&step.id).copied();
        ends.insert(&step.id, (done, done.or(due_at).or(provisional_at)));
        before = Some(&step.id);
        let over = |at: Timestamp| facts.ended_at.is_some_and(|ended| ended <= at);
        let ended = due_at.or(provisional_at).is_some_and(over);
        let if_ongoing = step.if_ongoing.as_ref().filter(|_| done.is_none() && !ended);
        let missing = step.required_fields.iter().copied().filter(|field| !known.contains(field));
        let state = state(step, done, due_at, &after, now);
        found.push(DueStep {
            step,
            after,
            counted_from: start,
            due_at,
            provisional_at,
            state,
            if_ongoing,
            missing: missing.collect(),
        });
    }
    found
}

fn state(
    step: &ReportStep,
    done: Option<Timestamp>,
    due_at: Option<Timestamp>,
    after: &After,
    now: Timestamp,
) -> State {
    let immediately = step.due == Due::Immediately;
    match (done, step.due, due_at) {
        // "Without delay" has no last moment that one could be late for.
        (Some(at), ..) => State::Done { at, late: !immediately && due_at.is_some_and(|due| at > due) },
        (None, Due::OnRequest | Due::WhileOngoing, _) => State::OnOccasion,
        (None, _, None) => State::WaitingFor(after.clone()),
        (None, Due::Immediately, Some(_)) => State::DueNow,
        (None, Due::Within(_), Some(due)) if now > due => State::Overdue,
        (None, Due::Within(_), Some(_)) => State::Open,
    }
}

/// The step to report next: the first that is not done and not only on occasion, else the last one.
pub fn next<'a, 'b>(steps: &'b [DueStep<'a>]) -> Option<&'b DueStep<'a>> {
    let open = |s: &&DueStep<'_>| !matches!(s.state, State::Done { .. } | State::OnOccasion);
    steps.iter().find(open).or(steps.last())
}
