//! The definition, word by word, on a sample: levels when nothing is repaired, the course second by second, the totals.

use super::maps::{Failure, Need, Sample, Strength};
use crate::engine::case::{self, Case};
use crate::engine::literal;
use std::collections::{BTreeMap, BTreeSet};
use tragweite::engine::{Event, ManualStart};
use tragweite::model::Terms;

/// Spans as (level, from, until), by node.
pub type Course = BTreeMap<u32, Vec<(u8, u32, Option<u32>)>>;

impl Need {
    /// The fields that the strength stands for; of what nobody knows, for certain one of them is enough.
    pub fn fields(&self, certain: bool) -> (u32, u32) {
        let all = self.providers.len() as u32;
        match self.strength {
            Strength::OneOfUnknown if !certain => (all, all),
            Strength::Whole | Strength::OneOfUnknown => (1, 1),
            Strength::On | Strength::AnyOf => (1, 1),
            Strength::AtLeast(least) => (least, least),
            Strength::SharedBy => (1, all),
            Strength::SupportedBy => (0, all),
            Strength::InformedBy => (0, 0),
        }
    }

    /// The level of the dependency when its providers are at these levels.
    pub fn level(&self, levels: &[u8], certain: bool) -> u8 {
        let (min, full) = self.fields(certain);
        let usable = u8::from(self.strength != Strength::Whole);
        let good = u8::from(self.tolerates);
        let at_most = |nodes: &[usize], level| nodes.iter().filter(|&&n| levels[n] <= level).count() as u32;
        let working = at_most(&self.providers, usable) + at_most(&self.fallbacks, good);
        let sound = at_most(&self.providers, good);
        if working < min { 2 } else { u8::from(sound < full) }
    }

    pub fn all(&self) -> impl Iterator<Item = usize> + '_ {
        self.providers.iter().chain(&self.fallbacks).copied()
    }
}

impl Sample {
    pub fn counted(&self, need: &Need) -> bool {
        need.confirmed || !self.confirmed_only
    }

    /// The levels in the end when these fail and nothing is repaired: the least fixed point without clocks.
    pub fn lasting(&self, failed: &[(usize, u8)]) -> Vec<u8> {
        let mut levels = vec![0; self.nodes.len()];
        loop {
            let mut changed = false;
            for (at, node) in self.nodes.iter().enumerate() {
                let own = failed.iter().filter(|f| f.0 == at).map(|f| f.1).max().unwrap_or(0);
                let does = |need: &Need| match need.level(&levels, self.confirmed_only) {
                    2 if need.workaround == Some(None) => 1,
                    level => level,
                };
                let needs = node.needs.iter().filter(|need| !need.start && self.counted(need));
                let raw = needs.map(does).max().unwrap_or(0).max(own);
                changed |= raw > levels[at];
                levels[at] = raw.max(levels[at]);
            }
            if !changed {
                return levels;
            }
        }
    }

    /// No clock runs longer than this, all together.
    pub fn longest(&self) -> u32 {
        let clocks = |need: &Need| need.tolerance + need.workaround.flatten().unwrap_or(0);
        let node = |node: &super::maps::Node| node.recovery + node.needs.iter().map(clocks).sum::<u32>();
        30 + self.nodes.iter().map(node).sum::<u32>()
    }

    fn case(&self, failures: &[Failure], horizon: u32, confirmed_only: bool) -> Case {
        let mut needs = Vec::new();
        for (at, node) in self.nodes.iter().enumerate() {
            for need in node.needs.iter().filter(|need| need.confirmed || !confirmed_only) {
                let (min, full) = need.fields(confirmed_only);
                let numbers = |nodes: &[usize]| nodes.iter().map(|&node| node as u32).collect();
                needs.push(case::Need {
                    dependent: at as u32,
                    primaries: numbers(&need.providers),
                    fallbacks: numbers(&need.fallbacks),
                    terms: Terms {
                        tolerates_degraded: need.tolerates,
                        degraded_works: need.strength != Strength::Whole,
                        tolerance: need.tolerance,
                        workaround: need.workaround.unwrap_or(Some(0)),
                        start_only: need.start,
                        ..case::terms(min, full)
                    },
                });
            }
        }
        let event = |f: &Failure| Event { node: f.node as u32, level: f.level, from: f.from, until: f.until };
        let recovery = self.nodes.iter().map(|node| node.recovery).collect();
        Case { recovery, needs, failures: failures.iter().map(event).collect(), horizon }
    }

    /// What is affected when, and what is at risk, up to the horizon.
    pub fn course(&self, failures: &[Failure], horizon: u32) -> (Course, BTreeSet<u32>) {
        let answer = literal::solve(&self.case(failures, horizon, self.confirmed_only));
        (answer.affected, answer.at_risk.into_iter().collect())
    }

