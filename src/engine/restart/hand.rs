//! Deadlocks, and the fewest nodes which started by hand resolve them.
//!
//! Nodes that wait for each other are taken together, what they wait for first. Among them some wait only for each
//! other: one of *those* has to be started by hand, whatever else is (so their number is a lower bound). One is
//! started, all that follows is computed, and the same is asked again. Where the number of starts found in this way is
//! the lower bound, or where a search over all choices (branch and bound, with a limit on its work) ends, it is the
//! smallest; else it is what the rule of thumb found: in each circle the node whose start brings most back, in large
//! circles the one that most of the others need.

use super::rest::Rest;
use crate::engine::arrows::Arrows;
use crate::engine::base::{DependencyIx, NodeIx};
use crate::engine::watch::{Stopped, Watch};
use std::cmp::Reverse;

/// Up to so many nodes that wait for each other every one is tried; among more the most needed is taken.
const TRIED: usize = 64;
/// Most starts by hand that the search over all choices looks for in one group.
const SEARCH_DEPTH: usize = 24;
/// Most links followed while searching for one group, and for all of them.
const SEARCH_WORK: (u64, u64) = (20_000_000, 200_000_000);
/// Most links followed for the order in which large groups are taken apart (once to choose, once to tell); then the most
/// needed nodes are taken.
const ORDER_WORK: u64 = 30_000_000;
/// Most links followed while looking for the shortest circle of one group, and for all of them.
const CIRCLE_WORK: (u64, u64) = (2_000_000, 50_000_000);

/// Nodes that wait for each other and so do not come back by themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deadlock {
    /// They, in the order of keys.
    pub nodes: Vec<NodeIx>,
    /// A circle among them: each node waits, through that dependency, for the next one, the last one for the first.
    /// The shortest, when `shortest`; empty when looking for it was too much, or when what is missing never comes.
    pub circle: Vec<Wait>,
    /// There is no shorter circle among them.
    pub shortest: bool,
    /// What is to be started by hand, in this order.
    pub started: Vec<Started>,
    /// The search found no fewer starts by hand that resolve this and what it is entangled with; rarely one less would
    /// do (see README).
    pub fewest: bool,
    /// How many other nodes come back only after these.
    pub behind: u32,
}

/// One node waiting for the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Who waits.
    pub node: NodeIx,
    /// Through which of its dependencies.
    pub dependency: DependencyIx,
}

/// A node that is to be started by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// The node.
    pub node: NodeIx,
    /// What it is started without.
    pub without: Vec<DependencyIx>,
}

/// Nodes that wait only for each other, by their numbers in the rest.
struct Bottom {
    down: Vec<u32>,
}

/// Finds the deadlocks of the rest and starts by hand what resolves them; everything is back in it afterwards.
///
/// # Errors
/// Nobody waits for it any more.
pub(super) fn resolve(rest: &mut Rest<'_>, watch: &Watch) -> Result<Vec<Deadlock>, Stopped> {
    let entangled = Arrows::collect(rest.len(), |number, to| rest.influences(number, to)).components();
    let groups = Arrows::members(&entangled.of, entangled.count);
    let count = rest.len() as usize;
    let mut found = Found {
        of: vec![0; count],
        planned: vec![UNPLANNED; count],
        all: Vec::new(),
        left: ORDER_WORK,
        circles_left: CIRCLE_WORK.1,
    };
    let (mut left, mut search) = (ORDER_WORK, SEARCH_WORK.1);
    for group in 0..groups.len() {
        let members = groups.of(group);
        if !members.iter().any(|&number| rest.is_down(number)) {
            continue;
        }
        watch.advance(0)?;
        let inside = |number: u32| entangled.of[number as usize] == group;
        let (plan, fewest) = choose(rest, members, &inside, &mut left, &mut search);
        found.commit(rest, members, &plan, fewest);
    }
    Ok(found.all)
}

struct Found {
    /// One more than the place of the deadlock that a node belongs to; 0 = none.
    of: Vec<u32>,
    /// When each node is to be started by hand.
    planned: Vec<u32>,
    all: Vec<Deadlock>,
    /// Links that may still be followed.
    left: u64,
    circles_left: u64,
}

const UNPLANNED: u32 = u32::MAX;

