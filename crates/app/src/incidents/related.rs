//! Which failing nodes belong into the same incident.

use model::Key;
use std::collections::{BTreeMap, BTreeSet};

/// Groups of nodes whose failures belong together; a node is in one group at most.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Related {
    group_of: BTreeMap<Key, usize>,
    groups: Vec<BTreeSet<Key>>,
    /// Those of them that others hit.
    hit: BTreeSet<Key>,
}

impl Related {
    /// Two nodes belong together, and so do all that belong to either of them.
    pub fn link(&mut self, one: &Key, other: &Key) {
        let (one, other) = (self.group_with(one), self.group_with(other));
        if one == other {
            return;
        }
        let size = |group: usize| self.groups.get(group).map_or(0, BTreeSet::len);
        let (small, large) = if size(one) < size(other) { (one, other) } else { (other, one) };
        let moved = self.groups.get_mut(small).map(std::mem::take).unwrap_or_default();
        self.group_of.extend(moved.iter().map(|node| (node.clone(), large)));
        if let Some(group) = self.groups.get_mut(large) {
            group.extend(moved);
        }
    }

    /// One node hits another one, which is perhaps no fault of its own.
    pub fn link_hit(&mut self, cause: &Key, hit: &Key) {
        self.link(cause, hit);
        self.hit.insert(hit.clone());
    }

    /// The nodes that are hit by others of their group.
    pub fn hit(&self) -> &BTreeSet<Key> {
        &self.hit
    }

    /// The group of a node.
    pub fn group(&self, node: &Key) -> Option<usize> {
        self.group_of.get(node).copied()
    }

    /// The nodes of a group.
    pub fn members(&self, group: usize) -> &BTreeSet<Key> {
        static NONE: BTreeSet<Key> = BTreeSet::new();
        self.groups.get(group).unwrap_or(&NONE)
    }

    /// All groups by number; some may be empty.
    pub fn groups(&self) -> impl Iterator<Item = (usize, &BTreeSet<Key>)> {
        self.groups.iter().enumerate()
    }

    fn group_with(&mut self, node: &Key) -> usize {
        if let Some(group) = self.group_of.get(node) {
            return *group;
        }
        self.group_of.insert(node.clone(), self.groups.len());
        self.groups.push(BTreeSet::from([node.clone()]));
        self.groups.len() - 1
    }
}
