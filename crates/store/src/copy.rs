//! Everything that a database holds, taken into another one: for backups, for coming back from them, and for moving
//! between SQLite and PostgreSQL. The source is read as of one moment; the target gets all of it in one transaction, or
//! nothing.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;

use super::backend::{Backend, Statement, Value, failed};
use super::error::StoreError;
use super::patience::{LONG, once};
use super::read::{SqlStore, collect, first, number, text};
use super::{Driver, Store, sql_copy as sql};

/// Tables that say nothing lasting: who does what at the moment, and what is compiled from the rest.
const PASSING: [&str; 3] = ["leases", "snapshots", "snapshot_parts"];
/// Tables that are not empty in a new database.
const BEGUN: [&str; 5] = ["alert_turns", "event_log", "access_head", "audit_head", "statement_head"];
/// Placeholders and bytes of one insert.
const PLACEHOLDERS: usize = 900;
const BYTES: usize = 4 << 20;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Text,
    Bytes,
}

/// A table: its columns, and the tables that must be filled before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    columns: Vec<(String, Kind)>,
    after: Vec<String>,
}

/// A value of a row.
enum Cell {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl Cell {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Number(number) => Value::OptionalInt(*number),
            Self::Text(text) => Value::OptionalText(text.as_deref()),
            Self::Bytes(bytes) => Value::OptionalBlob(bytes.as_deref()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Number(_) => 8,
            Self::Text(text) => text.as_ref().map_or(0, String::len),
            Self::Bytes(bytes) => bytes.as_ref().map_or(0, Vec::len),
        }
    }
}

/// How many rows were copied, by table.
pub type Copied = BTreeMap<String, u64>;

/// The tables of a database, each after those that it refers to.
pub(super) async fn tables<B: Backend>(connection: &mut B::Connection) -> Result<Vec<Table>, StoreError> {
    let three = |row: &B::Row| {
        let own = |index| Ok::<_, StoreError>(text::<B>(row, index)?.to_owned());
        Ok((own(0)?, own(1)?, own(2)?))
    };
    let columns = collect::<B, _>(connection, Statement::new(B::COLUMNS, [])?, three).await?;
    let references = collect::<B, _>(connection, Statement::new(B::REFERENCES, [])?, three).await?;
    let mut tables: Vec<Table> = Vec::new();
    for (name, column, kind) in columns {
        let kind = match kind.to_ascii_lowercase().as_str() {
            "integer" | "bigint" => Kind::Number,
            "blob" | "bytea" => Kind::Bytes,
            _ => Kind::Text,
        };
        match tables.last_mut().filter(|table| table.name == name) {
            Some(table) => table.columns.push((column, kind)),
            None => tables.push(Table { name, columns: vec![(column, kind)], after: Vec::new() }),
        }
    }
    for (table, other, _) in references {
        if let Some(table) = tables.iter_mut().find(|known| known.name == table && known.name != other) {
            table.after.push(other);
        }
    }
    let mut sorted: Vec<Table> = Vec::with_capacity(tables.len());
    while !tables.is_empty() {
        let ready = |table: &Table| table.after.iter().all(|name| sorted.iter().any(|t| t.name == *name));
        // A circle of references, which there is none of, would have to be filled in any order.
        let next = tables.iter().position(ready).unwrap_or(0);
        sorted.push(tables.remove(next));
    }
    Ok(sorted)
}

fn cells<B: Backend>(row: &B::Row, columns: &[(String, Kind)]) -> Result<Vec<Cell>, StoreError> {
    let cell = |(index, (_, kind)): (usize, &(String, Kind))| {
        Ok(match kind {
            Kind::Number => Cell::Number(B::optional_int(row, index).map_err(failed::<B>)?),
            Kind::Text => Cell::Text(B::text(row, index).map_err(failed::<B>)?.map(str::to_owned)),
            Kind::Bytes => {
                Cell::Bytes(B::optional_blob(row, index).map_err(failed::<B>)?.map(<[u8]>::to_vec))
            }
        })
    };
    columns.iter().enumerate().map(cell).collect()
}

