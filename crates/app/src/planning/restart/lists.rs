//! The lists of a restart plan, each in its order and within the limit.

use super::super::context::AnalysisContext;
use crate::error::AppError;
use crate::planning::restart::{
    BridgedNeed, CircleStep, DeadlockDoc, DegradedCircleDoc, HandStartDoc, Missed, PathStep, PlanMoment,
    RestartOmitted, RestartPlanAnswer, RestartPlanRequest, RestartStep, RestartTotals, WaitedFor, Wave,
};
use engine::outage::{self, Verdict};
use engine::outcome::{Better, Span};
use engine::restart::{Deadlock, DegradedCircle, Plan, PlanStep, Wait};
use engine::{DependencyIx, NodeIx, Outcome};
use model::{Level, Seconds};
use render::Language;
use std::cmp::Reverse;
use wire::planning::PlanNode;
use wire::words::Text;

/// Most steps of the chain of a missed objective; of a longer one the middle is left out.
const CHAIN: usize = 12;
/// Most steps that are followed for one of them. Of a longer one the beginning is not told.
const FOLLOWED: usize = 10_000;

/// The whole answer.
pub(super) fn answer(
    question: &RestartPlanRequest,
    context: &AnalysisContext<'_>,
    plan: &Plan,
    outcome: &Outcome<'_>,
) -> Result<RestartPlanAnswer, AppError> {
    let writer = Writer { question, context, outcome };
    let graph = context.map.graph();
    let ranked = |mut nodes: Vec<NodeIx>| {
        nodes.sort_unstable_by_key(|&node| graph.rank(node));
        nodes
    };
    let at =
        |level: Level| outcome.remaining().filter(move |left| left.1 == level).map(|left| left.0).collect();
    let not_back = ranked(at(Level::Unavailable));
    let still_degraded = if plan.complete { ranked(at(Level::Degraded)) } else { Vec::new() };
    let (missed, undecided) = writer.missed(plan, &not_back);
    let misses = |objective| missed.iter().filter(|miss| miss.objective == objective).count() as u64;
    let waves = writer.waves(&plan.steps);
    let by_hand = writer.by_hand();
    let path = writer.critical_path(plan);
    let totals = RestartTotals {
        steps: plan.steps.len() as u64,
        waves: waves.len() as u64,
        deadlocked: plan.deadlocks.iter().map(|d| d.nodes.len() as u64 + u64::from(d.behind)).sum(),
        deadlocks: plan.deadlocks.len() as u64,
        by_hand: by_hand.len() as u64,
        rto_missed: misses("rto"),
        mtpd_missed: misses("mtpd"),
        undecided,
        without_recovery: plan.steps.iter().filter(|step| graph.recovery(step.node) == 0).count() as u64,
        not_back: not_back.len() as u64,
        still_degraded: still_degraded.len() as u64,
    };
    context.watch.advance(1)?;
    let limit = context.limit;
    let left = |all: usize| all.saturating_sub(limit) as u64;
    let omitted = RestartOmitted {
        by_hand: left(by_hand.len()),
        deadlocks: left(plan.deadlocks.len()),
        steps: left(plan.steps.len()),
        waves: left(waves.len()),
        critical_path: left(path.len()),
        missed: left(missed.len()),
        not_back: left(not_back.len()),
        still_degraded: left(still_degraded.len()),
        degraded_circles: left(plan.degraded.len()),
    };
    let nodes = |all: &[NodeIx]| all.iter().take(limit).map(|&node| context.node(node)).collect();
    Ok(RestartPlanAnswer {
        revision: context.map.revision(),
        title: question.title.clone(),
        starts_at: question.starts_at.map(Text),
        horizon: question.horizon.map(Text),
        totals,
        by_hand: by_hand.into_iter().take(limit).map(|start| writer.hand_start(start)).collect(),
        deadlocks: plan.deadlocks.iter().take(limit).map(|deadlock| writer.deadlock(deadlock)).collect(),
        steps: plan.steps.iter().take(limit).map(|step| writer.step(step)).collect(),
        waves: waves.into_iter().take(limit).collect(),
        critical_path: writer.shortened(&path, limit),
        missed: missed.into_iter().take(limit).map(|miss| writer.miss(miss)).collect(),
        not_back: nodes(&not_back),
        still_degraded: nodes(&still_degraded),
        degraded_circles: plan.degraded.iter().take(limit).map(|circle| writer.degraded(circle)).collect(),
        omitted,
        assumptions: context.assumptions(super::lead::notes(Language::En, &totals)),
    })
}

/// A node whose longest outage is longer than one of its objectives allows.
struct Miss<'p> {
    objective: &'static str,
    allowed: u32,
    node: NodeIx,
    outage: Span,
    /// The step that ended this outage.
    step: Option<&'p PlanStep>,
}

