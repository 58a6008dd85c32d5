//! What the districts of the map are called: by the agencies whose area is the whole district.

use super::Map;
use super::base::{Base, kind_of};
use engine::NodeIx;
use model::Kind;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Digits of the regional key of a district.
const DIGITS: usize = 5;

/// The agency of each district that has one, by the first five digits of its regional keys.
#[derive(Debug, Clone, Default)]
pub struct Districts<'a>(BTreeMap<&'a str, NodeIx>);

impl<'a> Districts<'a> {
    /// The agency that gives the district its name.
    pub fn agency(&self, district: &str) -> Option<NodeIx> {
        self.0.get(district).copied()
    }

    /// All of them in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, NodeIx)> {
        self.0.iter().map(|(&district, &agency)| (district, agency))
    }
}

/// The district that an area is as a whole: `14524`, or a district-free city such as `146120000000`.
fn district_of(area: &str) -> Option<&str> {
    let (district, rest) = area.split_at_checked(DIGITS)?;
    rest.bytes().all(|digit| digit == b'0').then_some(district)
}

impl Base {
    /// Agencies whose area is a district; looked for when first asked.
    fn of_districts(&self) -> &[NodeIx] {
        self.districts.get_or_init(|| {
            let agencies =
                (0..).zip(&self.columns.class).filter(|(_, class)| kind_of(**class) == Kind::Agency);
            let area = |node: NodeIx| self.area(self.columns.area[node as usize]);
            agencies.map(|(node, _)| node).filter(|&node| district_of(area(node)).is_some()).collect()
        })
    }
}

impl Map {
    /// What the districts are called. Of several agencies with the same area it is the one with the most inhabitants,
    /// which those that only serve the area do not have; then the one with the shortest key.
    pub fn districts(&self) -> Districts<'_> {
        let of_base =
            self.base.of_districts().iter().copied().filter(|&node| self.overlay.get(node).is_none());
        let changed = self.overlay.entries().map(|(node, _)| node);
        let changed = changed.filter(|&node| self.exists(node) && self.kind(node) == Kind::Agency);
        let mut found: BTreeMap<&str, NodeIx> = BTreeMap::new();
        let order = |node: NodeIx| {
            let key = self.key(node);
            (Reverse(self.population(node).unwrap_or(0)), key.len(), key)
        };
        for node in of_base.chain(changed) {
            let Some(district) = self.own_area(node).and_then(district_of) else { continue };
            let first = found.entry(district).or_insert(node);
            if order(node) < order(*first) {
                *first = node;
            }
        }
        Districts(found)
    }
}
