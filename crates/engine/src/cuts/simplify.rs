//! Smaller trees with the same meaning: gates of one kind run together, and what the top says anyway is left out below.
//!
//! With "a or F", F only matters while a does not happen, so a is "never" within F; with "a and F", it is "always".
//! At the top this needs no copy of anything, and on maps it does most of the work: every single point of failure
//! leaves the rest of the tree.

use super::effort::Halt;
use super::tree::{Grower, Input, Tree};

/// More rounds than this bring nothing that the diagrams would not find by themselves.
const ROUNDS: usize = 16;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Or,
    And,
    Other,
}

fn kind(tree: &Tree, gate: u32) -> Kind {
    match tree.gate(gate) {
        (1, _) => Kind::Or,
        (k, inputs) if k as usize == inputs.len() => Kind::And,
        _ => Kind::Other,
    }
}

/// The same tree, smaller.
pub(super) fn simplified(tree: &Tree) -> Result<Tree, Halt> {
    let mut tree = round(tree)?;
    for _ in 1..ROUNDS {
        let next = round(&tree)?;
        if (next.gates(), next.inputs()) == (tree.gates(), tree.inputs()) {
            break;
        }
        tree = next;
    }
    Ok(tree)
}

fn round(tree: &Tree) -> Result<Tree, Halt> {
    let mut grower = Grower::new(tree.events(), tree.inputs() + tree.gates() as usize + 16);
    let Input::Gate(top) = tree.top() else { return Ok(grower.finish(tree.top())) };
    let top_kind = kind(tree, top);
    let direct = flattened(tree, top);
    let said = Said::new(tree, &direct, top_kind);
    let parents = tree.parents();
    let absorbed = absorbed(tree, &parents, &said);
    let needed = needed(tree, &direct);
    let mut made = vec![Input::Never; tree.gates() as usize];
    let mut inputs = Vec::new();
    let mut stack = Vec::new();
    for gate in (0..top).filter(|&g| needed[g as usize] && !absorbed[g as usize]) {
        inputs.clear();
        stack.extend(tree.gate(gate).1.iter().rev());
        while let Some(input) = stack.pop() {
            match input {
                Input::Gate(g) if absorbed[g as usize] => stack.extend(tree.gate(g).1.iter().rev()),
                other => inputs.push(said.below(other, &made)),
            }
        }
        let k = if kind(tree, gate) == Kind::And { inputs.len() as u32 } else { tree.gate(gate).0 };
        made[gate as usize] = grower.at_least(k, &inputs)?;
    }
    let own = |input: &Input| match *input {
        Input::Gate(g) => made[g as usize],
        other => other,
    };
    let inputs: Vec<Input> = direct.iter().map(own).collect();
    let k = if top_kind == Kind::And { inputs.len() as u32 } else { tree.gate(top).0 };
    let top = grower.at_least(k, &inputs)?;
    Ok(grower.finish(top))
}

/// The inputs of the top, and in place of each that is of the top's kind its inputs, and so on.
fn flattened(tree: &Tree, top: u32) -> Vec<Input> {
    let own = kind(tree, top);
    if own == Kind::Other {
        return tree.gate(top).1.to_vec();
    }
    let mut seen = rustc_hash::FxHashSet::default();
    let mut direct = Vec::new();
    let mut stack: Vec<Input> = tree.gate(top).1.iter().rev().copied().collect();
    while let Some(input) = stack.pop() {
        if !seen.insert(input) {
            continue;
        }
        match input {
            Input::Gate(g) if kind(tree, g) == own => stack.extend(tree.gate(g).1.iter().rev()),
            other => direct.push(other),
        }
    }
    direct
}

/// What the top says anyway.
struct Said {
    value: Input,
    events: Vec<bool>,
    gates: Vec<bool>,
}

impl Said {
    fn new(tree: &Tree, direct: &[Input], top: Kind) -> Self {
        let value = if top == Kind::And { Input::Always } else { Input::Never };
        let mut said = Self {
            value,
            events: vec![false; tree.events() as usize],
            gates: vec![false; tree.gates() as usize],
        };
        for input in direct.iter().filter(|_| top != Kind::Other) {
            match *input {
                Input::Gate(g) => said.gates[g as usize] = true,
                Input::Event(e) => said.events[e as usize] = true,
                Input::Never | Input::Always => {}
            }
        }
        said
    }

    /// What an input comes to below the top.
    fn below(&self, input: Input, made: &[Input]) -> Input {
        match input {
            Input::Gate(g) if self.gates[g as usize] => self.value,
            Input::Event(e) if self.events[e as usize] => self.value,
            Input::Gate(g) => made[g as usize],
            other => other,
        }
    }
}

/// Gates that run together with their only parent.
fn absorbed(tree: &Tree, parents: &[u32], said: &Said) -> Vec<bool> {
    let mut absorbed = vec![false; tree.gates() as usize];
    for gate in 0..tree.gates() {
        let own = kind(tree, gate);
        for input in tree.gate(gate).1 {
            if let Input::Gate(g) = *input
                && own != Kind::Other
                && own == kind(tree, g)
                && parents[g as usize] == 1
                && !said.gates[g as usize]
            {
                absorbed[g as usize] = true;
            }
        }
    }
    absorbed
}

/// Gates that these inputs need.
fn needed(tree: &Tree, inputs: &[Input]) -> Vec<bool> {
    let mut needed = vec![false; tree.gates() as usize];
    let mark = |input: &Input, needed: &mut Vec<bool>| {
        if let Input::Gate(g) = input {
            needed[*g as usize] = true;
        }
    };
    inputs.iter().for_each(|input| mark(input, &mut needed));
    for gate in (0..tree.gates()).rev() {
        if needed[gate as usize] {
            tree.gate(gate).1.iter().for_each(|input| mark(input, &mut needed));
        }
    }
    needed
}
