//! What people know of an incident beyond its failures, as it is written and read: the facts that reports ask for, and
//! which reports were handed in.

use super::decode::required;
use super::time;
use crate::change::short;
use crate::decode::{Object, word};
use crate::duty_decode::{pairs, some_text};
use crate::impact::Time;
use crate::problem::Problems;
use crate::scenario::whole_seconds;
use crate::words::{CONTENTS, NodeKey, SUSPICIONS, YesNoUnknown};
use model::incident::{Assessment, Cause, Millis};
use model::node::MAX_TEXT;
use model::{Fault, IncidentEvent, Key};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What people know of an incident: what is absent is not known, or was not said this time.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IncidentAssessment)]
pub struct AssessmentDoc<'a> {
    /// When it happened; absent = when the first failure began.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub occurred_at: Option<Time>,
    /// Since when those who must report know of it; absent = since it was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub aware_at: Option<Time>,
    /// The cause, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 4_000)]
    pub cause: Option<&'a str>,
    /// The cause is suspected, not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause_suspected: Option<bool>,
    /// Whether somebody did it on purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<YesNoUnknown>)]
    pub suspected_malicious: Option<model::duty::Suspicion>,
    /// What people say to fields of a report, by field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false, example = json!({"measures": "Failover to the second site."}))]
    pub told: BTreeMap<&'static str, &'a str>,
}

impl<'a> AssessmentDoc<'a> {
    /// The written form.
    pub fn new(assessment: &'a Assessment) -> Self {
        let cause = assessment.cause.as_ref();
        Self {
            occurred_at: assessment.occurred_at.map(time),
            aware_at: assessment.aware_at.map(time),
            cause: cause.map(|cause| cause.text.as_str()),
            cause_suspected: cause.map(|cause| cause.suspected),
            suspected_malicious: assessment.suspected_malicious,
            told: assessment.told.iter().map(|(field, text)| (field.as_str(), text.as_str())).collect(),
        }
    }
}

/// A report that was handed in.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = HandedInReport)]
pub struct ReportedDoc<'a> {
    /// The reporting profile.
    #[schema(value_type = NodeKey, example = "bsig-32")]
    pub profile: &'a str,
    /// Its step.
    #[schema(value_type = NodeKey, example = "early")]
    pub step: &'a str,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub reported_at: Time,
}

impl<'a> ReportedDoc<'a> {
    /// The written form.
    pub fn new(profile: &'a Key, step: &'a Key, reported_at: Millis) -> Self {
        Self { profile: profile.as_str(), step: step.as_str(), reported_at: time(reported_at) }
    }
}

/// The properties of an assessment.
pub(super) const ASSESSED: &[&str] =
    &["occurredAt", "awareAt", "cause", "causeSuspected", "suspectedMalicious", "told"];
/// The properties of a report that was handed in.
pub(super) const REPORTED: &[&str] = &["profile", "step", "reportedAt"];

/// Reads an assessment that was known at a time.
pub(super) fn assessed(object: &Object<'_>, at: Millis, problems: &mut Problems) -> Option<IncidentEvent> {
    let cause = short(object, "cause", MAX_TEXT, problems).filter(|text| !text.trim().is_empty());
    let suspected = object.bool("causeSuspected", problems);
    if suspected.is_some() && cause.is_none() {
        let place = object.place().name("causeSuspected");
        let (detail, remedy) = ("there is no cause that could be suspected", "write the cause, too");
        problems.report(&place, object.at(), "no-cause", detail, remedy);
    }
    let assessment = Assessment {
        occurred_at: past(object, "occurredAt", at, problems),
        aware_at: past(object, "awareAt", at, problems),
        cause: cause.map(|text| Cause { text, suspected: suspected.unwrap_or(false) }),
        suspected_malicious: object.word("suspectedMalicious", SUSPICIONS, problems),
        told: pairs(object, "told", |text| word(text, CONTENTS), some_text, problems),
    };
    if ASSESSED.iter().all(|name| object.get(name).is_none()) {
        let (detail, remedy) = ("the assessment says nothing", "say for example the cause, or awareAt");
        problems.report(object.place(), object.at(), "nothing-said", detail, remedy);
    }
    Some(IncidentEvent::Assessed(Box::new(assessment)))
}

/// Reads that a report was handed in.
pub(super) fn reported(object: &Object<'_>, at: Millis, problems: &mut Problems) -> Option<IncidentEvent> {
    let key = |name: &'static str| move |o: &Object<'_>, p: &mut Problems| o.key(name, p);
    let profile = required(object, "profile", "say which reporting profile", key("profile"), problems);
    let step = required(object, "step", "say which step of it", key("step"), problems);
    let reported_at = past(object, "reportedAt", at, problems).unwrap_or(super::decode::full_second(at));
    Some(IncidentEvent::Reported { profile: profile?, step: step?, reported_at })
}

/// A time that has come when it is told.
fn past(object: &Object<'_>, name: &str, at: Millis, problems: &mut Problems) -> Option<Millis> {
    let check = |text: &str| match whole_seconds(text)?.as_millisecond() {
        time if (0..=at).contains(&time) => Ok(time),
        _ => {
            let detail = "the time lies after the moment at which this is known, or before 1970";
            Err(Fault::new("", "time-out-of-range", detail, "correct it"))
        }
    };
    object.read(name, check, problems)
}
