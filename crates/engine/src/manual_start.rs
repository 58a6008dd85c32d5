//! Started by hand: nodes that people bring up although something they need is missing.
//!
//! The impact semantics have no such thing; without hand starts nothing here is ever reached. A hand start happens at the
//! end of an instant, and what follows from it follows at the same instant: improvements, then worsenings, again.

use super::base::{DependencyIx, NodeIx};
use super::graph::Graph;
use super::timeline::{NONE, Scratch};
use std::collections::BTreeMap;

/// In place of a dependency: the start by hand.
pub(super) const BY_HAND: u32 = u32::MAX - 2;

/// Most nodes, needs of each and providers of each that are asked what a start by hand waited for.
const MATES: usize = 16;

/// Some hand start of this node is still to come.
pub(super) const WATCHED: u8 = 1;
/// Some direct dependency of this node is bridged.
pub(super) const BRIDGED: u8 = 2;

/// A node that is started by hand, once: at the first instant at or after `from` at which it is unavailable, has not
/// failed by itself, and lacks something it needs, but nothing except what it may be started without.
///
/// What is missing then is *bridged*: for this node it counts as met (level 0) until the instant at which it really is
/// at level 0. From the start on everything is as in the impact semantics: the node takes its recovery time, and
/// comes up at the level that its own failures and its other dependencies leave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManualStart {
    /// The node.
    pub node: NodeIx,
    /// Not before this second.
    pub from: u32,
    /// Only these dependencies may be missing; `None` = whatever is missing.
    pub without: Option<Vec<DependencyIx>>,
}

/// A need that was bridged by a start by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bridge {
    /// The node that was started.
    pub node: NodeIx,
    /// What it was started without.
    pub dependency: DependencyIx,
    /// When it was started.
    pub from: u32,
    /// When the need was really fully met again; `None` = never.
    pub until: Option<u32>,
}

/// What a run knows about hand starts.
#[derive(Debug, Default)]
pub(super) struct ManualStarts {
    /// Those still to come, by node.
    waiting: BTreeMap<NodeIx, Vec<ManualStart>>,
    /// Slots whose hand start may be possible at the end of this instant.
    candidates: Vec<u32>,
    /// Bridged direct dependencies: dependent and provider, with the places of their bridges.
    direct: BTreeMap<(NodeIx, NodeIx), Vec<usize>>,
    /// Everything ever bridged, in the order of time.
    pub(super) bridges: Vec<Bridge>,
}

impl ManualStarts {
    pub(super) fn prepare(&mut self, starts: &[ManualStart]) {
        self.waiting.clear();
        self.candidates.clear();
        self.direct.clear();
        self.bridges.clear();
        for start in starts {
            self.waiting.entry(start.node).or_default().push(start.clone());
        }
    }

    /// Something changed for a watched node.
    pub(super) fn consider(&mut self, slot: u32) {
        self.candidates.push(slot);
    }

    /// Is the direct dependency between the two bridged?
    pub(super) fn is_bridged(&self, dependent: NodeIx, provider: NodeIx) -> bool {
        self.direct.contains_key(&(dependent, provider))
    }

    /// The provider of a bridged direct dependency is operational. The bridge is taken down with its next failure,
    /// so that every link between the two still finds it now.
    pub(super) fn met(&mut self, dependent: NodeIx, provider: NodeIx, time: u32) {
        for &at in self.direct.get(&(dependent, provider)).into_iter().flatten() {
            self.bridges[at].until.get_or_insert(time);
        }
    }

    /// The provider of a direct dependency fails again: whatever was bridged is so no longer.
    pub(super) fn forget(&mut self, dependent: NodeIx, provider: NodeIx) {
        self.direct.remove(&(dependent, provider));
    }

    pub(super) fn end(&mut self, bridge: usize, time: u32) {
        self.bridges[bridge].until.get_or_insert(time);
    }
}

impl Scratch {
    /// From now on this node may be started by hand.
    pub(super) fn watch(&mut self, node: NodeIx) {
        let slot = self.slot(node);
        self.nodes[slot as usize].flags |= WATCHED;
        self.manual.consider(slot);
    }

