//! What still works, agency by agency.

use super::Found;
use crate::error::AppError;
use engine::NodeIx;
use map::Map;
use model::key::quoted;
use model::{Key, Kind, Level};
use std::collections::BTreeMap;
use wire::working::{AgencyWorking, WorkingAnswer, WorkingNode};
use wire::{Place, Problem, Problems};

/// Most agencies that are listed.
const AGENCIES: usize = 1_000;

impl Found<'_> {
    /// What still works of these agencies, or of those that run something that fails or is affected; at most so many nodes
    /// in all.
    ///
    /// # Errors
    /// [`AppError::Invalid`] names every key that is no agency of the map.
    pub fn working(&self, of: Option<&[Key]>, limit: usize) -> Result<WorkingAnswer<'_>, AppError> {
        let map = self.map();
        let all = match of {
            Some(keys) => chosen(map, keys)?,
            None => self.hit_agencies(),
        };
        let shown = &all[..all.len().min(AGENCIES)];
        let at_risk = self.at_risk();
        let mut left = limit;
        let agencies = shown.iter().zip(map.runs(shown)).map(|(&agency, mut nodes)| {
            // The layers stand in their order; what has none, a site, comes last.
            nodes.sort_by_key(|&node| (map.layer(node).is_none(), map.layer(node), map.graph().rank(node)));
            let count = |level| {
                let of_level = nodes.iter().filter(|&&node| self.worst(node) == level);
                of_level.map(|&node| map.stands_for(node)).sum()
            };
            let sound: Vec<NodeIx> =
                nodes.iter().copied().filter(|&node| self.worst(node) == Level::Operational).collect();
            let listed = &sound[..sound.len().min(left)];
            left -= listed.len();
            let node = |&node: &NodeIx| WorkingNode {
                key: map.key(node),
                kind: map.kind(node),
                name: map.name(node),
                layer: map.layer(node),
                at_risk: at_risk.contains(&node),
            };
            AgencyWorking {
                key: map.key(agency),
                name: map.name(agency),
                level: self.worst(agency),
                working: count(Level::Operational),
                degraded: count(Level::Degraded),
                unavailable: count(Level::Unavailable),
                nodes: listed.iter().map(node).collect(),
                omitted: (sound.len() - listed.len()) as u64,
            }
        });
        Ok(WorkingAnswer {
            revision: map.revision(),
            title: self.asked.request.title.as_deref(),
            agencies: agencies.collect(),
            omitted: (all.len() - shown.len()) as u64,
        })
    }

    /// The agencies that run what fails, or what is affected, by key.
    fn hit_agencies(&self) -> Vec<NodeIx> {
        let map = self.map();
        let failed = self.asked.events.iter().map(|event| event.node);
        let owners = failed.chain(self.hit()).map(|node| map.agency(node).unwrap_or(node));
        let agencies = owners.filter(|&node| map.kind(node) == Kind::Agency);
        let by_key: BTreeMap<u64, NodeIx> = agencies.map(|node| (map.graph().rank(node), node)).collect();
        by_key.into_values().collect()
    }
}

fn chosen(map: &Map, keys: &[Key]) -> Result<Vec<NodeIx>, AppError> {
    let mut problems = Problems::default();
    let mut found = BTreeMap::new();
    let place = Place::ROOT.name("agency");
    for key in keys {
        match map.find(key.as_str()) {
            Some(node) if map.kind(node) == Kind::Agency => _ = found.insert(map.graph().rank(node), node),
            Some(node) => {
                let detail = format!("{} is a {}", quoted(key.as_str()), map.kind(node).as_str());
                problems.push(Problem::new(&place, "wrong-kind", detail, "give the key of an agency"));
            }
            None => {
                let fault = map.no_such_node(key.as_str(), quoted(key.as_str()));
                problems.push(Problem::new(&place, fault.code, fault.detail, fault.remedy));
            }
        }
    }
    problems.or(found.into_values().collect()).map_err(AppError::Invalid)
}
