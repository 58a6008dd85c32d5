//! The journal of incidents: events under gap-free numbers, appended together or not at all.

use super::backend::{Backend, Statement, Value, failed, is_duplicate};
use super::chain::{Link, Position};
use super::error::StoreError;
use super::read::{SqlStore, collect, first, limit_to_db, number, position, still_there, text, to_db};
use super::rows::{Committed, IncidentRow, IncidentState, IncidentTurn, NewIncidentEvent, NewIncidentEvents};
use super::write::without_nul;
use super::{IDEMPOTENCY_MS, Patience, QUICK, Store, sql, with};

/// The time at which an incident is closed that is open.
const OPEN: i64 = i64::MAX;

/// Reads (seq, incident, at, recorded, author, body).
fn event<B: Backend>(row: &B::Row) -> Result<IncidentRow, StoreError> {
    Ok(IncidentRow {
        seq: number::<B>(row, 0)?,
        incident: number::<B>(row, 1)?,
        at_ms: B::int(row, 2).map_err(failed::<B>)?,
        recorded_ms: B::int(row, 3).map_err(failed::<B>)?,
        author: text::<B>(row, 4)?.to_owned(),
        body: text::<B>(row, 5)?.to_owned(),
    })
}

async fn head<B: Backend>(connection: &mut B::Connection) -> Result<Position, StoreError> {
    let statement = Statement::new(sql::INCIDENT_HEAD, [])?;
    let found = first::<B, _>(connection, statement, position::<B>).await?;
    Ok(found.map(|(position, _)| position).unwrap_or_default())
}

/// The place that follows when this event is added.
fn following(before: &Position, event: &NewIncidentEvent, recorded_ms: i64) -> Position {
    let number = before.number + 1;
    let mut link = Link::after(before);
    let numbers = [to_db(number), to_db(event.incident), event.at_ms, recorded_ms];
    numbers.into_iter().for_each(|number| link.number(number));
    [&event.author, &event.body].into_iter().for_each(|text| link.text(text));
    Position { number, chain: link.end() }
}

/// Writes one event and what it does to its incident. False: someone else has its number.
async fn insert<B: Backend>(
    connection: &mut B::Connection,
    place: &Position,
    event: &NewIncidentEvent,
    new: &NewIncidentEvents,
    request: [Option<&str>; 2],
) -> Result<bool, StoreError> {
    let incident = Value::Int(to_db(event.incident));
    let (statement, values) = match event.turn {
        Some(IncidentTurn::Opened) => {
            (sql::INSERT_INCIDENT, vec![incident, Value::Int(event.at_ms), Value::Int(OPEN)])
        }
        Some(IncidentTurn::Closed) => (sql::CLOSE_INCIDENT, vec![incident, Value::Int(event.at_ms)]),
        Some(IncidentTurn::Reopened) => (sql::CLOSE_INCIDENT, vec![incident, Value::Int(OPEN)]),
        None => ("", vec![]),
    };
    if !statement.is_empty() {
        match Statement::<B>::new(statement, values)?.execute_raw(connection).await {
            Ok(_) => {}
            Err(error) if is_duplicate(&error) => return Ok(false),
            Err(error) => return Err(failed::<B>(error)),
        }
    }
    let values = [
        Value::Int(to_db(place.number)),
        Value::Int(to_db(event.incident)),
        Value::Int(event.at_ms),
        Value::Int(new.recorded_ms),
        Value::Text(&event.author),
        Value::Text(&event.body),
        Value::OptionalText(request[0]),
        Value::OptionalText(request[1]),
        Value::Text(&place.chain),
    ];
    // Two writers that both saw the same head meet here: the second waits for the first and then finds its row.
    match Statement::<B>::new(sql::INSERT_INCIDENT_EVENT, values)?.execute_raw(connection).await {
        Ok(_) => Ok(true),
        Err(error) if is_duplicate(&error) => Ok(false),
        Err(error) => Err(failed::<B>(error)),
    }
}

