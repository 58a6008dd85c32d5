//! The map as everybody reads it: an immutable snapshot of a base with changes over it.

use super::base::{Base, Columns, Counts, FIGURED, NONE, TOLERATES, kind_of, layer_of, site_type_of};
use super::details::{Details, Style, seconds};
use super::overlay::{Entry, Overlay};
use super::sight::{Seen, Sight};
use engine::graph::base_rank;
use engine::{DependencyIx, Graph, NodeIx};

use model::derived_id::DerivedId;
use model::{
    Confirmation, Dependency, DependencyId, Key, Kind, Layer, LocalId, Node, NodeSpec, Relation, Seconds,
    SiteType, TimeZone,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything known about all nodes at one revision. Cloning is cheap; nothing in it ever changes.
///
/// Numbers of nodes and dependencies are those of its [`graph`](Self::graph). They hold for this snapshot; those
/// of nodes stay the same until the next compaction. Methods that take a number panic on one that was never
/// given out here.
#[derive(Debug, Clone)]
pub struct Map {
    pub(super) base: Arc<Base>,
    pub(super) overlay: Arc<Overlay>,
    pub(super) graph: Graph,
    pub(super) revision: u64,
    /// By whom; nobody = all of it is seen.
    pub(super) seen: Option<Seen>,
    /// The day before which no confirmation counts.
    pub(super) confirmed_since: Option<Arc<str>>,
}

/// The local id of a dependency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Local {
    /// Nobody gave it one, and it stands in the base, which keeps what follows from the rest.
    Derived(DerivedId),
    /// Any other.
    Given(String),
}

impl Map {
    /// The map of a base without changes.
    pub fn new(base: Base, revision: u64) -> Self {
        let (graph, overlay) = (base.graph.clone(), Overlay::new(&base));
        Self {
            base: Arc::new(base),
            overlay: Arc::new(overlay),
            graph,
            revision,
            seen: None,
            confirmed_since: None,
        }
    }

    /// A map without nodes.
    pub fn empty(revision: u64) -> Self {
        Self::new(Base::default(), revision)
    }

    /// The revision it shows; that of a hypothetical map is the one it was made from.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The compiled part, without the changes over it.
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// What the engine walks.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// How much there is of everything.
    pub fn counts(&self) -> Counts {
        self.overlay.counts
    }

    /// Where times are told, when the map says so.
    pub fn zone(&self) -> Option<&TimeZone> {
        self.overlay.zone.as_ref()
    }

    /// This map with times told there; `None` = it does not say where any more.
    #[must_use]
    pub fn in_zone(self, zone: Option<TimeZone>) -> Self {
        let mut overlay = (*self.overlay).clone();
        overlay.zone = zone;
        Self { overlay: Arc::new(overlay), ..self }
    }

    /// What changed since the base was compiled: nodes, and the zone.
    pub fn overlay_size(&self) -> usize {
        self.overlay.len() + usize::from(self.overlay.zone != self.base.zone)
    }

    /// The number of the node with that key; none, too, when whoever asks may not know of it.
    pub fn find(&self, key: &str) -> Option<NodeIx> {
        self.overlay.find(&self.base, key).filter(|&node| self.sees(node))
    }

    /// Was this number given to a node that is (still) there?
    pub fn exists(&self, node: NodeIx) -> bool {
        self.overlay.exists(&self.base, node)
    }

