//! Changes laid over a base: what each changed node is from now on, and which nodes are new.

use super::base::{Base, Counts};
use engine::NodeIx;

use model::{Key, Node, TimeZone};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A changed node as it is now.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: Key,
    /// `None` = removed.
    pub(super) node: Option<Arc<Node>>,
    pub(super) agency: Option<NodeIx>,
    pub(super) changed_in: u64,
}

/// The changes over one base. Cloning copies a table of pointers, not the nodes.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    entries: HashMap<NodeIx, Arc<Entry>>,
    /// One bit for each node with an entry, so that the many others are told apart without hashing.
    touched: Vec<u64>,
    /// Nodes that the base does not have, removed ones included.
    added: BTreeMap<Arc<str>, NodeIx>,
    pub(super) counts: Counts,
    /// Where the map tells times.
    pub(super) zone: Option<TimeZone>,
}

impl Overlay {
    /// No changes over this base.
    pub(super) fn new(base: &Base) -> Self {
        Self { counts: base.counts, zone: base.zone.clone(), ..Self::default() }
    }

    /// Nodes changed, added or removed.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// What the node is now, when it changed.
    #[inline]
    pub(super) fn get(&self, node: NodeIx) -> Option<&Entry> {
        let word = self.touched.get(node as usize / 64)?;
        if word & (1 << (node % 64)) == 0 { None } else { self.entries.get(&node).map(Arc::as_ref) }
    }

    /// Nodes numbered so far, the base's included.
    pub(super) fn bound(&self, base: &Base) -> u32 {
        base.nodes() + self.added.len() as u32
    }

    /// The number of a key, also when the node is removed.
    pub(super) fn number(&self, base: &Base, key: &str) -> Option<NodeIx> {
        base.find(key).or_else(|| self.added.get(key).copied())
    }

    /// The number of a node that is there.
    pub(super) fn find(&self, base: &Base, key: &str) -> Option<NodeIx> {
        self.number(base, key).filter(|&node| self.exists(base, node))
    }

    /// Is it there, and not removed?
    pub(super) fn exists(&self, base: &Base, node: NodeIx) -> bool {
        match self.get(node) {
            Some(entry) => entry.node.is_some(),
            None => node < base.nodes(),
        }
    }

    /// States what a node is from now on. A number beyond the base must be the next free one or known.
    pub(super) fn set(&mut self, base: &Base, node: NodeIx, entry: Entry) {
        if node >= base.nodes() && !self.added.contains_key(entry.key.as_str()) {
            self.added.insert(entry.key.as_str().into(), node);
        }
        let word = node as usize / 64;
        if self.touched.len() <= word {
            self.touched.resize(word + 1, 0);
        }
        self.touched[word] |= 1 << (node % 64);
        self.entries.insert(node, Arc::new(entry));
    }

    /// Added nodes in the order of keys, those after `after` only, each with its key.
    pub(super) fn added_after<'a>(
        &'a self,
        after: Option<&'a str>,
    ) -> impl Iterator<Item = (&'a str, NodeIx)> {
        use std::ops::Bound::{Excluded, Unbounded};
        let from = after.map_or(Unbounded, Excluded);
        self.added.range::<str, _>((from, Unbounded)).map(|(key, &node)| (&**key, node))
    }

    /// Added nodes with a key between two of the base.
    pub(super) fn added_between<'a>(
        &'a self,
        from: Option<&'a str>,
        until: Option<&str>,
    ) -> Vec<(&'a str, NodeIx)> {
        self.added_after(from).take_while(|(key, _)| until.is_none_or(|until| *key < until)).collect()
    }

    /// Changed nodes, in no particular order.
    pub(super) fn entries(&self) -> impl Iterator<Item = (NodeIx, &Entry)> {
        self.entries.iter().map(|(&node, entry)| (node, entry.as_ref()))
    }
}
