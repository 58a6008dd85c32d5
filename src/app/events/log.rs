//! What becomes an event: the situation is computed whenever incidents, the map or the clock may have changed it, and
//! compared with what it was. How far that has come is kept in the transaction that keeps the events.

use crate::app::error::AppError;
use crate::app::impact::{MAX_LINKS, Standing, find_levels};
use crate::app::incidents::Situation;
use crate::app::live::{App, off_the_loop};
use crate::map::Map;
use crate::model::incident::Millis;
use crate::model::{Kind, Level, LoggedChange, NodeChange, NodeState, Seconds};
use crate::store::{LogEntry, LogHead, Store, StoreError};
use crate::wire::event::{MAX_INCIDENTS, NodeChangeDoc, NodeStateDoc, read_state};
use serde_json::to_string;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// How often the clock is looked at.
const POLL: Duration = Duration::from_millis(250);
/// How far the situation is looked ahead, in seconds; it is computed again at the latest then.
const AHEAD: u32 = 86_400;

/// The nodes that do not work as they should.
type States = BTreeMap<String, NodeState>;

/// What was computed last.
#[derive(Debug, Default)]
pub struct Log {
    /// How far the log had come.
    pub(super) head: LogHead,
    states: States,
    /// When the situation is to be computed again though nothing happens.
    next: Millis,
}

impl Log {
    /// Takes the last situation out of the store.
    pub(super) async fn read(store: &Store) -> Result<Self, AppError> {
        let (head, bodies) = store.situation().await?;
        let mut states = States::new();
        for body in bodies {
            let state = read_state(&body)
                .map_err(|problems| AppError::Damaged { key: "a state of the situation".into(), problems })?;
            states.insert(state.node.as_str().to_owned(), state);
        }
        Ok(Self { head, states, next: Millis::MIN })
    }
}

/// A situation as it was computed.
struct Computed {
    states: States,
    /// Since when nodes that were affected work again.
    recovered: HashMap<String, Millis>,
    next: Millis,
}

impl App {
    /// Computes the situation again if anything may have changed it, and writes what became of it into the log. Says how
    /// many events that made.
    ///
    /// # Errors
    /// The database fails, or the situation is too much to compute.
    pub async fn log_changes(self: &Arc<Self>, now: Millis) -> Result<usize, AppError> {
        let mut log = self.events.log.lock().await;
        self.follow_log(&mut log).await?;
        let horizon = Seconds::new(AHEAD).unwrap_or(Seconds::MAX);
        let (situation, incidents) = self.situation_now(horizon, now);
        let revision = situation.map.revision();
        let news = incidents > log.head.incidents || revision > log.head.revision;
        // Whoever knows less than the log knows nothing new.
        let behind = incidents < log.head.incidents || revision < log.head.revision;
        if behind || !news && now < log.next {
            return Ok(0);
        }
        let app = Arc::clone(self);
        let map = Arc::clone(&situation.map);
        let computed = off_the_loop(move || compute(&situation, &app)).await??;
        let at = now.max(log.head.at_ms);
        let changes = compare(&log.states, &computed, &map, at);
        let states = moved(&log.states, &computed.states);
        log.next = computed.next;
        if !news && changes.is_empty() && states.is_empty() {
            return Ok(0);
        }
        let events = changes
            .iter()
            .map(|change| written(to_string(&NodeChangeDoc::stored(change, revision))))
            .collect();
        let entry = LogEntry { incidents, revision, at_ms: at, events, states };
        match self.store.log_events(log.head.turn, &entry).await {
            Ok(head) => {
                let first = head.newest - changes.len() as u64;
                let logged = |(change, seq)| Arc::new(LoggedChange { seq, at, revision, change });
                let logged: Vec<_> = changes.into_iter().zip(first + 1..).map(logged).collect();
                let made = logged.len();
                self.events.tell(head.newest, logged);
                (log.head, log.states) = (head, computed.states);
                Ok(made)
            }
            // Another process has written it, or knows more: what it wrote is read with the next look.
            Err(StoreError::Conflict { .. }) => {
                log.next = Millis::MIN;
                self.events.look();
                Ok(0)
            }
            Err(error) => {
                // The commit may have arrived although the answer did not.
                log.next = Millis::MIN;
                Err(error.into())
            }
        }
    }

