//! What comes back when: waves, what each node waited for last, and how much time there is to spare.

use crate::base::{DependencyIx, NodeIx, Rule};
use crate::graph::Graph;
use crate::manual_start::Bridge;
use crate::outcome::{Better, Outcome};
use model::{Include, Level};
use std::collections::HashMap;

/// One node that was unavailable and came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanStep {
    /// The node.
    pub node: NodeIx,
    /// When it first became unavailable, in seconds.
    pub failed: u32,
    /// When it can be started for the last time: everything that it needs is there, or it is started by hand.
    pub start: u32,
    /// When it is back.
    pub back: u32,
    /// Its level then.
    pub level: Level,
    /// How often it was unavailable.
    pub times: u32,
    /// 1 = waits for no other node of the plan; else one more than the highest wave of those it needed to start, the
    /// one it waited for last among them, if that did not fall again.
    pub wave: u32,
    /// It was started by hand.
    pub by_hand: bool,
    /// The dependency it waited for last; `None` = its own repair, or a start by hand.
    pub through: Option<DependencyIx>,
    /// Whose getting better met that dependency.
    pub provider: Option<NodeIx>,
    /// By how many seconds it may be late before the first objective is missed, its own or that of a node that needs it
    /// to start; negative when it is missed already. `None` = no objective hangs on it.
    pub slack: Option<i64>,
    /// Whose objective that is.
    pub urgent_for: Option<NodeIx>,
    /// How it came back, for the chain of what it waited for.
    pub restart: Better,
}

const UNKNOWN: u32 = u32::MAX;

/// Every node that was unavailable and came back.
pub(super) fn steps(
    graph: &Graph,
    outcome: &Outcome<'_>,
    include: Include,
    due: &dyn Fn(NodeIx, u32) -> Option<u32>,
) -> Vec<PlanStep> {
    let mut steps: Vec<PlanStep> = outcome.affected().filter_map(|(hit, ..)| step(outcome, hit)).collect();
    // What follows from another stands after it.
    steps.sort_unstable_by_key(|step| step.restart.order());
    let mut place = vec![UNKNOWN; graph.node_bound() as usize];
    for (at, step) in (0..).zip(&steps) {
        place[step.node as usize] = at;
    }
    let mut bridges = outcome.bridges().to_vec();
    bridges.sort_by_key(|bridge| bridge.dependency);
    let mut order = Order { graph, outcome, include, bridges, place, passed: HashMap::new() };
    let mut held = Vec::new();
    let mut first = vec![0];
    for at in 0..steps.len() {
        let wave = order.wave(&steps, at, &mut held);
        steps[at].wave = wave;
        first.push(held.len());
    }
    for step in &mut steps {
        let due = due(step.node, step.failed);
        step.slack = due.map(|due| i64::from(due) - i64::from(step.back));
        step.urgent_for = due.map(|_| step.node);
    }
    for at in (0..steps.len()).rev() {
        let PlanStep { slack: Some(slack), start, urgent_for, .. } = steps[at] else { continue };
        for &provider in &held[first[at]..first[at + 1]] {
            let held_up = &mut steps[provider as usize];
            let late = slack + i64::from(start) - i64::from(held_up.back);
            if held_up.slack.is_none_or(|own| late < own) {
                (held_up.slack, held_up.urgent_for) = (Some(late), urgent_for);
            }
        }
    }
    steps.sort_unstable_by_key(|step| (step.wave, step.slack.unwrap_or(i64::MAX), graph.rank(step.node)));
    steps
}

fn step(outcome: &Outcome<'_>, hit: crate::outcome::Hit) -> Option<PlanStep> {
    let restart = outcome.restart(hit)?;
    let spans = outcome.spans(hit);
    let down = || spans.iter().filter(|span| span.level == Level::Unavailable);
    if down().any(|span| span.until.is_none()) {
        return None;
    }
    // A node that was down for no time at all has come back all the same.
    let failed = down().next().map_or(restart.at, |span| span.from);
    let then = spans.iter().find(|s| s.from <= restart.at && s.until.is_none_or(|until| restart.at < until));
    Some(PlanStep {
        node: restart.node,
        failed,
        start: restart.start,
        back: restart.at,
        level: then.map_or(Level::Operational, |span| span.level),
        times: down().count() as u32,
        wave: 0,
        by_hand: restart.by_hand,
        through: restart.through,
        provider: restart.provider,
        slack: None,
        urgent_for: None,
        restart,
    })
}

