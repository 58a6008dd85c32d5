//! A synthetic national map of chosen size: to try things out, and to measure on.
//!
//! Sixteen states, districts and municipalities hang from data centres that hang from a national core, with
//! skewed sizes, paired halls, redundant lines, circles, and applications that many share. Nothing in it is real:
//! names are made of syllables, and the regional keys begin with 84 to 99, which no state has.
//!
//! Reading order: this file, `random`, `plan` (what is drawn once), `central`, `local`, `catalogue`.

mod catalogue;
mod central;
mod local;
mod plan;
mod random;

use model::{Kind, Node};
use plan::Plan;

/// Most municipalities: their numbers have five digits.
pub const MAX_MUNICIPALITIES: usize = 99_999;

/// How large a generated map is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    municipalities: usize,
    providers: usize,
    applications: usize,
}

impl Size {
    /// About 10,000 nodes and 43,000 provider links.
    pub const S: Self = Self { municipalities: 150, providers: 12, applications: 80 };
    /// About 96,000 nodes and 435,000 provider links.
    pub const M: Self = Self { municipalities: 1_560, providers: 30, applications: 200 };
    /// About 953,000 nodes and 4.4 million provider links.
    pub const L: Self = Self { municipalities: 16_000, providers: 60, applications: 300 };
    /// About 4.8 million nodes and 22 million provider links.
    pub const XL: Self = Self { municipalities: 81_000, providers: 60, applications: 300 };

    /// The size with so many municipalities, and as many data centres and applications as go with them; a
    /// municipality comes with about 60 nodes. `None` for 0 and beyond [`MAX_MUNICIPALITIES`].
    pub fn of_municipalities(count: usize) -> Option<Self> {
        let like = match count {
            0 => return None,
            1..150 => Self { municipalities: 0, providers: 2 + count / 15, applications: 10 + count / 2 },
            150..1_560 => Self::S,
            1_560..16_000 => Self::M,
            _ => Self::L,
        };
        (count <= MAX_MUNICIPALITIES).then_some(Self { municipalities: count, ..like })
    }
}

/// A synthetic national map. The same size and seed always give the same nodes, in every version of this program.
pub struct National {
    plan: Plan,
}

impl National {
    /// The map of that size; the seed chooses one of many.
    pub fn new(size: Size, seed: u64) -> Self {
        Self { plan: Plan::new(size, seed) }
    }

    /// All nodes of a kind in the order of their keys. None is kept.
    pub fn nodes(&self, kind: Kind) -> impl Iterator<Item = Node> + '_ {
        let plan = &self.plan;
        // The order of the groups is that of the keys: bund, gemeinde-..., kreis-..., land-..., rz-...
        let national = std::iter::once_with(move || plan.national(kind)).flatten();
        let towns = (0..plan.size.municipalities).flat_map(move |m| plan.municipality(m, kind));
        let districts = (0..plan.districts()).flat_map(move |d| plan.district(d, kind));
        let states = (0..plan::STATES).flat_map(move |s| plan.state(s, kind));
        let providers = (0..plan.size.providers).flat_map(move |p| plan.provider(p, kind));
        national.chain(towns).chain(districts).chain(states).chain(providers)
    }
}

/// Hands over all nodes of a [`National`] map: agencies, then sites, then services, each in the order of keys.
pub fn generate(size: Size, seed: u64, emit: &mut impl FnMut(Node)) {
    let national = National::new(size, seed);
    for &kind in Kind::ALL {
        national.nodes(kind).for_each(&mut *emit);
    }
}
