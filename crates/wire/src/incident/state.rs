//! An incident as it is at a moment, as it is answered.

use super::facts::{AssessmentDoc, ReportedDoc};
use super::{incident_id, time};
use crate::impact::Time;
use crate::words::{ImpactLevel, IncidentPhase, KindOfIncident, NodeKey, NodeLevel};
use model::Incident;
use model::incident::{End, Flapping, Forecast, Millis, Note, Observation};
use serde::Serialize;
use utoipa::ToSchema;

/// A failure of a node by itself, as it is known.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IncidentFailure)]
pub struct NodeFailureDoc<'a> {
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// How badly.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
    /// Its start.
    #[schema(value_type = String, format = DateTime)]
    pub from: Time,
    /// Its end; absent = unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Time>,
    /// Somebody has said that it ended; `until` is no forecast any more.
    pub ended: bool,
    /// The forecast has passed, and nobody has said that it ended: it counts as going on without end.
    pub overdue: bool,
    /// The program that said so; absent = a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'a str>,
}

/// A node that is held in its worst state because its source changes its mind too often.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Flapping)]
pub struct FlappingDoc<'a> {
    /// The incident.
    #[schema(example = "i-000042")]
    pub incident: String,
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// The source.
    pub source: &'a str,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Time,
}

impl<'a> FlappingDoc<'a> {
    /// The written form.
    pub fn new(incident: &Incident, flapping: &'a Flapping) -> Self {
        Self {
            incident: incident_id(incident.id),
            node: flapping.node.as_str(),
            source: &flapping.source,
            since: time(flapping.since),
        }
    }
}

/// An incident, shortly.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Incident)]
pub struct IncidentDoc<'a> {
    /// Its id.
    #[schema(example = "i-000042")]
    pub id: String,
    /// What people call it.
    pub title: &'a str,
    /// Fault or maintenance.
    #[schema(value_type = KindOfIncident)]
    pub kind: model::IncidentKind,
    /// Where it stands.
    #[schema(value_type = IncidentPhase)]
    pub state: model::incident::Phase,
    /// The program that opened it; absent = a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'a str>,
    /// Nothing of it is real: people practise. Absent = it is real.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub exercise: bool,
    /// When it was opened.
    #[schema(value_type = String, format = DateTime)]
    pub opened_at: Time,
    /// When it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub closed_at: Option<Time>,
    /// What fails by itself, failed, or is to.
    pub failures: Vec<NodeFailureDoc<'a>>,
    /// Nodes that are held in their worst state.
    pub flapping: Vec<FlappingDoc<'a>>,
    /// The number of its newest event.
    #[schema(example = 43)]
    pub last_event: u64,
}

impl<'a> IncidentDoc<'a> {
    /// The written form at a moment.
    pub fn new(incident: &'a Incident, now: Millis) -> Self {
        let failure = |(failure, until): (&'a model::incident::NodeFailure, Option<Millis>)| {
            let told = failure.end.time();
            NodeFailureDoc {
                node: failure.node.as_str(),
                level: failure.level,
                from: time(failure.from),
                until: told.map(time),
                ended: matches!(failure.end, End::Ended(_)),
                overdue: told.is_some() && until.is_none(),
                source: failure.source.as_deref(),
            }
        };
        Self {
            id: incident_id(incident.id),
            title: &incident.title,
            kind: incident.kind,
            state: incident.phase(now),
            source: incident.source.as_deref(),
            exercise: incident.exercise,
            opened_at: time(incident.opened_at),
            closed_at: incident.closed_at.map(time),
            failures: incident.failures_at(now).map(failure).collect(),
            flapping: incident.flapping.values().map(|f| FlappingDoc::new(incident, f)).collect(),
            last_event: incident.last_seq,
        }
    }
}

/// A revision of a forecast.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Forecast)]
pub struct ForecastDoc<'a> {
    /// The node; absent = the whole incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NodeKey>)]
    pub node: Option<&'a str>,
    /// The expected end; absent = unknown again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Time>,
    /// Who gave it.
    pub author: &'a str,
    /// When it was given.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// What somebody saw.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Observation)]
pub struct ObservationDoc<'a> {
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// How well it works.
    #[schema(value_type = NodeLevel)]
    pub level: model::Level,
    /// Who says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<&'a str>,
    /// In their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    /// Who wrote it down.
    pub author: &'a str,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// A note.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IncidentNote)]
pub struct NoteDoc<'a> {
    /// Its text.
    pub text: &'a str,
    /// Who wrote it.
    pub author: &'a str,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// An incident with all that was forecast, observed and noted, the oldest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IncidentDetail<'a> {
    /// The incident.
    #[serde(flatten)]
    pub incident: IncidentDoc<'a>,
    /// All revisions of its forecasts.
    pub forecasts: Vec<ForecastDoc<'a>>,
    /// What was seen.
    pub observations: Vec<ObservationDoc<'a>>,
    /// What was noted.
    pub notes: Vec<NoteDoc<'a>>,
    /// What people know of it beyond its failures; absent = nothing was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessment: Option<AssessmentDoc<'a>>,
    /// Which reports were handed in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub reports: Vec<ReportedDoc<'a>>,
}

impl<'a> IncidentDetail<'a> {
    /// The written form at a moment.
    pub fn new(incident: &'a Incident, now: Millis) -> Self {
        let forecast = |f: &'a Forecast| ForecastDoc {
            node: f.node.as_ref().map(|n| n.as_str()),
            until: f.until.map(time),
            author: &f.author,
            at: time(f.at),
        };
        let observation = |o: &'a Observation| ObservationDoc {
            node: o.node.as_str(),
            level: o.level,
            by: o.by.as_deref(),
            text: o.text.as_deref(),
            author: &o.author,
            at: time(o.at),
        };
        let note = |n: &'a Note| NoteDoc { text: &n.text, author: &n.author, at: time(n.at) };
        Self {
            incident: IncidentDoc::new(incident, now),
            forecasts: incident.forecasts.iter().map(forecast).collect(),
            observations: incident.observations.iter().map(observation).collect(),
            notes: incident.notes.iter().map(note).collect(),
            assessment: (!incident.assessment.is_empty()).then(|| AssessmentDoc::new(&incident.assessment)),
            reports: (incident.reports.iter())
                .map(|((profile, step), at)| ReportedDoc::new(profile, step, *at))
                .collect(),
        }
    }
}

/// Incidents, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentPage<'a> {
    /// This part.
    pub items: Vec<IncidentDoc<'a>>,
    /// Cursor of the next part; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
