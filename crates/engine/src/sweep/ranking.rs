//! Which failure takes most: every single one, and every pair inside a selection.

use super::parallel::each;
use super::tally::{Figures, Tally, Totals};
use crate::base::NodeIx;
use crate::graph::Graph;
use crate::levels::LevelsScratch;
use crate::watch::{Stopped, Watch};
use model::{Criterion, Include, Level};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The number that a criterion counts; that of the cases in millionths.
pub fn number(by: Criterion, totals: &Totals) -> u64 {
    match by {
        Criterion::People => totals.people,
        Criterion::PublicServices => totals.public_services,
        Criterion::TimeCritical => totals.time_critical,
        Criterion::CasesPerDay => totals.microcases,
        Criterion::Agencies => totals.agencies,
        Criterion::Districts => totals.districts,
        Criterion::Nodes => totals.affected(),
    }
}

/// What is asked of a ranking.
#[derive(Debug, Clone, Copy)]
pub struct RankingQuestion<'a> {
    /// The nodes whose failure is looked at, each once.
    pub candidates: &'a [NodeIx],
    /// How they fail.
    pub level: Level,
    /// Which dependencies count.
    pub include: Include,
    /// What decides; equals are decided by the others in their order, then by key.
    pub by: Criterion,
    /// How many are wanted.
    pub limit: usize,
}

/// One failure and what it takes, itself included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// The node that fails.
    pub node: NodeIx,
    /// What its failure comes to.
    pub totals: Totals,
}

/// The failures that take most.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranking {
    /// At most as many as wanted, most first.
    pub first: Vec<Ranked>,
    /// Failures looked at that affect nothing but the failed node.
    pub harmless: u64,
    /// The least and the greatest number of each criterion over all failures, in the order of [`Criterion::ALL`].
    pub range: [(u64, u64); 7],
}

impl Ranking {
    /// What tells the failures apart: this criterion, or where it is 0 for all of them the first one in whose numbers they
    /// differ; this one, when they differ in none.
    pub fn deciding(&self, by: Criterion) -> Criterion {
        let with_range = || Criterion::ALL.iter().zip(&self.range);
        if with_range().any(|(&criterion, &(_, most))| criterion == by && most > 0) {
            return by;
        }
        with_range().find(|(_, (least, most))| least < most).map_or(by, |(&criterion, _)| criterion)
    }
}

/// One pair and what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The nodes that fail, in the order of the candidates.
    pub nodes: [NodeIx; 2],
    /// What both together come to.
    pub totals: Totals,
    /// What of that comes from neither alone. Degraded are nodes that are operational after either alone.
    pub synergy: Totals,
    /// Nodes that are worse off than after either failure alone.
    pub worse: u64,
}

/// The pairs that take most beyond what either takes alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairs {
    /// At most as many as wanted.
    pub first: Vec<Pair>,
    /// Pairs that take no more than either alone.
    pub without_synergy: u64,
}

/// Greater is worse.
type Weight = ([u64; 8], Reverse<u64>, Reverse<u64>);

fn weight(by: Criterion, totals: &Totals) -> [u64; 8] {
    let mut weight = [0; 8];
    weight[0] = number(by, totals);
    for (place, criterion) in weight[1..].iter_mut().zip(Criterion::ALL) {
        *place = number(*criterion, totals);
    }
    weight
}

/// The range of no numbers.
const NOTHING: [(u64, u64); 7] = [(u64::MAX, 0); 7];

/// The heaviest of what is offered.
struct Top<T> {
    limit: usize,
    heap: BinaryHeap<Reverse<Weighed<T>>>,
}

struct Weighed<T>(Weight, T);

impl<T> PartialEq for Weighed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Weighed<T> {}

impl<T> PartialOrd for Weighed<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Weighed<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T> Top<T> {
    fn new(limit: usize) -> Self {
        Self { limit, heap: BinaryHeap::new() }
    }

    fn offer(&mut self, weight: Weight, value: T) {
        if self.heap.len() < self.limit {
            self.heap.push(Reverse(Weighed(weight, value)));
        } else if self.heap.peek().is_some_and(|least| least.0.0 < weight) {
            self.heap.pop();
            self.heap.push(Reverse(Weighed(weight, value)));
        }
    }

    fn merge(tops: impl Iterator<Item = Self>, limit: usize) -> Vec<T> {
        let mut all = Self::new(limit);
        for Reverse(Weighed(weight, value)) in tops.flat_map(|top| top.heap) {
            all.offer(weight, value);
        }
        let sorted = all.heap.into_sorted_vec();
        sorted.into_iter().map(|Reverse(Weighed(_, value))| value).collect()
    }
}

/// Every single failure of the candidates, and the worst of them.
///
/// # Errors
/// [`Stopped`] by the watch, which advances by one for every candidate.
pub fn single(
    graph: &Graph,
    figures: &Figures,
    asked: &RankingQuestion<'_>,
    watch: &Watch,
) -> Result<Ranking, Stopped> {
    struct Part<'f> {
        scratch: LevelsScratch,
        tally: Tally<'f>,
        top: Top<Ranked>,
        harmless: u64,
        range: [(u64, u64); 7],
    }
    watch.begin(asked.candidates.len() as u64);
    let start = || Part {
        scratch: LevelsScratch::default(),
        tally: Tally::new(figures),
        top: Top::new(asked.limit),
        harmless: 0,
        range: NOTHING,
    };
    let parts = each(asked.candidates.len(), start, |part, at| {
        watch.advance(1)?;
        let node = asked.candidates[at];
        let mut affected = 0;
        if graph.links(node).next().is_none() {
            // Most nodes: nobody depends on them.
            part.tally.add(node, asked.level);
        } else {
            for (node, level) in part.scratch.run(graph, &[(node, asked.level)], asked.include) {
                affected += 1;
                part.tally.add(node, level);
            }
        }
        part.harmless += u64::from(affected <= 1);
        let totals = part.tally.take();
        for (range, &criterion) in part.range.iter_mut().zip(Criterion::ALL) {
            let number = number(criterion, &totals);
            *range = (range.0.min(number), range.1.max(number));
        }
        let weight = (weight(asked.by, &totals), Reverse(graph.rank(node)), Reverse(0));
        part.top.offer(weight, Ranked { node, totals });
        Ok(())
    })?;
    let harmless = parts.iter().map(|part| part.harmless).sum();
    let mut range = NOTHING;
    for (all, one) in parts.iter().flat_map(|part| part.range.iter().enumerate()) {
        range[all] = (range[all].0.min(one.0), range[all].1.max(one.1));
    }
    let first = Top::merge(parts.into_iter().map(|part| part.top), asked.limit);
    Ok(Ranking { first, harmless, range })
}

