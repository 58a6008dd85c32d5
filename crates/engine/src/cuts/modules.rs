//! Modules: gates whose events occur nowhere else. Each is solved by itself and stands in its parent as one event.
//!
//! Dutuit and Rauzy, "A linear-time algorithm to find modules of fault trees" (1996): walk the tree from the top, noting
//! when each gate and event was first entered, left and last met; a gate is a module when everything below it was met
//! only between its own entry and its own exit.

use super::tree::{Input, Tree};

/// One module: its gates without those of the modules inside it, and what it looks at.
#[derive(Debug, Clone)]
pub(super) struct Module {
    /// The gate it is.
    pub(super) root: u32,
    /// Its gates, the inputs of a gate before it; the last is the root.
    pub(super) gates: Vec<u32>,
    /// Its leaves: events, and the roots of the modules inside it, in the order the walk meets them.
    pub(super) leaves: Vec<Input>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Dates {
    first: u32,
    left: u32,
    last: u32,
}

/// All modules that the top needs, inner ones first; the last is the top itself. Empty when the top is no gate.
pub(super) fn modules(tree: &Tree) -> Vec<Module> {
    let Input::Gate(top) = tree.top() else { return Vec::new() };
    let (gate_dates, event_dates, order) = walk(tree, top);
    let dates = |input: &Input| match *input {
        Input::Gate(g) => gate_dates[g as usize],
        Input::Event(e) => event_dates[e as usize],
        // Constants are never inputs of a gate.
        Input::Never | Input::Always => Dates::default(),
    };
    // Earliest and latest meeting of anything below each gate; `order` has inputs before their gate.
    let mut span = vec![(u32::MAX, 0u32); tree.gates() as usize];
    let mut is_module = vec![false; tree.gates() as usize];
    for &gate in &order {
        let mut own = (u32::MAX, 0);
        for input in tree.gate(gate).1 {
            let d = dates(input);
            own = (own.0.min(d.first), own.1.max(d.last));
            if let Input::Gate(inner) = input {
                let (from, to) = span[*inner as usize];
                own = (own.0.min(from), own.1.max(to));
            }
        }
        span[gate as usize] = own;
        let d = gate_dates[gate as usize];
        is_module[gate as usize] = gate == top || own.0 > d.first && own.1 < d.left;
    }
    order.iter().filter(|&&g| is_module[g as usize]).map(|&root| collect(tree, root, &is_module)).collect()
}

/// Dates of gates and events, and the gates in the order they are left.
fn walk(tree: &Tree, top: u32) -> (Vec<Dates>, Vec<Dates>, Vec<u32>) {
    let mut gates = vec![Dates::default(); tree.gates() as usize];
    let mut events = vec![Dates::default(); tree.events() as usize];
    let mut order = Vec::new();
    let mut clock = 1;
    gates[top as usize] = Dates { first: clock, left: 0, last: clock };
    let mut stack = vec![(top, 0usize)];
    while let Some((gate, next)) = stack.last_mut() {
        let Some(&input) = tree.gate(*gate).1.get(*next) else {
            clock += 1;
            let d = &mut gates[*gate as usize];
            (d.left, d.last) = (clock, clock);
            order.push(*gate);
            stack.pop();
            continue;
        };
        *next += 1;
        clock += 1;
        let d = match input {
            Input::Gate(g) => &mut gates[g as usize],
            Input::Event(e) => &mut events[e as usize],
            Input::Never | Input::Always => continue,
        };
        d.last = clock;
        if d.first == 0 {
            d.first = clock;
            if let Input::Gate(g) = input {
                stack.push((g, 0));
            }
        }
    }
    (gates, events, order)
}

/// The module below this root.
fn collect(tree: &Tree, root: u32, is_module: &[bool]) -> Module {
    let mut module = Module { root, gates: Vec::new(), leaves: Vec::new() };
    let mut seen = rustc_hash::FxHashSet::default();
    let mut stack = vec![(root, 0usize)];
    while let Some((gate, next)) = stack.last_mut() {
        let Some(&input) = tree.gate(*gate).1.get(*next) else {
            module.gates.push(*gate);
            stack.pop();
            continue;
        };
        *next += 1;
        if !seen.insert(input) {
            continue;
        }
        match input {
            Input::Gate(g) if !is_module[g as usize] => stack.push((g, 0)),
            leaf => module.leaves.push(leaf),
        }
    }
    module
}