/// Copies the columns of a table that both sides have.
async fn table<A: Backend, B: Backend>(
    from: &mut A::Connection,
    to: &mut B::Connection,
    source: &Table,
    target: &Table,
) -> Result<u64, StoreError> {
    let both = |(name, _): &&(String, Kind)| target.columns.iter().any(|(known, _)| known == name);
    let columns: Vec<(String, Kind)> = source.columns.iter().filter(both).cloned().collect();
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let mut rows = Statement::<A>::made(sql::select(&source.name, &names), [])?.rows(from);
    let most = (PLACEHOLDERS / columns.len().max(1)).max(1);
    let (mut batch, mut bytes, mut count) = (Vec::new(), 0, 0);
    loop {
        let row = rows.try_next().await.map_err(failed::<A>)?;
        let done = row.is_none();
        if let Some(row) = row {
            let row = cells::<A>(&row, &columns)?;
            bytes += row.iter().map(Cell::len).sum::<usize>();
            batch.push(row);
        }
        if !batch.is_empty() && (done || batch.len() == most || bytes > BYTES) {
            let values = batch.iter().flatten().map(Cell::value);
            let insert = sql::insert(&source.name, &names, batch.len());
            count += Statement::<B>::made(insert, values)?.execute(to).await?;
            batch.clear();
            bytes = 0;
        }
        if done {
            return Ok(count);
        }
    }
}

/// Whether anything was ever written into a database.
async fn is_empty<B: Backend>(connection: &mut B::Connection, tables: &[Table]) -> Result<bool, StoreError> {
    for table in tables.iter().filter(|table| !BEGUN.contains(&table.name.as_str())) {
        let count = |row: &B::Row| number::<B>(row, 0);
        let statement = Statement::made(sql::any(&table.name), [])?;
        if first::<B, _>(connection, statement, count).await?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Copies everything that lasts.
async fn everything<A: Backend, B: Backend>(
    from: &SqlStore<A>,
    to: &SqlStore<B>,
    replace: bool,
) -> Result<Copied, StoreError> {
    let mut source = from.begin_read().await?;
    A::allow_long(&mut source).await?;
    let mut target = to.begin_write().await?;
    B::allow_long(&mut target).await?;
    let (theirs, ours) = (tables::<A>(&mut source).await?, tables::<B>(&mut target).await?);
    if !replace && !is_empty::<B>(&mut target, &ours).await? {
        return Err(StoreError::NotEmpty);
    }
    for table in ours.iter().rev() {
        Statement::<B>::made(sql::clear(&table.name), [])?.execute(&mut target).await?;
    }
    let mut copied = Copied::new();
    for shape in theirs.iter().filter(|table| !PASSING.contains(&table.name.as_str())) {
        let Some(own) = ours.iter().find(|table| table.name == shape.name) else { continue };
        copied.insert(shape.name.clone(), table::<A, B>(&mut source, &mut target, shape, own).await?);
    }
    source.rollback().await.map_err(failed::<A>)?;
    target.commit().await.map_err(failed::<B>)?;
    Ok(copied)
}

impl Store {
    /// Takes everything that another database holds into this one: the journal with all revisions, incidents, alerts,
    /// subscriptions and what waits for them, jobs. What is in this one goes, with `replace`. How many rows, by table.
    ///
    /// # Errors
    /// [`StoreError::NotEmpty`] without `replace`; the failures of either database. Nothing was changed then.
    pub async fn take_over(&self, from: &Self, replace: bool) -> Result<Copied, StoreError> {
        match &from.0 {
            Driver::Sqlite(from) => once!(self, LONG, to => everything(from, to, replace).await),
            Driver::Postgres(from) => once!(self, LONG, to => everything(from, to, replace).await),
        }
    }
}
