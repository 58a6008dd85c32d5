//! The open incidents in memory. Readers take them as they are; what is added goes into the journal first.

use super::Incidents;
use super::current::{CurrentState, Kept};
use super::settled::{Reach, reach};
use crate::error::AppError;
use arc_swap::ArcSwap;
use model::flapping::{Source, Told};
use model::incident::{MAX_EVENTS, Millis};
use model::{Incident, IncidentEvent, Key, Level, Record};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use store::{
    Idempotency, IncidentRow, IncidentTurn, NewIncidentEvent, NewIncidentEvents, Position, Store, StoreError,
};
use wire::decode_stored;
use wire::incident::EventDoc;

/// How many events are read at once.
const BATCH: usize = 5_000;

/// Of so many batches of events it is known singly how far they reach back.
const SAID: usize = 1_000;

/// What the programs say, by program and node.
pub(super) type Sources = BTreeMap<(String, Key), Source>;

/// The incidents that are open, as of an event.
#[derive(Debug, Clone, Default)]
pub(super) struct Live {
    /// Number of the newest event that is in.
    pub seq: u64,
    /// The same with what binds it to all before.
    pub(super) position: Position,
    /// The incidents, the oldest first.
    pub open: BTreeMap<u64, Arc<Incident>>,
}

impl Live {
    /// Those that are no exercises.
    pub(super) fn real(&self) -> impl Iterator<Item = &Arc<Incident>> {
        self.open.values().filter(|incident| !incident.exercise)
    }
}

/// The open incidents, and the writer's place.
#[derive(Debug, Default)]
pub(super) struct Registry {
    live: ArcSwap<Live>,
    /// Held while something is added.
    pub(super) writing: tokio::sync::Mutex<Sources>,
    /// How nodes stand because of them.
    pub(super) kept: tokio::sync::Mutex<Kept>,
    /// How they stand in the exercises that are open.
    pub(super) practised: tokio::sync::Mutex<Option<Arc<CurrentState>>>,
    /// How far back what was said since then reaches.
    said: Mutex<Vec<Reach>>,
    /// How often the journal was not what was read before.
    resets: AtomicU64,
}

/// What is to be added to the journal.
#[derive(Debug, Clone)]
pub(super) struct Batch {
    /// Who adds what no program says.
    pub author: String,
    pub now: Millis,
    pub idempotency: Option<(String, String)>,
    /// Incident, when it was known, what.
    pub events: Vec<(u64, Millis, IncidentEvent)>,
}

impl Registry {
    /// Takes the open incidents out of the store.
    ///
    /// # Errors
    /// The database fails, or holds an event that cannot be read.
    pub(super) async fn open(store: &Store) -> Result<Self, AppError> {
        let live = read(store).await?;
        let sources = live.open.values().flat_map(|incident| sources_of(incident)).collect();
        Ok(Self {
            live: ArcSwap::from_pointee(live),
            writing: tokio::sync::Mutex::new(sources),
            kept: tokio::sync::Mutex::default(),
            practised: tokio::sync::Mutex::default(),
            said: Mutex::default(),
            resets: AtomicU64::new(0),
        })
    }

    pub(super) fn live(&self) -> Arc<Live> {
        self.live.load_full()
    }

