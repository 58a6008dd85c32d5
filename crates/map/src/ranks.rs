//! Places for new nodes in the order of keys: numbers between those of their neighbours.

use super::base::Base;
use super::overlay::Overlay;
use engine::graph::base_rank;
use engine::{Graph, NodeIx};
use std::collections::HashMap;

/// Ranks to give.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// New nodes and their ranks.
    pub(super) new: HashMap<NodeIx, u64>,
    /// All added nodes of a gap in which no room was left, with ranks spread anew.
    pub(super) moved: Vec<(NodeIx, u64)>,
}

/// Places new nodes, given in the order of keys. `overlay` holds them already, `graph` does not.
pub(super) fn place(base: &Base, overlay: &Overlay, graph: &Graph, new: &[(&str, NodeIx)]) -> Placed {
    let mut placed = Placed::default();
    let mut rest = new;
    while let Some(&(key, _)) = rest.first() {
        // The gap between two nodes of the base into which the key falls.
        let at = base.keys.lower_bound(key);
        let before = at.checked_sub(1);
        let after = (at < base.nodes()).then_some(at);
        let until = after.map(|node| base.keys.get(node));
        let members = overlay.added_between(before.map(|node| base.keys.get(node)), until);
        let (low, high) = (before.map_or(0, base_rank), after.map_or(u64::MAX, base_rank));
        fill(&members, graph, low, high, &mut placed);
        rest = &rest[rest.partition_point(|(key, _)| until.is_none_or(|until| *key < until))..];
    }
    placed
}

/// Gives ranks to those members of a gap that have none yet.
fn fill(members: &[(&str, NodeIx)], graph: &Graph, low: u64, high: u64, placed: &mut Placed) {
    let known = |node: NodeIx| (node < graph.node_bound()).then(|| graph.rank(node));
    let mut at = 0;
    let mut from = low;
    while at < members.len() {
        if let Some(rank) = known(members[at].1) {
            (from, at) = (rank, at + 1);
            continue;
        }
        let run = members[at..].iter().take_while(|(_, node)| known(*node).is_none()).count();
        let to = members.get(at + run).and_then(|(_, node)| known(*node)).unwrap_or(high);
        let step = (to - from) / (run as u64 + 1);
        if step == 0 {
            // At most 2^30 nodes share the 2^32 ranks of a gap, so that spreading them evenly always works.
            let step = (high - low) / (members.len() as u64 + 1);
            let spread = (1..).zip(members).map(|(i, (_, node))| (*node, low + i * step));
            placed.moved.extend(spread.clone());
            placed.new.extend(spread.filter(|(node, _)| known(*node).is_none()));
            return;
        }
        placed.new.extend((1..).zip(&members[at..at + run]).map(|(i, (_, node))| (*node, from + i * step)));
        at += run;
    }
}