fn check(new: &NewIncidentEvents) -> Result<(), StoreError> {
    if let Some(idempotency) = &new.idempotency {
        without_nul("the idempotency key", &idempotency.key)?;
        without_nul("the fingerprint", &idempotency.fingerprint)?;
    }
    let whole = |event: &NewIncidentEvent| {
        without_nul("the author", &event.author).and_then(|()| without_nul("an event", &event.body))
    };
    new.events.iter().try_for_each(whole)
}

impl<B: Backend> SqlStore<B> {
    pub(super) async fn incident_head(&self) -> Result<Position, StoreError> {
        head::<B>(&mut *self.reader().await?).await
    }

    pub(super) async fn append_incident_events(
        &self,
        expected: &Position,
        new: &NewIncidentEvents,
    ) -> Result<Position, StoreError> {
        check(new)?;
        let mut transaction = self.begin_write().await?;
        let mut place = head::<B>(&mut transaction).await?;
        let mut free = expected.is(&place);
        for (at, event) in new.events.iter().enumerate() {
            if !free {
                break;
            }
            place = following(&place, event, new.recorded_ms);
            let last = at + 1 == new.events.len();
            let request = new.idempotency.as_ref().filter(|_| last);
            let request = [request.map(|i| i.key.as_str()), request.map(|i| i.fingerprint.as_str())];
            free = insert::<B>(&mut transaction, &place, event, new, request).await?;
        }
        if !free {
            transaction.rollback().await.map_err(failed::<B>)?;
            return Err(StoreError::Conflict { head: self.incident_head().await?.number });
        }
        transaction.commit().await.map_err(failed::<B>)?;
        B::announce(&self.writer, sql::HINT_INCIDENT).await;
        Ok(place)
    }

    pub(super) async fn incident_news(
        &self,
        known: &Position,
        limit: usize,
    ) -> Result<(Vec<IncidentRow>, Position), StoreError> {
        let mut transaction = self.begin_read().await?;
        let head = head::<B>(&mut transaction).await?;
        let at = |number: u64| Statement::new(sql::INCIDENT_CHAIN, [Value::Int(to_db(number))]);
        let there = first::<B, _>(&mut transaction, at(known.number)?, position::<B>).await?;
        still_there(known, &head, there.map(|(there, _)| there))?;
        let page = [Value::Int(to_db(known.number)), Value::Int(limit_to_db(limit))];
        let statement = Statement::new(sql::INCIDENT_EVENTS_AFTER, page)?;
        let rows = collect::<B, _>(&mut transaction, statement, event::<B>).await?;
        let newest = rows.last().map_or(known.number, |row| row.seq);
        let upto = first::<B, _>(&mut transaction, at(newest)?, position::<B>).await?;
        transaction.rollback().await.map_err(failed::<B>)?;
        Ok((rows, upto.map_or_else(|| known.clone(), |(upto, _)| upto)))
    }

    pub(super) async fn incident_request(
        &self,
        key: &str,
        now_ms: i64,
    ) -> Result<Option<Committed>, StoreError> {
        let since = Value::Int(now_ms.saturating_sub(IDEMPOTENCY_MS));
        let statement = Statement::new(sql::INCIDENT_REQUEST, [Value::Text(key), since])?;
        let read = |row: &B::Row| {
            Ok(Committed { fingerprint: text::<B>(row, 0)?.to_owned(), revision: number::<B>(row, 1)? })
        };
        first::<B, _>(&mut *self.reader().await?, statement, read).await
    }

