//! The whole answer, every list in its order and within the limit.

use super::groups::{Groups, Seen};
use super::items::Writer;
use super::question::Asked;
use crate::engine::{NodeIx, Outcome};
use crate::model::{Include, Level};
use crate::wire::impact::{
    AffectedNode, Assumptions, AtRisk, ImpactAnswer, LostRedundancy, NodeRef, Omitted,
};
use crate::wire::words::Text;
use rayon::prelude::*;

/// From so many affected nodes on all cores work on the answer.
const LONG: usize = 1_024;
/// Affected nodes that one core writes in one go.
const PART: usize = 256;
/// Most lost providers named for one dependency at risk.
const LOST_NAMED: usize = 10;

/// Puts the answer together. `confirmed` is the outcome with confirmed dependencies only, when it can differ.
pub(super) fn build<'a>(
    asked: &'a Asked<'_>,
    all: Outcome<'a>,
    confirmed: Option<Outcome<'a>>,
) -> ImpactAnswer<'a> {
    let map = asked.map();
    let mut seen: Vec<Seen> = all
        .affected()
        .map(|(hit, node, worst)| Seen { rank: map.graph().rank(node), node, hit, worst })
        .collect();
    let total = seen.len();
    let part = cut(&mut seen, asked.offset, asked.limit);
    let first = asked.offset == 0;
    let shown = |limit: usize| if first { limit } else { 0 };
    let writer = Writer::new(asked, all, confirmed);
    let count = || {
        let mut groups = Groups::new(asked, all, confirmed);
        seen.iter().for_each(|affected| groups.count(affected));
        groups.finish(shown(asked.limit))
    };
    let (affected, (mut totals, agencies, sites)) = if total < LONG {
        (nodes(&writer, &seen[part.clone()]), count())
    } else {
        let parts = || seen[part.clone()].par_chunks(PART).map(|part| nodes(&writer, part));
        rayon::join(|| parts().flatten_iter().collect(), count)
    };
    let (at_risk, risks) = at_risk(asked, &all, &writer, first);
    let stuck = all.deadlocked();
    let deadlocked: Vec<_> = stuck.iter().take(shown(asked.limit)).map(|&n| writer.node_ref(n)).collect();
    totals.at_risk = risks as u64;
    totals.deadlocked = stuck.len() as u64;
    let omitted = Omitted {
        affected: (total - affected.len()) as u64,
        at_risk: (risks - at_risk.len()) as u64,
        deadlocked: (stuck.len() - deadlocked.len()) as u64,
        agencies: (agencies.1 - agencies.0.len()) as u64,
        sites: (sites.1 - sites.0.len()) as u64,
    };
    ImpactAnswer {
        revision: map.revision(),
        title: asked.request.title.as_deref(),
        starts_at: asked.request.scenario.starts_at.map(Text),
        totals,
        affected,
        at_risk,
        deadlocked,
        agencies: agencies.0,
        sites: sites.0,
        omitted,
        next: (part.end < total).then(|| asked.cursor(part.end)),
        assumptions: assumptions(asked, &all),
    }
}

fn nodes<'a>(writer: &Writer<'a>, seen: &[Seen]) -> Vec<AffectedNode<'a>> {
    let mut writer = writer.clone();
    seen.iter().map(|seen| writer.node(seen)).collect()
}

/// One affected node in full; `None` when it is not affected.
pub(super) fn node<'a>(
    asked: &'a Asked<'_>,
    all: Outcome<'a>,
    confirmed: Option<Outcome<'a>>,
    node: NodeIx,
) -> Option<AffectedNode<'a>> {
    let hit = all.hit(node)?;
    let seen = Seen { rank: asked.map().graph().rank(node), node, hit, worst: all.worst(hit)? };
    Some(Writer::new(asked, all, confirmed).node(&seen))
}

/// Sorts as much as is shown: worst first, then earliest, then by key.
fn cut(seen: &mut [Seen], offset: usize, limit: usize) -> std::ops::Range<usize> {
    let order = |s: &Seen| (std::cmp::Reverse(s.worst.level), s.worst.from, s.rank);
    let start = offset.min(seen.len());
    let end = start.saturating_add(limit).min(seen.len());
    if end < seen.len() {
        seen.select_nth_unstable_by_key(end, order);
    }
    seen[..end].sort_unstable_by_key(order);
    start..end
}

fn at_risk<'a>(
    asked: &'a Asked<'_>,
    all: &Outcome<'a>,
    writer: &Writer<'a>,
    show: bool,
) -> (Vec<AtRisk<'a>>, usize) {
    let (map, found) = (asked.map(), all.at_risk());
    let mut list: Vec<AtRisk<'a>> = Vec::new();
    let mut nodes = 0;
    for of_one in found.chunk_by(|a, b| a.0 == b.0) {
        nodes += 1;
        if !show || list.len() >= asked.limit {
            continue;
        }
        let is_hit = |p: &&NodeIx| all.hit(**p).and_then(|hit| all.worst(hit)).is_some();
        let lost = |d| {
            let providers = map.graph().providers(d).iter();
            providers.filter(is_hit).take(LOST_NAMED).map(|&p| map.key(p)).collect()
        };
        let dependencies = of_one
            .iter()
            .map(|&(_, d)| LostRedundancy { dependency: Text(writer.dependency_id(d)), lost: lost(d) })
            .collect();
        let NodeRef { key, kind, name, agency } = writer.node_ref(of_one[0].0);
        list.push(AtRisk { key, kind, name, agency, dependencies });
    }
    (list, nodes)
}

fn assumptions(asked: &Asked<'_>, all: &Outcome<'_>) -> Assumptions {
    let scenario = &asked.request.scenario;
    let counts = asked.map().counts();
    Assumptions {
        include: match scenario.include {
            Include::All => "all",
            Include::Confirmed => "confirmed",
        },
        horizon: scenario.horizon.map(Text),
        cut_by_horizon: !all.is_settled(),
        failures_without_end: scenario.failures.iter().filter(|f| f.until().is_none()).count() as u64,
        hypothetical_changes: asked.request.changes.len() as u64,
        unconfirmed_dependencies: all.unconfirmed().into(),
        nodes: counts.nodes(),
        dependencies: counts.dependencies(),
    }
}

/// Does it get at least that bad with confirmed dependencies alone?
pub(super) fn is_certain(confirmed: Option<&Outcome<'_>>, node: NodeIx, level: Level) -> bool {
    confirmed.is_none_or(|c| c.hit(node).and_then(|hit| c.worst(hit)).is_some_and(|w| w.level >= level))
}
