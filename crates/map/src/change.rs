//! A map with some nodes stated anew: live edits and hypothetical ones alike.

use super::base::{Base, Counts, provider_kind};
use super::compact::assemble;
use super::faults::{self, Faults, MapFault, Similar};
use super::live::Map;
use super::overlay::{Entry, Overlay};
use super::ranks::{Placed, place};
use engine::patch::NodeChange;
use engine::{NodeIx, Want};
use model::{Confirmation, Key, Kind, Node, Relation, message};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A node as it shall be from now on.
#[derive(Debug, Clone)]
pub struct Edit {
    /// Its key.
    pub key: Key,
    /// What it shall be; `None` = it is removed.
    pub node: Option<Arc<Node>>,
}

impl Edit {
    /// Adds the node, or puts it in the place of the one with its key.
    pub fn put(node: Node) -> Self {
        Self { key: node.key.clone(), node: Some(Arc::new(node)) }
    }

    /// Removes the node with that key.
    pub fn remove(key: Key) -> Self {
        Self { key, node: None }
    }
}

/// From here on a set of edits is compiled at once instead of being laid over the base.
const FEW: usize = 1_000;

impl Map {
    /// This map with the edits made, all or none. Takes time for the edits and the changes already laid over the
    /// base, not for the map; but a set that touches a quarter of the map compiles a new base.
    ///
    /// # Errors
    /// Everything that is wrong with the edits in the resulting map, in the order of keys.
    pub fn with(&self, edits: &[Edit], revision: u64) -> Result<Self, Vec<MapFault>> {
        if edits.len() > FEW.max(self.base.nodes() as usize / 4) {
            return self.rebuilt_with(edits, revision);
        }
        let edits = self.counted(edits);
        let draft = Draft::new(self, &edits)?;
        let overlay = draft.overlay(revision);
        let placed = place(&self.base, &overlay, &self.graph, &draft.new_nodes());
        let graph = self.graph.with(&draft.changes(&placed)).reranked(&placed.moved);
        let (base, seen, confirmed_since) =
            (Arc::clone(&self.base), self.seen.clone(), self.confirmed_since.clone());
        Ok(Self { base, overlay: Arc::new(overlay), graph, revision, seen, confirmed_since })
    }

    /// Everything that is wrong with the edits in the resulting map, in the order of keys, without making it.
    pub fn faults_of(&self, edits: &[Edit]) -> Vec<MapFault> {
        Draft::new(self, edits).err().unwrap_or_default()
    }

    /// Like [`with`](Self::with), but always compiles a new base.
    ///
    /// # Errors
    /// As for [`with`](Self::with), and when the map becomes too large.
    pub fn rebuilt_with(&self, edits: &[Edit], revision: u64) -> Result<Self, Vec<MapFault>> {
        let overlay = Draft::new(self, &self.counted(edits))?.overlay(revision);
        let fault = || vec![MapFault::new("map", faults::too_large())];
        Ok(self.looked_at_as(Self::new(assemble(&self.base, &overlay).ok_or_else(fault)?, revision)))
    }
}

/// Checked edits with their numbers.
struct Draft<'a> {
    map: &'a Map,
    /// In the order of keys.
    edits: Vec<(&'a Edit, NodeIx)>,
    is_new: usize,
}

impl<'a> Draft<'a> {
    fn new(map: &'a Map, edits: &'a [Edit]) -> Result<Self, Vec<MapFault>> {
        let mut faults = Faults::default();
        let mut sorted: Vec<&Edit> = edits.iter().collect();
        sorted.sort_by(|a, b| a.key.cmp(&b.key));
        for pair in sorted.windows(2).filter(|w| w[0].key == w[1].key) {
            faults.push(pair[0].key.as_str(), || faults::duplicate_key(pair[0].key.as_str()));
        }
        sorted.dedup_by(|a, b| a.key == b.key);
        let first_new = map.overlay.bound(&map.base);
        let mut next = first_new;
        let mut draft = Self { map, edits: Vec::with_capacity(sorted.len()), is_new: 0 };
        for edit in sorted {
            let number = map.overlay.number(&map.base, edit.key.as_str());
            if edit.node.is_none() && number.is_none_or(|n| !map.exists(n)) {
                faults.push(edit.key.as_str(), || {
                    let detail = message!("problem-nothing-to-remove", key = &edit.key);
                    faults::bad_edit("unknown-key", detail, message!("remedy-nothing-to-remove"))
                });
                continue;
            }
            if edit.node.as_ref().is_some_and(|node| node.key != edit.key) {
                faults.push(edit.key.as_str(), || {
                    let detail = message!("problem-key-changes", key = &edit.key);
                    faults::bad_edit("key-differs", detail, message!("remedy-key-changes"))
                });
            }
            let number = number.unwrap_or(next);
            next += u32::from(number == next);
            draft.edits.push((edit, number));
        }
        draft.is_new = (next - first_new) as usize;
        draft.check_references(&mut faults);
        draft.check_dependents(&mut faults);
        draft.check_agencies(&mut faults);
        if next > engine::base::MAX_INDEX {
            faults.push("map", faults::too_large);
        }
        if faults.is_empty() { Ok(draft) } else { Err(faults.finish()) }
    }

