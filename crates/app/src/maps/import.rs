//! Whole maps in: what differs from the current map becomes one change set.

use super::Maps;
use super::change::{Author, Done, Precondition, whole_map_problems};
use crate::error::AppError;
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

impl Maps {
    /// Makes the map say what these nodes say. Nodes that already say so are left alone.
    ///
    /// # Errors
    /// Whole-map faults, all at once; a failed precondition; a failing database.
    pub async fn import(
        &self,
        nodes: Vec<Arc<Node>>,
        mode: Mode,
        precondition: Precondition,
        author: Author,
    ) -> Result<Done, AppError> {
        let nodes = Arc::new(nodes);
        self.commit(precondition, author, move |map| Ok(differences(map, &nodes, mode))).await
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
        self.commit(precondition, author, move |_| Ok(edits.to_vec())).await
    }

    /// What the whole map would show to be wrong if these nodes were imported.
    pub fn problems_of_import(&self, nodes: &[Arc<Node>], mode: Mode) -> Problems {
        problems_of_import(&self.current(), nodes, mode)
    }
}

/// What the whole map would show to be wrong if these nodes were imported into `map`.
pub fn problems_of_import(map: &Map, nodes: &[Arc<Node>], mode: Mode) -> Problems {
    whole_map_problems(map.faults_of(&differences(map, nodes, mode)))
}

/// The edits that make the map say what these nodes say.
pub fn differences(map: &Map, nodes: &[Arc<Node>], mode: Mode) -> Vec<Edit> {
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
