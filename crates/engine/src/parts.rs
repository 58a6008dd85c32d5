//! What has nothing to do with each other in a finished timeline, and since when each part of it is over.
//!
//! Two nodes are of one part when one of them was ever affected and the other needs it, in whatever way. A dependency
//! with an affected provider so lies within one part, and nothing else ever changes: parts do not influence each other.
//! Once all nodes of a part work again and none of its failures lasts, every dependency in it is fully met, and "a need
//! met for even an instant resets its clocks" (`semantics.md`): the part stands as if nothing had happened. Without
//! its failures the rest of the timeline is the same, and so is whatever fails later.

use super::base::NodeIx;
use super::outcome::{Hit, Outcome};
use super::timeline::{Event, NONE};
use petgraph::unionfind::UnionFind;
use rustc_hash::FxHashMap;

impl Outcome<'_> {
    /// For each of these failures, which must be those of the run: the second in which its part is over; `None` when
    /// it is not within the horizon.
    pub fn over(&self, failures: &[Event]) -> Vec<Option<u32>> {
        let (scratch, graph) = (self.scratch, self.graph);
        let was_hit = |slot: &u32| scratch.nodes[*slot as usize].last != NONE;
        let hit: Vec<u32> = (0..scratch.nodes.len() as u32).filter(was_hit).collect();
        // Nodes that something happened to have a number already; others that need one of them get one.
        let mut others: FxHashMap<NodeIx, u32> = FxHashMap::default();
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        let mut number = |node: NodeIx| {
            scratch.slot_if_any(node).unwrap_or_else(|| {
                let next = (scratch.nodes.len() + others.len()) as u32;
                *others.entry(node).or_insert(next)
            })
        };
        for &slot in &hit {
            let node = scratch.nodes[slot as usize].node;
            pairs.extend(graph.dependents(node).map(|dependent| (slot, number(dependent))));
        }
        let own: Vec<u32> = failures.iter().map(|failure| number(failure.node)).collect();
        let mut parts = UnionFind::new(scratch.nodes.len() + others.len());
        for (provider, dependent) in pairs {
            parts.union(provider, dependent);
        }
        let mut ends: FxHashMap<u32, u32> = FxHashMap::default();
        let mut lasts = |number: u32, until: Option<u32>| {
            let end = ends.entry(parts.find(number)).or_default();
            *end = (*end).max(until.unwrap_or(NONE));
        };
        for &slot in &hit {
            let spans = self.spans(Hit(slot));
            lasts(slot, spans.last().map_or(Some(0), |last| last.until));
        }
        for (failure, &number) in failures.iter().zip(&own) {
            lasts(number, failure.until);
        }
        let end = |number: &u32| ends.get(&parts.find(*number)).copied().filter(|&end| end != NONE);
        own.iter().map(end).collect()
    }
}
