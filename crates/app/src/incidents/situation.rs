//! What all open incidents together mean, now or at any moment of the past: their failures become one scenario.

use super::registry::{folded, records};
use super::settled::{Over, Settled};
use super::{ALERTS, Incidents, told_title};
use crate::error::AppError;
use crate::impact::{Found, Standing, cursor_revision, find_by_number, find_known};
use crate::maps::history::AsOf;
use crate::pool::Pool;
use engine::{Event, NodeIx};
use map::{Map, Sight};
use model::incident::{Millis, NodeFailure, Observation};
use model::{Failure, Incident, Include, Key, Level, Scenario, Seconds};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use wire::ScenarioRequest;
use wire::incident::{FlappingDoc, IncidentDoc, incident_id, time};
use wire::situation::{NowCounts, ObservedDoc, SituationAnswer, SituationMoment};

/// Longest title, in characters.
const TITLE: usize = 300;

/// Whether a situation is that of reality or of exercises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Exercises {
    /// Of reality.
    #[default]
    Without,
    /// Of both together, as if exercises were real.
    With,
    /// Of exercises alone.
    Only,
}

impl Exercises {
    /// The words for them.
    pub const WORDS: &[(&str, Self)] =
        &[("without", Self::Without), ("with", Self::With), ("only", Self::Only)];

    pub(super) fn has(self, incident: &Incident) -> bool {
        match self {
            Self::Without => !incident.exercise,
            Self::With => true,
            Self::Only => incident.exercise,
        }
    }
}

/// What is asked of a situation.
#[derive(Debug, Clone, Default)]
pub struct SituationQuestion {
    /// The moment; `None` = now. Later than now: with what is known now.
    pub at: Option<Millis>,
    /// The map; `None` = as it was at that moment.
    pub as_of: Option<AsOf>,
    /// Which incidents.
    pub exercises: Exercises,
    /// Which dependencies count.
    pub include: Include,
    /// Look no further beyond the moment than this.
    pub horizon: Option<Seconds>,
    /// Most entries of each list of the impact.
    pub limit: Option<u32>,
    /// Where to go on in a long answer.
    pub cursor: Option<String>,
}

/// A situation that can be answered.
#[derive(Debug)]
pub struct Situation {
    /// The moment.
    pub at: Millis,
    /// The incidents that are open then, the oldest first.
    pub incidents: Vec<Arc<Incident>>,
    /// The map.
    pub map: Arc<Map>,
    /// The failures of all of them.
    pub request: ScenarioRequest,
    /// Failed nodes that the map does not have.
    pub unknown: BTreeSet<Key>,
    /// The time of offset zero.
    pub(crate) start: Millis,
    /// The failures by number.
    events: Vec<Event>,
    /// The incident of each of them.
    of_incident: Vec<u64>,
    /// The nodes that have failed by then, the oldest incident first.
    begun: Vec<Begun>,
}

/// A node that has failed by the moment of a situation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begun {
    /// The node.
    pub node: NodeIx,
    /// The incident of which that is known.
    pub incident: u64,
    /// It still does.
    pub now: bool,
    /// How badly, if it still does and others than alerts say so.
    pub covers: Option<Level>,
}

/// How nodes stand at the moment of a situation.
#[derive(Debug)]
pub(super) struct Moment {
    /// Those that are or were affected, in no useful order.
    pub standing: Vec<Standing>,
    /// The next second in which any level changes.
    pub next: Option<u32>,
    /// Failures that no longer matter.
    pub over: Vec<Over>,
}

impl Incidents {
    /// The incidents that are open at a moment, as one scenario on the map.
    ///
    /// # Errors
    /// There is no such map, or the database fails.
    pub async fn situation(&self, question: SituationQuestion, now: Millis) -> Result<Situation, AppError> {
        let past = question.at.filter(|&at| at < now);
        let mut incidents: Vec<Arc<Incident>> = match past {
            None => self.registry.live().open.values().cloned().collect(),
            Some(at) => {
                let then = folded(&records(self.store.open_incidents(Some(at)).await?.0)?, at);
                then.into_iter().filter(|i| i.closed_at.is_none()).map(Arc::new).collect()
            }
        };
        incidents.retain(|incident| question.exercises.has(incident));
        let bound = question.cursor.as_deref().and_then(cursor_revision).map(AsOf::Revision);
        let as_of = bound.or(question.as_of).or(past.map(AsOf::Time));
        let map = self.maps.without_old(&self.maps.as_of(as_of).await?);
        Ok(Situation::new(incidents, map, question, now))
    }
}

impl Incidents {
    /// What one incident means by itself, on the current map; also one that is closed.
    ///
    /// # Errors
    /// There is no such incident, or the database fails.
    pub async fn situation_of(&self, id: u64, now: Millis) -> Result<Situation, AppError> {
        let incident = self.read(id).await?;
        Ok(Situation::new(vec![incident], self.maps.in_force(), SituationQuestion::default(), now))
    }
}

