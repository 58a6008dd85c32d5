//! What becomes an event: the situation is computed whenever incidents, the map or the clock may have changed it, and
//! compared with what it was. How far that has come is kept in the transaction that keeps the events.

use super::Events;
use crate::error::AppError;
use crate::impact::Standing;
use crate::incidents::CurrentState;
use map::Map;
use model::clock::not_before;
use model::incident::Millis;
use model::{Kind, Level, LoggedChange, NodeChange, NodeState};
use rustc_hash::FxHashSet;
use serde_json::to_string;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use store::{LogEntry, LogHead, Store, StoreError};
use wire::event::{NodeChangeDoc, NodeStateDoc, read_state};

/// How often the clock is looked at.
const POLL: Duration = Duration::from_millis(250);

/// The nodes that do not work as they should.
type States = BTreeMap<String, NodeState>;

/// What was computed last.
#[derive(Debug, Default)]
pub struct Log {
    /// How far the log had come.
    pub(super) head: LogHead,
    /// In fact.
    states: States,
    /// In exercises.
    practised: States,
    /// When the situation is to be computed again though nothing happens.
    next: Millis,
}

impl Log {
    /// Takes the last situation out of the store.
    pub(super) async fn read(store: &Store) -> Result<Self, AppError> {
        let (head, bodies) = store.situation().await?;
        let (mut states, mut practised) = (States::new(), States::new());
        for body in bodies {
            let state = read_state(&body)
                .map_err(|problems| AppError::Damaged { key: "a state of the situation".into(), problems })?;
            let of = if state.exercise { &mut practised } else { &mut states };
            of.insert(state.node.as_str().to_owned(), state);
        }
        Ok(Self { head, states, practised, next: Millis::MIN })
    }
}

/// Under this name followed by its key the state of a node in exercises is kept. No key has such a beginning.
const PRACTISED: &str = "exercise/";

/// What is different now.
#[derive(Default)]
struct News {
    /// Nodes that came to another level: what began first comes first, then by key.
    changes: Vec<NodeChange>,
    /// States that are to be kept instead of those before, by key; none: the node works.
    states: Vec<(String, Option<NodeState>)>,
}

impl Events {
    /// Computes the situation again if anything may have changed it, and writes what became of it into the log. Says how
    /// many events that made.
    ///
    /// # Errors
    /// The database fails, or the situation is too much to compute.
    pub async fn log_changes(self: &Arc<Self>, now: Millis) -> Result<usize, AppError> {
        let mut log = self.log.lock().await;
        self.follow_log(&mut log).await?;
        // Of a moment before the newest entry nothing is told: what another process has told already would be taken back.
        let now = not_before(now, log.head.at_ms);
        let (incidents, revision) = (self.incidents.head(), self.maps.current().revision());
        let news = incidents > log.head.incidents || revision > log.head.revision;
        // Whoever knows less than the log knows nothing new.
        let behind = incidents < log.head.incidents || revision < log.head.revision;
        if behind || !news && now < log.next {
            return Ok(0);
        }
        let state = self.incidents.current_state(now).await?;
        let (incidents, revision) = (state.incidents, state.map.revision());
        let at = not_before(now, log.head.at_ms);
        let real = compare(&log.states, log.head.revision, &state, at, false);
        let practised = self.practised(&log, &state, now).await?;
        log.next = practised.next.map_or(state.stands.end, |next| next.min(state.stands.end));
        let changes: Vec<NodeChange> = real.changes.into_iter().chain(practised.news.changes).collect();
        let (states, in_exercises) = (real.states, practised.news.states);
        if !news && changes.is_empty() && states.is_empty() && in_exercises.is_empty() {
            self.incidents.note_settled(&state).await;
            return Ok(0);
        }
        let events = changes
            .iter()
            .map(|change| written(to_string(&NodeChangeDoc::stored(change, revision))))
            .collect();
        let kept = |state: &NodeState| written(to_string(&NodeStateDoc::new(state)));
        let row = |name: String, state: &Option<NodeState>| (name, state.as_ref().map(kept));
        let rows = (states.iter().map(|(key, state)| row(key.clone(), state)))
            .chain(in_exercises.iter().map(|(key, state)| row(format!("{PRACTISED}{key}"), state)))
            .collect();
        let entry = LogEntry { incidents, revision, at_ms: at, events, states: rows };
        match self.store.log_events(log.head.turn, &entry).await {
            Ok(head) => {
                let first = head.newest - changes.len() as u64;
                let logged = |(change, seq)| Arc::new(LoggedChange { seq, at, revision, change });
                let logged: Vec<_> = changes.into_iter().zip(first + 1..).map(logged).collect();
                let made = logged.len();
                self.tell(head.newest, logged);
                log.head = head;
                put(&mut log.states, states);
                put(&mut log.practised, in_exercises);
                self.incidents.note_settled(&state).await;
                Ok(made)
            }
            // Another process has written it, or knows more: what it wrote is read with the next look.
            Err(StoreError::Conflict { .. }) => {
                log.next = Millis::MIN;
                self.wake.notify_one();
                Ok(0)
            }
            Err(error) => {
                // The commit may have arrived although the answer did not.
                log.next = Millis::MIN;
                Err(error.into())
            }
        }
    }

