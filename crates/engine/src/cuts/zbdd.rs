//! Families of sets as zero-suppressed decision diagrams (Minato 1993), kept free of supersets.
//!
//! A node is "the sets of high, each with the variable added, and the sets of low". `without` and the minimal solutions
//! of a BDD are Rauzy, "New algorithms for fault trees analysis" (1993). Every family that is handed in or comes out
//! here is minimal: no set in it contains another. Operations keep their own stack, as in [`super::bdd`].

use super::effort::{Effort, Halt};
use super::table::{LEAF, ONE, Ref, Table, ZERO};

const WITHOUT: u32 = 0;
const UNION: u32 = 1;
/// The order that is still allowed is packed above the operation.
const PRODUCT: u32 = 2;
const CUT: u32 = 3;

/// No limit to the order of sets.
pub(super) const ANY_ORDER: u32 = u32::MAX >> 3;

#[derive(Clone, Copy)]
enum Task {
    /// Compute this and push it.
    Do(u32, Ref, Ref),
    /// Results end with a, b: replace them by what the operation makes of (a, b).
    Join(u32),
    /// Results end with low, high: take from high what contains a set of low.
    Subtract,
    /// The last result, without the sets that contain one of these.
    Minus(Ref),
    /// Results end with low, high: make the node, and remember it for this operation.
    Make(u32, u32, Ref, Ref),
    /// The last result is that of this operation, too.
    Keep(u32, Ref, Ref),
}

/// ZBDDs over one order of variables.
pub(super) struct Zbdd {
    pub(super) table: Table,
    steps: Vec<Task>,
    results: Vec<Ref>,
    /// Some product left out what was above its order.
    pub(super) cut_off: bool,
}

fn less(order: u32) -> u32 {
    if order == ANY_ORDER { ANY_ORDER } else { order - 1 }
}

impl Zbdd {
    pub(super) fn new(limit: usize) -> Self {
        Self { table: Table::new(limit), steps: Vec::new(), results: Vec::new(), cut_off: false }
    }

    /// The family with these parts.
    pub(super) fn node(&mut self, var: u32, low: Ref, high: Ref) -> Result<Ref, Halt> {
        if high == ZERO { Ok(low) } else { self.table.unique(var, low, high) }
    }

    /// The sets of f that contain no set of g.
    pub(super) fn without(&mut self, f: Ref, g: Ref, effort: &mut Effort) -> Result<Ref, Halt> {
        self.run(WITHOUT, f, g, effort)
    }

    /// The minimal sets among those of f and of g.
    pub(super) fn union(&mut self, f: Ref, g: Ref, effort: &mut Effort) -> Result<Ref, Halt> {
        self.run(UNION, f, g, effort)
    }

    /// The minimal sets, up to this order, among all unions of a set of f with one of g.
    pub(super) fn product(&mut self, f: Ref, g: Ref, order: u32, effort: &mut Effort) -> Result<Ref, Halt> {
        self.run(PRODUCT | order << 2, f, g, effort)
    }

    /// The sets of f up to this order.
    pub(super) fn cut(&mut self, f: Ref, order: u32, effort: &mut Effort) -> Result<Ref, Halt> {
        self.run(CUT | order << 2, f, ZERO, effort)
    }

    /// The minimal solutions of a coherent function: of a node, those of low, and those of high that contain none of low
    /// (Rauzy 1993). One pass over the nodes of the BDD, children first.
    pub(super) fn minimal_solutions(
        &mut self,
        bdd: &super::bdd::Diagram,
        order: u32,
        effort: &mut Effort,
    ) -> Result<Ref, Halt> {
        let mut made = vec![ZERO; bdd.nodes().len()];
        made[1] = ONE;
        for (at, &(var, low, high)) in bdd.nodes().iter().enumerate().skip(2) {
            let (low, high) = (made[low as usize], made[high as usize]);
            let mut high = self.without(high, low, effort)?;
            if order != ANY_ORDER {
                high = self.cut(high, order - 1, effort)?;
            }
            made[at] = self.node(var, low, high)?;
        }
        Ok(made[bdd.root() as usize])
    }

    fn simple(op: u32, f: Ref, g: Ref) -> Option<Ref> {
        match op & 3 {
            WITHOUT if f == ZERO || g == ONE || f == g => Some(ZERO),
            WITHOUT if g == ZERO || f == ONE => Some(f),
            UNION if f == ONE || g == ONE => Some(ONE),
            UNION if f == ZERO || f == g => Some(g),
            UNION if g == ZERO => Some(f),
            PRODUCT if f == ZERO || g == ZERO => Some(ZERO),
            PRODUCT if op >> 2 == 0 => Some(if f == ONE && g == ONE { ONE } else { ZERO }),
            PRODUCT if op >> 2 == ANY_ORDER && (f == ONE || f == g) => Some(g),
            PRODUCT if op >> 2 == ANY_ORDER && g == ONE => Some(f),
            CUT if f <= ONE || op >> 2 == ANY_ORDER => Some(f),
            CUT if op >> 2 == 0 => Some(ZERO),
            _ => None,
        }
    }

