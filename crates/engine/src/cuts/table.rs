//! The nodes of a decision diagram: each (variable, low, high) exists once, and what was computed is remembered.
//!
//! Nodes are numbered as they are made, so children have smaller numbers than their parents: whatever is computed
//! bottom-up needs one pass over the numbers and no stack. Variables are numbered by their place in the order.

use super::effort::Halt;

/// Number of a diagram's node.
pub(super) type Ref = u32;
/// The constant false of a BDD; the empty family of a ZBDD.
pub(super) const ZERO: Ref = 0;
/// The constant true of a BDD; the family of the empty set alone of a ZBDD.
pub(super) const ONE: Ref = 1;
/// The "variable" of the two constants: below all others.
pub(super) const LEAF: u32 = u32::MAX;

const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Branch {
    var: u32,
    low: Ref,
    high: Ref,
    next: u32,
}

#[derive(Debug, Clone, Copy)]
struct Memo {
    op: u32,
    a: Ref,
    b: Ref,
    value: Ref,
}

const FORGOTTEN: Memo = Memo { op: NONE, a: 0, b: 0, value: 0 };

/// All nodes of some diagrams over one order of variables.
#[derive(Debug)]
pub(super) struct Table {
    nodes: Vec<Branch>,
    buckets: Vec<u32>,
    memos: Vec<Memo>,
    limit: usize,
}

#[inline]
fn mix(a: u32, b: u32, c: u32) -> usize {
    let mut h = (u64::from(a) << 32 | u64::from(b)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    h = (h ^ (h >> 29) ^ u64::from(c)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (h ^ (h >> 32)) as usize
}

impl Table {
    /// A table for at most so many nodes.
    pub(super) fn new(limit: usize) -> Self {
        let leaf = |n| Branch { var: LEAF, low: n, high: n, next: NONE };
        let limit = limit.min(1 << 30);
        Self {
            nodes: vec![leaf(0), leaf(1)],
            buckets: vec![NONE; 1 << 10],
            memos: vec![FORGOTTEN; 1 << 10],
            limit,
        }
    }

    #[inline]
    pub(super) fn var(&self, at: Ref) -> u32 {
        self.nodes[at as usize].var
    }

    /// Variable, low and high.
    #[inline]
    pub(super) fn parts(&self, at: Ref) -> (u32, Ref, Ref) {
        let n = &self.nodes[at as usize];
        (n.var, n.low, n.high)
    }

    /// The one node with these parts. Both children must be below the variable.
    #[inline]
    pub(super) fn unique(&mut self, var: u32, low: Ref, high: Ref) -> Result<Ref, Halt> {
        let bucket = mix(var, low, high) & (self.buckets.len() - 1);
        let mut at = self.buckets[bucket];
        while at != NONE {
            let n = &self.nodes[at as usize];
            if (n.var, n.low, n.high) == (var, low, high) {
                return Ok(at);
            }
            at = n.next;
        }
        if self.nodes.len() >= self.limit {
            return Err(Halt::TooLarge);
        }
        let at = self.nodes.len() as Ref;
        self.nodes.push(Branch { var, low, high, next: self.buckets[bucket] });
        self.buckets[bucket] = at;
        if self.nodes.len() > self.buckets.len() {
            self.grow();
        }
        Ok(at)
    }

    fn grow(&mut self) {
        let size = 2 * self.buckets.len();
        self.buckets.clear();
        self.buckets.resize(size, NONE);
        for (at, n) in self.nodes.iter_mut().enumerate().skip(2) {
            let bucket = &mut self.buckets[mix(n.var, n.low, n.high) & (size - 1)];
            n.next = *bucket;
            *bucket = at as u32;
        }
        let old = std::mem::replace(&mut self.memos, vec![FORGOTTEN; 2 * size]);
        for memo in old.into_iter().filter(|m| m.op != NONE) {
            self.remember(memo.op, memo.a, memo.b, memo.value);
        }
    }

    /// What the operation came to; newer results push older ones out.
    #[inline]
    pub(super) fn recall(&self, op: u32, a: Ref, b: Ref) -> Option<Ref> {
        let memo = &self.memos[mix(a, b, op) & (self.memos.len() - 1)];
        ((memo.op, memo.a, memo.b) == (op, a, b)).then_some(memo.value)
    }

    #[inline]
    pub(super) fn remember(&mut self, op: u32, a: Ref, b: Ref, value: Ref) {
        let at = mix(a, b, op) & (self.memos.len() - 1);
        self.memos[at] = Memo { op, a, b, value };
    }

    /// How many nodes were made, the two constants included.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The nodes below (and with) this one, constants left out, children first. For diagrams that are small in a large table.
    pub(super) fn below(&self, root: Ref) -> Vec<Ref> {
        let mut found = self.walk(root, usize::MAX);
        found.sort_unstable();
        found
    }

    /// Whether there are more nodes below (and with) this one.
    pub(super) fn has_more_than(&self, root: Ref, most: usize) -> bool {
        self.walk(root, most).len() > most
    }

    fn walk(&self, root: Ref, most: usize) -> Vec<Ref> {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut found = Vec::new();
        let mut stack = vec![root];
        while let Some(at) = stack.pop() {
            if at > ONE && seen.insert(at) {
                found.push(at);
                if found.len() > most {
                    break;
                }
                let n = &self.nodes[at as usize];
                stack.extend([n.low, n.high]);
            }
        }
        found
    }

    /// The nodes below (and with) this one, constants left out, children first.
    pub(super) fn reachable(&self, root: Ref) -> Vec<Ref> {
        let mut marked = vec![false; root as usize + 1];
        marked[root as usize] = true;
        let mut found = Vec::new();
        for at in (2..=root).rev() {
            if marked[at as usize] {
                let n = &self.nodes[at as usize];
                (marked[n.low as usize], marked[n.high as usize]) = (true, true);
                found.push(at);
            }
        }
        found.reverse();
        found
    }
}
