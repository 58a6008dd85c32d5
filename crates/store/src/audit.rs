//! Who did what: appended to, never changed; the oldest are forgotten after a while.

use super::backend::{Backend, Statement, Value, failed};
use super::error::StoreError;
use super::read::{SqlStore, collect, first, limit_to_db, number, text, to_db};
use super::write::without_nul;
use super::{Store, sql_access as sql, with};

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number, without gaps.
    pub seq: u64,
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// What happened, JSON text.
    pub body: String,
    /// The digest of it and of the entry before.
    pub hash: String,
}

fn entry<B: Backend>(row: &B::Row) -> Result<AuditRow, StoreError> {
    Ok(AuditRow {
        seq: number::<B>(row, 0)?,
        at_ms: B::int(row, 1).map_err(failed::<B>)?,
        body: text::<B>(row, 2)?.to_owned(),
        hash: text::<B>(row, 3)?.to_owned(),
    })
}

impl<B: Backend> SqlStore<B> {
    async fn append_audit(&self, entries: &[(i64, String)]) -> Result<u64, StoreError> {
        for (_, body) in entries {
            without_nul("the entry", body)?;
        }
        let mut transaction = self.begin_write().await?;
        // First, so that of two processes one waits.
        Statement::<B>::new(sql::CLAIM_AUDIT, [])?.execute(&mut transaction).await?;
        let read = |row: &B::Row| Ok((number::<B>(row, 0)?, text::<B>(row, 1)?.to_owned()));
        let head = first::<B, _>(&mut transaction, Statement::new(sql::AUDIT_HEAD, [])?, read).await?;
        let (mut seq, mut hash) = head.unwrap_or_default();
        for (at, body) in entries {
            seq += 1;
            hash = ::access::audit::link(&hash, seq, *at, body);
            let values = [Value::Int(to_db(seq)), Value::Int(*at), Value::Text(body), Value::Text(&hash)];
            Statement::<B>::new(sql::INSERT_AUDIT, values)?.execute(&mut transaction).await?;
        }
        let head = [Value::Int(to_db(seq)), Value::Text(&hash)];
        Statement::<B>::new(sql::SET_AUDIT_HEAD, head)?.execute(&mut transaction).await?;
        transaction.commit().await.map_err(failed::<B>)?;
        Ok(seq)
    }

    async fn audit_part(
        &self,
        sql: &'static str,
        seq: u64,
        limit: usize,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let values = [Value::Int(to_db(seq)), Value::Int(limit_to_db(limit))];
        let statement = Statement::new(sql, values)?;
        collect::<B, _>(&mut *self.reader().await?, statement, entry::<B>).await
    }

    async fn audit_head(&self) -> Result<(u64, String), StoreError> {
        let read = |row: &B::Row| Ok((number::<B>(row, 0)?, text::<B>(row, 1)?.to_owned()));
        let statement = Statement::new(sql::AUDIT_HEAD, [])?;
        Ok(first::<B, _>(&mut *self.reader().await?, statement, read).await?.unwrap_or_default())
    }

    async fn forget_audit(&self, before_ms: i64) -> Result<(), StoreError> {
        let statement = Statement::<B>::new(sql::FORGET_AUDIT, [Value::Int(before_ms)])?;
        statement.execute(&mut *self.write_one().await?).await.map(|_| ())
    }
}

impl Store {
    /// Appends entries (time in Unix milliseconds, JSON text) and says the number of the last one.
    ///
    /// # Errors
    /// [`StoreError::NulCharacter`]; and the failures of a database.
    pub async fn append_audit(&self, entries: &[(i64, String)]) -> Result<u64, StoreError> {
        with!(self, store => store.append_audit(entries).await)
    }

    /// At most `limit` entries after a number.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn audit_after(&self, seq: u64, limit: usize) -> Result<Vec<AuditRow>, StoreError> {
        with!(self, store => store.audit_part(sql::AUDIT_AFTER, seq, limit).await)
    }

    /// At most `limit` entries before a number, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn audit_before(&self, seq: u64, limit: usize) -> Result<Vec<AuditRow>, StoreError> {
        with!(self, store => store.audit_part(sql::AUDIT_BEFORE, seq, limit).await)
    }

    /// The number and the digest of the newest entry.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn audit_head(&self) -> Result<(u64, String), StoreError> {
        with!(self, store => store.audit_head().await)
    }

    /// Forgets entries from before a time; the newest one stays.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn forget_audit(&self, before_ms: i64) -> Result<(), StoreError> {
        with!(self, store => store.forget_audit(before_ms).await)
    }
}
