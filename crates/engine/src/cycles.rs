//! Circles: groups of nodes that need each other, directly or by others.

use super::base::{DependencyIx, NodeIx};
use super::graph::Graph;
use super::visit::Needs;
use model::Include;

/// Nodes each of which needs each other one, directly or by others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// In the order of their keys.
    pub nodes: Vec<NodeIx>,
    /// The first dependency in it that has providers to spare, of which one stands in the circle. Such a circle can hold
    /// itself up after its feed is cut (semantics, "Limits, said openly").
    pub spare: Option<DependencyIx>,
}

/// All circles, by their first node in the order of keys. A node that stands in no circle is not listed.
pub fn cycles(graph: &Graph, include: Include) -> Vec<Cycle> {
    let needs = Needs::new(graph, include);
    let mut groups = petgraph::algo::kosaraju_scc(needs);
    groups.retain(|group| group.len() > 1);
    for group in &mut groups {
        group.sort_unstable_by_key(|&node| graph.rank(node));
    }
    groups.sort_unstable_by_key(|group| group.first().map(|&node| graph.rank(node)));
    groups.into_iter().map(|nodes| Cycle { spare: spare(graph, needs, &nodes), nodes }).collect()
}

fn spare(graph: &Graph, needs: Needs<'_>, nodes: &[NodeIx]) -> Option<DependencyIx> {
    let mut within = nodes.to_vec();
    within.sort_unstable();
    let closes = |&dependency: &DependencyIx| {
        let rule = graph.head(dependency).1;
        (1..rule.providers).contains(&rule.terms.min)
            && graph.providers(dependency).iter().any(|provider| within.binary_search(provider).is_ok())
    };
    nodes.iter().flat_map(|&node| needs.dependencies(node)).find(closes)
}
