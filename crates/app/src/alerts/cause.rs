//! Which failures that alerts tell of belong together: those of which one hits the other, by itself or on top of what
//! fails already, whoever told of that. Whatever else fails has an incident of its own.

use super::Alerts;
use crate::background::off_the_loop;
use crate::error::AppError;
use crate::impact::{MAX_LINKS, find_levels};
use crate::incidents::{ALERTS, CurrentState, Related, Signal};
use crate::pool::Pool;
use engine::NodeIx;
use map::Map;
use model::{Failure, Include, Key, Level, Scenario, Seconds};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};
use wire::ScenarioRequest;

/// New failures of one delivery whose effects are looked at one by one; more than that are one event.
const ONE_BY_ONE: usize = 16;
/// How soon a failure must hit another node to belong to it, in seconds: an hour.
const SOON: u32 = 3_600;
/// Failures above one node that are told apart by what the node would be without each of them.
const TOLD_APART: usize = 16;
/// Nodes whose causes are looked for like that because of one delivery.
const JOINTLY: usize = 16;
/// Nodes that are looked through for the failures above one node.
const LOOKED_THROUGH: usize = 10_000;

/// How badly nodes fail; true: only because that was planned.
type Failing = BTreeMap<Key, (Level, bool)>;

impl Alerts {
    /// Of each node that begins to fail: those failing nodes that hit it, and those that it hits. Of `symptoms`, nodes that
    /// do not fail by themselves: what hits them only together.
    pub(super) async fn related(
        &self,
        signals: &[Signal],
        symptoms: &BTreeSet<Key>,
        now_ms: i64,
    ) -> Result<Related, AppError> {
        let begins = |signal: &&Signal| {
            signal.level != Level::Operational && !self.incidents.is_told_by(ALERTS, &signal.node)
        };
        let new: Vec<(Key, Level)> =
            signals.iter().filter(begins).map(|signal| (signal.node.clone(), signal.level)).collect();
        if new.is_empty() && symptoms.is_empty() {
            return Ok(Related::default());
        }
        let failing = self.incidents.failing_now(now_ms);
        if failing.len() + new.len() < 2 {
            return Ok(Related::default());
        }
        let state = self.standing_now(now_ms).await?;
        let (pool, symptoms) = (self.pool.clone(), symptoms.clone());
        off_the_loop(move || {
            let mut related = Related::default();
            alone(&mut related, &state, &new, &failing, &pool)?;
            together(&mut related, &state.map, (&new, &symptoms), &failing, &pool)?;
            Ok(related)
        })
        .await?
    }
}

/// What one failure does by itself.
fn alone(
    related: &mut Related,
    state: &CurrentState,
    new: &[(Key, Level)],
    failing: &Failing,
    pool: &Pool,
) -> Result<(), AppError> {
    let begin: BTreeSet<&Key> = new.iter().map(|(node, _)| node).collect();
    // What is hit by a failure that is known belongs to it.
    for node in &begin {
        state.cause(node).into_iter().for_each(|cause| related.link_hit(&cause, node));
    }
    let size = if new.len() > ONE_BY_ONE { new.len() } else { 1 };
    for group in new.chunks(size) {
        let Some(((first, _), others)) = group.split_first() else { continue };
        others.iter().for_each(|(node, _)| related.link(first, node));
        let hit = ignore_too_much(hit_by(&state.map, group, pool))?;
        for node in hit.iter().map(|(node, _)| state.map.key_of(*node)).filter(|node| node != first) {
            let node = &node;
            // Maintenance is not the sign of a fault.
            let fails = failing.get(node).is_some_and(|(_, planned)| !planned);
            if fails || begin.contains(node) && others.iter().all(|(other, _)| other != node) {
                related.link_hit(first, node);
            }
        }
    }
    Ok(())
}

