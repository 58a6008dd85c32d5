//! Orders of variables. Nothing else decides as much how large a diagram becomes, and no rule is best for all trees:
//! several are tried, each with a small budget first.

use super::modules::Module;
use super::tree::{Input, Tree};
use rustc_hash::FxHashMap;

/// A rule to order the leaves of a module by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// As a walk from the top meets them, left to right.
    Walk,
    /// The same, at each gate those inputs first that have less below them.
    ShallowFirst,
    /// The same, at each gate those inputs first that have more below them.
    DeepFirst,
    /// The same, at each gate those inputs first whose leaves stand in most gates.
    SharedFirst,
    /// Leaves near the top first.
    Levels,
    /// One of the others, moved until leaves of the same gates stand close together.
    Close(&'static Rule),
}

/// All rules, in the order they are tried.
pub(super) const RULES: [Rule; 8] = [
    Rule::Walk,
    Rule::SharedFirst,
    Rule::Close(&Rule::SharedFirst),
    Rule::Close(&Rule::Walk),
    Rule::Close(&Rule::Levels),
    Rule::ShallowFirst,
    Rule::DeepFirst,
    Rule::Levels,
];

/// Rounds of moving leaves of the same gates together.
const ROUNDS: usize = 50;

/// The leaves of the module in the order of this rule.
pub(super) fn order(tree: &Tree, module: &Module, rule: Rule) -> Vec<Input> {
    match rule {
        Rule::Walk => module.leaves.clone(),
        Rule::Levels => levels(tree, module),
        Rule::Close(start) => close(tree, module, order(tree, module, *start)),
        Rule::DeepFirst | Rule::ShallowFirst | Rule::SharedFirst => {
            let keys = keys(tree, module, rule);
            walk(tree, module, &keys)
        }
    }
}

/// What the inputs of a gate are sorted by.
fn keys(tree: &Tree, module: &Module, rule: Rule) -> FxHashMap<Input, i64> {
    let mut keys: FxHashMap<Input, i64> = FxHashMap::default();
    let sign = if rule == Rule::ShallowFirst { 1 } else { -1 };
    let mut uses: FxHashMap<Input, i64> = FxHashMap::default();
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

fn walk(tree: &Tree, module: &Module, keys: &FxHashMap<Input, i64>) -> Vec<Input> {
    let inner: rustc_hash::FxHashSet<u32> = module.gates.iter().copied().collect();
    let mut seen = rustc_hash::FxHashSet::default();
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
    let inner: rustc_hash::FxHashSet<u32> = module.gates.iter().copied().collect();
    let mut seen = rustc_hash::FxHashSet::default();
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

/// FORCE (Aloul, Markov, Sakallah 2003): everything moves to the middle of the gates it stands in, again and again; the
/// best round counts, by the sum of how far the gates reach.
fn close(tree: &Tree, module: &Module, start: Vec<Input>) -> Vec<Input> {
    // Gates have places, too: they begin in the middle of what they look at.
    let number: FxHashMap<Input, usize> =
        start.iter().copied().chain(module.gates.iter().map(|&g| Input::Gate(g))).zip(0..).collect();
    let leaves = start.len();
    let members: Vec<Vec<usize>> = module
        .gates
        .iter()
        .zip(leaves..)
        .map(|(&gate, own)| tree.gate(gate).1.iter().map(|input| number[input]).chain([own]).collect())
        .collect();
    let mut place: Vec<f64> = (0..leaves).map(|at| at as f64).collect();
    for of in &members {
        let inputs = &of[..of.len() - 1];
        place.push(inputs.iter().map(|&m| place[m]).sum::<f64>() / inputs.len() as f64);
    }
    let mut best = (f64::INFINITY, place.clone());
    let mut order: Vec<usize> = (0..place.len()).collect();
    for _ in 0..ROUNDS {
        let mut pull = vec![(0.0, 0.0); place.len()];
        let mut reach = 0.0;
        for of in &members {
            let (mut sum, mut first, mut last) = (0.0, f64::INFINITY, 0.0f64);
            for &m in of {
                sum += place[m];
                first = first.min(place[m]);
                last = last.max(place[m]);
            }
            reach += last - first;
            for &m in of {
                pull[m].0 += sum / of.len() as f64;
                pull[m].1 += 1.0;
            }
        }
        if reach < best.0 {
            best = (reach, place.clone());
        }
        let middle = |m: usize| if pull[m].1 > 0.0 { pull[m].0 / pull[m].1 } else { place[m] };
        order.sort_by(|&a, &b| middle(a).total_cmp(&middle(b)).then(a.cmp(&b)));
        let mut next = vec![0.0; place.len()];
        order.iter().enumerate().for_each(|(at, &m)| next[m] = at as f64);
        place = next;
    }
    let mut found: Vec<(f64, Input)> = best.1.into_iter().zip(start).collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, leaf)| leaf).collect()
}
