//! The candidates and the single failures: best bound first, until no other can be better.

use super::{Diagnosis, DiagnosisScratch, Evidence, Hypothesis, Score, Supposed};
use crate::engine::base::NodeIx;
use crate::engine::below::{Along, LANES};
use crate::engine::graph::Graph;
use crate::engine::watch::{Stopped, Watch};
use crate::model::Level;
use rustc_hash::FxHashMap;

/// A node that can explain symptoms.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) node: NodeIx,
    /// Levels of symptoms that it can explain at the most.
    pub(super) explains: u32,
    /// Steps from those symptoms, added up.
    pub(super) steps: u32,
    /// The same for nodes from which the same symptoms can come, and hardly ever for others.
    pub(super) reach: u64,
}

/// What a failure explains that contradicts nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Agreed {
    /// Levels of symptoms.
    pub(super) explains: u32,
    /// The same for those that explain the same.
    pub(super) which: u64,
    /// Nodes it says are not operational and that nobody observed.
    pub(super) unknown: u32,
}

/// Affected nodes after which looking for contradictions gives up.
const AFFECTED: u64 = 100_000;

/// What nodes claim at the least when they are unavailable: whatever takes such a node down claims as much. So what
/// stands below something that is no good need not be followed any further.
#[derive(Debug, Default)]
pub(super) struct Least {
    /// One more than the place in the list; 0 = nothing is known.
    place: Vec<u32>,
    list: Vec<(NodeIx, Score)>,
}

impl Least {
    pub(super) fn prepare(&mut self, nodes: usize) {
        for (node, _) in self.list.drain(..) {
            self.place[node as usize] = 0;
        }
        if self.place.len() < nodes {
            self.place.resize(nodes, 0);
        }
    }

    #[inline]
    fn of(&self, node: NodeIx) -> Score {
        match self.place[node as usize] {
            0 => Score::default(),
            place => self.list[place as usize - 1].1,
        }
    }

    fn set(&mut self, node: NodeIx, claims: Score) {
        match self.place[node as usize] {
            0 => {
                self.list.push((node, claims));
                self.place[node as usize] = self.list.len() as u32;
            }
            place => {
                let known = &mut self.list[place as usize - 1].1;
                *known = known.at_least(claims);
            }
        }
    }
}

/// An odd number without a pattern.
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Spreads a number over all bits, so that sums of such numbers tell sets apart.
fn spread(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(ODD);
    (mixed ^ mixed >> 30).wrapping_mul(ODD)
}

/// The best so many, in order.
#[derive(Debug)]
pub(super) struct Best {
    pub(super) list: Vec<(Hypothesis, Vec<u64>)>,
    keep: usize,
    /// Never worse than this.
    ceiling: Option<Score>,
}

impl Best {
    pub(super) fn new(keep: usize, ceiling: Option<Score>) -> Self {
        Self { list: Vec::new(), keep: keep.max(1), ceiling }
    }

    /// A score beyond which nothing is kept.
    pub(super) fn limit(&self) -> Option<Score> {
        if self.list.len() < self.keep {
            return self.ceiling;
        }
        self.list.last().map(|(last, _)| last.score)
    }

    /// Takes a hypothesis to its place, unless it is there already; `ranks` are those of its nodes.
    pub(super) fn take(&mut self, hypothesis: Hypothesis, ranks: Vec<u64>) {
        let level = |h: &Hypothesis| h.failures.iter().map(|f| f.1).collect::<Vec<_>>();
        let key = |h: &Hypothesis, ranks: &Vec<u64>| (h.score, h.steps, ranks.clone(), level(h));
        let new = key(&hypothesis, &ranks);
        if let Err(at) = self.list.binary_search_by(|(h, ranks)| key(h, ranks).cmp(&new)) {
            self.list.insert(at, (hypothesis, ranks));
            self.list.truncate(self.keep);
        }
    }

    pub(super) fn into_list(self) -> Vec<Hypothesis> {
        self.list.into_iter().map(|(hypothesis, _)| hypothesis).collect()
    }
}

