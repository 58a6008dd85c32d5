//! What a node depends on and what depends on it, step by step.

use super::live::Map;
use super::sight::Sight;
use engine::{DependencyIx, NodeIx};
use std::collections::HashMap;

/// Which way to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To what the node needs.
    Dependencies,
    /// To what needs the node.
    Dependents,
}

/// A node that was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The node.
    pub node: NodeIx,
    /// How many steps away; 1 = directly.
    pub depth: u32,
    /// The dependencies on the last step of the shortest ways to it, in rising order.
    pub through: Vec<DependencyIx>,
}

/// Nodes around a node: the nearest first, those of one depth in the order of their keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Neighbours {
    /// The nodes, without the one that was asked about.
    pub items: Vec<Reached>,
    /// There are more than the limit allowed.
    pub truncated: bool,
}

impl Map {
    /// At most `limit` nodes at most `depth` steps away from `start`. The work is bounded by the dependencies of
    /// the nodes within that depth.
    pub fn neighbours(&self, start: NodeIx, direction: Direction, depth: u32, limit: usize) -> Neighbours {
        let mut result = Neighbours::default();
        let mut depth_of = HashMap::from([(start, 0)]);
        let mut frontier = vec![start];
        for step in 1..=depth {
            let mut level = self.next_level(&frontier, direction, &depth_of);
            let room = limit - result.items.len();
            result.truncated = level.len() > room;
            level.truncate(room);
            if level.is_empty() {
                break;
            }
            depth_of.extend(level.iter().map(|&node| (node, step)));
            let through = match direction {
                Direction::Dependencies => self.through_dependencies(&frontier, &level),
                Direction::Dependents => {
                    level.iter().map(|&node| self.through_dependents(node, step, &depth_of)).collect()
                }
            };
            let reached = level.iter().zip(through);
            result.items.extend(reached.map(|(&node, through)| Reached { node, depth: step, through }));
            if result.truncated {
                break;
            }
            frontier = level;
        }
        result
    }

    /// Nodes one step from the frontier that were not reached before, in the order of keys.
    fn next_level(
        &self,
        frontier: &[NodeIx],
        direction: Direction,
        depth_of: &HashMap<NodeIx, u32>,
    ) -> Vec<NodeIx> {
        let graph = self.graph();
        let mut level: Vec<NodeIx> = Vec::new();
        // Of what is seen from outside nobody sees what lies behind.
        let open = frontier.iter().filter(|&&node| self.sight(node) == Sight::Full);
        for &node in open {
            match direction {
                Direction::Dependencies => {
                    level.extend(graph.dependencies(node).flat_map(|d| graph.providers(d)));
                }
                Direction::Dependents => level.extend(graph.dependents(node)),
            }
        }
        level.retain(|node| !depth_of.contains_key(node) && self.sees(*node));
        level.sort_unstable_by_key(|&node| graph.rank(node));
        level.dedup();
        level
    }

    /// For each node of the level the dependencies of the frontier in which it is a provider.
    fn through_dependencies(&self, frontier: &[NodeIx], level: &[NodeIx]) -> Vec<Vec<DependencyIx>> {
        let places: HashMap<NodeIx, usize> = level.iter().enumerate().map(|(at, &node)| (node, at)).collect();
        let mut through = vec![Vec::new(); level.len()];
        for d in frontier.iter().flat_map(|&node| self.graph().dependencies(node)) {
            for at in self.graph().providers(d).iter().filter_map(|provider| places.get(provider)) {
                through[*at].push(d);
            }
        }
        through.iter_mut().for_each(|list: &mut Vec<_>| list.sort_unstable());
        through
    }

    /// The node's own dependencies that have a provider one step nearer.
    fn through_dependents(
        &self,
        node: NodeIx,
        depth: u32,
        depth_of: &HashMap<NodeIx, u32>,
    ) -> Vec<DependencyIx> {
        let nearer = |provider: &NodeIx| depth_of.get(provider) == Some(&(depth - 1));
        self.graph().dependencies(node).filter(|&d| self.graph().providers(d).iter().any(nearer)).collect()
    }
}
