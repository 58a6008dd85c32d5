//! After an incident: what the map predicted against what people observed, and for each hit that it missed the dependency
//! that is likeliest to be missing or wrong.
//!
//! Likeliest is what makes the node like others: nodes of the same name or the same role under other agencies need the same,
//! or the same of their own agency. Nothing is changed; a proposal is a dependency that somebody accepts, or not.

use crate::pool::Pool;
use engine::NodeIx;
use map::Map;
use model::{Include, Key, Level};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Most proposals for one node.
const PROPOSED: usize = 3;
/// Most nodes that are compared with one that was missed.
const LIKE: usize = 2_000;

/// A node that was hit although the map did not say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The node.
    pub node: Key,
    /// How well it worked.
    pub level: Level,
    /// What it probably needs, the likeliest first; empty when another one that was missed explains it.
    pub proposals: Vec<Proposed>,
}

/// What a node probably needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// What is needed.
    pub provider: Key,
    /// The map says so already, but not that it matters so much: the dependency is wrong, not missing.
    pub wrong: bool,
    /// How many nodes of the same role need the same.
    pub like: u32,
}

/// An incident held against the map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Review {
    /// Hit, and predicted.
    pub right: Vec<Key>,
    /// Hit, and not predicted.
    pub missed: Vec<Missed>,
    /// Predicted, and observed to work.
    pub too_much: Vec<Key>,
    /// Predicted, and never observed: nothing can be said.
    pub unobserved: u64,
}

impl Review {
    /// The part of what was hit that was predicted; `None` when nothing was observed to be hit.
    pub fn score(&self) -> Option<f64> {
        let hit = self.right.len() + self.missed.len();
        (hit > 0).then(|| self.right.len() as f64 / hit as f64)
    }
}

/// Holds what people observed of nodes against what follows from these failures on the map.
pub fn review(map: &Map, causes: &[(Key, Level)], observed: &BTreeMap<Key, Level>, pool: &Pool) -> Review {
    let find = |key: &Key| map.find(key.as_str());
    let failed: Vec<(NodeIx, Level)> =
        causes.iter().filter_map(|(key, level)| Some((find(key)?, *level))).collect();
    let levels: HashMap<NodeIx, Level> =
        pool.with(|set| set.levels.run(map.graph(), &failed, Include::All).collect());
    let caused: BTreeSet<NodeIx> = failed.iter().map(|(node, _)| *node).collect();
    let (mut found, mut missed) = (Review::default(), Vec::new());
    for (key, level) in observed {
        let Some(node) = find(key).filter(|node| !caused.contains(node)) else { continue };
        match (levels.contains_key(&node), *level == Level::Operational) {
            (true, true) => found.too_much.push(key.clone()),
            (true, false) => found.right.push(key.clone()),
            (false, false) => missed.push((node, *level)),
            (false, true) => {}
        }
    }
    let seen =
        levels.keys().filter(|node| !caused.contains(node) && !observed.contains_key(&map.key_of(**node)));
    found.unobserved = seen.count() as u64;
    let all: BTreeSet<NodeIx> = missed.iter().map(|(node, _)| *node).collect();
    let mut hit: BTreeSet<NodeIx> = levels.keys().copied().collect();
    hit.extend(&caused);
    let roles = Roles::of(map);
    for (node, level) in missed {
        // What needs another one that was missed is explained by it.
        let explained = providers(map, node).any(|provider| all.contains(&provider));
        let proposals = if explained { Vec::new() } else { roles.proposals(map, node, &hit, &caused) };
        found.missed.push(Missed { node: map.key_of(node), level, proposals });
    }
    found
}

fn providers(map: &Map, node: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
    let graph = map.graph();
    graph.dependencies(node).flat_map(move |dependency| graph.providers(dependency).iter().copied())
}

/// The last part of a key: what a node is, whoever runs it.
fn role(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// The agency's part of a key.
fn owner(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

/// Nodes by what they are.
struct Roles<'m> {
    by: HashMap<&'m str, Vec<NodeIx>>,
}

impl<'m> Roles<'m> {
    fn of(map: &'m Map) -> Self {
        let mut by: HashMap<&'m str, Vec<NodeIx>> = HashMap::new();
        for node in map.iter() {
            by.entry(role(map.key(node))).or_default().push(node);
        }
        Self { by }
    }

    /// What a node probably needs of what was hit.
    fn proposals(
        &self,
        map: &Map,
        node: NodeIx,
        hit: &BTreeSet<NodeIx>,
        caused: &BTreeSet<NodeIx>,
    ) -> Vec<Proposed> {
        let key = map.key(node);
        let (own, layer) = (owner(key), map.layer(node));
        let needs: BTreeSet<NodeIx> = providers(map, node).collect();
        let mut same: HashMap<NodeIx, u32> = HashMap::new();
        let mut of_role: HashMap<(&str, bool), u32> = HashMap::new();
        let alike = self.by.get(role(key)).into_iter().flatten();
        for &other in alike.filter(|&&other| other != node && map.layer(other) == layer).take(LIKE) {
            let theirs = owner(map.key(other));
            let distinct: BTreeSet<NodeIx> = providers(map, other).collect();
            for provider in distinct {
                *same.entry(provider).or_default() += 1;
                let name = map.key(provider);
                *of_role.entry((role(name), owner(name) == theirs)).or_default() += 1;
            }
        }
        let candidates = hit.iter().filter(|&&candidate| candidate != node);
        let mut ranked: Vec<(u32, u32, NodeIx)> = candidates
            .filter(|&&candidate| !providers(map, candidate).any(|provider| provider == node))
            .map(|&candidate| {
                let name = map.key(candidate);
                let role = of_role.get(&(role(name), owner(name) == own)).copied().unwrap_or_default();
                let like = same.get(&candidate).copied().unwrap_or_default().max(role);
                // Then what is close: of the same agency, a layer that carries others, a failure that people named.
                let near = u32::from(owner(name) == own) * 4
                    + u32::from(map.layer(candidate) > layer) * 2
                    + u32::from(caused.contains(&candidate))
                    + u32::from(needs.contains(&candidate)) * 8;
                (like, near, candidate)
            })
            .collect();
        ranked.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| map.key(a.2).cmp(map.key(b.2))));
        ranked.truncate(PROPOSED);
        let proposed = |(like, _, candidate): (u32, u32, NodeIx)| Proposed {
            provider: map.key_of(candidate),
            wrong: needs.contains(&candidate),
            like,
        };
        ranked.into_iter().map(proposed).collect()
    }
}
