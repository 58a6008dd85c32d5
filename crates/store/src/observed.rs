//! What operators see of the database: how much there is of what, told by statements that need no more than indexes.

use super::backend::{Backend, Statement, failed};
use super::error::StoreError;
use super::read::{SqlStore, collect, first, head, number, text};
use super::{Store, sql, with};

/// How much there is of what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Observed {
    /// The newest revision, and when it was committed in Unix milliseconds; nothing for the empty map.
    pub revision: Option<(u64, i64)>,
    /// Alerts that fire.
    pub firing: u64,
    /// Those of them that no rule leads to a node.
    pub unmatched: u64,
    /// Receivers of alerts: id, deliveries taken, when one told of an alert last in Unix milliseconds.
    pub receivers: Vec<(String, u64, Option<i64>)>,
    /// Number of the newest event that was written for others.
    pub events: u64,
    /// Deliveries of events that are not done, by state.
    pub outgoing: Vec<(String, u64)>,
    /// When the oldest delivery that waits was begun, in Unix milliseconds.
    pub backlog: Option<i64>,
    /// Jobs by state.
    pub jobs: Vec<(String, u64)>,
}

impl<B: Backend> SqlStore<B> {
    async fn counted(
        &self,
        connection: &mut B::Connection,
        sql: &'static str,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let read = |row: &B::Row| Ok((text::<B>(row, 0)?.to_owned(), number::<B>(row, 1)?));
        collect::<B, _>(connection, Statement::new(sql, [])?, read).await
    }

    async fn observed(&self) -> Result<Observed, StoreError> {
        let mut connection = self.reader().await?;
        let connection = &mut *connection;
        let (head, at) = head::<B>(connection).await?;
        let revision = head.number;
        let pair = |row: &B::Row| Ok((number::<B>(row, 0)?, number::<B>(row, 1)?));
        let alerts = first::<B, _>(connection, Statement::new(sql::OBSERVED_ALERTS, [])?, pair).await?;
        let (firing, unmatched) = alerts.unwrap_or_default();
        let receiver = |row: &B::Row| {
            let last = B::optional_int(row, 2).map_err(failed::<B>)?;
            Ok((text::<B>(row, 0)?.to_owned(), number::<B>(row, 1)?, last))
        };
        let receivers = Statement::new(sql::OBSERVED_RECEIVERS, [])?;
        let receivers = collect::<B, _>(connection, receivers, receiver).await?;
        let newest = Statement::new(sql::OBSERVED_EVENTS, [])?;
        let events = first::<B, _>(connection, newest, |row| number::<B>(row, 0)).await?;
        let oldest = |row: &B::Row| B::optional_int(row, 0).map_err(failed::<B>);
        Ok(Observed {
            revision: (revision > 0).then_some((revision, at)),
            firing,
            unmatched,
            receivers,
            events: events.unwrap_or(0),
            outgoing: self.counted(connection, sql::OBSERVED_OUTGOING).await?,
            backlog: first::<B, _>(connection, Statement::new(sql::OBSERVED_BACKLOG, [])?, oldest)
                .await?
                .flatten(),
            jobs: self.counted(connection, sql::OBSERVED_JOBS).await?,
        })
    }
}

impl Store {
    /// Connections to the database, by what they do.
    pub fn connections(&self) -> [(&'static str, u32); 2] {
        let (all, idle) = super::either!(self, store => (store.readers.size(), store.readers.num_idle()));
        let idle = u32::try_from(idle).unwrap_or(u32::MAX);
        [("used", all.saturating_sub(idle)), ("idle", idle)]
    }

    /// How much there is of what.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn observed(&self) -> Result<Observed, StoreError> {
        with!(self, store => store.observed().await)
    }
}
