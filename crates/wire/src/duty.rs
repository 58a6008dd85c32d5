//! Reporting duties as they are written: profiles, what is due when, and the draft of a report.

use super::impact::Time;
use super::scenario::ScenarioDoc;
use super::words::{ClockStart, IsoTime, NodeKey, ReportField, Text, YesNoUnknown};
use model::duty::{After, Due, ReportStep, ReportingProfile, Texts};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The same text in German and English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BothLanguages)]
pub struct TextsDoc<'a> {
    /// German.
    pub de: Cow<'a, str>,
    /// English.
    pub en: Cow<'a, str>,
}

impl<'a> From<&'a Texts> for TextsDoc<'a> {
    fn from(texts: &'a Texts) -> Self {
        Self { de: Cow::Borrowed(&texts.de), en: Cow::Borrowed(&texts.en) }
    }
}

/// The reporting profiles that the service knows.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportingProfiles<'a> {
    /// By id.
    pub items: Vec<ProfileDoc<'a>>,
}

/// A reporting duty: who reports what to whom by when. Data about the law, not legal advice.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReportingProfile)]
pub struct ProfileDoc<'a> {
    /// Its id.
    #[schema(example = "bsig-32")]
    pub id: &'a str,
    /// Whom to report to.
    pub authority: TextsDoc<'a>,
    /// The law or rule.
    pub legal_basis: TextsDoc<'a>,
    /// Land by the first two digits of its regional keys; absent = not one Land alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "14")]
    pub land: Option<&'a str>,
    /// Which bodies it concerns.
    pub applies_to: TextsDoc<'a>,
    /// What makes an incident reportable.
    pub trigger: TextsDoc<'a>,
    /// What starts the clock.
    #[schema(value_type = ClockStart)]
    pub clock_start: model::duty::Clock,
    /// The reports, in their order.
    pub steps: Vec<StepDoc<'a>>,
    /// Since when the rule is in force; absent = to be checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_from: Option<Text<jiff::civil::Date>>,
    /// Where this was taken from.
    pub source_url: &'a str,
    /// What it does not promise.
    pub disclaimer: TextsDoc<'a>,
}

/// One report of a profile.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReportingStep)]
pub struct StepDoc<'a> {
    /// Its id within the profile.
    #[schema(example = "final")]
    pub id: &'a str,
    /// What it is called.
    pub name: TextsDoc<'a>,
    /// An ISO 8601 period, here also with calendar months, or `immediately`, `onRequest`, `whileOngoing`.
    #[schema(example = "P1M")]
    pub due: String,
    /// What that is counted from: `clockStart`, `previous` or the id of an earlier step.
    #[schema(example = "report")]
    pub after: &'a str,
    /// What the report must say.
    #[schema(value_type = Vec<ReportField>)]
    pub required_fields: Vec<model::duty::Content>,
    /// What is due instead while the incident still lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_ongoing: Option<TextsDoc<'a>>,
}

impl<'a> From<&'a ReportingProfile> for ProfileDoc<'a> {
    fn from(profile: &'a ReportingProfile) -> Self {
        Self {
            id: profile.id.as_str(),
            authority: (&profile.authority).into(),
            legal_basis: (&profile.legal_basis).into(),
            land: profile.land.as_deref(),
            applies_to: (&profile.applies_to).into(),
            trigger: (&profile.trigger).into(),
            clock_start: profile.clock_start,
            steps: profile.steps.iter().map(StepDoc::from).collect(),
            valid_from: profile.valid_from.map(Text),
            source_url: &profile.source_url,
            disclaimer: (&profile.disclaimer).into(),
        }
    }
}

impl<'a> From<&'a ReportStep> for StepDoc<'a> {
    fn from(step: &'a ReportStep) -> Self {
        let due = match step.due {
            Due::Immediately => "immediately".to_owned(),
            Due::Within(period) => period.to_string(),
            Due::OnRequest => "onRequest".to_owned(),
            Due::WhileOngoing => "whileOngoing".to_owned(),
        };
        Self {
            id: step.id.as_str(),
            name: (&step.name).into(),
            due,
            after: after(&step.after),
            required_fields: step.required_fields.clone(),
            if_ongoing: step.if_ongoing.as_ref().map(TextsDoc::from),
        }
    }
}

/// The word for what a step is counted from.
pub fn after(after: &After) -> &str {
    match after {
        After::ClockStart => "clockStart",
        After::Previous => "previous",
        After::Step(id) => id.as_str(),
    }
}

/// A question about a reporting duty.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = DutyQuestion)]
pub struct DutyQuestionDoc<'a> {
    /// What is known of the incident.
    pub facts: FactsDoc<'a>,
    /// What fails: its impact fills the fields of the report.
    pub scenario: ScenarioDoc<'a>,
    /// The step whose report is drafted; absent = the next one.
    #[schema(value_type = Option<NodeKey>, example = "report")]
    pub step: Option<&'a str>,
    /// The moment at which it is looked; absent = the present.
    #[schema(format = DateTime)]
    pub now: Option<&'a str>,
}

