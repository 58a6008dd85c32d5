//! What a document about running incidents tells beside their impact: what people said, planned, expected and saw.

use super::{Names, plain, short};
use crate::impact::{Answered, Found};
use crate::incidents::Situation;
use model::Incident;
use model::incident::{IncidentKind, Millis, Phase};
use render::report::{Difference, Forecast, IncidentTold, Said, SituationTold};
use wire::incident::{incident_id, time};

/// Incidents that are told.
const INCIDENTS: usize = 20;
/// The newest forecasts and notes of each.
const NEWEST: usize = 20;
/// Differences that are told.
const DIFFERENCES: usize = 20;
/// Characters of what somebody said.
const SAID: usize = 600;

/// All of it, for the moment of the situation, beside what is told of its impact.
pub(crate) fn situation(situation: &Situation, found: &Found<'_>, answered: &Answered<'_>) -> SituationTold {
    let mut names = Names::of_answer(answered, &situation.request);
    for incident in &situation.incidents {
        incident.observations.iter().for_each(|seen| names.add(seen.node.as_str()));
        let forecasts = incident.forecasts.iter().filter_map(|forecast| forecast.node.as_ref());
        forecasts.for_each(|node| names.add(node.as_str()));
    }
    let tell = Tell { names: &names, at: situation.at };
    let differing = || situation.observed(found).into_iter().filter(|o| o.differs);
    let difference = |o: wire::situation::ObservedDoc<'_>| Difference {
        said: Said { at: o.at.0, by: plain(o.by.unwrap_or_default()), text: names.of(o.node) },
        remark: o.text.map(|text| short(text, SAID)),
        observed: o.observed,
        computed: o.computed,
    };
    SituationTold {
        at: time(situation.at).0,
        now: found.counts_at(situation.second()),
        incidents: situation
            .incidents
            .iter()
            .take(INCIDENTS)
            .map(|incident| tell.incident(incident))
            .collect(),
        omitted: situation.incidents.len().saturating_sub(INCIDENTS) as u64,
        differences: differing().take(DIFFERENCES).map(difference).collect(),
        differences_omitted: differing().count().saturating_sub(DIFFERENCES) as u64,
    }
}

/// Since when the failures are known to those who must report them: since the first incident that nobody planned was
/// opened; `None` when all of it was planned.
pub(crate) fn aware_at(situation: &Situation) -> Option<jiff::Timestamp> {
    let faults = situation.incidents.iter().filter(|incident| incident.kind == IncidentKind::Fault);
    faults.map(|incident| incident.opened_at).min().map(|opened| time(opened).0)
}

struct Tell<'a> {
    names: &'a Names<'a>,
    at: Millis,
}

impl Tell<'_> {
    fn incident(&self, incident: &Incident) -> IncidentTold {
        let forecast = |f: &model::incident::Forecast| Forecast {
            said: Said {
                at: time(f.at).0,
                by: plain(&f.author),
                text: f.node.as_ref().map(|node| self.names.of(node.as_str())).unwrap_or_default(),
            },
            until: f.until.map(|until| time(until).0),
        };
        let note = |n: &model::incident::Note| Said {
            at: time(n.at).0,
            by: plain(&n.author),
            text: short(&n.text, SAID),
        };
        let [forecasts, notes] =
            [incident.forecasts.len(), incident.notes.len()].map(|n| n.saturating_sub(NEWEST));
        IncidentTold {
            id: incident_id(incident.id),
            title: plain(&incident.title),
            maintenance: incident.kind == IncidentKind::Maintenance,
            planned: incident.phase(self.at) == Phase::Planned,
            opened_at: time(incident.opened_at).0,
            forecasts: incident.forecasts[forecasts..].iter().map(forecast).collect(),
            notes: incident.notes[notes..].iter().map(note).collect(),
            omitted: [forecasts as u64, notes as u64],
        }
    }
}
