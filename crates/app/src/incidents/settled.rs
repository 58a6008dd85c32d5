//! Failures of open incidents that are over and no longer matter to how nodes stand, so that a long incident does not
//! cost more with every failure it has had.
//!
//! What they are is found by [`Outcome::over`](engine::Outcome::over): all that such a failure could have to do
//! with works again. It stays so until something is said of the time before, or the map changes.

use super::registry::Live;
use map::Map;
use model::incident::{Millis, NodeFailure};
use model::{IncidentEvent, Key, Record};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, VecDeque};

/// How many batches of events are remembered by how far they reach back.
const REMEMBERED: usize = 256;

/// Events up to a number say something of this time, and nothing of what was before.
pub(super) type Reach = (u64, Millis);

/// A failure of an incident, and when all that it has to do with was over.
pub(super) type Over = (u64, Key, Millis);

/// The failures that are over, on one map.
#[derive(Debug, Default)]
pub(super) struct Settled {
    revision: u64,
    /// By incident and node: failures that ended by this time.
    over: BTreeMap<u64, FxHashMap<Key, Millis>>,
    /// What was said last, the newest last.
    said: VecDeque<Reach>,
    /// Up to this number it is forgotten.
    forgotten: u64,
}

impl Settled {
    /// Takes note of what was said since, of the incidents that are open, and of the map.
    pub(super) fn follow(&mut self, said: Vec<Reach>, live: &Live, map: &Map) {
        if self.revision != map.revision() {
            *self = Self { revision: map.revision(), forgotten: live.seq, ..Self::default() };
        }
        for (seq, from) in said {
            self.over.values_mut().for_each(|nodes| nodes.retain(|_, over| *over < from));
            self.said.push_back((seq, from));
        }
        while self.said.len() > REMEMBERED {
            self.forgotten = self.said.pop_front().map_or(self.forgotten, |(seq, _)| seq);
        }
        self.over.retain(|incident, _| live.open.contains_key(incident));
    }

    /// Adds what was found to be over when these were the newest incidents on this map.
    pub(super) fn add(&mut self, found: &[Over], incidents: u64, revision: u64) {
        if revision != self.revision || incidents < self.forgotten {
            return;
        }
        let since = self.said.iter().filter(|(seq, _)| *seq > incidents).map(|(_, from)| *from).min();
        for (incident, node, over) in found.iter().filter(|(.., over)| since.is_none_or(|from| *over < from))
        {
            self.over.entry(*incident).or_default().insert(node.clone(), *over);
        }
    }

    /// Whether that failure, which lasts until then, no longer matters.
    pub(super) fn has(&self, incident: u64, failure: &NodeFailure, until: Option<Millis>) -> bool {
        let over = || self.over.get(&incident)?.get(&failure.node);
        until.is_some_and(|until| over().is_some_and(|over| until <= *over))
    }
}

/// The earliest time of which these events say something about failures; none when they do not.
pub(super) fn reach(records: &[Record]) -> Option<Reach> {
    let from = |record: &Record| match record.event {
        IncidentEvent::FailureSet { from, .. } | IncidentEvent::SourceFlapping { from, .. } => Some(from),
        IncidentEvent::FailureCleared { until, .. } => Some(until),
        // Ends that had been taken for granted are not, failures come back.
        IncidentEvent::Forecast { .. } | IncidentEvent::Reopened { .. } => Some(Millis::MIN),
        // What is closed leaves, and what has nothing to do with it stays as it is.
        IncidentEvent::Closed { .. }
        | IncidentEvent::Opened { .. }
        | IncidentEvent::Observed { .. }
        | IncidentEvent::Noted { .. }
        | IncidentEvent::Assessed(_)
        | IncidentEvent::Reported { .. } => None,
    };
    Some((records.last()?.seq, records.iter().filter_map(from).min()?))
}
