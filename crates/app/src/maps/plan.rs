//! What a change set would do, without doing it: which nodes change, and whose impact changes.

use super::Maps;
use super::change::{Precondition, check_rights, faults_as_problems, resolve};
use super::edits::Edits;
use super::import::{Mode, Stated, differences};
use crate::error::AppError;
use crate::pool::Pool;
use access::Principal;
use engine::NodeIx;
use map::Map;
use model::{Include, Key, Level, Node};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use wire::plan::{ChangeSetAnswer, ImpactChange, ImpactCount, PlannedChange};
use wire::{ChangeRequest, NodeDoc};
use words::zone;

/// Most nodes that a plan lists.
const LISTED: usize = 1_000;
/// Most nodes whose impact is compared, nearest to the change first.
const COMPARED: usize = 500;
/// Most nodes named as hit worse or better.
const NAMED: usize = 20;
/// A comparison of a failure that hits more nodes than this is skipped in favour of nearer ones.
const BUDGET: usize = 5_000_000;

impl Maps {
    /// What these changes would do to the current map.
    ///
    /// # Errors
    /// What the change itself would fail with.
    pub fn plan_changes(
        &self,
        requests: &[ChangeRequest],
        precondition: &Precondition,
        who: &Principal,
    ) -> Result<ChangeSetAnswer, AppError> {
        let whole = self.current();
        let before = self.seen_by(&whole, who);
        precondition.check(&before)?;
        let edits = resolve(&before, requests)?;
        let edits = edits.into();
        // Who shares the service tries what he could do; who sits at it may try anything.
        if who.is_known() {
            check_rights(&whole, who, &edits)?;
        }
        plan(&before, &edits, &self.pool)
    }

    /// What importing this would do to the current map.
    ///
    /// # Errors
    /// What the import itself would fail with.
    pub fn plan_import(
        &self,
        stated: &Stated,
        mode: Mode,
        precondition: &Precondition,
    ) -> Result<ChangeSetAnswer, AppError> {
        let before = self.current();
        precondition.check(&before)?;
        plan(&before, &differences(&before, stated, mode), &self.pool)
    }
}

/// The plan of these edits.
///
/// # Errors
/// Every fault that the whole map would have.
pub fn plan(before: &Map, edits: &Edits, pool: &Pool) -> Result<ChangeSetAnswer, AppError> {
    let (after, keys) = edits.made(before).map_err(faults_as_problems)?;
    let mut answer = summary(before, &after, &keys);
    let (changes, not_compared) = impact_changes(before, &after, &keys, pool);
    answer.dry_run = true;
    answer.impact_changes = Some(changes);
    answer.impact_not_compared = Some(not_compared as u64);
    Ok(answer)
}

/// What happened between the two maps to these nodes, and to the zone.
pub fn summary(before: &Map, after: &Map, keys: &[Key]) -> ChangeSetAnswer {
    let mut answer = ChangeSetAnswer {
        revision: after.revision(),
        dry_run: false,
        added: 0,
        changed: 0,
        removed: 0,
        nodes: Vec::new(),
        omitted: keys.len().saturating_sub(LISTED) as u64,
        zone: (before.zone() != after.zone()).then(|| after.zone().map(|zone| zone::name(zone).to_owned())),
        impact_changes: None,
        impact_not_compared: None,
    };
    for (i, key) in keys.iter().enumerate() {
        let at = |map: &Map| map.find(key.as_str());
        let (was, is) = (at(before), at(after));
        let (count, change) = match (was, is) {
            (None, _) => (&mut answer.added, "added"),
            (Some(_), None) => (&mut answer.removed, "removed"),
            _ => (&mut answer.changed, "changed"),
        };
        *count += 1;
        let shown = is.map(|n| (after, n)).or(was.map(|n| (before, n)));
        if let Some((map, node)) = shown.filter(|_| i < LISTED) {
            let properties = match (was.and_then(|n| before.node(n)), is.and_then(|n| after.node(n))) {
                (Some(old), Some(new)) => differing(&old, &new),
                _ => Vec::new(),
            };
            answer.nodes.push(PlannedChange {
                key: key.to_string(),
                kind: map.kind(node),
                name: map.name(node).to_owned(),
                change,
                properties,
            });
        }
    }
    answer
}

