//! The fewest nodes which started by hand bring back a group of nodes that influence each other.
//!
//! Among those that are unavailable some wait only for each other: one of *those* has to be started by hand, whatever
//! else is, so their number is a lower bound. The rule of thumb starts one of each, lets everything follow, and asks
//! again: in each circle the node whose start brings most back, in large circles the one that most of the others need.
//! Where it finds more than the lower bound, all choices are searched (branch and bound, with a limit on its work).
//!
//! The search starts its choice *at once*, because that is the best that these nodes can do when nothing moves any more:
//! what a node is started without counts as met for it, and one after the other it is started without no more than that.
//! So the order does not matter to the search. What it finds nearly always suffices one after the other, too, each as soon
//! as it waits only for others like it, and is planned like that. Whether starts in the middle of the course would do with
//! fewer is asked of the whole plan ([`super::proof`]).

use super::manual::{Bottom, bottoms};
use super::residual::{Residual, When};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

/// Up to so many nodes that wait for each other every one is tried; among more the most needed is taken.
pub(super) const TRIED: usize = 64;
/// Most starts by hand that the search over all choices looks for in one group.
const SEARCH_DEPTH: usize = 24;
/// Most links followed while searching for one group, and for all of them.
const SEARCH_WORK: (u64, u64) = (20_000_000, 200_000_000);
/// Most links followed for the order in which large groups are taken apart, once to choose and once to tell; then
/// the most needed nodes are taken.
const ORDER_WORK: u64 = 30_000_000;

/// How much may still be done, for all groups together.
pub(super) struct Limits {
    /// Links followed for choosing by the rule of thumb.
    thumb: u64,
    /// Links followed for the order in which the chosen are started.
    pub(super) order: u64,
    /// Links followed for the search.
    search: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { thumb: ORDER_WORK, order: ORDER_WORK, search: SEARCH_WORK.1 }
    }
}

/// What is to be started by hand.
pub(super) struct Choice {
    /// These, in this order.
    pub(super) starts: Vec<u32>,
    /// One after the other they do not suffice; at once they do.
    pub(super) at_once: bool,
}

/// Which of the members to start by hand; only one after the other, unless they may be started at once.
pub(super) fn choose(
    residual: &mut Residual<'_>,
    members: &[u32],
    inside: &dyn Fn(u32) -> bool,
    may_at_once: bool,
    limits: &mut Limits,
) -> Choice {
    let lowest = bottoms(residual, members, &mut limits.thumb);
    let least = apart(&options(residual, members, inside, lowest, &[], &mut limits.thumb));
    let mark = residual.try_out();
    let starts = by_thumb(residual, members, inside, &mut limits.thumb);
    residual.take_back(mark);
    if starts.len() <= least || starts.len() > SEARCH_DEPTH + 1 {
        return Choice { starts, at_once: false };
    }
    let begun = residual.work;
    let until = begun + SEARCH_WORK.0.min(limits.search);
    let mut search = Search { residual, members, inside, until, barred: Vec::new() };
    let (mut found, mut chosen) = (Some(false), Vec::new());
    for size in least..starts.len() {
        found = search.with(size, &mut chosen);
        if found != Some(false) {
            break;
        }
    }
    limits.search = limits.search.saturating_sub(residual.work - begun);
    if found == Some(true) {
        let at_once = !in_turn(residual, members, inside, &chosen);
        if may_at_once || !at_once {
            return Choice { starts: chosen, at_once };
        }
    }
    Choice { starts, at_once: false }
}

/// What the rule of thumb starts.
fn by_thumb(
    residual: &mut Residual<'_>,
    members: &[u32],
    inside: &dyn Fn(u32) -> bool,
    left: &mut u64,
) -> Vec<u32> {
    let mut chosen = Vec::new();
    loop {
        let bottoms = bottoms(residual, members, left);
        if bottoms.is_empty() {
            break;
        }
        for bottom in bottoms {
            if let Some(&number) = by_use(residual, &bottom.down, When::Now, inside).first() {
                residual.start(number, When::Now, inside, |_| {});
                chosen.push(number);
            }
        }
    }
    if *left == 0 {
        let mut down: Vec<u32> = members.iter().copied().filter(|&number| residual.is_down(number)).collect();
        down.sort_by_key(|&number| Reverse(residual.asked_for(number)));
        for number in down {
            if residual.is_down(number) {
                residual.start(number, When::Now, inside, |_| {});
                chosen.push(number);
            }
        }
    }
    chosen
}

