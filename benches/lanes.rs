//! Sixty-four failures at once, one in each bit of a word: what sweeps over every single failure are measured against.

use tragweite::engine::base::Reliant;
use tragweite::engine::{DependencyIx, Graph, NodeIx};

/// Memory for one run; cleared by what the last run touched.
#[derive(Debug, Default)]
pub struct Lanes {
    /// In which lanes a node is degraded or worse, and unavailable.
    bad: Vec<u64>,
    dead: Vec<u64>,
    waiting: Vec<bool>,
    touched: Vec<NodeIx>,
    queue: Vec<NodeIx>,
}

impl Lanes {
    /// Lets each of these nodes, at most 64, fail in a lane of its own.
    pub fn run(&mut self, graph: &Graph, failures: &[NodeIx]) {
        for node in self.touched.drain(..) {
            (self.bad[node as usize], self.dead[node as usize]) = (0, 0);
        }
        let nodes = graph.node_bound() as usize;
        self.bad.resize(nodes, 0);
        self.dead.resize(nodes, 0);
        self.waiting.resize(nodes, false);
        for (lane, &node) in failures.iter().enumerate() {
            self.raise(node, 1 << lane, 1 << lane);
        }
        while let Some(node) = self.queue.pop() {
            self.waiting[node as usize] = false;
            for link in graph.links(node) {
                match link.target() {
                    Reliant::Direct { dependent, .. } => {
                        self.raise(dependent, self.bad[node as usize], self.dead[node as usize]);
                    }
                    Reliant::Group { dependency, .. } => self.weigh(graph, dependency),
                }
            }
        }
    }

    /// Every affected node, with the lanes in which it is degraded or worse, and unavailable.
    pub fn affected(&self) -> impl Iterator<Item = (NodeIx, u64, u64)> + '_ {
        self.touched.iter().map(|&node| (node, self.bad[node as usize], self.dead[node as usize]))
    }

    fn raise(&mut self, node: NodeIx, bad: u64, dead: u64) {
        let at = node as usize;
        let (was_bad, was_dead) = (self.bad[at], self.dead[at]);
        let (is_bad, is_dead) = (was_bad | bad, was_dead | dead);
        if (is_bad, is_dead) == (was_bad, was_dead) {
            return;
        }
        if was_bad == 0 {
            self.touched.push(node);
        }
        (self.bad[at], self.dead[at]) = (is_bad, is_dead);
        if !std::mem::replace(&mut self.waiting[at], true) {
            self.queue.push(node);
        }
    }

    fn weigh(&mut self, graph: &Graph, dependency: DependencyIx) {
        let (dependent, rule) = graph.head(dependency);
        if rule.terms.start_only {
            return;
        }
        let good = rule.terms.tolerates_degraded;
        let (primaries, fallbacks) = graph.providers(dependency).split_at(rule.primaries as usize);
        let whole = !rule.terms.degraded_works;
        let lost = |&node: &NodeIx, sound: bool| {
            if sound && !good || whole { self.bad[node as usize] } else { self.dead[node as usize] }
        };
        let working = primaries.iter().map(|p| lost(p, false)).chain(fallbacks.iter().map(|f| lost(f, true)));
        let down = more_than(working, rule.spare_working);
        let less = more_than(primaries.iter().map(|p| lost(p, true)), rule.spare_sound);
        let down_at_most = if rule.terms.workaround.is_none() { 0 } else { down };
        self.raise(dependent, down | less, down_at_most);
    }
}

/// The lanes in which more than `spare` of these are set: sums in all lanes at once, one word for each binary digit.
fn more_than(words: impl Iterator<Item = u64>, spare: u32) -> u64 {
    match spare {
        u32::MAX => 0,
        0 => words.fold(0, |sum, word| sum | word),
        _ => {
            let mut digits = [0u64; 15];
            for mut carry in words {
                for digit in &mut digits {
                    (*digit, carry) = (*digit ^ carry, *digit & carry);
                    if carry == 0 {
                        break;
                    }
                }
            }
            let (mut more, mut equal) = (0, u64::MAX);
            for (place, digit) in digits.iter().enumerate().rev() {
                let wanted = if spare >> place & 1 == 1 { u64::MAX } else { 0 };
                more |= equal & digit & !wanted;
                equal &= !(digit ^ wanted);
            }
            more
        }
    }
}