/// The properties of the written form that differ.
fn differing(old: &Node, new: &Node) -> Vec<String> {
    let properties = |node: &Node| match serde_json::to_value(NodeDoc::new(node)) {
        Ok(serde_json::Value::Object(map)) => map.into_iter().collect::<BTreeMap<_, _>>(),
        _ => BTreeMap::new(),
    };
    let (old, new) = (properties(old), properties(new));
    let names: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).collect();
    names.into_iter().filter(|name| old.get(*name) != new.get(*name)).cloned().collect()
}

/// Nodes whose failure hits others than before: candidates are the changed nodes and all that they (transitively)
/// need, before or after; anything else has the same nodes hanging on it in both maps.
fn impact_changes(before: &Map, after: &Map, keys: &[Key], pool: &Pool) -> (Vec<ImpactChange>, usize) {
    let (candidates, beyond) = upstream(before, after, keys);
    let mut left = BUDGET;
    let mut not_compared = beyond;
    let mut changes = Vec::new();
    for key in candidates {
        if left == 0 {
            not_compared += 1;
            continue;
        }
        let hits = |map: &Map| map.find(&key).map(|node| final_levels(map, node, pool));
        let (was, is) = (hits(before), hits(after));
        let count = |h: &Option<HashMap<NodeIx, Level>>| h.as_ref().map_or(0, HashMap::len);
        left = left.saturating_sub(count(&was) + count(&is));
        changes.extend(compare(before, after, &key, was.as_ref(), is.as_ref()));
    }
    (changes, not_compared)
}

fn upstream(before: &Map, after: &Map, keys: &[Key]) -> (Vec<String>, usize) {
    let mut seen: HashSet<String> = HashSet::new();
    let mut queue: VecDeque<String> = VecDeque::new();
    for key in keys.iter().map(Key::to_string) {
        if seen.insert(key.clone()) {
            queue.push_back(key);
        }
    }
    let mut candidates = Vec::new();
    while let Some(key) = queue.pop_front() {
        if candidates.len() == COMPARED {
            return (candidates, queue.len() + 1);
        }
        let mut next: Vec<&str> = Vec::new();
        for map in [before, after] {
            if let Some(node) = map.find(&key) {
                let graph = map.graph();
                let providers = graph.dependencies(node).flat_map(|d| graph.providers(d));
                next.extend(providers.map(|&p| map.key(p)));
            }
        }
        next.sort_unstable();
        for provider in next {
            if !seen.contains(provider) {
                seen.insert(provider.to_owned());
                queue.push_back(provider.to_owned());
            }
        }
        candidates.push(key);
    }
    (candidates, 0)
}

fn final_levels(map: &Map, node: NodeIx, pool: &Pool) -> HashMap<NodeIx, Level> {
    pool.with(|set| set.levels.run(map.graph(), &[(node, Level::Unavailable)], Include::All).collect())
}

fn compare(
    before: &Map,
    after: &Map,
    key: &str,
    was: Option<&HashMap<NodeIx, Level>>,
    is: Option<&HashMap<NodeIx, Level>>,
) -> Option<ImpactChange> {
    let named = |map: &Map, levels: Option<&HashMap<NodeIx, Level>>| -> BTreeMap<String, Level> {
        levels.into_iter().flatten().map(|(&n, &level)| (map.key(n).to_owned(), level)).collect()
    };
    let (old, new) = (named(before, was), named(after, is));
    if old == new {
        return None;
    }
    let worse_in = |a: &BTreeMap<String, Level>, b: &BTreeMap<String, Level>| -> Vec<String> {
        let level = |m: &BTreeMap<String, Level>, k: &String| m.get(k).copied().unwrap_or_default();
        a.keys().filter(|k| level(a, k) > level(b, k)).take(NAMED).cloned().collect()
    };
    let count = |levels: &BTreeMap<String, Level>| {
        let of = |wanted: Level| levels.values().filter(|&&l| l == wanted).count() as u64;
        ImpactCount { unavailable: of(Level::Unavailable), degraded: of(Level::Degraded) }
    };
    let name = after.find(key).map(|n| after.name(n)).or(before.find(key).map(|n| before.name(n)));
    Some(ImpactChange {
        key: key.to_owned(),
        name: name.unwrap_or_default().to_owned(),
        before: was.map(|_| count(&old)),
        after: is.map(|_| count(&new)),
        worse: worse_in(&new, &old),
        better: worse_in(&old, &new),
    })
}