/// What failures do only together: the second half of a redundant pair, whichever of the three was heard of last.
fn together(
    related: &mut Related,
    map: &Map,
    (new, symptoms): (&[(Key, Level)], &BTreeSet<Key>),
    failing: &Failing,
    pool: &Pool,
) -> Result<(), AppError> {
    let mut all: BTreeMap<NodeIx, Level> = BTreeMap::new();
    let known = failing.iter().map(|(node, (level, _))| (node, *level));
    for (node, level) in known.chain(new.iter().map(|(node, level)| (node, *level))) {
        if let Some(ix) = map.find(node.as_str()) {
            all.entry(ix).and_modify(|known| *known = level.max(*known)).or_insert(level);
        }
    }
    let find = |node: &Key| map.find(node.as_str());
    let begin: FxHashSet<NodeIx> = new.iter().filter_map(|(node, _)| find(node)).collect();
    let signs: FxHashSet<NodeIx> = symptoms.iter().filter_map(find).collect();
    let planned = |node: NodeIx| {
        failing.get(&map.key_of(node)).is_some_and(|(_, planned)| *planned) && !begin.contains(&node)
    };
    let above = pool.with(|set| {
        let failures: Vec<(NodeIx, Level)> = all.iter().map(|(&node, &level)| (node, level)).collect();
        set.levels.run(map.graph(), &failures, Include::All).for_each(drop);
        let is_hit = |node| set.levels.level(node) != Level::Operational;
        let subjects = all.keys().chain(signs.iter().filter(|node| !all.contains_key(node))).copied();
        let look = |node: NodeIx| {
            let causes = failing_above(map, node, &all, is_hit);
            let news =
                begin.contains(&node) || signs.contains(&node) || causes.iter().any(|c| begin.contains(c));
            ((2..=TOLD_APART).contains(&causes.len()) && news && !planned(node)).then_some((node, causes))
        };
        subjects.filter_map(look).take(JOINTLY).collect::<Vec<_>>()
    });
    for (node, causes) in above {
        let fail = |without: Option<NodeIx>| {
            let failures = causes.iter().filter(|cause| Some(**cause) != without);
            let failures: Vec<(Key, Level)> =
                failures.map(|cause| (map.key_of(*cause), all[cause])).collect();
            let hit = ignore_too_much(hit_by(map, &failures, pool))?;
            let level = hit.iter().find(|(hit, _)| *hit == node).map(|(_, level)| *level);
            Ok::<_, AppError>(level.unwrap_or(Level::Operational))
        };
        let level = fail(None)?;
        for &cause in causes.iter().filter(|cause| !planned(**cause)) {
            if fail(Some(cause))? < level {
                related.link_hit(&map.key_of(cause), &map.key_of(node));
            }
        }
    }
    Ok(())
}

/// The failing nodes from which a way over nodes that are hit leads to this one, and not beyond one that is out of service.
fn failing_above(
    map: &Map,
    node: NodeIx,
    failing: &BTreeMap<NodeIx, Level>,
    is_hit: impl Fn(NodeIx) -> bool,
) -> Vec<NodeIx> {
    let graph = map.graph();
    let (mut seen, mut queue, mut found) = (FxHashSet::from_iter([node]), vec![node], Vec::new());
    while let Some(at) = queue.pop() {
        for dependency in graph.dependencies(at) {
            for &provider in graph.providers(dependency) {
                if !is_hit(provider) || seen.len() >= LOOKED_THROUGH || !seen.insert(provider) {
                    continue;
                }
                let level = failing.get(&provider);
                if level.is_some() {
                    found.push(provider);
                }
                if level != Some(&Level::Unavailable) {
                    queue.push(provider);
                }
            }
        }
    }
    found.sort_unstable();
    found
}

/// The nodes that these failures hit soon.
fn hit_by(map: &Map, failures: &[(Key, Level)], pool: &Pool) -> Result<Vec<(NodeIx, Level)>, AppError> {
    let failure = |(node, level): &(Key, Level)| {
        map.find(node.as_str())?;
        Failure::new(node.clone(), *level, Seconds::ZERO, None).ok()
    };
    let failures: Vec<Failure> = failures.iter().filter_map(failure).collect();
    if failures.is_empty() {
        return Ok(Vec::new());
    }
    let scenario = Scenario { failures, horizon: Seconds::new(SOON + 1).ok(), ..Scenario::default() };
    let request = ScenarioRequest { scenario, ..ScenarioRequest::default() };
    find_levels(map, &request, pool, MAX_LINKS, |found| {
        let standing = found.standing(Some(SOON)).0.into_iter();
        standing.filter(|at| at.level != Level::Operational).map(|at| (at.node, at.level)).collect()
    })
}

/// Too much to compute: then nothing is known to belong together.
fn ignore_too_much<T: Default>(found: Result<T, AppError>) -> Result<T, AppError> {
    match found {
        Err(AppError::TooMuch { .. }) => Ok(T::default()),
        found => found,
    }
}