/// Judges hypotheses about one piece of evidence.
pub(super) struct Judge<'a> {
    pub(super) scratch: &'a mut DiagnosisScratch,
    pub(super) graph: &'a Graph,
    pub(super) evidence: &'a Evidence<'a>,
    pub(super) watch: &'a Watch,
    /// Seen degraded or unavailable.
    pub(super) symptoms: Vec<NodeIx>,
    /// The distance when nothing failed.
    pub(super) without: u32,
    /// Something is seen degraded: then failures may be no more than that, too.
    pub(super) degraded: bool,
    /// Provider links that may still be followed.
    pub(super) budget: u64,
    /// All that the symptoms need was found, so that what a candidate reaches is known.
    pub(super) found_all: bool,
    /// What was found of failures that were looked at alone.
    agreed: FxHashMap<Supposed, Option<Agreed>>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        scratch: &'a mut DiagnosisScratch,
        graph: &'a Graph,
        evidence: &'a Evidence<'a>,
        watch: &'a Watch,
    ) -> Self {
        let down = evidence.observations.iter().filter(|seen| seen.level != Level::Operational);
        Self {
            scratch,
            graph,
            evidence,
            watch,
            symptoms: down.clone().map(|seen| seen.node).collect(),
            without: down.clone().map(|seen| seen.level as u32).sum(),
            degraded: down.clone().any(|seen| seen.level == Level::Degraded),
            budget: evidence.budget,
            found_all: true,
            agreed: FxHashMap::default(),
        }
    }

    pub(super) fn diagnose(&mut self) -> Result<Diagnosis, Stopped> {
        let symptoms = self.symptoms.clone();
        let candidates = self.candidates(&symptoms)?;
        let mut best = Best::new(self.evidence.keep, Some(self.ceiling()));
        let (tied, tried_all) = self.singles(&candidates, &mut best)?;
        let every_single = self.found_all && tried_all;
        let closest = best.list.first().map_or(self.without, |(first, _)| first.score.distance);
        let (pairs, every_pair) =
            if closest == 0 { (Vec::new(), true) } else { self.pairs(&candidates, &best, closest)? };
        Ok(Diagnosis {
            singles: best.into_list(),
            pairs,
            tied,
            without: self.without,
            candidates: candidates.len() as u32,
            every_single,
            every_pair,
        })
    }

    /// What is no better than that nothing failed explains nothing.
    fn ceiling(&self) -> Score {
        Score { distance: self.without.saturating_sub(1), wrong: u32::MAX, unknown: u32::MAX }
    }

    /// What is left unexplained at the least when at most so many levels of symptoms are explained.
    pub(super) fn bound(&self, explains: u32) -> u32 {
        if self.found_all { self.without.saturating_sub(explains) } else { 0 }
    }

    /// Everything from which one of these symptoms can come, the most promising and then the nearest first. Half of
    /// what is left of the budget may be used for that.
    pub(super) fn candidates(&mut self, symptoms: &[NodeIx]) -> Result<Vec<Candidate>, Stopped> {
        let scratch = &mut *self.scratch;
        let along = Along::effects(self.evidence.include);
        let mut budget = self.budget / 2;
        self.budget -= budget;
        for (part, nth) in symptoms.chunks(LANES).zip(0..) {
            let levels: Vec<u32> =
                part.iter().map(|&s| u32::from(scratch.observed[s as usize] - 1)).collect();
            let unavailable = lanes(&levels, |level| level == 2);
            let (explains, steps_of, reach_of, reached) =
                (&mut scratch.explains, &mut scratch.steps, &mut scratch.reach, &mut scratch.reached);
            let weight = ODD.wrapping_pow(nth);
            let watch = self.watch;
            self.found_all &=
                scratch.below.run(self.graph, part, along, &mut budget, watch, |node, bits, steps| {
                    let at = node as usize;
                    if explains[at] == 0 {
                        reached.push(node);
                    }
                    explains[at] += bits.count_ones() + (bits & unavailable).count_ones();
                    steps_of[at] = steps_of[at].saturating_add(steps.saturating_mul(bits.count_ones()));
                    // A node may be come upon several times, each time by other symptoms.
                    reach_of[at] = reach_of[at].wrapping_add(bits.wrapping_mul(weight));
                })?;
        }
        self.budget += budget;
        let mut candidates: Vec<Candidate> = (scratch.reached.drain(..))
            .map(|node| Candidate {
                node,
                explains: std::mem::take(&mut scratch.explains[node as usize]),
                steps: std::mem::take(&mut scratch.steps[node as usize]),
                reach: std::mem::take(&mut scratch.reach[node as usize]),
            })
            .collect();
        candidates
            .sort_unstable_by_key(|c| (std::cmp::Reverse(c.explains), c.steps, self.graph.rank(c.node)));
        Ok(candidates)
    }

    /// Tries the candidates one by one; how many have the best score, and whether the budget sufficed.
    fn singles(&mut self, candidates: &[Candidate], best: &mut Best) -> Result<(u32, bool), Stopped> {
        let mut tied = 0;
        for candidate in candidates {
            let unreached = self.bound(candidate.explains);
            if best.limit().is_some_and(|limit| unreached > limit.distance) {
                break;
            }
            if self.budget == 0 {
                return Ok((tied, false));
            }
            self.watch.advance(1)?;
            let mut last = None;
            for level in self.levels().iter().copied() {
                let failure = (candidate.node, level);
                let Some(score) = self.judge(&[failure], unreached, best.limit()) else {
                    continue;
                };
                // Degraded explains as much and claims less: then nothing speaks for unavailable.
                if last == Some(score) {
                    best.list.retain(|(h, _)| h.failures != [(candidate.node, Level::Unavailable)]);
                } else {
                    let first = best.list.first().map(|(h, _)| h.score);
                    tied = match first {
                        Some(first) if score > first => tied,
                        Some(first) if score == first => tied + 1,
                        _ => 1,
                    };
                }
                last = Some(score);
                let steps = candidate.steps.into();
                best.take(
                    Hypothesis { failures: vec![failure], score, steps },
                    vec![self.graph.rank(candidate.node)],
                );
            }
        }
        Ok((tied, true))
    }

    /// How many levels of symptoms the failure explains, and which, and how many nodes it says are down that nobody
    /// looked at; `None` when it contradicts anything that is seen, or affects too many.
    pub(super) fn agrees(&mut self, failure: Supposed) -> Option<Agreed> {
        if let Some(known) = self.agreed.get(&failure) {
            return *known;
        }
        let (observed, least) = (&self.scratch.observed, &self.scratch.least);
        let (mut agreed, mut visited) = (Agreed::default(), 0);
        let complete =
            self.scratch.levels.run_while(self.graph, &[failure], self.evidence.include, |node, old, new| {
                visited += 1;
                if new == 2 && least.of(node).distance > 0 {
                    return false;
                }
                match observed[node as usize].checked_sub(1) {
                    None => agreed.unknown += u32::from(old == 0),
                    Some(seen) => {
                        agreed.explains += u32::from(new - old);
                        // The same in whatever order they are met.
                        let more = spread(node.into()).wrapping_mul(u64::from(new - old));
                        agreed.which = agreed.which.wrapping_add(more);
                        return new <= seen && visited <= AFFECTED;
                    }
                }
                visited <= AFFECTED
            });
        self.budget = self.budget.saturating_sub(self.scratch.levels.followed().max(1));
        if failure.1 == Level::Unavailable {
            let distance = u32::from(!complete && visited <= AFFECTED);
            self.scratch.least.set(failure.0, Score { distance, wrong: 0, unknown: agreed.unknown });
        }
        let agreed = complete.then_some(agreed);
        self.agreed.insert(failure, agreed);
        agreed
    }

    /// The levels that a supposed failure can have, the worse first.
    pub(super) fn levels(&self) -> &'static [Level] {
        if self.degraded { &[Level::Unavailable, Level::Degraded] } else { &[Level::Unavailable] }
    }

    /// The score of these failures; `None` as soon as it is certain to be worse than `limit`. `unreached` is what
    /// they leave unexplained whatever happens.
    pub(super) fn judge(
        &mut self,
        failures: &[Supposed],
        unreached: u32,
        limit: Option<Score>,
    ) -> Option<Score> {
        let (observed, least) = (&self.scratch.observed, &self.scratch.least);
        // What is claimed too much, without what is left unexplained.
        let (mut claims, mut floor) = (Score::default(), Score::default());
        let levels = &mut self.scratch.levels;
        let complete = levels.run_while(self.graph, failures, self.evidence.include, |node, old, new| {
            match observed[node as usize].checked_sub(1) {
                None => claims.unknown += u32::from(old == 0),
                Some(seen) => {
                    claims.distance += u32::from(new.saturating_sub(seen) - old.saturating_sub(seen));
                    claims.wrong += u32::from(seen == 0 && old == 0);
                }
            }
            if new == 2 {
                floor = floor.at_least(least.of(node));
            }
            let reached = claims.at_least(floor);
            let score = Score { distance: unreached + reached.distance, ..reached };
            limit.is_none_or(|limit| score <= limit)
        });
        self.budget = self.budget.saturating_sub(levels.followed().max(1));
        let mut score = claims;
        if complete {
            for &symptom in &self.symptoms {
                let seen = observed[symptom as usize] - 1;
                score.distance += u32::from(seen.saturating_sub(levels.level(symptom) as u8));
            }
        }
        if let &[(node, Level::Unavailable)] = failures {
            self.scratch.least.set(node, claims.at_least(floor));
        }
        (complete && limit.is_none_or(|limit| score <= limit)).then_some(score)
    }
}

/// One bit for each entry that is so.
fn lanes(levels: &[u32], is: impl Fn(u32) -> bool) -> u64 {
    levels.iter().enumerate().fold(0, |bits, (lane, &level)| bits | u64::from(is(level)) << lane)
}