    fn edit_of(&self, key: &str) -> Option<(&'a Edit, NodeIx)> {
        self.edits.binary_search_by(|(edit, _)| edit.key.as_str().cmp(key)).ok().map(|at| self.edits[at])
    }

    /// Number and kind of a node in the resulting map.
    fn look(&self, key: &str) -> Option<(NodeIx, Kind)> {
        match self.edit_of(key) {
            Some((edit, number)) => edit.node.as_ref().map(|node| (number, node.kind)),
            None => self.map.find(key).map(|number| (number, self.map.kind(number))),
        }
    }

    fn check_references(&self, faults: &mut Faults) {
        let added = self.map.overlay.added_after(None).map(|(key, _)| key);
        let mut similar = Similar::new(&self.map.base.keys, &self.map.base.columns.class).and(added);
        let mut meant: HashMap<&str, Option<&str>> = HashMap::new();
        let mut missing = |place: String, key: &'a str| {
            if self.edit_of(key).is_some() {
                return faults::removed_here(place, key);
            }
            let meant = meant
                .entry(key)
                .or_insert_with(|| similar.to(key).filter(|found| self.look(found).is_some()));
            faults::unknown(place, key, *meant)
        };
        for (edit, _) in &self.edits {
            let (key, Some(node)) = (edit.key.as_str(), &edit.node) else { continue };
            if let Some(agency) = node.agency.as_ref().map(Key::as_str) {
                match self.look(agency) {
                    Some((_, Kind::Agency)) => {}
                    Some((_, kind)) => faults.push(key, || faults::not_an_agency(agency, kind)),
                    None => faults.push(key, || missing("/agency".into(), agency)),
                }
            }
            let mut entry = 0;
            for need in &node.needs {
                for provider in need.providers.iter().chain(&need.fallbacks).map(Key::as_str) {
                    match (self.look(provider), provider_kind(need.relation)) {
                        (None, _) => {
                            faults.push(key, || missing(faults::place(need.relation, entry), provider));
                        }
                        (Some((_, kind)), Some(wanted)) if kind != wanted => {
                            faults.push(key, || faults::wrong_kind(need.relation, provider, kind, wanted));
                        }
                        _ => {}
                    }
                }
                entry += usize::from(need.relation == Relation::Needs);
            }
        }
    }

    /// Edits after which a node that others refer to is gone or of another kind.
    fn lost_or_turned(&self) -> impl Iterator<Item = (&'a Edit, NodeIx, Option<Kind>)> {
        self.edits.iter().filter_map(|&(edit, number)| {
            let before = (number < self.map.graph.node_bound() && self.map.exists(number))
                .then(|| self.map.kind(number))?;
            let after = edit.node.as_ref().map(|node| node.kind);
            (after != Some(before)).then_some((edit, number, after))
        })
    }

    /// Nodes outside of this set that depend on a node in a way that its new kind does not allow.
    fn check_dependents(&self, faults: &mut Faults) {
        let (map, graph) = (self.map, &self.map.graph);
        for (edit, number, after) in self.lost_or_turned() {
            let mut dependents: Vec<NodeIx> = graph.dependents(number).collect();
            dependents.sort_unstable_by_key(|&d| graph.rank(d));
            dependents.dedup();
            dependents.retain(|&dependent| {
                self.edit_of(map.key(dependent)).is_none()
                    && self.needed_at(dependent, number, after).is_some()
            });
            let place = dependents.first().and_then(|&d| self.needed_at(d, number, after));
            self.report(faults, edit, after, &dependents, "still-needed", place.unwrap_or_default());
        }
    }

    /// The place in `dependent` that needs the node as it was, if it becomes one of kind `after` or is gone.
    fn needed_at(&self, dependent: NodeIx, number: NodeIx, after: Option<Kind>) -> Option<String> {
        let (map, graph) = (self.map, &self.map.graph);
        let mut entry = 0;
        for d in graph.dependencies(dependent) {
            let relation = map.relation(d);
            let wanted = provider_kind(relation);
            if graph.providers(d).contains(&number)
                && after.is_none_or(|kind| wanted.is_some_and(|wanted| wanted != kind))
            {
                return Some(faults::place(relation, entry));
            }
            entry += usize::from(relation == Relation::Needs);
        }
        None
    }

    /// Nodes outside of this set whose agency would be gone or something else.
    fn check_agencies(&self, faults: &mut Faults) {
        let map = self.map;
        let mut lost: BTreeMap<NodeIx, (&Edit, Option<Kind>, Vec<NodeIx>)> = self
            .lost_or_turned()
            .filter(|&(_, number, _)| map.kind(number) == Kind::Agency)
            .map(|(edit, number, after)| (number, (edit, after, Vec::new())))
            .collect();
        if lost.is_empty() {
            return;
        }
        // Rare enough for one pass over the map: it reads four bytes a node.
        for node in map.iter() {
            if let Some((_, _, run)) = map.agency(node).and_then(|agency| lost.get_mut(&agency))
                && self.edit_of(map.key(node)).is_none()
            {
                run.push(node);
            }
        }
        for (edit, after, run) in lost.values() {
            self.report(faults, edit, *after, run, "still-runs", "/agency".into());
        }
    }

    fn report(
        &self,
        faults: &mut Faults,
        edit: &Edit,
        after: Option<Kind>,
        by: &[NodeIx],
        code: &'static str,
        place: String,
    ) {
        let Some(&first) = by.first() else { return };
        let shown: Vec<&str> = by.iter().take(5).map(|&n| self.map.key(n)).collect();
        let fault = faults::still_used(code, edit.key.as_str(), after, &shown, by.len());
        faults.push_used(edit.key.as_str(), fault, self.map.key(first), place);
    }

    fn new_nodes(&self) -> Vec<(&'a str, NodeIx)> {
        let bound = self.map.overlay.bound(&self.map.base);
        self.edits.iter().filter(|(_, n)| *n >= bound).map(|&(edit, n)| (edit.key.as_str(), n)).collect()
    }

    fn overlay(&self, revision: u64) -> Overlay {
        let (map, base): (&Map, &Base) = (self.map, &self.map.base);
        let mut overlay = (*map.overlay).clone();
        for &(edit, number) in &self.edits {
            if number < map.graph.node_bound() && map.exists(number) {
                take(&mut overlay.counts, map, number);
            }
            if let Some(node) = &edit.node {
                add(&mut overlay.counts, node);
            }
            let agency = edit.node.as_ref().and_then(|node| self.look(node.agency.as_ref()?.as_str()));
            let entry = Entry {
                key: edit.key.clone(),
                node: edit.node.clone(),
                agency: agency.map(|(number, _)| number),
                changed_in: revision,
            };
            overlay.set(base, number, entry);
        }
        overlay
    }

    /// The edits as the engine takes them; new nodes come in the order of their numbers.
    fn changes(&self, placed: &Placed) -> Vec<NodeChange> {
        let number = |keys: &[Key]| -> Vec<NodeIx> {
            keys.iter().filter_map(|key| self.look(key.as_str())).map(|(number, _)| number).collect()
        };
        let want = |node: &Node| -> Vec<Want> {
            let wants = node.needs.iter().map(|need| Want {
                terms: need.terms(),
                primaries: number(&need.providers),
                fallbacks: number(&need.fallbacks),
            });
            wants.collect()
        };
        let mut changes = Vec::with_capacity(self.edits.len());
        for &(edit, node) in &self.edits {
            let rank = placed.new.get(&node).copied().unwrap_or_default();
            let recovery = edit.node.as_ref().map_or(0, |n| n.recovery.get());
            let wants = edit.node.as_deref().map(want).unwrap_or_default();
            changes.push(NodeChange { node, rank, recovery, wants });
        }
        changes
    }
}

/// Counts without a node that is there.
fn take(counts: &mut Counts, map: &Map, node: NodeIx) {
    *counts.of_kind(map.kind(node)) -= 1;
    for d in map.graph.dependencies(node) {
        counts.by_relation[map.relation(d) as usize] -= 1;
        counts.confirmed -= u64::from(map.confirmation(d) == Confirmation::Confirmed);
        counts.links -= map.graph.providers(d).len() as u64;
    }
}

/// Counts with one more node.
fn add(counts: &mut Counts, node: &Node) {
    *counts.of_kind(node.kind) += 1;
    for need in &node.needs {
        counts.by_relation[need.relation as usize] += 1;
        counts.confirmed += u64::from(need.confirmation == Confirmation::Confirmed);
        counts.links += (need.providers.len() + need.fallbacks.len()) as u64;
    }
}
