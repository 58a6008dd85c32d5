//! Alerts: read, decided upon and written in one transaction, with what that changes for nodes.

use std::collections::{BTreeMap, BTreeSet};

use super::alert_rows::{
    AlertFilter, AlertRow, AlertWrites, NodeChange, NodeState, ReceiverRow, ReceiverWrite, Undecided,
    WantedAlerts,
};
use super::alert_sql as sql;
use super::backend::{Backend, Statement, Value, failed};
use super::error::StoreError;
use super::read::{SqlStore, collect, first, number, text};

/// Alerts of one insert: more cost the driver more time to look for placeholders than they save.
const BATCH_ROWS: usize = 16;
/// Names of one list in a question.
const BATCH_NAMES: usize = 200;

fn optional<B: Backend>(row: &B::Row, index: usize) -> Result<Option<String>, StoreError> {
    Ok(B::text(row, index).map_err(failed::<B>)?.map(str::to_owned))
}

fn small<B: Backend>(row: &B::Row, index: usize) -> Result<u8, StoreError> {
    Ok(u8::try_from(number::<B>(row, index)?).unwrap_or(u8::MAX))
}

fn receiver<B: Backend>(row: &B::Row) -> Result<ReceiverRow, StoreError> {
    Ok(ReceiverRow {
        id: text::<B>(row, 0)?.to_owned(),
        version: number::<B>(row, 1)?,
        body: text::<B>(row, 2)?.to_owned(),
        deliveries: number::<B>(row, 3)?,
    })
}

fn alert<B: Backend>(row: &B::Row) -> Result<AlertRow, StoreError> {
    Ok(AlertRow {
        receiver: text::<B>(row, 0)?.to_owned(),
        fingerprint: text::<B>(row, 1)?.to_owned(),
        group: text::<B>(row, 2)?.to_owned(),
        starts_ms: B::optional_int(row, 3).map_err(failed::<B>)?,
        over_ms: B::optional_int(row, 4).map_err(failed::<B>)?,
        seen_ms: B::int(row, 5).map_err(failed::<B>)?,
        status: match text::<B>(row, 6)? {
            "firing" => "firing",
            "expired" => "expired",
            _ => "resolved",
        },
        node: optional::<B>(row, 7)?,
        level: small::<B>(row, 8)?,
        explained: number::<B>(row, 9)? != 0,
        why: optional::<B>(row, 10)?,
        body: text::<B>(row, 11)?.to_owned(),
    })
}

fn node_state<B: Backend>(row: &B::Row) -> Result<NodeState, StoreError> {
    Ok(NodeState {
        node: text::<B>(row, 0)?.to_owned(),
        level: small::<B>(row, 1)?,
        since_ms: B::optional_int(row, 2).map_err(failed::<B>)?.unwrap_or(0),
    })
}

/// Of each node the last row: they come with the worst level last.
fn worst(states: Vec<NodeState>) -> BTreeMap<String, NodeState> {
    states.into_iter().map(|state| (state.node.clone(), state)).collect()
}

async fn load<B: Backend>(
    connection: &mut B::Connection,
    receiver: &str,
    wanted: &WantedAlerts,
) -> Result<Vec<AlertRow>, StoreError> {
    match wanted {
        WantedAlerts::Named(names) | WantedAlerts::FiringOf(names) => {
            let by_node = matches!(wanted, WantedAlerts::FiringOf(_));
            let mut rows = Vec::new();
            for names in names.chunks(BATCH_NAMES) {
                let values =
                    std::iter::once(receiver).chain(names.iter().map(String::as_str)).map(Value::Text);
                let text = if by_node { sql::firing_of(names.len()) } else { sql::named(names.len()) };
                let statement = Statement::made(text, values)?;
                rows.extend(collect::<B, _>(connection, statement, alert::<B>).await?);
            }
            Ok(rows)
        }
        WantedAlerts::FiringSeenBefore(at_ms) => {
            let values = [Value::Text(receiver), Value::Int(*at_ms)];
            collect::<B, _>(connection, Statement::made(sql::firing(), values)?, alert::<B>).await
        }
    }
}