struct Order<'a> {
    graph: &'a Graph,
    outcome: &'a Outcome<'a>,
    include: Include,
    /// By dependency.
    bridges: Vec<Bridge>,
    /// Where a node stands among the steps, as far as they are done.
    place: Vec<u32>,
    /// For improvements that were waited for, by their order: the place of the step that they come from.
    passed: HashMap<u32, u32>,
}

impl Order<'_> {
    /// The wave of a step; the places of the steps without which it could not have started are appended to `held`.
    fn wave(&mut self, steps: &[PlanStep], at: usize, held: &mut Vec<u32>) -> u32 {
        let step = &steps[at];
        let mut highest = 0;
        let mut working = Vec::new();
        for dependency in self.graph.dependencies(step.node) {
            let (_, rule) = self.graph.head(dependency);
            let skipped = self.include == Include::Confirmed && !rule.terms.confirmed;
            if skipped || rule.terms.min == 0 || self.is_bridged(step, dependency) {
                continue;
            }
            working.clear();
            for (nth, &provider) in (0..).zip(self.graph.providers(dependency)) {
                working.extend(self.worked(steps, at, provider, rule, nth >= rule.primaries));
            }
            // The fewest waves in which enough of them were there.
            let enough = rule.enough(self.include) as usize;
            working.sort_unstable();
            highest = highest.max(working.get(enough - 1).map_or(0, |&(wave, _)| wave));
            if working.len() <= enough {
                held.extend(working.iter().filter(|w| w.0 > 0).map(|w| w.1));
            } else if step.through == Some(dependency) {
                let last = step.provider.map(|p| self.place[p as usize]).filter(|&p| (p as usize) < at);
                held.extend(last);
            }
        }
        // What it waited for last, too: of alternatives that came in the same second that need not be the first.
        let waited = self.waited_for(steps, at);
        highest.max(waited) + 1
    }

    /// The wave of what the step waited for last. What fell again after it was waited for has a later place, and its
    /// earlier comeback counts as the first wave.
    fn waited_for(&mut self, steps: &[PlanStep], at: usize) -> u32 {
        let mut before = self.outcome.waited_for(&steps[at].restart);
        let mut passed = Vec::new();
        let mut found = UNKNOWN;
        while let Some(better) = before.filter(|_| found == UNKNOWN) {
            // What was only degraded stands for what that waited for.
            let known = self.passed.get(&better.order()).copied();
            found = known.unwrap_or(self.place[better.node as usize]);
            passed.push(better.order());
            before = self.outcome.waited_for(&better).filter(|_| known.is_none());
        }
        self.passed.extend(passed.into_iter().map(|entry| (entry, found)));
        match found {
            UNKNOWN => 0,
            place if (place as usize) < at => steps[place as usize].wave,
            _ => 1,
        }
    }

    /// The wave of a provider that worked when the step could start (0 = it never had to come back), and its place.
    fn worked(
        &self,
        steps: &[PlanStep],
        at: usize,
        provider: NodeIx,
        rule: &Rule,
        fallback: bool,
    ) -> Option<(u32, u32)> {
        let Some(hit) = self.outcome.hit(provider) else { return Some((0, UNKNOWN)) };
        let start = steps[at].start;
        let place = self.place[provider as usize];
        if let Some(before) = steps.get(place as usize)
            && before.back == start
            && place as usize > at
        {
            return None;
        }
        let level = self.outcome.level_at(hit, start).map_or(0, |worst| worst.level as u8);
        let (lost, _) = crate::worsen::losses(rule, fallback, 0, level);
        if lost {
            return None;
        }
        match steps.get(place as usize) {
            Some(before) if before.back <= start && (place as usize) < at => Some((before.wave, place)),
            _ => Some((0, UNKNOWN)),
        }
    }

    fn is_bridged(&self, step: &PlanStep, dependency: DependencyIx) -> bool {
        let first = self.bridges.partition_point(|bridge| bridge.dependency < dependency);
        let own = self.bridges[first..].iter().take_while(|bridge| bridge.dependency == dependency);
        own.into_iter().any(|b| b.from <= step.start && b.until.is_none_or(|until| until > step.start))
    }
}
