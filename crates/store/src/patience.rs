//! How long the database is waited for. Everything that is asked of it has a deadline: a connection of which nothing is
//! heard any more must not hold up whoever asked for ever.

use std::time::Duration;

use super::alerts::Undone;
use super::error::StoreError;
use super::{Driver, Store};

/// How long an operation may take: on PostgreSQL, on SQLite, where a small write may wait for a large one of another
/// process.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience(Duration, Duration);

/// For what is asked again and again.
pub(super) const QUICK: Patience = Patience(Duration::from_secs(5), Duration::from_secs(20));
/// For small writes that others wait behind: of a connection that is dead another one is tried soon.
pub(super) const PROMPT: Patience = Patience(Duration::from_secs(8), Duration::from_secs(80));
/// For most operations. The server gives up a little earlier and says why.
pub(super) const USUAL: Patience = Patience(Duration::from_secs(25), Duration::from_secs(80));
/// For what may write many rows.
pub(super) const BULK: Patience = Patience(Duration::from_secs(120), Duration::from_secs(120));
/// For what moves a whole map.
pub(super) const LONG: Patience = Patience(Duration::from_secs(1_800), Duration::from_secs(1_800));
/// Rows that are written at once in much less time than [`PROMPT`].
const FEW: usize = 1_000;
/// How often it is tried again when others changed the same rows at the same time.
const AGAIN: usize = 10;

impl Patience {
    /// For writes that others wait behind: long only where there is much to write.
    pub(super) const fn for_rows(rows: usize) -> Self {
        if rows <= FEW { PROMPT } else { BULK }
    }
}

impl Store {
    /// Waits for an operation as long as is right for it.
    pub(super) async fn in_time<T>(
        &self,
        patience: Patience,
        operation: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let limit = match &self.0 {
            Driver::Postgres(_) => patience.0,
            Driver::Sqlite(_) => patience.1,
        };
        match tokio::time::timeout(limit, operation).await {
            Ok(done) => done,
            Err(elapsed) => Err(StoreError::ConnectionLost { source: Box::new(elapsed) }),
        }
    }
}

impl Store {
    /// The same for what others decide upon in between, one at a time for all processes.
    pub(super) async fn in_turn<T, E>(
        &self,
        operation: impl Future<Output = Result<T, Undone<E>>>,
    ) -> Result<T, Undone<E>> {
        let limit = match &self.0 {
            Driver::Postgres(_) => USUAL.0,
            Driver::Sqlite(_) => BULK.1,
        };
        match tokio::time::timeout(limit, operation).await {
            Ok(done) => done,
            Err(elapsed) => Err(StoreError::ConnectionLost { source: Box::new(elapsed) }.into()),
        }
    }
}

/// Whether it is to be tried again.
pub(super) fn again<T>(done: &Result<T, StoreError>, tried: &mut usize) -> bool {
    *tried += 1;
    *tried <= AGAIN && matches!(done, Err(StoreError::Again { .. }))
}

/// Does the same with either driver.
macro_rules! either {
    ($self:ident, $store:ident => $call:expr) => {
        match &$self.0 {
            $crate::Driver::Sqlite($store) => $call,
            $crate::Driver::Postgres($store) => $call,
        }
    };
}

/// The same for what may fail, in time, once, and keeps what a failure says of the database.
macro_rules! once {
    ($self:ident, $patience:expr, $store:ident => $call:expr) => {{
        let done = $self.in_time($patience, async { $crate::patience::either!($self, $store => $call) });
        $self.noted(done.await)
    }};
}

/// The same, again and again while others change the same rows.
macro_rules! with {
    ($self:ident, $store:ident => $call:expr) => {
        $crate::patience::with!($self, $crate::patience::USUAL, $store => $call)
    };
    ($self:ident, $patience:expr, $store:ident => $call:expr) => {{
        let mut tried = 0;
        loop {
            let done = $crate::patience::once!($self, $patience, $store => $call);
            if !$crate::patience::again(&done, &mut tried) {
                break done;
            }
        }
    }};
}

pub(super) use {either, once, with};
