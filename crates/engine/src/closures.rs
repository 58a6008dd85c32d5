//! What stands below nodes: a search towards providers from up to 64 nodes at once, one bit for each.
//!
//! Rounds of one step each; a node is visited once for every round in which it is first reached from some of the
//! starting nodes. A million nodes in a row are a million rounds, not a million calls.

use super::base::{DependencyIx, NodeIx, Rule};
use super::graph::Graph;
use super::watch::{Stopped, Watch};
use model::Include;

/// Starting nodes of one search.
pub const LANES: usize = 64;
/// Nodes between two looks at the watch.
const BREATH: usize = 4_096;

/// Which dependencies a way takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Along {
    /// Unconfirmed ones, too?
    pub include: Include,
    /// Also those along which a failure never reaches a running node: needed only to start, or informative.
    pub everything: bool,
}

impl Along {
    /// Those along which a failure can reach a running node.
    pub const fn effects(include: Include) -> Self {
        Self { include, everything: false }
    }

    /// Does it take a dependency under this rule?
    #[inline]
    fn takes(&self, rule: &Rule) -> bool {
        let informative = (rule.terms.min, rule.terms.full) == (0, 0);
        (rule.terms.confirmed || self.include == Include::All)
            && (self.everything || !(rule.terms.start_only || informative))
    }

    /// The providers to which such a way leads by this dependency. A fallback in a need that works without any provider
    /// can never make the dependent worse.
    #[inline]
    pub fn providers<'g>(&self, graph: &'g Graph, dependency: DependencyIx) -> &'g [NodeIx] {
        let rule = graph.head(dependency).1;
        let all = graph.providers(dependency);
        match self.takes(rule) {
            false => &[],
            true if !self.everything && rule.terms.min == 0 => &all[..rule.primaries as usize],
            true => all,
        }
    }
}

/// Memory of a search, kept and reused: nothing in it is cleared over the whole map.
#[derive(Debug, Default)]
pub struct Closures {
    seen: Vec<u64>,
    fresh: Vec<u64>,
    pending: Vec<u64>,
    touched: Vec<NodeIx>,
    now: Vec<NodeIx>,
    next: Vec<NodeIx>,
}

impl Closures {
    /// Searches from the first [`LANES`] of `from`, themselves included at zero steps. `visit` is told a node, which
    /// of the starting nodes reach it first in this round (one bit each), and the steps. Every provider link that is
    /// followed costs one of `budget`; returns whether that sufficed.
    ///
    /// # Errors
    /// The watch says stop.
    pub fn run(
        &mut self,
        graph: &Graph,
        from: &[NodeIx],
        along: Along,
        budget: &mut u64,
        watch: &Watch,
        mut visit: impl FnMut(NodeIx, u64, u32),
    ) -> Result<bool, Stopped> {
        self.prepare(graph);
        for (lane, &node) in from.iter().take(LANES).enumerate() {
            self.reach(node, 1 << lane);
        }
        let (mut steps, mut visited) = (0, 0);
        while !self.next.is_empty() {
            std::mem::swap(&mut self.now, &mut self.next);
            std::mem::swap(&mut self.fresh, &mut self.pending);
            for at in 0..self.now.len() {
                let node = self.now[at];
                visited += 1;
                if visited % BREATH == 0 {
                    watch.advance(BREATH as u64)?;
                }
                let bits = std::mem::take(&mut self.fresh[node as usize]);
                visit(node, bits, steps);
                for dependency in graph.dependencies(node) {
                    let providers = along.providers(graph, dependency);
                    let Some(left) = budget.checked_sub(providers.len() as u64) else {
                        return Ok(false);
                    };
                    *budget = left;
                    for &provider in providers {
                        self.reach(provider, bits);
                    }
                }
            }
            self.now.clear();
            steps += 1;
        }
        Ok(true)
    }

    fn prepare(&mut self, graph: &Graph) {
        for node in self.touched.drain(..) {
            self.seen[node as usize] = 0;
            self.fresh[node as usize] = 0;
            self.pending[node as usize] = 0;
        }
        self.now.clear();
        self.next.clear();
        let nodes = graph.node_bound() as usize;
        if self.seen.len() < nodes {
            self.seen.resize(nodes, 0);
            self.fresh.resize(nodes, 0);
            self.pending.resize(nodes, 0);
        }
    }

    #[inline]
    fn reach(&mut self, node: NodeIx, bits: u64) {
        let seen = &mut self.seen[node as usize];
        let new = bits & !*seen;
        if new == 0 {
            return;
        }
        if *seen == 0 {
            self.touched.push(node);
        }
        *seen |= new;
        let pending = &mut self.pending[node as usize];
        if *pending == 0 {
            self.next.push(node);
        }
        *pending |= new;
    }
}
