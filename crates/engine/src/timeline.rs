//! Since when, until when and why: the event-driven evaluation of the impact semantics.
//!
//! Instants are visited in order; at each, first improvements and then worsenings run to their fixed points.
//! Worsenings run in rounds (everything that follows directly from the round before, at once), each round in the
//! order of keys, so that the recorded causes do not depend on how the map was put together; improvements do, too,
//! though their result does not depend on the order. Only nodes and dependencies that something happens to get a slot;
//! nothing is proportional to the map.

use super::base::{DependencyIx, Link, NodeIx};
use super::graph::Graph;
use super::manual_start::{ManualStart, ManualStarts};
use model::{Include, Seconds};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// No time, no slot, no entry.
pub(super) const NONE: u32 = u32::MAX;
/// The first second that can no longer be written down; what would happen then or later counts as never.
const BEYOND: u32 = Seconds::MAX.get() + 1;
/// The mark of a node that has a slot; below it stands a level.
const HELD: u8 = 4;
/// In place of a dependency: the direct one between the two nodes.
pub(super) const DIRECT: u32 = u32::MAX - 1;

/// A failure of one node by itself. `level` is 1 or 2; `until` is exclusive, `None` = never repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// The node.
    pub node: NodeIx,
    /// 1 degraded, 2 unavailable.
    pub level: u8,
    /// Seconds from the start of the scenario.
    pub from: u32,
    /// Seconds from the start of the scenario.
    pub until: Option<u32>,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The failures, in any order.
    pub failures: &'a [Event],
    /// Nothing at or after this second is looked at; `None` = until nothing changes any more.
    pub horizon: Option<u32>,
    /// Which dependencies count.
    pub include: Include,
    /// Most provider links to follow. Needed because pulses can run round a circle for ever.
    pub budget: u64,
}

/// The budget was used up before the timeline came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the question follows more than {links} provider links; nothing is wrong with the map, but it is too much for one answer"
)]
pub struct TooMuch {
    /// Links that were allowed.
    pub links: u64,
    /// How far the timeline had come, in seconds.
    pub reached: u32,
}

/// A node that something happened to.
#[derive(Debug, Clone, Copy)]
pub(super) struct NodeState {
    pub(super) node: NodeIx,
    /// Its newest entry.
    pub(super) last: u32,
    /// While it gets worse: through which dependency and which provider's entry. Between two rounds: through which it
    /// got better, or can start.
    pub(super) offered_by: u32,
    pub(super) offered_entry: u32,
    pub(super) offered: u8,
    pub(super) level: u8,
    pub(super) own: u8,
    /// What hand starts have to do with it.
    pub(super) flags: u8,
}

/// What a node gets better by; not kept when nothing ever does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Burden {
    /// Dependencies that contribute at least 1, and 2.
    pub(super) hurting: u32,
    pub(super) killing: u32,
    /// Dependencies (start ones too) at level 2 now.
    pub(super) blocked: u32,
    /// Since when it could start.
    pub(super) ready: u32,
}

impl Burden {
    const NOTHING: Self = Self { hurting: 0, killing: 0, blocked: 0, ready: NONE };

