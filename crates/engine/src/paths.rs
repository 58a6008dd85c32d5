//! Paths from one node to another along dependencies: all shortest ones, and the next longer ones.
//!
//! A way is a sequence of nodes, none twice, each needing the next; two dependencies between the same two nodes are the
//! same step. Only the nodes from which the goal can be reached matter: they are numbered anew and searched with the
//! exact number of steps to the goal at hand. The k shortest are found by Yen's method in Lawler's form: each way that
//! is told is left at every node behind its own deviation; the best continuation is usually the plain descent towards
//! the goal, and a search of its own only where that would meet the way already gone. Nothing recurses; all is counted
//! against a budget.

use super::base::{DependencyIx, NodeIx};
use super::closures::Along;
use super::graph::Graph;
use super::watch::{Stopped, Watch};
use std::collections::BTreeSet;

/// Not reached.
const FAR: u32 = u32::MAX;
/// Nodes between two looks at the watch.
const BREATH: usize = 4_096;

/// A question for ways.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// Where ways begin: the dependent.
    pub from: NodeIx,
    /// Where they end: the provider. Another node than `from`.
    pub to: NodeIx,
    /// Which dependencies they take.
    pub along: Along,
    /// How many are told.
    pub keep: usize,
    /// How much work may be done: links followed, and steps of ways written down.
    pub budget: u64,
}

/// The ways found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paths {
    /// Steps of the shortest; `None` when there is none.
    pub shortest: Option<u32>,
    /// How many ways have that many steps.
    pub count: u128,
    /// `count` went beyond what it can hold: there are more.
    pub more_than_count: bool,
    /// The shortest ways and then the next longer ones, ways of the same length in the order of keys; each from `from`
    /// to `to`.
    pub ways: Vec<Vec<NodeIx>>,
    /// There are further, longer or equally long ways.
    pub more: bool,
    /// The budget sufficed. When it did not, those told are still the first ones.
    pub complete: bool,
    /// How many nodes stand on any walk from one to the other.
    pub between: u32,
}

/// Looks for the ways.
///
/// # Errors
/// The watch says stop.
pub fn find(graph: &Graph, question: &Question, watch: &Watch) -> Result<Paths, Stopped> {
    let mut budget = question.budget;
    let Some(area) = Area::new(graph, question, &mut budget, watch)? else {
        return Ok(Paths::default());
    };
    let Some(goal) = area.goal else {
        return Ok(Paths { complete: true, ..Paths::default() });
    };
    let (count, more_than_count) = area.count(goal);
    let mut search = Search { area: &area, goal, budget, watch, on_way: vec![false; area.nodes.len()] };
    let (ways, more, complete) = search.shortest(question.keep)?;
    Ok(Paths {
        shortest: Some(area.steps[0]),
        count,
        more_than_count,
        ways: ways.iter().map(|way| way.iter().map(|&at| area.nodes[at as usize]).collect()).collect(),
        more,
        complete,
        between: area.steps.iter().filter(|&&steps| steps != FAR).count() as u32,
    })
}

/// The dependencies of `dependent` that lead to `provider` in one step.
pub fn steps(graph: &Graph, dependent: NodeIx, provider: NodeIx, along: Along) -> Vec<DependencyIx> {
    let takes = |&d: &DependencyIx| along.providers(graph, d).contains(&provider);
    graph.dependencies(dependent).filter(takes).collect()
}

/// Lists of neighbours of numbered nodes, one after the other.
#[derive(Debug, Default)]
struct Lists {
    first: Vec<u32>,
    all: Vec<u32>,
}

