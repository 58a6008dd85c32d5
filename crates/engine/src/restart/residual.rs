//! What is left when nothing moves any more: the nodes that are not operational, and what a start by hand brings back.
//!
//! All failures are repaired and all clocks have run out, so levels alone tell what happens: they only get better.
//! Where everything is started at once the end does not depend on the order. One after the other it can: what a node is
//! started without counts as met until it really is at level 0, so who is started before a provider comes back degraded is
//! not degraded by it, and who is started afterwards is. Changes can be taken back, for those who try.

use super::super::base::{DependencyIx, NodeIx, Rule};
use super::super::graph::Graph;
use super::super::outcome::Outcome;
use crate::arrows::Arrows;
use model::Include;

const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Standing {
    level: u8,
    hurting: u32,
    killing: u32,
    blocked: u32,
}

#[derive(Debug, Clone, Copy)]
struct Want {
    dependency: DependencyIx,
    owner: u32,
    lost_working: u32,
    lost_sound: u32,
    level: u8,
    bridged: bool,
    /// It was missing when the choice began.
    missing: bool,
}

/// What a node is started without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// What is missing now.
    Now,
    /// What was missing when the choice began: all that is chosen is started at once.
    AtOnce,
}

#[derive(Debug, Clone, Copy)]
enum Undo {
    Node(u32, Standing),
    Want(u32, Want),
}

/// Nodes that are not operational in the end, numbered in the order of their keys.
pub(super) struct Residual<'g> {
    graph: &'g Graph,
    include: Include,
    nodes: Vec<NodeIx>,
    number: Vec<u32>,
    standing: Vec<Standing>,
    first_want: Vec<u32>,
    wants: Vec<Want>,
    /// From a node to the needs it takes part in, twice their number, plus 1 where it is a fallback.
    links: Arrows,
    queue: Vec<u32>,
    trail: Vec<Undo>,
    trying: u32,
    /// Who was unavailable when the choice began.
    down_at_first: Vec<bool>,
    /// Links followed so far.
    pub(super) work: u64,
}

impl<'g> Residual<'g> {
    /// The end of a run.
    pub(super) fn new(graph: &'g Graph, outcome: &Outcome<'_>, include: Include) -> Self {
        let mut left: Vec<(u64, NodeIx, u8)> =
            outcome.remaining().map(|(node, level)| (graph.rank(node), node, level as u8)).collect();
        left.sort_unstable();
        let mut number = vec![NONE; graph.node_bound() as usize];
        for (at, &(_, node, _)) in (0..).zip(&left) {
            number[node as usize] = at;
        }
        let standing =
            left.iter().map(|&(.., level)| Standing { level, hurting: 0, killing: 0, blocked: 0 }).collect();
        let mut residual = Self {
            graph,
            include,
            nodes: left.iter().map(|&(_, node, _)| node).collect(),
            number,
            standing,
            first_want: vec![0],
            wants: Vec::new(),
            links: Arrows::default(),
            queue: Vec::new(),
            trail: Vec::new(),
            trying: 0,
            down_at_first: vec![false; left.len()],
            work: 0,
        };
        let mut bridged: Vec<DependencyIx> =
            outcome.bridges().iter().filter(|b| b.until.is_none()).map(|b| b.dependency).collect();
        bridged.sort_unstable();
        residual.read_wants(&bridged);
        residual.links = residual.read_links();
        residual
    }

    fn read_wants(&mut self, bridged: &[DependencyIx]) {
        for owner in 0..self.nodes.len() as u32 {
            for dependency in self.graph.dependencies(self.nodes[owner as usize]) {
                let (_, rule) = self.graph.head(dependency);
                if self.include == Include::Confirmed && !rule.terms.confirmed {
                    continue;
                }
                let mut want = Want {
                    dependency,
                    owner,
                    lost_working: 0,
                    lost_sound: 0,
                    level: 0,
                    bridged: false,
                    missing: false,
                };
                let mut hurt = false;
                for (at, &provider) in (0..).zip(self.graph.providers(dependency)) {
                    if let Some(level) = self.number_of(provider).map(|p| self.level(p)) {
                        let (working, sound) = losses(rule, at >= rule.primaries, 0, level);
                        want.lost_working += u32::from(working);
                        want.lost_sound += u32::from(sound);
                        hurt = true;
                    }
                }
                if hurt {
                    want.level = rule.level(self.include, want.lost_working, want.lost_sound);
                    want.bridged = want.level > 0 && bridged.binary_search(&dependency).is_ok();
                    let does = contribution(rule, &want);
                    let standing = &mut self.standing[owner as usize];
                    standing.hurting += u32::from(does >= 1);
                    standing.killing += u32::from(does == 2);
                    standing.blocked += u32::from(want.level == 2 && !want.bridged);
                    self.wants.push(want);
                }
            }
            self.first_want.push(self.wants.len() as u32);
        }
    }