impl Found {
    /// Starts what was chosen, and tells which deadlock each start resolves.
    fn commit(&mut self, rest: &mut Rest<'_>, members: &[u32], plan: &[u32], fewest: bool) {
        for (at, &number) in (0..).zip(plan) {
            self.planned[number as usize] = at;
        }
        let mut waiting = plan.len();
        while waiting > 0 && self.left > 0 {
            let bottoms = bottoms(rest, members, &mut self.left);
            for bottom in &bottoms {
                let next = bottom.down.iter().copied().min_by_key(|&n| self.planned[n as usize]);
                let Some(number) = next.filter(|&n| self.planned[n as usize] != UNPLANNED) else { continue };
                let at = self.place(rest, bottom, number, fewest);
                self.start(rest, number, at);
                waiting -= 1;
            }
            if bottoms.is_empty() {
                break;
            }
        }
        // Too many to tell which circle each of them breaks.
        for &number in plan {
            if rest.is_down(number) {
                let unknown = |n: &u32| rest.is_down(*n) && self.of[*n as usize] == 0;
                let down = match self.of[number as usize] {
                    0 => members.iter().copied().filter(unknown).collect(),
                    _ => vec![number],
                };
                let at = self.place(rest, &Bottom { down }, number, fewest);
                self.start(rest, number, at);
            }
        }
    }

    fn place(&mut self, rest: &Rest<'_>, bottom: &Bottom, number: u32, fewest: bool) -> usize {
        let known = self.of[number as usize];
        if known > 0 {
            return known as usize - 1;
        }
        let (circle, shortest) = circle(rest, bottom, number, &mut self.circles_left);
        self.all.push(Deadlock {
            nodes: bottom.down.iter().map(|&n| rest.node(n)).collect(),
            circle,
            shortest,
            fewest,
            ..Deadlock::default()
        });
        for &member in &bottom.down {
            self.of[member as usize] = self.all.len() as u32;
        }
        self.all.len() - 1
    }

    fn start(&mut self, rest: &mut Rest<'_>, number: u32, at: usize) {
        let (of, mut behind) = (&self.of, 0);
        let without = rest.start(number, |_| true, |back| behind += u32::from(of[back as usize] == 0));
        self.planned[number as usize] = UNPLANNED;
        let deadlock = &mut self.all[at];
        deadlock.started.push(Started { node: rest.node(number), without });
        deadlock.behind += behind;
    }
}

/// Which of the members to start by hand, and whether fewer cannot do.
fn choose(
    rest: &mut Rest<'_>,
    members: &[u32],
    inside: &dyn Fn(u32) -> bool,
    left: &mut u64,
    search_left: &mut u64,
) -> (Vec<u32>, bool) {
    let mark = rest.try_out();
    let (first, least) = by_thumb(rest, members, inside, left);
    rest.take_back(mark);
    if first.len() <= least || first.len() > SEARCH_DEPTH + 1 {
        let fewest = first.len() <= least;
        return (first, fewest);
    }
    let begun = rest.work;
    let until = begun + SEARCH_WORK.0.min(*search_left);
    let mut search = Search { rest, members, inside, until, barred: Vec::new() };
    let mut found = Some(false);
    let mut chosen = Vec::new();
    for size in least..first.len() {
        found = search.with(size, &mut chosen);
        if found != Some(false) {
            break;
        }
    }
    *search_left = search_left.saturating_sub(rest.work - begun);
    match found {
        Some(true) => (chosen, true),
        Some(false) => (first, true),
        None => (first, false),
    }
}

/// The rule of thumb; also the lower bound that holds before anything is started.
fn by_thumb(
    rest: &mut Rest<'_>,
    members: &[u32],
    inside: &dyn Fn(u32) -> bool,
    left: &mut u64,
) -> (Vec<u32>, usize) {
    let (mut chosen, mut least) = (Vec::new(), 0);
    loop {
        let bottoms = bottoms(rest, members, left);
        if chosen.is_empty() {
            least = bottoms.len();
        }
        if bottoms.is_empty() {
            break;
        }
        for bottom in bottoms {
            if let Some(&number) = by_use(rest, &bottom.down, inside).first() {
                rest.start(number, inside, |_| {});
                chosen.push(number);
            }
        }
    }
    if *left == 0 {
        let mut down: Vec<u32> = members.iter().copied().filter(|&number| rest.is_down(number)).collect();
        down.sort_by_key(|&number| Reverse(rest.asked_for(number)));
        for number in down {
            if rest.is_down(number) {
                rest.start(number, inside, |_| {});
                chosen.push(number);
            }
        }
    }
    (chosen, least)
}

/// The nodes in the order in which they are tried: first whose start brings most back, then whom most need, then by key.
fn by_use(rest: &mut Rest<'_>, down: &[u32], inside: &dyn Fn(u32) -> bool) -> Vec<u32> {
    let mut all: Vec<(Reverse<u32>, Reverse<usize>, u32)> = Vec::with_capacity(down.len());
    for &number in down {
        let mut back = 0;
        if down.len() > 1 && down.len() <= TRIED {
            let mark = rest.try_out();
            rest.start(number, inside, |_| back += 1);
            rest.take_back(mark);
        }
        all.push((Reverse(back), Reverse(rest.asked_for(number)), number));
    }
    all.sort_unstable();
    all.into_iter().map(|(.., number)| number).collect()
}

