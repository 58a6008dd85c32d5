//! What failed, given what is seen: which single failures, then which pairs, explain best what is observed.
//!
//! Levels are those without clocks ([`super::levels`]): where things end when nothing is repaired. A hypothesis is
//! judged by its [`Score`]: how far its levels are from those observed, then how many nodes it wrongly says are down,
//! then how many it says are down that nobody looked at (so that of two causes that explain the same the smaller one
//! comes first).
//!
//! **Single failures: exact.** A failure affects only what stands above it, so the candidates are the transitive
//! providers of the symptoms; one bit-parallel search finds them and, for each, which symptoms it can reach at all. That
//! is a lower bound of the distance. A candidate whose bound is worse than the worst that is kept is not tried, and a
//! trial ends as soon as what it has affected so far makes it worse than that.
//!
//! **Near what is seen first.** What a failure does to the nodes that somebody looked at is decided among these and what
//! they need, mostly a thousandth of the map ([`Closure`](super::sweep::Closure)). So each hypothesis is judged there, and over
//! the whole map only when it still can be good: to count what nobody looked at.
//!
//! **Pairs: exact when there are few candidates, otherwise a heuristic**, and [`Diagnosis`] says which ([`pairs`]). They
//! are looked for only when no single failure explains everything, and are kept only when they are closer than every
//! single failure.
//!
//! Reading order: [`judge`] (how well a hypothesis fits), [`search`] (the candidates and the single failures), [`pairs`],
//! [`reading`] (what a hypothesis says, and where to look next).

mod judge;
mod pairs;
mod reading;
mod search;

pub use reading::{Look, Reading};

use super::base::NodeIx;
use super::closures::Closures;
use super::graph::Graph;
use super::levels::LevelsScratch;
use super::watch::{Stopped, Watch};
use model::{Include, Level};

/// Somebody saw a node at this level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation {
    /// The node.
    pub node: NodeIx,
    /// How it is seen; operational is an observation, too.
    pub level: Level,
}

/// What is seen, and how hard to look for what explains it.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// Each node at most once.
    pub observations: &'a [Observation],
    /// Which dependencies count.
    pub include: Include,
    /// How many single failures and how many pairs are kept; at least one.
    pub keep: usize,
    /// How many provider links may be followed in all.
    pub budget: u64,
}

/// A failure that is supposed: the node, and degraded or unavailable.
pub type Supposed = (NodeIx, Level);

/// How well a hypothesis fits, the smaller the better; in the order of the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Score {
    /// Sum over everything observed of how many levels (0, 1 or 2) the hypothesis is off.
    pub distance: u32,
    /// Nodes observed operational that it says are not.
    pub wrong: u32,
    /// Nodes it says are not operational and that nobody observed, the supposed ones included.
    pub unknown: u32,
}

impl Score {
    /// How well it fits what is seen, whatever else it claims.
    pub const fn fit(&self) -> (u32, u32) {
        (self.distance, self.wrong)
    }
}

/// One or two failures, and how well they fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hypothesis {
    /// What is supposed to have failed, in the order of keys.
    pub failures: Vec<Supposed>,
    /// How well that fits.
    pub score: Score,
    /// Steps along dependencies from the symptoms to the failures, added up: of equal scores the nearer comes first.
    pub steps: u64,
}

/// What explains the observations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnosis {
    /// The best single failures, best first. None that explains nothing.
    pub singles: Vec<Hypothesis>,
    /// Pairs that are closer than every single failure, best first.
    pub pairs: Vec<Hypothesis>,
    /// How many nodes fit what is seen exactly as well as the first one, by failing alone: distance and wrong are the same,
    /// whatever else they claim.
    pub tied: u32,
    /// There are no more than that: the budget sufficed to count them.
    pub every_tied: bool,
    /// The distance when nothing is supposed to have failed.
    pub without: u32,
    /// How many nodes stand below a symptom, and so can explain it.
    pub candidates: u32,
    /// No single failure is better than those in the list: the budget sufficed.
    pub every_single: bool,
    /// No pair is better than those in the list: all were considered, or none is needed.
    pub every_pair: bool,
}

/// Memory of a diagnosis, kept and reused.
#[derive(Debug, Default)]
pub struct DiagnosisScratch {
    levels: LevelsScratch,
    /// Those among the nodes that are seen and what they need.
    near: LevelsScratch,
    below: Closures,
    /// 0 = nobody looked, else one more than the level seen.
    observed: Vec<u8>,
    /// How many levels of symptoms a node could explain at the most.
    explains: Vec<u32>,
    /// Steps from those symptoms, added up.
    steps: Vec<u32>,
    /// Which symptoms those are, put into a number.
    reach: Vec<u64>,
    /// The nodes with an entry in the three lists above.
    reached: Vec<NodeIx>,
}

impl DiagnosisScratch {
    /// Looks for what explains the evidence.
    ///
    /// # Errors
    /// The watch says stop.
    pub fn run(
        &mut self,
        graph: &Graph,
        evidence: &Evidence<'_>,
        watch: &Watch,
    ) -> Result<Diagnosis, Stopped> {
        self.look_at(graph, evidence.observations);
        let diagnosis =
            judge::Judge::new(self, graph, evidence, watch).and_then(|mut judge| judge.diagnose());
        self.forget(evidence.observations);
        diagnosis
    }

    /// Takes the observations up.
    fn look_at(&mut self, graph: &Graph, observations: &[Observation]) {
        let nodes = graph.node_bound() as usize;
        if self.observed.len() < nodes {
            self.observed.resize(nodes, 0);
            self.explains.resize(nodes, 0);
            self.steps.resize(nodes, 0);
            self.reach.resize(nodes, 0);
        }
        for seen in observations {
            self.observed[seen.node as usize] = 1 + seen.level as u8;
        }
    }

    fn forget(&mut self, observations: &[Observation]) {
        for seen in observations {
            self.observed[seen.node as usize] = 0;
        }
    }
}
