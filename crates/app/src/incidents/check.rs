//! Whether something can be added to an incident, with every problem told.

use crate::duties::{profile, profiles};
use map::Map;
use model::clock::not_before;
use model::incident::{MAX_EVENTS, Millis};
use model::{Incident, IncidentEvent, Key};
use wire::incident::decode::full_second;
use wire::{Place, Problem, Problems};

/// When an event counts as known, if it can be added. What is not said more exactly than to the second may be of the
/// same second as the event before; so may what is said to be known `now`, whatever the clock says.
pub(super) fn at(incident: &Incident, at: Millis, now: Millis, problems: &mut Problems) -> Millis {
    // What was written in a wrong year holds nobody up.
    let believed = not_before(now, incident.last_at) >= incident.last_at;
    if believed && at < full_second(incident.last_at) && at != now {
        let detail = "something that was known later has been added already";
        let remedy = "leave it out, or say a later time";
        problems.push(Problem::new(&Place::ROOT.name("at"), "before-last-event", detail, remedy));
    }
    not_before(at, incident.last_at)
}

/// Whether an event fits its incident and the map.
pub(super) fn event(
    incident: &Incident,
    at: Millis,
    event: &IncidentEvent,
    map: &Map,
    problems: &mut Problems,
) {
    let place = Place::ROOT;
    let mut refuse = |name: &str, code, detail: &'static str, remedy: &'static str| {
        problems.push(Problem::new(&place.name(name), code, detail, remedy));
    };
    let closed = incident.closed_at.is_some();
    // Reports are due long after the end.
    let always = matches!(
        event,
        IncidentEvent::Noted { .. }
            | IncidentEvent::Reopened { .. }
            | IncidentEvent::Assessed(_)
            | IncidentEvent::Reported { .. }
    );
    if closed && !always {
        refuse("type", "incident-closed", "the incident is closed", "reopen it, or open another one");
        return;
    }
    let none = "nothing of this incident fails there, or it is known to have ended";
    let first = "say with failure-set what fails";
    match event {
        IncidentEvent::Reopened { .. } if !closed => {
            refuse("type", "incident-open", "the incident is open", "go on with it");
        }
        IncidentEvent::FailureCleared { node, .. } if !incident.speaks_of(node) => {
            refuse("node", "no-such-failure", none, first);
        }
        IncidentEvent::Forecast { node, until } => {
            let meant = incident.all_failing().filter(|f| node.as_ref().is_none_or(|n| *n == f.node));
            let mut failing = meant.peekable();
            if failing.peek().is_none() {
                refuse(if node.is_some() { "node" } else { "type" }, "no-such-failure", none, first);
            } else if until.is_some_and(|until| until <= at) {
                let remedy = "say with failure-cleared what ended, or leave the time out when it is unknown";
                refuse("until", "forecast-in-the-past", "a forecast speaks of the future", remedy);
            } else if until.is_some_and(|until| failing.any(|f| until <= f.from)) {
                let remedy = "give a later end, or name a node";
                refuse("until", "ends-before-start", "a failure would end before it begins", remedy);
            }
        }
        IncidentEvent::Assessed(newer) => {
            let mut after = incident.assessment.clone();
            after.revise(newer);
            let aware = after.aware_at.unwrap_or(incident.opened_at);
            if after.occurred_at.is_some_and(|occurred| after.aware_at.is_some_and(|aware| aware < occurred))
            {
                let detail = "it would have been known before it happened";
                refuse("awareAt", "before-start", detail, "correct one of the two times");
            }
            if incident.reports.values().any(|reported| *reported < aware) {
                let detail = "a report was handed in before that time";
                refuse("awareAt", "after-report", detail, "say when those who must report first knew of it");
            }
        }
        IncidentEvent::Reported { profile, step, reported_at } => {
            duty(incident, (profile, step, *reported_at), problems);
        }
        IncidentEvent::FailureSet { node, .. } | IncidentEvent::Observed { node, .. } => {
            known(map, node, &place.name("node"), problems);
        }
        _ => {}
    }
}

/// Whether there is such a report, and it was not handed in before anybody knew of the incident.
fn duty(incident: &Incident, (id, step, at): (&Key, &Key, Millis), problems: &mut Problems) {
    let place = Place::ROOT;
    let mut refuse = |name: &str, code, detail: String, remedy: String| {
        problems.push(Problem::new(&place.name(name), code, detail, remedy));
    };
    match profile(id.as_str()) {
        Ok(known) if known.step(step.as_str()).is_none() => {
            let ids: Vec<&str> = known.steps.iter().map(|step| step.id.as_str()).collect();
            let detail = format!("the profile {id} has no step {step}");
            refuse("step", "unknown-step", detail, format!("the steps are {}", ids.join(", ")));
        }
        Ok(_) => {}
        Err(_) => {
            let ids: Vec<&str> = profiles().unwrap_or_default().iter().map(|p| p.id.as_str()).collect();
            let detail = format!("there is no reporting profile {id}");
            refuse("profile", "unknown-profile", detail, format!("the profiles are {}", ids.join(", ")));
        }
    }
    if at < full_second(incident.aware_at()) {
        let detail = "nobody knew of the incident then".to_owned();
        let remedy = "correct it, or say with assessed since when it is known (awareAt)".to_owned();
        refuse("reportedAt", "before-start", detail, remedy);
    }
}

/// Tells that a node is not on the map.
pub(super) fn known(map: &Map, node: &Key, place: &Place<'_>, problems: &mut Problems) {
    if map.find(node.as_str()).is_none() {
        let fault = map.no_such_node(node.as_str(), node.as_str());
        problems.push(Problem::new(place, fault.code, fault.detail, fault.remedy));
    }
}

/// Whether an incident takes no more events.
pub(super) fn is_full(incident: &Incident) -> bool {
    incident.events >= MAX_EVENTS
}