    /// How far back reaches what was said since this was asked last: of everything that [`live`](Self::live) showed before.
    pub(super) fn said(&self) -> Vec<Reach> {
        std::mem::take(&mut *self.said.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn say(&self, reach: Reach) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        // Perhaps nobody asks for long.
        if said.len() >= SAID {
            let earliest = said.drain(..).map(|(_, from)| from).min().unwrap_or(reach.1);
            said.push((reach.0, reach.1.min(earliest)));
        } else {
            said.push(reach);
        }
    }
}

/// The open incidents in the store.
async fn read(store: &Store) -> Result<Live, AppError> {
    let (rows, position) = store.open_incidents(None).await?;
    let incidents = folded(&records(rows)?, Millis::MAX).into_iter().filter(|i| i.closed_at.is_none());
    let open = incidents.map(|i| (i.id, Arc::new(i))).collect();
    Ok(Live { seq: position.number, position, open })
}

/// The incidents of these records as they were at a time, the oldest first.
pub(super) fn folded(records: &[Record], time: Millis) -> Vec<Incident> {
    let mut of_each: BTreeMap<u64, Vec<&Record>> = BTreeMap::new();
    for record in records {
        of_each.entry(record.incident).or_default().push(record);
    }
    of_each.into_values().filter_map(|records| Incident::at(records, time)).collect()
}

/// The rows of the journal, read.
pub(super) fn records(rows: Vec<IncidentRow>) -> Result<Vec<Record>, AppError> {
    let read = |row: IncidentRow| {
        let event = decode_stored(&row.body, row.at_ms)
            .map_err(|problems| AppError::Damaged { key: format!("incident event {}", row.seq), problems })?;
        let IncidentRow { seq, incident, at_ms: at, recorded_ms: recorded_at, author, .. } = row;
        Ok(Record { seq, incident, at, recorded_at, author, event })
    };
    rows.into_iter().map(read).collect()
}

/// What programs say of the nodes of an incident.
fn sources_of(incident: &Incident) -> Vec<((String, Key), Source)> {
    let said = |f: &model::incident::NodeFailure| {
        let source = f.source.clone()?;
        let said = if incident.flapping.contains_key(&f.node) {
            Source::flapping(f.level, f.from, incident.last_at)
        } else {
            Source::new(f.level, f.from)
        };
        Some(((source, f.node.clone()), said))
    };
    incident.all_failing().filter_map(said).collect()
}

/// What another process has written about a source.
fn absorb(sources: &mut Sources, record: &Record, live: &Live) {
    let said = match &record.event {
        IncidentEvent::FailureSet { node, level, from, source: Some(source), .. } => {
            Some((node, source, Told::Level(*level, *from)))
        }
        IncidentEvent::FailureCleared { node, until, source: Some(source) } => {
            Some((node, source, Told::Level(Level::Operational, *until)))
        }
        IncidentEvent::SourceFlapping { node, level, from, source } => {
            Some((node, source, Told::Flapping(*level, *from)))
        }
        _ => None,
    };
    if let Some((node, source, told)) = said {
        let fresh = || Source::new(Level::Operational, record.at);
        sources.entry((source.clone(), node.clone())).or_insert_with(fresh).absorb(told, record.at);
        return;
    }
    // A person knows better; if the program says it again, it counts again.
    let Some(incident) = live.open.get(&record.incident) else { return };
    let says = |node: &Key| incident.failing(node).and_then(|failure| failure.source.as_ref());
    match &record.event {
        IncidentEvent::FailureCleared { node, .. } => {
            for source in incident.source.iter().chain(says(node)) {
                sources.remove(&(source.clone(), node.clone()));
            }
        }
        IncidentEvent::Closed { .. } => {
            sources.retain(|(of, node), _| {
                let opened = incident.source.as_ref() == Some(of) && incident.named().contains(node);
                !opened && says(node) != Some(of)
            });
        }
        _ => {}
    }
}

impl Incidents {
    /// Takes over the incidents' events that other processes have written. When the journal is not the one that was read
    /// before, everything is read anew.
    ///
    /// # Errors
    /// The database fails, or holds an event that cannot be read.
    pub async fn catch_up(&self) -> Result<(), AppError> {
        if self.store.incident_head().await? == self.registry.live().position {
            return Ok(());
        }
        let mut sources = self.registry.writing.lock().await;
        self.follow(&mut sources).await
    }

