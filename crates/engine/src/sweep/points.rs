//! Single points of failure: the nodes whose failure alone makes another one unavailable, or degraded.

use super::closure::Closure;
use super::parallel::each;
use crate::base::{DependencyIx, NodeIx, Reliant};
use crate::levels::LevelsScratch;
use crate::outcome::Outcome;
use crate::timeline::{Event, Question, Scratch};
use crate::watch::{Stopped, Watch};
use model::{Include, Level};
use std::collections::HashSet;

/// A node whose failure alone makes the target this bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Its number in the closure.
    pub own: NodeIx,
    /// What the target comes to.
    pub level: Level,
    /// Dependencies on the shortest line from the target to it; what its failure does may take a longer way.
    pub distance: u32,
}

/// One step of the way in which a failure reaches a target, in numbers of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainStep {
    /// The node.
    pub node: NodeIx,
    /// What it comes to at this step.
    pub level: Level,
    /// Through which of its dependencies; `None` = the failed node itself, the last step.
    pub through: Option<DependencyIx>,
    /// How many providers of that dependency are not operational then.
    pub lost: u32,
}

/// What a sweep over everything that some targets need has found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Points with how many targets each takes down beside itself: most first, then by key. Numbers of the closure.
    pub points: Vec<(NodeIx, u32)>,
    /// For each target, in the order given, how many points it has.
    pub of_targets: Vec<u32>,
}

/// Every single point of failure of one node of the closure, by distance, then by key; the node itself is none.
///
/// A point whose failure takes down a point already found is one without looking further, and a node that only one
/// other needs, directly, is one when that is.
///
/// # Errors
/// [`Stopped`] by the watch, which does not advance.
pub fn of(closure: &Closure, target: NodeIx, at_least: Level, watch: &Watch) -> Result<Vec<Point>, Stopped> {
    let graph = closure.graph();
    let order = by_distance(closure, target);
    let mut takes = vec![Level::Operational; closure.len()];
    let mut scratch = LevelsScratch::default();
    let mut found = Vec::new();
    for (own, distance) in order {
        let mut level = Level::Operational;
        if let Some(only) = only_dependent(closure, own) {
            level = if only == target { Level::Unavailable } else { takes[only as usize] };
        } else {
            let failure = [(own, Level::Unavailable)];
            scratch.run_until(graph, &failure, Include::All, |node, reached| {
                if node == target {
                    level = level.max(reached);
                } else if reached == Level::Unavailable {
                    level = level.max(takes[node as usize]);
                }
                level == Level::Unavailable
            });
        }
        takes[own as usize] = level;
        if level >= at_least {
            found.push(Point { own, level, distance });
        }
        watch.advance(0)?;
    }
    found.sort_unstable_by_key(|point| (point.distance, point.own));
    Ok(found)
}

/// What a node does when it has a single link, and that one hands its level on as it is.
fn only_dependent(closure: &Closure, own: NodeIx) -> Option<NodeIx> {
    match closure.graph().base_links(own) {
        [link] => match link.target() {
            Reliant::Direct { dependent, .. } => Some(dependent),
            Reliant::Group { .. } => None,
        },
        _ => None,
    }
}

/// Everything that the target needs, nearest first, without itself.
fn by_distance(closure: &Closure, target: NodeIx) -> Vec<(NodeIx, u32)> {
    let mut order = needed(closure, vec![(target, 0)]);
    order.remove(0);
    order
}

/// The providers of these dependencies and everything they need, nearest first.
pub(super) fn by_distance_of(closure: &Closure, dependencies: &[DependencyIx]) -> Vec<(NodeIx, u32)> {
    let providers = dependencies.iter().flat_map(|&dependency| closure.graph().providers(dependency));
    let mut seen = HashSet::new();
    needed(
        closure,
        providers.filter(|&provider| seen.insert(provider)).map(|&provider| (provider, 1)).collect(),
    )
}

fn needed(closure: &Closure, mut order: Vec<(NodeIx, u32)>) -> Vec<(NodeIx, u32)> {
    let graph = closure.graph();
    let mut seen = vec![false; closure.len()];
    order.iter().for_each(|&(node, _)| seen[node as usize] = true);
    let mut at = 0;
    while let Some(&(node, distance)) = order.get(at) {
        for d in graph.dependencies(node) {
            for &provider in graph.providers(d) {
                if !std::mem::replace(&mut seen[provider as usize], true) {
                    order.push((provider, distance + 1));
                }
            }
        }
        at += 1;
    }
    order
}

/// Sweeps over everything in the closure: how many of the targets (its own numbers) each failure takes down.
///
/// # Errors
/// [`Stopped`] by the watch, which advances by one for every node of the closure.
pub fn reach(
    closure: &Closure,
    targets: &[NodeIx],
    at_least: Level,
    watch: &Watch,
) -> Result<Reach, Stopped> {
    let mut number = vec![0u32; closure.len()];
    for (at, &target) in (1..).zip(targets) {
        number[target as usize] = at;
    }
    watch.begin(closure.len() as u64);
    let start = || (LevelsScratch::default(), Vec::new(), vec![0u32; targets.len()]);
    let parts = each(closure.len(), start, |(scratch, points, of_targets), at| {
        let own = at as NodeIx;
        watch.advance(1)?;
        if closure.graph().base_links(own).is_empty() {
            return Ok(());
        }
        let mut taken = 0;
        for (node, level) in scratch.run(closure.graph(), &[(own, Level::Unavailable)], Include::All) {
            let target = number[node as usize];
            if target > 0 && level >= at_least && node != own {
                of_targets[target as usize - 1] += 1;
                taken += 1;
            }
        }
        if taken > 0 {
            points.push((own, taken));
        }
        Ok(())
    })?;
    let mut reach = Reach { points: Vec::new(), of_targets: vec![0; targets.len()] };
    for (_, points, of_targets) in parts {
        reach.points.extend(points);
        reach.of_targets.iter_mut().zip(of_targets).for_each(|(sum, part)| *sum += part);
    }
    reach.points.sort_unstable_by_key(|&(own, taken)| (std::cmp::Reverse(taken), own));
    Ok(reach)
}

/// The way in which the failure of one node of the closure reaches another, from that one back to the failure: the
/// shortest in rounds of what follows at once. `None` when it does not reach it.
pub fn way(
    closure: &Closure,
    scratch: &mut Scratch,
    failed: NodeIx,
    target: NodeIx,
) -> Option<Vec<ChainStep>> {
    let failures = [Event { node: failed, level: Level::Unavailable as u8, from: 0, until: None }];
    // Nothing is repaired and there are no clocks, so that every link is followed at most twice.
    let question = Question { failures: &failures, horizon: None, include: Include::All, budget: u64::MAX };
    scratch.run(closure.graph(), &question).ok()?;
    let outcome = Outcome::new(scratch, closure.graph());
    let worst = |node| outcome.hit(node).and_then(|hit| outcome.worst(hit));
    let lost = |d| closure.graph().providers(d).iter().filter(|&&p| worst(p).is_some()).count() as u32;
    let steps = outcome.why(&worst(target)?).map(|hop| {
        let through = outcome.through(&hop);
        ChainStep {
            node: closure.node(hop.node),
            level: hop.level,
            through: through.map(|d| closure.dependency(d)),
            lost: through.map_or(0, lost),
        }
    });
    Some(steps.collect())
}
