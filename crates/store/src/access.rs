//! Who may do what: entries by kind and id under a number that grows with every change, so that others can follow.

use super::backend::{Backend, Statement, Value, failed};
use super::error::StoreError;
use super::read::{SqlStore, collect, first, limit_to_db, number, text, to_db};
use super::write::without_nul;
use super::{Store, sql_access as sql, with};

/// An entry: a key, an account or what else decides who may do what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRow {
    /// What it is.
    pub kind: String,
    /// Which.
    pub id: String,
    /// JSON text; none = it was taken away.
    pub body: Option<String>,
    /// The turn in which it changed last.
    pub turn: u64,
}

fn entry<B: Backend>(row: &B::Row) -> Result<AccessRow, StoreError> {
    Ok(AccessRow {
        kind: text::<B>(row, 0)?.to_owned(),
        id: text::<B>(row, 1)?.to_owned(),
        body: B::text(row, 2).map_err(failed::<B>)?.map(str::to_owned),
        turn: number::<B>(row, 3)?,
    })
}

impl<B: Backend> SqlStore<B> {
    async fn access_head(&self) -> Result<u64, StoreError> {
        let statement = Statement::new(sql::ACCESS_HEAD, [])?;
        let head = first::<B, _>(&mut *self.reader().await?, statement, |row| number::<B>(row, 0)).await?;
        Ok(head.unwrap_or(0))
    }

    async fn access_rows(&self, statement: Statement<B>) -> Result<Vec<AccessRow>, StoreError> {
        collect::<B, _>(&mut *self.reader().await?, statement, entry::<B>).await
    }

    async fn put_access(
        &self,
        kind: &str,
        writes: &[(&str, Option<&str>)],
        was: Option<u64>,
    ) -> Result<Option<u64>, StoreError> {
        for (_, body) in writes {
            without_nul("the entry", body.unwrap_or_default())?;
        }
        let mut transaction = self.begin_write().await?;
        Statement::<B>::new(sql::ACCESS_TURN, [])?.execute(&mut transaction).await?;
        let read = |row: &B::Row| number::<B>(row, 0);
        let turn = first::<B, _>(&mut transaction, Statement::new(sql::ACCESS_HEAD, [])?, read).await?;
        let turn = turn.unwrap_or(0);
        if let (Some(was), Some((id, _))) = (was, writes.first()) {
            let found = Statement::new(sql::ACCESS_ENTRY, [Value::Text(kind), Value::Text(id)])?;
            let found = first::<B, _>(&mut transaction, found, entry::<B>).await?;
            if found.map_or(0, |row| if row.body.is_some() { row.turn } else { 0 }) != was {
                transaction.rollback().await.map_err(failed::<B>)?;
                return Ok(None);
            }
        }
        for (id, body) in writes {
            let values =
                [Value::Text(kind), Value::Text(id), Value::OptionalText(*body), Value::Int(to_db(turn))];
            Statement::<B>::new(sql::PUT_ACCESS, values)?.execute(&mut transaction).await?;
        }
        transaction.commit().await.map_err(failed::<B>)?;
        Ok(Some(turn))
    }

    async fn note_used(&self, kind: &str, used: &[(String, i64)]) -> Result<(), StoreError> {
        let mut transaction = self.begin_write().await?;
        for (id, at) in used {
            let values = [Value::Text(kind), Value::Text(id), Value::Int(*at)];
            Statement::<B>::new(sql::NOTE_USED, values)?.execute(&mut transaction).await?;
        }
        transaction.commit().await.map_err(failed::<B>)
    }

    async fn used(&self, kind: &str) -> Result<Vec<(String, i64)>, StoreError> {
        let statement = Statement::new(sql::USED, [Value::Text(kind)])?;
        let read = |row: &B::Row| Ok((text::<B>(row, 0)?.to_owned(), B::int(row, 1).map_err(failed::<B>)?));
        collect::<B, _>(&mut *self.reader().await?, statement, read).await
    }
}

impl Store {
    /// How often anything that decides who may do what has changed.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn access_head(&self) -> Result<u64, StoreError> {
        with!(self, store => store.access_head().await)
    }

    /// At most `limit` entries that changed after a turn, in the order of their turns.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn access_since(&self, turn: u64, limit: usize) -> Result<Vec<AccessRow>, StoreError> {
        let values = [Value::Int(to_db(turn)), Value::Int(limit_to_db(limit))];
        with!(self, store => store.access_rows(Statement::new(sql::ACCESS_SINCE, values)?).await)
    }

    /// One entry.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn access_entry(&self, kind: &str, id: &str) -> Result<Option<AccessRow>, StoreError> {
        let values = [Value::Text(kind), Value::Text(id)];
        with!(self, store => Ok(store.access_rows(Statement::new(sql::ACCESS_ENTRY, values)?).await?.pop()))
    }

    /// Writes entries of one kind (no body: it is taken away), all of them or none, and says the turn. With `was`, only when
    /// the first of them changed last in that turn, 0 = is not there; `None`: it is otherwise.
    ///
    /// # Errors
    /// [`StoreError::NulCharacter`]; and the failures of a database.
    pub async fn put_access(
        &self,
        kind: &str,
        writes: &[(&str, Option<&str>)],
        was: Option<u64>,
    ) -> Result<Option<u64>, StoreError> {
        with!(self, store => store.put_access(kind, writes, was).await)
    }

    /// Notes when entries of a kind were used last, in Unix milliseconds.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn note_used(&self, kind: &str, used: &[(String, i64)]) -> Result<(), StoreError> {
        with!(self, store => store.note_used(kind, used).await)
    }

    /// When the entries of a kind were used last, by id.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn used(&self, kind: &str) -> Result<Vec<(String, i64)>, StoreError> {
        with!(self, store => store.used(kind).await)
    }
}