/// What each of these failures comes to, in their order.
///
/// # Errors
/// [`Stopped`] by the watch, which advances by one for every failure.
pub fn totals(
    graph: &Graph,
    figures: &Figures,
    failures: &[(NodeIx, Level)],
    include: Include,
    watch: &Watch,
) -> Result<Vec<Totals>, Stopped> {
    watch.begin(failures.len() as u64);
    let start = || (LevelsScratch::default(), Tally::new(figures), Vec::new());
    let parts = each(failures.len(), start, |(scratch, tally, found), at| {
        watch.advance(1)?;
        scratch.run(graph, &failures[at..=at], include).for_each(|(node, level)| tally.add(node, level));
        found.push((at, tally.take()));
        Ok(())
    })?;
    let mut all = vec![Totals::default(); failures.len()];
    parts.into_iter().flat_map(|part| part.2).for_each(|(at, totals)| all[at] = totals);
    Ok(all)
}

/// Every pair of the candidates: what both together take that neither takes alone, and the worst of them. Pairs that take
/// nothing more are only counted.
///
/// # Errors
/// [`Stopped`] by the watch, which advances by one for every pair.
pub fn pairs(
    graph: &Graph,
    figures: &Figures,
    asked: &RankingQuestion<'_>,
    watch: &Watch,
) -> Result<Pairs, Stopped> {
    struct Part<'f> {
        one: LevelsScratch,
        other: LevelsScratch,
        both: LevelsScratch,
        together: Tally<'f>,
        apart: Tally<'f>,
        top: Top<Pair>,
        without: u64,
    }
    let candidates = asked.candidates;
    let count = candidates.len() as u64;
    watch.begin(count * count.saturating_sub(1) / 2);
    let takes = takes(graph, asked)?;
    let start = || Part {
        one: LevelsScratch::default(),
        other: LevelsScratch::default(),
        both: LevelsScratch::default(),
        together: Tally::new(figures),
        apart: Tally::new(figures),
        top: Top::new(asked.limit),
        without: 0,
    };
    let parts = each(candidates.len(), start, |part, at| {
        let a = (candidates[at], asked.level);
        part.one.run(graph, &[a], asked.include).for_each(drop);
        for (beyond, &node) in (at + 1..).zip(&candidates[at + 1..]) {
            watch.advance(1)?;
            // When one of them fails because the other does, it adds nothing: most pairs of far-reaching failures.
            if takes[at][beyond] || takes[beyond][at] {
                part.without += 1;
                continue;
            }
            let b = (node, asked.level);
            part.other.run(graph, &[b], asked.include).for_each(drop);
            let (mut worse, mut newly_degraded) = (0_u64, 0_u64);
            for (node, level) in part.both.run(graph, &[a, b], asked.include) {
                part.together.add(node, level);
                let alone = part.one.level(node).max(part.other.level(node));
                if alone > Level::Operational {
                    part.apart.add(node, alone);
                }
                let count = figures.stands_for(node);
                worse += if level > alone { count } else { 0 };
                newly_degraded +=
                    if level == Level::Degraded && alone == Level::Operational { count } else { 0 };
            }
            let totals = part.together.take();
            // Of those that are degraded after one alone some are unavailable after both: the difference is too small.
            let synergy = Totals { degraded: newly_degraded, ..totals.beyond(&part.apart.take()) };
            if worse == 0 {
                part.without += 1;
                continue;
            }
            let ranks = (Reverse(graph.rank(a.0)), Reverse(graph.rank(b.0)));
            let weight = (weight(asked.by, &synergy), ranks.0, ranks.1);
            part.top.offer(weight, Pair { nodes: [a.0, b.0], totals, synergy, worse });
        }
        Ok(())
    })?;
    let without_synergy = parts.iter().map(|part| part.without).sum();
    let first = Top::merge(parts.into_iter().map(|part| part.top), asked.limit);
    Ok(Pairs { first, without_synergy })
}

/// For each candidate, which of the candidates its failure makes at least as bad as if they failed themselves.
fn takes(graph: &Graph, asked: &RankingQuestion<'_>) -> Result<Vec<Vec<bool>>, Stopped> {
    let start = || (LevelsScratch::default(), Vec::new());
    let parts = each(asked.candidates.len(), start, |(scratch, found), at| {
        scratch.run(graph, &[(asked.candidates[at], asked.level)], asked.include).for_each(drop);
        let taken = asked.candidates.iter().map(|&other| scratch.level(other) >= asked.level);
        found.push((at, taken.collect::<Vec<bool>>()));
        Ok(())
    })?;
    let mut all: Vec<(usize, Vec<bool>)> = parts.into_iter().flat_map(|part| part.1).collect();
    all.sort_unstable_by_key(|entry| entry.0);
    Ok(all.into_iter().map(|entry| entry.1).collect())
}
