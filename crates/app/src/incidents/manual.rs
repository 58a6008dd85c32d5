//! What people do with incidents, and how they are read.

use super::Incidents;
use super::registry::{Batch, folded, records};
use super::situation::Exercises;
use super::{MAX_OPEN, check};
use crate::error::AppError;
use crate::maps::change::Author;
use map::Map;
use model::incident::Millis;
use model::{Incident, IncidentEvent, Record};
use std::sync::Arc;
use store::IncidentState;
use wire::incident::incident_id;
use wire::{Opening, Place, Problems};

/// How often something is added again when others add in between.
const ATTEMPTS: usize = 64;

/// What became of an incident.
#[derive(Debug, Clone)]
pub struct Added {
    /// The incident with what was added.
    pub incident: Arc<Incident>,
    /// The request was a repetition, and nothing was added again.
    pub repeated: bool,
}

/// How often the store is asked for one list.
const LOOKS: usize = 10;

/// A part of the list of incidents.
#[derive(Debug)]
pub struct IncidentList {
    /// The incidents, the newest first.
    pub incidents: Vec<Incident>,
    /// Below which number the list goes on; `None` = these are the last ones.
    pub next: Option<u64>,
}

impl Incidents {
    /// Opens an incident with what fails.
    ///
    /// # Errors
    /// Every problem with it at once; too many are open; the idempotency key belongs to another request; a failing
    /// database.
    pub async fn open(&self, opening: Opening, author: Author) -> Result<Added, AppError> {
        self.add(author, None, |_, next, map| {
            let mut problems = Problems::default();
            let list = Place::ROOT.name("failures");
            for (i, event) in opening.events.iter().skip(1).enumerate() {
                let place = list.index(i);
                event.node().into_iter().for_each(|node| {
                    check::known(map, node, &place.name("node"), &mut problems);
                });
            }
            problems.or(())?;
            Ok((next, opening.at, opening.events.clone()))
        })
        .await
    }

    /// Adds an event to an incident; `at` is when it was known.
    ///
    /// # Errors
    /// There is no such incident; the event does not fit it; the incident is full; the idempotency key belongs to
    /// another request; a failing database.
    pub async fn add_event(
        &self,
        id: u64,
        at: Millis,
        event: IncidentEvent,
        author: Author,
    ) -> Result<Added, AppError> {
        let now = author.at_ms;
        self.add(author, Some(id), |incident, _, map| {
            let incident = incident.ok_or_else(|| not_found(id))?;
            let closes = matches!(event, IncidentEvent::Closed { .. });
            if check::is_full(incident) && !closes {
                let detail = "the incident has too many events: close it, and open another one".into();
                return Err(AppError::TooMuch { detail });
            }
            let mut problems = Problems::default();
            let at = check::at(incident, at, now, &mut problems);
            check::event(incident, at, &event, map, &mut problems);
            problems.or(())?;
            Ok((id, at, vec![event.clone()]))
        })
        .await
    }

    /// The retry loop around one addition: `make` is asked anew whenever others were quicker. It is given the incident,
    /// the number of the next event, and the map.
    async fn add<F>(&self, author: Author, id: Option<u64>, make: F) -> Result<Added, AppError>
    where
        F: Fn(Option<&Incident>, u64, &Map) -> Result<(u64, Millis, Vec<IncidentEvent>), AppError>,
    {
        let mut sources = self.registry.writing.lock().await;
        for _ in 0..ATTEMPTS {
            self.follow(&mut sources).await?;
            if let Some(repeated) = self.repeated_addition(&author).await? {
                return Ok(Added { incident: self.read(repeated).await?, repeated: true });
            }
            let live = self.registry.live();
            let incident = match id {
                Some(id) => Some(self.read(id).await?),
                None if live.open.len() >= MAX_OPEN => {
                    let detail = format!("{MAX_OPEN} incidents are open: close those that are over");
                    return Err(AppError::TooMuch { detail });
                }
                None => None,
            };
            let (id, at, events) = make(incident.as_deref(), live.seq + 1, &self.maps.current())?;
            let batch = Batch {
                author: author.name.clone(),
                now: author.at_ms,
                idempotency: author.idempotency.clone(),
                events: events.into_iter().map(|event| (id, at, event)).collect(),
            };
            if self.append(&mut sources, &batch).await?.is_some() {
                return Ok(Added { incident: self.read(id).await?, repeated: false });
            }
        }
        Err(AppError::Contended)
    }

    async fn repeated_addition(&self, author: &Author) -> Result<Option<u64>, AppError> {
        let Some((key, fingerprint)) = &author.idempotency else { return Ok(None) };
        match self.store.incident_request(key, author.at_ms).await? {
            Some(found) if found.fingerprint != *fingerprint => Err(AppError::KeyReused),
            found => Ok(found.map(|found| found.revision)),
        }
    }

    /// An incident as it is now.
    ///
    /// # Errors
    /// There is no such incident, or the database fails.
    pub async fn read(&self, id: u64) -> Result<Arc<Incident>, AppError> {
        if let Some(open) = self.registry.live().open.get(&id) {
            return Ok(Arc::clone(open));
        }
        let incident = Incident::fold(&self.records_of(id).await?);
        incident.map(Arc::new).ok_or_else(|| not_found(id))
    }

    /// At most `limit` incidents, the newest first, below `before` or from the newest. Where exercises are few among many,
    /// or the other way round, a list may have less and go on all the same.
    ///
    /// # Errors
    /// The database fails.
    pub async fn list(
        &self,
        before: Option<u64>,
        state: IncidentState,
        exercises: Exercises,
        limit: usize,
    ) -> Result<IncidentList, AppError> {
        let (mut incidents, mut below) = (Vec::new(), before);
        for _ in 0..LOOKS {
            let rows = self.store.incidents(below, state, limit + 1).await?;
            let found = folded(&records(rows)?, Millis::MAX);
            let all = found.len() <= limit;
            for incident in found.into_iter().rev() {
                if incidents.len() == limit && exercises.has(&incident) {
                    return Ok(IncidentList { incidents, next: below });
                }
                below = Some(incident.id);
                incidents.extend(Some(incident).filter(|incident| exercises.has(incident)));
            }
            if all {
                return Ok(IncidentList { incidents, next: None });
            }
        }
        Ok(IncidentList { incidents, next: below })
    }

    /// At most `limit` events after a number, of one incident or of all of them: what has happened since.
    ///
    /// # Errors
    /// There is no such incident, or the database fails.
    pub async fn events(
        &self,
        incident: Option<u64>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, AppError> {
        let found = records(self.store.incident_events(incident, after, limit).await?)?;
        if let Some(id) = incident.filter(|_| found.is_empty()) {
            self.read(id).await?;
        }
        Ok(found)
    }
}

fn not_found(id: u64) -> AppError {
    AppError::NotFound { what: "incident", name: incident_id(id) }
}
