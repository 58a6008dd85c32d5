//! Equations with circles, unfolded to a tree: the least solution, starting from "nothing has happened".
//!
//! 1. Conditions that imply each other (each is in an OR of the next) are equal in every solution: they become one. That is all there
//!    is to do for circles of essential needs.
//! 2. In what is still circular, some conditions are chosen that meet every circle (a feedback set F). With F fixed the
//!    rest has no circle. F starts as "never" and is computed anew |F| times: the system is monotone, so for any given failures each
//!    round but the last lets at least one more member of F happen, and after |F| rounds nothing can change (Kleene's
//!    iteration of the least fixed point). Each round is one more copy of the gates of this circle, so the tree has no circle and
//!    means the same.
//!
//! Large circles through alternatives can make the tree too large; the answer says so.

use super::effort::Halt;
use super::tree::{Grower, Input, Tree};
use crate::watch::Watch;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// At least so many of these conditions.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) at_least: u32,
    pub(super) of: Vec<u32>,
}

/// A condition: one of the events, or one of the groups.
#[derive(Debug, Clone, Default)]
pub(super) struct Equation {
    pub(super) own: Vec<u32>,
    pub(super) groups: Vec<Group>,
}

/// One equation for each condition, by number.
#[derive(Debug, Default)]
pub(super) struct System {
    pub(super) equations: Vec<Equation>,
}

/// The tree of the least solution of one condition.
pub(super) fn unfolded(
    system: &System,
    top: u32,
    events: u32,
    most: usize,
    watch: &Watch,
) -> Result<Tree, Halt> {
    let (system, class) = merged(system);
    let mut unfolding = Unfolding {
        made: vec![Input::Never; system.equations.len()],
        grower: Grower::new(events, most),
        system: &system,
        parts: Vec::new(),
        inputs: Vec::new(),
    };
    let edges = system.equations.iter().map(|e| e.groups.iter().flat_map(|g| g.of.iter().copied()));
    for component in components(edges) {
        watch.advance(1)?;
        match component[..] {
            [one] if !system.uses(one).any(|used| used == one) => {
                unfolding.made[one as usize] = unfolding.value(one)?;
            }
            _ => unfolding.circle(&component, most, watch)?,
        }
    }
    let top = unfolding.made[class[top as usize] as usize];
    Ok(unfolding.grower.finish(top))
}

/// Strongly connected sets, each after those it uses.
fn components(edges: impl ExactSizeIterator<Item = impl Iterator<Item = u32>>) -> Vec<Vec<u32>> {
    let mut graph = DiGraph::<(), ()>::with_capacity(edges.len(), edges.len());
    for _ in 0..edges.len() {
        graph.add_node(());
    }
    for (from, to) in edges.enumerate() {
        for to in to {
            graph.add_edge(NodeIndex::new(from), NodeIndex::new(to as usize), ());
        }
    }
    let numbers = |component: Vec<NodeIndex>| {
        let mut numbers: Vec<u32> = component.into_iter().map(|n| n.index() as u32).collect();
        numbers.sort_unstable();
        numbers
    };
    kosaraju_scc(&graph).into_iter().map(numbers).collect()
}

/// The system with equal conditions made one, and the new number of each old one.
fn merged(system: &System) -> (System, Vec<u32>) {
    let single = system
        .equations
        .iter()
        .map(|e| e.groups.iter().filter(|g| g.at_least == 1).flat_map(|g| g.of.iter().copied()));
    let classes = components(single);
    let mut class = vec![0; system.equations.len()];
    for (number, members) in (0..).zip(&classes) {
        members.iter().for_each(|&member| class[member as usize] = number);
    }
    let mut equations = Vec::with_capacity(classes.len());
    for (number, members) in (0..).zip(&classes) {
        let mut equation = Equation::default();
        for &member in members {
            let old = &system.equations[member as usize];
            equation.own.extend(&old.own);
            for group in &old.groups {
                let mut of: Vec<u32> = group.of.iter().map(|&used| class[used as usize]).collect();
                if group.at_least == 1 {
                    of.retain(|&used| used != number);
                }
                equation.groups.push(Group { at_least: group.at_least, of });
            }
        }
        equations.push(equation);
    }
    (System { equations }, class)
}

impl System {
    fn uses(&self, condition: u32) -> impl Iterator<Item = u32> + '_ {
        self.equations[condition as usize].groups.iter().flat_map(|g| g.of.iter().copied())
    }
}

struct Unfolding<'s> {
    system: &'s System,
    grower: Grower,
    /// What each condition comes to, as far as it is known.
    made: Vec<Input>,
    parts: Vec<Input>,
    inputs: Vec<Input>,
}

