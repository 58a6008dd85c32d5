//! Subscriptions and their deliveries.

use super::backend::{Backend, Statement, Value, failed, is_duplicate};
use super::error::StoreError;
use super::event_rows::{DeliveryRow, Share, SubscriptionHead, SubscriptionRow};
use super::read::{SqlStore, collect, first, limit_to_db, number, text, to_db};
use super::sql_events as sql;
use super::write::without_nul;
use std::sync::Arc;

/// Rows of one insert.
const BATCH_ROWS: usize = 128;

fn subscription<B: Backend>(row: &B::Row) -> Result<SubscriptionRow, StoreError> {
    let optional = |index| Ok::<_, StoreError>(B::text(row, index).map_err(failed::<B>)?.map(str::to_owned));
    Ok(SubscriptionRow {
        id: text::<B>(row, 0)?.to_owned(),
        revision: number::<B>(row, 1)?,
        body: text::<B>(row, 2)?.to_owned(),
        active: number::<B>(row, 3)? == 1,
        disabled: optional(4)?,
        secret: text::<B>(row, 5)?.to_owned(),
        old_secret: optional(6)?,
        old_until_ms: B::int(row, 7).map_err(failed::<B>)?,
        fanned: number::<B>(row, 8)?,
        owner: text::<B>(row, 9)?.to_owned(),
    })
}

fn delivery<B: Backend>(row: &B::Row) -> Result<DeliveryRow, StoreError> {
    let int = |index| B::int(row, index).map_err(failed::<B>);
    Ok(DeliveryRow {
        subscription: text::<B>(row, 0)?.to_owned(),
        seq: number::<B>(row, 1)?,
        state: text::<B>(row, 2)?.to_owned(),
        attempts: u32::try_from(int(3)?).unwrap_or(u32::MAX),
        since_ms: int(4)?,
        next_ms: int(5)?,
        last_ms: int(6)?,
        last_status: u16::try_from(int(7)?).unwrap_or(0),
        last_error: B::text(row, 8).map_err(failed::<B>)?.map(str::to_owned),
    })
}

/// What came of an attempt on one delivery.
fn record<B: Backend>(row: &DeliveryRow, tried: u32) -> Result<Statement<B>, StoreError> {
    let error = row.last_error.as_deref().map(|error| error.replace('\0', " "));
    let values = [
        Value::Text(&row.subscription),
        Value::Int(to_db(row.seq)),
        Value::Int(i64::from(tried)),
        Value::Text(&row.state),
        Value::Int(i64::from(row.attempts)),
        Value::Int(row.since_ms),
        Value::Int(row.next_ms),
        Value::Int(row.last_ms),
        Value::Int(i64::from(row.last_status)),
        Value::OptionalText(error.as_deref()),
    ];
    Statement::new(sql::RECORD_DELIVERY, values)
}

impl<B: Backend> SqlStore<B> {
    pub(super) async fn subscriptions(&self) -> Result<Vec<SubscriptionRow>, StoreError> {
        let statement = Statement::new(sql::SUBSCRIPTIONS, [])?;
        collect::<B, _>(&mut *self.reader().await?, statement, subscription::<B>).await
    }

    pub(super) async fn subscription(&self, id: &str) -> Result<Option<SubscriptionRow>, StoreError> {
        let statement = Statement::new(sql::SUBSCRIPTION, [Value::Text(id)])?;
        first::<B, _>(&mut *self.reader().await?, statement, subscription::<B>).await
    }

    pub(super) async fn put_subscription(&self, row: &SubscriptionRow) -> Result<bool, StoreError> {
        without_nul("the subscription", &row.body)?;
        let values = [
            Value::Text(&row.id),
            Value::Int(to_db(row.revision)),
            Value::Text(&row.body),
            Value::Int(i64::from(row.active)),
            Value::OptionalText(row.disabled.as_deref()),
            Value::Text(&row.secret),
            Value::OptionalText(row.old_secret.as_deref()),
            Value::Int(row.old_until_ms),
            Value::Text(&row.owner),
        ];
        let mut connection = self.write_one().await?;
        let statement = if row.revision == 1 { sql::INSERT_SUBSCRIPTION } else { sql::UPDATE_SUBSCRIPTION };
        match Statement::<B>::new(statement, values)?.execute_raw(&mut *connection).await {
            Ok(rows) => Ok(rows > 0),
            Err(error) if is_duplicate(&error) => Ok(false),
            Err(error) => Err(failed::<B>(error)),
        }
    }

    pub(super) async fn delete_subscription(&self, id: &str, revision: u64) -> Result<bool, StoreError> {
        let values = [Value::Text(id), Value::Int(to_db(revision))];
        let mut connection = self.write_one().await?;
        Ok(Statement::<B>::new(sql::DELETE_SUBSCRIPTION, values)?.execute(&mut *connection).await? > 0)
    }

