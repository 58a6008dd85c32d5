//! The log of events: numbers without gaps, written together with how far they were computed and what the situation is.

use super::backend::{Backend, Statement, Value, failed};
use super::error::StoreError;
use super::event_rows::{EventRow, LogEntry, LogHead};
use super::read::{SqlStore, collect, first, limit_to_db, number, text, to_db};
use super::sql_events as sql;
use super::write::without_nul;

/// Rows of one insert.
const BATCH_ROWS: usize = 128;

fn read_head<B: Backend>(row: &B::Row) -> Result<LogHead, StoreError> {
    Ok(LogHead {
        turn: number::<B>(row, 0)?,
        newest: number::<B>(row, 1)?,
        incidents: number::<B>(row, 2)?,
        revision: number::<B>(row, 3)?,
        at_ms: B::int(row, 4).map_err(failed::<B>)?,
        source: text::<B>(row, 5)?.to_owned(),
    })
}

fn event<B: Backend>(row: &B::Row) -> Result<EventRow, StoreError> {
    Ok(EventRow {
        seq: number::<B>(row, 0)?,
        at_ms: B::int(row, 1).map_err(failed::<B>)?,
        body: text::<B>(row, 2)?.to_owned(),
    })
}

async fn head<B: Backend>(connection: &mut B::Connection) -> Result<LogHead, StoreError> {
    let statement = Statement::new(sql::LOG_HEAD, [])?;
    Ok(first::<B, _>(connection, statement, read_head::<B>).await?.unwrap_or_default())
}

impl<B: Backend> SqlStore<B> {
    pub(super) async fn event_head(&self, identity: &str) -> Result<LogHead, StoreError> {
        let found = head::<B>(&mut *self.reader().await?).await?;
        if !found.source.is_empty() {
            return Ok(found);
        }
        let statement = Statement::<B>::new(sql::NAME_LOG, [Value::Text(identity)])?;
        statement.execute(&mut *self.write_one().await?).await?;
        head::<B>(&mut *self.reader().await?).await
    }

    pub(super) async fn situation(&self) -> Result<(LogHead, Vec<String>), StoreError> {
        let mut transaction = self.begin_read().await?;
        let found = head::<B>(&mut transaction).await?;
        let statement = Statement::new(sql::SITUATION, [])?;
        let body = |row: &B::Row| Ok(text::<B>(row, 0)?.to_owned());
        let states = collect::<B, _>(&mut transaction, statement, body).await?;
        transaction.rollback().await.map_err(failed::<B>)?;
        Ok((found, states))
    }

    pub(super) async fn log_events(&self, turn: u64, entry: &LogEntry) -> Result<LogHead, StoreError> {
        entry.events.iter().try_for_each(|body| without_nul("an event", body))?;
        let mut transaction = self.begin_write().await?;
        let values = [
            Value::Int(to_db(turn)),
            Value::Int(to_db(entry.events.len() as u64)),
            Value::Int(to_db(entry.incidents)),
            Value::Int(to_db(entry.revision)),
            Value::Int(entry.at_ms),
        ];
        // The second of two writers waits here for the first, and then finds that its turn has passed.
        if Statement::<B>::new(sql::ADVANCE_LOG, values)?.execute(&mut transaction).await? == 0 {
            transaction.rollback().await.map_err(failed::<B>)?;
            return Err(StoreError::Conflict { head: head::<B>(&mut *self.reader().await?).await?.turn });
        }
        let now = head::<B>(&mut transaction).await?;
        let mut seq = now.newest - entry.events.len() as u64;
        for part in entry.events.chunks(BATCH_ROWS) {
            let mut values = Vec::with_capacity(part.len() * 3);
            for body in part {
                seq += 1;
                values.extend([Value::Int(to_db(seq)), Value::Int(entry.at_ms), Value::Text(body)]);
            }
            let statement = sql::insert_events(part.len());
            Statement::<B>::made(statement, values)?.execute(&mut transaction).await?;
        }
        let (put, gone): (Vec<_>, Vec<_>) = entry.states.iter().partition(|(_, body)| body.is_some());
        for part in put.chunks(BATCH_ROWS) {
            let values = part.iter().flat_map(|(node, body)| [Some(node.as_str()), body.as_deref()]);
            let statement = sql::put_states(part.len());
            Statement::<B>::made(statement, values.flatten().map(Value::Text))?
                .execute(&mut transaction)
                .await?;
        }
        for part in gone.chunks(BATCH_ROWS) {
            let values = part.iter().map(|(node, _)| Value::Text(node));
            Statement::<B>::made(sql::drop_states(part.len()), values)?.execute(&mut transaction).await?;
        }
        transaction.commit().await.map_err(failed::<B>)?;
        if !entry.events.is_empty() {
            B::announce(&self.writer, super::sql::HINT_EVENT).await;
        }
        Ok(now)
    }

    pub(super) async fn events_after(&self, after: u64, limit: usize) -> Result<Vec<EventRow>, StoreError> {
        let values = [Value::Int(to_db(after)), Value::Int(limit_to_db(limit))];
        let statement = Statement::new(sql::EVENTS_AFTER, values)?;
        collect::<B, _>(&mut *self.reader().await?, statement, event::<B>).await
    }

    pub(super) async fn oldest_event(&self) -> Result<Option<u64>, StoreError> {
        let statement = Statement::new(sql::OLDEST_EVENT, [])?;
        first::<B, _>(&mut *self.reader().await?, statement, |row| number::<B>(row, 0)).await
    }

    pub(super) async fn forget_events(&self, before_ms: i64, most: usize) -> Result<u64, StoreError> {
        let mut transaction = self.begin_write().await?;
        let bounds = [Value::Int(before_ms), Value::Int(limit_to_db(most))];
        let statement = Statement::new(sql::FORGETTABLE, bounds)?;
        let upto = first::<B, _>(&mut transaction, statement, |row| number::<B>(row, 0)).await?;
        let upto = || [Value::Int(to_db(upto.unwrap_or(0)))];
        Statement::<B>::new(sql::FORGET_DELIVERIES, upto())?.execute(&mut transaction).await?;
        let forgotten = Statement::<B>::new(sql::FORGET_EVENTS, upto())?.execute(&mut transaction).await?;
        transaction.commit().await.map_err(failed::<B>)?;
        Ok(forgotten)
    }

    pub(super) async fn lease(
        &self,
        name: &str,
        owner: &str,
        now_ms: i64,
        until_ms: i64,
    ) -> Result<bool, StoreError> {
        let values = [Value::Text(name), Value::Text(owner), Value::Int(now_ms), Value::Int(until_ms)];
        let statement = Statement::<B>::new(sql::LEASE, values)?;
        let mut connection = self.write_one().await?;
        Ok(statement.execute(&mut *connection).await? > 0)
    }
}
