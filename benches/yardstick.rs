//! The yardstick: bare k-of-n propagation on compressed rows. One level, no clocks, no causes.
//!
//! It answers only "which nodes are down", with the least memory traffic we know how to reach, so that the
//! engine's cost can be quoted as a multiple of it from one run.

use tragweite::engine::{DependencyIx, Graph, NodeIx};

/// Flat arrays and scratch memory of the yardstick.
#[derive(Debug)]
pub struct Bare {
    first: Vec<u32>,
    rows: Vec<DependencyIx>,
    dependent: Vec<NodeIx>,
    spare: Vec<u16>,
    /// Run number and count in one word, so that nothing has to be cleared between runs.
    lost: Vec<u64>,
    down: Vec<u32>,
    queue: Vec<NodeIx>,
    run: u32,
}

impl Bare {
    /// Compiles the same dependencies that the engine has; those that never take a node down are left out.
    pub fn new(graph: &Graph) -> Self {
        let (nodes, dependencies) = (graph.node_bound() as usize, graph.dependency_bound());
        let mut dependent = Vec::new();
        let mut spare = Vec::new();
        let mut first = vec![0u32; nodes + 1];
        for d in 0..dependencies {
            let (node, rule) = graph.head(d);
            dependent.push(node);
            spare.push(u16::try_from(rule.spare_working).unwrap_or(u16::MAX));
            for &p in graph.providers(d) {
                first[p as usize + 1] += 1;
            }
        }
        for i in 0..nodes {
            first[i + 1] += first[i];
        }
        let mut next = first.clone();
        let mut rows = vec![0; *first.last().unwrap_or(&0) as usize];
        for d in 0..dependencies {
            for &p in graph.providers(d) {
                rows[next[p as usize] as usize] = d;
                next[p as usize] += 1;
            }
        }
        Self {
            first,
            rows,
            dependent,
            spare,
            lost: vec![0; dependencies as usize],
            down: vec![0; nodes],
            queue: Vec::new(),
            run: 0,
        }
    }

    fn row(&self, node: NodeIx) -> std::ops::Range<usize> {
        self.first[node as usize] as usize..self.first[node as usize + 1] as usize
    }

    /// How many nodes are down when these fail.
    pub fn run(&mut self, failed: &[NodeIx]) -> usize {
        self.run += 1;
        self.queue.clear();
        let (run, fresh) = (self.run, u64::from(self.run) << 32);
        for &node in failed {
            if std::mem::replace(&mut self.down[node as usize], run) != run {
                self.queue.push(node);
            }
        }
        let mut at = 0;
        while at < self.queue.len() {
            for link in self.row(self.queue[at]) {
                let d = self.rows[link] as usize;
                let count = self.lost[d].max(fresh) + 1;
                self.lost[d] = count;
                if count as u16 > self.spare[d] {
                    let node = self.dependent[d];
                    if std::mem::replace(&mut self.down[node as usize], run) != run {
                        self.queue.push(node);
                    }
                }
            }
            at += 1;
        }
        self.queue.len()
    }
}
