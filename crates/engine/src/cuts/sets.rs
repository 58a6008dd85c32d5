//! Minimal cut sets: how many there are of each order, and the sets themselves, smallest first.
//!
//! Each part has the family of its own sets; in the parent's family the part is one variable that stands for any of
//! them. Since a part's events occur nowhere else, the minimal sets of the whole are exactly the parent's with each
//! such variable replaced by each set of the part. So 8e10 sets are counted without making one of them.

use super::effort::{Effort, Halt};
use super::solve::{Leaf, STEPS_PER_NODE, Solved, SolvedModule};
use super::table::{ONE, Ref, ZERO};
use super::tree::{Input, Tree};
use super::zbdd::{ANY_ORDER, Family, Zbdd};
use crate::watch::Watch;
use rustc_hash::FxHashMap;

/// Sets of higher order are counted together with none: no one can read them.
pub const HIGHEST_ORDER: u32 = 63;
/// When all sets are asked for and there is no diagram: up to this order.
const HIGHEST_FROM_GATES: u32 = 8;
/// Room for counts: numbers kept at once, 8 bytes each.
const COUNTS: usize = 1 << 24;

/// The minimal cut sets of a tree, as families.
#[derive(Debug)]
pub struct CutSets {
    parts: Vec<(Vec<Leaf>, Family)>,
    /// Of each part's nodes: bit i = there is a set of order i.
    orders: Vec<Vec<u64>>,
    top: Input,
    complete_to: u32,
    all: bool,
}

/// How many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// At index i how many of order i; `u64::MAX` = that many or more.
    pub by_order: Vec<u64>,
    /// There are no others. Otherwise there may be more of higher orders.
    pub complete: bool,
}

impl CutSets {
    /// All minimal cut sets up to this order (`None` = of every order).
    ///
    /// When a part has no diagram, or its family is too large, its sets are computed from its gates, up to the highest
    /// order that the budget allows: see [`Self::complete_to`].
    ///
    /// # Errors
    /// Stopped; or not even the sets of one event fit the budget.
    pub fn new(solved: &Solved, order: Option<u32>, watch: &Watch) -> Result<Self, Halt> {
        let wanted = order.unwrap_or(ANY_ORDER).max(1);
        let (mut parts, mut complete_to, mut all) = (Vec::new(), wanted, wanted == ANY_ORDER);
        for part in solved.parts() {
            let (leaves, family, reached) = family(solved, part, complete_to, watch)?;
            all &= reached == ANY_ORDER;
            complete_to = complete_to.min(reached);
            parts.push((leaves, family));
        }
        let mut sets = Self { parts, orders: Vec::new(), top: solved.tree().top(), complete_to, all };
        for at in 0..sets.parts.len() {
            let masks = sets.masks(at);
            sets.orders.push(masks);
        }
        Ok(sets)
    }

    /// All sets up to this order are here; `None` = all sets are.
    pub fn complete_to(&self) -> Option<u32> {
        (!self.all).then_some(self.complete_to)
    }

    /// Nodes of all families.
    pub fn size(&self) -> usize {
        self.parts.iter().map(|(_, family)| family.len()).sum()
    }

    fn masks(&self, at: usize) -> Vec<u64> {
        let (leaves, family) = &self.parts[at];
        let mut masks = vec![0u64, 1];
        for &(var, low, high) in &family.nodes()[2..] {
            let with = match leaves[var as usize] {
                Leaf::Event(_) => 2,
                Leaf::Part(inner) => self.root_mask(inner),
            };
            masks.push(masks[low as usize] | spread(with, masks[high as usize]));
        }
        masks
    }

    fn root_mask(&self, part: u32) -> u64 {
        self.orders[part as usize][self.parts[part as usize].1.root() as usize]
    }