    /// All nodes in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = NodeIx> + '_ {
        self.iter_after(None)
    }

    /// All nodes with a key greater than `after`, in the order of their keys.
    pub fn iter_after<'a>(&'a self, after: Option<&'a str>) -> impl Iterator<Item = NodeIx> + 'a {
        let first = after.map_or(0, |key| {
            let at = self.base.keys.lower_bound(key);
            at + u32::from(at < self.base.nodes() && self.base.keys.get(at) == key)
        });
        let mut of_base = (first..self.base.nodes()).peekable();
        let mut added = self.overlay.added_after(after).map(|(_, node)| node).peekable();
        std::iter::from_fn(move || match (of_base.peek(), added.peek()) {
            (Some(&node), Some(&new)) if self.graph.rank(new) < base_rank(node) => added.next(),
            (None, _) => added.next(),
            _ => of_base.next(),
        })
        .filter(|&node| self.exists(node) && self.sees(node))
    }

    fn entry(&self, node: NodeIx) -> Option<&Entry> {
        self.overlay.get(node)
    }

    /// The changed node, or the columns where the unchanged one stands.
    pub(super) fn read<'a, T>(
        &'a self,
        node: NodeIx,
        changed: impl FnOnce(&'a Node) -> Option<T>,
        column: impl FnOnce(&'a Columns, usize) -> Option<T>,
    ) -> Option<T> {
        match self.entry(node) {
            Some(entry) => entry.node.as_deref().and_then(changed),
            None => column(&self.base.columns, node as usize),
        }
    }

    /// The node's key; also of a removed one. A hidden one has a pseudonym.
    pub fn key(&self, node: NodeIx) -> &str {
        if let Some(hidden) = self.hidden_as(node) {
            return hidden;
        }
        match self.entry(node) {
            Some(entry) => entry.key.as_str(),
            None => self.base.keys.get(node),
        }
    }

    /// Fetches the keys and names of nodes that lie scattered over the map, before they are read one by one.
    pub fn fetch(&self, nodes: impl Iterator<Item = NodeIx> + Clone) {
        let names = &self.base.columns.name;
        self.base.keys.touch(nodes.clone());
        self.base.names.touch(nodes.filter_map(|node| names.get(node as usize).copied()));
    }

    /// Fetches what is counted of such nodes.
    pub fn fetch_to_count(&self, nodes: impl Iterator<Item = NodeIx> + Clone) {
        let (columns, traits) = (&self.base.columns, &self.base.traits);
        let agency = |node| columns.agency.get(node as usize).copied().unwrap_or_default();
        let class = |node| columns.class.get(node as usize).copied().unwrap_or_default();
        let traits = |node| traits.get(node as usize).copied().unwrap_or_default();
        std::hint::black_box(nodes.clone().fold(0, |sum, node| sum ^ agency(node)));
        std::hint::black_box(nodes.fold(0, |sum, node| sum ^ class(node) ^ traits(node)));
    }

    /// The node's key as a value of its own.
    pub fn key_of(&self, node: NodeIx) -> Key {
        Key::trusted(self.key(node))
    }

    /// What people call it; empty for a removed node. A hidden one has a pseudonym.
    pub fn name(&self, node: NodeIx) -> &str {
        if let Some(hidden) = self.hidden_as(node) {
            return hidden;
        }
        self.read(node, |n| Some(n.name.as_str()), |c, at| Some(self.base.names.get(c.name[at])))
            .unwrap_or_default()
    }

    /// What it is; a removed node counts as a service.
    pub fn kind(&self, node: NodeIx) -> Kind {
        self.read(node, |n| Some(n.kind), |c, at| Some(kind_of(c.class[at]))).unwrap_or(Kind::Service)
    }

    /// Where in the stack a service stands.
    pub fn layer(&self, node: NodeIx) -> Option<Layer> {
        self.read(node, |n| n.layer, |c, at| layer_of(c.class[at]))
    }

    /// What a site is, when it says so.
    pub fn site_type(&self, node: NodeIx) -> Option<SiteType> {
        self.read(node, |n| n.site_type, |c, at| site_type_of(c.class[at]))
    }

    /// Who runs a site or a service.
    pub fn agency(&self, node: NodeIx) -> Option<NodeIx> {
        match self.entry(node) {
            Some(entry) => entry.agency,
            None => Some(self.base.columns.agency[node as usize]).filter(|&agency| agency != NONE),
        }
    }

    /// The agency that a node belongs to: of an agency itself, of anything else who runs it.
    pub fn owner(&self, node: NodeIx) -> Option<NodeIx> {
        if self.kind(node) == Kind::Agency { Some(node) } else { self.agency(node) }
    }

    /// The revision in which the node last changed (or was removed).
    pub fn changed_in(&self, node: NodeIx) -> u64 {
        self.entry(node).map_or_else(|| self.base.columns.changed_in[node as usize], |e| e.changed_in)
    }

    /// Maximum tolerable period of disruption.
    pub fn mtpd(&self, node: NodeIx) -> Option<Seconds> {
        let has = |at: usize| self.base.traits[at] & TOLERATES != 0;
        self.read(node, |n| n.mtpd, |c, at| has(at).then(|| seconds(c.mtpd[at])))
    }

    /// Inhabitants of an agency's area.
    pub fn population(&self, node: NodeIx) -> Option<u64> {
        self.read(
            node,
            |n| n.population,
            |c, at| (c.class[at] == 0 && self.has_figure(at)).then(|| c.figure[at]),
        )
    }

    /// Cases that come in on a usual day.
    pub fn cases_per_day(&self, node: NodeIx) -> Option<f64> {
        self.read(
            node,
            |n| n.cases_per_day,
            |c, at| (c.class[at] != 0 && self.has_figure(at)).then(|| f64::from_bits(c.figure[at])),
        )
    }

    fn has_figure(&self, at: usize) -> bool {
        self.base.traits[at] & FIGURED != 0
    }

    /// The node's own official key: its regional key or else its municipality key.
    pub fn own_area(&self, node: NodeIx) -> Option<&str> {
        self.read(node, |n| n.ars.as_deref().or(n.ags.as_deref()), |c, at| Some(self.base.area(c.area[at])))
            .filter(|area| !area.is_empty())
    }

    /// The official key of the node or, when it has none, of the agency that runs it.
    pub fn area(&self, node: NodeIx) -> Option<&str> {
        self.own_area(node).or_else(|| self.own_area(self.agency(node)?))
    }

    /// Labels for matching alerts, for whoever sees the node in full.
    pub fn labels(&self, node: NodeIx) -> BTreeMap<String, String> {
        if self.sight(node) == Sight::Full { self.labels_of(node) } else { BTreeMap::new() }
    }

    /// The same whoever asks.
    pub(super) fn labels_of(&self, node: NodeIx) -> BTreeMap<String, String> {
        let decode =
            |c: &Columns, at: usize| Details::decode(self.base.details.get(c.details[at])).into_labels();
        self.read(node, |n| Some(n.labels.clone()), |c, at| Some(decode(c, at))).unwrap_or_default()
    }

    /// Everything about a node that whoever asks may see; `None` when it was removed, or is hidden.
    pub fn node(&self, node: NodeIx) -> Option<Arc<Node>> {
        match self.sight(node) {
            Sight::Full => {}
            Sight::Front => return self.exists(node).then(|| self.front(node)),
            Sight::Hidden => return None,
        }
        if let Some(entry) = self.entry(node) {
            return entry.node.clone();
        }
        let (base, at) = (&*self.base, node as usize);
        let mut spec = NodeSpec::new(self.key_of(node), self.kind(node), self.name(node));
        spec.agency = self.agency(node).map(|agency| self.key_of(agency));
        spec.layer = self.layer(node);
        spec.site_type = self.site_type(node);
        spec.ars = base.regional_key(base.columns.area[at]).map(String::from);
        spec.population = self.population(node);
        spec.cases_per_day = self.cases_per_day(node);
        spec.mtpd = self.mtpd(node);
        spec.recovery = seconds(self.graph.recovery(node));
        Details::decode(base.details.get(base.columns.details[at])).fill(&mut spec);
        spec.needs = self.graph.dependencies(node).map(|d| self.dependency(d)).collect();
        Some(Arc::new(Node::trusted(spec)))
    }

    /// Reads the style of a dependency of the base, or the dependency itself in a changed node.
    fn need<T>(
        &self,
        dependency: DependencyIx,
        changed: impl FnOnce(&Dependency) -> T,
        style: impl FnOnce(&str) -> T,
    ) -> T {
        match self.base.style.get(dependency as usize) {
            Some(&at) => style(self.base.styles.get(at)),
            None => {
                let dependent = self.graph.dependent(dependency);
                let at = dependency.wrapping_sub(self.graph.dependencies(dependent).start) as usize;
                let need = self.entry(dependent).and_then(|e| e.node.as_ref()?.needs.get(at));
                changed(need.unwrap_or_else(|| unreachable!("a dependency in force belongs to a node")))
            }
        }
    }

    /// Everything about a dependency in force that whoever asks may see.
    pub fn dependency(&self, dependency: DependencyIx) -> Dependency {
        if !self.sees_text(dependency) {
            let id = LocalId::trusted(&self.local_id(dependency));
            return self.written(dependency).without_text(id, |key| self.shown(key));
        }
        self.written(dependency)
    }

    /// The same whoever asks.
    fn written(&self, dependency: DependencyIx) -> Dependency {
        self.need(dependency, Clone::clone, |style| {
            let (_, rule) = self.graph.head(dependency);
            let keys = |nodes: &[NodeIx]| nodes.iter().map(|&n| self.key_of(n)).collect();
            let (primaries, fallbacks) = self.graph.providers(dependency).split_at(rule.primaries as usize);
            Style::dependency(style, &rule.terms, keys(primaries), keys(fallbacks))
        })
    }

    /// A key as whoever asks may see it.
    fn shown(&self, key: &Key) -> Key {
        match self.overlay.find(&self.base, key.as_str()) {
            Some(node) => self.key_of(node),
            None => key.clone(),
        }
    }

    /// The address of a dependency in force.
    pub fn dependency_id(&self, dependency: DependencyIx) -> DependencyId {
        let dependent = self.key_of(self.graph.dependent(dependency));
        DependencyId { dependent, local: LocalId::trusted(&self.local_id(dependency)) }
    }

    /// The same as text, without taking the dependency apart: answers name many.
    pub fn dependency_address(&self, dependency: DependencyIx) -> String {
        format!("{}~{}", self.key(self.graph.dependent(dependency)), self.local_id(dependency))
    }

    /// The part of the address that tells a node's dependencies apart.
    pub fn local_id(&self, dependency: DependencyIx) -> String {
        match self.local(dependency) {
            Local::Derived(id) => id.to_string(),
            Local::Given(id) => id,
        }
    }

    /// The same without making a text of it where that can wait.
    pub fn local(&self, dependency: DependencyIx) -> Local {
        if !self.sees_text(dependency) {
            // What follows from the rest would tell of the rest, and what a person gave may be anything.
            let first = self.graph.dependencies(self.graph.dependent(dependency)).start;
            return Local::Given(format!("d{}", dependency.wrapping_sub(first) + 1));
        }
        let derived = || Local::Derived(self.base.derived_ids[dependency as usize]);
        self.need(
            dependency,
            |need| Local::Given(need.local_id().to_string()),
            |style| Style::id(style).map_or_else(derived, Local::Given),
        )
    }

    /// The number of the dependency with that address.
    pub fn find_dependency(&self, id: &DependencyId) -> Option<DependencyIx> {
        let dependent = self.find(id.dependent.as_str())?;
        let address = id.to_string();
        let mut seen =
            self.graph.dependencies(dependent).filter(|&d| self.is_whole() || self.sees_dependency(d));
        seen.find(|&d| self.dependency_address(d) == address)
    }

    /// What kind of relation a dependency is.
    pub fn relation(&self, dependency: DependencyIx) -> Relation {
        self.need(dependency, |need| need.relation, Style::relation)
    }

    /// How sure a dependency is.
    pub fn confirmation(&self, dependency: DependencyIx) -> Confirmation {
        self.need(dependency, |need| need.confirmation, Style::confirmation)
    }

    /// When somebody last confirmed a dependency, as it was written.
    pub fn confirmed_at(&self, dependency: DependencyIx) -> Option<String> {
        if self.sees_text(dependency) { self.written_at(dependency) } else { None }
    }

    /// The same whoever asks.
    pub(super) fn written_at(&self, dependency: DependencyIx) -> Option<String> {
        self.need(
            dependency,
            |need| need.confirmed_at.as_ref().map(|at| at.as_str().to_owned()),
            Style::confirmed_at,
        )
    }

    /// Where a dependency's facts come from, and a free remark on it.
    pub fn source_and_note(&self, dependency: DependencyIx) -> (Option<String>, Option<String>) {
        if !self.sees_text(dependency) {
            return (None, None);
        }
        self.need(dependency, |need| (need.source.clone(), need.note.clone()), Style::source_and_note)
    }

    /// What people do once the dependency's tolerance is used up.
    pub fn workaround_text(&self, dependency: DependencyIx) -> Option<String> {
        if !self.sees_text(dependency) {
            return None;
        }
        self.need(
            dependency,
            |need| need.workaround.as_ref().and_then(|w| w.text.clone()),
            Style::workaround_text,
        )
    }
}
