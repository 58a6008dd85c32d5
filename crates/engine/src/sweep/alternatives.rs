//! False redundancy: lists of alternatives that one failure defeats.
//!
//! A dependency *has alternatives* when it still has enough workers after any one of its providers has failed: fewer
//! than all have to work. That promise is broken in three ways, told apart by [`Defeat`].

use super::closure::Closure;
use super::parallel::each;
use super::points;
use crate::base::{DependencyIx, NodeIx, Rule};
use crate::graph::Graph;
use crate::levels::LevelsScratch;
use crate::watch::{Stopped, Watch};
use crate::worsen::losses;
use model::{Defeat, Include, Level};
use std::collections::HashMap;

/// Is what stands beside a list (the first) of the kind of one of its alternatives?
pub type Alike<'a> = &'a (dyn Fn(DependencyIx, DependencyIx) -> bool + Sync);

/// A list of alternatives and the nearest failure that defeats it. Numbers of the closure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defeated {
    /// The list.
    pub dependency: DependencyIx,
    /// In which way. A list counts as defeated by another need only when none beside it is of its kind.
    pub how: Defeat,
    /// The failure that does it and affects the fewest nodes: others that do it, too, because they take this one
    /// down, affect more. Of several the first by key.
    pub cause: NodeIx,
    /// How many failures do it in this way.
    pub causes: u32,
}

/// Its workers suffice after any one of its providers has failed.
pub fn has_alternatives(rule: &Rule) -> bool {
    rule.spare_working >= 1 && rule.terms.min > 0
}

/// What its loss does to the dependent.
pub fn effect(rule: &Rule) -> Level {
    if rule.terms.workaround.is_none() { Level::Degraded } else { Level::Unavailable }
}

/// Does the loss of any one of its providers take the dependent at least that far down?
fn has_none_to_spare(rule: &Rule, effect: Level) -> bool {
    let works = rule.terms.min > 0 && rule.spare_working == 0;
    match effect {
        Level::Unavailable => works && rule.terms.workaround.is_some(),
        _ => works || rule.terms.full > 0 && rule.spare_sound == 0,
    }
}

/// The other needs of its dependent that have nothing to spare and take it as far down as the loss of this list, as
/// written. None when it has no alternatives.
pub fn beside(graph: &Graph, list: DependencyIx) -> impl Iterator<Item = DependencyIx> + '_ {
    let (dependent, rule) = graph.head(list);
    let all = if has_alternatives(rule) { graph.dependencies(dependent) } else { 0..0 };
    all.filter(move |&other| other != list && has_none_to_spare(graph.head(other).1, effect(rule)))
}

/// Does the failure in the scratch take the dependent as far down through this need as the loss of the list would?
fn is_hit(graph: &Graph, scratch: &LevelsScratch, need: DependencyIx, effect: Level) -> bool {
    let level = scratch.need(graph, need);
    let does = if graph.head(need).1.terms.workaround.is_none() { level.min(Level::Degraded) } else { level };
    does >= effect
}

#[derive(Clone, Copy)]
struct Best {
    size: u32,
    cause: NodeIx,
    causes: u32,
}

const NOBODY: Best = Best { size: u32::MAX, cause: NodeIx::MAX, causes: 0 };

impl Best {
    fn add(&mut self, other: Self) {
        let causes = self.causes + other.causes;
        if (other.size, other.cause) < (self.size, self.cause) {
            *self = other;
        }
        self.causes = causes;
    }
}

/// What one core has found, by dependency.
struct OfOneCore {
    scratch: LevelsScratch,
    shared: Vec<Best>,
    beside: Vec<Best>,
    hollow: Vec<Best>,
}

/// A list of alternatives with the needs beside it that count, and in which way those defeat it.
struct List {
    dependency: DependencyIx,
    beside: Vec<DependencyIx>,
    how: Defeat,
}

/// The lists of alternatives by their dependents.
fn lists(graph: &Graph, alike: Alike<'_>) -> HashMap<NodeIx, Vec<List>> {
    let mut lists: HashMap<NodeIx, Vec<List>> = HashMap::new();
    for dependency in 0..graph.dependency_bound() {
        let (dependent, rule) = graph.head(dependency);
        if has_alternatives(rule) {
            let (beside, how) = standing_beside(graph, dependency, alike);
            lists.entry(dependent).or_default().push(List { dependency, beside, how });
        }
    }
    lists
}

/// The needs beside a list that count: those of its kind or, where there are none, the others.
fn standing_beside(graph: &Graph, list: DependencyIx, alike: Alike<'_>) -> (Vec<DependencyIx>, Defeat) {
    let (same, other): (Vec<_>, Vec<_>) = beside(graph, list).partition(|&need| alike(list, need));
    if same.is_empty() { (other, Defeat::OtherNeed) } else { (same, Defeat::Beside) }
}