    /// Does the hand starts that are possible now, all at once. Tells whether there were any.
    pub(super) fn start_by_hand(&mut self, graph: &Graph, time: u32) -> bool {
        let mut slots = std::mem::take(&mut self.manual.candidates);
        slots.sort_unstable_by_key(|&slot| graph.rank(self.nodes[slot as usize].node));
        slots.dedup();
        let due: Vec<(u32, Vec<DependencyIx>)> =
            slots.iter().filter_map(|&slot| Some((slot, self.hand_start(graph, time, slot)?))).collect();
        slots.clear();
        self.manual.candidates = slots;
        for (slot, missing) in &due {
            self.bridge(graph, time, *slot, missing);
        }
        !due.is_empty()
    }

    /// What the node in this slot is to be started without now; uses up its hand start.
    fn hand_start(&mut self, graph: &Graph, time: u32, slot: u32) -> Option<Vec<DependencyIx>> {
        let state = self.nodes[slot as usize];
        if state.level != 2 || state.own == 2 || self.burdens[slot as usize].blocked == 0 {
            return None;
        }
        let all = graph.dependencies(state.node);
        self.budget = self.budget.saturating_sub(u64::from(all.end - all.start));
        let missing: Vec<DependencyIx> = all.filter(|&d| self.is_missing(graph, state.node, d)).collect();
        let waiting = self.manual.waiting.get_mut(&state.node)?;
        let enough = |start: &ManualStart| {
            start.from <= time && start.without.as_ref().is_none_or(|w| missing.iter().all(|d| w.contains(d)))
        };
        let at = waiting.iter().position(enough)?;
        waiting.remove(at);
        if waiting.is_empty() {
            self.nodes[slot as usize].flags &= !WATCHED;
        }
        Some(missing)
    }

    /// Is the dependency at level 2 now, and not bridged?
    fn is_missing(&self, graph: &Graph, node: NodeIx, dependency: DependencyIx) -> bool {
        let (_, rule) = graph.head(dependency);
        if self.confirmed_only && !rule.terms.confirmed {
            return false;
        }
        if rule.is_direct() {
            let provider = graph.providers(dependency)[0];
            let down = self.slot_if_any(provider).is_some_and(|slot| self.nodes[slot as usize].level == 2);
            return down && !self.manual.is_bridged(node, provider);
        }
        self.group_if_any(dependency).is_some_and(|group| group.level == 2 && group.bridge == NONE)
    }

    fn bridge(&mut self, graph: &Graph, time: u32, slot: u32, missing: &[DependencyIx]) {
        let node = self.nodes[slot as usize].node;
        for &dependency in missing {
            let at = self.manual.bridges.len();
            self.manual.bridges.push(Bridge { node, dependency, from: time, until: None });
            if graph.head(dependency).1.is_direct() {
                let provider = graph.providers(dependency)[0];
                self.manual.direct.entry((node, provider)).or_default().push(at);
                self.nodes[slot as usize].flags |= BRIDGED;
                let burden = &mut self.burdens[slot as usize];
                burden.hurting -= 1;
                burden.killing -= 1;
            } else {
                let group = self.group(dependency, node);
                self.contribute(group, slot, 0);
                self.groups[group as usize].bridge = at as u32;
            }
            self.burdens[slot as usize].blocked -= 1;
        }
        let cause = self.last_awaited(graph, time, node, missing);
        let state = &mut self.nodes[slot as usize];
        (state.offered_by, state.offered_entry) = (BY_HAND, cause);
        self.improving.push(slot);
    }

    /// Whose getting better at this instant the start by hand waited for: a provider of the node itself, or of one of
    /// those that it is started without; [`NONE`] when it was none of them.
    fn last_awaited(&mut self, graph: &Graph, time: u32, node: NodeIx, missing: &[DependencyIx]) -> u32 {
        let mates = missing.iter().flat_map(|&dependency| graph.providers(dependency)).copied();
        for needing in std::iter::once(node).chain(mates.take(MATES)) {
            for dependency in graph.dependencies(needing).take(MATES) {
                for &provider in graph.providers(dependency).iter().take(MATES) {
                    self.budget = self.budget.saturating_sub(1);
                    let Some(slot) = self.slot_if_any(provider) else { continue };
                    let state = self.nodes[slot as usize];
                    let Some(entry) = self.entries.get(state.last as usize) else { continue };
                    let before = self.entries.get(entry.previous as usize).map_or(0, |before| before.level);
                    if entry.time == time && entry.level < before {
                        return state.last;
                    }
                }
            }
        }
        NONE
    }
}