    /// How many sets there are of each order.
    ///
    /// # Errors
    /// Stopped, or more numbers than there is room for.
    pub fn counts(&self, watch: &Watch) -> Result<Counts, Halt> {
        let most = if self.all { usize::MAX } else { self.complete_to as usize };
        let mut of_parts: Vec<Vec<u64>> = Vec::with_capacity(self.parts.len());
        for (leaves, family) in &self.parts {
            watch.advance(1)?;
            let mut of_nodes: Vec<Vec<u64>> = vec![vec![], vec![1]];
            let mut room = COUNTS;
            for &(var, low, high) in &family.nodes()[2..] {
                let mut sum = match leaves[var as usize] {
                    Leaf::Event(_) => times(&[0, 1], &of_nodes[high as usize], most),
                    Leaf::Part(inner) => times(&of_parts[inner as usize], &of_nodes[high as usize], most),
                };
                let low = &of_nodes[low as usize];
                sum.resize(sum.len().max(low.len()), 0);
                sum.iter_mut().zip(low).for_each(|(sum, low)| *sum = sum.saturating_add(*low));
                room = room.checked_sub(sum.len()).ok_or(Halt::TooLarge)?;
                of_nodes.push(sum);
            }
            of_parts.push(std::mem::take(&mut of_nodes[family.root() as usize]));
        }
        let by_order = match self.top {
            Input::Never => vec![],
            Input::Always => vec![1],
            Input::Event(_) => vec![0, 1],
            Input::Gate(_) => of_parts.pop().unwrap_or_default(),
        };
        Ok(Counts { by_order, complete: self.all })
    }

    /// Calls back with every set of exactly this order, events in no particular order, until `false` comes back.
    /// Each call is reached without a dead end.
    pub fn each(&self, order: u32, mut found: impl FnMut(&[u32]) -> bool) {
        if order > HIGHEST_ORDER || !self.all && order > self.complete_to {
            return;
        }
        match self.top {
            Input::Never => {}
            Input::Always => {
                if order == 0 {
                    found(&[]);
                }
            }
            Input::Event(event) => {
                if order == 1 {
                    found(&[event]);
                }
            }
            Input::Gate(_) => {
                Walk { sets: self, rests: Vec::new(), chosen: Vec::new() }.run(order, &mut found)
            }
        }
    }
}

/// The orders that unions of two disjoint sets with these orders can have.
fn spread(a: u64, b: u64) -> u64 {
    (0..=HIGHEST_ORDER).filter(|i| a >> i & 1 == 1).fold(0, |all, i| all | b << i)
}

/// Product of two polynomials of counts, cut behind this power.
fn times(a: &[u64], b: &[u64], most: usize) -> Vec<u64> {
    if a.is_empty() || b.is_empty() {
        return Vec::new();
    }
    let mut product = vec![0u64; (a.len() + b.len() - 1).min(most.saturating_add(1))];
    for (i, x) in a.iter().enumerate().filter(|(_, x)| **x != 0) {
        for (j, y) in b.iter().enumerate().take(product.len().saturating_sub(i)) {
            product[i + j] = product[i + j].saturating_add(x.saturating_mul(*y));
        }
    }
    product
}

/// What is still to be completed: a node of a part's family, then another rest.
struct Rest {
    part: u32,
    node: Ref,
    then: Option<u32>,
    /// Orders that completing all of it can add.
    orders: u64,
}

struct Frame {
    rest: Option<u32>,
    take: Option<u32>,
    chosen: usize,
    rests: usize,
}

struct Walk<'s> {
    sets: &'s CutSets,
    rests: Vec<Rest>,
    chosen: Vec<u32>,
}

impl Walk<'_> {
    /// Puts a node before a rest. `None` when nothing is left to be completed.
    fn rest(&mut self, part: u32, node: Ref, then: Option<u32>) -> Option<u32> {
        if node == ONE {
            return then;
        }
        let after = self.orders(then);
        let orders = spread(self.sets.orders[part as usize][node as usize], after);
        self.rests.push(Rest { part, node, then, orders });
        Some(self.rests.len() as u32 - 1)
    }

    fn orders(&self, rest: Option<u32>) -> u64 {
        rest.map_or(1, |rest| self.rests[rest as usize].orders)
    }

    fn run(mut self, order: u32, found: &mut impl FnMut(&[u32]) -> bool) {
        let top = self.sets.parts.len() as u32 - 1;
        let root = self.sets.parts[top as usize].1.root();
        let first = self.rest(top, root, None);
        let mut frames = Vec::new();
        if self.orders(first) >> order & 1 == 1 && root != ZERO {
            frames.push(Frame { rest: first, take: None, chosen: 0, rests: self.rests.len() });
        }
        while let Some(frame) = frames.pop() {
            self.chosen.truncate(frame.chosen);
            self.rests.truncate(frame.rests);
            self.chosen.extend(frame.take);
            let Some(rest) = frame.rest else {
                if !found(&self.chosen) {
                    return;
                }
                continue;
            };
            let Rest { part, node, then, .. } = self.rests[rest as usize];
            let (leaves, family) = &self.sets.parts[part as usize];
            let (var, low, high) = family.nodes()[node as usize];
            let left = order - self.chosen.len() as u32;
            if low != ZERO {
                let rest = self.rest(part, low, then);
                self.push(&mut frames, rest, None, left);
            }
            let rest = self.rest(part, high, then);
            match leaves[var as usize] {
                Leaf::Event(event) if left > 0 => self.push(&mut frames, rest, Some(event), left - 1),
                Leaf::Event(_) => {}
                Leaf::Part(inner) => {
                    let root = self.sets.parts[inner as usize].1.root();
                    let rest = self.rest(inner, root, rest);
                    self.push(&mut frames, rest, None, left);
                }
            }
        }
    }

    fn push(&self, frames: &mut Vec<Frame>, rest: Option<u32>, take: Option<u32>, left: u32) {
        if self.orders(rest) >> left & 1 == 1 {
            frames.push(Frame { rest, take, chosen: self.chosen.len(), rests: self.rests.len() });
        }
    }
}

