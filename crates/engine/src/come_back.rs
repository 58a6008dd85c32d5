//! What comes back when after everything was down, by the timeline itself.
//!
//! Every node fails at second zero for one second; times are counted from that repair. A node that falls again counts as
//! back when it is back for good.

use super::base::{DependencyIx, NodeIx};
use super::graph::Graph;
use super::outcome::Outcome;
use super::timeline::{Event, Question, Scratch, TooMuch};
use super::worsen::losses;
use model::{Include, Level};

const NONE: u32 = u32::MAX;
/// How long everything is down.
const DOWN: u32 = 1;

/// When each node is back.
#[derive(Debug, Clone)]
pub struct ComeBack {
    back: Vec<u32>,
    slowest: Vec<NodeIx>,
    /// The level at which each node is left in the end.
    left: Vec<u8>,
    include: Include,
}

impl ComeBack {
    /// Plays it, following at most so many provider links.
    ///
    /// # Errors
    /// The budget does not suffice.
    pub fn new(graph: &Graph, include: Include, budget: u64, scratch: &mut Scratch) -> Result<Self, TooMuch> {
        let all = 0..graph.node_bound();
        let failures: Vec<Event> =
            all.clone().map(|node| Event { node, level: 2, from: 0, until: Some(DOWN) }).collect();
        scratch.run(graph, &Question { failures: &failures, horizon: None, include, budget })?;
        let outcome = Outcome::new(scratch, graph);
        let none = vec![NONE; all.len()];
        let mut found = Self { back: none.clone(), slowest: none, left: vec![0; all.len()], include };
        for (node, level) in outcome.remaining() {
            found.left[node as usize] = level as u8;
        }
        for node in all {
            let Some(hit) = outcome.hit(node) else { continue };
            let spans = outcome.spans(hit);
            let last = spans.iter().rfind(|span| span.level == Level::Unavailable);
            if let Some(until) = last.and_then(|span| span.until) {
                found.back[node as usize] = until - DOWN;
                let provider = outcome.restart(hit).and_then(|better| better.provider);
                found.slowest[node as usize] = provider.unwrap_or(NONE);
            }
        }
        Ok(found)
    }

    /// How long the node takes to come back, in seconds; `None` = never by itself.
    pub fn after(&self, node: NodeIx) -> Option<u32> {
        Some(self.back[node as usize]).filter(|&seconds| seconds != NONE)
    }

    /// The provider that it waits for last.
    pub fn slowest(&self, node: NodeIx) -> Option<NodeIx> {
        Some(self.slowest[node as usize]).filter(|&node| node != NONE)
    }

    /// The first provider that a node which is not operational in the end waits for in vain.
    pub fn in_vain(&self, graph: &Graph, node: NodeIx) -> Option<NodeIx> {
        let level = self.left[node as usize];
        if level == 0 {
            return None;
        }
        graph.dependencies(node).find_map(|need| self.missing(graph, need, level))
    }

    /// The first provider that this need lacks, when it is at least at that level.
    fn missing(&self, graph: &Graph, need: DependencyIx, level: u8) -> Option<NodeIx> {
        let rule = graph.head(need).1;
        if self.include == Include::Confirmed && !rule.terms.confirmed {
            return None;
        }
        let (mut lost_working, mut lost_sound, mut first) = (0, 0, None);
        for (at, &provider) in (0..).zip(graph.providers(need)) {
            let (working, sound) = losses(rule, at >= rule.primaries, 0, self.left[provider as usize]);
            lost_working += u32::from(working);
            lost_sound += u32::from(sound);
            if working || level == 1 && sound {
                first = first.or(Some(provider));
            }
        }
        first.filter(|_| rule.level(self.include, lost_working, lost_sound) >= level)
    }
}
