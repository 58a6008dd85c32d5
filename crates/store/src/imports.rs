//! What imports keep: previews until they are applied, and profiles.

use super::backend::{Backend, Statement, Value, failed};
use super::error::StoreError;
use super::read::{SqlStore, collect, first, text};
use super::{Store, sql_imports as sql, with};

impl<B: Backend> SqlStore<B> {
    async fn import(&self, kind: &str, name: &str) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
        let statement = Statement::new(sql::IMPORT, [Value::Text(kind), Value::Text(name)])?;
        let read = |row: &B::Row| {
            Ok((B::int(row, 0).map_err(failed::<B>)?, B::blob(row, 1).map_err(failed::<B>)?.to_vec()))
        };
        first::<B, _>(&mut *self.reader().await?, statement, read).await
    }

    async fn imports(&self, kind: &str) -> Result<Vec<(String, i64)>, StoreError> {
        let statement = Statement::new(sql::IMPORTS, [Value::Text(kind)])?;
        let read = |row: &B::Row| Ok((text::<B>(row, 0)?.to_owned(), B::int(row, 1).map_err(failed::<B>)?));
        collect::<B, _>(&mut *self.reader().await?, statement, read).await
    }

    async fn put_import(&self, kind: &str, name: &str, at: i64, body: &[u8]) -> Result<(), StoreError> {
        let values = [Value::Text(kind), Value::Text(name), Value::Int(at), Value::Blob(body)];
        let mut connection = self.write_one().await?;
        Statement::<B>::new(sql::PUT_IMPORT, values)?.execute(&mut *connection).await.map(|_| ())
    }

    async fn delete_import(&self, kind: &str, name: &str) -> Result<bool, StoreError> {
        let values = [Value::Text(kind), Value::Text(name)];
        let mut connection = self.write_one().await?;
        Ok(Statement::<B>::new(sql::DELETE_IMPORT, values)?.execute(&mut *connection).await? > 0)
    }
}

impl Store {
    /// A document of this kind and name, with when it was kept in Unix milliseconds.
    ///
    /// # Errors
    /// The database fails.
    pub async fn import(&self, kind: &str, name: &str) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
        with!(self, store => store.import(kind, name).await)
    }

    /// The names of all documents of this kind with when they were kept, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn imports(&self, kind: &str) -> Result<Vec<(String, i64)>, StoreError> {
        with!(self, store => store.imports(kind).await)
    }

    /// Keeps a document in place of what had its name.
    ///
    /// # Errors
    /// The database fails, or cannot be written.
    pub async fn put_import(&self, kind: &str, name: &str, at: i64, body: &[u8]) -> Result<(), StoreError> {
        with!(self, store => store.put_import(kind, name, at, body).await)
    }

    /// Forgets a document; whether it was there.
    ///
    /// # Errors
    /// The database fails, or cannot be written.
    pub async fn delete_import(&self, kind: &str, name: &str) -> Result<bool, StoreError> {
        with!(self, store => store.delete_import(kind, name).await)
    }
}
