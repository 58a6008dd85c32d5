//! Deadlocks: what waits for each other when nothing moves any more, and what has to be started by hand.
//!
//! Nodes that influence each other are taken together, what they wait for first. What to start among them is chosen in
//! [`super::fewest`]; here it is started, and told which circle each start breaks. How well the nodes of a group do
//! afterwards can depend on what was chosen, and whether later groups are started at once with it. Where that may matter,
//! all groups are taken as one, if they are small.

use super::fewest::{Choice, Limits, TRIED, choose};
use super::residual::{Residual, When};
use crate::arrows::Arrows;
use crate::base::{DependencyIx, NodeIx};
use crate::watch::{Stopped, Watch};

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
    /// It is proven that fewer starts by hand do not do: one has to be among these nodes, or the whole plan is the least.
    pub fewest: bool,
    /// They have to be started at once, when nothing moves any more: one after the other would not do.
    pub at_once: bool,
    /// How many other nodes come back only after these.
    pub behind: u32,
}

/// Degraded nodes that keep each other degraded though every failure is repaired, and are degraded by no others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DegradedCircle {
    /// They, in the order of keys.
    pub nodes: Vec<NodeIx>,
    /// A circle among them, as of a [`Deadlock`]; empty when looking for it was too much.
    pub circle: Vec<Wait>,
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

/// Nodes that wait only for each other, by their numbers in the residual.
pub(super) struct Bottom {
    pub(super) down: Vec<u32>,
}

/// Finds the deadlocks of the rest and starts by hand what resolves them; everything is back in it afterwards.
///
/// # Errors
/// Nobody waits for it any more.
pub(super) fn resolve(residual: &mut Residual<'_>, watch: &Watch) -> Result<Vec<Deadlock>, Stopped> {
    let entangled =
        Arrows::collect(residual.len(), |number, to| residual.influences(number, to)).components();
    let groups = Arrows::members(&entangled.of, entangled.count);
    let mut limits = Limits::default();
    let mut found = Found::new(residual);
    let small = (0..residual.len()).filter(|&number| residual.is_down(number)).count() <= TRIED;
    let mark = small.then(|| residual.try_out());
    // Is each group as well off as it can be? Is that so of all that later ones were chosen for?
    let (mut even, mut sure) = (true, true);
    residual.begin();
    for group in 0..groups.len() {
        let members = groups.of(group);
        if !members.iter().any(|&number| residual.is_down(number)) {
            continue;
        }
        watch.advance(0)?;
        let inside = |number: u32| entangled.of[number as usize] == group;
        let first = found.all.is_empty();
        let choice = choose(residual, members, &inside, small || first, &mut limits);
        sure &= even && (first || !choice.at_once);
        found.commit(residual, members, &choice, &mut limits);
        even &= residual.is_best(members);
    }
    if let Some(mark) = mark {
        if sure {
            residual.keep(mark);
        } else {
            residual.take_back(mark);
            found = Found::new(residual);
            let all: Vec<u32> = (0..residual.len()).collect();
            let choice = choose(residual, &all, &|_| true, true, &mut limits);
            found.commit(residual, &all, &choice, &mut limits);
        }
    }
    Ok(found.all)
}

struct Found {
    /// One more than the place of the deadlock that a node belongs to; 0 = none.
    of: Vec<u32>,
    /// When each node is to be started by hand.
    planned: Vec<u32>,
    all: Vec<Deadlock>,
    circles_left: u64,
}

const UNPLANNED: u32 = u32::MAX;

impl Found {
    fn new(residual: &Residual<'_>) -> Self {
        let count = residual.len() as usize;
        Self {
            of: vec![0; count],
            planned: vec![UNPLANNED; count],
            all: Vec::new(),
            circles_left: CIRCLE_WORK.1,
        }
    }

    /// Starts what was chosen, and tells which deadlock each start resolves.
    fn commit(&mut self, residual: &mut Residual<'_>, members: &[u32], choice: &Choice, limits: &mut Limits) {
        let plan = &choice.starts;
        if choice.at_once {
            let down = members.iter().copied().filter(|&number| residual.is_down(number)).collect();
            let at = self.place(residual, &Bottom { down }, plan[0], choice);
            for &number in plan {
                self.start(residual, number, When::AtOnce, at);
            }
            return;
        }
        for (at, &number) in (0..).zip(plan) {
            self.planned[number as usize] = at;
        }
        let mut waiting = plan.len();
        while waiting > 0 && limits.order > 0 {
            let bottoms = bottoms(residual, members, &mut limits.order);
            for bottom in &bottoms {
                let next = bottom.down.iter().copied().min_by_key(|&n| self.planned[n as usize]);
                let Some(number) = next.filter(|&n| self.planned[n as usize] != UNPLANNED) else { continue };
                let at = self.place(residual, bottom, number, choice);
                self.start(residual, number, When::Now, at);
                waiting -= 1;
            }
            if bottoms.is_empty() {
                break;
            }
        }
        // Too many to tell which circle each of them breaks.
        for &number in plan {
            if residual.is_down(number) {
                let unknown = |n: &u32| residual.is_down(*n) && self.of[*n as usize] == 0;
                let down = match self.of[number as usize] {
                    0 => members.iter().copied().filter(unknown).collect(),
                    _ => vec![number],
                };
                let at = self.place(residual, &Bottom { down }, number, choice);
                self.start(residual, number, When::Now, at);
            }
        }
    }