    /// The level that the dependencies leave.
    #[inline]
    pub(super) fn level(&self) -> u8 {
        if self.killing > 0 { 2 } else { u8::from(self.hurting > 0) }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct GroupState {
    pub(super) dependency: DependencyIx,
    pub(super) lost_working: u16,
    pub(super) lost_sound: u16,
    /// Providers that are not operational.
    pub(super) hurt: u16,
    pub(super) level: u8,
    pub(super) contributes: u8,
    pub(super) since1: u32,
    pub(super) since2: u32,
    /// The entries of the providers that took it to level 1 and 2.
    pub(super) tip1: u32,
    pub(super) tip2: u32,
    /// When it was first not fully met.
    pub(super) first_unmet: u32,
    /// The last instant at which it was looked at.
    pub(super) touched: u32,
    /// Who has this need.
    pub(super) dependent: NodeIx,
    /// The bridge over it, when its dependent was started by hand without it.
    pub(super) bridge: u32,
    pub(super) counted: bool,
    /// As it is now it is met and could lose no more.
    pub(super) used_up: bool,
    /// Some provider was lost, the need was met, and no more could be lost.
    pub(super) last_leg: bool,
}

/// One change of one node's level.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) time: u32,
    pub(super) slot: u32,
    pub(super) level: u8,
    /// The dependency that did it, [`DIRECT`], [`BY_HAND`](super::manual_start::BY_HAND), or [`NONE`] for the node's own
    /// failure and its repair. Of an improvement: the last one it waited for.
    pub(super) dependency: u32,
    /// The entry of the provider that tipped it.
    pub(super) cause: u32,
    /// The node's entry before this one.
    pub(super) previous: u32,
    /// Hops back to the root failure.
    pub(super) depth: u32,
    /// The entry of the root failure.
    pub(super) root: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    Failure(NodeIx),
    ManualStarts(NodeIx),
    Degrades(u32),
    Fails(u32),
    Starts(u32),
}

/// Memory for one evaluation, kept and reused; also holds its result, read through [`super::Outcome`].
#[derive(Debug, Default)]
pub struct Scratch {
    slot_of: Vec<u32>,
    pub(super) group_of: Vec<u32>,
    pub(super) nodes: Vec<NodeState>,
    /// By slot, as `nodes`; empty when nothing gets better.
    pub(super) burdens: Vec<Burden>,
    /// By node: [`HELD`] when it is in `nodes`; and when nothing gets better, the worst level that it has or is offered.
    pub(super) marks: Vec<u8>,
    pub(super) groups: Vec<GroupState>,
    pub(super) entries: Vec<Entry>,
    /// By node.
    pub(super) failures: Vec<Event>,
    pub(super) timers: BinaryHeap<Reverse<(u32, Timer)>>,
    pub(super) improving: Vec<u32>,
    pub(super) frontier: Vec<(u64, u32, u8)>,
    pub(super) next: Vec<u32>,
    /// Links of some nodes of the frontier, each with the place of its node there.
    pub(super) links: Vec<(Link, u32)>,
    pub(super) due: Vec<(DependencyIx, u32)>,
    pub(super) own_changed: Vec<u32>,
    pub(super) touched: Vec<u32>,
    pub(super) manual: ManualStarts,
    /// The first second that is not looked at.
    pub(super) limit: u32,
    /// That is so because the question says it.
    pub(super) horizon: bool,
    pub(super) confirmed_only: bool,
    /// No failure is repaired and nothing is started by hand: levels only ever get worse.
    pub(super) lasting: bool,
    pub(super) budget: u64,
    pub(super) instant: u32,
    /// The last second that was visited.
    pub(super) reached: u32,
    pub(super) unconfirmed: u32,
    /// Dependencies of which it is not known which provider is meant that were not fully met.
    pub(super) open: u32,
    pub(super) settled: bool,
    pub(super) all_repaired: bool,
}

impl Scratch {
    /// Bytes held, without allocator overhead and what starts by hand keep.
    pub fn bytes(&self) -> usize {
        fn held<T>(list: &Vec<T>) -> usize {
            list.capacity() * size_of::<T>()
        }
        let numbers =
            [&self.slot_of, &self.group_of, &self.improving, &self.next, &self.own_changed, &self.touched];
        numbers.into_iter().map(held).sum::<usize>()
            + held(&self.nodes)
            + held(&self.burdens)
            + held(&self.marks)
            + held(&self.groups)
            + held(&self.entries)
            + held(&self.failures)
            + held(&self.frontier)
            + held(&self.links)
            + held(&self.due)
            + self.timers.capacity() * size_of::<Reverse<(u32, Timer)>>()
    }

    /// Evaluates the question; the result stays in the scratch until the next run.
    pub fn run(&mut self, graph: &Graph, question: &Question<'_>) -> Result<(), TooMuch> {
        self.run_with(graph, question, &[])
    }

