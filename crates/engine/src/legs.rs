//! On what a need with several providers stands: which fallbacks stand in since when, and which leg is its last.

use super::base::{DependencyIx, NodeIx, Rule};
use super::outcome::Outcome;
use super::timeline::NONE;
use super::worsen::losses;
use model::Level;
use std::collections::BTreeSet;

/// Most fallbacks of one dependency that are told.
const STAND_INS: usize = 50;

/// A fallback that stands in for primaries that do not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandIn {
    /// The dependency.
    pub dependency: DependencyIx,
    /// The fallback.
    pub node: NodeIx,
    /// Since when, in seconds.
    pub from: u32,
    /// Until when; `None` = without end within the horizon.
    pub until: Option<u32>,
}

/// A need that could lose no more at some instant, as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastLeg {
    /// The dependency.
    pub dependency: DependencyIx,
    /// Its providers that were unavailable, primaries first.
    pub down: Vec<NodeIx>,
    /// Its providers that were degraded.
    pub reduced: Vec<NodeIx>,
    /// Those that still worked for it.
    pub left: Vec<NodeIx>,
    /// How bad it gets for the dependent when it loses one more.
    pub next: Level,
}

/// The providers of one dependency, and its dependent, as they change.
struct Course<'a> {
    providers: &'a [NodeIx],
    rule: &'a Rule,
    levels: Vec<u8>,
    dependent: u8,
    lost_working: u32,
    lost_sound: u32,
    hurt: u32,
    /// Primaries that work.
    primaries: u32,
    /// Fallbacks that can help, by their place.
    fallbacks: BTreeSet<u32>,
}

impl Course<'_> {
    fn change(&mut self, at: u32, level: u8) {
        let Some(known) = self.levels.get_mut(at as usize) else {
            self.dependent = level;
            return;
        };
        let old = std::mem::replace(known, level);
        let fallback = at >= self.rule.primaries;
        let (working, sound) = losses(self.rule, fallback, old.min(level), old.max(level));
        let add = |number: &mut u32, is: bool| {
            *number = if level > old { *number + u32::from(is) } else { *number - u32::from(is) };
        };
        add(&mut self.lost_working, working);
        add(&mut self.lost_sound, sound);
        self.hurt = self.hurt + u32::from(level > 0) - u32::from(old > 0);
        match (working, fallback, level > old) {
            (false, ..) => {}
            (true, true, true) => _ = self.fallbacks.remove(&at),
            (true, true, false) => _ = self.fallbacks.insert(at),
            (true, false, true) => self.primaries -= 1,
            (true, false, false) => self.primaries += 1,
        }
    }

    /// The fallbacks that stand in now: as many as primaries that it takes are missing, in the order written.
    fn standing_in(&self) -> impl Iterator<Item = u32> + '_ {
        let terms = self.rule.terms;
        let wanted = if self.dependent == 2 { 0 } else { terms.min.max(terms.full).min(self.rule.primaries) };
        let missing = wanted.saturating_sub(self.primaries) as usize;
        self.fallbacks.iter().copied().take(missing.min(STAND_INS))
    }

    fn leg(&self, dependency: DependencyIx, next: Level) -> LastLeg {
        let at_level = |level| {
            let of_level = self.levels.iter().zip(self.providers).filter(move |(is, _)| **is == level);
            of_level.map(|(_, &node)| node).collect()
        };
        let works = |(at, &level): (u32, &u8)| !losses(self.rule, at >= self.rule.primaries, 0, level).0;
        let left = (0..).zip(&self.levels).zip(self.providers).filter(|(leg, _)| works(*leg));
        LastLeg {
            dependency,
            down: at_level(2),
            reduced: at_level(1),
            left: left.map(|(_, &node)| node).collect(),
            next,
        }
    }
}

