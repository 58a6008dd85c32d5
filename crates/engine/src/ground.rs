//! What chosen nodes have in common below them, and what only one of them needs.
//!
//! A chosen node stands on itself, zero steps away: when one of them needs another, that other is common ground of both.

use super::base::NodeIx;
use super::closures::{Along, Closures, LANES};
use super::graph::Graph;
use super::levels::LevelsScratch;
use super::watch::{Stopped, Watch};
use model::{Include, Level};
use std::cmp::Reverse;

/// A question for common ground.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The chosen nodes, each once.
    pub chosen: &'a [NodeIx],
    /// Which dependencies lead down.
    pub along: Along,
    /// Entries of each list.
    pub keep: usize,
    /// How many provider links may be followed.
    pub budget: u64,
}

/// A node that several of the chosen ones stand on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedNode {
    /// The node.
    pub node: NodeIx,
    /// How many of the chosen ones stand on it.
    pub needed_by: u32,
    /// Steps from the farthest of those.
    pub farthest: u32,
    /// Steps from each chosen node, in the order of the question; `None` when that one does not need it.
    pub steps: Vec<Option<u32>>,
}

/// What only one chosen node needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Own {
    /// Nodes and steps, the nearest first, then by key; without the chosen node itself.
    pub nearest: Vec<(NodeIx, u32)>,
    /// How many there are in all.
    pub total: u64,
}

/// What stands below the chosen nodes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ground {
    /// What all of them stand on: nearest first (steps from the farthest, then steps added up), then by key.
    pub common: Vec<SharedNode>,
    /// How many those are in all.
    pub common_total: u64,
    /// What at least two of them stand on, but not all: needed by most first, then as above.
    pub shared: Vec<SharedNode>,
    /// How many those are in all.
    pub shared_total: u64,
    /// For each chosen node what none of the others needs.
    pub own: Vec<Own>,
    /// Everything was found: the budget sufficed.
    pub complete: bool,
}

/// What of the chosen nodes a failure hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hit {
    /// Chosen nodes that become unavailable, the failed one included if it is chosen.
    pub unavailable: u32,
    /// Chosen nodes that become degraded.
    pub degraded: u32,
}

/// What is known of one node while it is searched.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    needed_by: u32,
    farthest: u32,
    sum: u32,
    /// The last of the chosen nodes that reached it.
    last: u32,
}

/// Memory of a question, kept and reused.
#[derive(Debug, Default)]
pub struct GroundScratch {
    below: Closures,
    levels: LevelsScratch,
}

impl GroundScratch {
    /// Looks for what stands below the chosen nodes.
    ///
    /// # Errors
    /// The watch says stop.
    pub fn run(&mut self, graph: &Graph, question: &Question<'_>, watch: &Watch) -> Result<Ground, Stopped> {
        // The steps are sought a second time, which costs as much again.
        let mut budget = question.budget / 2;
        let (tally, touched, mut complete) = self.tally(graph, question, &mut budget, watch)?;
        let all = question.chosen.len() as u32;
        let of = |node: NodeIx| &tally[node as usize];
        let (mut common, mut shared) = (Vec::new(), Vec::new());
        let mut own: Vec<Vec<(u32, u64, NodeIx)>> = vec![Vec::new(); question.chosen.len()];
        for &node in &touched {
            let t = of(node);
            if t.needed_by == 1 && question.chosen[t.last as usize] != node {
                own[t.last as usize].push((t.sum, graph.rank(node), node));
            } else if t.needed_by == all && all > 1 {
                common.push(node);
            } else if t.needed_by > 1 {
                shared.push(node);
            }
        }
        let first = |nodes: &mut Vec<NodeIx>| {
            let order = |&n: &NodeIx| (Reverse(of(n).needed_by), of(n).farthest, of(n).sum, graph.rank(n));
            nodes.sort_unstable_by_key(order);
            let total = nodes.len() as u64;
            nodes.truncate(question.keep);
            total
        };
        let (common_total, shared_total) = (first(&mut common), first(&mut shared));
        let listed: Vec<NodeIx> = common.iter().chain(&shared).copied().collect();
        let mut steps = vec![vec![None; question.chosen.len()]; listed.len()];
        complete &= self.steps(graph, question, &listed, &mut steps, watch)?;
        let mut entries: Vec<SharedNode> = (listed.iter().zip(steps))
            .map(|(&node, steps)| SharedNode {
                node,
                needed_by: of(node).needed_by,
                farthest: of(node).farthest,
                steps,
            })
            .collect();
        let shared = entries.split_off(common.len());
        let own = own.into_iter().map(|list| nearest(list, question.keep)).collect();
        Ok(Ground { common: entries, common_total, shared, shared_total, own, complete })
    }

