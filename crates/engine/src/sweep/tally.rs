//! Counts what a set of affected nodes means: services, agencies, districts, people, cases.
//!
//! The same numbers that the answer to one scenario gives; here for a million scenarios in a row. What is counted of a node
//! lies in one row of numbers, and nothing is cleared between two runs but what the last one touched.

use crate::base::NodeIx;
use model::region::Municipalities;
use model::{Kind, Level};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// "None" in a row.
const NONE: u32 = u32::MAX;

/// What is counted of one node.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What it is.
    pub kind: Kind,
    /// It stands for so many of its kind.
    pub stands_for: u32,
    /// A service of the public layer.
    pub public: bool,
    /// A service that tolerates no more than the period asked for.
    pub time_critical: bool,
    /// Who runs it; `None` also of an agency.
    pub agency: Option<NodeIx>,
    /// Cases on a usual day.
    pub cases_per_day: Option<f64>,
    /// Inhabitants of an agency's area; `None` = not known.
    pub population: Option<u64>,
    /// Official key of an agency's area.
    pub area: Option<&'a str>,
}

/// What a set of affected nodes comes to; each counts as many as it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Nodes at that level.
    pub unavailable: u64,
    /// Nodes at that level.
    pub degraded: u64,
    /// Services among them.
    pub services: u64,
    /// Services of the public layer.
    pub public_services: u64,
    /// Time-critical services that are unavailable.
    pub time_critical: u64,
    /// Sites among them.
    pub sites: u64,
    /// Agencies that are affected or run something affected.
    pub agencies: u64,
    /// Districts of those agencies.
    pub districts: u64,
    /// Inhabitants of the areas of agencies that run an affected public service; an area inside another counts once.
    pub people: u64,
    /// Of those agencies, how many have an area of which that is not known.
    pub people_unknown: u64,
    /// Cases on a usual day of the services, in millionths: whole numbers add up to the same in any order.
    pub microcases: u64,
}

impl Totals {
    /// Nodes that are affected.
    pub fn affected(&self) -> u64 {
        self.unavailable + self.degraded
    }

    /// What this set has beyond another one inside it.
    #[must_use]
    pub fn beyond(&self, other: &Self) -> Self {
        Self {
            unavailable: self.unavailable.saturating_sub(other.unavailable),
            degraded: self.degraded.saturating_sub(other.degraded),
            services: self.services.saturating_sub(other.services),
            public_services: self.public_services.saturating_sub(other.public_services),
            time_critical: self.time_critical.saturating_sub(other.time_critical),
            sites: self.sites.saturating_sub(other.sites),
            agencies: self.agencies.saturating_sub(other.agencies),
            districts: self.districts.saturating_sub(other.districts),
            people: self.people.saturating_sub(other.people),
            people_unknown: self.people_unknown.saturating_sub(other.people_unknown),
            microcases: self.microcases.saturating_sub(other.microcases),
        }
    }
}

const SERVICE: u32 = 1;
const PUBLIC: u32 = 2;
const CRITICAL: u32 = 4;
const SITE: u32 = 8;

#[derive(Debug, Clone, Copy, Default)]
struct Row {
    /// The agency or, of a node without one, its own group.
    group: u32,
    flags: u32,
    stands_for: u32,
    microcases: u64,
}

#[derive(Debug, Clone, Copy)]
struct Group {
    district: u32,
    /// The distinct area, unless nobody lives in it.
    area: u32,
    /// `None` = nobody knows.
    people: Option<u64>,
    /// 1 of what has no agency; 0 = is none itself.
    stands_for: u32,
}

/// How far a group was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Seen {
    #[default]
    No,
    /// Something of it is affected.
    Hit,
    /// A public service of it is.
    Serves,
}

/// What is counted of every node of a map, prepared for many sums.
#[derive(Debug, Default)]
pub struct Figures {
    rows: Vec<Row>,
    groups: Vec<Group>,
    /// For each distinct area that may have inhabitants, the smallest one around it.
    around: Vec<u32>,
    districts: usize,
}

impl Figures {
    /// Takes the facts of nodes; those of an agency may come before or after what it runs. `bound` is the length of an
    /// array indexed by node.
    pub fn new<'a>(bound: u32, nodes: impl Iterator<Item = (NodeIx, Facts<'a>)>) -> Self {
        let mut rows = vec![Row::default(); bound as usize];
        let mut number = vec![NONE; bound as usize];
        let mut groups: Vec<Group> = Vec::new();
        let mut inhabited: Vec<(&str, u32)> = Vec::new();
        let mut districts: BTreeMap<&str, u32> = BTreeMap::new();
        for (node, facts) in nodes {
            let head = facts.agency.unwrap_or(node);
            let group = &mut number[head as usize];
            if *group == NONE {
                *group = groups.len() as u32;
                groups.push(Group { district: NONE, area: NONE, people: Some(0), stands_for: 1 });
            }
            let group = *group;
            let flag = |is: bool, flag: u32| if is { flag } else { 0 };
            let service = facts.kind == Kind::Service;
            rows[node as usize] = Row {
                group,
                flags: flag(service, SERVICE)
                    | flag(service && facts.public, PUBLIC)
                    | flag(service && facts.time_critical, CRITICAL)
                    | flag(facts.kind == Kind::Site, SITE),
                stands_for: facts.stands_for,
                microcases: if service { micro(facts.cases_per_day) } else { 0 },
            };
            if facts.kind == Kind::Agency {
                groups[group as usize].people = facts.population;
                groups[group as usize].stands_for = facts.stands_for;
                if let Some(area) = facts.area {
                    if let Some(district) = area.get(..5) {
                        let next = districts.len() as u32;
                        groups[group as usize].district = *districts.entry(district).or_insert(next);
                    }
                    if facts.population != Some(0) {
                        inhabited.push((area, group));
                    }
                }
            }
        }
        let known = Municipalities::of(inhabited.iter().map(|&(area, _)| area));
        let mut areas: BTreeMap<Cow<'_, str>, Vec<u32>> = BTreeMap::new();
        for (area, group) in inhabited {
            areas.entry(known.key(area)).or_default().push(group);
        }
        let around = nest(&areas, &mut groups);
        Self { rows, groups, around, districts: districts.len() }
    }

    /// How many a node counts as.
    pub fn stands_for(&self, node: NodeIx) -> u64 {
        self.rows[node as usize].stands_for.into()
    }
}

