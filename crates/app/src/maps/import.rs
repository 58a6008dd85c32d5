//! Whole maps in: what differs from the current map becomes one change set.

use super::Maps;
use super::change::{Author, Done, Precondition, whole_map_problems};
use super::edits::Edits;
use crate::error::AppError;
use jiff::tz::TimeZone;
use map::{Edit, Map};
use model::{Key, Node};
use std::collections::HashSet;
use std::sync::Arc;
use wire::Problems;

/// What happens to nodes that the import does not mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// They stay as they are.
    #[default]
    Merge,
    /// They are removed: the map becomes exactly what is imported.
    Replace,
}

/// A whole map that comes in.
#[derive(Debug, Default)]
pub struct Stated {
    /// Its nodes.
    pub nodes: Vec<Arc<Node>>,
    /// Where it tells times, when it says so.
    pub zone: Option<TimeZone>,
}

impl From<Vec<Arc<Node>>> for Stated {
    fn from(nodes: Vec<Arc<Node>>) -> Self {
        Self { nodes, zone: None }
    }
}

impl Maps {
    /// Makes the map say what is stated. Nodes that already say so are left alone.
    ///
    /// # Errors
    /// Whole-map faults, all at once; a failed precondition; a failing database.
    pub async fn import(
        &self,
        stated: impl Into<Stated>,
        mode: Mode,
        precondition: Precondition,
        author: Author,
    ) -> Result<Done, AppError> {
        let stated = Arc::new(stated.into());
        self.commit(precondition, author, move |map| Ok(differences(map, &stated, mode))).await
    }

    /// Makes these edits.
    ///
    /// # Errors
    /// As for [`Maps::import`].
    pub async fn import_edits(
        &self,
        edits: Vec<Edit>,
        precondition: Precondition,
        author: Author,
    ) -> Result<Done, AppError> {
        let edits = Arc::new(edits);
        self.commit(precondition, author, move |_| Ok(edits.to_vec().into())).await
    }

    /// What the whole map would show to be wrong if these nodes were imported.
    pub fn problems_of_import(&self, nodes: &[Arc<Node>], mode: Mode) -> Problems {
        problems_of_import(&self.current(), nodes, mode)
    }
}

/// What the whole map would show to be wrong if these nodes were imported into `map`.
pub fn problems_of_import(map: &Map, nodes: &[Arc<Node>], mode: Mode) -> Problems {
    whole_map_problems(map.faults_of(&edits(map, nodes, mode)))
}

/// What makes the map say what is stated.
pub fn differences(map: &Map, stated: &Stated, mode: Mode) -> Edits {
    let keeps = stated.zone.is_none() && mode == Mode::Merge;
    let zone = (!keeps && map.zone() != stated.zone.as_ref()).then(|| stated.zone.clone());
    Edits { nodes: edits(map, &stated.nodes, mode), zone }
}

fn edits(map: &Map, nodes: &[Arc<Node>], mode: Mode) -> Vec<Edit> {
    let mut edits: Vec<Edit> = nodes
        .iter()
        .filter(|node| {
            let now = map.find(node.key.as_str()).and_then(|n| map.node(n));
            now.as_ref() != Some(node)
        })
        .map(|node| Edit { key: node.key.clone(), node: Some(Arc::clone(node)) })
        .collect();
    if mode == Mode::Replace {
        let stated: HashSet<&str> = nodes.iter().map(|n| n.key.as_str()).collect();
        let gone = map.iter().map(|n| map.key(n)).filter(|key| !stated.contains(key));
        edits.extend(gone.filter_map(|key| Key::new(key).ok()).map(|key| Edit { key, node: None }));
    }
    edits.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    edits
}
