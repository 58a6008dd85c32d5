//! A map as traffic is held against it: which node a name or an address belongs to, and what it needs.

use engine::NodeIx;
use imports::traffic::{Mapped, Pair};
use map::Map;
use model::{Key, Kind, Relation};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

/// Most nodes behind one that are looked at when it is asked whether something is needed indirectly.
const BEHIND: usize = 100_000;
/// What two nodes share bears no name for one of them.
const SHARED: NodeIx = NodeIx::MAX;

/// The nodes of a map by everything that they may be called in traffic, without capital letters.
pub struct Seen<'m> {
    map: &'m Map,
    by_name: FxHashMap<String, NodeIx>,
    /// What lies behind the node that was asked for last.
    behind: RefCell<(Option<NodeIx>, FxHashSet<NodeIx>)>,
}

impl<'m> Seen<'m> {
    /// Goes through the map once. A name that several nodes bear belongs to none of them; keys always count.
    pub fn new(map: &'m Map) -> Self {
        let mut by_name: FxHashMap<String, NodeIx> = FxHashMap::default();
        let services = || map.iter().filter(|&node| map.kind(node) == Kind::Service);
        for node in services() {
            let spec = map.node(node);
            let said = spec.iter().flat_map(|spec| spec.labels.values().chain(spec.identifiers.values()));
            let names = said.map(String::as_str).chain([map.name(node)]);
            for name in names.map(str::to_lowercase).collect::<FxHashSet<_>>() {
                by_name.entry(name).and_modify(|known| *known = SHARED).or_insert(node);
            }
        }
        by_name.retain(|_, node| *node != SHARED);
        by_name.extend(services().map(|node| (map.key(node).to_owned(), node)));
        Self { map, by_name, behind: RefCell::default() }
    }

    /// The change that would take a pair that was seen into the map, not confirmed; for a change set.
    pub fn accepted(pair: &Pair, note: &str) -> serde_json::Value {
        serde_json::json!({
            "op": "putDependency",
            "dependency": {
                "dependent": pair.dependent.as_str(),
                "on": pair.provider.as_str(),
                "confirmation": "assumed",
                "note": note,
            },
        })
    }
}

impl Mapped for Seen<'_> {
    fn node(&self, name: &str) -> Option<Key> {
        let lower = name.to_lowercase();
        let found = self.by_name.get(&lower).or_else(|| self.by_name.get(lower.split('.').next()?));
        found.map(|&node| self.map.key_of(node))
    }

    fn needs(&self) -> Vec<(Key, Key)> {
        let (map, graph) = (self.map, self.map.graph());
        let service = |node: &NodeIx| map.kind(*node) == Kind::Service;
        let mut pairs = Vec::new();
        for node in map.iter().filter(service) {
            let needs = graph.dependencies(node).filter(|&need| map.relation(need) == Relation::Needs);
            for provider in needs.flat_map(|need| graph.providers(need)).filter(|provider| service(provider))
            {
                pairs.push((map.key_of(node), map.key_of(*provider)));
            }
        }
        pairs
    }

    fn reaches(&self, from: &Key, to: &Key) -> bool {
        let (Some(from), Some(to)) = (self.map.find(from.as_str()), self.map.find(to.as_str())) else {
            return false;
        };
        let mut behind = self.behind.borrow_mut();
        // Pairs come in the order of who needs.
        if behind.0 != Some(from) {
            *behind = (Some(from), self.all_behind(from));
        }
        behind.1.contains(&to)
    }
}

impl Seen<'_> {
    fn all_behind(&self, from: NodeIx) -> FxHashSet<NodeIx> {
        let graph = self.map.graph();
        let (mut found, mut open) = (FxHashSet::default(), vec![from]);
        while let Some(node) = open.pop() {
            for &provider in graph.dependencies(node).flat_map(|need| graph.providers(need)) {
                if found.len() < BEHIND && found.insert(provider) {
                    open.push(provider);
                }
            }
        }
        found
    }
}
