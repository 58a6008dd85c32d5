//! What a course hangs on that may be otherwise: each dependency on the way, with one thing about it changed.

use super::base::{DependencyIx, NodeIx};
use super::graph::{Graph, Want};
use super::outcome::Outcome;
use super::patch::NodeChange;
use super::timeline::NONE;
use model::Terms;

/// What may be otherwise about a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Otherwise {
    /// It does not exist.
    Absent,
    /// Nothing bridges it: neither tolerance nor workaround.
    NotBridged,
    /// The workaround can be kept up without end.
    BridgedForEver,
    /// Of those that may be meant it is this one.
    Is(NodeIx),
}

impl Outcome<'_> {
    /// The dependencies that were not fully met at some instant, by the keys of their dependents, then as written.
    pub fn touched(&self) -> Vec<DependencyIx> {
        // One that is met may not be when it turns out which provider is meant.
        let may_be = |dependency| self.graph.head(dependency).1.terms.one_of_unknown;
        let groups = self.scratch.groups.iter();
        let groups = groups.filter(|group| group.first_unmet != NONE || may_be(group.dependency));
        let mut found: Vec<(u64, DependencyIx)> = groups
            .map(|group| (self.graph.rank(self.graph.dependent(group.dependency)), group.dependency))
            .collect();
        let is_hit = |node: NodeIx| self.hit(node).and_then(|hit| self.worst(hit)).is_some();
        for (_, node, _) in self.affected() {
            let direct = self
                .graph
                .dependencies(node)
                .filter(|&d| self.counts_directly(d) && self.graph.providers(d).iter().any(|&p| is_hit(p)));
            found.extend(direct.map(|d| (self.graph.rank(node), d)));
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|(_, dependency)| dependency).collect()
    }
}

impl Graph {
    /// What may be otherwise about a dependency: an unconfirmed one may not exist, a bridge may hold shorter or longer, of
    /// several that may be meant it is one.
    pub fn doubts(&self, dependency: DependencyIx) -> Vec<Otherwise> {
        let Terms { confirmed, one_of_unknown, tolerance, workaround, .. } = self.head(dependency).1.terms;
        let mut all = Vec::new();
        if !confirmed {
            all.push(Otherwise::Absent);
        }
        if tolerance > 0 || workaround != Some(0) {
            all.push(Otherwise::NotBridged);
        }
        if workaround.is_some_and(|lasts| lasts > 0) {
            all.push(Otherwise::BridgedForEver);
        }
        if one_of_unknown {
            all.extend(self.providers(dependency).iter().map(|&provider| Otherwise::Is(provider)));
        }
        all
    }

    /// The same graph with this one thing otherwise.
    #[must_use]
    pub fn otherwise(&self, dependency: DependencyIx, what: Otherwise) -> Self {
        let node = self.dependent(dependency);
        let want = |d: DependencyIx| {
            let rule = self.head(d).1;
            let (primaries, fallbacks) = self.providers(d).split_at(rule.primaries as usize);
            Want { terms: rule.terms, primaries: primaries.to_vec(), fallbacks: fallbacks.to_vec() }
        };
        let wants = self.dependencies(node).filter_map(|d| {
            let mut want = want(d);
            if d != dependency {
                return Some(want);
            }
            match what {
                Otherwise::Absent => return None,
                Otherwise::NotBridged => (want.terms.tolerance, want.terms.workaround) = (0, Some(0)),
                Otherwise::BridgedForEver => want.terms.workaround = None,
                Otherwise::Is(provider) => {
                    want.primaries = vec![provider];
                    want.terms = Terms { min: 1, full: 1, one_of_unknown: false, ..want.terms };
                }
            }
            Some(want)
        });
        let change =
            NodeChange { node, rank: self.rank(node), recovery: self.recovery(node), wants: wants.collect() };
        self.with(&[change])
    }
}
