//! What some nodes need, directly or by others, as a small graph of its own.
//!
//! Nothing outside it can make them worse, so questions about a few nodes of a large map cost what they need, not what
//! else hangs on it. Clocks are left out, and dependencies that never count (for starting only, informative, unconfirmed
//! when only confirmed ones are asked for), so that all that is left counts.

use crate::base::{BaseBuilder, DependencyIx, NodeIx, Rule};
use crate::graph::Graph;
use crate::watch::{Stopped, Watch};
use model::{Include, Terms};
use std::sync::Arc;

/// Steps between two looks at the watch.
const LOOK: usize = 4_096;

/// Some nodes with everything they need. Its numbers are its own: nodes in the order of their keys.
#[derive(Debug)]
pub struct Closure {
    graph: Graph,
    /// The node behind each of its own numbers.
    nodes: Vec<NodeIx>,
    /// The dependency behind each of its own numbers.
    dependencies: Vec<DependencyIx>,
    /// Its own number of each node of the map, one more; 0 = not in it.
    place: Vec<u32>,
}

/// Can a dependency under this rule make a running node worse?
pub(super) fn counts(rule: &Rule, include: Include) -> bool {
    let terms = &rule.terms;
    !(terms.start_only
        || (terms.min, terms.full) == (0, 0)
        || (include == Include::Confirmed && !terms.confirmed))
}

/// The same thresholds in this reading, without clocks; a workaround without end stays.
fn lasting(rule: &Rule, include: Include) -> Terms {
    let terms = rule.terms;
    let workaround = terms.workaround.map(|_| 0);
    let full = if terms.one_of_unknown { rule.enough(include) } else { terms.full };
    let of_all = Terms { min: rule.enough(include), full, one_of_unknown: false, ..terms };
    Terms { tolerance: 0, workaround, confirmed: true, start_only: false, ..of_all }
}

impl Closure {
    /// Everything that these nodes need, and they themselves.
    ///
    /// # Errors
    /// [`Stopped`] by the watch.
    pub fn of(
        graph: &Graph,
        targets: impl IntoIterator<Item = NodeIx>,
        include: Include,
        watch: &Watch,
    ) -> Result<Self, Stopped> {
        let closure = Self::within(usize::MAX, graph, targets, include, watch)?;
        Ok(closure.unwrap_or_else(|| unreachable!("no map has so many nodes")))
    }

    /// The same; `None` when these are more than `most` nodes.
    ///
    /// # Errors
    /// [`Stopped`] by the watch.
    pub fn within(
        most: usize,
        graph: &Graph,
        targets: impl IntoIterator<Item = NodeIx>,
        include: Include,
        watch: &Watch,
    ) -> Result<Option<Self>, Stopped> {
        let mut place = vec![0u32; graph.node_bound() as usize];
        let mut nodes = Vec::new();
        let mut see = |nodes: &mut Vec<NodeIx>, node: NodeIx| {
            if std::mem::replace(&mut place[node as usize], 1) == 0 {
                nodes.push(node);
            }
        };
        targets.into_iter().for_each(|target| see(&mut nodes, target));
        let mut at = 0;
        while let Some(&node) = nodes.get(at) {
            for d in counting(graph, node, include) {
                graph.providers(d).iter().for_each(|&provider| see(&mut nodes, provider));
            }
            at += 1;
            if nodes.len() > most {
                return Ok(None);
            }
            if at % LOOK == 0 {
                watch.advance(0)?;
            }
        }
        nodes.sort_unstable_by_key(|&node| graph.rank(node));
        for (number, &node) in (1..).zip(&nodes) {
            place[node as usize] = number;
        }
        let mut closure = Self { graph: Graph::default(), nodes, dependencies: Vec::new(), place };
        let mut builder = BaseBuilder::default();
        for (at, &node) in closure.nodes.iter().enumerate() {
            let first = closure.dependencies.len();
            closure.dependencies.extend(counting(graph, node, include));
            let own = &closure.dependencies[first..];
            let wants: Vec<_> = own.iter().map(|&d| closure.want(graph, d, include)).collect();
            builder.node(
                0,
                wants.iter().map(|(terms, all, primaries)| {
                    let (primaries, fallbacks) = all.split_at(*primaries);
                    (*terms, primaries, fallbacks)
                }),
            );
            if at % LOOK == 0 {
                watch.advance(0)?;
            }
        }
        closure.graph = Graph::new(Arc::new(builder.finish()));
        Ok(Some(closure))
    }

    fn want(&self, graph: &Graph, dependency: DependencyIx, include: Include) -> (Terms, Vec<NodeIx>, usize) {
        let rule = graph.head(dependency).1;
        let own = graph.providers(dependency).iter().map(|&p| self.place[p as usize] - 1);
        (lasting(rule, include), own.collect(), rule.primaries as usize)
    }

    /// The graph, in its own numbers.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// How many nodes are in it.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node of the map behind one of its own numbers.
    pub fn node(&self, own: NodeIx) -> NodeIx {
        self.nodes[own as usize]
    }

    /// The dependency of the map behind one of its own numbers.
    pub fn dependency(&self, own: DependencyIx) -> DependencyIx {
        self.dependencies[own as usize]
    }

    /// Its own number of a node of the map.
    pub fn find(&self, node: NodeIx) -> Option<NodeIx> {
        self.place.get(node as usize)?.checked_sub(1)
    }

    /// Its own number of a dependency of the map.
    pub fn find_dependency(&self, graph: &Graph, dependency: DependencyIx) -> Option<DependencyIx> {
        let dependent = self.find(graph.dependent(dependency))?;
        self.graph.dependencies(dependent).find(|&own| self.dependency(own) == dependency)
    }
}

/// The node's dependencies that can make it worse.
fn counting(graph: &Graph, node: NodeIx, include: Include) -> impl Iterator<Item = DependencyIx> + '_ {
    graph.dependencies(node).filter(move |&d| counts(graph.head(d).1, include))
}
