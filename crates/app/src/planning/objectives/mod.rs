//! Objectives: what consumers require of their providers, what can be achieved, where a promise cannot be kept.
//!
//! Reading order: this file, [`paper`] (for people).

pub mod answer;
mod paper;
pub mod request;

pub use answer::*;
pub use request::*;

use super::context::AnalysisContext;
use super::question;
use crate::error::AppError;
use crate::impact::{MAX_LINKS, too_much};
use engine::NodeIx;
use engine::come_back::ComeBack;
use engine::objectives::{NONE, Objectives, Required, Stated};
use jiff::tz::TimeZone;
use model::Seconds;
use render::Language;
use render::paper::Paper;
use std::cmp::Reverse;
use std::collections::HashSet;
use wire::Place;
use wire::planning::PlanNode;
use wire::words::{Duration, Text};

/// Most nodes of a chain; of a longer one the middle is left out.
const CHAIN: usize = 8;
/// Most nodes that are followed for one chain.
const FOLLOWED: usize = 10_000;

impl question::Question for ObjectivesRequest {
    const NAME: &'static str = "objectives";
    const OPERATION: &'static str = "checkObjectives";
    const ASKS: &'static str =
        "What do consumers require, what can be achieved, what promise cannot be kept?";
    const ANSWERS: &'static str = "What does not fit, and all objectives, own and inherited";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = ObjectivesAnswer;

    fn answer(&self, context: &AnalysisContext<'_>) -> Result<ObjectivesAnswer, AppError> {
        let chosen: Vec<NodeIx> = match &self.of {
            Some(selection) => context.select(selection, &Place::ROOT.name("of"))?,
            None => context.map.iter().collect(),
        };
        context.watch.begin(2);
        let stated = stated(context);
        context.watch.advance(1)?;
        let found = Objectives::new(context.map.graph(), context.include, &stated);
        let back = context.pool.with(|set| {
            let graph = context.map.graph();
            ComeBack::new(graph, context.include, MAX_LINKS, &mut set.all).map_err(|error| too_much(&error))
        })?;
        context.watch.advance(1)?;
        let table = Sheet { context, stated: &stated, found: &found, back: &back };
        let mut gaps: Vec<Gap> = chosen.iter().flat_map(|&node| table.gaps(node)).collect();
        let rank = |node| context.map.graph().rank(node);
        gaps.sort_by_key(|gap| (gap.kind, Reverse(gap.by().unwrap_or(i64::MAX)), rank(gap.node)));
        let mut listed: Vec<NodeIx> = chosen.iter().copied().filter(|&node| table.has_any(node)).collect();
        listed.sort_by_key(|&node| (found.rto.of(node).unwrap_or(i64::MAX), rank(node)));
        let totals = table.totals(&chosen, gaps.len() as u64);
        let limit = context.limit;
        Ok(ObjectivesAnswer {
            revision: context.map.revision(),
            totals,
            findings: gaps.iter().take(limit).map(|gap| table.finding(gap)).collect(),
            nodes: listed.iter().take(limit).map(|&node| table.node(node)).collect(),
            findings_omitted: gaps.len().saturating_sub(limit) as u64,
            nodes_omitted: listed.len().saturating_sub(limit) as u64,
            assumptions: context.assumptions(paper::notes(Language::En, &totals)),
        })
    }

    fn paper(answer: &ObjectivesAnswer, l: Language, _: &TimeZone) -> Paper {
        paper::paper(answer, l)
    }
}

fn stated(context: &AnalysisContext<'_>) -> Stated {
    let map = context.map;
    let none = vec![NONE; map.graph().node_bound() as usize];
    let mut stated = Stated { rto: none.clone(), mtpd: none.clone(), rpo: none };
    for node in map.iter() {
        let at = node as usize;
        let seconds = |objective: Option<Seconds>| objective.map_or(NONE, Seconds::get);
        stated.rto[at] = seconds(map.rto(node));
        stated.mtpd[at] = seconds(map.mtpd(node));
        stated.rpo[at] = seconds(map.rpo(node));
    }
    stated
}

/// Where something does not fit, in seconds.
struct Gap {
    kind: ObjectiveGap,
    node: NodeIx,
    /// `None` = never.
    actual: Option<i64>,
    target: i64,
    /// Which objective of consumers it is about.
    of: Option<Of>,
}

#[derive(Clone, Copy)]
enum Of {
    Rto,
    Mtpd,
    Rpo,
}

impl Gap {
    fn by(&self) -> Option<i64> {
        self.actual.map(|actual| actual - self.target)
    }
}

struct Sheet<'a> {
    context: &'a AnalysisContext<'a>,
    stated: &'a Stated,
    found: &'a Objectives,
    back: &'a ComeBack,
}

