//! What is kept of a source: what people said about it, and what it said last, so that the next import can tell its own
//! changes from those of people.

use model::Node;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wire::{Place, Problems, Tree, decode_node};

/// What a source said last of one thing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The node that it became.
    pub key: String,
    /// The file that it stood in.
    pub file: String,
    /// What it said, as the document of a node.
    pub said: serde_json::Value,
}

/// What is kept of a source.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Profile {
    /// What columns mean, by their heads.
    pub columns: BTreeMap<String, String>,
    /// Answers, by the ids of questions.
    pub answers: BTreeMap<String, String>,
    /// Dependencies are the other way round.
    pub turned: bool,
    /// The encoding of the files.
    pub encoding: Option<String>,
    /// By the ids of the source.
    pub records: BTreeMap<String, Record>,
}

impl Record {
    /// What the source said last.
    pub(super) fn node(&self) -> Option<Node> {
        let tree = Tree::of(&self.said).ok()?;
        decode_node(&tree, None, &Place::ROOT, &mut Problems::default())
    }
}

impl Profile {
    pub(super) fn read(bytes: &[u8]) -> Self {
        // Without it the next import asks again; it undoes nothing.
        serde_json::from_slice(bytes).unwrap_or_default()
    }

    pub(super) fn written(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_else(|_| unreachable!("texts can be written as JSON"))
    }
}