    pub(super) async fn disable_subscription(&self, id: &str, why: &str) -> Result<(), StoreError> {
        let mut connection = self.write_one().await?;
        let values = [Value::Text(id), Value::Text(why)];
        Statement::<B>::new(sql::DISABLE_SUBSCRIPTION, values)?.execute(&mut *connection).await.map(|_| ())
    }

    pub(super) async fn subscription_heads(&self) -> Result<Vec<SubscriptionHead>, StoreError> {
        let read = |row: &B::Row| {
            let (id, revision) = (text::<B>(row, 0)?.to_owned(), number::<B>(row, 1)?);
            Ok(SubscriptionHead { id, revision, fanned: number::<B>(row, 2)? })
        };
        let statement = Statement::new(sql::SUBSCRIPTION_HEADS, [])?;
        collect::<B, _>(&mut *self.reader().await?, statement, read).await
    }

    pub(super) async fn fan_out(
        &self,
        from: u64,
        upto: u64,
        members: usize,
        shares: &[Share<'_>],
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin_write().await?;
        let values = [Value::Int(to_db(from)), Value::Int(to_db(upto))];
        let moved = Statement::<B>::new(sql::ADVANCE_FAN, values)?.execute(&mut transaction).await?;
        if moved != members as u64 {
            transaction.rollback().await.map_err(failed::<B>)?;
            return Ok(false);
        }
        for part in shares.chunks(BATCH_ROWS) {
            let mut values = Vec::with_capacity(1 + 2 * part.len());
            values.push(Value::Int(now_ms));
            for share in part {
                values.extend([Value::Text(share.subscription), Value::Int(to_db(share.seq))]);
            }
            let statement = sql::insert_deliveries(part.len());
            Statement::<B>::made(statement, values)?.execute(&mut transaction).await?;
        }
        transaction.commit().await.map_err(failed::<B>)?;
        Ok(true)
    }

    pub(super) async fn heads(&self) -> Result<Vec<DeliveryRow>, StoreError> {
        let statement = Statement::new(sql::HEADS, [])?;
        collect::<B, _>(&mut *self.reader().await?, statement, delivery::<B>).await
    }

    pub(super) async fn next_delivery(&self, id: &str) -> Result<Option<DeliveryRow>, StoreError> {
        let statement = Statement::new(sql::NEXT_DELIVERY, [Value::Text(id)])?;
        first::<B, _>(&mut *self.reader().await?, statement, delivery::<B>).await
    }

    pub(super) async fn deliveries(
        &self,
        id: &str,
        state: Option<&str>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        let page = [Value::Int(to_db(after)), Value::Int(limit_to_db(limit))];
        let statement = match state {
            None => Statement::new(sql::DELIVERIES, [Value::Text(id)].into_iter().chain(page))?,
            Some(state) => {
                let head = [Value::Text(id), Value::Text(state)];
                Statement::new(sql::DELIVERIES_IN, head.into_iter().chain(page))?
            }
        };
        collect::<B, _>(&mut *self.reader().await?, statement, delivery::<B>).await
    }

    pub(super) async fn record_deliveries(
        &self,
        all: &[Arc<(Vec<DeliveryRow>, u32)>],
    ) -> Result<Vec<bool>, StoreError> {
        let mut transaction = self.begin_write().await?;
        let mut kept = Vec::with_capacity(all.len());
        for attempt in all {
            let (rows, tried) = &**attempt;
            let several = rows.len() > 1;
            if several {
                Statement::<B>::new(sql::BEGIN_ATTEMPT, [])?.execute(&mut transaction).await?;
            }
            let mut changed = 0;
            for row in rows {
                changed += record::<B>(row, *tried)?.execute(&mut transaction).await?;
            }
            // Those of one attempt stand and fall together.
            let whole = changed == rows.len() as u64;
            if several && !whole {
                Statement::<B>::new(sql::UNDO_ATTEMPT, [])?.execute(&mut transaction).await?;
            }
            kept.push(whole);
        }
        transaction.commit().await.map_err(failed::<B>)?;
        Ok(kept)
    }

    pub(super) async fn hasten_deliveries(&self, id: &str, seq: u64, at_ms: i64) -> Result<(), StoreError> {
        let values = [Value::Text(id), Value::Int(to_db(seq)), Value::Int(at_ms)];
        let mut connection = self.write_one().await?;
        Statement::<B>::new(sql::HASTEN_DELIVERIES, values)?.execute(&mut *connection).await.map(|_| ())
    }

    pub(super) async fn replay_delivery(&self, id: &str, seq: u64, now_ms: i64) -> Result<bool, StoreError> {
        let values = [Value::Text(id), Value::Int(to_db(seq)), Value::Int(now_ms)];
        let mut connection = self.write_one().await?;
        Ok(Statement::<B>::new(sql::REPLAY_DELIVERY, values)?.execute(&mut *connection).await? > 0)
    }
}