/// The nodes in the order in which they are tried: first whose start brings most back, then whom most need, then by key.
fn by_use(
    residual: &mut Residual<'_>,
    numbers: &[u32],
    when: When,
    inside: &dyn Fn(u32) -> bool,
) -> Vec<u32> {
    let mut all: Vec<(Reverse<u32>, Reverse<usize>, u32)> = Vec::with_capacity(numbers.len());
    for &number in numbers {
        let mut back = 0;
        if numbers.len() > 1 && numbers.len() <= TRIED {
            let mark = residual.try_out();
            residual.start(number, when, inside, |_| back += 1);
            residual.take_back(mark);
        }
        all.push((Reverse(back), Reverse(residual.asked_for(number)), number));
    }
    all.sort_unstable();
    all.into_iter().map(|(.., number)| number).collect()
}

/// Do these suffice one after the other, each as soon as it waits only for others like it?
fn in_turn(
    residual: &mut Residual<'_>,
    members: &[u32],
    inside: &dyn Fn(u32) -> bool,
    chosen: &[u32],
) -> bool {
    // As much as the search had, which has asked the same as often.
    let mut left = SEARCH_WORK.0;
    let mark = residual.try_out();
    let all_back = loop {
        let bottoms = bottoms(residual, members, &mut left);
        let next: Vec<u32> = bottoms
            .iter()
            .filter_map(|bottom| {
                chosen.iter().copied().find(|number| bottom.down.binary_search(number).is_ok())
            })
            .collect();
        if next.is_empty() {
            break bottoms.is_empty() && left > 0;
        }
        for number in next {
            residual.start(number, When::Now, inside, |_| {});
        }
    };
    residual.take_back(mark);
    all_back
}

/// All choices of a given size, without those that cannot do.
struct Search<'r, 'g> {
    residual: &'r mut Residual<'g>,
    members: &'r [u32],
    inside: &'r dyn Fn(u32) -> bool,
    until: u64,
    /// Tried in vain further up.
    barred: Vec<u32>,
}

impl Search<'_, '_> {
    /// Do so many more starts suffice? `None` = too much work to tell. Calls itself at most [`SEARCH_DEPTH`] deep.
    fn with(&mut self, size: usize, chosen: &mut Vec<u32>) -> Option<bool> {
        let mut left = self.until.saturating_sub(self.residual.work);
        let before = left;
        let bottoms = bottoms(self.residual, self.members, &mut left);
        let options = options(self.residual, self.members, self.inside, bottoms, chosen, &mut left);
        self.residual.work += before - left;
        if left == 0 {
            return None;
        }
        let Some(few) = options.iter().min_by_key(|options| options.len()) else { return Some(true) };
        if apart(&options) > size {
            return Some(false);
        }
        let barred = self.barred.len();
        for number in by_use(self.residual, few, When::AtOnce, self.inside) {
            if self.barred.contains(&number) {
                continue;
            }
            let mark = self.residual.try_out();
            self.residual.start(number, When::AtOnce, self.inside, |_| {});
            chosen.push(number);
            let found = self.with(size - 1, chosen);
            self.residual.take_back(mark);
            if found != Some(false) {
                self.barred.truncate(barred);
                return found;
            }
            chosen.pop();
            self.barred.push(number);
        }
        self.barred.truncate(barred);
        Some(false)
    }
}

/// For each group that waits only for each other those of which one has to be started: its members, or else one that came
/// back degraded, is waited for, and would do better had it been started, too.
fn options(
    residual: &Residual<'_>,
    members: &[u32],
    inside: &dyn Fn(u32) -> bool,
    bottoms: Vec<Bottom>,
    chosen: &[u32],
    left: &mut u64,
) -> Vec<Vec<u32>> {
    let startable = |number: &u32| residual.was_down(*number) && !chosen.contains(number);
    if *left == 0 || !members.iter().any(|number| residual.level(*number) == 1 && startable(number)) {
        return bottoms.into_iter().map(|bottom| bottom.down).collect();
    }
    let reach = |bottom: Bottom| {
        let mut seen: BTreeSet<u32> = bottom.down.iter().copied().collect();
        let mut open = bottom.down;
        while let Some(number) = open.pop() {
            residual.waits_for(number, |_, provider| {
                *left = left.saturating_sub(1);
                if inside(provider) && seen.insert(provider) {
                    open.push(provider);
                }
            });
        }
        seen.into_iter().filter(startable).collect()
    };
    bottoms.into_iter().map(reach).collect()
}

/// So many of these have no member in common with each other, at least.
fn apart(options: &[Vec<u32>]) -> usize {
    if options.len() < 2 {
        return options.len();
    }
    let mut taken: HashSet<u32> = HashSet::new();
    let mut count = 0;
    for some in options {
        if some.iter().all(|number| !taken.contains(number)) {
            taken.extend(some);
            count += 1;
        }
    }
    count
}
