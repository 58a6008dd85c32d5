//! How one node's change to a worse level spreads, in rounds; and what every change of level is written down as.
//!
//! The second part of [`Scratch`](super::Scratch): [`timeline`](super::timeline) decides when, this file what;
//! [`improve`](super::improve) is the same for changes to a better level.

use super::base::{DependencyIx, Link, NodeIx, Reliant, Rule};
use super::graph::Graph;
use super::manual_start::{BRIDGED, WATCHED};
use super::timeline::{DIRECT, Entry, GroupState, NONE, NodeState, Scratch, Timer};
use model::{Include, Terms};

/// The part of a mark that is a level.
const LEVEL: u8 = 3;
/// So many nodes of a round have their links read together, and so many links are followed together.
const NODES: usize = 32;
const LINKS: usize = 128;

impl Scratch {
    /// Appends an entry and makes it the node's level. Chains of causes follow only what got worse.
    pub(super) fn enter(
        &mut self,
        slot: u32,
        time: u32,
        level: u8,
        dependency: u32,
        cause: u32,
        worse: bool,
    ) -> u32 {
        let index = self.entries.len() as u32;
        let (depth, root) = match self.entries.get(cause as usize) {
            Some(from) if worse => (from.depth + 1, from.root),
            _ => (0, index),
        };
        let state = &mut self.nodes[slot as usize];
        self.entries.push(Entry { time, slot, level, dependency, cause, previous: state.last, depth, root });
        state.last = index;
        state.level = level;
        index
    }

    #[inline]
    pub(super) fn each_link(&mut self, graph: &Graph, node: NodeIx, mut visit: impl FnMut(&mut Self, Link)) {
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
        self.spend(links + 1);
    }

    fn spend(&mut self, links: u64) {
        self.budget = self.budget.saturating_sub(links);
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

    pub(super) fn touch(&mut self, group: u32) -> &mut GroupState {
        let state = &mut self.groups[group as usize];
        if state.touched != self.instant {
            state.touched = self.instant;
            self.touched.push(group);
        }
        state
    }

    /// The first round: failures that began and clocks that ran out.
    pub(super) fn begin_worsening(&mut self) {
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
            // A clock that was reset by an improvement at this very instant no longer contributes.
            if tip != NONE && state.contributes > 0 {
                let slot = self.slot(state.dependent);
                self.offer(slot, state.contributes, dependency, tip);
            }
        }
        self.due.clear();
    }

