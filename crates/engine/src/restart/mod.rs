//! In which order everything comes back after a failure, and what does not come back by itself.
//!
//! The times are those of the impact semantics, because they are read from the timeline that the engine computes. What
//! is deadlocked in the end is looked at without clocks ([`residual`]), the fewest starts by hand are chosen ([`fewest`]), and
//! the timeline is computed again with them. That fewer would not do is proven on the timeline, too ([`proof`]).
//! Reading order: this file, [`steps`], [`manual`], [`fewest`], [`residual`], [`proof`].

mod fewest;
mod manual;
mod proof;
mod residual;
mod steps;

pub use manual::{Deadlock, DegradedCircle, Started, Wait};
pub use steps::PlanStep;

use super::base::NodeIx;
use super::graph::Graph;
use super::manual_start::ManualStart;
use super::outcome::Outcome;
use super::timeline::{Question, Scratch, TooMuch};
use super::watch::{Stopped, Watch};
use super::worsen::losses;
use model::{Include, Level};
use std::collections::BTreeMap;

/// How often starts by hand are added at most; a second time is needed only when something fell again after its start.
const ROUNDS: usize = 4;

/// The order in which everything comes back. Its times are in the scratch with which it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Every node that was unavailable and came back: by wave, within a wave the most urgent first, then by key.
    pub steps: Vec<PlanStep>,
    /// Nodes that wait for each other, in the order in which they are resolved.
    pub deadlocks: Vec<Deadlock>,
    /// What keeps itself degraded in the end, in the order of keys; only of a complete plan.
    pub degraded: Vec<DegradedCircle>,
    /// The starts by hand that the plan rests on: the given ones and the proposed ones.
    pub by_hand: Vec<ManualStart>,
    /// The plan comes to its end within the horizon, and every failure is repaired.
    pub complete: bool,
}

/// Why there is no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPlan {
    /// The budget of the question does not suffice.
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
    /// Nobody waits for it any more.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// What a plan is made for, beside the question.
pub struct Wish<'a> {
    /// Starts by hand that are given.
    pub by_hand: &'a [ManualStart],
    /// More starts by hand are added for what is deadlocked else.
    pub propose: bool,
    /// For a node and the second at which it became unavailable: by when it must be back.
    pub due: &'a dyn Fn(NodeIx, u32) -> Option<u32>,
}

/// Makes the plan. The failures should all have an end; what is still unavailable at the end is in no step.
///
/// The proposed starts by hand are chosen for the state in which nothing moves any more. They take place once every
/// failure in the circle is repaired and everything else that its nodes need is there: as soon as they wait only for
/// each other.
///
/// # Errors
/// See [`NoPlan`].
pub fn plan(
    graph: &Graph,
    question: &Question<'_>,
    wish: &Wish<'_>,
    scratch: &mut Scratch,
    watch: &Watch,
) -> Result<Plan, NoPlan> {
    let mut plan = Plan { by_hand: wish.by_hand.to_vec(), ..Plan::default() };
    watch.begin(3);
    scratch.run_with(graph, question, &plan.by_hand)?;
    for round in 0..ROUNDS {
        watch.advance(1)?;
        let outcome = Outcome::new(scratch, graph);
        if outcome.deadlocked().is_empty() {
            break;
        }
        // What fell again after an early start is started when nothing moves any more.
        let from = if round == 0 { 0 } else { outcome.end() };
        let mut residual = residual::Residual::new(graph, &outcome, question.include);
        let found = manual::resolve(&mut residual, watch)?;
        if !wish.propose {
            plan.deadlocks = found;
            break;
        }
        plan.by_hand.extend(starts(graph, &outcome, &found, question, from));
        plan.deadlocks.extend(found);
        scratch.run_with(graph, question, &plan.by_hand)?;
    }
    watch.advance(1)?;
    let outcome = Outcome::new(scratch, graph);
    plan.complete = outcome.is_settled() && outcome.all_repaired();
    if plan.complete && outcome.remaining().next().is_some() {
        plan.degraded = manual::degraded_circles(&residual::Residual::new(graph, &outcome, question.include));
    }
    plan.steps = steps::steps(graph, &outcome, question.include, wish.due);
    if !plan.deadlocks.is_empty() {
        proof::prove(graph, question, wish.by_hand, &mut plan, &outcome, watch)?;
    }
    Ok(plan)
}

/// The starts by hand that these deadlocks need: none before the nodes of its circle wait only for each other any more.
fn starts(
    graph: &Graph,
    outcome: &Outcome<'_>,
    deadlocks: &[Deadlock],
    question: &Question<'_>,
    from: u32,
) -> Vec<ManualStart> {
    let mut repaired: BTreeMap<NodeIx, u32> = BTreeMap::new();
    for failure in question.failures.iter().filter(|f| f.level == 2) {
        let until = repaired.entry(failure.node).or_default();
        *until = (*until).max(failure.until.unwrap_or(u32::MAX));
    }
    let mut starts = Vec::new();
    for deadlock in deadlocks {
        let circle = deadlock.circle.iter().map(|wait| wait.node);
        let ready = |node| {
            let own = repaired.get(&node).copied().unwrap_or_default();
            own.max(others_there(graph, outcome, question.include, node))
        };
        let from = match deadlock.at_once {
            true => outcome.end(),
            false => circle.map(ready).max().unwrap_or_default().max(from),
        };
        starts.extend(deadlock.started.iter().map(|started| ManualStart {
            node: started.node,
            from,
            without: Some(started.without.clone()),
        }));
    }
    starts
}

/// Since when everything that a node needs to start has been there for good, but for what is missing in the end.
fn others_there(graph: &Graph, outcome: &Outcome<'_>, include: Include, node: NodeIx) -> u32 {
    let mut latest = 0;
    let mut since = Vec::new();
    for dependency in graph.dependencies(node) {
        let (_, rule) = graph.head(dependency);
        if rule.terms.min == 0 || include == Include::Confirmed && !rule.terms.confirmed {
            continue;
        }
        since.clear();
        for (at, &provider) in (0..).zip(graph.providers(dependency)) {
            let lost = |level: Level| losses(rule, at >= rule.primaries, 0, level as u8).0;
            let spans = outcome.hit(provider).map(|hit| outcome.spans(hit)).unwrap_or_default();
            let last = spans.iter().rfind(|span| lost(span.level));
            since.extend(last.map_or(Some(0), |span| span.until));
        }
        since.sort_unstable();
        latest = latest.max(since.get(rule.enough(include) as usize - 1).copied().unwrap_or_default());
    }
    latest
}
