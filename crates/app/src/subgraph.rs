//! Pieces of a map as diagrams: chosen nodes, and the dependencies between them.

use engine::{DependencyIx, NodeIx};
use map::{Direction, Map};
use model::{Kind, Seconds};
use render::diagram::{Agency, Diagram, Item, Need, State, Subject};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Most nodes of a diagram; of more, the rest is counted.
pub const MAX_NODES: usize = 200_000;
/// Most primaries of one dependency that are told one by one.
const NAMED: usize = 1_000;

/// A diagram in the making: nodes that are looked up by their numbers.
pub(super) struct Subgraph<'a> {
    map: &'a Map,
    /// The nodes in the order of keys.
    pub(super) nodes: Vec<NodeIx>,
    at: FxHashMap<NodeIx, u32>,
}

impl<'a> Subgraph<'a> {
    /// These nodes; repetitions are dropped.
    pub(super) fn new(map: &'a Map, mut nodes: Vec<NodeIx>) -> Self {
        nodes.sort_unstable_by_key(|&node| map.graph().rank(node));
        nodes.dedup();
        let at = nodes.iter().enumerate().map(|(at, &node)| (node, at as u32)).collect();
        Self { map, nodes, at }
    }

    /// The diagram of them as nothing had failed.
    pub(super) fn diagram(&self, subject: Subject<'a>, omitted: u64) -> Diagram<'a> {
        let agencies = self.agencies();
        let places: FxHashMap<NodeIx, u32> =
            agencies.iter().enumerate().map(|(at, &node)| (node, at as u32)).collect();
        let needs = self.nodes.iter().flat_map(|&node| self.map.graph().dependencies(node));
        Diagram {
            subject,
            revision: (self.map.revision() > 0).then(|| self.map.revision()),
            starts_at: None,
            changes: 0,
            only_confirmed: false,
            districts: self.districts(&agencies),
            agencies: agencies.iter().map(|&agency| self.agency(agency)).collect(),
            nodes: self.nodes.iter().map(|&node| self.item(node, &places)).collect(),
            needs: needs.filter_map(|d| self.need(d)).collect(),
            omitted,
        }
    }

    /// The place of a node in the diagram.
    pub(super) fn place(&self, node: NodeIx) -> Option<u32> {
        self.at.get(&node).copied()
    }

    /// The dependencies that [`diagram`](Self::diagram) shows, in its order.
    pub(super) fn shown(&self) -> impl Iterator<Item = DependencyIx> + '_ {
        let all = self.nodes.iter().flat_map(|&node| self.map.graph().dependencies(node));
        all.filter(|&d| self.map.graph().providers(d).iter().any(|p| self.at.contains_key(p)))
    }

    /// Who runs the node; an agency belongs to itself.
    fn owner(&self, node: NodeIx) -> Option<NodeIx> {
        if self.map.kind(node) == Kind::Agency { Some(node) } else { self.map.agency(node) }
    }

    fn agencies(&self) -> Vec<NodeIx> {
        let mut agencies: Vec<NodeIx> = self.nodes.iter().filter_map(|&node| self.owner(node)).collect();
        agencies.sort_unstable_by_key(|&agency| self.map.graph().rank(agency));
        agencies.dedup();
        agencies
    }

    fn agency(&self, agency: NodeIx) -> Agency<'a> {
        let map = self.map;
        Agency {
            key: map.key(agency),
            name: map.name(agency),
            district: map.area(agency).and_then(|area| area.get(..5)),
        }
    }

    /// The names of their districts.
    fn districts(&self, agencies: &[NodeIx]) -> BTreeMap<&'a str, &'a str> {
        let map = self.map;
        let wanted: BTreeSet<&str> =
            agencies.iter().filter_map(|&agency| map.area(agency)?.get(..5)).collect();
        let known = map.districts();
        wanted.into_iter().filter_map(|key| Some((key, map.name(known.agency(key)?)))).collect()
    }

    fn item(&self, node: NodeIx, agencies: &FxHashMap<NodeIx, u32>) -> Item<'a> {
        let map = self.map;
        Item {
            stands_for: map.stands_for(node),
            key: map.key(node),
            name: map.name(node),
            kind: map.kind(node),
            layer: map.layer(node),
            site_type: map.site_type(node),
            agency: self.owner(node).and_then(|agency| agencies.get(&agency).copied()),
            state: State::Operational,
            spans: Vec::new(),
            failed: false,
            certain: true,
            deadlocked: false,
            hypothetical: false,
            mark: None,
            mtpd: map.mtpd(node),
            mtpd_breach: None,
            deadlines: Vec::new(),
        }
    }

    fn need(&self, d: DependencyIx) -> Option<Need> {
        let (map, graph) = (self.map, self.map.graph());
        let (dependent, rule) = graph.head(d);
        let (primaries, fallbacks) = graph.providers(d).split_at(rule.primaries as usize);
        let shown = |nodes: &[NodeIx]| -> Vec<u32> {
            nodes.iter().filter_map(|&node| self.place(node)).take(NAMED).collect()
        };
        let (mine, others) = (shown(primaries), shown(fallbacks));
        if mine.is_empty() && others.is_empty() {
            return None;
        }
        Some(Need {
            dependent: self.place(dependent)?,
            id: map.local_id(d),
            relation: map.relation(d),
            hidden_primaries: (primaries.len() - mine.len()) as u32,
            hidden_fallbacks: (fallbacks.len() - others.len()) as u32,
            primaries: mine,
            fallbacks: others,
            min: rule.terms.min,
            full: rule.terms.full,
            whole: !rule.terms.degraded_works,
            one_of_unknown: rule.terms.one_of_unknown,
            start_only: rule.terms.start_only,
            confirmation: map.confirmation(d),
            unmet: None,
            at_risk: false,
            cause: None,
            hypothetical: false,
        })
    }
}

/// The diagram of these nodes of the map, at most [`MAX_NODES`] of them.
pub fn of_nodes<'a>(
    map: &'a Map,
    filters: Vec<(&'static str, String)>,
    mut nodes: Vec<NodeIx>,
) -> Diagram<'a> {
    let omitted = nodes.len().saturating_sub(MAX_NODES) as u64;
    nodes.truncate(MAX_NODES);
    Subgraph::new(map, nodes).diagram(Subject::Map(filters), omitted)
}

/// The diagram of what stands around a node, so many steps to either side.
pub fn of_surroundings(map: &Map, node: NodeIx, dependencies: u32, dependents: u32) -> Diagram<'_> {
    let mut nodes = vec![node];
    let mut omitted = 0;
    for (direction, depth) in [(Direction::Dependencies, dependencies), (Direction::Dependents, dependents)] {
        if depth > 0 {
            let found = map.neighbours(node, direction, depth, MAX_NODES / 2);
            omitted += u64::from(found.truncated);
            nodes.extend(found.items.iter().map(|reached| reached.node));
        }
    }
    let subgraph = Subgraph::new(map, nodes);
    let node = subgraph.place(node).unwrap_or_default();
    subgraph.diagram(Subject::Surroundings { node, dependencies, dependents }, omitted)
}

/// A number of seconds; beyond what can be written it is the longest there is.
pub(super) fn seconds(seconds: u32) -> Seconds {
    Seconds::new(seconds).unwrap_or(Seconds::MAX)
}