    /// The incidents from which nodes still suffer, if the log knows the incidents up to this event and is not being
    /// written right now.
    pub(in crate::app) fn still_hitting(&self, event: u64) -> Option<BTreeSet<u64>> {
        let log = self.events.log.try_lock().ok().filter(|log| log.head.incidents >= event)?;
        Some(log.states.values().flat_map(|state| state.incidents.iter().copied()).collect())
    }

    /// Takes over what other processes have written.
    async fn follow_log(&self, log: &mut Log) -> Result<(), AppError> {
        if self.store.event_head(self.events.source()).await?.turn != log.head.turn {
            *log = Log::read(&self.store).await?;
            self.events.tell(log.head.newest, Vec::new());
        }
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
                () = self.events.wake.notified() => {}
            }
            match self.log_changes(jiff::Timestamp::now().as_millisecond()).await {
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

/// What serde wrote; it only fails where keys are no texts.
fn written(written: serde_json::Result<String>) -> String {
    written.unwrap_or_else(|_| unreachable!("an event has only text keys"))
}

/// The nodes that are affected at the moment of a situation.
fn compute(situation: &Situation, app: &App) -> Result<Computed, AppError> {
    let map = &situation.map;
    let time = |second: u32| situation.start.saturating_add(Millis::from(second) * 1_000);
    let mut of_node: HashMap<u32, Vec<u64>> = HashMap::new();
    for incident in &situation.incidents {
        let begun = incident.failures_at(situation.at).filter(|(failure, _)| failure.from <= situation.at);
        for node in begun.filter_map(|(failure, _)| map.find(failure.node.as_str())) {
            let ids = of_node.entry(node).or_default();
            if ids.last() != Some(&incident.id) && ids.len() < MAX_INCIDENTS {
                ids.push(incident.id);
            }
        }
    }
    find_levels(map, &situation.request, app.pool(), MAX_LINKS, |found| {
        let (standing, next) = found.standing(situation.second());
        let (mut states, mut recovered) = (States::new(), HashMap::new());
        for at in standing {
            let key = map.key(at.node).to_owned();
            if at.level == Level::Operational {
                recovered.insert(key, time(at.since));
                continue;
            }
            let incidents = at.root.and_then(|root| of_node.get(&root)).cloned().unwrap_or_default();
            states.insert(key, state(map, &at, time(at.since), incidents));
        }
        let latest = situation.at.saturating_add(Millis::from(AHEAD) * 1_000);
        Computed { states, recovered, next: next.map_or(latest, |next| time(next).min(latest)) }
    })
}

fn state(map: &Map, at: &Standing, since: Millis, incidents: Vec<u64>) -> NodeState {
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
    }
}

/// What has changed: what began first comes first, then by key.
fn compare(before: &States, now: &Computed, map: &Map, at: Millis) -> Vec<NodeChange> {
    let level = |states: &States, key: &str| states.get(key).map_or(Level::Operational, |state| state.level);
    let worse = now.states.iter().filter_map(|(key, state)| {
        let was = level(before, key);
        (was != state.level).then(|| NodeChange { before: was, after: state.clone() })
    });
    let back = before.iter().filter(|(key, _)| !now.states.contains_key(*key)).map(|(key, was)| {
        let since = now.recovered.get(key).copied().filter(|&since| since >= was.since).unwrap_or(at);
        let name = map.find(key).map_or_else(|| was.name.clone(), |node| map.name(node).to_owned());
        let after = NodeState { level: Level::Operational, since, name, ..was.clone() };
        NodeChange { before: was.level, after }
    });
    let mut changes: Vec<NodeChange> = worse.chain(back).collect();
    changes.sort_by(|a, b| (a.after.since, &a.after.node).cmp(&(b.after.since, &b.after.node)));
    changes
}

/// The states that are to be written.
fn moved(before: &States, now: &States) -> Vec<(String, Option<String>)> {
    let gone = before.keys().filter(|key| !now.contains_key(*key)).map(|key| (key.clone(), None));
    let other = now.iter().filter(|(key, state)| before.get(*key) != Some(*state));
    gone.chain(other.map(|(key, state)| (key.clone(), Some(written(to_string(&NodeStateDoc::new(state)))))))
        .collect()
}