/// Every list of alternatives in the closure that one failure defeats, other than that of the dependent itself, in the order
/// of the dependents' keys; for each list and each way one entry.
///
/// # Errors
/// [`Stopped`] by the watch, which advances by one for every node of the closure.
pub fn defeated(closure: &Closure, alike: Alike<'_>, watch: &Watch) -> Result<Vec<Defeated>, Stopped> {
    let graph = closure.graph();
    let bound = graph.dependency_bound() as usize;
    let lists = lists(graph, alike);
    watch.begin(closure.len() as u64);
    let start = || OfOneCore {
        scratch: LevelsScratch::default(),
        shared: vec![NOBODY; bound],
        beside: vec![NOBODY; bound],
        hollow: vec![NOBODY; bound],
    };
    let parts = each(closure.len(), start, |part, at| {
        watch.advance(1)?;
        part.try_failure(graph, &lists, at as NodeIx);
        Ok(())
    })?;
    let mut parts = parts.into_iter();
    let Some(mut all) = parts.next() else { return Ok(Vec::new()) };
    for part in parts {
        let add = |to: &mut Vec<Best>, from: Vec<Best>| to.iter_mut().zip(from).for_each(|(t, f)| t.add(f));
        add(&mut all.shared, part.shared);
        add(&mut all.beside, part.beside);
        add(&mut all.hollow, part.hollow);
    }
    let mut lists: Vec<&List> = lists.values().flatten().collect();
    lists.sort_unstable_by_key(|list| list.dependency);
    let found = lists.into_iter().flat_map(|list| {
        let at = list.dependency as usize;
        let ways = [
            (Defeat::Shared, all.shared[at]),
            (list.how, all.beside[at]),
            (Defeat::Fallback, all.hollow[at]),
        ];
        ways.into_iter().filter(|(_, best)| best.causes > 0).map(|(how, best)| Defeated {
            dependency: list.dependency,
            how,
            cause: best.cause,
            causes: best.causes,
        })
    });
    Ok(found.collect())
}

impl OfOneCore {
    /// What the failure of one node does to all lists but its own.
    fn try_failure(&mut self, graph: &Graph, lists: &HashMap<NodeIx, Vec<List>>, cause: NodeIx) {
        if graph.base_links(cause).is_empty() {
            return;
        }
        let failure = [(cause, Level::Unavailable)];
        let affected = self.scratch.run(graph, &failure, Include::All).count();
        let found = Best { size: affected as u32, cause, causes: 1 };
        for (d, level) in self.scratch.touched(graph) {
            let (dependent, rule) = graph.head(d);
            if dependent == cause || !has_alternatives(rule) {
                continue;
            }
            if level == Level::Unavailable {
                self.shared[d as usize].add(found);
            } else if is_hollow(graph, &self.scratch, d) {
                self.hollow[d as usize].add(found);
            }
        }
        for (node, level) in self.scratch.affected().filter(|&(node, _)| node != cause) {
            for list in lists.get(&node).into_iter().flatten() {
                let effect = effect(graph.head(list.dependency).1);
                let hit = |&need: &DependencyIx| is_hit(graph, &self.scratch, need, effect);
                if level >= effect && list.beside.iter().any(hit) {
                    self.beside[list.dependency as usize].add(found);
                }
            }
        }
    }
}

/// Have a primary and a fallback of the dependency both failed, though enough others are left? What does not stand in
/// counts as failed.
fn is_hollow(graph: &Graph, scratch: &LevelsScratch, dependency: DependencyIx) -> bool {
    let rule = graph.head(dependency).1;
    let (primaries, fallbacks) = graph.providers(dependency).split_at(rule.primaries as usize);
    let gone = |node: NodeIx, fallback| losses(rule, fallback, 0, scratch.level(node) as u8).0;
    primaries.iter().any(|&p| gone(p, false))
        && fallbacks.iter().any(|&f| gone(f, true))
        && scratch.need(graph, dependency) < Level::Unavailable
}

/// A failure that defeats a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defeating {
    /// Its number in the closure.
    pub own: NodeIx,
    /// The need beside the list through which it does it.
    pub through: Option<DependencyIx>,
}

/// The failures that defeat one list in this way, nearest first, without those that take down one found before: that one
/// is the nearer way to say the same. And how many do it in all.
///
/// # Errors
/// [`Stopped`] by the watch.
pub fn nearest(
    closure: &Closure,
    list: DependencyIx,
    how: Defeat,
    alike: Alike<'_>,
    most: usize,
    watch: &Watch,
) -> Result<(Vec<Defeating>, usize), Stopped> {
    let graph = closure.graph();
    let (dependent, rule) = graph.head(list);
    let beside = match how {
        Defeat::Shared | Defeat::Fallback => Vec::new(),
        Defeat::Beside | Defeat::OtherNeed => standing_beside(graph, list, alike).0,
    };
    let by = if beside.is_empty() { std::slice::from_ref(&list) } else { &beside[..] };
    let mut scratch = LevelsScratch::default();
    let mut found: Vec<Defeating> = Vec::new();
    let mut all = 0;
    let mut defeats = vec![false; closure.len()];
    for (cause, _) in points::by_distance_of(closure, by) {
        if cause == dependent {
            continue;
        }
        watch.advance(0)?;
        let mut by_another = false;
        // What takes down another that does it, does it, too; but for fallbacks, where too much defeats the whole list.
        let ended = scratch.run_until(graph, &[(cause, Level::Unavailable)], Include::All, |node, level| {
            by_another |= level == Level::Unavailable && defeats[node as usize];
            by_another && how != Defeat::Fallback
        });
        let hit = |&&need: &&DependencyIx| is_hit(graph, &scratch, need, effect(rule));
        let through = beside.iter().find(hit).copied();
        let does = match how {
            _ if ended => true,
            Defeat::Shared => scratch.need(graph, list) == Level::Unavailable,
            Defeat::Fallback => is_hollow(graph, &scratch, list),
            Defeat::Beside | Defeat::OtherNeed => through.is_some(),
        };
        if does {
            defeats[cause as usize] = true;
            all += 1;
            if !by_another && found.len() < most {
                found.push(Defeating { own: cause, through });
            }
        }
    }
    Ok((found, all))
}
