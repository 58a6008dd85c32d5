//! How bad it gets in the end, without any clock: the least fixed point (property 2 of the impact semantics).
//!
//! Equal to the final levels of the timeline when no failure is repaired. A workaround without end counts as
//! at most degraded; a need that is only for starting does not count.

use super::base::{DependencyIx, Link, NodeIx, Reliant};
use super::graph::Graph;
use super::worsen::losses;
use model::{Include, Level};

/// Memory for one computation, kept and reused: nothing in it is cleared over the whole map.
#[derive(Debug, Default)]
pub struct LevelsScratch {
    level: Vec<u8>,
    propagated: Vec<u8>,
    lost: Vec<Lost>,
    affected: Vec<NodeIx>,
    queue: Vec<NodeIx>,
    touched: Vec<DependencyIx>,
    followed: u64,
    /// Of the last run.
    include: Include,
}

/// Providers lost so far; at most 10,000 per dependency, so that both fit.
#[derive(Debug, Default, Clone, Copy)]
struct Lost {
    working: u16,
    sound: u16,
}

impl LevelsScratch {
    /// Bytes held, without allocator overhead.
    pub fn bytes(&self) -> usize {
        self.level.capacity()
            + self.propagated.capacity()
            + self.lost.capacity() * size_of::<Lost>()
            + (self.affected.capacity() + self.queue.capacity()) * size_of::<NodeIx>()
            + self.touched.capacity() * size_of::<DependencyIx>()
    }

    /// The final levels when these nodes fail for good; every affected node once, in no particular order.
    pub fn run<'s>(
        &'s mut self,
        graph: &Graph,
        failures: &[(NodeIx, Level)],
        include: Include,
    ) -> impl Iterator<Item = (NodeIx, Level)> + 's {
        self.run_while(graph, failures, include, |_, _, _| true);
        self.affected()
    }

    /// The same, as long as `go_on` says so. It is told of every change of a level before that spreads (the node, the
    /// old and the new number of the level), in rounds of steps from the failures. Returns whether it came to the end;
    /// when it did not, levels are only lower bounds.
    pub fn run_while(
        &mut self,
        graph: &Graph,
        failures: &[(NodeIx, Level)],
        include: Include,
        mut go_on: impl FnMut(NodeIx, u8, u8) -> bool,
    ) -> bool {
        self.prepare(graph);
        for &(node, level) in failures {
            self.raise(node, level as u8);
        }
        self.include = include;
        let mut at = 0;
        while at < self.queue.len() {
            let node = self.queue[at];
            at += 1;
            let (old, new) = (self.propagated[node as usize], self.level[node as usize]);
            if old == new {
                continue;
            }
            if !go_on(node, old, new) {
                return false;
            }
            self.propagated[node as usize] = new;
            if graph.is_plain() {
                let links = graph.base_links(node);
                self.followed += links.len() as u64;
                for &link in links {
                    self.follow(graph, link, old, new);
                }
            } else {
                for link in graph.links(node) {
                    self.followed += 1;
                    self.follow(graph, link, old, new);
                }
            }
        }
        true
    }

    /// The same, but it ends with `true` as soon as `enough` says so of a node and the level it has reached. What
    /// can be read after such an end is not the whole.
    pub fn run_until(
        &mut self,
        graph: &Graph,
        failures: &[(NodeIx, Level)],
        include: Include,
        mut enough: impl FnMut(NodeIx, Level) -> bool,
    ) -> bool {
        !self.run_while(graph, failures, include, |node, _, new| !enough(node, Level::from_number(new)))
    }

    /// What the last run affected: every node once, in no particular order.
    pub fn affected(&self) -> impl ExactSizeIterator<Item = (NodeIx, Level)> + '_ {
        self.affected.iter().map(|&n| (n, Level::from_number(self.level[n as usize])))
    }

    /// The level of a node in the last run.
    pub fn level(&self, node: NodeIx) -> Level {
        self.level.get(node as usize).map_or(Level::Operational, |&level| Level::from_number(level))
    }

    /// The dependencies with counters that lost something in the last run, and their own level before any
    /// workaround, in no particular order.
    pub fn touched<'s>(&'s self, graph: &'s Graph) -> impl Iterator<Item = (DependencyIx, Level)> + 's {
        self.touched.iter().map(move |&dependency| {
            let lost = self.lost[dependency as usize];
            let rule = graph.head(dependency).1;
            let level = rule.level(self.include, lost.working.into(), lost.sound.into());
            (dependency, Level::from_number(level))
        })
    }

    /// The level of a dependency in the last run: how well its need is met, before any workaround.
    pub fn need(&self, graph: &Graph, dependency: DependencyIx) -> Level {
        let rule = graph.head(dependency).1;
        let (mut working, mut sound) = (0, 0);
        for (at, &provider) in (0..).zip(graph.providers(dependency)) {
            let lost = losses(rule, at >= rule.primaries, 0, self.level(provider) as u8);
            working += u32::from(lost.0);
            sound += u32::from(lost.1);
        }
        Level::from_number(rule.level(self.include, working, sound))
    }

    /// How many provider links the last run has followed: a measure of its work.
    pub fn followed(&self) -> u64 {
        self.followed
    }

    fn prepare(&mut self, graph: &Graph) {
        for node in self.affected.drain(..) {
            self.level[node as usize] = 0;
            self.propagated[node as usize] = 0;
        }
        for dependency in self.touched.drain(..) {
            self.lost[dependency as usize] = Lost::default();
        }
        self.queue.clear();
        self.followed = 0;
        let (nodes, dependencies) = (graph.node_bound() as usize, graph.dependency_bound() as usize);
        if self.level.len() < nodes {
            self.level.resize(nodes, 0);
            self.propagated.resize(nodes, 0);
        }
        if self.lost.len() < dependencies {
            self.lost.resize(dependencies, Lost::default());
        }
    }

    #[inline]
    fn raise(&mut self, node: NodeIx, to: u8) {
        let level = &mut self.level[node as usize];
        if to > *level {
            if *level == 0 {
                self.affected.push(node);
            }
            *level = to;
            self.queue.push(node);
        }
    }

    #[inline]
    fn follow(&mut self, graph: &Graph, link: Link, old: u8, new: u8) {
        let confirmed_only = self.include == Include::Confirmed;
        match link.target() {
            Reliant::Direct { dependent, confirmed } => {
                if confirmed || !confirmed_only {
                    self.raise(dependent, new);
                }
            }
            Reliant::Group { dependency, fallback } => {
                let (dependent, rule) = graph.head(dependency);
                if rule.terms.start_only || (confirmed_only && !rule.terms.confirmed) {
                    return;
                }
                let (working, sound) = losses(rule, fallback, old, new);
                let lost = &mut self.lost[dependency as usize];
                let first = (lost.working, lost.sound) == (0, 0);
                lost.working += u16::from(working);
                lost.sound += u16::from(sound);
                if first && (lost.working, lost.sound) != (0, 0) {
                    self.touched.push(dependency);
                }
                let level = rule.level(self.include, lost.working.into(), lost.sound.into());
                self.raise(dependent, if rule.terms.workaround.is_none() { level.min(1) } else { level });
            }
        }
    }
}