    /// The same when only confirmed dependencies count.
    pub fn certain(&self, failures: &[Failure], horizon: u32) -> Course {
        literal::solve(&self.case(failures, horizon, true)).affected
    }

    /// Second by second, for each counted need in the order of nodes: its level, and what it does to its dependent.
    pub fn needs(&self, failures: &[Failure], horizon: u32) -> Vec<Vec<(u8, u8)>> {
        literal::needs(&self.case(failures, horizon, self.confirmed_only))
    }

    /// The course with starts by hand.
    pub fn by_hand(&self, failures: &[Failure], horizon: u32, starts: &[ManualStart]) -> Course {
        literal::solve_with(&self.case(failures, horizon, self.confirmed_only), starts).affected
    }

    /// Everything that may be otherwise, one at a time: the dependency, what is supposed, and the sample then.
    pub fn otherwise(&self) -> Vec<(String, &'static str, Option<usize>, Self)> {
        let mut all = Vec::new();
        for (at, node) in self.nodes.iter().enumerate() {
            for (id, need) in node.needs.iter().enumerate().filter(|(_, need)| self.counted(need)) {
                let mut add = |what, provider, changed: Option<Need>| {
                    let mut sample = self.clone();
                    match changed {
                        Some(changed) => sample.nodes[at].needs[id] = changed,
                        None => drop(sample.nodes[at].needs.remove(id)),
                    }
                    all.push((format!("n{at}~d{id}"), what, provider, sample));
                };
                if !need.confirmed {
                    add("not-needed", None, None);
                }
                if need.tolerance > 0 || need.workaround.is_some() {
                    add("not-bridged", None, Some(Need { tolerance: 0, workaround: None, ..need.clone() }));
                }
                if need.workaround.flatten().is_some() {
                    add("bridged-for-ever", None, Some(Need { workaround: Some(None), ..need.clone() }));
                }
                for &provider in need.providers.iter().filter(|_| need.strength == Strength::OneOfUnknown) {
                    let one = Need { strength: Strength::On, providers: vec![provider], ..need.clone() };
                    add("this-one", Some(provider), Some(one));
                }
            }
        }
        all
    }

    /// What these levels come to: the names and numbers of totals and figures alike.
    pub fn figures(&self, levels: &[u8]) -> BTreeMap<&'static str, u64> {
        let affected =
            || self.nodes.iter().zip(levels).filter(|(_, level)| **level > 0).map(|(node, _)| node);
        let services = || affected().filter(|node| node.kind == "service");
        let agencies: BTreeSet<usize> = (0..self.nodes.len())
            .filter(|&at| levels[at] > 0)
            .map(|at| self.nodes[at].agency.unwrap_or(at))
            .collect();
        let areas: BTreeSet<_> = agencies.iter().filter_map(|&at| self.nodes[at].ars).collect();
        let districts: BTreeSet<_> = areas.iter().filter(|a| a.0.len() >= 5).map(|a| &a.0[..5]).collect();
        let serving = services().filter(|node| node.layer == "public");
        let serving: BTreeSet<usize> = serving.filter_map(|node| node.agency).collect();
        let lived_in: BTreeSet<_> = serving.iter().filter_map(|&at| self.nodes[at].ars).collect();
        let outer = |area: &(&str, u64)| !lived_in.iter().any(|o| o.0 != area.0 && area.0.starts_with(o.0));
        let people: u64 = lived_in.iter().filter(|area| outer(area)).map(|area| area.1).sum();
        let unknown = serving.iter().filter(|&&at| self.nodes[at].ars.is_none()).count() as u64;
        let level = |wanted| levels.iter().filter(|&&level| level == wanted).count() as u64;
        let known = (people > 0 || unknown == 0).then_some(("people", people));
        let mut figures = BTreeMap::from([
            ("unavailable", level(2)),
            ("degraded", level(1)),
            ("services", services().count() as u64),
            ("publicServices", services().filter(|node| node.layer == "public").count() as u64),
            ("affectedSites", affected().filter(|node| node.kind == "site").count() as u64),
            ("agencies", agencies.len() as u64),
            ("districts", districts.len() as u64),
            ("peopleUnknown", unknown),
            ("casesPerDay", services().map(|node| u64::from(node.cases)).sum()),
        ]);
        figures.extend(known);
        figures
    }
}

/// The worst level of each of so many nodes.
pub fn worst(course: &Course, nodes: usize) -> Vec<u8> {
    let of = |node| course.get(&node).into_iter().flatten().map(|span| span.0).max().unwrap_or(0);
    (0..nodes as u32).map(of).collect()
}
