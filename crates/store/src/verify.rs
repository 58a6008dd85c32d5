//! Whether a database holds what it was given: the chains of both journals are computed again, row by row, and the current
//! state is compared with the journal.

use futures_util::TryStreamExt;

use super::backend::{Backend, Statement, failed};
use super::chain::{Link, Position};
use super::error::StoreError;
use super::patience::{LONG, once};
use super::read::{SqlStore, collect, number, text, to_db};
use super::{Store, sql_copy as sql};

/// Most faults that are told.
const TOLD: usize = 20;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Revisions of the map.
    pub revisions: u64,
    /// Documents that they wrote or deleted.
    pub changes: u64,
    /// Events of incidents.
    pub incident_events: u64,
    /// Entries of both journals from before there were chains: they cannot be checked.
    pub unbound: u64,
    /// What is wrong.
    pub faults: Vec<String>,
}

impl Verified {
    fn fault(&mut self, what: String) {
        if self.faults.len() < TOLD {
            self.faults.push(what);
        }
    }

    /// Compares an entry with what was computed of it; gives its place.
    fn entry(&mut self, what: &str, place: u64, at_ms: i64, said: &str, link: &Link) -> Position {
        if said.is_empty() {
            self.unbound += 1;
        } else if said != link.end() {
            self.fault(format!("{what} {place} is not what was written: its hash does not fit"));
        }
        Position::of(place, said, at_ms)
    }
}

/// A revision while its rows are read.
struct Open {
    position: Position,
    at_ms: i64,
    said: String,
    promised: u64,
    rows: u64,
    link: Link,
}

impl<B: Backend> SqlStore<B> {
    async fn verify(&self) -> Result<Verified, StoreError> {
        let mut transaction = self.begin_read().await?;
        B::allow_long(&mut transaction).await?;
        let mut found = Verified::default();
        journal::<B>(&mut transaction, &mut found).await?;
        incidents::<B>(&mut transaction, &mut found).await?;
        for (statement, what) in [
            (sql::STRAY_NODES, "the current state is not what the journal says of"),
            (sql::UNKNOWN_NODES, "the journal knows nothing of"),
        ] {
            let key = |row: &B::Row| Ok(text::<B>(row, 0)?.to_owned());
            for key in collect::<B, _>(&mut transaction, Statement::new(statement, [])?, key).await? {
                found.fault(format!("{what} {key}"));
            }
        }
        transaction.rollback().await.map_err(failed::<B>)?;
        Ok(found)
    }
}

async fn journal<B: Backend>(connection: &mut B::Connection, found: &mut Verified) -> Result<(), StoreError> {
    let mut rows = Statement::<B>::new(sql::JOURNAL, [])?.rows(connection);
    let mut open: Option<Open> = None;
    let mut before = Position::default();
    while let Some(row) = rows.try_next().await.map_err(failed::<B>)? {
        let revision = number::<B>(&row, 0)?;
        if open.as_ref().is_none_or(|open| open.position.number != revision) {
            if let Some(open) = open.take() {
                before = ended(open, found);
            }
            if revision != before.number + 1 {
                found.fault(format!("revision {revision} follows {}", before.number));
            }
            open = Some(begun::<B>(&row, revision, &before)?);
        }
        let (Some(open), Some(key)) = (&mut open, B::text(&row, 6).map_err(failed::<B>)?) else { continue };
        open.rows += 1;
        open.link.row(key, B::text(&row, 7).map_err(failed::<B>)?);
    }
    if let Some(open) = open {
        ended(open, found);
    }
    Ok(())
}

fn begun<B: Backend>(row: &B::Row, revision: u64, before: &Position) -> Result<Open, StoreError> {
    let at_ms = B::int(row, 1).map_err(failed::<B>)?;
    let mut link = Link::after(before);
    [to_db(revision), at_ms].into_iter().for_each(|number| link.number(number));
    link.text(text::<B>(row, 2)?);
    link.text(text::<B>(row, 3)?);
    let (promised, said) = (number::<B>(row, 4)?, text::<B>(row, 5)?.to_owned());
    Ok(Open { position: revision.into(), at_ms, said, promised, rows: 0, link })
}

fn ended(open: Open, found: &mut Verified) -> Position {
    let Open { position, at_ms, said, promised, rows, link } = open;
    found.revisions += 1;
    found.changes += rows;
    if rows != promised {
        found.fault(format!("revision {} has {rows} changes, {promised} were written", position.number));
    }
    found.entry("revision", position.number, at_ms, &said, &link)
}

async fn incidents<B: Backend>(
    connection: &mut B::Connection,
    found: &mut Verified,
) -> Result<(), StoreError> {
    let mut rows = Statement::<B>::new(sql::INCIDENT_JOURNAL, [])?.rows(connection);
    let mut before = Position::default();
    while let Some(row) = rows.try_next().await.map_err(failed::<B>)? {
        let seq = number::<B>(&row, 0)?;
        if seq != before.number + 1 {
            found.fault(format!("event {seq} of the incidents follows {}", before.number));
        }
        let recorded = B::int(&row, 3).map_err(failed::<B>)?;
        let mut link = Link::after(&before);
        let numbers =
            [to_db(seq), B::int(&row, 1).map_err(failed::<B>)?, B::int(&row, 2).map_err(failed::<B>)?];
        numbers.into_iter().chain([recorded]).for_each(|number| link.number(number));
        link.text(text::<B>(&row, 4)?);
        link.text(text::<B>(&row, 5)?);
        before = found.entry("event", seq, recorded, text::<B>(&row, 6)?, &link);
        found.incident_events += 1;
    }
    Ok(())
}

impl Store {
    /// Reads everything and computes again what binds it: whether the database holds what it was given.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn verify(&self) -> Result<Verified, StoreError> {
        once!(self, LONG, store => store.verify().await)
    }
}