    fn read_links(&self) -> Arrows {
        let (mut providers, mut places) = (Vec::new(), Vec::new());
        for (at, want) in (0..).zip(&self.wants) {
            let rule = self.graph.head(want.dependency).1;
            for (place, &provider) in (0..).zip(self.graph.providers(want.dependency)) {
                if let Some(provider) = self.number_of(provider) {
                    providers.push(provider);
                    places.push(at * 2 + u32::from(place >= rule.primaries));
                }
            }
        }
        let by_provider = Arrows::members(&providers, self.nodes.len() as u32);
        Arrows::collect(self.nodes.len() as u32, |provider, to| {
            to.extend(by_provider.of(provider).iter().map(|&at| places[at as usize]));
        })
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> u32 {
        self.nodes.len() as u32
    }

    pub(super) fn node(&self, number: u32) -> NodeIx {
        self.nodes[number as usize]
    }

    fn number_of(&self, node: NodeIx) -> Option<u32> {
        Some(self.number[node as usize]).filter(|&number| number != NONE)
    }

    pub(super) fn level(&self, number: u32) -> u8 {
        self.standing[number as usize].level
    }

    pub(super) fn is_down(&self, number: u32) -> bool {
        self.level(number) == 2
    }

    /// It was unavailable when the choice began: only such nodes can be started.
    pub(super) fn was_down(&self, number: u32) -> bool {
        self.down_at_first[number as usize]
    }

    /// In how many needs of these nodes it takes part.
    pub(super) fn asked_for(&self, number: u32) -> usize {
        self.links.of(number).len()
    }

    fn wants_of(&self, number: u32) -> std::ops::Range<u32> {
        self.first_want[number as usize]..self.first_want[number as usize + 1]
    }

    /// Everything that can have a say in how well this node does.
    pub(super) fn influences(&self, number: u32, to: &mut Vec<u32>) {
        for want in &self.wants[self.wants_of(number).start as usize..self.wants_of(number).end as usize] {
            to.extend(self.graph.providers(want.dependency).iter().filter_map(|&p| self.number_of(p)));
        }
    }

    /// What the node waits for now: of an unavailable node the providers that its missing needs lack, of a degraded
    /// one those because of which it is degraded.
    pub(super) fn waits_for(&self, number: u32, mut visit: impl FnMut(DependencyIx, u32)) {
        let least = self.level(number);
        if least == 0 {
            return;
        }
        for want in self.wants_of(number) {
            let want = &self.wants[want as usize];
            if want.bridged || want.level < least {
                continue;
            }
            let rule = self.graph.head(want.dependency).1;
            for (place, &provider) in (0..).zip(self.graph.providers(want.dependency)) {
                let Some(provider) = self.number_of(provider) else { continue };
                let (working, sound) = losses(rule, place >= rule.primaries, 0, self.level(provider));
                if working || least == 1 && sound {
                    visit(want.dependency, provider);
                }
            }
        }
    }

    /// Begins to remember what has to be taken back.
    pub(super) fn try_out(&mut self) -> usize {
        self.trying += 1;
        self.trail.len()
    }

    /// Takes back everything since `mark`.
    pub(super) fn take_back(&mut self, mark: usize) {
        while self.trail.len() > mark {
            match self.trail.pop() {
                Some(Undo::Node(at, before)) => self.standing[at as usize] = before,
                Some(Undo::Want(at, before)) => self.wants[at as usize] = before,
                None => break,
            }
        }
        self.trying -= 1;
    }

    /// Leaves everything as it is since `mark`.
    pub(super) fn keep(&mut self, mark: usize) {
        self.trying -= 1;
        if self.trying == 0 {
            self.trail.truncate(mark);
        }
    }

    fn keep_node(&mut self, at: u32) {
        if self.trying > 0 {
            self.trail.push(Undo::Node(at, self.standing[at as usize]));
        }
    }

    fn keep_want(&mut self, at: u32) {
        if self.trying > 0 {
            self.trail.push(Undo::Want(at, self.wants[at as usize]));
        }
    }

    /// The choice of what is started by hand begins.
    pub(super) fn begin(&mut self) {
        for number in 0..self.len() {
            let down = self.is_down(number);
            self.down_at_first[number as usize] = down;
            for at in self.wants_of(number) {
                let want = &mut self.wants[at as usize];
                want.missing = down && want.level == 2 && !want.bridged;
            }
        }
    }

    /// Would none of these do better if all that were unavailable when the choice began had been started at once?
    pub(super) fn is_best(&mut self, members: &[u32]) -> bool {
        if members.iter().all(|&number| self.level(number) == 0) {
            return true;
        }
        let mark = self.try_out();
        for &number in members {
            self.start(number, When::AtOnce, |_| true, |_| {});
        }
        let changed = |undo: &Undo| matches!(undo, Undo::Node(at, before) if before.level != self.level(*at));
        let better = self.trail[mark..].iter().any(changed);
        self.take_back(mark);
        !better
    }

    /// Starts a node by hand; what it was started without, and everything that comes back by it among the nodes for
    /// which `inside` holds, itself included.
    pub(super) fn start(
        &mut self,
        number: u32,
        when: When,
        inside: impl Fn(u32) -> bool,
        mut back: impl FnMut(u32),
    ) -> Vec<DependencyIx> {
        let mut without = Vec::new();
        for at in self.wants_of(number) {
            let want = self.wants[at as usize];
            let missing = match when {
                When::Now => want.level == 2 && !want.bridged,
                When::AtOnce => want.missing,
            };
            if !missing {
                continue;
            }
            without.push(want.dependency);
            if want.level > 0 && !want.bridged {
                let does = contribution(self.graph.head(want.dependency).1, &want);
                self.keep_want(at);
                self.keep_node(number);
                self.wants[at as usize].bridged = true;
                let standing = &mut self.standing[number as usize];
                standing.blocked -= u32::from(want.level == 2);
                standing.hurting -= u32::from(does >= 1);
                standing.killing -= u32::from(does == 2);
            }
        }
        self.queue.push(number);
        while let Some(number) = self.queue.pop() {
            let old = self.standing[number as usize];
            let raw = if old.killing > 0 { 2 } else { u8::from(old.hurting > 0) };
            let new = match old.level {
                2 if old.blocked == 0 => raw,
                1 if raw == 0 => 0,
                _ => continue,
            };
            self.keep_node(number);
            self.standing[number as usize].level = new;
            if old.level == 2 {
                back(number);
            }
            self.relieve(number, old.level, new, &inside);
        }
        without
    }

    fn relieve(&mut self, number: u32, old: u8, new: u8, inside: impl Fn(u32) -> bool) {
        self.work += self.links.of(number).len() as u64 + 1;
        for at in 0..self.links.of(number).len() {
            let link = self.links.of(number)[at];
            let (at, fallback) = (link / 2, link % 2 == 1);
            let before = self.wants[at as usize];
            if !inside(before.owner) {
                continue;
            }
            let rule = self.graph.head(before.dependency).1;
            let (working, sound) = losses(rule, fallback, new, old);
            if !(working || sound) {
                continue;
            }
            self.keep_want(at);
            let want = &mut self.wants[at as usize];
            want.lost_working -= u32::from(working);
            want.lost_sound -= u32::from(sound);
            want.level = rule.level(self.include, want.lost_working, want.lost_sound);
            want.bridged &= want.level > 0;
            let (was, is) = (contribution(rule, &before), contribution(rule, want));
            let unblocked = before.level == 2 && !before.bridged && want.level < 2;
            self.keep_node(before.owner);
            let standing = &mut self.standing[before.owner as usize];
            standing.hurting -= u32::from(was >= 1 && is == 0);
            standing.killing -= u32::from(was == 2 && is < 2);
            standing.blocked -= u32::from(unblocked);
            self.queue.push(before.owner);
        }
    }
}

/// Between a better and a worse level of a provider: is a worker lost, is a sound primary lost?
fn losses(rule: &Rule, fallback: bool, better: u8, worse: u8) -> (bool, bool) {
    crate::worsen::losses(rule, fallback, better, worse)
}

/// What a need does to its dependent once all clocks have run out.
fn contribution(rule: &Rule, want: &Want) -> u8 {
    if rule.terms.start_only || want.bridged {
        0
    } else if rule.terms.workaround.is_none() {
        want.level.min(1)
    } else {
        want.level
    }
}
