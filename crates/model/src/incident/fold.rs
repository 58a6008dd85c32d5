//! An incident as its events have made it.

use super::{
    Assessment, End, Flapping, Forecast, IncidentEvent, IncidentKind, Millis, NodeFailure, Note, Observation,
    Phase, Record,
};
use crate::{Key, Level};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An incident as its events have made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// The number of its first event.
    pub id: u64,
    /// What people call it.
    pub title: String,
    /// Fault or maintenance.
    pub kind: IncidentKind,
    /// The program that opened it; `None` = a person.
    pub source: Option<String>,
    /// Nothing of it is real: people practise.
    pub exercise: bool,
    /// When it was opened.
    pub opened_at: Millis,
    /// When it was closed; `None` = open.
    pub closed_at: Option<Millis>,
    /// Past, running and planned failures of each node, by their start; those of one node do not overlap.
    /// Shared with the incident before the newest event, but for the node that this one speaks of.
    failures: BTreeMap<Key, Arc<Vec<NodeFailure>>>,
    /// Forecasts, the newest last.
    pub forecasts: Vec<Forecast>,
    /// Observations, the newest last.
    pub observations: Vec<Observation>,
    /// Notes, the newest last.
    pub notes: Vec<Note>,
    /// What people know of it.
    pub assessment: Assessment,
    /// When which step of which reporting profile was reported.
    pub reports: BTreeMap<(Key, Key), Millis>,
    /// All nodes that ever failed in it, however shortly.
    named: BTreeSet<Key>,
    /// Nodes that are held in their worst state.
    pub flapping: BTreeMap<Key, Flapping>,
    /// Number of the newest event.
    pub last_seq: u64,
    /// Time of the newest event.
    pub last_at: Millis,
    /// How many events there are.
    pub events: usize,
    /// A person has added something.
    pub touched: bool,
}