impl Lists {
    fn of(&self, node: u32) -> &[u32] {
        &self.all[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }

    fn reversed(&self) -> Self {
        let nodes = self.first.len() - 1;
        let mut first = vec![0; nodes + 1];
        for &to in &self.all {
            first[to as usize + 1] += 1;
        }
        for at in 1..first.len() {
            first[at] += first[at - 1];
        }
        let (mut next, mut all) = (first.clone(), vec![0; self.all.len()]);
        for from in 0..nodes as u32 {
            for &to in self.of(from) {
                let place = &mut next[to as usize];
                all[*place as usize] = from;
                *place += 1;
            }
        }
        Self { first, all }
    }
}

/// What stands below the start, numbered from 0 (the start) in the order of being found.
struct Area {
    nodes: Vec<NodeIx>,
    /// In each list those with the smaller key first.
    providers: Lists,
    dependents: Lists,
    /// Steps to the goal, [`FAR`] when there is no way.
    steps: Vec<u32>,
    /// Nodes from which the goal can be reached, the nearest first.
    nearest: Vec<u32>,
    /// Place in the order of keys.
    order: Vec<u32>,
    goal: Option<u32>,
}

impl Area {
    /// `None` when the budget does not suffice.
    fn new(
        graph: &Graph,
        question: &Question,
        budget: &mut u64,
        watch: &Watch,
    ) -> Result<Option<Self>, Stopped> {
        let Some((nodes, providers)) = below(graph, question, budget, watch)? else {
            return Ok(None);
        };
        let mut by_key: Vec<u32> = (0..nodes.len() as u32).collect();
        by_key.sort_unstable_by_key(|&at| graph.rank(nodes[at as usize]));
        let mut order = vec![0; nodes.len()];
        for (place, &at) in (0..).zip(&by_key) {
            order[at as usize] = place;
        }
        let goal = nodes.iter().position(|&node| node == question.to).map(|at| at as u32);
        let dependents = providers.reversed();
        let mut area =
            Self { steps: Vec::new(), nearest: Vec::new(), nodes, providers, dependents, order, goal };
        if let Some(goal) = goal {
            (area.steps, area.nearest) = area.to_goal(goal, &[]);
        }
        Ok(Some(area))
    }

    /// Steps to the goal from everywhere without passing the nodes that are marked, and the order in which nodes were met.
    fn to_goal(&self, goal: u32, without: &[bool]) -> (Vec<u32>, Vec<u32>) {
        let mut steps = vec![FAR; self.nodes.len()];
        let mut queue = vec![goal];
        steps[goal as usize] = 0;
        let mut at = 0;
        while let Some(&node) = queue.get(at) {
            at += 1;
            for &dependent in self.dependents.of(node) {
                let free = !without.get(dependent as usize).copied().unwrap_or(false);
                if free && steps[dependent as usize] == FAR {
                    steps[dependent as usize] = steps[node as usize] + 1;
                    queue.push(dependent);
                }
            }
        }
        (steps, queue)
    }

    /// How many shortest ways there are, and whether there are more than that.
    fn count(&self, goal: u32) -> (u128, bool) {
        let mut count = vec![0u128; self.nodes.len()];
        let mut more = vec![false; self.nodes.len()];
        count[goal as usize] = 1;
        for &node in &self.nearest[1..] {
            let steps = self.steps[node as usize];
            let next = self.providers.of(node).iter().filter(|&&p| self.steps[p as usize] == steps - 1);
            let (sum, beyond) = next.fold((0u128, false), |(sum, beyond), &p| {
                let (added, over) = sum.overflowing_add(count[p as usize]);
                (if over { u128::MAX } else { added }, beyond || over || more[p as usize])
            });
            (count[node as usize], more[node as usize]) = (sum, beyond);
        }
        (count[0], more[0])
    }
}

/// Everything below the start, and who needs whom there.
fn below(
    graph: &Graph,
    question: &Question,
    budget: &mut u64,
    watch: &Watch,
) -> Result<Option<(Vec<NodeIx>, Lists)>, Stopped> {
    // One more than the number; 0 = not found.
    let mut number = vec![0u32; graph.node_bound() as usize];
    number[question.from as usize] = 1;
    let mut nodes = vec![question.from];
    let mut lists = Lists { first: vec![0], all: Vec::new() };
    let mut at = 0;
    while let Some(&node) = nodes.get(at) {
        at += 1;
        if at % BREATH == 0 {
            watch.advance(BREATH as u64)?;
        }
        let begin = lists.all.len();
        for dependency in graph.dependencies(node) {
            let providers = question.along.providers(graph, dependency);
            let Some(left) = budget.checked_sub(providers.len() as u64) else {
                return Ok(None);
            };
            *budget = left;
            for &provider in providers {
                let found = &mut number[provider as usize];
                if *found == 0 {
                    nodes.push(provider);
                    *found = nodes.len() as u32;
                }
                lists.all.push(*found - 1);
            }
        }
        let own = &mut lists.all[begin..];
        own.sort_unstable_by_key(|&p| graph.rank(nodes[p as usize]));
        let mut kept = begin;
        for at in begin..lists.all.len() {
            if at == begin || lists.all[at] != lists.all[kept - 1] {
                lists.all[kept] = lists.all[at];
                kept += 1;
            }
        }
        lists.all.truncate(kept);
        lists.first.push(kept as u32);
    }
    Ok(Some((nodes, lists)))
}

/// A way that is not told yet, in its place among the others: shorter first, then by keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    steps: usize,
    /// Places in the order of keys, node by node.
    order: Vec<u32>,
    way: Vec<u32>,
    /// Up to here it is the same as the way it was left from.
    deviation: usize,
    /// What must not come next there: those ways are told or waiting.
    taken: Vec<u32>,
}