    /// The same for who already holds the writer's place.
    pub(super) async fn follow(&self, sources: &mut Sources) -> Result<(), AppError> {
        loop {
            let known = self.registry.live().position.clone();
            let (rows, position) = match self.store.incident_news(&known, BATCH).await {
                Ok(news) => news,
                Err(error @ (StoreError::Behind { .. } | StoreError::Diverged { .. })) => {
                    self.start_over(sources, &error).await?;
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let news = records(rows)?;
            if news.is_empty() {
                return Ok(());
            }
            let live = self.registry.live();
            news.iter().for_each(|record| absorb(sources, record, &live));
            self.take_in(&news, position).await?;
        }
    }

    /// Forgets what is known and reads the journal as it is now.
    async fn start_over(&self, sources: &mut Sources, why: &StoreError) -> Result<(), AppError> {
        let before = self.registry.live();
        let live = read(&self.store).await?;
        tracing::error!(
            known = before.seq,
            now = live.seq,
            "{why}: what was known of incidents is forgotten, and their journal is read anew"
        );
        *sources = live.open.values().flat_map(|incident| sources_of(incident)).collect();
        self.forget_computed().await;
        self.registry.live.store(Arc::new(live));
        self.registry.resets.fetch_add(1, Ordering::Relaxed);
        self.changed.notify_one();
        Ok(())
    }

    /// Forgets how nodes stand: it may have been computed from what is not in the journals any more.
    pub(crate) async fn forget_computed(&self) {
        *self.registry.kept.lock().await = Kept::default();
        *self.registry.practised.lock().await = None;
        self.registry.said();
    }

    /// How often the journal was not what was read before, and everything was read anew.
    pub fn resets(&self) -> u64 {
        self.registry.resets.load(Ordering::Relaxed)
    }

    /// Appends to the journal and takes it in. `None`: another process was quicker; follow, and try again.
    pub(super) async fn append(
        &self,
        sources: &mut Sources,
        batch: &Batch,
    ) -> Result<Option<Vec<Record>>, AppError> {
        let live = self.registry.live();
        let new = NewIncidentEvents {
            recorded_ms: batch.now,
            idempotency: (batch.idempotency.clone())
                .map(|(key, fingerprint)| Idempotency { key, fingerprint }),
            events: batch.events.iter().map(|event| row(event, &batch.author)).collect(),
        };
        let position = match self.store.append_incident_events(live.position.clone(), &new).await {
            Ok(position) => position,
            Err(StoreError::Conflict { .. }) => return Ok(None),
            Err(error) => {
                // The commit may have arrived although the answer did not.
                let _ = self.follow(sources).await;
                return Err(error.into());
            }
        };
        let numbered = batch.events.iter().zip(live.seq + 1..);
        let record = |((incident, at, event), seq): (&(u64, Millis, IncidentEvent), u64)| Record {
            seq,
            incident: *incident,
            at: *at,
            recorded_at: batch.now,
            author: author(event, &batch.author).to_owned(),
            event: event.clone(),
        };
        let records: Vec<Record> = numbered.map(record).collect();
        for record in records.iter().filter(|record| record.event.source().is_none()) {
            absorb(sources, record, &live);
        }
        self.take_in(&records, position).await?;
        Ok(Some(records))
    }

    /// Folds what follows, up to this place, into the open incidents and swaps them in.
    async fn take_in(&self, news: &[Record], position: Position) -> Result<(), AppError> {
        let mut next = (*self.registry.live()).clone();
        let mut again = BTreeSet::new();
        for record in news {
            let incident = record.incident;
            if let Some(known) = next.open.get_mut(&incident) {
                let known = Arc::make_mut(known);
                known.apply(record);
                if known.closed_at.is_some() {
                    next.open.remove(&incident);
                }
            } else if let Some(opened) = Incident::open(record) {
                next.open.insert(incident, Arc::new(opened));
            } else if matches!(record.event, IncidentEvent::Reopened { .. }) {
                again.insert(incident);
            }
            next.seq = record.seq;
        }
        next.position = position;
        for id in again {
            let mut all = self.records_of(id).await?;
            all.retain(|record| record.seq <= next.seq);
            let incident = Incident::fold(&all).filter(|incident| incident.closed_at.is_none());
            next.open.extend(incident.map(|incident| (id, Arc::new(incident))));
        }
        if let Some(reach) = reach(news) {
            self.registry.say(reach);
        }
        self.registry.live.store(Arc::new(next));
        self.changed.notify_one();
        Ok(())
    }

    /// All events of an incident; none when there is no such incident.
    pub(super) async fn records_of(&self, id: u64) -> Result<Vec<Record>, AppError> {
        // Recoveries and the closing go into a full incident, too.
        records(self.store.incident_events(Some(id), 0, 3 * MAX_EVENTS).await?)
    }
}

/// Whoever says it: a program by its own name.
fn author<'a>(event: &'a IncidentEvent, person: &'a str) -> &'a str {
    event.source().unwrap_or(person)
}

fn row((incident, at, event): &(u64, Millis, IncidentEvent), person: &str) -> NewIncidentEvent {
    NewIncidentEvent {
        incident: *incident,
        at_ms: *at,
        author: author(event, person).to_owned(),
        body: serde_json::to_string(&EventDoc::new(event))
            .unwrap_or_else(|_| unreachable!("an event has only text keys")),
        turn: match event {
            IncidentEvent::Opened { .. } => Some(IncidentTurn::Opened),
            IncidentEvent::Closed { .. } => Some(IncidentTurn::Closed),
            IncidentEvent::Reopened { .. } => Some(IncidentTurn::Reopened),
            _ => None,
        },
    }
}
