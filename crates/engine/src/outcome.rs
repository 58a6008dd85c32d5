//! Reading a finished timeline: spans, causes, what is at risk, what cannot restart.

use super::base::{DependencyIx, NodeIx};
use super::graph::Graph;
use super::manual_start::{BY_HAND, Bridge};
use super::timeline::{DIRECT, NONE, NodeState, Scratch};
use model::Level;
use smallvec::SmallVec;

/// From one hit node in so many on, one bit for each node of the map is cheaper than sorting.
const WORTH_BITS: usize = 256;

/// A stretch of time at one level, half-open; `until` `None` = no end within the horizon. Seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Never operational.
    pub level: Level,
    /// First second.
    pub from: u32,
    /// First second after it.
    pub until: Option<u32>,
}

/// The spans of one node: nearly always one or two.
pub type Spans = SmallVec<[Span; 2]>;

/// One link of a why-chain: this node reached this level at this second. What did it is asked for hop by hop
/// ([`Outcome::through`], [`Outcome::provider`]): chains are many and long, and few of their hops are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hop {
    /// The node.
    pub node: NodeIx,
    /// The level it came to at that second.
    pub level: Level,
    /// When.
    pub at: u32,
    entry: u32,
}

impl std::hash::Hash for Hop {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        // Says everything: an entry is one node at one level from one second on.
        self.entry.hash(state);
    }
}

/// A node that was hit, by its place in the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit(pub(super) u32);

/// The worst of a node and how it came there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worst {
    /// The worst level reached.
    pub level: Level,
    /// When it was first reached.
    pub from: u32,
    entry: u32,
}

/// One change of a node to a better level, and what it waited for last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Better {
    /// The node.
    pub node: NodeIx,
    /// The level it had.
    pub before: Level,
    /// The level it has then.
    pub level: Level,
    /// When it could start: for an unavailable node its recovery time before `at`, else `at`.
    pub start: u32,
    /// When it got better.
    pub at: u32,
    /// It was started by hand.
    pub by_hand: bool,
    /// The dependency it waited for last; `None` = its own repair, or a start by hand.
    pub through: Option<DependencyIx>,
    /// Whose getting better met that dependency.
    pub provider: Option<NodeIx>,
    entry: u32,
}

impl Better {
    /// The place among all changes: what follows from another stands after it. Not the same for maps put together
    /// in another way.
    pub fn order(&self) -> u32 {
        self.entry
    }
}

/// The result of the last run of a [`Scratch`] on this graph.
#[derive(Clone, Copy)]
pub struct Outcome<'a> {
    pub(super) scratch: &'a Scratch,
    pub(super) graph: &'a Graph,
}

impl<'a> Outcome<'a> {
    /// Reads the scratch's last run, which must have been on this graph and have succeeded.
    pub fn new(scratch: &'a Scratch, graph: &'a Graph) -> Self {
        Self { scratch, graph }
    }

    /// How many nodes anything happened to: no fewer than are affected.
    pub fn reached(&self) -> usize {
        self.scratch.nodes.len()
    }