async fn node_states<B: Backend>(
    connection: &mut B::Connection,
    nodes: &[String],
) -> Result<BTreeMap<String, NodeState>, StoreError> {
    let mut states = Vec::new();
    for nodes in nodes.chunks(BATCH_NAMES) {
        let values = nodes.iter().map(|node| Value::Text(node));
        let statement = Statement::made(sql::node_states(nodes.len()), values)?;
        states.extend(collect::<B, _>(connection, statement, node_state::<B>).await?);
    }
    Ok(worst(states))
}

async fn write<B: Backend>(
    connection: &mut B::Connection,
    receiver: &str,
    writes: &AlertWrites,
) -> Result<(), StoreError> {
    for rows in writes.rows.chunks(BATCH_ROWS) {
        let values = rows.iter().flat_map(|row| {
            [
                Value::Text(&row.fingerprint),
                Value::Text(&row.group),
                Value::OptionalInt(row.starts_ms),
                Value::OptionalInt(row.over_ms),
                Value::Int(row.seen_ms),
                Value::Text(row.status),
                Value::OptionalText(row.node.as_deref()),
                Value::Int(i64::from(row.level)),
                Value::Int(i64::from(row.explained)),
                Value::OptionalText(row.why.as_deref()),
                Value::Text(&row.body),
            ]
        });
        let values = std::iter::once(Value::Text(receiver)).chain(values);
        Statement::<B>::made(sql::upsert(rows.len()), values)?.execute(connection).await?;
    }
    if let Some((group, at_ms)) = &writes.alive {
        let values = [Value::Text(receiver), Value::Text(group), Value::Int(*at_ms)];
        Statement::<B>::new(sql::KEEP_ALIVE, values)?.execute(connection).await?;
    }
    let named = || Value::Text(receiver);
    match &writes.receiver {
        None => {}
        Some(ReceiverWrite::Put(body)) => {
            Statement::<B>::new(sql::PUT_RECEIVER, [named(), Value::Text(body)])?.execute(connection).await?;
        }
        Some(ReceiverWrite::Count) => {
            Statement::<B>::new(sql::COUNT_DELIVERY, [named()])?.execute(connection).await?;
        }
        Some(ReceiverWrite::Delete) => {
            Statement::<B>::new(sql::DELETE_ALERTS, [named()])?.execute(connection).await?;
            Statement::<B>::new(sql::DELETE_RECEIVER, [named()])?.execute(connection).await?;
        }
    }
    Ok(())
}

/// Why an update was not made.
pub(super) enum Undone<E> {
    /// The database failed.
    Store(StoreError),
    /// It was decided so.
    Decision(E),
}

impl<E> From<StoreError> for Undone<E> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Reads the wanted alerts of one receiver, lets `decide` say what is to be written, writes it, and says how that changed
/// what is said of nodes. None: nothing is to be done. Whoever drops the transaction after an error takes it all back.
async fn update<B: Backend, T: Send, E: Send>(
    connection: &mut B::Connection,
    id: &str,
    wanted: &WantedAlerts,
    decide: impl FnOnce(Option<ReceiverRow>, Vec<AlertRow>) -> Result<Option<(AlertWrites, T)>, E> + Send,
) -> Result<Option<(T, Vec<NodeChange>)>, Undone<E>> {
    let statement = Statement::new(sql::RECEIVER, [Value::Text(id)])?;
    let known = first::<B, _>(connection, statement, receiver::<B>).await?;
    let rows = load::<B>(connection, id, wanted).await?;
    let mut nodes: BTreeSet<String> = rows.iter().filter_map(|row| row.node.clone()).collect();
    let Some((writes, told)) = decide(known, rows).map_err(Undone::Decision)? else { return Ok(None) };
    nodes.extend(writes.rows.iter().filter_map(|row| row.node.clone()));
    let nodes: Vec<String> = nodes.into_iter().collect();
    let mut before = node_states::<B>(connection, &nodes).await?;
    write::<B>(connection, id, &writes).await?;
    let mut after = node_states::<B>(connection, &nodes).await?;
    let change = |node: String| NodeChange { before: before.remove(&node), after: after.remove(&node), node };
    Ok(Some((told, nodes.into_iter().map(change).filter(|c| c.before != c.after).collect())))
}