impl Unfolding<'_> {
    /// What the condition comes to, from what those it uses come to now.
    fn value(&mut self, condition: u32) -> Result<Input, Halt> {
        let equation = &self.system.equations[condition as usize];
        self.parts.clear();
        self.parts.extend(equation.own.iter().map(|&event| Input::Event(event)));
        for group in &equation.groups {
            self.inputs.clear();
            self.inputs.extend(group.of.iter().map(|&used| self.made[used as usize]));
            // An OR in an OR needs no gate of its own.
            if group.at_least == 1 {
                self.parts.extend_from_slice(&self.inputs);
            } else {
                self.parts.push(self.grower.at_least(group.at_least, &self.inputs)?);
            }
        }
        self.grower.at_least(1, &self.parts)
    }

    fn circle(&mut self, members: &[u32], most: usize, watch: &Watch) -> Result<(), Halt> {
        let (feedback, rest) = feedback(self.system, members, most)?;
        for round in 0..=feedback.len() {
            watch.advance(1)?;
            for &condition in &rest {
                self.made[condition as usize] = self.value(condition)?;
            }
            if round == feedback.len() {
                break;
            }
            let next =
                feedback.iter().map(|&condition| self.value(condition)).collect::<Result<Vec<_>, _>>()?;
            let same = feedback.iter().zip(&next).all(|(&c, next)| self.made[c as usize] == *next);
            feedback.iter().zip(next).for_each(|(&c, next)| self.made[c as usize] = next);
            if same {
                break;
            }
        }
        Ok(())
    }
}

/// Members that meet every circle, and the others in an order in which each comes after those it uses.
///
/// Takes, again and again, what is in most ways through (ins times outs), after what is in no circle any more has been left out. It need
/// not be the smallest such set.
fn feedback(system: &System, members: &[u32], most: usize) -> Result<(Vec<u32>, Vec<u32>), Halt> {
    let place = |condition: u32| members.binary_search(&condition).ok();
    let n = members.len();
    let mut uses: Vec<Vec<usize>> = vec![Vec::new(); n];
    let mut used_by: Vec<Vec<usize>> = vec![Vec::new(); n];
    for (at, &member) in members.iter().enumerate() {
        uses[at] = system.uses(member).filter_map(place).collect();
        uses[at].sort_unstable();
        uses[at].dedup();
        uses[at].iter().for_each(|&used| used_by[used].push(at));
    }
    let mut outs: Vec<usize> = uses.iter().map(Vec::len).collect();
    let mut ins: Vec<usize> = used_by.iter().map(Vec::len).collect();
    let mut gone = vec![false; n];
    let mut chosen = Vec::new();
    let mut idle: Vec<usize> = (0..n).filter(|&at| outs[at] == 0 || ins[at] == 0).collect();
    let mut work = 0usize;
    loop {
        while let Some(at) = idle.pop() {
            remove(at, &uses, &used_by, (&mut outs, &mut ins), &mut gone, &mut idle);
        }
        let widest =
            (0..n).filter(|&at| !gone[at]).max_by_key(|&at| (outs[at] * ins[at], std::cmp::Reverse(at)));
        let Some(widest) = widest else { break };
        work += n;
        if work > most {
            return Err(Halt::TooLarge);
        }
        chosen.push(widest);
        remove(widest, &uses, &used_by, (&mut outs, &mut ins), &mut gone, &mut idle);
    }
    chosen.sort_unstable();
    // The rest, inputs first.
    let free = |at: &usize| chosen.binary_search(at).is_err();
    let mut waits: Vec<usize> = uses.iter().map(|u| u.iter().filter(|at| free(at)).count()).collect();
    let mut ready: std::collections::VecDeque<usize> =
        (0..n).filter(|at| free(at) && waits[*at] == 0).collect();
    let mut rest = Vec::with_capacity(n - chosen.len());
    while let Some(at) = ready.pop_front() {
        rest.push(members[at]);
        for &user in used_by[at].iter().filter(|at| free(at)) {
            waits[user] -= 1;
            if waits[user] == 0 {
                ready.push_back(user);
            }
        }
    }
    Ok((chosen.into_iter().map(|at| members[at]).collect(), rest))
}

fn remove(
    at: usize,
    uses: &[Vec<usize>],
    used_by: &[Vec<usize>],
    (outs, ins): (&mut [usize], &mut [usize]),
    gone: &mut [bool],
    idle: &mut Vec<usize>,
) {
    if std::mem::replace(&mut gone[at], true) {
        return;
    }
    for &used in uses[at].iter().filter(|&&used| !gone[used]) {
        ins[used] -= 1;
        if ins[used] == 0 {
            idle.push(used);
        }
    }
    for &user in used_by[at].iter().filter(|&&user| !gone[user]) {
        outs[user] -= 1;
        if outs[user] == 0 {
            idle.push(user);
        }
    }
}
