//! The districts that are hit, in rows that fit on paper.

use crate::Language;
use crate::report::{District, Report};
use crate::theme;
use std::cmp::Reverse;
use std::collections::{BTreeMap, btree_map};

/// From so many districts on those that are hit alike share a row.
const MANY_DISTRICTS: usize = 20;

/// Districts of which the same is told: nearly always one.
pub(super) struct DistrictRow<'a> {
    pub(super) names: String,
    /// Its regional key, when it is one that has a name.
    pub(super) key: Option<&'a str>,
    pub(super) agencies: u64,
    pub(super) nodes: [u64; 2],
}

/// The districts; when they are many, the hardest hit first and those that are hit alike together.
pub(super) fn rows(report: &Report, l: Language) -> Vec<DistrictRow<'_>> {
    let districts = &report.background.districts;
    let row = |district: &District, key| DistrictRow {
        names: district.name.clone().unwrap_or_else(|| theme::district(l, &district.key, None)),
        key,
        agencies: district.agencies,
        nodes: district.nodes,
    };
    if districts.len() < MANY_DISTRICTS {
        return districts.iter().map(|d| row(d, d.name.as_ref().map(|_| d.key.as_str()))).collect();
    }
    let mut rows: BTreeMap<_, DistrictRow<'_>> = BTreeMap::new();
    for district in districts {
        let new = row(district, None);
        match rows.entry(Reverse((new.nodes, new.agencies))) {
            btree_map::Entry::Vacant(entry) => {
                entry.insert(new);
            }
            btree_map::Entry::Occupied(mut entry) => {
                let names = &mut entry.get_mut().names;
                names.push_str("; ");
                names.push_str(&new.names);
            }
        }
    }
    rows.into_values().collect()
}
