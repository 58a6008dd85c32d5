//! Since when, until when and why: the event-driven evaluation of the impact semantics.
//!
//! Instants are visited in order; at each, first improvements and then worsenings run to their fixed points.
//! Worsenings run in rounds (everything that follows directly from the round before, at once), each round in the
//! order of keys, so that the recorded causes do not depend on how the map was put together. Only nodes and
//! dependencies that something happens to get a slot; nothing is proportional to the map.

use super::graph::{DependencyIx, Graph, Link, NodeIx, Target};
use crate::model::Include;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// No time, no slot, no entry.
pub(super) const NONE: u32 = u32::MAX;
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

#[derive(Debug, Clone, Copy)]
pub(super) struct NodeState {
    pub(super) node: NodeIx,
    /// Dependencies that contribute at least 1, and 2.
    hurting: u32,
    killing: u32,
    /// Dependencies (start ones too) at level 2 now.
    blocked: u32,
    /// Since when it could start.
    ready: u32,
    /// Its newest entry.
    pub(super) last: u32,
    offered_by: u32,
    offered_entry: u32,
    offered: u8,
    pub(super) level: u8,
    own: u8,
}

impl NodeState {
    #[inline]
    fn raw(&self) -> u8 {
        self.own.max(if self.killing > 0 { 2 } else { u8::from(self.hurting > 0) })
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct GroupState {
    pub(super) dependency: DependencyIx,
    lost_working: u16,
    lost_sound: u16,
    /// Providers that are not operational.
    hurt: u16,
    level: u8,
    contributes: u8,
    since1: u32,
    since2: u32,
    /// The entries of the providers that took it to level 1 and 2.
    tip1: u32,
    tip2: u32,
    /// When it was first not fully met.
    pub(super) first_unmet: u32,
    /// The last instant at which it was looked at.
    touched: u32,
    /// The slot of the node that has this need, once it had level 1.
    dependent_slot: u32,
    counted: bool,
    /// Some provider was lost, the need was met, and no more could be lost.
    pub(super) last_leg: bool,
}

/// One change of one node's level.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) time: u32,
    pub(super) slot: u32,
    pub(super) level: u8,
    /// The dependency that did it, [`DIRECT`], or [`NONE`] for the node's own failure and for improvements.
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
enum Timer {
    Failure(NodeIx),
    Degrades(u32),
    Fails(u32),
    Starts(u32),
}

/// Memory for one evaluation, kept and reused; also holds its result, read through [`super::Outcome`].
#[derive(Debug, Default)]
pub struct Scratch {
    slot_of: Vec<u32>,
    group_of: Vec<u32>,
    pub(super) nodes: Vec<NodeState>,
    pub(super) groups: Vec<GroupState>,
    pub(super) entries: Vec<Entry>,
    failures: Vec<Event>,
    timers: BinaryHeap<Reverse<(u32, Timer)>>,
    improving: Vec<u32>,
    frontier: Vec<(u64, u32, u8)>,
    next: Vec<u32>,
    due: Vec<(DependencyIx, u32)>,
    own_changed: Vec<u32>,
    touched: Vec<u32>,
    limit: u32,
    confirmed_only: bool,
    budget: u64,
    instant: u32,
    pub(super) unconfirmed: u32,
    pub(super) settled: bool,
    pub(super) all_repaired: bool,
}

impl Scratch {
    /// Evaluates the question; the result stays in the scratch until the next run.
    pub fn run(&mut self, graph: &Graph, question: &Question<'_>) -> Result<(), TooMuch> {
        self.prepare(graph, question);
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
        let slot = *self.slot_of.get(node as usize)?;
        (self.nodes.get(slot as usize)?.node == node).then_some(slot)
    }

    fn prepare(&mut self, graph: &Graph, question: &Question<'_>) {
        let (nodes, groups) = (graph.node_bound() as usize, graph.dependency_bound() as usize);
        if self.slot_of.len() < nodes {
            self.slot_of.resize(nodes, 0);
        }
        if self.group_of.len() < groups {
            self.group_of.resize(groups, 0);
        }
        self.nodes.clear();
        self.groups.clear();
        self.entries.clear();
        self.timers.clear();
        self.improving.clear();
        self.next.clear();
        self.due.clear();
        self.own_changed.clear();
        self.touched.clear();
        self.limit = question.horizon.unwrap_or(NONE);
        self.confirmed_only = question.include == Include::Confirmed;
        self.budget = question.budget;
        self.instant = 0;
        self.unconfirmed = 0;
        self.settled = true;
        self.failures.clear();
        self.failures.extend_from_slice(question.failures);
        self.failures.sort_unstable_by_key(|f| f.node);
        self.all_repaired = self.failures.iter().all(|f| f.until.is_some());
        for i in 0..self.failures.len() {
            let failure = self.failures[i];
            self.schedule(Some(failure.from), Timer::Failure(failure.node));
            if let Some(until) = failure.until {
                self.schedule(Some(until), Timer::Failure(failure.node));
            }
        }
    }

    /// `None` = beyond what can be counted. What lies beyond the horizon is only noted.
    fn schedule(&mut self, at: Option<u32>, timer: Timer) {
        match at.filter(|&at| at < self.limit) {
            Some(at) => self.timers.push(Reverse((at, timer))),
            None => self.settled &= self.limit == NONE,
        }
    }

    #[inline]
    fn slot(&mut self, node: NodeIx) -> u32 {
        if let Some(slot) = self.slot_if_any(node) {
            return slot;
        }
        let slot = self.nodes.len() as u32;
        self.slot_of[node as usize] = slot;
        self.nodes.push(NodeState {
            node,
            hurting: 0,
            killing: 0,
            blocked: 0,
            ready: NONE,
            last: NONE,
            offered_by: NONE,
            offered_entry: NONE,
            offered: 0,
            level: 0,
            own: 0,
        });
        slot
    }

    #[inline]
    fn group(&mut self, dependency: DependencyIx) -> u32 {
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
            dependent_slot: NONE,
            counted: false,
            last_leg: false,
        });
        slot
    }