/// All choices of a given size, without those that cannot do.
struct Search<'r, 'g> {
    rest: &'r mut Rest<'g>,
    members: &'r [u32],
    inside: &'r dyn Fn(u32) -> bool,
    until: u64,
    /// Tried in vain further up.
    barred: Vec<u32>,
}

impl Search<'_, '_> {
    /// Do so many more starts suffice? `None` = too much work to tell. Calls itself at most [`SEARCH_DEPTH`] deep.
    fn with(&mut self, size: usize, chosen: &mut Vec<u32>) -> Option<bool> {
        let mut left = self.until.saturating_sub(self.rest.work);
        let before = left;
        let mut bottoms = bottoms(self.rest, self.members, &mut left);
        self.rest.work += before - left;
        if left == 0 {
            return None;
        }
        if bottoms.is_empty() || bottoms.len() > size {
            return Some(bottoms.is_empty());
        }
        bottoms.sort_by_key(|bottom| bottom.down.len());
        let barred = self.barred.len();
        for number in by_use(self.rest, &bottoms[0].down, self.inside) {
            if self.barred.contains(&number) {
                continue;
            }
            let mark = self.rest.try_out();
            self.rest.start(number, self.inside, |_| {});
            chosen.push(number);
            let found = self.with(size - 1, chosen);
            self.rest.take_back(mark);
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

/// What the nodes that are not operational wait for, by their places in the list.
fn waits(rest: &Rest<'_>, numbers: &[u32], place: impl Fn(u32) -> Option<u32>) -> Arrows {
    Arrows::collect(numbers.len() as u32, |at, to| {
        rest.waits_for(numbers[at as usize], |_, provider| to.extend(place(provider)));
    })
}

/// The groups of unavailable nodes that wait for no others. Empty, and nothing left, when it was too much work.
fn bottoms(rest: &Rest<'_>, members: &[u32], left: &mut u64) -> Vec<Bottom> {
    let numbers: Vec<u32> = members.iter().copied().filter(|&number| rest.level(number) > 0).collect();
    let arrows = waits(rest, &numbers, |provider| numbers.binary_search(&provider).ok().map(|at| at as u32));
    *left = left.saturating_sub(arrows.arrows() as u64 + numbers.len() as u64 + 1);
    if *left == 0 {
        return Vec::new();
    }
    let groups = arrows.components();
    let members = Arrows::members(&groups.of, groups.count);
    let mut waits_for_down = vec![false; groups.count as usize];
    let mut found = Vec::new();
    for group in 0..groups.count {
        let mut waits = false;
        let mut down = Vec::new();
        for &at in members.of(group) {
            let to = arrows.of(at).iter().map(|&to| groups.of[to as usize]);
            waits |= to.filter(|&to| to != group).any(|to| waits_for_down[to as usize]);
            if rest.is_down(numbers[at as usize]) {
                down.push(numbers[at as usize]);
            }
        }
        waits_for_down[group as usize] = waits || !down.is_empty();
        if !waits && !down.is_empty() {
            found.push(Bottom { down });
        }
    }
    found.sort_unstable_by_key(|bottom| bottom.down[0]);
    found
}

/// A short circle among nodes that wait only for each other, and whether none is shorter.
fn circle(rest: &Rest<'_>, bottom: &Bottom, number: u32, left: &mut u64) -> (Vec<Wait>, bool) {
    let down = &bottom.down;
    let place = |provider: u32| down.binary_search(&provider).ok().map(|at| at as u32);
    let arrows = waits(rest, down, place);
    let only = arrows.arrows() == down.len();
    let most = CIRCLE_WORK.0.min(*left).max(3 * down.len() as u64);
    let mut work = most;
    let mut best: Vec<u32> = Vec::new();
    for from in 0..down.len() as u32 {
        let circle = arrows.circle(from, |_| true, &mut work);
        if !circle.is_empty() && (best.is_empty() || circle.len() < best.len()) {
            best = circle;
        }
        if work == 0 || best.len() == 2 || only && !best.is_empty() {
            break;
        }
    }
    *left = left.saturating_sub(most - work);
    let shortest = work > 0;
    if best.is_empty() {
        let from = place(number).unwrap_or(0);
        best = arrows.circle(from, |_| true, &mut (arrows.arrows() as u64 + 1));
    }
    let next = |at: usize| down[best[(at + 1) % best.len()] as usize];
    let wait = |(at, &from): (usize, &u32)| {
        let number = down[from as usize];
        let mut through = None;
        rest.waits_for(number, |dependency, provider| {
            if provider == next(at) {
                through.get_or_insert(dependency);
            }
        });
        through.map(|dependency| Wait { node: rest.node(number), dependency })
    };
    let circle: Vec<Wait> = best.iter().enumerate().filter_map(wait).collect();
    (circle, shortest)
}
