//! Bounds for what is too large to be exact: diagrams that are rounded down and up as soon as they grow.
//!
//! For each gate two functions are kept, one that happens at most when the gate does, one that happens at least when it
//! does. And, or, at least k keep that. When a diagram has more nodes than it may, those nodes through which the least probability runs
//! are replaced by "never" in the lower function (what is lost is the probability of getting there and then to true)
//! and by "always" in the upper one (getting there and then to false). What comes out are true bounds, whatever was cut;
//! how far they are apart says how good they are.

use super::bdd::Bdd;
use super::effort::{Effort, Halt};
use super::order::{Rule, order};
use super::quantify::Bounds;
use super::solve::{STEPS_PER_NODE, Solved, SolvedModule};
use super::table::{ONE, Ref, ZERO};
use super::tree::{Input, Tree};
use crate::watch::Watch;
use rustc_hash::{FxHashMap, FxHashSet};

/// Diagrams are rounded to half as many nodes when they have more than the first of these; when even that is too much, than the next.
const ROUND_AT: [usize; 4] = [4_000, 1_000, 250, 60];
/// The orders that led to the closest bounds on what was tried.
const ORDERS: [Rule; 2] = [Rule::Walk, Rule::Levels];

/// Bounds of a part, given the bounds of its leaves.
pub(super) fn of_part(
    solved: &Solved,
    part: &SolvedModule,
    p: impl Fn(Input) -> Bounds,
    watch: &Watch,
) -> Result<Bounds, Halt> {
    let nodes = solved.limits().nodes;
    let mut best = Bounds { lower: 0.0, upper: 1.0 };
    for rule in ORDERS {
        for most in ROUND_AT {
            let mut effort = Effort::new(watch, nodes as u64 * STEPS_PER_NODE);
            match rounded(solved.tree(), part, rule, &p, (nodes, most), &mut effort) {
                Ok(found) => {
                    best.lower = best.lower.max(found.lower);
                    best.upper = best.upper.min(found.upper);
                    break;
                }
                Err(Halt::TooLarge) => {}
                Err(stopped) => return Err(stopped),
            }
        }
    }
    Ok(best)
}

struct Rounding<'e, 'w> {
    bdd: Bdd,
    lower: Vec<f64>,
    upper: Vec<f64>,
    /// Nodes that a diagram may have.
    most: usize,
    effort: &'e mut Effort<'w>,
}

fn rounded(
    tree: &Tree,
    part: &SolvedModule,
    rule: Rule,
    p: &impl Fn(Input) -> Bounds,
    (nodes, most): (usize, usize),
    effort: &mut Effort,
) -> Result<Bounds, Halt> {
    let module = part.module();
    let leaves = order(tree, module, rule);
    let own: Vec<Bounds> = leaves.iter().map(|leaf| p(*leaf)).collect();
    let mut work = Rounding {
        bdd: Bdd::new(nodes),
        lower: own.iter().map(|b| b.lower).collect(),
        upper: own.iter().map(|b| b.upper).collect(),
        most,
        effort,
    };
    let mut made: FxHashMap<Input, [Ref; 2]> = FxHashMap::default();
    for (var, leaf) in (0..).zip(&leaves) {
        let own = work.bdd.variable(var)?;
        made.insert(*leaf, [own, own]);
    }
    let mut uses: FxHashMap<Input, u32> = FxHashMap::default();
    for &gate in &module.gates {
        tree.gate(gate).1.iter().for_each(|input| *uses.entry(*input).or_default() += 1);
    }
    for &gate in &module.gates {
        let (k, inputs) = tree.gate(gate);
        let mut both = [ZERO; 2];
        for (side, both) in both.iter_mut().enumerate() {
            let inputs: Vec<Ref> = inputs.iter().map(|input| made[input][side]).collect();
            *both = work.at_least(k as usize, inputs, side)?;
        }
        for input in inputs {
            if let Some(left) = uses.get_mut(input) {
                *left -= 1;
                if *left == 0 && matches!(input, Input::Gate(_)) {
                    made.remove(input);
                }
            }
        }
        made.insert(Input::Gate(gate), both);
        if work.bdd.table.len() > nodes / 2 {
            work.compact(&mut made, nodes)?;
        }
    }
    let [low, high] = made[&Input::Gate(module.root)];
    Ok(Bounds { lower: work.probability(low, 0), upper: work.probability(high, 1) })
}