impl Miss<'_> {
    fn took(&self) -> Option<u32> {
        self.outage.until.map(|until| until - self.outage.from)
    }
}

/// The starts by hand of one node at one moment.
struct Begun {
    node: NodeIx,
    from: u32,
    without: Vec<(DependencyIx, Option<u32>)>,
}

struct Writer<'a> {
    question: &'a RestartPlanRequest,
    context: &'a AnalysisContext<'a>,
    outcome: &'a Outcome<'a>,
}

impl Writer<'_> {
    fn duration(seconds: u32) -> Text<Seconds> {
        Text(Seconds::new(seconds).unwrap_or(Seconds::MAX))
    }

    fn moment(&self, second: u32) -> PlanMoment {
        let after = jiff::SignedDuration::from_secs(second.into());
        let at = self.question.starts_at.and_then(|start| start.checked_add(after).ok());
        PlanMoment { after: Self::duration(second), at: at.map(Text) }
    }

    fn node(&self, node: NodeIx) -> PlanNode {
        self.context.node(node)
    }

    fn step(&self, step: &PlanStep) -> RestartStep {
        let map = self.context.map;
        let waited_for = match (step.by_hand, step.provider, step.through) {
            (true, ..) => WaitedFor::ByHand,
            (_, Some(provider), Some(dependency)) => WaitedFor::Provider {
                node: map.key(provider).to_owned(),
                name: map.name(provider).to_owned(),
                dependency: map.dependency_address(dependency),
            },
            _ => WaitedFor::Repair,
        };
        let seconds = |slack: i64| Self::duration(u32::try_from(slack).unwrap_or(u32::MAX));
        RestartStep {
            node: self.node(step.node),
            wave: step.wave,
            failed: self.moment(step.failed),
            start: self.moment(step.start),
            back: self.moment(step.back),
            level: step.level,
            times: step.times,
            waited_for,
            slack: step.slack.filter(|&slack| slack >= 0).map(seconds),
            late: step.slack.filter(|&slack| slack < 0).map(|slack| seconds(-slack)),
            urgent_for: step.urgent_for.map(|node| self.node(node)),
        }
    }

    /// Steps come by wave.
    fn waves(&self, steps: &[PlanStep]) -> Vec<Wave> {
        let waves = steps.chunk_by(|a, b| a.wave == b.wave);
        let wave = |steps: &[PlanStep]| Wave {
            wave: steps[0].wave,
            nodes: steps.len() as u64,
            start: self.moment(steps.iter().map(|step| step.start).min().unwrap_or_default()),
            back: self.moment(steps.iter().map(|step| step.back).max().unwrap_or_default()),
        };
        waves.map(wave).collect()
    }

    /// What followed each other on the way to a comeback, the last one first.
    fn way(&self, last: Better, most: usize) -> Vec<Better> {
        let mut way = vec![last];
        while way.len() < most
            && let Some(before) = way.last().and_then(|better| self.outcome.waited_for(better))
        {
            way.push(before);
        }
        way
    }

    /// The way to what is back last.
    fn critical_path(&self, plan: &Plan) -> Vec<Better> {
        let graph = self.context.map.graph();
        let last =
            plan.steps.iter().max_by_key(|step| (step.back, step.wave, Reverse(graph.rank(step.node))));
        let mut way = last.map_or_else(Vec::new, |step| self.way(step.restart, usize::MAX));
        way.reverse();
        way
    }

    fn path_step(&self, better: &Better) -> PathStep {
        PathStep {
            node: self.node(better.node),
            start: self.moment(better.start),
            back: self.moment(better.at),
            by_hand: better.by_hand,
        }
    }

    /// At most so many steps; the middle is left out.
    fn shortened(&self, way: &[Better], most: usize) -> Vec<PathStep> {
        if way.len() <= most {
            return way.iter().map(|better| self.path_step(better)).collect();
        }
        let tail = &way[way.len() - most.saturating_sub(1)..];
        way[..1].iter().chain(tail).map(|better| self.path_step(better)).collect()
    }

    /// Who misses an objective, the most missed first; and how many objectives the horizon leaves open.
    fn missed<'p>(&self, plan: &'p Plan, not_back: &[NodeIx]) -> (Vec<Miss<'p>>, u64) {
        let horizon = self.outcome.horizon();
        let (map, graph) = (self.context.map, self.context.map.graph());
        let (mut missed, mut undecided) = (Vec::new(), 0);
        let steps = plan.steps.iter().map(|step| (step.node, Some(step)));
        for (node, step) in steps.chain(not_back.iter().map(|&node| (node, None))) {
            let objectives = [("mtpd", map.mtpd(node)), ("rto", map.rto(node))];
            if objectives.iter().all(|objective| objective.1.is_none()) {
                continue;
            }
            let spans = self.outcome.hit(node).map(|hit| self.outcome.spans(hit)).unwrap_or_default();
            let lasts = |s: &Span| s.until.or(horizon).map_or(u32::MAX, |until| until - s.from);
            let down = spans.iter().filter(|span| span.level == Level::Unavailable);
            let Some(&outage) = down.max_by_key(|s| (lasts(s), Reverse(s.from))) else { continue };
            for (objective, allowed) in objectives {
                let Some(allowed) = allowed.map(Seconds::get) else { continue };
                let step = step.filter(|step| outage.until == Some(step.back));
                match outage::longer(&spans, allowed, horizon) {
                    Verdict::Broken(_) => missed.push(Miss { objective, allowed, node, outage, step }),
                    Verdict::Open => undecided += 1,
                    Verdict::Kept => {}
                }
            }
        }
        missed.sort_by_key(|miss| {
            let by = miss.took().map_or(u32::MAX, |took| took - miss.allowed);
            (Reverse(by), graph.rank(miss.node), miss.objective)
        });
        (missed, undecided)
    }

    fn miss(&self, miss: Miss<'_>) -> Missed {
        let mut way = miss.step.map_or_else(Vec::new, |step| self.way(step.restart, FOLLOWED));
        way.reverse();
        Missed {
            node: self.node(miss.node),
            objective: miss.objective,
            allowed: Self::duration(miss.allowed),
            took: miss.took().map(Self::duration),
            by: miss.took().map(|took| Self::duration(took - miss.allowed)),
            missed_at: self.moment(miss.outage.from.saturating_add(miss.allowed)),
            chain: self.shortened(&way, CHAIN),
            chain_omitted: way.len().saturating_sub(CHAIN) as u64,
        }
    }

    /// Bridges come in the order of time; at one moment in the order of keys.
    fn by_hand(&self) -> Vec<Begun> {
        let bridges = self.outcome.bridges().chunk_by(|a, b| (a.node, a.from) == (b.node, b.from));
        let begun = bridges.map(|bridges| Begun {
            node: bridges[0].node,
            from: bridges[0].from,
            without: bridges.iter().map(|bridge| (bridge.dependency, bridge.until)).collect(),
        });
        begun.collect()
    }

    fn hand_start(&self, begun: Begun) -> HandStartDoc {
        let map = self.context.map;
        let need = |(dependency, until): (DependencyIx, Option<u32>)| BridgedNeed {
            dependency: map.dependency_address(dependency),
            providers: map
                .graph()
                .providers(dependency)
                .iter()
                .take(self.context.limit)
                .map(|&provider| self.node(provider))
                .collect(),
            until: until.map(|until| self.moment(until)),
        };
        HandStartDoc {
            node: self.node(begun.node),
            start: self.moment(begun.from),
            without: begun.without.into_iter().map(need).collect(),
        }
    }

    fn circle(&self, waits: &[Wait]) -> Vec<CircleStep> {
        let map = self.context.map;
        let step = |wait: &Wait| CircleStep {
            node: map.key(wait.node).to_owned(),
            name: map.name(wait.node).to_owned(),
            dependency: map.dependency_address(wait.dependency),
        };
        waits.iter().take(self.context.limit).map(step).collect()
    }

    fn degraded(&self, circle: &DegradedCircle) -> DegradedCircleDoc {
        let limit = self.context.limit;
        DegradedCircleDoc {
            size: circle.nodes.len() as u64,
            nodes: circle.nodes.iter().take(limit).map(|&node| self.node(node)).collect(),
            omitted: circle.nodes.len().saturating_sub(limit) as u64,
            circle: self.circle(&circle.circle),
            circle_omitted: circle.circle.len().saturating_sub(limit) as u64,
        }
    }

    fn deadlock(&self, deadlock: &Deadlock) -> DeadlockDoc {
        let (map, limit) = (self.context.map, self.context.limit);
        let start = deadlock.started.iter().take(limit);
        DeadlockDoc {
            size: deadlock.nodes.len() as u64,
            nodes: deadlock.nodes.iter().take(limit).map(|&node| self.node(node)).collect(),
            omitted: deadlock.nodes.len().saturating_sub(limit) as u64,
            circle: self.circle(&deadlock.circle),
            circle_omitted: deadlock.circle.len().saturating_sub(limit) as u64,
            shortest: deadlock.shortest && !deadlock.circle.is_empty(),
            start: start.map(|started| map.key(started.node).to_owned()).collect(),
            fewest: deadlock.fewest,
            at_once: deadlock.at_once,
            behind: deadlock.behind.into(),
        }
    }
}
