//! The first of all affected nodes, chosen while they are counted: an answer sorts what it shows.

use engine::NodeIx;
use engine::outcome::{Hit, Worst};
use model::Level;
use std::cmp::Reverse;

/// So many more than twice as many as are wanted are kept before some are dropped.
const ROOM: usize = 64;

/// An affected node as it is sorted and counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// Its place in the order of keys.
    pub(super) rank: u64,
    pub(super) node: NodeIx,
    pub(super) hit: Hit,
    pub(super) worst: Worst,
}

impl Seen {
    /// Worst first, then earliest, then by key.
    fn place(&self) -> (Reverse<Level>, u32, u64) {
        (Reverse(self.worst.level), self.worst.from, self.rank)
    }
}

/// Those of all affected nodes that stand first; of the others only as many are kept as it takes to find out.
pub(super) struct First {
    most: usize,
    kept: Vec<Seen>,
    /// What stands behind that is not among the first.
    last: Option<(Reverse<Level>, u32, u64)>,
}

impl First {
    /// The first so many of what is still to come.
    pub(super) fn new(most: usize) -> Self {
        Self { most, kept: Vec::new(), last: None }
    }

    /// Takes an affected node in, in any order.
    pub(super) fn add(&mut self, seen: Seen) {
        if self.most > 0 && self.last.is_none_or(|last| seen.place() < last) {
            self.kept.push(seen);
            if self.kept.len() / 2 > self.most + ROOM {
                self.cut();
            }
        }
    }

    /// Takes in what another one kept.
    pub(super) fn and(&mut self, other: Self) {
        other.kept.into_iter().for_each(|seen| self.add(seen));
    }

    /// The first ones in their order, without those before `offset`.
    pub(super) fn take(&mut self, offset: usize) -> Vec<Seen> {
        self.cut();
        let mut first = std::mem::take(&mut self.kept);
        first.sort_unstable_by_key(Seen::place);
        first.split_off(offset.min(first.len()))
    }

    fn cut(&mut self) {
        if let Some(last) = self.most.checked_sub(1).filter(|_| self.kept.len() > self.most) {
            self.kept.select_nth_unstable_by_key(last, Seen::place);
            self.kept.truncate(self.most);
            self.last = self.kept.last().map(Seen::place);
        }
    }
}