    /// The same when these nodes are started by hand; several starts of one node are tried in the order given.
    pub fn run_with(
        &mut self,
        graph: &Graph,
        question: &Question<'_>,
        by_hand: &[ManualStart],
    ) -> Result<(), TooMuch> {
        self.prepare(graph, question, by_hand.is_empty());
        self.manual.prepare(by_hand);
        for start in by_hand {
            self.schedule(Some(start.from), Timer::ManualStarts(start.node));
        }
        while let Some(&Reverse((time, _))) = self.timers.peek() {
            self.instant(graph, time);
            if self.budget == 0 {
                return Err(TooMuch { links: question.budget, reached: time });
            }
        }
        Ok(())
    }

    /// The state of a dependency that something happened to.
    pub(super) fn group_if_any(&self, dependency: DependencyIx) -> Option<&GroupState> {
        let slot = *self.group_of.get(dependency as usize)?;
        self.groups.get(slot as usize).filter(|g| g.dependency == dependency)
    }

    /// The slot of a node that something happened to.
    #[inline]
    pub(super) fn slot_if_any(&self, node: NodeIx) -> Option<u32> {
        (self.marks.get(node as usize)? & HELD != 0).then(|| self.slot_of[node as usize])
    }

    fn prepare(&mut self, graph: &Graph, question: &Question<'_>, no_starts: bool) {
        let (nodes, groups) = (graph.node_bound() as usize, graph.dependency_bound() as usize);
        for state in &self.nodes {
            self.marks[state.node as usize] = 0;
        }
        if self.slot_of.len() < nodes {
            self.slot_of.resize(nodes, 0);
            self.marks.resize(nodes, 0);
        }
        if self.group_of.len() < groups {
            self.group_of.resize(groups, 0);
        }
        self.nodes.clear();
        self.burdens.clear();
        self.groups.clear();
        self.entries.clear();
        self.timers.clear();
        self.improving.clear();
        self.next.clear();
        self.due.clear();
        self.own_changed.clear();
        self.touched.clear();
        self.limit = question.horizon.unwrap_or(BEYOND);
        self.horizon = question.horizon.is_some();
        self.confirmed_only = question.include == Include::Confirmed;
        self.budget = question.budget;
        self.instant = 0;
        self.reached = 0;
        self.unconfirmed = 0;
        self.open = 0;
        self.settled = true;
        self.failures.clear();
        self.failures.extend_from_slice(question.failures);
        self.failures.sort_unstable_by_key(|f| f.node);
        self.all_repaired = self.failures.iter().all(|f| f.until.is_some());
        let lasts = |failure: &Event| failure.until.is_none_or(|until| until >= self.limit);
        self.lasting = no_starts && self.failures.iter().all(lasts);
        for i in 0..self.failures.len() {
            let failure = self.failures[i];
            self.schedule(Some(failure.from), Timer::Failure(failure.node));
            if let Some(until) = failure.until {
                self.schedule(Some(until), Timer::Failure(failure.node));
            }
        }
    }

    /// In which reading dependencies count.
    #[inline]
    pub(super) fn include(&self) -> Include {
        if self.confirmed_only { Include::Confirmed } else { Include::All }
    }

    /// `None` = beyond what can be counted. What lies beyond that or the horizon is only noted.
    pub(super) fn schedule(&mut self, at: Option<u32>, timer: Timer) {
        match at.filter(|&at| at < self.limit) {
            Some(at) => self.timers.push(Reverse((at, timer))),
            None => self.settled = false,
        }
    }

    #[inline]
    pub(super) fn slot(&mut self, node: NodeIx) -> u32 {
        if let Some(slot) = self.slot_if_any(node) {
            return slot;
        }
        let slot = self.nodes.len() as u32;
        self.slot_of[node as usize] = slot;
        self.marks[node as usize] |= HELD;
        self.nodes.push(NodeState {
            node,
            last: NONE,
            offered_by: NONE,
            offered_entry: NONE,
            offered: 0,
            level: 0,
            own: 0,
            flags: 0,
        });
        if !self.lasting {
            self.burdens.push(Burden::NOTHING);
        }
        slot
    }

