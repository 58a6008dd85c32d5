//! What shall become of a map: nodes, and the zone in which it tells times. In the journal the zone stands under a key
//! that no node can have, so that it has a history and comes before all nodes of its revision.

use super::decode;
use crate::error::AppError;
use jiff::tz::TimeZone;
use map::{Edit, Map, MapFault};
use model::{Key, Node};
use store::{Change, RowChange};
use wire::{NodeDoc, Problem, Problems};
use words::zone;

/// The key of the zone in the journal.
const ZONE: &str = "!zone";

/// What shall become of a map.
#[derive(Debug, Clone, Default)]
pub struct Edits {
    /// Nodes as they shall be.
    pub nodes: Vec<Edit>,
    /// The zone, when that changes; `None` inside = the map does not say any more.
    pub zone: Option<Option<TimeZone>>,
}

impl From<Vec<Edit>> for Edits {
    fn from(nodes: Vec<Edit>) -> Self {
        Self { nodes, zone: None }
    }
}

impl Edits {
    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.zone.is_none()
    }

    /// The map with them, as of the same revision, and the keys of the nodes.
    ///
    /// # Errors
    /// Everything that is wrong with them in the resulting map, in the order of keys.
    pub fn made(&self, map: &Map) -> Result<(Map, Vec<Key>), Vec<MapFault>> {
        Ok((self.on(map, map.revision())?, self.keys()))
    }

    /// The keys of the nodes.
    pub(super) fn keys(&self) -> Vec<Key> {
        self.nodes.iter().map(|edit| edit.key.clone()).collect()
    }

    /// The map with them.
    pub(super) fn on(&self, map: &Map, revision: u64) -> Result<Map, Vec<MapFault>> {
        let map = map.with(&self.nodes, revision)?;
        Ok(match &self.zone {
            Some(zone) => map.in_zone(zone.clone()),
            None => map,
        })
    }

    /// They as the journal keeps them.
    pub(super) fn rows(&self) -> impl Iterator<Item = RowChange> {
        let zone = self.zone.iter().map(|zone| RowChange {
            key: ZONE.to_owned(),
            body: zone.as_ref().map(|zone| format!("\"{}\"", zone::name(zone))),
        });
        zone.chain(self.nodes.iter().map(row))
    }

    /// Rows of the journal.
    pub(super) fn of_rows(rows: Vec<Change>) -> Result<Self, AppError> {
        let mut edits = Self::default();
        for row in rows {
            if row.key == ZONE {
                edits.zone = Some(row.body.as_deref().map(read_zone).transpose()?);
                continue;
            }
            let node = row.body.as_deref().map(|body| decode(&row.key, body)).transpose()?;
            let key = match &node {
                Some(node) => node.key.clone(),
                None => Key::new(&row.key).map_err(|_| damaged(&row.key, Problems::default()))?,
            };
            edits.nodes.push(Edit { key, node: node.map(std::sync::Arc::new) });
        }
        Ok(edits)
    }
}

/// The zone, when that is what the row of the journal holds: its name, or none.
pub fn zone_in(row: &Change) -> Option<Option<String>> {
    (row.key == ZONE).then(|| row.body.as_deref().map(|body| body.trim_matches('"').to_owned()))
}

/// Whether what stands under this key of the store is the zone.
pub(super) fn is_zone(key: &str) -> bool {
    key == ZONE
}

/// The zone as it is kept.
pub(super) fn read_zone(body: &str) -> Result<TimeZone, AppError> {
    zone::read(body.trim_matches('"')).map_err(|fault| {
        let mut problems = Problems::default();
        problems.push(Problem::from_fault(&wire::Place::ROOT, fault));
        damaged(ZONE, problems)
    })
}

fn damaged(key: &str, problems: Problems) -> AppError {
    AppError::Damaged { key: key.to_owned(), problems }
}

fn row(edit: &Edit) -> RowChange {
    RowChange { key: edit.key.as_str().to_owned(), body: edit.node.as_deref().map(body) }
}

/// A node as the journal keeps it.
pub(super) fn body(node: &Node) -> String {
    serde_json::to_string(&NodeDoc::new(node))
        .unwrap_or_else(|_| unreachable!("a node has only text keys and finite numbers"))
}