    /// What is different in exercises. They are computed only as long as somebody practises.
    async fn practised(&self, log: &Log, real: &CurrentState, now: Millis) -> Result<Practised, AppError> {
        let at = not_before(now, log.head.at_ms);
        let nothing = || Arc::new(CurrentState::nothing(Arc::clone(&real.map), real.incidents, now));
        let (state, next) = match self.incidents.practised_state(now).await? {
            // Somebody has opened or closed one since: it is told the next time.
            Some(state)
                if (state.incidents, state.map.revision()) != (real.incidents, real.map.revision()) =>
            {
                self.wake.notify_one();
                return Ok(Practised { news: News::default(), next: Some(now) });
            }
            Some(state) => (Arc::clone(&state), Some(state.stands.end)),
            None if log.practised.is_empty() => return Ok(Practised::default()),
            None => (nothing(), None),
        };
        Ok(Practised { news: compare(&log.practised, log.head.revision, &state, at, true), next })
    }

    /// When the newest entry of the log was written; before that nothing of this service is.
    pub async fn last_written(&self) -> Millis {
        self.log.lock().await.head.at_ms
    }

    /// The incidents from which nodes still suffer, if the log knows the incidents up to this event and is not being
    /// written right now.
    pub(crate) fn still_hitting(&self, event: u64) -> Option<BTreeSet<u64>> {
        let log = self.log.try_lock().ok().filter(|log| log.head.incidents >= event)?;
        let states = log.states.values().chain(log.practised.values());
        Some(states.flat_map(|state| state.incidents.iter().copied()).collect())
    }

    /// Takes over what other processes have written.
    async fn follow_log(&self, log: &mut Log) -> Result<(), AppError> {
        let head = self.store.event_head(self.source()).await?;
        if head != log.head {
            let back = head.newest < log.head.newest;
            *log = Log::read(&self.store).await?;
            self.tell(log.head.newest, Vec::new());
            if back {
                self.turned_back();
            }
        }
        Ok(())
    }

    /// Takes the log out of the store anew, because the journal is not what was read before. Readers are told.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) async fn start_over(&self) -> Result<(), AppError> {
        let mut log = self.log.lock().await;
        *log = Log::read(&self.store).await?;
        self.tell(log.head.newest, Vec::new());
        self.turned_back();
        Ok(())
    }

    /// Keeps the log until `stop` is ready. Failures are logged and tried again.
    pub async fn keep_log(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        tokio::pin!(stop);
        let mut failing = false;
        loop {
            tokio::select! {
                () = &mut stop => return,
                _ = poll.tick() => {}
                () = self.wake.notified() => {}
            }
            let logged = tokio::select! {
                () = &mut stop => return,
                logged = self.log_changes(crate::clock::now()) => logged,
            };
            match logged {
                Ok(_) => failing = false,
                Err(error) if !failing => {
                    failing = true;
                    tracing::warn!(%error, "changes of the situation are not told at the moment; trying again");
                }
                Err(_) => {}
            }
        }
    }
}

/// What is different in exercises.
#[derive(Default)]
struct Practised {
    news: News,
    /// When it is to be computed again though nothing happens.
    next: Option<Millis>,
}

fn put(states: &mut States, news: Vec<(String, Option<NodeState>)>) {
    for (key, state) in news {
        match state {
            Some(state) => drop(states.insert(key, state)),
            None => drop(states.remove(&key)),
        }
    }
}

/// What serde wrote; it only fails where keys are no texts.
fn written(written: serde_json::Result<String>) -> String {
    written.unwrap_or_else(|_| unreachable!("an event has only text keys"))
}

fn state(map: &Map, at: &Standing, since: Millis, incidents: Vec<u64>, exercise: bool) -> NodeState {
    let kind = map.kind(at.node);
    let agency = if kind == Kind::Agency { Some(at.node) } else { map.agency(at.node) };
    NodeState {
        node: map.key_of(at.node),
        name: map.name(at.node).to_owned(),
        kind,
        agency: agency.map(|agency| map.key_of(agency)),
        layer: map.layer(at.node),
        district: map.area(at.node).and_then(|area| area.get(..5)).map(str::to_owned),
        level: at.level,
        since,
        incidents,
        exercise,
    }
}

/// What has changed since `before`, which was computed on the map of that revision.
fn compare(before: &States, revision: u64, now: &CurrentState, at: Millis, exercise: bool) -> News {
    let map = &*now.map;
    let same_map = map.revision() == revision;
    let (mut changes, mut states, mut hit) = (Vec::new(), Vec::new(), FxHashSet::default());
    for standing in now.hit() {
        let key = map.key(standing.node);
        hit.insert(key);
        let (known, since, incidents) =
            (before.get(key), now.time(standing.since), now.incidents_of(standing));
        let same = |was: &&NodeState| {
            (was.level, was.since) == (standing.level, since) && was.incidents == incidents
        };
        let same = known.filter(same);
        if same.is_some() && same_map {
            continue;
        }
        let after = state(map, standing, since, incidents.to_vec(), exercise);
        if same == Some(&after) {
            continue;
        }
        let before = known.map_or(Level::Operational, |known| known.level);
        if before != after.level {
            changes.push(NodeChange { before, after: after.clone() });
        }
        states.push((key.to_owned(), Some(after)));
    }
    for (key, was) in before.iter().filter(|(key, _)| !hit.contains(key.as_str())) {
        let node = map.find(key);
        let since = node.and_then(|node| now.works_since(node)).filter(|&since| since >= was.since);
        let name = node.map_or_else(|| was.name.clone(), |node| map.name(node).to_owned());
        let since = since.unwrap_or(at);
        let after = NodeState { level: Level::Operational, since, name, ..was.clone() };
        changes.push(NodeChange { before: was.level, after });
        states.push((key.clone(), None));
    }
    changes.sort_by(|a, b| (a.after.since, &a.after.node).cmp(&(b.after.since, &b.after.node)));
    states.sort_by(|(a, _), (b, _)| a.cmp(b));
    News { changes, states }
}
