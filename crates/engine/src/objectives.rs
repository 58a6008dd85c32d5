//! What everybody expects of what he needs. What can be kept, [`ComeBack`](super::come_back::ComeBack) tells.
//!
//! **Required** (minimum principle): an outage of a provider that lasts longer than the dependency is carried through
//! (tolerance and workaround) stops the consumer; the consumer itself needs its recovery time. So a provider has to be
//! back within `tolerated outage + objective of the consumer - recovery of the consumer`, the least of all its
//! consumers counts, and it is handed on. Every provider of a redundant group inherits (conservative). A workaround
//! without end demands nothing; a need for starting only is not tolerated at all, because it is missing when
//! everything is down. Supporting and informative needs (`min` = 0) demand nothing. What may be lost (RPO) is handed on
//! as it is.
//!
//! Within a circle of needs who starts first is not determined. There an objective is handed on with what the
//! dependencies tolerate added, but without subtracting recoveries: else it would shrink with every time round.

use super::arrows::{Arrows, Components};
use super::base::{DependencyIx, NodeIx, Rule};
use super::graph::Graph;
use model::{Include, Seconds, Terms};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// No objective, or never.
pub const NONE: u32 = u32::MAX;
const OPEN: i64 = i64::MAX;

/// What a node states, in seconds by node; [`NONE`] = nothing.
#[derive(Debug, Clone, Default)]
pub struct Stated {
    /// Recovery time objective.
    pub rto: Vec<u32>,
    /// Maximum tolerable period of disruption.
    pub mtpd: Vec<u32>,
    /// Recovery point objective.
    pub rpo: Vec<u32>,
}

/// One kind of objective as its consumers require it.
#[derive(Debug, Clone)]
pub struct Required {
    seconds: Vec<i64>,
    by: Vec<DependencyIx>,
}

/// The objectives of every node of a graph.
#[derive(Debug, Clone)]
pub struct Objectives {
    /// Recovery time that consumers require.
    pub rto: Required,
    /// Tolerable disruption that consumers require.
    pub mtpd: Required,
    /// Loss of data that consumers require at most.
    pub rpo: Required,
}

impl Required {
    /// Seconds; negative when it cannot be met even by a provider that is back at once. `None` = nobody requires any, or
    /// no less than the longest time that can be written down.
    pub fn of(&self, node: NodeIx) -> Option<i64> {
        Some(self.seconds[node as usize]).filter(|&seconds| seconds <= Seconds::MAX.get().into())
    }

    /// Through which dependency the strictest consumer requires it.
    pub fn by(&self, node: NodeIx) -> Option<DependencyIx> {
        self.of(node).map(|_| self.by[node as usize]).filter(|&by| by != NONE)
    }

    /// From the node to the consumer whose own objective it is: the dependencies on the way.
    pub fn chain<'a>(
        &'a self,
        graph: &'a Graph,
        stated: &'a [u32],
        node: NodeIx,
    ) -> impl Iterator<Item = DependencyIx> + 'a {
        let mut next = self.by(node);
        let by = |node: NodeIx| Some(self.by[node as usize]).filter(|&by| by != NONE);
        std::iter::from_fn(move || {
            let dependency = next?;
            let consumer = graph.dependent(dependency);
            let own = i64::from(stated[consumer as usize]);
            let inherited = self.seconds[consumer as usize] < own || stated[consumer as usize] == NONE;
            next = if inherited { by(consumer) } else { None };
            Some(dependency)
        })
    }
}

impl Objectives {
    /// Computes all of them.
    pub fn new(graph: &Graph, include: Include, stated: &Stated) -> Self {
        let arrows = Arrows::collect(graph.node_bound(), |node, to| {
            for dependency in graph.dependencies(node) {
                if counts(&graph.head(dependency).1.terms, include) {
                    to.extend(graph.providers(dependency));
                }
            }
        });
        let circles = arrows.components();
        let members = Arrows::members(&circles.of, circles.count);
        drop(arrows);
        let inherit = |stated: &[u32], kept: bool| {
            Heritage { graph, include, stated, circles: &circles, kept }.run(&members)
        };
        Self {
            rto: inherit(&stated.rto, false),
            mtpd: inherit(&stated.mtpd, false),
            rpo: inherit(&stated.rpo, true),
        }
    }
}

