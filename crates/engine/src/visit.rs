//! petgraph's visit traits on [`Graph`], so that its iterative algorithms run on the same arrays.
//!
//! Edges point from the dependent to the provider. `tarjan_scc` and `is_cyclic_directed` recurse over the
//! data and are banned (`clippy.toml`); `kosaraju_scc` and `toposort` are iterative.

use super::base::{DependencyIx, Link, NodeIx, Reliant};
use super::graph::Graph;
use model::Include;
use petgraph::Direction;
use petgraph::visit::{
    GraphBase, GraphRef, IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers, NodeCount, NodeIndexable,
    Visitable,
};

impl GraphBase for Graph {
    type NodeId = NodeIx;
    type EdgeId = (NodeIx, NodeIx);
}

impl NodeCount for Graph {
    fn node_count(&self) -> usize {
        self.node_bound() as usize
    }
}

impl NodeIndexable for Graph {
    fn node_bound(&self) -> usize {
        Self::node_bound(self) as usize
    }
    fn to_index(&self, node: NodeIx) -> usize {
        node as usize
    }
    fn from_index(&self, index: usize) -> NodeIx {
        index as NodeIx
    }
}

impl IntoNodeIdentifiers for &Graph {
    type NodeIdentifiers = std::ops::Range<NodeIx>;
    fn node_identifiers(self) -> Self::NodeIdentifiers {
        0..Graph::node_bound(self)
    }
}

impl<'a> IntoNeighbors for &'a Graph {
    type Neighbors = Neighbors<'a>;
    fn neighbors(self, node: NodeIx) -> Neighbors<'a> {
        self.neighbors_directed(node, Direction::Outgoing)
    }
}

impl<'a> IntoNeighborsDirected for &'a Graph {
    type NeighborsDirected = Neighbors<'a>;
    fn neighbors_directed(self, node: NodeIx, direction: Direction) -> Neighbors<'a> {
        Neighbors(match direction {
            Direction::Outgoing => {
                Box::new(self.dependencies(node).flat_map(move |d| self.providers(d).iter().copied()))
            }
            Direction::Incoming => Box::new(self.dependents(node)),
        })
    }
}

/// Neighbours in one direction.
pub struct Neighbors<'a>(Box<dyn Iterator<Item = NodeIx> + 'a>);

impl Iterator for Neighbors<'_> {
    type Item = NodeIx;
    fn next(&mut self) -> Option<NodeIx> {
        self.0.next()
    }
}

/// The same graph with only the dependencies that can do something to their dependents: those that are merely drawn are
/// left out, and unconfirmed ones where only confirmed ones count.
#[derive(Clone, Copy)]
pub struct Needs<'a> {
    graph: &'a Graph,
    include: Include,
}

impl<'a> Needs<'a> {
    /// A view of this graph.
    pub fn new(graph: &'a Graph, include: Include) -> Self {
        Self { graph, include }
    }

    /// Whether the dependency counts.
    pub fn counts(&self, dependency: DependencyIx) -> bool {
        let terms = &self.graph.head(dependency).1.terms;
        (terms.min, terms.full) != (0, 0) && (terms.confirmed || self.include == Include::All)
    }

    /// The dependencies of a node that count, in the order written.
    pub fn dependencies(self, node: NodeIx) -> impl Iterator<Item = DependencyIx> + 'a {
        self.graph.dependencies(node).filter(move |&d| self.counts(d))
    }
}

impl GraphRef for Needs<'_> {}

impl GraphBase for Needs<'_> {
    type NodeId = NodeIx;
    type EdgeId = (NodeIx, NodeIx);
}

impl IntoNodeIdentifiers for Needs<'_> {
    type NodeIdentifiers = std::ops::Range<NodeIx>;
    fn node_identifiers(self) -> Self::NodeIdentifiers {
        0..self.graph.node_bound()
    }
}

impl<'a> IntoNeighbors for Needs<'a> {
    type Neighbors = Neighbors<'a>;
    fn neighbors(self, node: NodeIx) -> Neighbors<'a> {
        self.neighbors_directed(node, Direction::Outgoing)
    }
}

impl<'a> IntoNeighborsDirected for Needs<'a> {
    type NeighborsDirected = Neighbors<'a>;
    fn neighbors_directed(self, node: NodeIx, direction: Direction) -> Neighbors<'a> {
        let graph = self.graph;
        Neighbors(match direction {
            Direction::Outgoing => {
                Box::new(self.dependencies(node).flat_map(move |d| graph.providers(d).iter().copied()))
            }
            Direction::Incoming => {
                let counts = move |link: Link| match link.target() {
                    Reliant::Direct { dependent, confirmed } => {
                        (confirmed || self.include == Include::All).then_some(dependent)
                    }
                    Reliant::Group { dependency, .. } => {
                        self.counts(dependency).then(|| graph.dependent(dependency))
                    }
                };
                Box::new(graph.links(node).filter_map(counts))
            }
        })
    }
}

impl Visitable for Needs<'_> {
    type Map = Seen;
    fn visit_map(&self) -> Seen {
        self.graph.visit_map()
    }
    fn reset_map(&self, map: &mut Seen) {
        self.graph.reset_map(map);
    }
}

impl Visitable for Graph {
    type Map = Seen;
    fn visit_map(&self) -> Seen {
        Seen(vec![0; (Graph::node_bound(self) as usize).div_ceil(64)])
    }
    fn reset_map(&self, map: &mut Seen) {
        *map = self.visit_map();
    }
}

/// One bit per node.
pub struct Seen(Vec<u64>);

impl petgraph::visit::VisitMap<NodeIx> for Seen {
    fn visit(&mut self, node: NodeIx) -> bool {
        let (word, bit) = (&mut self.0[node as usize / 64], 1 << (node % 64));
        let first = *word & bit == 0;
        *word |= bit;
        first
    }
    fn is_visited(&self, node: &NodeIx) -> bool {
        self.0[*node as usize / 64] & (1 << (node % 64)) != 0
    }
    fn unvisit(&mut self, node: NodeIx) -> bool {
        let seen = self.is_visited(&node);
        self.0[node as usize / 64] &= !(1 << (node % 64));
        seen
    }
}