impl Outcome<'_> {
    /// The fallbacks that stand in for a node, in the order of its dependencies, then of time. What stands in while the
    /// node is unavailable helps nobody and is not told.
    pub fn stand_ins(&self, node: NodeIx) -> Vec<StandIn> {
        let mut all = Vec::new();
        for dependency in self.graph.dependencies(node) {
            let rule = self.graph.head(dependency).1;
            if rule.primaries == rule.providers || rule.terms.start_only || !self.is_hurt(dependency) {
                continue;
            }
            let providers = self.graph.providers(dependency);
            let mut used: Vec<(u32, u32)> = Vec::new();
            let from_here = all.len();
            let stand_in =
                |at: u32, from, until| StandIn { dependency, node: providers[at as usize], from, until };
            self.walk(dependency, |course, time| {
                let now: BTreeSet<u32> = course.standing_in().collect();
                used.retain(|&(at, from)| {
                    let still = now.contains(&at);
                    if !still {
                        all.push(stand_in(at, from, Some(time)));
                    }
                    still
                });
                let known: BTreeSet<u32> = used.iter().map(|&(at, _)| at).collect();
                used.extend(now.difference(&known).map(|&at| (at, time)));
            });
            all.extend(used.into_iter().map(|(at, from)| stand_in(at, from, None)));
            all[from_here..].sort_by_key(|found| found.from);
        }
        all
    }

    /// The needs of a degraded node that have lost providers and take the node away when they lose one more, in the order
    /// written. None when a workaround without end would keep it going.
    pub fn last_legs(&self, node: NodeIx) -> Vec<LastLeg> {
        let takes_away = |&dependency: &DependencyIx| {
            let terms = self.graph.head(dependency).1.terms;
            !terms.start_only && !terms.one_of_unknown && terms.workaround.is_some()
        };
        let needs = self.graph.dependencies(node).filter(takes_away).filter(|&d| self.is_hurt(d));
        needs.filter_map(|dependency| self.last_leg(dependency, 1)).collect()
    }

    /// How a need that [is at risk](Self::at_risk) stood when it was; the worst that one more failure does counts.
    pub fn at_its_last_leg(&self, dependency: DependencyIx) -> Option<LastLeg> {
        self.last_leg(dependency, 0)
    }

    /// At the first instant at which it is at most this bad and could lose no more.
    fn last_leg(&self, dependency: DependencyIx, most: u8) -> Option<LastLeg> {
        let rule = self.graph.head(dependency).1;
        let include = self.scratch.include();
        let (spare_working, spare_sound) = rule.spare(include);
        let used_up = |lost: u32, spare: u32| spare != NONE && lost == spare;
        let mut found: Option<LastLeg> = None;
        self.walk(dependency, |course, _| {
            let level = rule.level(include, course.lost_working, course.lost_sound);
            if level > most
                || course.hurt == 0
                || found.as_ref().is_some_and(|f| f.next == Level::Unavailable)
            {
                return;
            }
            let away = used_up(course.lost_working, spare_working) && rule.terms.workaround.is_some();
            let lost = most == 0 || course.lost_working > 0;
            if away && lost {
                found = Some(course.leg(dependency, Level::Unavailable));
            } else if most == 0
                && found.is_none()
                && (used_up(course.lost_working, spare_working) || used_up(course.lost_sound, spare_sound))
            {
                found = Some(course.leg(dependency, Level::Degraded));
            }
        });
        found
    }

    /// It counts in this run, has several providers, and not all of them were always sound.
    fn is_hurt(&self, dependency: DependencyIx) -> bool {
        self.graph.head(dependency).1.providers > 1 && self.scratch.group_if_any(dependency).is_some()
    }

    /// Shows the providers after each instant at which any of them, or the dependent, changes.
    fn walk(&self, dependency: DependencyIx, mut visit: impl FnMut(&Course<'_>, u32)) {
        let (dependent, rule) = self.graph.head(dependency);
        let providers = self.graph.providers(dependency);
        let mut changes: Vec<(u32, bool, u32, u8)> = Vec::new();
        for (at, &node) in (0..).zip(providers.iter().chain([&dependent])) {
            for span in self.hit(node).map(|hit| self.spans(hit)).unwrap_or_default() {
                changes.push((span.from, true, at, span.level as u8));
                changes.extend(span.until.map(|until| (until, false, at, 0)));
            }
        }
        // What ends at an instant ends before anything begins at it.
        changes.sort_unstable();
        let mut course = Course {
            providers,
            rule,
            levels: vec![0; providers.len()],
            dependent: 0,
            lost_working: 0,
            lost_sound: 0,
            hurt: 0,
            primaries: rule.primaries,
            fallbacks: (rule.primaries..rule.providers).collect(),
        };
        for of_one in changes.chunk_by(|a, b| a.0 == b.0) {
            of_one.iter().for_each(|&(_, _, at, level)| course.change(at, level));
            visit(&course, of_one[0].0);
        }
    }
}
