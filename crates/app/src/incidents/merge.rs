//! Incidents that turn out to be one: the causes of an outage are often heard of after what they hit.

use super::said::Said;
use model::incident::{MAX_EVENTS, NodeFailure};
use model::{Incident, IncidentEvent, IncidentKind, Record};
use std::sync::Arc;
use wire::incident::incident_id;

impl Said<'_> {
    /// Moves what fails in incidents that only a program has touched into the incident of a person, else the oldest one, in
    /// which related nodes fail. Maintenance stays by itself: it ends as planned.
    pub fn merge(&mut self) {
        let (Some(related), live) = (self.related, self.live) else { return };
        for (group, members) in related.groups().filter(|(_, members)| members.len() > 1) {
            let concerned = |incident: &&Arc<Incident>| {
                let fails = || incident.running(self.now).any(|failure| members.contains(&failure.node));
                incident.kind == IncidentKind::Fault && fails()
            };
            let mut all: Vec<&Arc<Incident>> = live.real().filter(concerned).collect();
            let home = self.group_homes.get(&group).and_then(|home| live.open.get(home));
            let more =
                home.filter(|home| home.kind == IncidentKind::Fault && all.iter().all(|i| i.id != home.id));
            all.extend(more);
            all.sort_by_key(|incident| (!incident.touched, incident.id));
            let Some((into, others)) = all.split_first() else { continue };
            for other in others.iter().filter(|other| !other.touched && other.source.is_some()) {
                self.absorb(other, into.id);
            }
        }
    }

    /// Moves what still fails, and closes what is left.
    fn absorb(&mut self, from: &Incident, into: u64) {
        let (mut now, mut closed) = (from.clone(), false);
        // As it is after all that is to be added.
        for (incident, at, event) in self.events.iter().filter(|(id, ..)| *id == from.id) {
            closed |= matches!(event, IncidentEvent::Closed { .. });
            now.apply(&Record {
                seq: now.last_seq,
                incident: *incident,
                at: *at,
                recorded_at: self.now,
                author: String::new(),
                event: event.clone(),
            });
        }
        let failing: Vec<NodeFailure> = now.all_failing().cloned().collect();
        let filled = self.filled.get(&into).copied().unwrap_or_default();
        if closed || filled + failing.len() > MAX_EVENTS {
            return;
        }
        self.push(from.id, IncidentEvent::Closed { text: Some(format!("goes on in {}", incident_id(into))) });
        for NodeFailure { node, level, from, end, source } in failing {
            let event = match (now.flapping.get(&node), source.clone()) {
                (Some(held), _) => {
                    let source = held.source.clone();
                    IncidentEvent::SourceFlapping { node: node.clone(), level, from, source }
                }
                (None, source) => {
                    IncidentEvent::FailureSet { node: node.clone(), level, from, until: end.time(), source }
                }
            };
            self.push(into, event);
            // The closing makes what programs say forgotten, but they go on saying it.
            let key = source.map(|source| (source, node));
            let known = key.and_then(|key| Some((self.sources.get(&key)?.clone(), key)));
            if let Some((known, key)) = known {
                self.touched.entry(key).or_insert(known);
            }
        }
    }
}
