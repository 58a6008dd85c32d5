//! Orders of variables. Nothing else decides as much how large a diagram becomes, and no rule is best for all trees:
//! several are tried, each with a small budget first.

use super::modules::Module;
use super::tree::{Input, Tree};
use std::collections::HashMap;

/// A rule to order the leaves of a module by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// As a walk from the top meets them, left to right.
    Walk,
    /// The same, at each gate those inputs first that have more below them.
    DeepFirst,
    /// The same, at each gate those inputs first that have less below them.
    ShallowFirst,
    /// The same, at each gate those inputs first whose leaves are met most often elsewhere.
    SharedFirst,
    /// Leaves near the top first (level by level).
    Levels,
    /// The heaviest leaf first: the top weighs 1, each gate shares its weight among its inputs (Minato, Ishiura, Yajima 1990).
    Heavy,
}

/// All rules, in the order they are tried.
pub(super) const RULES: [Rule; 6] =
    [Rule::Walk, Rule::ShallowFirst, Rule::DeepFirst, Rule::SharedFirst, Rule::Levels, Rule::Heavy];

/// The leaves of the module in the order of this rule.
pub(super) fn order(tree: &Tree, module: &Module, rule: Rule) -> Vec<Input> {
    match rule {
        Rule::Walk => module.leaves.clone(),
        Rule::Levels => levels(tree, module),
        Rule::Heavy => heavy(tree, module),
        Rule::DeepFirst | Rule::ShallowFirst | Rule::SharedFirst => {
            let keys = keys(tree, module, rule);
            walk(tree, module, &keys)
        }
    }
}

/// What the inputs of a gate are sorted by.
fn keys(tree: &Tree, module: &Module, rule: Rule) -> HashMap<Input, i64> {
    let mut keys: HashMap<Input, i64> = HashMap::new();
    let sign = if rule == Rule::ShallowFirst { 1 } else { -1 };
    let mut uses: HashMap<Input, i64> = HashMap::new();
    for &gate in &module.gates {
        for input in tree.gate(gate).1 {
            *uses.entry(*input).or_default() += 1;
        }
    }
    for leaf in &module.leaves {
        keys.insert(*leaf, if rule == Rule::SharedFirst { -uses[leaf] } else { sign });
    }
    for &gate in &module.gates {
        let below = tree.gate(gate).1.iter().map(|input| keys[input]);
        let key = match rule {
            Rule::SharedFirst => below.min().unwrap_or_default(),
            _ => below.fold(0i64, i64::saturating_add),
        };
        keys.insert(Input::Gate(gate), key);
    }
    keys
}

fn walk(tree: &Tree, module: &Module, keys: &HashMap<Input, i64>) -> Vec<Input> {
    let inner: std::collections::HashSet<u32> = module.gates.iter().copied().collect();
    let mut seen = std::collections::HashSet::new();
    let mut leaves = Vec::new();
    let mut stack = vec![Input::Gate(module.root)];
    while let Some(input) = stack.pop() {
        if !seen.insert(input) {
            continue;
        }
        match input {
            Input::Gate(g) if inner.contains(&g) => {
                let mut inputs = tree.gate(g).1.to_vec();
                inputs.sort_by_key(|input| keys[input]);
                stack.extend(inputs.into_iter().rev());
            }
            leaf => leaves.push(leaf),
        }
    }
    leaves
}

fn levels(tree: &Tree, module: &Module) -> Vec<Input> {
    let inner: std::collections::HashSet<u32> = module.gates.iter().copied().collect();
    let mut seen = std::collections::HashSet::new();
    let mut leaves = Vec::new();
    let mut queue = std::collections::VecDeque::from([Input::Gate(module.root)]);
    while let Some(input) = queue.pop_front() {
        match input {
            Input::Gate(g) if inner.contains(&g) => {
                queue.extend(tree.gate(g).1.iter().filter(|input| seen.insert(**input)));
            }
            leaf => leaves.push(leaf),
        }
    }
    leaves
}

fn heavy(tree: &Tree, module: &Module) -> Vec<Input> {
    let mut weight: HashMap<Input, f64> = HashMap::new();
    weight.insert(Input::Gate(module.root), 1.0);
    for &gate in module.gates.iter().rev() {
        let inputs = tree.gate(gate).1;
        let share = weight.get(&Input::Gate(gate)).copied().unwrap_or_default() / inputs.len() as f64;
        for input in inputs {
            *weight.entry(*input).or_default() += share;
        }
    }
    let mut leaves = module.leaves.clone();
    leaves.sort_by(|a, b| weight[b].total_cmp(&weight[a]));
    leaves
}