    fn instant(&mut self, graph: &Graph, time: u32) {
        self.instant += 1;
        while let Some(&Reverse((at, timer))) = self.timers.peek()
            && at == time
        {
            self.timers.pop();
            self.fire(graph, time, timer);
        }
        while let Some(slot) = self.improving.pop() {
            self.improve(graph, time, slot);
        }
        self.begin_worsening();
        while !self.next.is_empty() {
            self.round(graph, time);
        }
        self.note_last_legs(graph);
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
                state.own = own;
                if own == 2 {
                    state.ready = NONE;
                }
                self.improving.push(slot);
                self.own_changed.push(slot);
            }
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
                if due && state.contributes < level {
                    let slot = self.slot(dependent);
                    self.contribute(group, slot, level);
                    self.due.push((state.dependency, group));
                }
            }
        }
    }

    fn contribute(&mut self, group: u32, dependent: u32, level: u8) {
        let state = &mut self.nodes[dependent as usize];
        let before = std::mem::replace(&mut self.groups[group as usize].contributes, level);
        let change = |count: &mut u32, was: bool, is: bool| match (was, is) {
            (false, true) => *count += 1,
            (true, false) => *count -= 1,
            _ => {}
        };
        change(&mut state.hurting, before >= 1, level >= 1);
        change(&mut state.killing, before == 2, level == 2);
    }

    fn improve(&mut self, graph: &Graph, time: u32, slot: u32) {
        let state = &mut self.nodes[slot as usize];
        let (old, new) = match state.level {
            2 => {
                if state.blocked > 0 || state.own == 2 {
                    return;
                }
                let recovery = graph.recovery(state.node);
                if state.ready == NONE {
                    state.ready = time;
                    if recovery > 0 {
                        return self.schedule(time.checked_add(recovery), Timer::Starts(slot));
                    }
                }
                if time - state.ready < recovery {
                    return;
                }
                state.ready = NONE;
                (2, state.raw())
            }
            1 if state.raw() == 0 => (1, 0),
            _ => return,
        };
        self.enter(slot, time, new, NONE, NONE);
        let node = self.nodes[slot as usize].node;
        self.each_link(graph, node, |this, link| this.relieve(graph, link, old, new));
    }

    /// Appends an entry and makes it the node's level.
    fn enter(&mut self, slot: u32, time: u32, level: u8, dependency: u32, cause: u32) {
        let index = self.entries.len() as u32;
        let (depth, root) = match self.entries.get(cause as usize) {
            Some(from) => (from.depth + 1, from.root),
            None => (0, index),
        };
        let state = &mut self.nodes[slot as usize];
        self.entries.push(Entry { time, slot, level, dependency, cause, previous: state.last, depth, root });
        state.last = index;
        state.level = level;
    }

    #[inline]
    fn each_link(&mut self, graph: &Graph, node: NodeIx, mut visit: impl FnMut(&mut Self, Link)) {
        let mut links = 0;
        if graph.is_plain() {
            let all = graph.base_links(node);
            links = all.len() as u64;
            for &link in all {
                visit(self, link);
            }
        } else {
            for link in graph.links(node) {
                links += 1;
                visit(self, link);
            }
        }
        self.budget = self.budget.saturating_sub(links + 1);
        if self.budget == 0 {
            self.stop();
        }
    }

    /// Drops all work so that the run ends here.
    fn stop(&mut self) {
        self.timers.clear();
        self.improving.clear();
        self.next.clear();
        self.due.clear();
        self.own_changed.clear();
    }

    /// A provider went from `old` down to `new`.
    fn relieve(&mut self, graph: &Graph, link: Link, old: u8, new: u8) {
        match link.target() {
            Target::Direct { dependent, confirmed } => {
                if self.confirmed_only && !confirmed {
                    return;
                }
                let slot = self.slot(dependent);
                let state = &mut self.nodes[slot as usize];
                if old == 2 {
                    state.killing -= 1;
                    state.blocked -= 1;
                }
                if new == 0 {
                    state.hurting -= 1;
                }
                if state.level > 0 {
                    self.improving.push(slot);
                }
            }
            Target::Group { dependency, fallback } => {
                let (dependent, rule) = graph.head(dependency);
                if self.confirmed_only && !rule.terms.confirmed {
                    return;
                }
                let group = self.group(dependency);
                let (working, sound) = losses(rule, fallback, new, old);
                let state = self.touch(group);
                state.lost_working -= u16::from(working);
                state.lost_sound -= u16::from(sound);
                state.hurt -= u16::from(new == 0);
                let before = state.level;
                let now = rule.level(state.lost_working.into(), state.lost_sound.into());
                if now == before {
                    return;
                }
                state.level = now;
                state.since2 = NONE;
                if now == 0 {
                    state.since1 = NONE;
                }
                let contributes = state.contributes.min(now);
                let slot = self.slot(dependent);
                if before == 2 {
                    self.nodes[slot as usize].blocked -= 1;
                }
                self.contribute(group, slot, contributes);
                if self.nodes[slot as usize].level > 0 {
                    self.improving.push(slot);
                }
            }
        }
    }

    fn touch(&mut self, group: u32) -> &mut GroupState {
        let state = &mut self.groups[group as usize];
        if state.touched != self.instant {
            state.touched = self.instant;
            self.touched.push(group);
        }
        state
    }

    /// The first round: failures that began and clocks that ran out.
    fn begin_worsening(&mut self) {
        for i in 0..self.own_changed.len() {
            let slot = self.own_changed[i];
            self.offer(slot, self.nodes[slot as usize].own, NONE, NONE);
        }
        self.own_changed.clear();
        // Two dependencies of one node keep their written order whichever way the map was put together.
        self.due.sort_unstable();
        for i in 0..self.due.len() {
            let (dependency, group) = self.due[i];
            let state = self.groups[group as usize];
            let tip = if state.contributes == 2 { state.tip2 } else { state.tip1 };
            if let Some(slot) = self.due_slot(tip, group) {
                self.offer(slot, state.contributes, dependency, tip);
            }
        }
        self.due.clear();
    }

    fn due_slot(&self, tip: u32, group: u32) -> Option<u32> {
        // A clock that was reset by an improvement at this very instant no longer contributes.
        (tip != NONE && self.groups[group as usize].contributes > 0)
            .then(|| self.groups[group as usize].dependent_slot)
    }

    /// The first offer of the worst level wins; offers come in the order of keys.
    #[inline]
    fn offer(&mut self, slot: u32, level: u8, dependency: u32, cause: u32) {
        let state = &mut self.nodes[slot as usize];
        if level > state.level && level > state.offered {
            if state.offered == 0 {
                self.next.push(slot);
            }
            state.offered = level;
            state.offered_by = dependency;
            state.offered_entry = cause;
        }
    }

    fn round(&mut self, graph: &Graph, time: u32) {
        let mut frontier = std::mem::take(&mut self.frontier);
        frontier.clear();
        for i in 0..self.next.len() {
            let slot = self.next[i];
            let state = &mut self.nodes[slot as usize];
            let (old, new) = (state.level, state.offered);
            let (by, cause) = (state.offered_by, state.offered_entry);
            state.offered = 0;
            frontier.push((graph.rank(state.node), slot, old));
            self.enter(slot, time, new, by, cause);
        }
        self.next.clear();
        frontier.sort_unstable();
        for &(_, slot, old) in &frontier {
            let NodeState { node, level: new, last, .. } = self.nodes[slot as usize];
            self.each_link(graph, node, |this, link| this.burden(graph, link, old, new, last, time));
        }
        self.frontier = frontier;
    }

    /// A provider went from `old` up to `new`; `entry` is that change.
    #[inline]
    fn burden(&mut self, graph: &Graph, link: Link, old: u8, new: u8, entry: u32, time: u32) {
        match link.target() {
            Target::Direct { dependent, confirmed } => {
                if !confirmed {
                    if self.confirmed_only {
                        return;
                    }
                    self.unconfirmed += u32::from(self.entries[entry as usize].previous == NONE);
                }
                let slot = self.slot(dependent);
                let state = &mut self.nodes[slot as usize];
                state.hurting += u32::from(old == 0);
                if new == 2 {
                    state.killing += 1;
                    state.blocked += 1;
                    state.ready = NONE;
                }
                self.offer(slot, new, DIRECT, entry);
            }
            Target::Group { dependency, fallback } => {
                self.burden_group(graph, dependency, fallback, (old, new), entry, time);
            }
        }
    }

    fn burden_group(
        &mut self,
        graph: &Graph,
        dependency: DependencyIx,
        fallback: bool,
        (old, new): (u8, u8),
        entry: u32,
        time: u32,
    ) {
        let (dependent, rule) = graph.head(dependency);
        let terms = rule.terms;
        if self.confirmed_only && !terms.confirmed {
            return;
        }
        let group = self.group(dependency);
        let (working, sound) = losses(rule, fallback, old, new);
        let state = self.touch(group);
        state.lost_working += u16::from(working);
        state.lost_sound += u16::from(sound);
        state.hurt += u16::from(old == 0);
        let before = state.level;
        let now = rule.level(state.lost_working.into(), state.lost_sound.into());
        if now == before {
            return;
        }
        state.level = now;
        if before == 0 {
            state.since1 = time;
            state.tip1 = entry;
            state.first_unmet = state.first_unmet.min(time);
        }
        if now == 2 {
            state.since2 = time;
            state.tip2 = entry;
        }
        let first_hurt = !terms.confirmed && !std::mem::replace(&mut state.counted, true);
        let contributes = state.contributes;
        self.unconfirmed += u32::from(first_hurt);
        let slot = self.slot(dependent);
        self.groups[group as usize].dependent_slot = slot;
        if now == 2 {
            let state = &mut self.nodes[slot as usize];
            state.blocked += 1;
            state.ready = NONE;
        }
        if terms.start_only {
            return;
        }
        let fails_after = terms.workaround.map(|w| w.checked_add(terms.tolerance));
        let at_once = match (now, fails_after) {
            (2, Some(Some(0))) => 2,
            _ => u8::from(terms.tolerance == 0),
        };
        if before == 0 && terms.tolerance > 0 {
            self.schedule(time.checked_add(terms.tolerance), Timer::Degrades(group));
        }
        if let (2, Some(wait)) = (now, fails_after)
            && at_once < 2
        {
            self.schedule(wait.and_then(|w| time.checked_add(w)), Timer::Fails(group));
        }
        if at_once > contributes {
            self.contribute(group, slot, at_once);
            self.offer(slot, at_once, dependency, entry);
        }
    }

    fn note_last_legs(&mut self, graph: &Graph) {
        for i in 0..self.touched.len() {
            let state = &mut self.groups[self.touched[i] as usize];
            if state.level != 0 || state.hurt == 0 || state.last_leg {
                continue;
            }
            let (_, rule) = graph.head(state.dependency);
            if rule.terms.start_only {
                continue;
            }
            let used_up = |lost: u16, spare: u32| spare != NONE && u32::from(lost) == spare;
            state.last_leg = used_up(state.lost_working, rule.spare_working)
                || used_up(state.lost_sound, rule.spare_sound);
        }
        self.touched.clear();
    }
}

/// Between a better and a worse level of a provider: is a worker lost, is a sound primary lost?
#[inline]
fn losses(rule: &super::graph::Rule, fallback: bool, better: u8, worse: u8) -> (bool, bool) {
    let good = u8::from(rule.terms.tolerates_degraded);
    let works = if fallback { good } else { 1 };
    (better <= works && worse > works, !fallback && better <= good && worse > good)
}