    /// Every node that had a level other than operational for some time, in no useful order.
    pub fn affected(&self) -> impl Iterator<Item = (Hit, NodeIx, Worst)> + '_ {
        (0..self.scratch.nodes.len() as u32).filter_map(|slot| {
            let worst = self.worst(Hit(slot))?;
            Some((Hit(slot), self.scratch.nodes[slot as usize].node, worst))
        })
    }

    /// Every node that anything happened to, in the order of keys.
    pub fn by_key(&self) -> Vec<Hit> {
        let (nodes, known) = (&self.scratch.nodes, self.graph.base().nodes());
        let mut hits: Vec<Hit> = (0..nodes.len() as u32).map(Hit).collect();
        if nodes.len() < known as usize / WORTH_BITS {
            hits.sort_unstable_by_key(|hit| self.graph.rank(nodes[hit.0 as usize].node));
            return hits;
        }
        // One bit a node stands in the order of keys; what came to the map since its base was compiled is merged in.
        let mut bits = vec![0_u64; known.div_ceil(64) as usize];
        for state in nodes.iter().filter(|state| state.node < known) {
            bits[state.node as usize / 64] |= 1 << (state.node % 64);
        }
        hits.retain(|hit| nodes[hit.0 as usize].node >= known);
        hits.sort_unstable_by_key(|hit| self.graph.rank(nodes[hit.0 as usize].node));
        let added = hits;
        let mut added =
            added.into_iter().map(|hit| (self.graph.rank(nodes[hit.0 as usize].node), hit)).peekable();
        let mut all = Vec::with_capacity(nodes.len());
        for (at, &word) in (0..).zip(&bits) {
            let mut left = word;
            while left != 0 {
                let node = at * 64 + left.trailing_zeros();
                left &= left - 1;
                while let Some((_, hit)) = added.next_if(|&(rank, _)| rank < self.graph.rank(node)) {
                    all.push(hit);
                }
                all.extend(self.hit(node));
            }
        }
        all.extend(added.map(|(_, hit)| hit));
        all
    }

    /// The node that was hit.
    pub fn node(&self, hit: Hit) -> NodeIx {
        self.scratch.nodes[hit.0 as usize].node
    }

    /// Has at hand what is read of these first. They lie scattered, and the processor fetches many such places at a time when
    /// it need not look at one before it goes to the next.
    pub fn fetch(&self, hits: &[Hit]) {
        let last = |hit: &Hit| self.scratch.nodes[hit.0 as usize].last;
        std::hint::black_box(hits.iter().fold(0, |sum, hit| sum ^ last(hit)));
        let entry = |hit| self.scratch.entries.get(last(hit) as usize).map_or(0, |entry| entry.root);
        std::hint::black_box(hits.iter().fold(0, |sum, hit| sum ^ entry(hit)));
    }

    /// Where a node stands in the timeline, if anything happened to it.
    pub fn hit(&self, node: NodeIx) -> Option<Hit> {
        self.scratch.slot_if_any(node).map(Hit)
    }

    /// The worst level of a node, `None` when it was never affected.
    pub fn worst(&self, hit: Hit) -> Option<Worst> {
        let mut worst: Option<Worst> = None;
        self.backwards(hit, |entry, index| {
            let level = Level::from_number(entry.level);
            if level != Level::Operational && worst.is_none_or(|w| level >= w.level) {
                worst = Some(Worst { level, from: entry.time, entry: index });
            }
        });
        worst
    }

    /// The level of a node at a second and how it came there, `None` while it was operational.
    pub fn level_at(&self, hit: Hit, second: u32) -> Option<Worst> {
        let mut at = None;
        self.backwards(hit, |entry, index| {
            if at.is_none() && entry.time <= second {
                at = Some(Worst { level: Level::from_number(entry.level), from: entry.time, entry: index });
            }
        });
        at.filter(|at| at.level != Level::Operational)
    }

    /// The node's spans in order, adjacent equal ones merged.
    pub fn spans(&self, hit: Hit) -> Spans {
        let mut spans = Spans::new();
        let mut until = None;
        self.backwards(hit, |entry, _| {
            let level = Level::from_number(entry.level);
            match spans.last_mut() {
                Some(later) if later.level == level && until == Some(later.from) => later.from = entry.time,
                _ if level != Level::Operational => spans.push(Span { level, from: entry.time, until }),
                _ => {}
            }
            until = Some(entry.time);
        });
        spans.reverse();
        spans
    }

    /// The entries of a node from the last to the first, leaving out those replaced at their own instant.
    fn backwards(&self, Hit(slot): Hit, mut visit: impl FnMut(&super::timeline::Entry, u32)) {
        let mut index = self.scratch.nodes[slot as usize].last;
        let mut later = NONE;
        while index != NONE {
            let entry = &self.scratch.entries[index as usize];
            if entry.time != later {
                visit(entry, index);
            }
            later = entry.time;
            index = entry.previous;
        }
    }

    /// How many hops [`why`](Self::why) has, the node's own included.
    pub fn depth(&self, worst: &Worst) -> u32 {
        self.scratch.entries[worst.entry as usize].depth + 1
    }

    /// The chain from the node back to a root failure, each hop no later than the one before it.
    pub fn why(&self, worst: &Worst) -> impl Iterator<Item = Hop> + '_ {
        let mut next = Some(worst.entry);
        std::iter::from_fn(move || {
            let index = next?;
            let entry = &self.scratch.entries[index as usize];
            next = (entry.cause != NONE && entry.root != index).then_some(entry.cause);
            Some(self.hop(index))
        })
    }

    /// The failure at which the node's why-chain ends.
    pub fn root(&self, worst: &Worst) -> Hop {
        self.hop(self.scratch.entries[worst.entry as usize].root)
    }

    /// The node that failed there.
    pub fn root_node(&self, worst: &Worst) -> NodeIx {
        let entries = &self.scratch.entries;
        let root = entries[worst.entry as usize].root;
        self.scratch.nodes[entries[root as usize].slot as usize].node
    }

    fn hop(&self, index: u32) -> Hop {
        let entry = &self.scratch.entries[index as usize];
        let NodeState { node, last, .. } = self.scratch.nodes[entry.slot as usize];
        // A level that stood only inside the instant is none that anybody saw.
        let mut settled = &self.scratch.entries[last as usize];
        while settled.time > entry.time {
            settled = &self.scratch.entries[settled.previous as usize];
        }
        Hop { node, level: Level::from_number(settled.level), at: entry.time, entry: index }
    }

    /// Whose change tipped the dependency; `None` = it failed by itself, the root of the chain.
    pub fn provider(&self, hop: &Hop) -> Option<NodeIx> {
        let entry = &self.scratch.entries[hop.entry as usize];
        // An improvement is nobody's fault: a chain of causes ends with it.
        if entry.root == hop.entry { None } else { self.cause_of(entry) }
    }

    /// Through which of the node's dependencies it came; `None` at the root of the chain.
    pub fn through(&self, hop: &Hop) -> Option<DependencyIx> {
        let entry = &self.scratch.entries[hop.entry as usize];
        if entry.root == hop.entry { None } else { self.through_of(entry).0 }
    }

    /// Whose change an entry followed from.
    fn cause_of(&self, entry: &super::timeline::Entry) -> Option<NodeIx> {
        let cause = self.scratch.entries.get(entry.cause as usize)?;
        Some(self.scratch.nodes[cause.slot as usize].node)
    }

    /// The dependency that an entry names, and the provider whose change it followed from.
    fn through_of(&self, entry: &super::timeline::Entry) -> (Option<DependencyIx>, Option<NodeIx>) {
        let provider = self.cause_of(entry);
        let node = self.scratch.nodes[entry.slot as usize].node;
        let through = match entry.dependency {
            NONE | BY_HAND => None,
            DIRECT => provider.and_then(|p| self.direct(node, p)),
            dependency => Some(dependency),
        };
        (through, provider)
    }

    /// The first direct dependency between the two.
    fn direct(&self, dependent: NodeIx, provider: NodeIx) -> Option<DependencyIx> {
        self.graph
            .dependencies(dependent)
            .find(|&d| self.graph.providers(d) == [provider] && self.counts_directly(d))
    }

    /// Is the dependency a direct one that this run took?
    pub(super) fn counts_directly(&self, dependency: DependencyIx) -> bool {
        let rule = self.graph.head(dependency).1;
        rule.is_direct() && (rule.terms.confirmed || !self.scratch.confirmed_only)
    }

    /// When a dependency with clocks, several providers or other thresholds was first not fully met, in seconds.
    /// `None` also for a direct one: there the provider's own spans tell.
    pub fn first_unmet(&self, dependency: DependencyIx) -> Option<u32> {
        self.scratch.group_if_any(dependency).map(|g| g.first_unmet).filter(|&at| at != NONE)
    }

    /// Every node that is not operational in the end, in no useful order.
    pub fn remaining(&self) -> impl Iterator<Item = (NodeIx, Level)> + '_ {
        let all = self.scratch.nodes.iter().filter(|state| state.level > 0);
        all.map(|state| (state.node, Level::from_number(state.level)))
    }

    /// The level of a node in the end.
    pub fn left(&self, node: NodeIx) -> Level {
        let slot = self.scratch.slot_if_any(node);
        slot.map_or(Level::Operational, |slot| Level::from_number(self.scratch.nodes[slot as usize].level))
    }

    /// The last second at which anything could change; repairs are among them.
    pub fn end(&self) -> u32 {
        self.scratch.reached
    }

    /// How an unavailable node came back, the last time that it did. An outage that ended at the instant at which it
    /// began was none.
    pub fn restart(&self, hit: Hit) -> Option<Better> {
        let entries = &self.scratch.entries;
        let mut index = self.scratch.nodes[hit.0 as usize].last;
        let mut found: Option<Better> = None;
        while let Some(entry) = entries.get(index as usize) {
            if let Some(better) = found.filter(|better| entry.time < better.at) {
                if entry.level == 2 {
                    return Some(better);
                }
                found = None;
            }
            let better = self.better(index)?;
            let restarts = better.before == Level::Unavailable && better.level != Level::Unavailable;
            if found.is_none() && restarts {
                found = Some(better);
            }
            index = entry.previous;
        }
        None
    }

    /// The change of a provider that this one waited for last; `None` for a repair. A start by hand may have waited for
    /// a provider of those that it was done without.
    pub fn waited_for(&self, better: &Better) -> Option<Better> {
        let cause = self.scratch.entries[better.entry as usize].cause;
        if cause == NONE { None } else { self.better(cause) }
    }

    fn better(&self, index: u32) -> Option<Better> {
        let entry = self.scratch.entries.get(index as usize)?;
        let node = self.scratch.nodes[entry.slot as usize].node;
        let before = self.scratch.entries.get(entry.previous as usize).map_or(0, |e| e.level);
        let (through, provider) = self.through_of(entry);
        let takes = if before == 2 { self.graph.recovery(node) } else { 0 };
        Some(Better {
            node,
            before: Level::from_number(before),
            level: Level::from_number(entry.level),
            start: entry.time.saturating_sub(takes),
            at: entry.time,
            by_hand: entry.dependency == BY_HAND,
            through,
            provider,
            entry: index,
        })
    }

    /// The needs that starts by hand bridged, in the order of time.
    pub fn bridges(&self) -> &'a [Bridge] {
        &self.scratch.manual.bridges
    }

    /// Dependencies of never affected nodes that had lost a provider, were met, and could lose no more.
    /// Sorted by the dependent's key, then as written.
    pub fn at_risk(&self) -> Vec<(NodeIx, DependencyIx)> {
        let mut found: Vec<(u64, DependencyIx, NodeIx)> = self
            .scratch
            .groups
            .iter()
            .filter(|g| g.last_leg)
            .filter(|g| self.hit(g.dependent).and_then(|hit| self.worst(hit)).is_none())
            .map(|g| (self.graph.rank(g.dependent), g.dependency, g.dependent))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, dependency, node)| (node, dependency)).collect()
    }

    /// Nodes still unavailable though every failure has been repaired and all time has passed, sorted by key.
    /// Empty when a failure has no end, or when the horizon cut the timeline.
    pub fn deadlocked(&self) -> Vec<NodeIx> {
        if !(self.scratch.all_repaired && self.scratch.settled) {
            return Vec::new();
        }
        let mut stuck: Vec<NodeIx> =
            self.scratch.nodes.iter().filter(|n| n.level == 2).map(|n| n.node).collect();
        stuck.sort_unstable_by_key(|&n| self.graph.rank(n));
        stuck
    }

    /// Nothing was left to happen at or after the horizon, or beyond what can be counted.
    pub fn is_settled(&self) -> bool {
        self.scratch.settled
    }

    /// The first second that the question does not look at; `None` = it has no horizon.
    pub fn horizon(&self) -> Option<u32> {
        self.scratch.horizon.then_some(self.scratch.limit)
    }

    /// Every failure has an end.
    pub fn all_repaired(&self) -> bool {
        self.scratch.all_repaired
    }

    /// Only confirmed dependencies could come to something else: one that is not was not fully met at some instant, or
    /// one of which it is not known which provider is meant.
    pub fn is_uncertain(&self) -> bool {
        self.scratch.unconfirmed > 0 || self.scratch.open > 0
    }

    /// How many unconfirmed dependencies were not fully met at some instant.
    pub fn unconfirmed(&self) -> u32 {
        self.scratch.unconfirmed
    }
}