/// Numbers the distinct areas in their order and says for each which is the smallest around it.
fn nest(areas: &BTreeMap<Cow<'_, str>, Vec<u32>>, groups: &mut [Group]) -> Vec<u32> {
    let mut around = Vec::with_capacity(areas.len());
    // An area comes before those inside it.
    let mut open: Vec<(&str, u32)> = Vec::new();
    for (number, (area, of)) in (0..).zip(areas) {
        while open.last().is_some_and(|&(outer, _)| !area.starts_with(outer)) {
            open.pop();
        }
        around.push(open.last().map_or(NONE, |&(_, outer)| outer));
        open.push((area, number));
        of.iter().for_each(|&group| groups[group as usize].area = number);
    }
    around
}

fn micro(cases: Option<f64>) -> u64 {
    // A number of cases is finite and not negative; more than fits counts as the most that does.
    cases.map_or(0, |cases| (cases * 1e6).round() as u64)
}

/// Sums up sets of nodes one after the other.
#[derive(Debug)]
pub struct Tally<'a> {
    figures: &'a Figures,
    totals: Totals,
    seen_groups: Vec<Seen>,
    seen_districts: Vec<bool>,
    /// Most people that an agency says to live in the area; 0 = not seen.
    lives: Vec<u64>,
    groups: Vec<u32>,
    touched: Vec<u32>,
}

impl<'a> Tally<'a> {
    /// An empty sum.
    pub fn new(figures: &'a Figures) -> Self {
        Self {
            figures,
            totals: Totals::default(),
            seen_groups: vec![Seen::No; figures.groups.len()],
            seen_districts: vec![false; figures.districts],
            lives: vec![0; figures.around.len()],
            groups: Vec::new(),
            touched: Vec::new(),
        }
    }

    /// Counts one affected node; each only once until the sum is taken.
    #[inline]
    pub fn add(&mut self, node: NodeIx, level: Level) {
        let row = self.figures.rows[node as usize];
        let down = level == Level::Unavailable;
        let count = |is: bool| if is { u64::from(row.stands_for) } else { 0 };
        let is = |flag: u32| row.flags & flag > 0;
        let totals = &mut self.totals;
        totals.unavailable += count(down);
        totals.degraded += count(!down);
        totals.services += count(is(SERVICE));
        totals.public_services += count(is(PUBLIC));
        totals.time_critical += count(down && is(CRITICAL));
        totals.sites += count(is(SITE));
        totals.microcases = totals.microcases.saturating_add(row.microcases);
        let seen = &mut self.seen_groups[row.group as usize];
        if *seen == Seen::No {
            self.groups.push(row.group);
        }
        *seen = (*seen).max(if is(PUBLIC) { Seen::Serves } else { Seen::Hit });
    }

    /// The sum, and a new beginning.
    pub fn take(&mut self) -> Totals {
        let figures = self.figures;
        let mut totals = std::mem::take(&mut self.totals);
        for &number in &self.groups {
            let group = figures.groups[number as usize];
            totals.agencies += u64::from(group.stands_for);
            if group.district != NONE {
                let seen = &mut self.seen_districts[group.district as usize];
                totals.districts += u64::from(!*seen);
                *seen = true;
            }
            if self.seen_groups[number as usize] != Seen::Serves {
                continue;
            }
            match (group.area, group.people) {
                (NONE, people) => {
                    totals.people += people.unwrap_or(0);
                    totals.people_unknown += u64::from(people.is_none());
                }
                (area, Some(people)) => {
                    let lives = &mut self.lives[area as usize];
                    if *lives == 0 {
                        self.touched.push(area);
                    }
                    *lives = (*lives).max(people);
                }
                (_, None) => {}
            }
        }
        let unknown = self.groups.iter().map(|&number| (number, figures.groups[number as usize]));
        for (number, group) in unknown.filter(|(_, group)| group.people.is_none() && group.area != NONE) {
            let serves = self.seen_groups[number as usize] == Seen::Serves;
            let counted = self.lives[group.area as usize] > 0 || self.is_inside_another(group.area);
            totals.people_unknown += u64::from(serves && !counted);
        }
        for &area in &self.touched {
            if !self.is_inside_another(area) {
                totals.people += self.lives[area as usize];
            }
        }
        self.clear();
        totals
    }

    fn is_inside_another(&self, mut area: u32) -> bool {
        // Regional keys are short, so that few areas lie around one.
        loop {
            area = self.figures.around[area as usize];
            if area == NONE {
                return false;
            }
            if self.lives[area as usize] > 0 {
                return true;
            }
        }
    }

    fn clear(&mut self) {
        for number in self.groups.drain(..) {
            self.seen_groups[number as usize] = Seen::No;
            let district = self.figures.groups[number as usize].district;
            if district != NONE {
                self.seen_districts[district as usize] = false;
            }
        }
        self.touched.drain(..).for_each(|area| self.lives[area as usize] = 0);
    }

    /// What one node alone comes to at a level.
    pub fn alone(&mut self, node: NodeIx, level: Level) -> Totals {
        self.add(node, level);
        self.take()
    }
}
