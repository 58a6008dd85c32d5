//! False redundancy: lists of alternatives that one failure defeats.
//!
//! A dependency *has alternatives* when it still has enough workers after any one of its providers has failed: fewer
//! than all have to work. That promise is broken in three ways, told apart by [`Defeat`].

use super::cone::Cone;
use super::parallel::each;
use super::points;
use crate::base::{DependencyIx, NodeIx, Rule};
use crate::levels::LevelsScratch;
use crate::watch::{Stopped, Watch};
use model::{Defeat, Include, Level};

/// A list of alternatives and the nearest failure that defeats it. Numbers of the cone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defeated {
    /// The list.
    pub dependency: DependencyIx,
    /// In which way. Whether what stands beside a list is of its kind and layer only the map knows: here all of it counts
    /// as [`Defeat::Beside`].
    pub how: Defeat,
    /// The failure that does it and affects the fewest nodes: others that do it, too, because they take this one
    /// down, affect more. Of several the first by key. Of needs beside the list the first written.
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

/// What one core has found: by dependency, what defeats it and what makes its fallbacks hollow.
struct Part {
    scratch: LevelsScratch,
    shared: Vec<Best>,
    hollow: Vec<Best>,
}

/// Every list of alternatives in the cone that one failure defeats, other than that of the dependent itself, in the order
/// of the dependents' keys; for each list and each way one entry. A fallback is told only of a list that is not shared.
///
/// # Errors
/// [`Stopped`] by the watch, which advances by one for every node of the cone.
pub fn defeated(cone: &Cone, watch: &Watch) -> Result<Vec<Defeated>, Stopped> {
    let graph = cone.graph();
    let bound = graph.dependency_bound() as usize;
    watch.begin(cone.len() as u64);
    let start = || Part {
        scratch: LevelsScratch::default(),
        shared: vec![NOBODY; bound],
        hollow: vec![NOBODY; bound],
    };
    let parts = each(cone.len(), start, |part, at| {
        let cause = at as NodeIx;
        watch.advance(1)?;
        if graph.base_links(cause).is_empty() {
            return Ok(());
        }
        let affected = part.scratch.run(graph, &[(cause, Level::Unavailable)], Include::All).count();
        let found = Best { size: affected as u32, cause, causes: 1 };
        for (d, level) in part.scratch.touched(graph) {
            let (dependent, rule) = graph.head(d);
            if dependent == cause || !has_alternatives(rule) {
                continue;
            }
            if level == Level::Unavailable {
                part.shared[d as usize].add(found);
            } else if rule.providers > rule.primaries && is_hollow(cone, &part.scratch, d) {
                part.hollow[d as usize].add(found);
            }
        }
        Ok(())
    })?;
    let mut parts = parts.into_iter();
    let Some(mut all) = parts.next() else { return Ok(Vec::new()) };
    for part in parts {
        let add = |to: &mut Vec<Best>, from: Vec<Best>| to.iter_mut().zip(from).for_each(|(t, f)| t.add(f));
        add(&mut all.shared, part.shared);
        add(&mut all.hollow, part.hollow);
    }
    let mut found = Vec::new();
    for d in 0..graph.dependency_bound() {
        let mut tell = |how, best: Best| {
            if best.causes > 0 {
                found.push(Defeated { dependency: d, how, cause: best.cause, causes: best.causes });
            }
        };
        let shared = all.shared[d as usize];
        tell(Defeat::Shared, shared);
        let beside = beside(cone, d);
        if let Some(&cause) = beside.first() {
            tell(Defeat::Beside, Best { size: 0, cause, causes: beside.len() as u32 });
        }
        if shared.causes == 0 {
            tell(Defeat::Fallback, all.hollow[d as usize]);
        }
    }
    Ok(found)
}

/// Have a primary and a fallback of the dependency both failed? What does not stand in counts as failed.
fn is_hollow(cone: &Cone, scratch: &LevelsScratch, dependency: DependencyIx) -> bool {
    let graph = cone.graph();
    let rule = graph.head(dependency).1;
    let (primaries, fallbacks) = graph.providers(dependency).split_at(rule.primaries as usize);
    let good = if rule.terms.tolerates_degraded { Level::Degraded } else { Level::Operational };
    primaries.iter().any(|&p| scratch.level(p) == Level::Unavailable)
        && fallbacks.iter().any(|&f| scratch.level(f) > good)
}

/// The providers of the dependent's other needs that have no alternatives and take it as far down as the loss of this
/// list: as written, each once. Empty when the dependency has no alternatives.
pub fn beside(cone: &Cone, dependency: DependencyIx) -> Vec<NodeIx> {
    let graph = cone.graph();
    let (dependent, rule) = graph.head(dependency);
    let mut found = Vec::new();
    if !has_alternatives(rule) {
        return found;
    }
    for other in graph.dependencies(dependent) {
        let others = graph.head(other).1;
        if others.terms.min > 0 && others.spare_working == 0 && effect(others) >= effect(rule) {
            for &provider in graph.providers(other) {
                if !found.contains(&provider) {
                    found.push(provider);
                }
            }
        }
    }
    found
}

/// The failures that defeat one list by taking its alternatives down, nearest first, without those that take down one
/// found before: that one is the nearer way to say the same. And how many do it in all.
///
/// # Errors
/// [`Stopped`] by the watch.
pub fn nearest(
    cone: &Cone,
    dependency: DependencyIx,
    most: usize,
    watch: &Watch,
) -> Result<(Vec<NodeIx>, usize), Stopped> {
    let graph = cone.graph();
    let dependent = graph.dependent(dependency);
    let mut scratch = LevelsScratch::default();
    let mut found: Vec<NodeIx> = Vec::new();
    let mut all = 0;
    let mut defeats = vec![false; cone.len()];
    for (cause, _) in points::by_distance_of(cone, dependency) {
        if cause == dependent {
            continue;
        }
        watch.advance(0)?;
        let failure = [(cause, Level::Unavailable)];
        let mut by_another = false;
        let ended = scratch.run_until(graph, &failure, Include::All, |node, level| {
            by_another |= level == Level::Unavailable && defeats[node as usize];
            by_another
        });
        let lost = ended || scratch.touched(graph).any(|t| t == (dependency, Level::Unavailable));
        if lost {
            defeats[cause as usize] = true;
            all += 1;
            if !by_another && found.len() < most {
                found.push(cause);
            }
        }
    }
    Ok((found, all))
}