    pub(super) async fn incident_events(
        &self,
        incident: Option<u64>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<IncidentRow>, StoreError> {
        let (after, limit) = (Value::Int(to_db(after)), Value::Int(limit_to_db(limit)));
        let statement = match incident {
            None => Statement::new(sql::INCIDENT_EVENTS_AFTER, [after, limit])?,
            Some(id) => Statement::new(sql::INCIDENT_EVENTS_OF, [Value::Int(to_db(id)), after, limit])?,
        };
        collect::<B, _>(&mut *self.reader().await?, statement, event::<B>).await
    }

    pub(super) async fn open_incidents(
        &self,
        at_ms: Option<i64>,
    ) -> Result<(Vec<IncidentRow>, Position), StoreError> {
        let mut transaction = self.begin_read().await?;
        let head = head::<B>(&mut transaction).await?;
        // What was closed at that very moment was not open any more.
        let values = match at_ms {
            None => [Value::Int(i64::MAX), Value::Int(OPEN)],
            Some(at) => [Value::Int(at), Value::Int(at.saturating_add(1))],
        };
        let statement = Statement::new(sql::INCIDENTS_OPEN, values)?;
        let rows = collect::<B, _>(&mut transaction, statement, event::<B>).await?;
        transaction.rollback().await.map_err(failed::<B>)?;
        Ok((rows, head))
    }

    pub(super) async fn incidents(
        &self,
        before: Option<u64>,
        state: IncidentState,
        limit: usize,
    ) -> Result<Vec<IncidentRow>, StoreError> {
        let (low, high) = match state {
            IncidentState::Any => (i64::MIN, OPEN),
            IncidentState::Open => (OPEN, OPEN),
            IncidentState::Closed => (i64::MIN, OPEN - 1),
        };
        let before = Value::Int(before.map_or(i64::MAX, to_db));
        let values = [before, Value::Int(low), Value::Int(high), Value::Int(limit_to_db(limit))];
        let statement = Statement::new(sql::INCIDENTS_BEFORE, values)?;
        collect::<B, _>(&mut *self.reader().await?, statement, event::<B>).await
    }
}

impl Store {
    /// The newest event of any incident; number 0 when there is none.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn incident_head(&self) -> Result<Position, StoreError> {
        with!(self, QUICK, store => store.incident_head().await)
    }

    /// Appends events after the place that is `expected` to be the newest, and returns that of the last one: all of them,
    /// or nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when `expected` is not the newest place; [`StoreError::NulCharacter`]; and the
    /// failures of a database.
    pub async fn append_incident_events(
        &self,
        expected: impl Into<Position>,
        new: &NewIncidentEvents,
    ) -> Result<Position, StoreError> {
        let expected = expected.into();
        let patience = Patience::for_rows(new.events.len());
        with!(self, patience, store => store.append_incident_events(&expected, new).await)
    }

    /// At most `limit` events of all incidents after a place, and the place of the last one.
    ///
    /// # Errors
    /// [`StoreError::Behind`] and [`StoreError::Diverged`] when that place is not in the journal any more: take everything
    /// out of the store anew.
    pub async fn incident_news(
        &self,
        known: &Position,
        limit: usize,
    ) -> Result<(Vec<IncidentRow>, Position), StoreError> {
        with!(self, store => store.incident_news(known, limit).await)
    }

    /// What an idempotency key led to within the 24 hours before `now_ms`: the fingerprint of the request, and the
    /// incident in the place of the revision.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn incident_request(&self, key: &str, now_ms: i64) -> Result<Option<Committed>, StoreError> {
        with!(self, store => store.incident_request(key, now_ms).await)
    }

    /// At most `limit` events of all incidents after a number, or of one of them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn incident_events(
        &self,
        incident: Option<u64>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<IncidentRow>, StoreError> {
        with!(self, store => store.incident_events(incident, after, limit).await)
    }

    /// All events of the incidents that were open at a time (now when there is none), perhaps of more, and the place
    /// of the newest event; all of one state of the database.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn open_incidents(
        &self,
        at_ms: Option<i64>,
    ) -> Result<(Vec<IncidentRow>, Position), StoreError> {
        with!(self, store => store.open_incidents(at_ms).await)
    }

    /// All events of at most `limit` incidents below `before`, the newest of them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn incidents(
        &self,
        before: Option<u64>,
        state: IncidentState,
        limit: usize,
    ) -> Result<Vec<IncidentRow>, StoreError> {
        with!(self, store => store.incidents(before, state, limit).await)
    }
}
