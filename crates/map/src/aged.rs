//! The map without confirmations that are too old: each counts for a while, and then as if nobody had confirmed it.

use super::change::Edit;
use super::live::Map;
use engine::{DependencyIx, NodeIx};
use model::{Confirmation, Dependency, DependencySpec, Node, NodeSpec};
use std::sync::Arc;

/// Tells whether a confirmation is too old; many dependencies share what was written of them.
struct Ages<'a> {
    map: &'a Map,
    day: &'a str,
    known: Vec<Option<bool>>,
}

impl Ages<'_> {
    fn is_over(&mut self, dependency: DependencyIx) -> bool {
        let Self { map, day, known } = self;
        let read = || {
            let is_before = |at: String| at.get(..10).unwrap_or_default() < *day;
            map.confirmation(dependency) == Confirmation::Confirmed
                && map.written_at(dependency).is_some_and(is_before)
        };
        match map.base.style.get(dependency as usize) {
            Some(&style) => *known[style as usize].get_or_insert_with(read),
            None => read(),
        }
    }
}

impl Map {
    /// This map as it stands when what was confirmed before a day (`2026-05-01`) counts as confirmed no more; `None` when that
    /// is nothing. What was confirmed nobody knows when stays so. Looks at all dependencies once.
    ///
    /// It is for questions: its nodes do not say when and by whom they were changed.
    pub fn without_confirmations_before(&self, day: &str) -> Option<Self> {
        let mut ages = Ages { map: self, day, known: vec![None; self.base.styles.len() as usize] };
        let mut over = |node: NodeIx| self.graph().dependencies(node).any(|d| ages.is_over(d));
        let old: Vec<NodeIx> = self.iter().filter(|&node| over(node)).collect();
        if old.is_empty() {
            return None;
        }
        let edits: Vec<Edit> = old.into_iter().filter_map(|node| self.without_old(node, day)).collect();
        // Confirmation is nothing that a whole map is checked for.
        self.with(&edits, self.revision()).ok()
    }

    fn without_old(&self, node: NodeIx, day: &str) -> Option<Edit> {
        let spec: NodeSpec = Node::clone(&*self.node(node)?).into_spec();
        let needs = spec.needs.iter().map(|need| {
            let is_over = need.confirmation == Confirmation::Confirmed
                && need
                    .confirmed_at
                    .as_ref()
                    .is_some_and(|at| at.as_str().get(..10).unwrap_or_default() < day);
            match is_over {
                false => need.clone(),
                true => Dependency::trusted(DependencySpec {
                    confirmation: Confirmation::Assumed,
                    ..need.clone().into_spec()
                }),
            }
        });
        let needs = needs.collect();
        Some(Edit { key: spec.key.clone(), node: Some(Arc::new(Node::trusted(NodeSpec { needs, ..spec }))) })
    }
}