impl Situation {
    pub(super) fn new(
        incidents: Vec<Arc<Incident>>,
        map: Arc<Map>,
        question: SituationQuestion,
        now: Millis,
    ) -> Self {
        Self::without(&Settled::default(), incidents, map, question, now)
    }

    fn without(
        settled: &Settled,
        incidents: Vec<Arc<Incident>>,
        map: Arc<Map>,
        question: SituationQuestion,
        now: Millis,
    ) -> Self {
        let at = question.at.unwrap_or(now);
        let (mut unknown, mut known, mut begun) = (BTreeSet::new(), Vec::new(), Vec::new());
        for incident in &incidents {
            let all = incident.failures_at(at);
            for (failure, until) in all.filter(|(failure, until)| !settled.has(incident.id, failure, *until))
            {
                let Some(node) = map.find(failure.node.as_str()) else {
                    unknown.insert(failure.node.clone());
                    continue;
                };
                known.push((node, failure, until, incident.id));
                if failure.from <= at {
                    let now = until.is_none_or(|until| at < until);
                    let by_alerts = failure.source.as_deref() == Some(ALERTS);
                    let covers = (now && !by_alerts).then_some(failure.level);
                    begun.push(Begun { node, incident: incident.id, now, covers });
                }
            }
        }
        // In whole seconds, so that it does not matter which failure is the first.
        let start = known.iter().map(|(_, failure, ..)| failure.from).min().unwrap_or(at);
        let start = start - start.rem_euclid(1_000);
        let (mut failures, mut events, mut of_incident) = (Vec::new(), Vec::new(), Vec::new());
        for (node, failure, until, incident) in known {
            if let Some(failure) = offsets(failure, until, start) {
                events.push(event(node, &failure));
                failures.push(failure);
                of_incident.push(incident);
            }
        }
        let beyond = |horizon: Seconds| {
            seconds((at - start).max(0).saturating_add(Millis::from(horizon.get()) * 1_000))
        };
        let scenario = Scenario {
            starts_at: (!failures.is_empty()).then(|| time(start).0),
            failures,
            horizon: question.horizon.map(beyond),
            include: question.include,
        };
        let request = ScenarioRequest {
            title: title(&incidents),
            scenario,
            limit: question.limit,
            cursor: question.cursor,
            ..ScenarioRequest::default()
        };
        Self { at, incidents, map, request, unknown, start, events, of_incident, begun }
    }

    /// The same for somebody who sees only a part of the map, which `map` shows: computed from all failures, and telling only
    /// of incidents that are his.
    #[must_use]
    pub fn seen(self, map: Arc<Map>) -> Self {
        if map.is_whole() {
            return self;
        }
        let incidents: Vec<_> =
            self.incidents.into_iter().filter(|incident| is_own(&map, incident)).collect();
        let request = ScenarioRequest { title: title(&incidents), ..self.request };
        Self { incidents, request, map, unknown: BTreeSet::new(), ..self }
    }

    /// What is open at this very moment, in fact or in exercises, without the failures that no longer matter.
    pub(super) fn now(
        incidents: Vec<Arc<Incident>>,
        map: Arc<Map>,
        settled: &Settled,
        horizon: Seconds,
        now: Millis,
    ) -> Self {
        let question = SituationQuestion { horizon: Some(horizon), ..SituationQuestion::default() };
        Self::without(settled, incidents, map, question, now)
    }