    #[inline]
    pub(super) fn group(&mut self, dependency: DependencyIx, dependent: NodeIx) -> u32 {
        let slot = self.group_of[dependency as usize];
        if self.groups.get(slot as usize).is_some_and(|g| g.dependency == dependency) {
            return slot;
        }
        let slot = self.groups.len() as u32;
        self.group_of[dependency as usize] = slot;
        self.groups.push(GroupState {
            dependency,
            lost_working: 0,
            lost_sound: 0,
            hurt: 0,
            level: 0,
            contributes: 0,
            since1: NONE,
            since2: NONE,
            tip1: NONE,
            tip2: NONE,
            first_unmet: NONE,
            touched: NONE,
            dependent,
            bridge: NONE,
            counted: false,
            used_up: false,
            last_leg: false,
        });
        slot
    }

    fn instant(&mut self, graph: &Graph, time: u32) {
        self.instant += 1;
        self.reached = time;
        while let Some(&Reverse((at, timer))) = self.timers.peek()
            && at == time
        {
            self.timers.pop();
            self.fire(graph, time, timer);
        }
        loop {
            while !self.improving.is_empty() {
                self.improvements(graph, time);
            }
            self.begin_worsening();
            while !self.next.is_empty() {
                self.round(graph, time);
            }
            if !self.start_by_hand(graph, time) {
                break;
            }
        }
        self.note_last_legs();
    }

    /// Switches on what is due, before improvements: a clock that runs out now counts unless it is reset now.
    fn fire(&mut self, graph: &Graph, time: u32, timer: Timer) {
        match timer {
            Timer::Failure(node) => {
                let from = self.failures.partition_point(|f| f.node < node);
                let own = self.failures[from..]
                    .iter()
                    .take_while(|f| f.node == node)
                    .filter(|f| f.from <= time && f.until.is_none_or(|until| time < until))
                    .map(|f| f.level)
                    .max()
                    .unwrap_or(0);
                let slot = self.slot(node);
                let state = &mut self.nodes[slot as usize];
                let before = std::mem::replace(&mut state.own, own);
                if before == 2 && own < 2 || before > own && state.level == 1 {
                    (state.offered_by, state.offered_entry) = (NONE, NONE);
                }
                if let Some(burden) = self.burdens.get_mut(slot as usize) {
                    if own == 2 {
                        burden.ready = NONE;
                    }
                    self.improving.push(slot);
                }
                self.own_changed.push(slot);
            }
            Timer::ManualStarts(node) => self.watch(node),
            Timer::Starts(slot) => self.improving.push(slot),
            Timer::Degrades(group) | Timer::Fails(group) => {
                let state = self.groups[group as usize];
                let (dependent, rule) = graph.head(state.dependency);
                let (since, wait, level) = match timer {
                    Timer::Fails(_) => {
                        let wait = rule.terms.workaround.and_then(|w| w.checked_add(rule.terms.tolerance));
                        (state.since2, wait, 2)
                    }
                    _ => (state.since1, Some(rule.terms.tolerance), 1),
                };
                let due = since != NONE && wait.and_then(|w| since.checked_add(w)) == Some(time);
                if due && state.contributes < level && state.bridge == NONE {
                    let slot = self.slot(dependent);
                    self.contribute(group, slot, level);
                    self.due.push((state.dependency, group));
                }
            }
        }
    }

    pub(super) fn contribute(&mut self, group: u32, dependent: u32, level: u8) {
        let before = std::mem::replace(&mut self.groups[group as usize].contributes, level);
        let Some(burden) = self.burdens.get_mut(dependent as usize) else { return };
        let change = |count: &mut u32, was: bool, is: bool| match (was, is) {
            (false, true) => *count += 1,
            (true, false) => *count -= 1,
            _ => {}
        };
        change(&mut burden.hurting, before >= 1, level >= 1);
        change(&mut burden.killing, before == 2, level == 2);
    }
}