    /// What is known of every node below a chosen one; those nodes; and whether the budget sufficed.
    fn tally(
        &mut self,
        graph: &Graph,
        question: &Question<'_>,
        budget: &mut u64,
        watch: &Watch,
    ) -> Result<(Vec<Tally>, Vec<NodeIx>, bool), Stopped> {
        let mut tally = vec![Tally::default(); graph.node_bound() as usize];
        let (mut touched, mut complete) = (Vec::new(), true);
        for (part, chosen) in question.chosen.chunks(LANES).enumerate() {
            complete &=
                self.below.run(graph, chosen, question.along, budget, watch, |node, bits, steps| {
                    let t = &mut tally[node as usize];
                    if t.needed_by == 0 {
                        touched.push(node);
                    }
                    t.needed_by += bits.count_ones();
                    t.sum = t.sum.saturating_add(steps.saturating_mul(bits.count_ones()));
                    t.farthest = t.farthest.max(steps);
                    t.last = (part * LANES) as u32 + bits.trailing_zeros();
                })?;
        }
        Ok((tally, touched, complete))
    }

    /// Steps from every chosen node to each of these, sought a second time: keeping them all would take as much memory
    /// as the map has nodes, for every chosen one.
    fn steps(
        &mut self,
        graph: &Graph,
        question: &Question<'_>,
        listed: &[NodeIx],
        into: &mut [Vec<Option<u32>>],
        watch: &Watch,
    ) -> Result<bool, Stopped> {
        if listed.is_empty() {
            return Ok(true);
        }
        let mut budget = question.budget / 2;
        // One more than the place in the list.
        let mut place = vec![0u32; graph.node_bound() as usize];
        for (at, &node) in (1..).zip(listed) {
            place[node as usize] = at;
        }
        let mut complete = true;
        for (part, chosen) in question.chosen.chunks(LANES).enumerate() {
            complete &= self.below.run(
                graph,
                chosen,
                question.along,
                &mut budget,
                watch,
                |node, mut bits, steps| {
                    let Some(at) = place[node as usize].checked_sub(1) else {
                        return;
                    };
                    while bits != 0 {
                        into[at as usize][part * LANES + bits.trailing_zeros() as usize] = Some(steps);
                        bits &= bits - 1;
                    }
                },
            )?;
        }
        Ok(complete)
    }

    /// What of the chosen nodes the failure of each of these alone hits, without clocks; `None` from where on the budget
    /// of provider links does not suffice.
    ///
    /// # Errors
    /// The watch says stop.
    pub fn hits(
        &mut self,
        graph: &Graph,
        chosen: &[NodeIx],
        nodes: &[NodeIx],
        include: Include,
        mut budget: u64,
        watch: &Watch,
    ) -> Result<Vec<Option<Hit>>, Stopped> {
        let all = chosen.len();
        let mut is_chosen = vec![false; graph.node_bound() as usize];
        chosen.iter().for_each(|&node| is_chosen[node as usize] = true);
        let mut hits = Vec::with_capacity(nodes.len());
        for &node in nodes {
            if budget == 0 {
                hits.push(None);
                continue;
            }
            watch.advance(1)?;
            let mut down = 0;
            self.levels.run_while(graph, &[(node, Level::Unavailable)], include, |node, _, new| {
                down += usize::from(new == 2 && is_chosen[node as usize]);
                // Worse than all of them unavailable it does not become.
                down < all
            });
            budget = budget.saturating_sub(self.levels.followed().max(1));
            let at = |level| chosen.iter().filter(|&&c| self.levels.level(c) == level).count() as u32;
            hits.push(Some(Hit { unavailable: at(Level::Unavailable), degraded: at(Level::Degraded) }));
        }
        Ok(hits)
    }
}

fn nearest(mut list: Vec<(u32, u64, NodeIx)>, keep: usize) -> Own {
    let total = list.len() as u64;
    if list.len() > keep {
        list.select_nth_unstable(keep);
        list.truncate(keep);
    }
    list.sort_unstable();
    Own { nearest: list.into_iter().map(|(steps, _, node)| (node, steps)).collect(), total }
}