impl Incident {
    /// The incident that the records make, which must all be its own and in their order; `None` when the first one does
    /// not open it.
    pub fn fold<'a>(records: impl IntoIterator<Item = &'a Record>) -> Option<Self> {
        let mut records = records.into_iter();
        let mut incident = Self::open(records.next()?)?;
        records.for_each(|record| incident.apply(record));
        Some(incident)
    }

    /// The incident as it was at a time; `None` before it was opened.
    pub fn at<'a>(records: impl IntoIterator<Item = &'a Record>, time: Millis) -> Option<Self> {
        // One that was written in a wrong year takes none of those after it along.
        Self::fold(records.into_iter().filter(|record| record.at <= time))
    }

    /// The incident that this event opens; `None` when it is another event.
    pub fn open(record: &Record) -> Option<Self> {
        let IncidentEvent::Opened { title, kind, source, exercise } = &record.event else { return None };
        Some(Self {
            id: record.incident,
            title: title.clone(),
            kind: *kind,
            source: source.clone(),
            exercise: *exercise,
            opened_at: record.at,
            closed_at: None,
            failures: BTreeMap::new(),
            forecasts: Vec::new(),
            observations: Vec::new(),
            notes: Vec::new(),
            assessment: Assessment::default(),
            reports: BTreeMap::new(),
            named: BTreeSet::new(),
            flapping: BTreeMap::new(),
            last_seq: record.seq,
            last_at: record.at,
            events: 1,
            touched: source.is_none(),
        })
    }

    /// Takes in the next event.
    pub fn apply(&mut self, record: &Record) {
        let Record { at, author, .. } = record;
        self.touched |= record.event.source().is_none();
        if let IncidentEvent::FailureSet { node, .. } | IncidentEvent::SourceFlapping { node, .. } =
            &record.event
            && !self.named.contains(node)
        {
            self.named.insert(node.clone());
        }
        match &record.event {
            IncidentEvent::Opened { .. } => {}
            IncidentEvent::FailureSet { node, level, from, until, source } => {
                let end = match *until {
                    None => End::Unknown,
                    Some(until) if until <= *at => End::Ended(until),
                    Some(until) => End::Forecast(until),
                };
                let failure = NodeFailure {
                    node: node.clone(),
                    level: *level,
                    from: *from,
                    end,
                    source: source.clone(),
                };
                self.settle(node, source.as_deref());
                self.set(failure);
                if let End::Forecast(_) = end {
                    self.forecast(Some(node), *until, author, *at);
                }
            }
            IncidentEvent::FailureCleared { node, until, source } => {
                self.settle(node, source.as_deref());
                self.clear(node, *until);
            }
            IncidentEvent::Forecast { node, until } => {
                self.forecast(node.as_ref(), *until, author, *at);
                self.expect(node.as_ref(), *until);
            }
            IncidentEvent::Observed { node, level, by, text } => self.observations.push(Observation {
                node: node.clone(),
                level: *level,
                by: by.clone(),
                text: text.clone(),
                author: author.clone(),
                at: *at,
            }),
            IncidentEvent::Noted { text } => self.note(Some(text), author, *at),
            IncidentEvent::Assessed(newer) => self.assessment.revise(newer),
            IncidentEvent::Reported { profile, step, reported_at } => {
                self.reports.insert((profile.clone(), step.clone()), *reported_at);
            }
            IncidentEvent::SourceFlapping { node, level, from, source } => {
                self.hold(node, *level, *from, source, *at);
            }
            IncidentEvent::Closed { text } => {
                self.note(text.as_ref(), author, *at);
                self.close(*at);
            }
            IncidentEvent::Reopened { text } => {
                self.note(text.as_ref(), author, *at);
                self.closed_at = None;
            }
        }
        (self.last_seq, self.last_at) = (record.seq, record.at);
        self.events += 1;
    }

    /// Where it stands at a moment.
    pub fn phase(&self, now: Millis) -> Phase {
        match self.closed_at {
            Some(_) => Phase::Closed,
            None if self.failures.is_empty() || self.failures().any(|f| f.from <= now) => Phase::Open,
            None => Phase::Planned,
        }
    }

    /// All failures, by node and then by their start.
    pub fn failures(&self) -> impl Iterator<Item = &NodeFailure> {
        self.failures.values().flat_map(|of_node| of_node.iter())
    }

    /// The failures with their ends as they must be taken at a moment: no end where a forecast of a fault has passed
    /// and nobody has said that it ended.
    pub fn failures_at(&self, now: Millis) -> impl Iterator<Item = (&NodeFailure, Option<Millis>)> {
        let kind = self.kind;
        self.failures.values().flat_map(move |of_node| {
            let last = of_node.len().saturating_sub(1);
            of_node
                .iter()
                .enumerate()
                .map(move |(at, failure)| (failure, end_at(failure, kind, at == last, now)))
        })
    }

    /// When it happened, as far as that is known: as people say, else when its first failure began.
    pub fn occurred_at(&self) -> Option<Millis> {
        self.assessment.occurred_at.or_else(|| self.failures().map(|failure| failure.from).min())
    }

    /// Since when those who must report know of it: as people say, else since it was opened.
    pub fn aware_at(&self) -> Millis {
        self.assessment.aware_at.unwrap_or(self.opened_at)
    }

    /// The failure of a node that is not known to have ended.
    pub fn failing(&self, node: &Key) -> Option<&NodeFailure> {
        self.failures.get(node)?.last().filter(|f| !f.end.is_ended())
    }

    /// All failures that are not known to have ended.
    pub fn all_failing(&self) -> impl Iterator<Item = &NodeFailure> {
        self.failures.values().filter_map(|of_node| of_node.last()).filter(|f| !f.end.is_ended())
    }

    /// All failures that last at a moment, as far as is known: not those that are planned for later, nor those of a
    /// maintenance whose end has come.
    pub fn running(&self, now: Millis) -> impl Iterator<Item = &NodeFailure> {
        let planned = self.kind == IncidentKind::Maintenance;
        self.all_failing().filter(move |failure| {
            failure.from <= now && !(planned && failure.end.time().is_some_and(|end| end <= now))
        })
    }

    /// The incident as if this program said nothing of these nodes.
    #[must_use]
    pub fn unsaid(&self, nodes: &BTreeSet<Key>, source: &str) -> Self {
        let mut incident = self.clone();
        for node in nodes {
            if let Some(of_node) = incident.failures.get_mut(node) {
                Arc::make_mut(of_node).retain(|failure| failure.source.as_deref() != Some(source));
            }
        }
        incident.failures.retain(|_, of_node| !of_node.is_empty());
        incident
    }

    /// What a person had said of a node that now fails as a program says, if that cut it short: the level.
    pub fn said_before(&self, node: &Key) -> Option<Level> {
        let of_node = self.failures.get(node)?;
        let mut later = of_node.last().filter(|f| f.source.is_some() && !f.end.is_ended())?;
        for failure in of_node.iter().rev().skip(1) {
            if failure.end != End::Ended(later.from) {
                return None;
            }
            if failure.source.is_none() {
                return Some(failure.level);
            }
            later = failure;
        }
        None
    }

    /// When all that fails is expected to work again, as far as all of it is forecast.
    pub fn expected_end(&self) -> Option<Millis> {
        let forecast = |failure: &NodeFailure| match failure.end {
            End::Forecast(end) => Some(end),
            _ => None,
        };
        let ends: Option<Vec<Millis>> = self.all_failing().map(forecast).collect();
        ends.and_then(|ends| ends.into_iter().max())
    }

    /// Whether the node fails, failed or is to fail in this incident.
    pub fn speaks_of(&self, node: &Key) -> bool {
        self.failures.contains_key(node)
    }

    /// All nodes that ever failed in this incident, or were to, however shortly.
    pub fn named(&self) -> &BTreeSet<Key> {
        &self.named
    }

    /// Whether nothing fails any more, nor is expected to.
    pub fn is_quiet(&self) -> bool {
        self.flapping.is_empty() && self.all_failing().next().is_none()
    }

    fn set(&mut self, failure: NodeFailure) {
        let stop = failure.end.time().unwrap_or(Millis::MAX);
        let of_node = Arc::make_mut(self.failures.entry(failure.node.clone()).or_default());
        of_node.retain(|f| !(failure.from..stop).contains(&f.from));
        let at = of_node.partition_point(|f| f.from < failure.from);
        if let Some(earlier) = at.checked_sub(1).and_then(|before| of_node.get_mut(before))
            && earlier.end.time().is_none_or(|end| end > failure.from)
        {
            earlier.end = End::Ended(failure.from);
        }
        of_node.insert(at, failure);
    }

    fn clear(&mut self, node: &Key, until: Millis) {
        let Some(of_node) = self.failures.get_mut(node) else { return };
        let of_node = Arc::make_mut(of_node);
        of_node.retain(|f| f.from < until);
        match of_node.last_mut() {
            None => drop(self.failures.remove(node)),
            Some(last) if !last.end.is_ended() || last.end.time() > Some(until) => {
                last.end = End::Ended(until)
            }
            Some(_) => {}
        }
    }

    fn close(&mut self, at: Millis) {
        self.closed_at = Some(at);
        self.flapping.clear();
        let kind = self.kind;
        for of_node in self.failures.values_mut() {
            let of_node = Arc::make_mut(of_node);
            let last = of_node.len().saturating_sub(1);
            for (place, failure) in of_node.iter_mut().enumerate() {
                failure.end =
                    End::Ended(end_at(failure, kind, place == last, at).map_or(at, |end| end.min(at)));
            }
            of_node.retain(|f| f.from < at);
        }
        self.failures.retain(|_, of_node| !of_node.is_empty());
    }

    fn hold(&mut self, node: &Key, level: Level, from: Millis, source: &str, at: Millis) {
        let flapping = || Flapping { node: node.clone(), source: source.to_owned(), since: at };
        self.flapping.entry(node.clone()).or_insert_with(flapping);
        if self.failing(node).is_none_or(|failure| failure.level != level) {
            let source = Some(source.to_owned());
            self.set(NodeFailure { node: node.clone(), level, from, end: End::Unknown, source });
        }
    }

    /// The source has made up its mind.
    fn settle(&mut self, node: &Key, source: Option<&str>) {
        if self.flapping.get(node).is_some_and(|f| source.is_none_or(|source| f.source == source)) {
            self.flapping.remove(node);
        }
    }

    fn forecast(&mut self, node: Option<&Key>, until: Option<Millis>, author: &str, at: Millis) {
        self.forecasts.push(Forecast { node: node.cloned(), until, author: author.to_owned(), at });
    }

    /// What has not ended yet ends when it is expected to, or nobody knows.
    fn expect(&mut self, node: Option<&Key>, until: Option<Millis>) {
        let end = until.map_or(End::Unknown, End::Forecast);
        let last = self.failures.values_mut().filter_map(|of_node| Arc::make_mut(of_node).last_mut());
        for failure in last.filter(|failure| node.is_none_or(|node| *node == failure.node)) {
            if !failure.end.is_ended() {
                failure.end = end;
            }
        }
    }

    fn note(&mut self, text: Option<&String>, author: &str, at: Millis) {
        self.notes.extend(text.map(|text| Note { text: text.clone(), author: author.to_owned(), at }));
    }
}

/// The end of a failure as it must be taken at a moment.
fn end_at(failure: &NodeFailure, kind: IncidentKind, last: bool, now: Millis) -> Option<Millis> {
    match failure.end {
        End::Forecast(time) if last && time <= now && kind == IncidentKind::Fault => None,
        end => end.time(),
    }
}
