//! The districts that are hit, with the names that the map itself knows, else with the official ones.

use super::plain;
use crate::impact::Answered;
use engine::NodeIx;
use model::{Kind, Level};
use render::report::District;
use std::collections::{BTreeMap, BTreeSet};

/// Most districts that are told.
const DISTRICTS: usize = 120;

/// Each with its affected agencies and how much of them is hit; and how many districts are left out.
pub(super) fn districts(answered: &Answered<'_>) -> (Vec<District>, u64) {
    let map = answered.map;
    let mut found: BTreeMap<&str, (BTreeSet<NodeIx>, [u64; 2])> = BTreeMap::new();
    for (node, level) in answered.hit() {
        let agency = if map.kind(node) == Kind::Agency { Some(node) } else { map.agency(node) };
        let Some((agency, area)) = agency.and_then(|agency| Some((agency, map.area(agency)?))) else {
            continue;
        };
        let Some(district) = area.get(..5) else { continue };
        let (agencies, nodes) = found.entry(district).or_default();
        agencies.insert(agency);
        match level {
            Level::Unavailable => nodes[0] += 1,
            Level::Degraded => nodes[1] += 1,
            Level::Operational => {}
        }
    }
    let names = map.districts();
    let omitted = found.len().saturating_sub(DISTRICTS) as u64;
    let told = found.into_iter().take(DISTRICTS).map(|(key, (agencies, nodes))| District {
        key: key.to_owned(),
        name: (names.agency(key).map(|agency| plain(map.name(agency))))
            .or_else(|| words::districts::name(key).map(str::to_owned)),
        agencies: agencies.len() as u64,
        nodes,
    });
    (told.collect(), omitted)
}
