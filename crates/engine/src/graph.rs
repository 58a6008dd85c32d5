//! The graph the engine walks: a compiled base, and perhaps changes laid over it.

use super::base::{Base, DependencyIx, Link, NodeIx, Reliant, Rule};
use super::patch::Patch;
use model::Terms;
use std::sync::Arc;

/// One dependency as it is handed to the graph: thresholds and providers by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    /// Thresholds and clocks.
    pub terms: Terms,
    /// Primaries, in the order written.
    pub primaries: Vec<NodeIx>,
    /// Fallbacks, in the order written.
    pub fallbacks: Vec<NodeIx>,
}

/// An immutable graph: a base, and perhaps changes laid over it. Cloning is cheap.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    pub(super) base: Arc<Base>,
    pub(super) patch: Option<Arc<Patch>>,
}

impl Graph {
    /// A graph without changes.
    pub fn new(base: Arc<Base>) -> Self {
        Self { base, patch: None }
    }

    /// What the changes are laid over.
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// Number of nodes ever numbered here, removed ones included: the length of an array indexed by node.
    pub fn node_bound(&self) -> u32 {
        self.patch.as_ref().map_or(self.base.nodes(), |p| p.nodes)
    }

    /// Number of dependencies ever numbered here: the length of an array indexed by dependency.
    pub fn dependency_bound(&self) -> u32 {
        self.base.dependencies() + self.patch.as_ref().map_or(0, |p| p.wants.len() as u32)
    }

    /// Can a question come to something else when only confirmed dependencies count? Some dependency is not confirmed,
    /// or it is not known which provider is meant.
    pub fn has_doubts(&self) -> bool {
        self.base.rules.iter().any(Rule::is_doubtful) || self.patch.as_ref().is_some_and(|p| p.has_doubts)
    }

    /// Has no changes laid over its base, so that the quick way through the arrays is right.
    pub fn is_plain(&self) -> bool {
        self.patch.is_none()
    }

    /// The place of a node in the order of keys; comparable over base and changes.
    #[inline]
    pub fn rank(&self, node: NodeIx) -> u64 {
        match &self.patch {
            Some(p) if node >= self.base.nodes() => p.ranks[(node - self.base.nodes()) as usize],
            _ => base_rank(node),
        }
    }

    /// Seconds the node needs to come back once all it needs is back.
    #[inline]
    pub fn recovery(&self, node: NodeIx) -> u32 {
        if let Some(changed) = self.patch.as_ref().and_then(|p| p.nodes_changed.get(&node)) {
            return changed.recovery;
        }
        self.base.recovery[node as usize]
    }

    /// The numbers of the node's dependencies, in the order written.
    pub fn dependencies(&self, node: NodeIx) -> std::ops::Range<DependencyIx> {
        if let Some(changed) = self.patch.as_ref().and_then(|p| p.nodes_changed.get(&node)) {
            return changed.wants.clone();
        }
        let first = &self.base.first_dependency;
        first[node as usize]..first[node as usize + 1]
    }

    /// Who has this dependency.
    #[inline]
    pub fn dependent(&self, dependency: DependencyIx) -> NodeIx {
        self.head(dependency).0
    }

    /// Who has this dependency, and under which rule.
    #[inline]
    pub fn head(&self, dependency: DependencyIx) -> (NodeIx, &Rule) {
        match self.base.heads.get(dependency as usize) {
            Some(head) => (head.dependent, &self.base.rules[head.rule as usize]),
            None => {
                let want = self.patched(dependency);
                (want.dependent, &want.rule)
            }
        }
    }

    /// The dependency's providers, primaries first.
    pub fn providers(&self, dependency: DependencyIx) -> &[NodeIx] {
        let (base, at) = (&self.base, dependency as usize);
        if at < base.heads.len() {
            &base.providers[base.first_provider[at] as usize..base.first_provider[at + 1] as usize]
        } else {
            &self.patched(dependency).providers
        }
    }

    fn patched(&self, dependency: DependencyIx) -> &super::patch::PatchedWant {
        let at = (dependency - self.base.dependencies()) as usize;
        match &self.patch {
            Some(patch) => &patch.wants[at],
            None => unreachable!("a dependency beyond the base exists only with changes over it"),
        }
    }

    /// The base's own links of a provider; right as they stand when the graph [is plain](Self::is_plain).
    #[inline]
    pub(super) fn base_links(&self, provider: NodeIx) -> &[Link] {
        let first = &self.base.first_link;
        match first.get(provider as usize + 1) {
            Some(&end) => &self.base.links[first[provider as usize] as usize..end as usize],
            None => &[],
        }
    }

    /// May anything depend on the node?
    #[inline]
    pub(super) fn is_needed(&self, node: NodeIx) -> bool {
        self.base.is_needed(node) || self.patch.as_ref().is_some_and(|p| p.extra.contains_key(&node))
    }

    /// Something from where the dependency lies, so that it is at hand.
    #[inline]
    pub(super) fn touch(&self, dependency: DependencyIx) -> u32 {
        self.base.heads.get(dependency as usize).map_or(0, |head| head.rule)
    }

    /// Every dependency the provider takes part in.
    pub fn links(&self, provider: NodeIx) -> impl Iterator<Item = Link> + '_ {
        let patch = self.patch.as_deref();
        let extra = patch.and_then(|p| p.extra.get(&provider)).map_or(&[][..], Vec::as_slice);
        self.base_links(provider)
            .iter()
            .copied()
            .filter(move |link| patch.is_none_or(|p| !p.hides(self.dependent_of(*link))))
            .chain(extra.iter().copied())
    }

    fn dependent_of(&self, link: Link) -> NodeIx {
        match link.target() {
            Reliant::Direct { dependent, .. } => dependent,
            Reliant::Group { dependency, .. } => self.base.heads[dependency as usize].dependent,
        }
    }

    /// The dependencies and dependents a provider takes part in.
    pub fn dependents(&self, provider: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
        self.links(provider).map(|link| match link.target() {
            Reliant::Direct { dependent, .. } => dependent,
            Reliant::Group { dependency, .. } => self.dependent(dependency),
        })
    }
}

/// The rank of a base node; the gaps leave room for added nodes between two of them.
pub const fn base_rank(node: NodeIx) -> u64 {
    (node as u64 + 1) << 32
}
