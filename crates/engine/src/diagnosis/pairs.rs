//! Pairs of failures that explain more than any one does.
//!
//! With few candidates every pair is considered, best bound first: exact. With many it is a heuristic: pairs among the
//! nearest candidates that could explain most and contradict nothing (two redundant providers that failed together stand
//! there), and two failures that have nothing to do with each other: one that explains much and contradicts nothing that
//! is seen, with one that explains most of what it leaves, and the best single failures in the same way. Of the nodes from
//! which the same symptoms can come only the nearest are tried. Then the best pair is improved by exchanging one of the two,
//! until that no longer helps.

use super::judge::{Agreed, Judge};
use super::search::{Best, Candidate, LEVELS};
use super::{Hypothesis, Score, Supposed};
use crate::base::NodeIx;
use crate::watch::Stopped;
use model::Level;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// Up to so many candidates every pair of them is considered.
const ALL: usize = 48;
/// The nearest and most promising candidates without contradiction of which every pair is considered.
const NEAREST: usize = 64;
/// Failures without contradiction for which partners are looked for.
const FIRST: usize = 24;
/// Best single failures for which partners are looked for.
const BEST: usize = 8;
/// Nodes from which the same symptoms can come that are tried.
const ALIKE: usize = 3;
/// Nodes that are tried for a failure without contradiction.
const TRIED: usize = 1_000;
/// Partners that are looked for.
const PARTNERS: usize = 16;
/// The part of the whole budget that may be used for pairs: one of so many.
const SHARE: u64 = 2;
/// How often the best pair is improved.
const EXCHANGES: usize = 4;

