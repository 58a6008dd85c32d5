//! Binary decision diagrams of coherent formulas: and, or, at least k, and the probability.
//!
//! Bryant, "Graph-based algorithms for Boolean function manipulation" (1986). A node is "if the variable happens then
//! high else low"; equal functions are equal numbers. Operations keep their own stack: their depth is the number of
//! variables, and a map may have a million of them.

use super::effort::{Effort, Halt};
use super::table::{ONE, Ref, Table, ZERO};

const AND: u32 = 0;
const OR: u32 = 1;

enum Task {
    /// Compute this and push it.
    Apply(Ref, Ref),
    /// Take high and low from the results and make the node.
    Make(u32, Ref, Ref),
}

/// BDDs over one order of variables.
pub(super) struct Bdd {
    pub(super) table: Table,
    steps: Vec<Task>,
    results: Vec<Ref>,
}

impl Bdd {
    pub(super) fn new(limit: usize) -> Self {
        Self { table: Table::new(limit), steps: Vec::new(), results: Vec::new() }
    }

    /// The variable itself.
    pub(super) fn variable(&mut self, var: u32) -> Result<Ref, Halt> {
        self.table.unique(var, ZERO, ONE)
    }

    /// "At least k of these happen". For k = 1 and k = all this is a chain of ORs or ANDs; in between, one row of a
    /// table for each input: at least j of the inputs from here on, for each j that can still matter.
    pub(super) fn at_least(&mut self, k: u32, inputs: &[Ref], effort: &mut Effort) -> Result<Ref, Halt> {
        // Deepest first: then an input is laid on top of what is there, instead of being dragged through it.
        let mut inputs = inputs.to_vec();
        inputs.sort_by_key(|&f| std::cmp::Reverse((self.table.var(f), f)));
        let n = inputs.len();
        let k = k as usize;
        if k == 0 {
            return Ok(ONE);
        }
        if k > n {
            return Ok(ZERO);
        }
        if k == 1 || k == n {
            let op = if k == 1 { OR } else { AND };
            let mut all = inputs[0];
            for &f in &inputs[1..] {
                all = self.apply(op, all, f, effort)?;
            }
            return Ok(all);
        }
        // row[j]: at least j of the inputs seen so far.
        let mut row = vec![ZERO; k + 1];
        row[0] = ONE;
        for &f in &inputs {
            for j in (1..=k).rev() {
                let with = self.apply(AND, f, row[j - 1], effort)?;
                row[j] = self.apply(OR, with, row[j], effort)?;
            }
        }
        Ok(row[k])
    }

    fn simple(op: u32, f: Ref, g: Ref) -> Option<Ref> {
        let (neutral, absorbing) = if op == AND { (ONE, ZERO) } else { (ZERO, ONE) };
        if f == absorbing || g == absorbing {
            Some(absorbing)
        } else if f == neutral || f == g {
            Some(g)
        } else if g == neutral {
            Some(f)
        } else {
            None
        }
    }

    fn apply(&mut self, op: u32, f: Ref, g: Ref, effort: &mut Effort) -> Result<Ref, Halt> {
        self.steps.clear();
        self.results.clear();
        self.steps.push(Task::Apply(f, g));
        while let Some(step) = self.steps.pop() {
            match step {
                Task::Apply(f, g) => {
                    if let Some(value) = Self::simple(op, f, g) {
                        self.results.push(value);
                        continue;
                    }
                    let (f, g) = (f.min(g), f.max(g));
                    if let Some(value) = self.table.recall(op, f, g) {
                        self.results.push(value);
                        continue;
                    }
                    effort.step()?;
                    let (fv, fl, fh) = self.table.parts(f);
                    let (gv, gl, gh) = self.table.parts(g);
                    let var = fv.min(gv);
                    let (fl, fh) = if fv == var { (fl, fh) } else { (f, f) };
                    let (gl, gh) = if gv == var { (gl, gh) } else { (g, g) };
                    self.steps.extend([Task::Make(var, f, g), Task::Apply(fh, gh), Task::Apply(fl, gl)]);
                }
                Task::Make(var, f, g) => {
                    let high = self.results.pop().unwrap_or(ZERO);
                    let low = self.results.pop().unwrap_or(ZERO);
                    let made = if low == high { low } else { self.table.unique(var, low, high)? };
                    self.table.remember(op, f, g, made);
                    self.results.push(made);
                }
            }
        }
        Ok(self.results.pop().unwrap_or(ZERO))
    }
}

/// A finished BDD, numbered from the bottom: what probabilities are computed on, again and again.
#[derive(Debug, Clone, Default)]
pub(super) struct Diagram {
    /// Variable, low, high; entries 0 and 1 are the constants.
    nodes: Vec<(u32, Ref, Ref)>,
    root: Ref,
}

impl Diagram {
    /// The part of the table that the root needs.
    pub(super) fn of(table: &Table, root: Ref) -> Self {
        let used = table.reachable(root);
        let mut number = rustc_hash::FxHashMap::with_capacity_and_hasher(used.len() + 2, Default::default());
        number.extend([(ZERO, ZERO), (ONE, ONE)]);
        let mut nodes = vec![(super::table::LEAF, ZERO, ZERO), (super::table::LEAF, ONE, ONE)];
        for at in used {
            let (var, low, high) = table.parts(at);
            number.insert(at, nodes.len() as Ref);
            nodes.push((var, number[&low], number[&high]));
        }
        Self { root: number[&root], nodes }
    }

    /// How many nodes it has, constants left out.
    pub(super) fn len(&self) -> usize {
        self.nodes.len() - 2
    }

    pub(super) fn nodes(&self) -> &[(u32, Ref, Ref)] {
        &self.nodes
    }

    pub(super) fn root(&self) -> Ref {
        self.root
    }

    /// The probability that the function is true, when variable `v` is true with `p[v]`, independently. All terms
    /// are positive, so that the relative error stays at a few roundings per variable, however small the result.
    pub(super) fn probability(&self, p: &[f64]) -> f64 {
        self.probabilities(p)[self.root as usize]
    }

    fn probabilities(&self, p: &[f64]) -> Vec<f64> {
        let mut value = vec![0.0; self.nodes.len()];
        value[1] = 1.0;
        for (at, &(var, low, high)) in self.nodes.iter().enumerate().skip(2) {
            let p = p[var as usize];
            value[at] = p * value[high as usize] + (1.0 - p) * value[low as usize];
        }
        value
    }

    /// The probability, and for each of so many variables its derivative by the variable's probability: how much likelier the
    /// function is with the variable true than with it false (Birnbaum 1969). For a coherent function no term is negative.
    pub(super) fn derivatives(&self, p: &[f64]) -> (f64, Vec<f64>) {
        let value = self.probabilities(p);
        let mut reach = vec![0.0; self.nodes.len()];
        let mut by_variable = vec![0.0; p.len()];
        reach[self.root as usize] = 1.0;
        for (at, &(var, low, high)) in self.nodes.iter().enumerate().skip(2).rev() {
            let (p, here) = (p[var as usize], reach[at]);
            by_variable[var as usize] += here * (value[high as usize] - value[low as usize]);
            reach[high as usize] += here * p;
            reach[low as usize] += here * (1.0 - p);
        }
        (value[self.root as usize], by_variable)
    }
}