impl Rounding<'_, '_> {
    fn p(&self, side: usize) -> &[f64] {
        if side == 0 { &self.lower } else { &self.upper }
    }

    fn at_least(&mut self, k: usize, mut inputs: Vec<Ref>, side: usize) -> Result<Ref, Halt> {
        inputs.sort_by_key(|&f| std::cmp::Reverse((self.bdd.table.var(f), f)));
        let mut row = vec![ZERO; k + 1];
        row[0] = ONE;
        for (seen, &f) in (1..).zip(&inputs) {
            let rest = inputs.len() - seen;
            for j in (k.saturating_sub(rest).max(1)..=k.min(seen)).rev() {
                let with = self.bdd.at_least(2, &[f, row[j - 1]], self.effort)?;
                let with = self.round(with, side)?;
                let both = self.bdd.at_least(1, &[with, row[j]], self.effort)?;
                row[j] = self.round(both, side)?;
            }
        }
        Ok(row[k])
    }

    /// The nodes below, children first, and the value of each.
    fn values(&self, f: Ref, side: usize) -> (Vec<Ref>, FxHashMap<Ref, f64>) {
        let nodes = self.bdd.table.below(f);
        let p = self.p(side);
        let mut value = FxHashMap::with_capacity_and_hasher(nodes.len() + 2, Default::default());
        value.extend([(ZERO, 0.0), (ONE, 1.0)]);
        for &at in &nodes {
            let (var, low, high) = self.bdd.table.parts(at);
            let p = p[var as usize];
            value.insert(at, p * value[&high] + (1.0 - p) * value[&low]);
        }
        (nodes, value)
    }

    fn probability(&self, f: Ref, side: usize) -> f64 {
        self.values(f, side).1[&f]
    }

    fn round(&mut self, f: Ref, side: usize) -> Result<Ref, Halt> {
        if !self.bdd.table.has_more_than(f, self.most) {
            return Ok(f);
        }
        let (nodes, value) = self.values(f, side);
        self.effort.steps(nodes.len() as u64)?;
        let mut reach: FxHashMap<Ref, f64> =
            FxHashMap::with_capacity_and_hasher(nodes.len(), Default::default());
        reach.insert(f, 1.0);
        let mut loss = Vec::with_capacity(nodes.len());
        for &at in nodes.iter().rev() {
            let (var, low, high) = self.bdd.table.parts(at);
            let (p, here) = (self.p(side)[var as usize], reach[&at]);
            *reach.entry(high).or_default() += here * p;
            *reach.entry(low).or_default() += here * (1.0 - p);
            loss.push(here * if side == 0 { value[&at] } else { 1.0 - value[&at] });
        }
        loss.reverse();
        let mut sorted = loss.clone();
        sorted.sort_by(f64::total_cmp);
        let least = sorted[nodes.len() - self.most / 2];
        let mut new: FxHashMap<Ref, Ref> = [(ZERO, ZERO), (ONE, ONE)].into_iter().collect();
        for (&at, &loss) in nodes.iter().zip(&loss) {
            let made = if loss < least && at != f {
                if side == 0 { ZERO } else { ONE }
            } else {
                let (var, low, high) = self.bdd.table.parts(at);
                let (low, high) = (new[&low], new[&high]);
                if low == high { low } else { self.bdd.table.unique(var, low, high)? }
            };
            new.insert(at, made);
        }
        Ok(new[&f])
    }

    /// Starts a new table with what is still needed.
    fn compact(&mut self, made: &mut FxHashMap<Input, [Ref; 2]>, nodes: usize) -> Result<(), Halt> {
        let mut fresh = Bdd::new(nodes);
        let mut new: FxHashMap<Ref, Ref> = [(ZERO, ZERO), (ONE, ONE)].into_iter().collect();
        let mut needed: FxHashSet<Ref> = FxHashSet::default();
        for both in made.values() {
            for &f in both {
                needed.extend(self.bdd.table.below(f));
            }
        }
        let mut needed: Vec<Ref> = needed.into_iter().collect();
        needed.sort_unstable();
        for at in needed {
            let (var, low, high) = self.bdd.table.parts(at);
            let made = fresh.table.unique(var, new[&low], new[&high])?;
            new.insert(at, made);
        }
        made.values_mut().for_each(|both| *both = both.map(|f| new[&f]));
        self.bdd = fresh;
        Ok(())
    }
}