struct Search<'a> {
    area: &'a Area,
    goal: u32,
    budget: u64,
    watch: &'a Watch,
    on_way: Vec<bool>,
}

impl Search<'_> {
    /// The first so many ways; whether there are more; whether the budget sufficed.
    fn shortest(&mut self, keep: usize) -> Result<(Vec<Vec<u32>>, bool, bool), Stopped> {
        let (mut told, mut waiting) = (Vec::new(), BTreeSet::new());
        self.on_way[0] = true;
        if let Some(first) = self.onward(0, &[], usize::MAX) {
            let mut way = vec![0];
            way.extend(first);
            self.wait(&mut waiting, way, 0, Vec::new());
        }
        self.on_way[0] = false;
        while let Some(next) = waiting.pop_first() {
            if told.len() == keep {
                return Ok((told, true, true));
            }
            // One more than wanted, to know whether there are more.
            let room = keep - told.len();
            if !self.leave(&next, &mut waiting, room)? {
                told.push(next.way);
                return Ok((told, true, false));
            }
            told.push(next.way);
        }
        Ok((told, false, true))
    }

    /// Adds the best way that leaves this one, for each of its nodes; `false` when the budget is used up.
    fn leave(
        &mut self,
        from: &Waiting,
        waiting: &mut BTreeSet<Waiting>,
        room: usize,
    ) -> Result<bool, Stopped> {
        let way = &from.way;
        let mut enough = true;
        for at in 0..way.len() - 1 {
            self.on_way[way[at] as usize] = true;
            if at < from.deviation || !enough {
                continue;
            }
            self.watch.advance(1)?;
            let mut taken = if at == from.deviation { from.taken.clone() } else { Vec::new() };
            taken.push(way[at + 1]);
            let longest = match waiting.last() {
                Some(last) if waiting.len() >= room => last.steps,
                _ => usize::MAX,
            };
            if let Some(onward) = self.onward(way[at], &taken, longest.saturating_sub(at)) {
                let mut other = way[..=at].to_vec();
                other.extend(onward);
                self.wait(waiting, other, at, taken);
                if waiting.len() > room {
                    waiting.pop_last();
                }
            }
            enough = self.budget > 0;
        }
        for &node in way {
            self.on_way[node as usize] = false;
        }
        Ok(enough)
    }

    fn wait(&mut self, waiting: &mut BTreeSet<Waiting>, way: Vec<u32>, deviation: usize, taken: Vec<u32>) {
        self.budget = self.budget.saturating_sub(way.len() as u64);
        let order = way.iter().map(|&at| self.area.order[at as usize]).collect();
        waiting.insert(Waiting { steps: way.len() - 1, order, way, deviation, taken });
    }

    /// The best rest of a way that stands at `node`, in at most `longest` steps: not by what is on the way, and not
    /// first by what is taken.
    fn onward(&mut self, node: u32, taken: &[u32], longest: usize) -> Option<Vec<u32>> {
        let area = self.area;
        let free = |p: &u32, on_way: &[bool], steps: &[u32]| {
            steps[*p as usize] != FAR && !on_way[*p as usize] && !taken.contains(p)
        };
        let best = |on_way: &[bool], steps: &[u32]| {
            let next = area.providers.of(node).iter().copied().filter(|p| free(p, on_way, steps));
            // Of equally near ones the first by key.
            next.min_by_key(|&p| steps[p as usize]).filter(|&p| (steps[p as usize] as usize) < longest)
        };
        let next = best(&self.on_way, &area.steps)?;
        let plain = self.descend(next, &area.steps);
        if plain.iter().all(|&at| !self.on_way[at as usize]) {
            return Some(plain);
        }
        self.budget = self.budget.saturating_sub(area.dependents.all.len() as u64);
        let (steps, _) = area.to_goal(self.goal, &self.on_way);
        let next = best(&self.on_way, &steps)?;
        Some(self.descend(next, &steps))
    }

    /// From a node to the goal, one step nearer each time, by the first key.
    fn descend(&mut self, from: u32, steps: &[u32]) -> Vec<u32> {
        let (mut way, mut at) = (vec![from], from);
        while steps[at as usize] > 0 {
            let nearer = |p: &&u32| steps[**p as usize] == steps[at as usize] - 1;
            let Some(&next) = self.area.providers.of(at).iter().find(nearer) else {
                break;
            };
            way.push(next);
            at = next;
        }
        self.budget = self.budget.saturating_sub(way.len() as u64);
        way
    }
}
