//! What a database says of itself.

use super::backend::{Backend, Statement};
use super::error::StoreError;
use super::read::{SqlStore, first, text};
use super::{Driver, Store, sql, with};

/// What keeps the data, and its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Product {
    /// SQLite, which is part of the program.
    Sqlite(String),
    /// PostgreSQL, or a server that speaks like it.
    Postgres(String),
}

impl<B: Backend> SqlStore<B> {
    async fn version(&self, sql: &'static str) -> Result<String, StoreError> {
        let version = Statement::<B>::new(sql, [])?;
        let said = |row: &B::Row| Ok(text::<B>(row, 0)?.to_owned());
        Ok(first::<B, _>(&mut *self.reader().await?, version, said).await?.unwrap_or_default())
    }
}

impl Store {
    /// What keeps the data, and its version.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn product(&self) -> Result<Product, StoreError> {
        let (ask, product): (_, fn(String) -> Product) = match &self.0 {
            Driver::Sqlite(_) => (sql::VERSION_SQLITE, Product::Sqlite),
            Driver::Postgres(_) => (sql::VERSION_POSTGRES, Product::Postgres),
        };
        with!(self, store => store.version(ask).await).map(product)
    }
}