    /// Answers it and hands the answer to `read`. `budget` is the number of provider links that may be followed.
    ///
    /// # Errors
    /// [`AppError::ForeignCursor`]; [`AppError::TooMuch`] when the budget does not suffice.
    pub fn answer<T>(
        &self,
        pool: &Pool,
        budget: u64,
        read: impl FnOnce(SituationAnswer<'_>) -> T,
    ) -> Result<T, AppError> {
        find_by_number(&self.map, &self.request, &self.events, pool, budget, |found| {
            let [unavailable, degraded, expected] = found.counts_at(self.second());
            let mut held = Vec::new();
            for incident in &self.incidents {
                held.extend(incident.flapping.values().map(|f| FlappingDoc::new(incident, f)));
            }
            let moment = SituationMoment {
                at: time(self.at),
                exercise: self.is_exercise(),
                now: NowCounts { unavailable, degraded, expected },
                incidents: self.incidents.iter().map(|i| IncidentDoc::new(i, self.at)).collect(),
                observed: self.observed(found),
                flapping: held,
                unknown: self.unknown.iter().map(Key::as_str).collect(),
            };
            read(SituationAnswer { moment, impact: found.answer() })
        })
    }

    /// How nodes stand at the moment; with the failures that no longer matter if `over` is asked for.
    ///
    /// # Errors
    /// [`AppError::TooMuch`] when the budget does not suffice.
    pub(super) fn standing(&self, over: bool, pool: &Pool, budget: u64) -> Result<Moment, AppError> {
        find_known(&self.map, &self.request, &self.events, pool, budget, |found| {
            let (standing, next) = found.standing(self.second());
            let over = if over { self.over(found) } else { Vec::new() };
            Moment { standing, next, over }
        })
    }

    fn over(&self, found: &Found<'_>) -> Vec<Over> {
        let failures = self.request.scenario.failures.iter();
        let ends = found.over_of(&self.events).into_iter().map(|end| end.map(|second| self.time(second)));
        let of_each = self.of_incident.iter().zip(failures).zip(ends);
        let past = of_each.filter_map(|((incident, failure), end)| {
            let end = end.filter(|&end| end <= self.at)?;
            Some((*incident, failure.node().clone(), end))
        });
        past.collect()
    }

    /// Whether anything in it is an exercise.
    pub fn is_exercise(&self) -> bool {
        self.incidents.iter().any(|incident| incident.exercise)
    }

    /// How many of the failures have ended.
    pub(super) fn ended(&self) -> usize {
        self.begun.iter().filter(|begun| !begun.now).count()
    }

    /// The nodes that have failed by the moment.
    pub(super) fn begun(&self) -> &[Begun] {
        &self.begun
    }

    /// A second of the scenario as a time.
    pub(crate) fn time(&self, second: u32) -> Millis {
        self.start.saturating_add(Millis::from(second) * 1_000)
    }

    /// The moment as an offset; `None` before the first failure.
    pub(crate) fn second(&self) -> Option<u32> {
        (self.at >= self.start).then(|| seconds(self.at - self.start).get())
    }

    /// The newest observation of each node beside what was computed.
    pub(crate) fn observed(&self, found: &Found<'_>) -> Vec<ObservedDoc<'_>> {
        let mut newest: BTreeMap<&Key, (&Incident, &Observation)> = BTreeMap::new();
        for incident in &self.incidents {
            for observation in &incident.observations {
                let entry = newest.entry(&observation.node).or_insert((incident, observation));
                if observation.at >= entry.1.at {
                    *entry = (incident, observation);
                }
            }
        }
        let mut list = Vec::with_capacity(newest.len());
        for (key, (incident, observation)) in newest {
            let node = self.map.find(key.as_str());
            if node.is_none() && !self.map.is_whole() {
                continue;
            }
            let place = node.zip(self.second());
            let computed = place.map_or(Level::Operational, |(node, second)| found.level_at(node, second));
            list.push(ObservedDoc {
                incident: incident_id(incident.id),
                node: observation.node.as_str(),
                observed: observation.level,
                computed,
                differs: observation.level != computed,
                by: observation.by.as_deref(),
                text: observation.text.as_deref(),
                at: time(observation.at),
            });
        }
        list
    }
}

/// Whether an incident is that of whoever sees this map: everything that ever failed in it is his, and everything that was
/// observed he may see.
pub fn is_own(map: &Map, incident: &Incident) -> bool {
    let sight = |key: &Key| map.find(key.as_str()).map_or(Sight::Hidden, |node| map.sight(node));
    let mut named = incident.named().iter().peekable();
    map.is_whole()
        || named.peek().is_some()
            && named.all(|key| sight(key) == Sight::Full)
            && incident.observations.iter().all(|seen| sight(&seen.node) != Sight::Hidden)
}

/// A failure in offsets; none when nothing is left of it in whole seconds.
fn offsets(failure: &NodeFailure, until: Option<Millis>, start: Millis) -> Option<Failure> {
    let until = until.map(|until| seconds(until - start));
    Failure::new(failure.node.clone(), failure.level, seconds(failure.from - start), until).ok()
}

fn event(node: NodeIx, failure: &Failure) -> Event {
    let until = failure.until().map(Seconds::get);
    Event { node, level: failure.level() as u8, from: failure.from().get(), until }
}

/// Whole seconds, at most as many as can be written.
fn seconds(ms: Millis) -> Seconds {
    u32::try_from(ms.max(0) / 1_000).ok().and_then(|s| Seconds::new(s).ok()).unwrap_or(Seconds::MAX)
}

/// What the incidents are called, all of them.
fn title(incidents: &[Arc<Incident>]) -> Option<String> {
    let titles: Vec<_> = incidents.iter().map(|incident| told_title(incident)).collect();
    let title = titles.join(" · ");
    match title.char_indices().nth(TITLE) {
        _ if title.is_empty() => None,
        None => Some(title),
        Some((end, _)) => Some(format!("{}…", &title[..end])),
    }
}
