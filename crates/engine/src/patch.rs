//! Changes laid over a base: live edits and hypothetical ones alike.

use super::base::{DependencyIx, Link, NodeIx, Rule};
use super::graph::{Graph, Want};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// What a node is from now on. Nodes beyond the last number are added in order.
#[derive(Debug, Clone)]
pub struct NodeChange {
    /// The node; its number, or the next free one for a new node.
    pub node: NodeIx,
    /// The place of a *new* node in the order of keys, between the [`Graph::rank`]s of its neighbours.
    pub rank: u64,
    /// Recovery seconds.
    pub recovery: u32,
    /// All of its dependencies; empty when it is removed.
    pub wants: Vec<Want>,
}

/// The changes over one base.
#[derive(Debug, Clone, Default)]
pub struct Patch {
    pub(super) nodes: u32,
    pub(super) ranks: Vec<u64>,
    pub(super) wants: Vec<PatchedWant>,
    pub(super) nodes_changed: HashMap<NodeIx, ChangedNode>,
    pub(super) extra: HashMap<NodeIx, Vec<Link>>,
    hidden: Vec<u64>,
    /// Some dependency in it is or was doubtful.
    pub(super) has_doubts: bool,
}

#[derive(Debug, Clone)]
pub(super) struct ChangedNode {
    pub(super) recovery: u32,
    pub(super) wants: Range<DependencyIx>,
}

#[derive(Debug, Clone)]
pub(super) struct PatchedWant {
    pub(super) dependent: NodeIx,
    pub(super) rule: Rule,
    pub(super) providers: Arc<[NodeIx]>,
}

impl Patch {
    /// The base's dependencies of this node are no longer true.
    #[inline]
    pub(super) fn hides(&self, node: NodeIx) -> bool {
        self.hidden.get(node as usize / 64).is_some_and(|word| word & (1 << (node % 64)) != 0)
    }

    fn hide(&mut self, node: NodeIx) {
        let at = node as usize / 64;
        if self.hidden.len() <= at {
            self.hidden.resize(at + 1, 0);
        }
        self.hidden[at] |= 1 << (node % 64);
    }
}

impl Graph {
    /// The same graph with these nodes as stated. Providers must exist here or be added by the same call.
    #[must_use]
    pub fn with(&self, changes: &[NodeChange]) -> Self {
        let base = &self.base;
        let mut patch = self.patch.as_deref().cloned().unwrap_or_default();
        patch.nodes = patch.nodes.max(base.nodes());
        for change in changes {
            if change.node >= patch.nodes {
                patch.nodes = change.node + 1;
                patch.ranks.push(change.rank);
            }
            let before = patch.nodes_changed.get(&change.node).map_or(0..0, |c| c.wants.clone());
            for dependency in before {
                let providers =
                    Arc::clone(&patch.wants[(dependency - base.dependencies()) as usize].providers);
                for provider in providers.iter() {
                    remove_links(&mut patch, *provider, dependency, change.node);
                }
            }
            if change.node < base.nodes() {
                patch.hide(change.node);
            }
            let first = base.dependencies() + patch.wants.len() as u32;
            for want in &change.wants {
                add(&mut patch, base.dependencies(), change.node, want);
            }
            let wants = first..first + change.wants.len() as u32;
            patch.nodes_changed.insert(change.node, ChangedNode { recovery: change.recovery, wants });
        }
        Self { base: Arc::clone(base), patch: Some(Arc::new(patch)) }
    }

    /// The same graph with other places for added nodes in the order of keys. The order must stay the same.
    #[must_use]
    pub fn reranked(self, ranks: &[(NodeIx, u64)]) -> Self {
        if ranks.is_empty() {
            return self;
        }
        let mut patch = self.patch.as_deref().cloned().unwrap_or_default();
        for &(node, rank) in ranks {
            patch.ranks[(node - self.base.nodes()) as usize] = rank;
        }
        Self { base: self.base, patch: Some(Arc::new(patch)) }
    }

    /// How many nodes differ from the base, and how many dependencies are kept for them (outdated ones included).
    pub fn patch_size(&self) -> (usize, usize) {
        self.patch.as_ref().map_or((0, 0), |p| (p.nodes_changed.len(), p.wants.len()))
    }
}

fn add(patch: &mut Patch, offset: u32, dependent: NodeIx, want: &Want) {
    let dependency = offset + patch.wants.len() as u32;
    let primaries = want.primaries.len();
    let rule = Rule::new(want.terms, primaries as u32, (primaries + want.fallbacks.len()) as u32);
    let providers: Arc<[NodeIx]> = want.primaries.iter().chain(&want.fallbacks).copied().collect();
    for (i, &provider) in providers.iter().enumerate() {
        let link = Link::new(&rule, dependency, dependent, i >= primaries);
        patch.extra.entry(provider).or_default().push(link);
    }
    patch.has_doubts |= rule.is_doubtful();
    patch.wants.push(PatchedWant { dependent, rule, providers });
}

fn remove_links(patch: &mut Patch, provider: NodeIx, dependency: DependencyIx, dependent: NodeIx) {
    use super::base::Reliant;
    if let Some(links) = patch.extra.get_mut(&provider) {
        links.retain(|link| match link.target() {
            Reliant::Direct { dependent: d, .. } => d != dependent,
            Reliant::Group { dependency: d, .. } => d != dependency,
        });
    }
}