/// Does somebody who has this need require anything of its providers?
fn counts(terms: &Terms, include: Include) -> bool {
    terms.min > 0 && (include == Include::All || terms.confirmed)
}

/// How long the consumer does without; `None` = for ever.
fn tolerated(rule: &Rule) -> Option<i64> {
    let terms = &rule.terms;
    if terms.start_only {
        return Some(0);
    }
    terms.workaround.map(|workaround| i64::from(workaround) + i64::from(terms.tolerance))
}

/// Hands one kind of objective on from consumers to providers.
struct Heritage<'a> {
    graph: &'a Graph,
    include: Include,
    stated: &'a [u32],
    circles: &'a Components,
    /// Handed on as it is: nothing is tolerated, nothing subtracted.
    kept: bool,
}

impl Heritage<'_> {
    fn run(&self, members: &Arrows) -> Required {
        let count = self.circles.of.len();
        let mut required = Required { seconds: vec![OPEN; count], by: vec![NONE; count] };
        // Consumers first: what a group leads to has a smaller number.
        for group in (0..members.len()).rev() {
            let members = members.of(group);
            if members.len() > 1 {
                self.circle(members, group, &mut required);
            }
            for &consumer in members {
                self.hand_on(consumer, group, &mut required);
            }
        }
        required
    }

    fn effective(&self, node: NodeIx, required: &Required) -> i64 {
        let own = self.stated[node as usize];
        if own == NONE {
            required.seconds[node as usize]
        } else {
            required.seconds[node as usize].min(own.into())
        }
    }

    /// The consumer's needs that demand something: how much later a provider may be.
    fn needs(&self, consumer: NodeIx) -> impl Iterator<Item = (DependencyIx, i64)> + '_ {
        self.graph.dependencies(consumer).filter_map(move |dependency| {
            let (_, rule) = self.graph.head(dependency);
            let later = if self.kept { Some(0) } else { tolerated(rule) };
            later.filter(|_| counts(&rule.terms, self.include)).map(|later| (dependency, later))
        })
    }

    /// To providers outside of the consumer's own circle.
    fn hand_on(&self, consumer: NodeIx, group: u32, required: &mut Required) {
        let effective = self.effective(consumer, required);
        if effective == OPEN {
            return;
        }
        let takes = if self.kept { 0 } else { i64::from(self.graph.recovery(consumer)) };
        for (dependency, later) in self.needs(consumer) {
            let seconds = effective + later - takes;
            for &provider in self.graph.providers(dependency) {
                let at = provider as usize;
                if self.circles.of[at] == group {
                    continue;
                }
                let first = |by: DependencyIx| (self.graph.rank(self.graph.dependent(by)), by);
                let known = required.seconds[at];
                if seconds < known || seconds == known && first(dependency) < first(required.by[at]) {
                    (required.seconds[at], required.by[at]) = (seconds, dependency);
                }
            }
        }
    }

    /// Within a circle: the strictest first, so that each node is done once.
    fn circle(&self, members: &[NodeIx], group: u32, required: &mut Required) {
        let mut queue: BinaryHeap<Reverse<(i64, u64, NodeIx)>> = members
            .iter()
            .map(|&node| Reverse((self.effective(node, required), self.graph.rank(node), node)))
            .filter(|Reverse((effective, ..))| *effective != OPEN)
            .collect();
        while let Some(Reverse((effective, _, consumer))) = queue.pop() {
            if effective > self.effective(consumer, required) {
                continue;
            }
            for (dependency, later) in self.needs(consumer) {
                let seconds = effective + later;
                for &provider in self.graph.providers(dependency) {
                    let at = provider as usize;
                    if self.circles.of[at] == group && seconds < required.seconds[at] {
                        let before = self.effective(provider, required);
                        (required.seconds[at], required.by[at]) = (seconds, dependency);
                        if seconds < before {
                            queue.push(Reverse((seconds, self.graph.rank(provider), provider)));
                        }
                    }
                }
            }
        }
    }
}