    fn place(&mut self, residual: &Residual<'_>, bottom: &Bottom, number: u32, choice: &Choice) -> usize {
        let known = self.of[number as usize];
        if known > 0 {
            return known as usize - 1;
        }
        let (circle, shortest) = circle(residual, bottom, number, &mut self.circles_left);
        self.all.push(Deadlock {
            nodes: bottom.down.iter().map(|&n| residual.node(n)).collect(),
            circle,
            shortest,
            at_once: choice.at_once,
            ..Deadlock::default()
        });
        for &member in &bottom.down {
            self.of[member as usize] = self.all.len() as u32;
        }
        self.all.len() - 1
    }

    fn start(&mut self, residual: &mut Residual<'_>, number: u32, when: When, at: usize) {
        let (of, mut behind) = (&self.of, 0);
        let without =
            residual.start(number, when, |_| true, |back| behind += u32::from(of[back as usize] == 0));
        self.planned[number as usize] = UNPLANNED;
        let deadlock = &mut self.all[at];
        deadlock.started.push(Started { node: residual.node(number), without });
        deadlock.behind += behind;
    }
}

/// What the nodes that are not operational wait for, by their places in the list.
fn waits(residual: &Residual<'_>, numbers: &[u32], place: impl Fn(u32) -> Option<u32>) -> Arrows {
    Arrows::collect(numbers.len() as u32, |at, to| {
        residual.waits_for(numbers[at as usize], |_, provider| to.extend(place(provider)));
    })
}

/// The circles of what is still degraded in the end.
pub(super) fn degraded_circles(residual: &Residual<'_>) -> Vec<DegradedCircle> {
    let numbers: Vec<u32> = (0..residual.len()).collect();
    let arrows = waits(residual, &numbers, Some);
    let groups = arrows.components();
    let members = Arrows::members(&groups.of, groups.count);
    let mut left = CIRCLE_WORK.1;
    let apart = |group: &u32| {
        let of = members.of(*group);
        let inside = |&to: &u32| groups.of[to as usize] == *group;
        of.len() > 1 && of.iter().all(|&at| !residual.is_down(at) && arrows.of(at).iter().all(inside))
    };
    let mut found: Vec<Vec<u32>> = (0..groups.count).filter(apart).map(|g| members.of(g).to_vec()).collect();
    found.sort_unstable_by_key(|group| group.first().copied());
    let told = found.into_iter().map(|group| {
        let first = group.first().copied().unwrap_or_default();
        let nodes = group.iter().map(|&number| residual.node(number)).collect();
        let (circle, _) = circle(residual, &Bottom { down: group }, first, &mut left);
        DegradedCircle { nodes, circle }
    });
    told.collect()
}

/// The groups of unavailable nodes that wait for no others. Empty, and nothing left, when it was too much work.
pub(super) fn bottoms(residual: &Residual<'_>, members: &[u32], left: &mut u64) -> Vec<Bottom> {
    let numbers: Vec<u32> = members.iter().copied().filter(|&number| residual.level(number) > 0).collect();
    let arrows =
        waits(residual, &numbers, |provider| numbers.binary_search(&provider).ok().map(|at| at as u32));
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
            if residual.is_down(numbers[at as usize]) {
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
fn circle(residual: &Residual<'_>, bottom: &Bottom, number: u32, left: &mut u64) -> (Vec<Wait>, bool) {
    let down = &bottom.down;
    let place = |provider: u32| down.binary_search(&provider).ok().map(|at| at as u32);
    let arrows = waits(residual, down, place);
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
        residual.waits_for(number, |dependency, provider| {
            if provider == next(at) {
                through.get_or_insert(dependency);
            }
        });
        through.map(|dependency| Wait { node: residual.node(number), dependency })
    };
    let circle: Vec<Wait> = best.iter().enumerate().filter_map(wait).collect();
    (circle, shortest)
}
