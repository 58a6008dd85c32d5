//! All causes of a node's worst level: what alone keeps it there, so that repairing another one changes nothing.
//!
//! What a dependency does over time is read from the entries of its providers in the order in which they were made, with
//! the clocks of the impact semantics: a need met for even an instant begins anew.

use super::base::{DependencyIx, NodeIx, Rule};
use super::outcome::{Hit, Outcome, Span, Worst};
use super::timeline::NONE;
use super::worsen::losses;
use model::Level;
use smallvec::SmallVec;

/// Something that alone keeps a node at its worst level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// Through which of its dependencies; `None` = it fails by itself.
    pub through: Option<DependencyIx>,
    /// Since when within the time at the worst level, in seconds.
    pub from: u32,
    /// Until when; `None` = without end within the horizon.
    pub until: Option<u32>,
    /// It did not take the node down, but keeps it from starting.
    pub holds_back: bool,
}

/// A provider that a dependency lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost {
    /// The provider.
    pub node: NodeIx,
    /// Its level then.
    pub level: Level,
    /// It could only have stood in.
    pub fallback: bool,
}

/// A stretch of time, half-open; [`NONE`] = without end.
type Stretch = (u32, u32);

/// A change of a provider: its entry, when, what was lost or won by it, and whether it was lost.
type Change = (u32, u32, (bool, bool), bool);

impl Outcome<'_> {
    /// Everything that alone keeps the node at its worst level for some time: its own failures first, then its
    /// dependencies as written. For an unavailable node also what only keeps it from starting.
    pub fn causes(&self, hit: Hit, worst: &Worst) -> Vec<Cause> {
        let node = self.scratch.nodes[hit.0 as usize].node;
        let spans = self.spans(hit);
        let level = worst.level as u8;
        let at_worst = |span: &&Span| span.level == worst.level;
        let open = self.horizon().unwrap_or(NONE);
        let overlap = |(from, until): Stretch| {
            spans.iter().filter(at_worst).find_map(|span| {
                let (begin, end) = (span.from.max(from), span.until.unwrap_or(open).min(until));
                (begin < end).then_some((begin, (end != open).then_some(end)))
            })
        };
        let mut causes = Vec::new();
        let failures = &self.scratch.failures;
        let own = &failures[failures.partition_point(|f| f.node < node)..];
        let own = own.iter().take_while(|f| f.node == node).filter(|f| f.level >= level);
        let own = own.filter_map(|f| overlap((f.from, f.until.unwrap_or(NONE)))).min();
        causes.extend(own.map(|(from, until)| Cause { through: None, from, until, holds_back: false }));
        for dependency in self.graph.dependencies(node) {
            let rule = self.graph.head(dependency).1;
            if self.scratch.confirmed_only && !rule.terms.confirmed {
                continue;
            }
            let unmet = self.unmet(dependency, rule, level);
            let acts =
                unmet.iter().filter_map(|&(since, end)| acts_from(rule, level, since).map(|at| (at, end)));
            let taken = acts.into_iter().find_map(overlap);
            let held = if level == 2 { unmet.iter().copied().find_map(overlap) } else { None };
            let found = taken.map(|found| (found, false)).or(held.map(|found| (found, true)));
            causes.extend(found.map(|((from, until), holds_back)| Cause {
                through: Some(dependency),
                from,
                until,
                holds_back,
            }));
        }
        causes
    }

    /// What a dependency lacks at a second, primaries first; at the level `worst` of what it does to its dependent.
    pub fn lost(&self, dependency: DependencyIx, second: u32) -> Vec<Lost> {
        let rule = self.graph.head(dependency).1;
        let providers = (0..).zip(self.graph.providers(dependency));
        let found = providers.filter_map(|(at, &node)| {
            let level = self.level_at(self.hit(node)?, second)?.level;
            let fallback = at >= rule.primaries;
            let (working, sound) = losses(rule, fallback, 0, level as u8);
            (working || sound).then_some(Lost { node, level, fallback })
        });
        found.collect()
    }

    /// When the dependency was at least at this level without a break.
    fn unmet(&self, dependency: DependencyIx, rule: &Rule, level: u8) -> SmallVec<[Stretch; 2]> {
        let entries = &self.scratch.entries;
        let mut changes: SmallVec<[Change; 4]> = SmallVec::new();
        for (at, &provider) in (0..).zip(self.graph.providers(dependency)) {
            let Some(Hit(slot)) = self.hit(provider) else { continue };
            let mut index = self.scratch.nodes[slot as usize].last;
            while let Some(entry) = entries.get(index as usize) {
                let before = entries.get(entry.previous as usize).map_or(0, |before| before.level);
                let (better, worse) = (before.min(entry.level), before.max(entry.level));
                let change = losses(rule, at >= rule.primaries, better, worse);
                changes.push((index, entry.time, change, entry.level > before));
                index = entry.previous;
            }
        }
        changes.sort_unstable_by_key(|change| change.0);
        let (mut working, mut sound, mut since) = (0_u32, 0_u32, None);
        let mut found = SmallVec::new();
        for (_, time, lost, worse) in changes {
            let count = |number: &mut u32, is: bool| match (is, worse) {
                (true, true) => *number += 1,
                (true, false) => *number = number.saturating_sub(1),
                _ => {}
            };
            count(&mut working, lost.0);
            count(&mut sound, lost.1);
            match (rule.level(self.scratch.include(), working, sound) >= level, since) {
                (true, None) => since = Some(time),
                (false, Some(from)) => {
                    found.push((from, time));
                    since = None;
                }
                _ => {}
            }
        }
        found.extend(since.map(|from| (from, NONE)));
        found
    }
}

/// From when a dependency that is at this level since then does it to its dependent; `None` = never.
fn acts_from(rule: &Rule, level: u8, since: u32) -> Option<u32> {
    let terms = &rule.terms;
    let wait = if level == 2 { terms.workaround? } else { 0 };
    let wait = wait.checked_add(terms.tolerance).filter(|_| !terms.start_only)?;
    since.checked_add(wait)
}