/// The part's own minimal sets: leaves, family, and up to which order it is complete.
fn family(
    solved: &Solved,
    part: &SolvedModule,
    wanted: u32,
    watch: &Watch,
) -> Result<(Vec<Leaf>, Family, u32), Halt> {
    let nodes = solved.limits().nodes;
    if let Some(diagram) = &part.diagram {
        let mut zbdd = Zbdd::new(nodes);
        let mut effort = Effort::new(watch, nodes as u64 * STEPS_PER_NODE);
        match zbdd.minimal_solutions(diagram, wanted, &mut effort) {
            Ok(root) => return Ok((part.leaves.clone(), Family::of(&zbdd.table, root), wanted)),
            Err(Halt::TooLarge) => {}
            Err(stopped) => return Err(stopped),
        }
    }
    // From the lowest order up: each is little work compared with the next, and the last that fits the budget counts.
    let highest = if wanted == ANY_ORDER { HIGHEST_FROM_GATES.min(part.leaves.len() as u32) } else { wanted };
    let mut best = Err(Halt::TooLarge);
    for order in 1..=highest {
        let mut zbdd = Zbdd::new(nodes);
        let mut effort = Effort::new(watch, nodes as u64 * STEPS_PER_NODE);
        match from_gates(solved.tree(), part, &mut zbdd, order, &mut effort) {
            Ok(root) => {
                // Where nothing was cut off, higher orders have nothing more.
                let reached = if zbdd.cut_off { order } else { wanted };
                best = Ok((part.leaves.clone(), Family::of(&zbdd.table, root), reached));
                if reached == wanted {
                    break;
                }
            }
            Err(Halt::TooLarge) => break,
            Err(stopped) => return Err(stopped),
        }
    }
    best
}

/// The sets up to this order, gate by gate: unions for OR, products for AND, a row of both for k of n.
fn from_gates(
    tree: &Tree,
    part: &SolvedModule,
    zbdd: &mut Zbdd,
    order: u32,
    effort: &mut Effort,
) -> Result<Ref, Halt> {
    let module = part.module();
    let mut made: FxHashMap<Input, Ref> = FxHashMap::default();
    for (var, input) in (0..).zip(&module.leaves) {
        made.insert(*input, zbdd.node(var, ZERO, ONE)?);
    }
    for &gate in &module.gates {
        let (k, inputs) = tree.gate(gate);
        let mut inputs: Vec<Ref> = inputs.iter().map(|input| made[input]).collect();
        inputs.sort_by_key(|&f| std::cmp::Reverse((zbdd.table.var(f), f)));
        let k = k as usize;
        let mut row = vec![ZERO; k + 1];
        row[0] = ONE;
        for (seen, &f) in (1..).zip(&inputs) {
            let rest = inputs.len() - seen;
            // Rows that can no longer reach k, and those not reached yet, are left alone.
            for j in (k.saturating_sub(rest).max(1)..=k.min(seen)).rev() {
                let with = zbdd.product(f, row[j - 1], order, effort)?;
                row[j] = zbdd.union(with, row[j], effort)?;
            }
        }
        made.insert(Input::Gate(gate), row[k]);
    }
    Ok(made[&Input::Gate(module.root)])
}
