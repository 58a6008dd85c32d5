//! Alerts of monitoring tools: who sends them, what a delivery tells, what that means for nodes.
//!
//! Reading order: [`deliver`] (deliveries, those that wait together), [`explain`] (which of them can be taken together),
//! [`merge`] (what one changes, purely), [`receivers`], [`later`] (what time, new rules and other failures change), [`join`]
//! (where incidents are told), [`cause`] (which of them belong together).

mod cause;
pub mod deliver;
mod explain;
pub mod join;
pub mod later;
pub mod merge;
pub mod receivers;

pub use merge::Hit;
pub use receivers::{Condition, KeptReceiver};

use crate::error::AppError;
use crate::incidents::Incidents;
use crate::maps::Maps;
use crate::pool::Pool;
use deliver::Deliveries;
use join::PendingNotifications;
use model::{Level, Receiver};
use std::sync::Arc;
use store::{AlertFilter, AlertRow, ReceiverRow, Store};
use wire::alert::{AlertDoc, time};
use wire::alert_receiver::decode_receiver;
use wire::{Problems, Tree};

/// The alerts of monitoring tools and their receivers.
#[derive(Debug)]
pub struct Alerts {
    store: Store,
    maps: Arc<Maps>,
    incidents: Arc<Incidents>,
    pool: Pool,
    /// Held while a delivery is taken and told to incidents, so that they hear it in order.
    notifications: tokio::sync::Mutex<PendingNotifications>,
    /// Deliveries that wait for that.
    deliveries: Deliveries,
}

impl Alerts {
    pub(crate) fn new(store: Store, maps: Arc<Maps>, incidents: Arc<Incidents>, pool: Pool) -> Self {
        Self {
            store,
            maps,
            incidents,
            pool,
            notifications: tokio::sync::Mutex::default(),
            deliveries: Deliveries::default(),
        }
    }

    /// At most `limit` alerts by receiver and fingerprint, from the first or after the named one, and whether there
    /// are more.
    ///
    /// # Errors
    /// The database fails.
    pub async fn list(
        &self,
        filter: AlertFilter,
        after: Option<(&str, &str)>,
        limit: usize,
    ) -> Result<(Vec<AlertDoc>, bool), AppError> {
        let mut rows = self.store.alerts(filter, after, limit.saturating_add(1)).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        Ok((rows.into_iter().map(shown).collect(), more))
    }
}

fn shown(row: AlertRow) -> AlertDoc {
    AlertDoc {
        status: row.status.to_owned(),
        starts_at: row.starts_ms.map(time),
        over_until: row.over_ms.map(time),
        last_seen: time(row.seen_ms),
        level: row.node.as_ref().map(|_| Level::from_number(row.level)),
        node: row.node,
        unmatched: row.why,
        explained: row.explained,
        alert: Tree::from_json(row.body.as_bytes()).unwrap_or_default(),
        receiver: row.receiver,
        fingerprint: row.fingerprint,
    }
}

/// Reads a stored receiver.
fn stored_receiver(row: &ReceiverRow) -> Result<Receiver, AppError> {
    let key = format!("alert-receivers/{}", row.id);
    let damaged = |problems| AppError::Damaged { key: key.clone(), problems };
    let id = model::LocalId::new(&row.id).map_err(|_| damaged(Problems::default()))?;
    let tree = Tree::from_json(row.body.as_bytes()).map_err(damaged)?;
    let mut problems = Problems::default();
    decode_receiver(&tree, &id, &mut problems).ok_or_else(|| damaged(problems))
}

fn no_receiver(id: &str) -> AppError {
    AppError::NotFound { what: "receiver of alerts", name: id.to_owned() }
}