impl<B: Backend> SqlStore<B> {
    pub(super) async fn update_alerts<T: Send, E: Send>(
        &self,
        id: &str,
        wanted: WantedAlerts,
        keep: bool,
        decide: impl FnOnce(Option<ReceiverRow>, Vec<AlertRow>) -> Result<(AlertWrites, T), E> + Send,
    ) -> Result<(T, Vec<NodeChange>), Undone<E>> {
        let mut transaction = self.begin_write().await?;
        Statement::<B>::new(sql::TAKE_TURN, [])?.execute(&mut transaction).await?;
        let mut decide = Some(decide);
        let once = |row, rows| match decide.take() {
            Some(decide) => decide(row, rows).map(Some),
            None => Ok(None),
        };
        let Some(updated) = update::<B, T, E>(&mut transaction, id, &wanted, once).await? else {
            unreachable!("it is asked once")
        };
        let ended = if keep { transaction.commit().await } else { transaction.rollback().await };
        ended.map_err(failed::<B>)?;
        Ok(updated)
    }

    pub(super) async fn update_alerts_together<T: Send, E: Send>(
        &self,
        all: &[(&str, WantedAlerts)],
        mut decide: impl FnMut(Undecided<'_>) -> Result<Option<(AlertWrites, T)>, E> + Send,
    ) -> Result<Vec<(T, Vec<NodeChange>)>, Undone<E>> {
        let mut transaction = self.begin_write().await?;
        Statement::<B>::new(sql::TAKE_TURN, [])?.execute(&mut transaction).await?;
        let mut updated: Vec<(T, Vec<NodeChange>)> = Vec::with_capacity(all.len());
        for (at, (id, wanted)) in all.iter().enumerate() {
            let before: &[NodeChange] = updated.last().map_or(&[], |(_, changes)| changes);
            let ask = |receiver, alerts| decide(Undecided { at, receiver, alerts, before });
            match update::<B, T, E>(&mut transaction, id, wanted, ask).await? {
                Some(one) => updated.push(one),
                None => break,
            }
        }
        transaction.commit().await.map_err(failed::<B>)?;
        Ok(updated)
    }

    pub(super) async fn alert_receivers(&self) -> Result<Vec<ReceiverRow>, StoreError> {
        let statement = Statement::<B>::new(sql::RECEIVERS, [])?;
        collect::<B, _>(&mut *self.reader().await?, statement, receiver::<B>).await
    }

    pub(super) async fn alert_receiver(&self, id: &str) -> Result<Option<ReceiverRow>, StoreError> {
        let statement = Statement::new(sql::RECEIVER, [Value::Text(id)])?;
        first::<B, _>(&mut *self.reader().await?, statement, receiver::<B>).await
    }

    pub(super) async fn alerts(
        &self,
        filter: AlertFilter,
        after: Option<(&str, &str)>,
        limit: usize,
    ) -> Result<Vec<AlertRow>, StoreError> {
        let (receiver, fingerprint) = after.unwrap_or_default();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = [Value::Text(receiver), Value::Text(fingerprint), Value::Int(limit)];
        let statement = Statement::made(sql::page(filter), values)?;
        collect::<B, _>(&mut *self.reader().await?, statement, alert::<B>).await
    }

    pub(super) async fn alerted_nodes(&self) -> Result<Vec<NodeState>, StoreError> {
        let statement = Statement::<B>::new(sql::ALL_NODE_STATES, [])?;
        let states = collect::<B, _>(&mut *self.reader().await?, statement, node_state::<B>).await?;
        Ok(worst(states).into_values().collect())
    }
}
