//! What a hypothesis says about each node, and where to look next to tell hypotheses apart.

use super::{DiagnosisScratch, Evidence, Hypothesis, Supposed};
use crate::base::NodeIx;
use crate::graph::Graph;
use crate::watch::{Stopped, Watch};
use model::Level;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Most hypotheses that are told apart.
const TOLD_APART: usize = 16;
/// Most nodes that are named to look at next.
const LOOKS: usize = 5;

/// What a hypothesis says, beside what is observed. The lists of symptoms are in the order of the observations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Symptoms at exactly the level they are seen at.
    pub explained: Vec<NodeIx>,
    /// Symptoms it says are down, but at another level than seen: the level it says.
    pub partly: Vec<(NodeIx, Level)>,
    /// Symptoms it says are operational.
    pub unexplained: Vec<NodeIx>,
    /// Seen operational, but it says they are not: the level it says.
    pub wrong: Vec<(NodeIx, Level)>,
    /// It says they are down and nobody looked, without what is supposed itself: worst first, then by key, within the
    /// limit.
    pub unknown: Vec<Supposed>,
    /// How many those are in all.
    pub unknown_total: u64,
}

/// A node to look at next: some hypotheses say that it is down, others that it works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The node.
    pub node: NodeIx,
    /// Which hypotheses say it is down, by their place in the list handed in.
    pub down: Vec<usize>,
    /// Which say it works.
    pub working: Vec<usize>,
}

impl DiagnosisScratch {
    /// Reads hypotheses about this evidence, with at most `limit` unknown nodes each, and says what to look at next:
    /// the nodes that divide most evenly the hypotheses with the least distance; or all of them, when only one has that. At most
    /// sixteen are told apart.
    ///
    /// # Errors
    /// The watch says stop.
    pub fn read(
        &mut self,
        graph: &Graph,
        evidence: &Evidence<'_>,
        hypotheses: &[&Hypothesis],
        limit: usize,
        watch: &Watch,
    ) -> Result<(Vec<Reading>, Vec<Look>), Stopped> {
        self.look_at(graph, evidence.observations);
        let apart = told_apart(hypotheses);
        let mut says: Vec<u16> = vec![0; graph.node_bound() as usize];
        let mut said: Vec<NodeIx> = Vec::new();
        let mut readings = Vec::new();
        let mut wanted = Ok(());
        for (place, hypothesis) in hypotheses.iter().enumerate() {
            wanted = watch.advance(1);
            if wanted.is_err() {
                break;
            }
            self.levels.run_while(graph, &hypothesis.failures, evidence.include, |_, _, _| true);
            readings.push(self.reading(graph, evidence, hypothesis, limit));
            let Some(bit) = apart.iter().position(|&other| other == place) else {
                continue;
            };
            for (node, _) in self.levels.affected().filter(|(n, _)| self.observed[*n as usize] == 0) {
                let mask = &mut says[node as usize];
                if *mask == 0 {
                    said.push(node);
                }
                *mask |= 1 << bit;
            }
        }
        // Before anything else: the memory is used again, also after a stop.
        self.forget(evidence.observations);
        wanted?;
        Ok((readings, looks(graph, &says, &said, &apart)))
    }

    fn reading(&self, graph: &Graph, evidence: &Evidence<'_>, of: &Hypothesis, limit: usize) -> Reading {
        let mut reading = Reading::default();
        for seen in evidence.observations {
            let (node, says) = (seen.node, self.levels.level(seen.node));
            match (seen.level, says) {
                (Level::Operational, Level::Operational) => {}
                (Level::Operational, _) => reading.wrong.push((node, says)),
                (_, Level::Operational) => reading.unexplained.push(node),
                (level, _) if level == says => reading.explained.push(node),
                _ => reading.partly.push((node, says)),
            }
        }
        let supposed = |node: NodeIx| of.failures.iter().any(|f| f.0 == node);
        let mut unknown: Vec<Supposed> = (self.levels.affected())
            .filter(|&(node, _)| self.observed[node as usize] == 0 && !supposed(node))
            .collect();
        reading.unknown_total = unknown.len() as u64;
        let order = |&(node, level): &Supposed| (Reverse(level), graph.rank(node));
        if unknown.len() > limit {
            unknown.select_nth_unstable_by_key(limit, order);
            unknown.truncate(limit);
        }
        unknown.sort_unstable_by_key(order);
        reading.unknown = unknown;
        reading
    }
}

/// Which hypotheses are to be told apart.
fn told_apart(hypotheses: &[&Hypothesis]) -> Vec<usize> {
    let least = hypotheses.iter().map(|h| h.score.distance).min();
    let mut best: Vec<usize> =
        (0..hypotheses.len()).filter(|&at| Some(hypotheses[at].score.distance) == least).collect();
    if best.len() < 2 {
        best = (0..hypotheses.len()).collect();
    }
    best.truncate(TOLD_APART);
    best
}

/// The nodes that divide these hypotheses most evenly, each dividing them in another way.
fn looks(graph: &Graph, says: &[u16], said: &[NodeIx], apart: &[usize]) -> Vec<Look> {
    let mut best: BTreeMap<(Reverse<usize>, u16), (u64, NodeIx)> = BTreeMap::new();
    for &node in said {
        let mask = says[node as usize];
        let down = mask.count_ones() as usize;
        let told = down.min(apart.len() - down);
        if told > 0 {
            let this = (graph.rank(node), node);
            let place = best.entry((Reverse(told), mask)).or_insert(this);
            *place = (*place).min(this);
        }
    }
    let mut looks: Vec<_> =
        best.into_iter().map(|((told, mask), (rank, node))| (told, rank, node, mask)).collect();
    looks.sort_unstable();
    let look = |(_, _, node, mask): (_, _, NodeIx, u16)| {
        let (down, working): (Vec<_>, Vec<_>) =
            apart.iter().enumerate().partition(|(bit, _)| mask & 1 << bit != 0);
        let places = |list: Vec<(usize, &usize)>| list.into_iter().map(|(_, &place)| place).collect();
        Look { node, down: places(down), working: places(working) }
    };
    looks.into_iter().take(LOOKS).map(look).collect()
}
