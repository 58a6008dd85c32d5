//! The candidates and the single failures: the most promising first, until no other can be better.

use super::judge::{Judge, ODD};
use super::{Diagnosis, Hypothesis, Score, Supposed};
use crate::base::{Link, NodeIx, Reliant};
use crate::closures::{Along, LANES};
use crate::watch::Stopped;
use model::{Include, Level};
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

/// The levels that a supposed failure can have, the worse first.
pub(super) const LEVELS: [Level; 2] = [Level::Unavailable, Level::Degraded];
/// Most candidates that are looked at among the near before any is tried on the whole map.
const SORTED: usize = 4_096;

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

impl Judge<'_> {
    pub(super) fn diagnose(&mut self) -> Result<Diagnosis, Stopped> {
        let symptoms = self.symptoms.clone();
        let candidates = self.candidates(&symptoms)?;
        let mut best = Best::new(self.evidence.keep, Some(self.ceiling()));
        let every_single = self.singles(&candidates, &mut best)? && self.found_all;
        let closest = best.list.first().map_or(self.without, |(first, _)| first.score.distance);
        let (pairs, every_pair) =
            if closest == 0 { (Vec::new(), true) } else { self.pairs(&candidates, &best, closest)? };
        let (tied, every_tied) = self.tied(&candidates, &best)?;
        Ok(Diagnosis {
            singles: best.into_list(),
            pairs,
            tied,
            every_tied: every_tied && self.found_all,
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

    /// Tries the candidates one by one; whether the budget sufficed.
    fn singles(&mut self, candidates: &[Candidate], best: &mut Best) -> Result<bool, Stopped> {
        let (first, rest) = candidates.split_at(candidates.len().min(SORTED));
        let first = self.sorted(first, best.keep)?;
        for candidate in first.iter().chain(rest) {
            let unreached = self.bound(candidate.explains);
            if best.limit().is_some_and(|limit| unreached > limit.distance) {
                continue;
            }
            if self.budget == 0 {
                return Ok(false);
            }
            self.watch.advance(1)?;
            self.try_single(candidate, unreached, best);
        }
        Ok(true)
    }

    /// The candidates in the order of what they look like among the near: the best ones are tried first, so that little
    /// of the whole map has to be looked at for the others.
    fn sorted(&mut self, candidates: &[Candidate], keep: usize) -> Result<Vec<Candidate>, Stopped> {
        let mut seen: Vec<(Option<Score>, usize)> = Vec::with_capacity(candidates.len());
        // Worse than so many others.
        let mut kept: Vec<Score> = Vec::new();
        for (at, candidate) in candidates.iter().enumerate() {
            self.watch.advance(0)?;
            let limit = kept.get(keep - 1).copied();
            let unreached = self.bound(candidate.explains);
            let hopeless = limit.is_some_and(|limit| unreached > limit.distance);
            let levels = if hopeless { &[][..] } else { &LEVELS[..] };
            let each =
                levels.iter().filter_map(|&level| self.near(&[(candidate.node, level)], unreached, limit));
            let near = each.min();
            if let Some(near) = near {
                let place = kept.partition_point(|other| *other <= near);
                kept.insert(place, near);
                kept.truncate(keep);
            }
            seen.push((near, at));
        }
        seen.sort_by_key(|&(near, at)| (near.is_none(), near, at));
        Ok(seen.into_iter().map(|(_, at)| candidates[at]).collect())
    }

    fn try_single(&mut self, candidate: &Candidate, unreached: u32, best: &mut Best) {
        let mut last = None;
        for level in LEVELS {
            let failure = (candidate.node, level);
            let Some(score) = self.judge(&[failure], unreached, best.limit()) else { continue };
            // Degraded explains as much and claims less: then nothing speaks for unavailable.
            if last == Some(score) {
                best.list.retain(|(h, _)| h.failures != [(candidate.node, Level::Unavailable)]);
            }
            last = Some(score);
            let steps = candidate.steps.into();
            let rank = self.graph.rank(candidate.node);
            best.take(Hypothesis { failures: vec![failure], score, steps }, vec![rank]);
        }
    }
}

impl Judge<'_> {
    /// How many candidates fit what is seen as well as the best single failure, and whether the budget sufficed to tell.
    fn tied(&mut self, candidates: &[Candidate], best: &Best) -> Result<(u32, bool), Stopped> {
        let Some((first, _)) = best.list.first() else { return Ok((0, true)) };
        let (distance, wrong) = first.score.fit();
        let limit = Score { distance, wrong, unknown: u32::MAX };
        // Whether those that were looked at fit as well, by level.
        let mut known: FxHashMap<NodeIx, [bool; 2]> = FxHashMap::default();
        let mut tied = 0;
        for candidate in candidates {
            let unreached = self.bound(candidate.explains);
            let fits = match self.only_through(candidate.node).and_then(|node| known.get(&node)) {
                Some(&same) => same,
                None if unreached > distance => [false; 2],
                None if self.budget == 0 => return Ok((tied, false)),
                None => LEVELS.map(|level| self.fits(&[(candidate.node, level)], unreached, limit)),
            };
            self.watch.advance(0)?;
            known.insert(candidate.node, fits);
            tied += u32::from(fits.contains(&true));
        }
        Ok((tied, true))
    }

    fn fits(&mut self, failures: &[Supposed], unreached: u32, limit: Score) -> bool {
        match self.has_near() {
            true => self.near(failures, unreached, Some(limit)).is_some(),
            false => self.judge(failures, unreached, Some(limit)).is_some(),
        }
    }

    /// The only node that needs this one, when it takes over its level as it is and nobody looked at this one: then both
    /// come to the same for all that is seen.
    fn only_through(&self, node: NodeIx) -> Option<NodeIx> {
        let counts = |link: &Link| match link.target() {
            Reliant::Direct { confirmed, .. } => confirmed || self.evidence.include == Include::All,
            Reliant::Group { .. } => true,
        };
        let mut links = self.graph.links(node).filter(counts);
        let only = links.next().filter(|_| self.scratch.observed[node as usize] == 0)?;
        match (only.target(), links.next()) {
            (Reliant::Direct { dependent, .. }, None) => Some(dependent),
            _ => None,
        }
    }
}

/// One bit for each entry that is so.
fn lanes(levels: &[u32], is: impl Fn(u32) -> bool) -> u64 {
    levels.iter().enumerate().fold(0, |bits, (lane, &level)| bits | u64::from(is(level)) << lane)
}