impl Judge<'_> {
    /// Pairs closer than `closest`, best first; and whether no better one can exist.
    pub(super) fn pairs(
        &mut self,
        candidates: &[Candidate],
        singles: &Best,
        closest: u32,
    ) -> Result<(Vec<Hypothesis>, bool), Stopped> {
        let ceiling = Score { distance: closest - 1, wrong: u32::MAX, unknown: u32::MAX };
        let mut best = Best::new(self.evidence.keep, Some(ceiling));
        if candidates.len() <= ALL {
            let all = self.try_all(&every(candidates), &mut best)? && self.found_all;
            return Ok((best.into_list(), all));
        }
        // Half of it for each of the two sorts of pairs, so that neither takes all of it.
        let work = self.budget.min(self.evidence.budget / SHARE);
        let rest = self.budget - work;
        self.budget = work / 2;
        let known: HashMap<NodeIx, Candidate> = candidates.iter().map(|c| (c.node, *c)).collect();
        let mut firsts: Vec<Supposed> =
            self.agreeing(candidates, FIRST)?.into_iter().map(|c| (c.node, Level::Unavailable)).collect();
        firsts.extend(singles.list.iter().take(BEST).map(|(h, _)| h.failures[0]));
        for first in firsts {
            self.try_partners(first, &known, &mut best)?;
        }
        self.budget += work / 2;
        let nearest = self.without_contradiction(candidates, NEAREST)?;
        self.try_all(&every(&nearest), &mut best)?;
        for _ in 0..EXCHANGES {
            let Some(before) = best.list.first().map(|(h, _)| h.failures.clone()) else {
                break;
            };
            for &first in &before {
                self.try_partners(first, &known, &mut best)?;
            }
            if best.list.first().is_some_and(|(h, _)| h.failures == before) {
                break;
            }
        }
        self.budget += rest;
        Ok((best.into_list(), false))
    }

    /// The failure with each of those that could explain most of what it leaves.
    fn try_partners(
        &mut self,
        first: Supposed,
        known: &HashMap<NodeIx, Candidate>,
        best: &mut Best,
    ) -> Result<(), Stopped> {
        let Some(&own) = known.get(&first.0) else {
            return Ok(());
        };
        self.judge(&[first], 0, None);
        let left: Vec<NodeIx> = (self.symptoms.iter().copied())
            .filter(|&s| (self.scratch.levels.level(s) as u8) < self.scratch.observed[s as usize] - 1)
            .collect();
        let mut partners = self.candidates(&left)?;
        // What looks alike from what is left may differ in what it would do to the others.
        for partner in &mut partners {
            partner.reach = known.get(&partner.node).map_or(partner.reach, |known| known.reach);
        }
        // Those that explain most of it without contradiction, and those that could explain most of it.
        let mut chosen = self.agreeing(&partners, PARTNERS)?;
        for partner in partners.iter().take(PARTNERS) {
            if chosen.iter().all(|other| other.node != partner.node) {
                chosen.push(*partner);
            }
        }
        chosen.retain(|c| c.node != first.0);
        let pairs: Vec<_> = chosen.iter().filter_map(|c| Some((own, *known.get(&c.node)?))).collect();
        self.try_all(&pairs, best)?;
        Ok(())
    }

    /// Candidates that explain something and contradict nothing when they are unavailable, each something else: those
    /// that explain most, and of these the ones that claim least beside it.
    fn agreeing(&mut self, candidates: &[Candidate], most: usize) -> Result<Vec<Candidate>, Stopped> {
        let mut alike: HashMap<u64, usize> = HashMap::new();
        let mut found: Vec<(Agreed, Candidate)> = Vec::new();
        // The nearest first: they affect least, and so take least.
        let mut order: Vec<&Candidate> = candidates.iter().collect();
        order.sort_by_key(|c| c.steps / c.explains.max(1));
        let nearest = order.into_iter().filter(|candidate| {
            let seen = alike.entry(candidate.reach).or_default();
            *seen += 1;
            *seen <= ALIKE
        });
        for &candidate in nearest.take(TRIED) {
            if self.budget == 0 {
                break;
            }
            self.watch.advance(1)?;
            let agreed = self.agrees((candidate.node, Level::Unavailable));
            found.extend(agreed.filter(|agreed| agreed.explains > 0).map(|agreed| (agreed, candidate)));
        }
        found.sort_unstable_by_key(|(agreed, c)| {
            (Reverse(agreed.explains), agreed.unknown, c.steps, self.graph.rank(c.node))
        });
        let mut explained = HashSet::new();
        found.retain(|(agreed, _)| explained.insert(agreed.which));
        Ok(found.into_iter().take(most).map(|(_, candidate)| candidate).collect())
    }

    /// The first so many of these that contradict nothing: of two failures that contradict nothing together, neither
    /// does alone.
    fn without_contradiction(&mut self, all: &[Candidate], most: usize) -> Result<Vec<Candidate>, Stopped> {
        let mut found = Vec::new();
        for candidate in all.iter().take(TRIED) {
            if self.budget == 0 || found.len() == most {
                break;
            }
            self.watch.advance(1)?;
            if self.agrees((candidate.node, Level::Degraded)).is_some() {
                found.push(*candidate);
            }
        }
        Ok(found)
    }

    /// Judges these pairs, the best bound first; whether the budget sufficed.
    fn try_all(&mut self, pairs: &[(Candidate, Candidate)], best: &mut Best) -> Result<bool, Stopped> {
        let bound = |a: &Candidate, b: &Candidate| self.bound(a.explains.saturating_add(b.explains));
        let steps = |a: &Candidate, b: &Candidate| u64::from(a.steps) + u64::from(b.steps);
        let mut order: Vec<(u32, u64, [u64; 2], [NodeIx; 2])> = (pairs.iter())
            .map(|(a, b)| {
                let mut both = [a.node, b.node];
                both.sort_unstable_by_key(|&node| self.graph.rank(node));
                (bound(a, b), steps(a, b), both.map(|node| self.graph.rank(node)), both)
            })
            .collect();
        order.sort_unstable();
        for (bound, steps, ranks, [a, b]) in order {
            if best.limit().is_some_and(|limit| bound > limit.distance) {
                break;
            }
            if self.budget == 0 {
                return Ok(false);
            }
            self.watch.advance(1)?;
            self.try_levels([a, b], bound, steps, ranks, best);
        }
        Ok(true)
    }

    /// Judges the two at every level they can have; of equal ones the least that is claimed.
    fn try_levels(&mut self, [a, b]: [NodeIx; 2], bound: u32, steps: u64, ranks: [u64; 2], best: &mut Best) {
        let mut found: Vec<([Level; 2], Score)> = Vec::new();
        for of_a in LEVELS {
            for of_b in LEVELS {
                let failures = [(a, of_a), (b, of_b)];
                if let Some(score) = self.judge(&failures, bound, best.limit()) {
                    found.retain(|([la, lb], other)| *other != score || *la < of_a || *lb < of_b);
                    found.push(([of_a, of_b], score));
                }
            }
        }
        for ([of_a, of_b], score) in found {
            best.take(Hypothesis { failures: vec![(a, of_a), (b, of_b)], score, steps }, ranks.to_vec());
        }
    }
}

/// Every pair of these.
fn every(candidates: &[Candidate]) -> Vec<(Candidate, Candidate)> {
    let pairs = candidates.iter().enumerate();
    pairs.flat_map(|(at, a)| candidates[at + 1..].iter().map(move |b| (*a, *b))).collect()
}
