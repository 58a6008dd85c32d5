//! Incidents and their events as they are written: in answers, in the journal, and in the requests that add to them.
//!
//! Reading order: [`event`] (what happened), [`state`] (what an incident is now), [`request`] (what can be asked of it),
//! [`decode`] (the reading of requests and of the journal), [`facts`] (what people know beyond the failures).

pub mod decode;
mod event;
mod facts;
mod request;
mod state;

pub use event::{EventDoc, IncidentEventPage, RecordDoc};
pub use facts::{AssessmentDoc, ReportedDoc};
pub use request::{EventRequestDoc, NewFailureDoc, OpeningDoc};
pub use state::{
    FlappingDoc, ForecastDoc, IncidentDetail, IncidentDoc, IncidentPage, NodeFailureDoc, NoteDoc,
    ObservationDoc,
};

use super::impact::Time;
use super::words::Text;
use model::incident::Millis;

/// A time; beyond what a calendar holds, the nearest that it does.
pub fn time(ms: Millis) -> Time {
    let edge = if ms < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    Text(jiff::Timestamp::from_millisecond(ms).unwrap_or(edge))
}

/// The id of an incident as it is written.
pub fn incident_id(id: u64) -> String {
    format!("i-{id:06}")
}

/// The incident of an id that [`incident_id`] has written; `None` for anything else.
pub fn parse_incident_id(text: &str) -> Option<u64> {
    let id = text.strip_prefix("i-")?.parse().ok()?;
    (incident_id(id) == text).then_some(id)
}
