//! From a tree to its parts: simplified, cut into modules, each module a diagram if one within the budget is found.

use super::bdd::{Bdd, Diagram};
use super::effort::{Effort, Halt};
use super::modules::{Module, modules};
use super::order::{RULES, order};
use super::simplify::simplified;
use super::table::Ref;
use super::tree::{Input, Tree};
use crate::watch::Watch;
use rustc_hash::FxHashMap;

/// Steps that a budget of one diagram node allows.
pub(super) const STEPS_PER_NODE: u64 = 48;
/// Nodes for the first try with each order; each further round has so many times as many, up to the budget.
const FIRST_TRY: usize = 20_000;
const FACTOR: usize = 4;
/// Up to this order cut sets are found faster from the gates than from a diagram.
const LOW_ORDER: u32 = 4;
/// For the cut sets of higher orders a diagram may have so many times fewer nodes than allowed.
const FEWER: usize = 4;
/// A diagram with fewer nodes is good enough: no other order is tried.
const SMALL: usize = 200;

/// How much may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Nodes of one diagram, about 50 bytes each.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { nodes: 2_000_000 }
    }
}

/// What a variable of a part's diagram is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaf {
    /// A basic event.
    Event(u32),
    /// A part inside, by its place among the parts.
    Part(u32),
}

/// One module, solved by itself.
#[derive(Debug)]
pub(super) struct SolvedModule {
    /// What its variables are; in the order of the diagram, when there is one.
    pub(super) leaves: Vec<Leaf>,
    /// Its function; missing when none was found within the budget.
    pub(super) diagram: Option<Diagram>,
    module: Module,
}

/// A tree, ready for questions.
#[derive(Debug)]
pub struct Solved {
    tree: Tree,
    parts: Vec<SolvedModule>,
    limits: Limits,
}

impl Solved {
    /// Takes the tree apart and makes the diagrams. That some are too large is no error: see [`Self::is_exact`].
    ///
    /// # Errors
    /// The watch says stop, or the tree itself is larger than any budget.
    pub fn new(tree: &Tree, limits: Limits, watch: &Watch) -> Result<Self, Halt> {
        Self::with(tree, limits, |tree, module| match diagram(tree, module, limits, watch) {
            Ok((order, diagram)) => Ok((order, Some(diagram))),
            Err(Halt::TooLarge) => Ok((module.leaves.clone(), None)),
            Err(stopped) => Err(stopped),
        })
    }

    /// Takes the tree apart and makes no diagram: enough for the cut sets of low orders, which are found from the gates.
    ///
    /// # Errors
    /// The tree is larger than any budget.
    pub fn apart(tree: &Tree, limits: Limits) -> Result<Self, Halt> {
        Self::with(tree, limits, |_, module| Ok((module.leaves.clone(), None)))
    }

    /// Takes the tree apart for the cut sets up to this order. Of low orders they are found from the gates; for higher ones,
    /// where that grows with the order, each part has its diagram as far as a small budget reaches.
    ///
    /// # Errors
    /// Those of [`Self::new`].
    pub fn for_order(tree: &Tree, limits: Limits, order: u32, watch: &Watch) -> Result<Self, Halt> {
        if order <= LOW_ORDER {
            return Self::apart(tree, limits);
        }
        let few = Limits { nodes: limits.nodes / FEWER };
        Ok(Self { limits, ..Self::new(tree, few, watch)? })
    }

    fn with(
        tree: &Tree,
        limits: Limits,
        mut solve: impl FnMut(&Tree, &Module) -> Result<(Vec<Input>, Option<Diagram>), Halt>,
    ) -> Result<Self, Halt> {
        let tree = simplified(tree)?;
        let modules = modules(&tree);
        let place: FxHashMap<u32, u32> = modules.iter().map(|m| m.root).zip(0..).collect();
        let leaf = |input: &Input| match *input {
            Input::Gate(g) => Leaf::Part(place[&g]),
            Input::Event(e) => Leaf::Event(e),
            Input::Never | Input::Always => {
                unreachable!("a grower leaves no constant among the inputs of a gate")
            }
        };
        let mut parts = Vec::with_capacity(modules.len());
        for module in modules {
            let (order, diagram) = solve(&tree, &module)?;
            parts.push(SolvedModule { leaves: order.iter().map(leaf).collect(), diagram, module });
        }
        Ok(Self { tree, parts, limits })
    }

    /// Every part has its diagram: probabilities are exact.
    pub fn is_exact(&self) -> bool {
        self.parts.iter().all(|part| part.diagram.is_some())
    }

    /// How many modules there are, and how many diagram nodes in all.
    pub fn size(&self) -> (usize, usize) {
        (self.parts.len(), self.parts.iter().filter_map(|p| p.diagram.as_ref()).map(Diagram::len).sum())
    }

    /// The simplified tree.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Inner parts first; the last one is the top, when the top is a gate.
    pub(super) fn parts(&self) -> &[SolvedModule] {
        &self.parts
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }
}

impl SolvedModule {
    pub(super) fn module(&self) -> &Module {
        &self.module
    }
}

/// The diagram of a module and its order. Every rule has a small try before any has a large one; when one has led to a
/// diagram, the others may not make more nodes than it did.
fn diagram(
    tree: &Tree,
    module: &Module,
    limits: Limits,
    watch: &Watch,
) -> Result<(Vec<Input>, Diagram), Halt> {
    // Long chains and wide ORs need few nodes for each leaf: that much is always allowed.
    let plain = 4 * module.leaves.len();
    let mut nodes = FIRST_TRY.max(plain).min(limits.nodes);
    loop {
        let mut best: Option<(Vec<Input>, Diagram)> = None;
        let mut most = nodes;
        for rule in RULES {
            let leaves = order(tree, module, rule);
            let mut effort = Effort::new(watch, most as u64 * STEPS_PER_NODE);
            match build(tree, module, &leaves, most, &mut effort) {
                Ok((found, made)) => {
                    most = most.min(made);
                    let small = found.len() < SMALL.max(plain / 2);
                    if best.as_ref().is_none_or(|(_, best)| found.len() < best.len()) {
                        best = Some((leaves, found));
                    }
                    if small {
                        break;
                    }
                }
                Err(Halt::TooLarge) => {}
                Err(stopped) => return Err(stopped),
            }
        }
        if let Some(best) = best {
            return Ok(best);
        }
        if nodes >= limits.nodes {
            return Err(Halt::TooLarge);
        }
        nodes = (nodes * FACTOR).min(limits.nodes);
    }
}

/// The diagram, and how many nodes it took to make it.
fn build(
    tree: &Tree,
    module: &Module,
    leaves: &[Input],
    nodes: usize,
    effort: &mut Effort,
) -> Result<(Diagram, usize), Halt> {
    let mut bdd = Bdd::new(nodes);
    let mut made: FxHashMap<Input, Ref> =
        FxHashMap::with_capacity_and_hasher(leaves.len() + module.gates.len(), Default::default());
    for (var, leaf) in (0..).zip(leaves) {
        made.insert(*leaf, bdd.variable(var)?);
    }
    let mut inputs = Vec::new();
    for &gate in &module.gates {
        let (k, of) = tree.gate(gate);
        inputs.clear();
        inputs.extend(of.iter().map(|input| made[input]));
        let f = bdd.at_least(k, &inputs, effort)?;
        made.insert(Input::Gate(gate), f);
    }
    Ok((Diagram::of(&bdd.table, made[&Input::Gate(module.root)]), bdd.table.len()))
}