/// The plain facts of an incident, as far as they are known.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = IncidentFacts)]
pub struct FactsDoc<'a> {
    /// What people call it.
    #[schema(max_length = 4_000)]
    pub title: Option<&'a str>,
    /// Since when.
    #[schema(format = DateTime)]
    pub occurred_at: Option<&'a str>,
    /// Since when those who must report know of it.
    #[schema(format = DateTime)]
    pub aware_at: Option<&'a str>,
    /// When it ended; absent = it lasts.
    #[schema(format = DateTime)]
    pub ended_at: Option<&'a str>,
    /// When it is expected to end.
    #[schema(format = DateTime)]
    pub expected_end_at: Option<&'a str>,
    /// The cause, in words.
    #[schema(max_length = 4_000)]
    pub cause: Option<&'a str>,
    /// The cause is suspected, not known; known when absent.
    pub cause_suspected: Option<bool>,
    /// Whether somebody did it on purpose.
    #[schema(value_type = Option<YesNoUnknown>)]
    pub suspected_malicious: Option<model::duty::Suspicion>,
    /// What people say to fields of the report, by field; goes before what the service could say.
    pub told: Option<BTreeMap<&'a str, &'a str>>,
    /// When which step was reported, by step.
    #[schema(value_type = Option<BTreeMap<String, IsoTime>>)]
    pub reported: Option<BTreeMap<&'a str, &'a str>>,
}

/// What is due when, and a draft. Nothing is sent: a person checks it and reports.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DutyAnswer<'a> {
    /// The map revision from which the impact was computed.
    #[schema(example = 17)]
    pub revision: u64,
    /// The profile.
    pub profile: &'a str,
    /// The moment at which it was looked.
    #[schema(value_type = String, format = DateTime)]
    pub now: Time,
    /// The time zone whose calendar counts.
    #[schema(example = "Europe/Berlin")]
    pub time_zone: String,
    /// Whether the rule was in force when the incident happened; absent when that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force: Option<bool>,
    /// Every step, in the order of the profile.
    pub steps: Vec<DueStepDoc<'a>>,
    /// The draft of one report.
    pub draft: DraftDoc<'a>,
    /// That this is a draft which nobody has sent.
    pub notice: TextsDoc<'a>,
    /// What the profile does not promise.
    pub disclaimer: TextsDoc<'a>,
    /// The incident is an exercise: nothing is due in fact. Absent = it is real.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub exercise: bool,
}

/// What reporting duties an incident may bring, and what is due when. Whether a duty applies, people decide.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IncidentDuties<'a> {
    /// The incident.
    #[schema(example = "i-000042")]
    pub incident: String,
    /// The map revision from which the impact was computed.
    #[schema(example = 17)]
    pub revision: u64,
    /// The moment at which it was looked.
    #[schema(value_type = String, format = DateTime)]
    pub now: Time,
    /// The time zone whose calendar counts.
    #[schema(example = "Europe/Berlin")]
    pub time_zone: String,
    /// All profiles, by id.
    pub items: Vec<ProfileDutyDoc<'a>>,
    /// That nobody has sent anything.
    pub notice: TextsDoc<'a>,
    /// The incident is an exercise: nothing is due in fact. Absent = it is real.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub exercise: bool,
}

/// One reporting duty of an incident.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProfileDuty)]
pub struct ProfileDutyDoc<'a> {
    /// The profile.
    #[schema(example = "bsig-32")]
    pub profile: &'a str,
    /// Whom to report to.
    pub authority: TextsDoc<'a>,
    /// Which bodies it concerns.
    pub applies_to: TextsDoc<'a>,
    /// What makes an incident reportable.
    pub trigger: TextsDoc<'a>,
    /// Whether the rule was in force when the incident happened; absent when that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force: Option<bool>,
    /// Every step, in the order of the profile.
    pub steps: Vec<DueStepDoc<'a>>,
}

/// A step with its time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DueStep)]
pub struct DueStepDoc<'a> {
    /// Its id.
    pub step: &'a str,
    /// What it is called.
    pub name: TextsDoc<'a>,
    /// `open`, `overdue`, `dueNow` (without delay, no number of hours), `done`, `waiting` (its time is not known
    /// before `countedFrom` has happened) or `onOccasion`.
    #[schema(example = "waiting")]
    pub state: &'static str,
    /// What its time is counted from: `clockStart` or the id of an earlier step.
    #[schema(example = "report")]
    pub counted_from: String,
    /// When that happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub counted_from_at: Option<Time>,
    /// When it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Time>,
    /// While `dueAt` is not known: when it will be due if every step before is done at its last moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub provisional_at: Option<Time>,
    /// When it was reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub reported_at: Option<Time>,
    /// It was reported after its time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<bool>,
    /// The time and how it was counted, in words.
    pub explanation: TextsDoc<'a>,
    /// What is due instead should the incident still last then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_ongoing: Option<TextsDoc<'a>>,
    /// Required fields that a person must fill.
    #[schema(value_type = Vec<ReportField>)]
    pub missing: Vec<model::duty::Content>,
}

/// The draft of one report: every field that it must have.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReportDraft)]
pub struct DraftDoc<'a> {
    /// The step.
    pub step: &'a str,
    /// What the report is called.
    pub title: TextsDoc<'a>,
    /// Whom it is for.
    pub authority: TextsDoc<'a>,
    /// The law or rule.
    pub legal_basis: TextsDoc<'a>,
    /// The fields, in the order of the report.
    pub fields: Vec<FieldDoc<'a>>,
}

/// A field of a draft: filled, or with whom to ask.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DraftField)]
pub struct FieldDoc<'a> {
    /// Which.
    #[schema(value_type = ReportField)]
    pub field: model::duty::Content,
    /// What it is called.
    pub label: TextsDoc<'a>,
    /// What it says; absent = missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<TextsDoc<'a>>,
    /// Where the value comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<TextsDoc<'a>>,
    /// Who can tell what is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<TextsDoc<'a>>,
}