    fn run(&mut self, op: u32, f: Ref, g: Ref, effort: &mut Effort) -> Result<Ref, Halt> {
        self.steps.clear();
        self.results.clear();
        self.steps.push(Task::Do(op, f, g));
        while let Some(step) = self.steps.pop() {
            match step {
                Task::Do(op, f, g) => self.open(op, f, g, effort)?,
                Task::Join(op) => {
                    let b = self.take();
                    let a = self.take();
                    self.steps.push(Task::Do(op, a, b));
                }
                Task::Subtract => {
                    let high = self.take();
                    let low = self.results.last().copied().unwrap_or(ZERO);
                    self.steps.push(Task::Do(WITHOUT, high, low));
                }
                Task::Minus(g) => {
                    let f = self.take();
                    self.steps.push(Task::Do(WITHOUT, f, g));
                }
                Task::Make(op, var, f, g) => {
                    let high = self.take();
                    let low = self.take();
                    let made = self.node(var, low, high)?;
                    self.table.remember(op, f, g, made);
                    self.results.push(made);
                }
                Task::Keep(op, f, g) => {
                    let made = self.results.last().copied().unwrap_or(ZERO);
                    self.table.remember(op, f, g, made);
                }
            }
        }
        Ok(self.take())
    }

    fn take(&mut self) -> Ref {
        // Each step finds what an earlier one left: the fallback is never met.
        self.results.pop().unwrap_or(ZERO)
    }

    /// Answers at once, or lays out the steps that lead to the answer; the last pushed comes first.
    fn open(&mut self, op: u32, f: Ref, g: Ref, effort: &mut Effort) -> Result<(), Halt> {
        if let Some(value) = Self::simple(op, f, g) {
            self.cut_off |= op & 3 == PRODUCT && op >> 2 == 0 && f != ZERO && g != ZERO && f.max(g) != ONE;
            self.results.push(value);
            return Ok(());
        }
        let (f, g) = if matches!(op & 3, UNION | PRODUCT) { (f.min(g), f.max(g)) } else { (f, g) };
        if let Some(value) = self.table.recall(op, f, g) {
            self.results.push(value);
            return Ok(());
        }
        effort.step()?;
        let (fv, fl, fh) = self.table.parts(f);
        let (gv, gl, gh) = self.table.parts(g);
        match op & 3 {
            WITHOUT => match fv.cmp(&gv) {
                std::cmp::Ordering::Less => {
                    self.steps.extend([Task::Make(op, fv, f, g), Task::Do(op, fh, g), Task::Do(op, fl, g)])
                }
                std::cmp::Ordering::Equal => self.steps.extend([
                    Task::Make(op, fv, f, g),
                    Task::Minus(gh),
                    Task::Do(op, fh, gl),
                    Task::Do(op, fl, gl),
                ]),
                // No set here has g's variable: only those of g without it can be inside.
                std::cmp::Ordering::Greater => {
                    self.steps.extend([Task::Keep(op, f, g), Task::Do(op, f, gl)]);
                }
            },
            UNION => {
                // One of them has the variable alone: the other's sets all go to low.
                let var = fv.min(gv);
                let (fl, fh) = if fv == var { (fl, fh) } else { (f, ZERO) };
                let (gl, gh) = if gv == var { (gl, gh) } else { (g, ZERO) };
                self.steps.extend([
                    Task::Make(op, var, f, g),
                    Task::Subtract,
                    Task::Do(op, fh, gh),
                    Task::Do(op, fl, gl),
                ]);
            }
            PRODUCT => self.open_product(op, f, g),
            _ => {
                let smaller = CUT | less(op >> 2) << 2;
                self.steps.extend([
                    Task::Make(op, fv, f, g),
                    Task::Do(smaller, fh, ZERO),
                    Task::Do(op, fl, ZERO),
                ]);
            }
        }
        Ok(())
    }

    /// The steps of a product.
    fn open_product(&mut self, op: u32, f: Ref, g: Ref) {
        let (fv, fl, fh) = self.table.parts(f);
        let (gv, gl, gh) = self.table.parts(g);
        let var = fv.min(gv);
        debug_assert!(var != LEAF || op >> 2 != ANY_ORDER);
        if var == LEAF {
            self.results.push(ONE);
            return;
        }
        let smaller = PRODUCT | less(op >> 2) << 2;
        let make = [Task::Make(op, var, f, g), Task::Subtract];
        self.steps.extend(make);
        match (fv == var, gv == var) {
            (true, true) => self.steps.extend([
                Task::Join(UNION),
                Task::Do(smaller, fl, gh),
                Task::Join(UNION),
                Task::Do(smaller, fh, gl),
                Task::Do(smaller, fh, gh),
                Task::Do(op, fl, gl),
            ]),
            (true, false) => self.steps.extend([Task::Do(smaller, fh, g), Task::Do(op, fl, g)]),
            (false, _) => self.steps.extend([Task::Do(smaller, f, gh), Task::Do(op, f, gl)]),
        }
    }
}

/// A finished family, numbered from the bottom.
#[derive(Debug, Clone, Default)]
pub(super) struct Family {
    nodes: Vec<(u32, Ref, Ref)>,
    root: Ref,
}

impl Family {
    /// The part of the table that the root needs.
    pub(super) fn of(table: &Table, root: Ref) -> Self {
        let diagram = super::bdd::Diagram::of(table, root);
        Self { nodes: diagram.nodes().to_vec(), root: diagram.root() }
    }

    /// Variable, low, high; entries 0 and 1 are the constants.
    pub(super) fn nodes(&self) -> &[(u32, Ref, Ref)] {
        &self.nodes
    }

    pub(super) fn root(&self) -> Ref {
        self.root
    }

    /// How many nodes it has, constants left out.
    pub(super) fn len(&self) -> usize {
        self.nodes.len() - 2
    }
}
