//! Fault trees: coherent Boolean formulas over basic events, kept as a graph of "at least k of these" gates.
//!
//! Gates are numbered so that the inputs of a gate come before it. A [`Grower`] makes each gate once, however often
//! it is asked for, and leaves out what cannot matter (constants, repetitions in AND and OR).

use super::effort::Halt;
use rustc_hash::FxHashMap;

/// What a gate, or the top of a tree, looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Input {
    /// Never happens.
    Never,
    /// Always happens.
    Always,
    /// A basic event, by number.
    Event(u32),
    /// A gate, by number.
    Gate(u32),
}

/// A gate happens when at least so many of its inputs happen: 1 = OR, all = AND.
#[derive(Debug, Clone, Copy)]
struct Gate {
    at_least: u32,
    first: u32,
    end: u32,
}

/// A coherent fault tree.
#[derive(Debug, Clone)]
pub struct Tree {
    events: u32,
    gates: Vec<Gate>,
    inputs: Vec<Input>,
    top: Input,
}

impl Tree {
    /// How many basic events are numbered; not all of them need matter.
    pub fn events(&self) -> u32 {
        self.events
    }

    /// How many gates there are.
    pub fn gates(&self) -> u32 {
        self.gates.len() as u32
    }

    /// How many inputs all gates have together.
    pub fn inputs(&self) -> usize {
        self.inputs.len()
    }

    /// What the tree is about.
    pub fn top(&self) -> Input {
        self.top
    }

    /// How many of its inputs must happen for this gate to happen, and the inputs.
    pub fn gate(&self, gate: u32) -> (u32, &[Input]) {
        let Gate { at_least, first, end } = self.gates[gate as usize];
        (at_least, &self.inputs[first as usize..end as usize])
    }

    /// How often each gate is an input, counted over all gates and the top.
    pub(super) fn parents(&self) -> Vec<u32> {
        let mut parents = vec![0; self.gates.len()];
        for input in self.inputs.iter().chain([&self.top]) {
            if let Input::Gate(gate) = input {
                parents[*gate as usize] += 1;
            }
        }
        parents
    }
}

/// Grows a tree from its leaves.
#[derive(Debug)]
pub struct Grower {
    tree: Tree,
    known: FxHashMap<(u32, Box<[Input]>), u32>,
    most: usize,
    seen: Vec<Input>,
}

impl Grower {
    /// An empty tree over so many events, with room for so many inputs of gates in all.
    pub fn new(events: u32, most: usize) -> Self {
        let tree = Tree { events, gates: Vec::new(), inputs: Vec::new(), top: Input::Never };
        Self { tree, known: FxHashMap::default(), most, seen: Vec::new() }
    }

    /// The gate, or what it comes to. The order of the inputs is kept.
    pub fn at_least(&mut self, mut k: u32, inputs: &[Input]) -> Result<Input, Halt> {
        let mut left = std::mem::take(&mut self.seen);
        left.clear();
        for &input in inputs {
            match input {
                Input::Never => {}
                Input::Always => k = k.saturating_sub(1),
                other => left.push(other),
            }
        }
        let made = self.plain(k, &mut left);
        self.seen = left;
        made
    }

    fn plain(&mut self, k: u32, left: &mut Vec<Input>) -> Result<Input, Halt> {
        let mut sorted: Vec<Input> = left.clone();
        sorted.sort_unstable();
        if k == 0 {
            return Ok(Input::Always);
        }
        if k as usize > left.len() {
            return Ok(Input::Never);
        }
        let all = k as usize == left.len();
        if (k == 1 || all) && sorted.windows(2).any(|w| w[0] == w[1]) {
            // Once is enough in AND and OR. In between, a repeated input counts as often as it stands there.
            sorted.dedup();
            let mut once = rustc_hash::FxHashSet::with_capacity_and_hasher(sorted.len(), Default::default());
            left.retain(|input| once.insert(*input));
        }
        if left.len() == 1 {
            return Ok(left[0]);
        }
        let k = if all { left.len() as u32 } else { k };
        let key = (k, sorted.into_boxed_slice());
        if let Some(&gate) = self.known.get(&key) {
            return Ok(Input::Gate(gate));
        }
        let first = self.tree.inputs.len();
        if first + left.len() > self.most {
            return Err(Halt::TooLarge);
        }
        let gate = self.tree.gates.len() as u32;
        self.tree.inputs.extend_from_slice(left);
        self.tree.gates.push(Gate { at_least: k, first: first as u32, end: (first + left.len()) as u32 });
        self.known.insert(key, gate);
        Ok(Input::Gate(gate))
    }

    /// At least one of these.
    pub fn or(&mut self, inputs: &[Input]) -> Result<Input, Halt> {
        self.at_least(1, inputs)
    }

    /// All of these.
    pub fn and(&mut self, inputs: &[Input]) -> Result<Input, Halt> {
        self.at_least(inputs.len() as u32, inputs)
    }

    /// The tree about this.
    pub fn finish(self, top: Input) -> Tree {
        Tree { top, ..self.tree }
    }
}
