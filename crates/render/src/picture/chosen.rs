//! Which nodes of a large diagram stay single: those that fail, those through which most of it goes, and examples of
//! what it means for the public, each with its chain of causes.

use super::View;
use crate::diagram::{Diagram, State, Subject};
use model::Layer;

/// Most nodes that stay single, in a picture of its own and in a document, there from fine to coarse.
const KEPT: [usize; 5] = [24, 14, 9, 6, 4];
/// Most failures among them.
const FAILED: usize = 6;
/// Most examples of what it means for the public.
const EXAMPLES: usize = 6;
/// Most nodes through which others are reached.
const HUBS: usize = 6;
/// How many nodes must hang on such a one.
const LOAD: u32 = 4;
/// Most nodes of each sort of difference from the other side of a comparison.
const MARKED: usize = 3;
/// Longest chain that is kept for an example.
const CHAIN: usize = 8;

/// For each node whether it stays single; in a document fewer do.
pub(super) fn kept(diagram: &Diagram<'_>, view: &View) -> Vec<bool> {
    let causes = causes(diagram);
    let room = KEPT[view.fineness()];
    let mut choice = Choice { kept: vec![false; diagram.nodes.len()], room, causes: &causes };
    if let Subject::Surroundings { node, .. } = diagram.subject {
        choice.keep(&[node]);
    }
    let chained = causes.iter().any(Option::is_some);
    let load = if chained { through(&causes) } else { dependents(diagram) };
    for (nth, node) in heaviest(diagram, &load, true).into_iter().take(FAILED).enumerate() {
        // Failures on which little else hangs are told by the title and by their groups.
        if nth == 0 || load[node as usize] >= LOAD {
            choice.keep(&[node]);
        }
    }
    let hubs = heaviest(diagram, &load, false).into_iter().filter(|&n| load[n as usize] >= LOAD);
    for node in hubs.take(if chained { HUBS } else { room / 2 }) {
        choice.chain(node);
    }
    for node in marked(diagram) {
        choice.keep(&[node]);
    }
    for node in examples(diagram) {
        choice.chain(node);
    }
    choice.kept
}

/// The nodes that the scenario fails, first those on which most hangs.
pub(super) fn failed(diagram: &Diagram<'_>) -> Vec<u32> {
    heaviest(diagram, &through(&causes(diagram)), true)
}

/// Failed nodes, or the others, by how much hangs on them.
fn heaviest(diagram: &Diagram<'_>, load: &[u32], failed: bool) -> Vec<u32> {
    let all = (0..).zip(&diagram.nodes).filter(|(_, item)| item.failed == failed);
    let mut nodes: Vec<u32> = all.map(|(node, _)| node).collect();
    nodes.sort_by_key(|&node| (std::cmp::Reverse(load[node as usize]), node));
    nodes
}

struct Choice<'a> {
    kept: Vec<bool>,
    room: usize,
    causes: &'a [Option<u32>],
}

impl Choice<'_> {
    /// Keeps these nodes if there is room for all of them.
    fn keep(&mut self, nodes: &[u32]) {
        let new: Vec<usize> = nodes.iter().map(|&n| n as usize).filter(|&n| !self.kept[n]).collect();
        if new.len() <= self.room {
            self.room -= new.len();
            new.into_iter().for_each(|n| self.kept[n] = true);
        }
    }

    /// Keeps a node with its chain of causes, unless that is too long.
    fn chain(&mut self, node: u32) {
        let mut chain = vec![node];
        let mut last = node;
        while let Some(cause) = self.causes[last as usize].filter(|&c| !self.kept[c as usize]) {
            if chain.len() > CHAIN {
                return;
            }
            chain.push(cause);
            last = cause;
        }
        self.keep(&chain);
    }
}

/// What tipped each node.
fn causes(diagram: &Diagram<'_>) -> Vec<Option<u32>> {
    let mut causes = vec![None; diagram.nodes.len()];
    for need in diagram.needs.iter().filter(|need| need.cause.is_some()) {
        causes[need.dependent as usize] = need.cause;
    }
    causes
}

/// How many nodes have each node in their chain of causes; of a circle nothing is counted.
fn through(causes: &[Option<u32>]) -> Vec<u32> {
    let mut waiting = vec![0_u32; causes.len()];
    for &cause in causes.iter().flatten() {
        waiting[cause as usize] += 1;
    }
    let mut ready: Vec<u32> = (0..causes.len() as u32).filter(|&n| waiting[n as usize] == 0).collect();
    let mut load = vec![0_u32; causes.len()];
    while let Some(node) = ready.pop() {
        let Some(cause) = causes[node as usize].map(|c| c as usize) else { continue };
        load[cause] += load[node as usize] + 1;
        waiting[cause] -= 1;
        ready.extend((waiting[cause] == 0).then_some(cause as u32));
    }
    load
}

/// How many needs name each node.
fn dependents(diagram: &Diagram<'_>) -> Vec<u32> {
    let mut load = vec![0_u32; diagram.nodes.len()];
    for &provider in diagram.needs.iter().flat_map(|need| need.primaries.iter().chain(&need.fallbacks)) {
        load[provider as usize] += 1;
    }
    load
}

/// Nodes that are otherwise than on the other side of a comparison, of each sort a few: public services first.
fn marked(diagram: &Diagram<'_>) -> Vec<u32> {
    let all = (0..).zip(&diagram.nodes);
    let mut nodes: Vec<_> =
        all.filter_map(|(node, item)| Some((item.mark?, item.layer != Some(Layer::Public), node))).collect();
    nodes.sort_unstable();
    let few = nodes.chunk_by(|a, b| a.0 == b.0).flat_map(|sort| sort.iter().take(MARKED));
    few.map(|&(_, _, node)| node).collect()
}

/// Affected public services, one of each agency: the worst first, with those that miss deadlines before others.
fn examples(diagram: &Diagram<'_>) -> Vec<u32> {
    let mut seen = std::collections::HashSet::new();
    let mut found: Vec<_> = (0..)
        .zip(&diagram.nodes)
        .filter(|(_, item)| item.layer == Some(Layer::Public) && item.state > State::AtRisk && !item.failed)
        .map(|(node, item)| {
            let missed = item.deadlines.iter().filter(|d| d.at_risk).count();
            let urgency = (item.state, item.certain, missed, item.mtpd_breach.is_some());
            (std::cmp::Reverse(urgency), node, item.agency)
        })
        .collect();
    found.sort_unstable();
    found.retain(|&(_, _, agency)| seen.insert(agency));
    found.into_iter().take(EXAMPLES).map(|(_, node, _)| node).collect()
}
