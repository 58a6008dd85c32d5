//! How one node's change to a better level spreads: restarts and relief, to a fixed point.
//!
//! The third part of [`Scratch`](super::Scratch); [`worsen`](super::worsen) is the same for changes to a worse level.

use super::base::{DependencyIx, Link, NodeIx, Reliant};
use super::graph::Graph;
use super::manual_start::{BRIDGED, WATCHED};
use super::timeline::{DIRECT, NONE, Scratch, Timer};
use super::worsen::losses;

impl Scratch {
    /// One round of improvements, in the order of keys.
    pub(super) fn improvements(&mut self, graph: &Graph, time: u32) {
        let mut round = std::mem::take(&mut self.frontier);
        round.clear();
        round
            .extend(self.improving.iter().map(|&slot| (graph.rank(self.nodes[slot as usize].node), slot, 0)));
        self.improving.clear();
        round.sort_unstable();
        round.dedup();
        for &(_, slot, _) in &round {
            self.improve(graph, time, slot);
        }
        self.frontier = round;
    }

    fn improve(&mut self, graph: &Graph, time: u32, slot: u32) {
        let (state, burden) = (self.nodes[slot as usize], &mut self.burdens[slot as usize]);
        let raw = state.own.max(burden.level());
        let (old, new) = match state.level {
            2 => {
                if burden.blocked > 0 || state.own == 2 {
                    if state.flags & WATCHED != 0 {
                        self.manual.consider(slot);
                    }
                    return;
                }
                let recovery = graph.recovery(state.node);
                if burden.ready == NONE {
                    burden.ready = time;
                    if recovery > 0 {
                        return self.schedule(time.checked_add(recovery), Timer::Starts(slot));
                    }
                }
                if time - burden.ready < recovery {
                    return;
                }
                burden.ready = NONE;
                (2, raw)
            }
            1 if raw == 0 => (1, 0),
            _ => return,
        };
        let (node, by, cause) = (state.node, state.offered_by, state.offered_entry);
        let entry = self.enter(slot, time, new, by, cause, false);
        self.each_link(graph, node, |this, link| this.relieve(graph, link, node, (old, new), entry, time));
    }

    /// A provider went from `old` down to `new`; `entry` is that change.
    fn relieve(
        &mut self,
        graph: &Graph,
        link: Link,
        provider: NodeIx,
        (old, new): (u8, u8),
        entry: u32,
        time: u32,
    ) {
        match link.target() {
            Reliant::Direct { dependent, confirmed } => {
                if self.confirmed_only && !confirmed {
                    return;
                }
                let slot = self.slot(dependent);
                let state = &self.nodes[slot as usize];
                if state.flags & BRIDGED != 0 && self.manual.is_bridged(dependent, provider) {
                    if new == 0 {
                        self.manual.met(dependent, provider, time);
                    }
                    return;
                }
                let burden = &mut self.burdens[slot as usize];
                if old == 2 {
                    burden.killing -= 1;
                    burden.blocked -= 1;
                }
                if new == 0 {
                    burden.hurting -= 1;
                }
                self.relieved(slot, old == 2, DIRECT, entry);
            }
            Reliant::Group { dependency, fallback } => {
                self.improve_group(graph, dependency, fallback, (old, new), entry, time);
            }
        }
    }

    fn improve_group(
        &mut self,
        graph: &Graph,
        dependency: DependencyIx,
        fallback: bool,
        (old, new): (u8, u8),
        entry: u32,
        time: u32,
    ) {
        let (dependent, rule) = graph.head(dependency);
        if self.confirmed_only && !rule.terms.confirmed {
            return;
        }
        let group = self.group(dependency, dependent);
        let include = self.include();
        let (working, sound) = losses(rule, fallback, new, old);
        let state = self.touch(group);
        state.lost_working -= u16::from(working);
        state.lost_sound -= u16::from(sound);
        state.hurt -= u16::from(new == 0);
        let before = state.level;
        let now = rule.level(include, state.lost_working.into(), state.lost_sound.into());
        state.used_up = now == 0 && state.could_lose_no_more(rule, include);
        if now == before {
            return;
        }
        state.level = now;
        state.since2 = NONE;
        if now == 0 {
            state.since1 = NONE;
        }
        if state.bridge != NONE {
            if now == 0 {
                let bridge = std::mem::replace(&mut state.bridge, NONE);
                self.manual.end(bridge as usize, time);
            }
            return;
        }
        let contributes = state.contributes.min(now);
        let slot = self.slot(dependent);
        if before == 2 {
            self.burdens[slot as usize].blocked -= 1;
        }
        self.contribute(group, slot, contributes);
        self.relieved(slot, before == 2, dependency, entry);
    }

    /// A node may get better now; remembers what it waited for last.
    #[inline]
    fn relieved(&mut self, slot: u32, unblocked: bool, dependency: u32, entry: u32) {
        let (state, burden) = (&mut self.nodes[slot as usize], &self.burdens[slot as usize]);
        if state.level == 0 {
            return;
        }
        if state.level == 1 || unblocked && burden.blocked == 0 {
            (state.offered_by, state.offered_entry) = (dependency, entry);
        }
        self.improving.push(slot);
    }
}