fn duration(seconds: i64) -> Duration {
    let most = i64::from(Seconds::MAX.get());
    Text(
        u32::try_from(seconds.clamp(0, most)).ok().and_then(|s| Seconds::new(s).ok()).unwrap_or(Seconds::MAX),
    )
}

impl Sheet<'_> {
    fn own(stated: &[u32], node: NodeIx) -> Option<i64> {
        Some(stated[node as usize]).filter(|&seconds| seconds != NONE).map(i64::from)
    }

    fn has_any(&self, node: NodeIx) -> bool {
        let (stated, found) = (self.stated, self.found);
        let own = [&stated.rto, &stated.mtpd, &stated.rpo];
        let inherited = [&found.rto, &found.mtpd, &found.rpo];
        own.iter().any(|own| own[node as usize] != NONE) || inherited.iter().any(|of| of.of(node).is_some())
    }

    fn totals(&self, chosen: &[NodeIx], findings: u64) -> ObjectiveTotals {
        let count =
            |holds: &dyn Fn(NodeIx) -> bool| chosen.iter().filter(|&&node| holds(node)).count() as u64;
        let (stated, found) = (self.stated, self.found);
        ObjectiveTotals {
            stated_rto: count(&|node| stated.rto[node as usize] != NONE),
            stated_mtpd: count(&|node| stated.mtpd[node as usize] != NONE),
            stated_rpo: count(&|node| stated.rpo[node as usize] != NONE),
            required_rto: count(&|node| found.rto.of(node).is_some()),
            required_mtpd: count(&|node| found.mtpd.of(node).is_some()),
            required_rpo: count(&|node| found.rpo.of(node).is_some()),
            never_by_themselves: count(&|node| self.back.after(node).is_none()),
            findings,
            without_recovery: count(&|node| self.context.map.graph().recovery(node) == 0),
        }
    }

    /// Everything that does not fit for one node.
    fn gaps(&self, node: NodeIx) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let (stated, found) = (self.stated, self.found);
        let (rto, mtpd, rpo) =
            (Self::own(&stated.rto, node), Self::own(&stated.mtpd, node), Self::own(&stated.rpo, node));
        let (needed, tolerable) = (found.rto.of(node), found.mtpd.of(node));
        let possible = self.back.after(node).map(i64::from);
        let mut gap = |kind, actual, target, of| gaps.push(Gap { kind, node, actual, target, of });
        let strictest = |own: Option<i64>, required: Option<i64>| match (own, required) {
            (Some(own), Some(required)) if required < own => Some((required, true)),
            (Some(own), _) => Some((own, false)),
            (None, required) => required.map(|required| (required, true)),
        };
        if possible.is_none() {
            // One finding is enough: nothing else about times can be kept either.
            let needed = needed.filter(|_| !self.consumer_is_late(node, Of::Rto));
            let tolerable = tolerable.filter(|_| !self.consumer_is_late(node, Of::Mtpd));
            if let Some((target, inherited)) = strictest(rto, needed).or_else(|| strictest(mtpd, tolerable)) {
                let of = if strictest(rto, needed).is_some() { Of::Rto } else { Of::Mtpd };
                gap(ObjectiveGap::NeverByItself, None, target, inherited.then_some(of));
            }
        } else {
            if rto.is_some_and(|rto| possible > Some(rto)) {
                gap(ObjectiveGap::RtoUnachievable, possible, rto.unwrap_or_default(), None);
            }
            // What a consumer that is too late itself requires of its providers is told once, with the consumer.
            let needed = needed.filter(|_| !self.consumer_is_late(node, Of::Rto));
            match needed.filter(|&needed| rto.is_none_or(|rto| needed < rto)) {
                Some(needed) if needed < 0 => gap(ObjectiveGap::Infeasible, possible, needed, Some(Of::Rto)),
                Some(needed) if possible > Some(needed) => {
                    gap(ObjectiveGap::RequiredRtoUnachievable, possible, needed, Some(Of::Rto));
                }
                _ => {}
            }
            let tolerable = tolerable.filter(|_| !self.consumer_is_late(node, Of::Mtpd));
            if let Some((target, inherited)) = strictest(mtpd, tolerable)
                && possible > Some(target)
            {
                gap(ObjectiveGap::MtpdUnachievable, possible, target, inherited.then_some(Of::Mtpd));
            }
        }
        let promises = [
            (ObjectiveGap::RtoTooLong, rto, needed, Of::Rto),
            (ObjectiveGap::MtpdTooLong, mtpd, tolerable, Of::Mtpd),
            (ObjectiveGap::RpoTooLong, rpo, found.rpo.of(node), Of::Rpo),
        ];
        for (kind, own, required, of) in promises {
            if let (Some(own), Some(required)) = (own, required)
                && required.max(0) < own
            {
                gap(kind, Some(own), required, Some(of));
            }
        }
        if let (Some(rto), Some(mtpd)) = (rto, mtpd)
            && rto >= mtpd
        {
            gap(ObjectiveGap::RtoNotBelowMtpd, Some(rto), mtpd, None);
        }
        gaps
    }

    /// Cannot the consumer that is strictest keep this objective, its own or a required one, itself?
    fn consumer_is_late(&self, node: NodeIx, of: Of) -> bool {
        let (required, stated) = self.required(of);
        let Some(by) = required.by(node) else { return false };
        let consumer = self.context.map.graph().dependent(by);
        let target = [Self::own(stated, consumer), required.of(consumer)].into_iter().flatten().min();
        let possible = self.back.after(consumer).map_or(i64::MAX, i64::from);
        target.is_some_and(|target| possible > target)
    }

    fn required(&self, of: Of) -> (&Required, &[u32]) {
        match of {
            Of::Rto => (&self.found.rto, &self.stated.rto),
            Of::Mtpd => (&self.found.mtpd, &self.stated.mtpd),
            Of::Rpo => (&self.found.rpo, &self.stated.rpo),
        }
    }

    /// From the node's consumer to the one whose own objective it is.
    fn consumers(&self, node: NodeIx, of: Of) -> Vec<NodeIx> {
        let graph = self.context.map.graph();
        let (required, stated) = self.required(of);
        required.chain(graph, stated, node).take(FOLLOWED).map(|by| graph.dependent(by)).collect()
    }

    /// What the node waits for longest when everything is down, and so on; when it waits for itself, the way into the
    /// circle and round it.
    fn providers(&self, node: NodeIx) -> Vec<NodeIx> {
        if self.back.after(node).is_some() {
            let next = |&node: &NodeIx| self.back.slowest(node);
            return std::iter::successors(self.back.slowest(node), next).take(FOLLOWED).collect();
        }
        let (mut seen, mut way, mut at) = (HashSet::from([node]), Vec::new(), node);
        while way.len() < FOLLOWED
            && let Some(next) = self.back.in_vain(self.context.map.graph(), at)
        {
            way.push(next);
            if !seen.insert(next) {
                break;
            }
            at = next;
        }
        way
    }

    /// The nodes of a chain, without the middle of a long one, and how many were left out.
    fn shortened(&self, chain: &[NodeIx]) -> (Vec<PlanNode>, u64) {
        let node = |&node: &NodeIx| self.context.node(node);
        if chain.len() <= CHAIN {
            return (chain.iter().map(node).collect(), 0);
        }
        let (head, tail) = (&chain[..CHAIN - 1], &chain[chain.len() - 1..]);
        (head.iter().chain(tail).map(node).collect(), (chain.len() - CHAIN) as u64)
    }

    fn finding(&self, gap: &Gap) -> ObjectiveFinding {
        let (required_by, hidden) = match gap.of {
            Some(of) => self.shortened(&self.consumers(gap.node, of)),
            None => (Vec::new(), 0),
        };
        let promise = matches!(
            gap.kind,
            ObjectiveGap::RtoTooLong
                | ObjectiveGap::MtpdTooLong
                | ObjectiveGap::RpoTooLong
                | ObjectiveGap::RtoNotBelowMtpd
        );
        let slow = if promise { Vec::new() } else { self.providers(gap.node) };
        let (waits_for, more) = self.shortened(&slow);
        ObjectiveFinding {
            kind: gap.kind,
            node: self.context.node(gap.node),
            actual: gap.actual.map(duration),
            target: duration(gap.target),
            by: gap.by().map(duration),
            required_by,
            waits_for,
            omitted: hidden + more,
        }
    }

    fn node(&self, node: NodeIx) -> NodeObjectives {
        let (stated, found) = (self.stated, self.found);
        let own = |of: &[u32]| Self::own(of, node).map(duration);
        let of = if found.rto.of(node).is_some() { Of::Rto } else { Of::Mtpd };
        let last = self.consumers(node, of).last().map(|&consumer| self.context.map.key(consumer).to_owned());
        NodeObjectives {
            node: self.context.node(node),
            rto: own(&stated.rto),
            required_rto: found.rto.of(node).map(duration),
            achievable: self.back.after(node).map(|seconds| duration(seconds.into())),
            mtpd: own(&stated.mtpd),
            required_mtpd: found.mtpd.of(node).map(duration),
            rpo: own(&stated.rpo),
            required_rpo: found.rpo.of(node).map(duration),
            required_by: last,
        }
    }
}
