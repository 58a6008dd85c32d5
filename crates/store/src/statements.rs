//! What those who are concerned have said of dependencies, and the documents of reviews.

use super::backend::{Backend, Statement, Value, failed};
use super::error::StoreError;
use super::read::{SqlStore, collect, first, limit_to_db, number, text, to_db};
use super::write::without_nul;
use super::{Store, sql_statements as sql, with};

/// What somebody said of a dependency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementRow {
    /// Its number, without gaps; 0 = not said yet.
    pub seq: u64,
    /// The key of the node that needs something.
    pub dependent: String,
    /// The id of the dependency inside it.
    pub local: String,
    /// In whose name.
    pub agency: String,
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// What, JSON text.
    pub body: String,
}

/// A document of reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRow {
    /// Its name.
    pub name: String,
    /// Grows with every change.
    pub version: u64,
    /// JSON text.
    pub body: String,
}

fn statement<B: Backend>(row: &B::Row) -> Result<StatementRow, StoreError> {
    let own = |index| Ok::<_, StoreError>(text::<B>(row, index)?.to_owned());
    Ok(StatementRow {
        seq: number::<B>(row, 0)?,
        dependent: own(1)?,
        local: own(2)?,
        agency: own(3)?,
        at_ms: B::int(row, 4).map_err(failed::<B>)?,
        body: own(5)?,
    })
}

fn review<B: Backend>(row: &B::Row) -> Result<ReviewRow, StoreError> {
    Ok(ReviewRow {
        name: text::<B>(row, 0)?.to_owned(),
        version: number::<B>(row, 1)?,
        body: text::<B>(row, 2)?.to_owned(),
    })
}

impl<B: Backend> SqlStore<B> {
    async fn state(&self, said: &StatementRow) -> Result<u64, StoreError> {
        without_nul("the statement", &said.body)?;
        let mut transaction = self.begin_write().await?;
        Statement::<B>::new(sql::STATEMENT_TURN, [])?.execute(&mut transaction).await?;
        let read = |row: &B::Row| number::<B>(row, 0);
        let seq = first::<B, _>(&mut transaction, Statement::new(sql::STATEMENT_HEAD, [])?, read).await?;
        let seq = seq.unwrap_or(0);
        let values = [
            Value::Int(to_db(seq)),
            Value::Text(&said.dependent),
            Value::Text(&said.local),
            Value::Text(&said.agency),
            Value::Int(said.at_ms),
            Value::Text(&said.body),
        ];
        Statement::<B>::new(sql::INSERT_STATEMENT, values)?.execute(&mut transaction).await?;
        transaction.commit().await.map_err(failed::<B>)?;
        Ok(seq)
    }

    async fn statements_after(&self, seq: u64, limit: usize) -> Result<Vec<StatementRow>, StoreError> {
        let values = [Value::Int(to_db(seq)), Value::Int(limit_to_db(limit))];
        let asked = Statement::new(sql::STATEMENTS_AFTER, values)?;
        collect::<B, _>(&mut *self.reader().await?, asked, statement::<B>).await
    }

    async fn review(&self, kind: &str, name: &str) -> Result<Option<ReviewRow>, StoreError> {
        let asked = Statement::new(sql::REVIEW, [Value::Text(kind), Value::Text(name)])?;
        first::<B, _>(&mut *self.reader().await?, asked, review::<B>).await
    }

    async fn reviews(&self, kind: &str, limit: usize) -> Result<Vec<ReviewRow>, StoreError> {
        let asked = Statement::new(sql::REVIEWS, [Value::Text(kind), Value::Int(limit_to_db(limit))])?;
        collect::<B, _>(&mut *self.reader().await?, asked, review::<B>).await
    }

    async fn put_review(&self, kind: &str, document: &ReviewRow) -> Result<bool, StoreError> {
        without_nul("the document", &document.body)?;
        let mut values = vec![Value::Text(kind), Value::Text(&document.name), Value::Text(&document.body)];
        let put = match document.version {
            0 => sql::INSERT_REVIEW,
            version => {
                values.push(Value::Int(to_db(version)));
                sql::UPDATE_REVIEW
            }
        };
        let mut connection = self.write_one().await?;
        Ok(Statement::<B>::new(put, values)?.execute(&mut *connection).await? > 0)
    }
}

impl Store {
    /// Appends what somebody said, and answers its number.
    ///
    /// # Errors
    /// [`StoreError::NulCharacter`]; and the failures of a database.
    pub async fn state(&self, said: &StatementRow) -> Result<u64, StoreError> {
        with!(self, store => store.state(said).await)
    }

    /// At most `limit` statements after a number, in order.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn statements_after(&self, seq: u64, limit: usize) -> Result<Vec<StatementRow>, StoreError> {
        with!(self, store => store.statements_after(seq, limit).await)
    }

    /// A document of reviews.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn review(&self, kind: &str, name: &str) -> Result<Option<ReviewRow>, StoreError> {
        with!(self, store => store.review(kind, name).await)
    }

    /// At most `limit` documents of a kind, by name.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn reviews(&self, kind: &str, limit: usize) -> Result<Vec<ReviewRow>, StoreError> {
        with!(self, store => store.reviews(kind, limit).await)
    }

    /// Keeps a document: a new one (version 0), or in place of that version. False: it is otherwise by now.
    ///
    /// # Errors
    /// [`StoreError::NulCharacter`]; and the failures of a database.
    pub async fn put_review(&self, kind: &str, document: &ReviewRow) -> Result<bool, StoreError> {
        with!(self, store => store.put_review(kind, document).await)
    }
}