    /// The same where nothing gets better, so that most nodes that have one such provider more are done after one look.
    #[inline]
    fn offer_lasting(&mut self, node: NodeIx, level: u8, dependency: u32, cause: u32) {
        if self.marks[node as usize] & LEVEL < level {
            let slot = self.slot(node);
            self.offer(slot, level, dependency, cause);
        }
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
            if self.lasting {
                let mark = &mut self.marks[state.node as usize];
                *mark = *mark & !LEVEL | level;
            }
        }
    }

    pub(super) fn round(&mut self, graph: &Graph, time: u32) {
        let mut frontier = std::mem::take(&mut self.frontier);
        frontier.clear();
        // Most nodes are needed by nobody, and nothing spreads from them.
        let mut ends = 0;
        for i in 0..self.next.len() {
            let slot = self.next[i];
            let state = &mut self.nodes[slot as usize];
            let (old, new) = (state.level, state.offered);
            let (by, cause) = (state.offered_by, state.offered_entry);
            let watched = state.flags & WATCHED != 0;
            state.offered = 0;
            match graph.is_needed(state.node) {
                true => frontier.push((graph.rank(state.node), slot, old)),
                false => ends += 1,
            }
            self.enter(slot, time, new, by, cause, true);
            if new == 2 && watched {
                self.manual.consider(slot);
            }
        }
        self.next.clear();
        self.spend(ends);
        frontier.sort_unstable_by_key(|&(rank, ..)| rank);
        let mut links = std::mem::take(&mut self.links);
        for part in frontier.chunks(NODES) {
            links.clear();
            self.gather(graph, part, &mut links);
            for links in links.chunks(LINKS) {
                self.fetch(graph, links);
                for &(link, at) in links {
                    let (_, slot, old) = part[at as usize];
                    let NodeState { level: new, last, .. } = self.nodes[slot as usize];
                    self.worsen_dependent(graph, link, old, new, last, time);
                }
            }
            self.spend((part.len() + links.len()) as u64);
        }
        self.links = links;
        self.frontier = frontier;
    }

    /// The links of these nodes.
    fn gather(&self, graph: &Graph, nodes: &[(u64, u32, u8)], links: &mut Vec<(Link, u32)>) {
        for (at, &(_, slot, _)) in (0..).zip(nodes) {
            let node = self.nodes[slot as usize].node;
            if graph.is_plain() {
                links.extend(graph.base_links(node).iter().map(|&link| (link, at)));
            } else {
                links.extend(graph.links(node).map(|link| (link, at)));
            }
        }
    }

    /// Reads what lies scattered over the map where these links lead. The processor fetches many such places at a time
    /// when it need not look at one before it goes to the next.
    fn fetch(&self, graph: &Graph, links: &[(Link, u32)]) {
        let place = |&(link, _): &(Link, u32)| match link.target() {
            Reliant::Direct { dependent, .. } => u32::from(self.marks[dependent as usize]),
            Reliant::Group { dependency, .. } => graph.touch(dependency) ^ self.group_of[dependency as usize],
        };
        std::hint::black_box(links.iter().map(place).fold(0, |sum, place| sum ^ place));
    }

    /// A provider went from `old` up to `new`; `entry` is that change.
    #[inline]
    fn worsen_dependent(&mut self, graph: &Graph, link: Link, old: u8, new: u8, entry: u32, time: u32) {
        match link.target() {
            Reliant::Direct { dependent, confirmed } => {
                if !confirmed {
                    if self.confirmed_only {
                        return;
                    }
                    self.unconfirmed += u32::from(self.entries[entry as usize].previous == NONE);
                }
                if self.lasting {
                    return self.offer_lasting(dependent, new, DIRECT, entry);
                }
                let slot = self.slot(dependent);
                let state = &self.nodes[slot as usize];
                if state.flags & BRIDGED != 0 {
                    let provider = self.nodes[self.entries[entry as usize].slot as usize].node;
                    if old == 0 {
                        self.manual.forget(dependent, provider);
                    } else if self.manual.is_bridged(dependent, provider) {
                        return;
                    }
                }
                let burden = &mut self.burdens[slot as usize];
                burden.hurting += u32::from(old == 0);
                if new == 2 {
                    burden.killing += 1;
                    burden.blocked += 1;
                    burden.ready = NONE;
                    self.held_back(slot);
                }
                self.offer(slot, new, DIRECT, entry);
            }
            Reliant::Group { dependency, fallback } => {
                self.worsen_group(graph, dependency, fallback, (old, new), entry, time);
            }
        }
    }

    fn worsen_group(
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
        let (group, include) = (self.group(dependency, dependent), self.include());
        let (working, sound) = losses(rule, fallback, old, new);
        let state = self.touch(group);
        state.lost_working += u16::from(working);
        state.lost_sound += u16::from(sound);
        state.hurt += u16::from(old == 0);
        let before = state.level;
        let now = rule.level(include, state.lost_working.into(), state.lost_sound.into());
        state.used_up = now == 0 && state.could_lose_no_more(rule, include);
        if now == before {
            return;
        }
        state.level = now;
        // A degraded fallback cannot help; what made help necessary is a primary that is lost.
        let idle = (fallback && new == 1).then(|| self.lost_primary(graph, dependency, rule));
        let entry = idle.flatten().unwrap_or(entry);
        let state = &mut self.groups[group as usize];
        if before == 0 {
            (state.since1, state.tip1) = (time, entry);
            state.first_unmet = state.first_unmet.min(time);
        }
        if now == 2 {
            (state.since2, state.tip2) = (time, entry);
        }
        if state.bridge != NONE {
            return;
        }
        let first_hurt = !std::mem::replace(&mut state.counted, true);
        let contributes = state.contributes;
        self.unconfirmed += u32::from(first_hurt && !terms.confirmed);
        self.open += u32::from(first_hurt && terms.one_of_unknown);
        let slot = self.slot(dependent);
        if now == 2 {
            self.block(slot);
        }
        if terms.start_only {
            return;
        }
        let at_once = self.begin_clocks(group, terms, (before, now), time);
        if at_once > contributes {
            self.contribute(group, slot, at_once);
            self.offer(slot, at_once, dependency, entry);
        }
    }

    /// What a need does at once when it goes from one level to a worse one; the rest is left to clocks.
    fn begin_clocks(&mut self, group: u32, terms: Terms, (before, now): (u8, u8), time: u32) -> u8 {
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
        at_once
    }

    /// One more need of the node is at level 2.
    fn block(&mut self, slot: u32) {
        let Some(burden) = self.burdens.get_mut(slot as usize) else { return };
        burden.blocked += 1;
        burden.ready = NONE;
        self.held_back(slot);
    }

    /// The last change of the first primary that no longer counts as working.
    fn lost_primary(&self, graph: &Graph, dependency: DependencyIx, rule: &Rule) -> Option<u32> {
        let primaries = graph.providers(dependency).iter().take(rule.primaries as usize);
        let states = primaries.filter_map(|&node| self.slot_if_any(node)).map(|s| &self.nodes[s as usize]);
        states.filter(|state| losses(rule, false, 0, state.level).0).map(|state| state.last).next()
    }

    /// A node cannot start any more; perhaps by hand.
    #[inline]
    fn held_back(&mut self, slot: u32) {
        let state = &self.nodes[slot as usize];
        if state.flags & WATCHED != 0 && state.level == 2 {
            self.manual.consider(slot);
        }
    }

    pub(super) fn note_last_legs(&mut self) {
        for &group in &self.touched {
            let state = &mut self.groups[group as usize];
            state.last_leg |= state.used_up;
        }
        self.touched.clear();
    }
}

impl GroupState {
    /// With one loss more it would no longer be met, now that it has lost something.
    pub(super) fn could_lose_no_more(&self, rule: &Rule, include: Include) -> bool {
        let used_up = |lost: u16, spare: u32| spare != NONE && u32::from(lost) == spare;
        let (spare_working, spare_sound) = rule.spare(include);
        self.hurt > 0
            && !rule.terms.start_only
            && (used_up(self.lost_working, spare_working) || used_up(self.lost_sound, spare_sound))
    }
}

/// Between a better and a worse level of a provider: is a worker lost, is a sound primary lost?
#[inline]
pub(super) fn losses(rule: &Rule, fallback: bool, better: u8, worse: u8) -> (bool, bool) {
    let good = u8::from(rule.terms.tolerates_degraded);
    let works = if fallback { good } else { u8::from(rule.terms.degraded_works) };
    (better <= works && worse > works, !fallback && better <= good && worse > good)
}
