//! The map without confirmations that are too old: each counts for a while, and then as if nobody had confirmed it.

use super::change::Edit;
use super::live::Map;
use engine::{DependencyIx, NodeIx};
use model::{Confirmation, Dependency, DependencySpec, Node, NodeSpec};
use std::borrow::Cow;
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
    /// This map as it stands when what was confirmed before a day (`2026-05-01`) counts as confirmed no more, nor in what is
    /// laid over it. What was confirmed nobody knows when stays so. Looks at all dependencies once.
    ///
    /// It is for questions: its nodes do not say when and by whom they were changed.
    pub fn without_confirmations_before(&self, day: &str) -> Self {
        let mut ages = Ages { map: self, day, known: vec![None; self.base.styles.len() as usize] };
        let mut over = |node: NodeIx| self.graph().dependencies(node).any(|d| ages.is_over(d));
        let old: Vec<NodeIx> = self.iter().filter(|&node| over(node)).collect();
        let edits = old.into_iter().filter_map(|node| {
            let node = without_old(Node::clone(&*self.node(node)?), day);
            Some(Edit { key: node.key.clone(), node: Some(Arc::new(node)) })
        });
        let edits: Vec<Edit> = edits.collect();
        // Confirmation is nothing that a whole map is checked for.
        let aged = match edits.is_empty() {
            true => None,
            false => self.with(&edits, self.revision()).ok(),
        };
        Self { confirmed_since: Some(day.into()), ..aged.unwrap_or_else(|| self.clone()) }
    }

    /// The day before which no confirmation counts; `None` = all of them do.
    pub fn confirmed_since(&self) -> Option<&str> {
        self.confirmed_since.as_deref()
    }

    /// Edits as they count on this map.
    pub(super) fn counted<'e>(&self, edits: &'e [Edit]) -> Cow<'e, [Edit]> {
        let Some(day) = self.confirmed_since() else { return Cow::Borrowed(edits) };
        let counted = |edit: &Edit| {
            let node = edit.node.as_ref().map(|node| match node.needs.iter().any(|need| is_old(need, day)) {
                true => Arc::new(without_old(Node::clone(node), day)),
                false => Arc::clone(node),
            });
            Edit { key: edit.key.clone(), node }
        };
        edits.iter().map(counted).collect()
    }
}

fn is_old(need: &Dependency, day: &str) -> bool {
    let at = need.confirmed_at.as_ref().map(|at| at.as_str().get(..10).unwrap_or_default());
    need.confirmation == Confirmation::Confirmed && at.is_some_and(|at| at < day)
}

fn without_old(node: Node, day: &str) -> Node {
    let spec: NodeSpec = node.into_spec();
    let needs = spec.needs.iter().map(|need| match is_old(need, day) {
        false => need.clone(),
        true => Dependency::trusted(DependencySpec {
            confirmation: Confirmation::Assumed,
            ..need.clone().into_spec()
        }),
    });
    let needs = needs.collect();
    Node::trusted(NodeSpec { needs, ..spec })
}
