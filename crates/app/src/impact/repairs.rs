//! What comes back if only one of several failed nodes is repaired: each repair is played through the engine.

use super::groups::LISTED;
use super::question::ResolvedQuestion;
use crate::pool::{Pool, Set};
use engine::{Event, NodeIx, Outcome, Question, Scratch};
use std::collections::BTreeSet;
use wire::impact::RepairDoc;

/// Most failed nodes whose repair is tried.
const MOST: usize = 20;
/// Most provider links followed for all of them.
const LINKS: u64 = 400_000;

/// One entry for each failed node whose failures have no end; none for a single one, of which all hangs on it.
pub(super) fn repairs<'a>(
    asked: &'a ResolvedQuestion<'_>,
    all: &Outcome<'_>,
    pool: &Pool,
) -> Vec<RepairDoc<'a>> {
    let open: BTreeSet<NodeIx> = asked.events.iter().filter(|e| e.until.is_none()).map(|e| e.node).collect();
    if asked.offset > 0
        || open.len() < 2
        || open.len() > MOST
        || all.reached() as u64 * open.len() as u64 > LINKS
    {
        return Vec::new();
    }
    let budget = LINKS / (open.len() as u64 + 1);
    pool.with(|Set { all, confirmed, .. }| {
        let before = left(asked, &asked.events, budget, all)?;
        let one = |&node: &NodeIx| {
            let mut events = asked.events.to_vec();
            for event in events.iter_mut().filter(|event| event.node == node && event.until.is_none()) {
                event.until = Some(before.end().max(event.from).saturating_add(1));
            }
            Some(repair(asked, node, &before, &left(asked, &events, budget, confirmed)?))
        };
        let mut found = open.iter().map(one).collect::<Option<Vec<_>>>()?;
        found.sort_by_key(|repair| std::cmp::Reverse(repair.better));
        Some(found)
    })
    .unwrap_or_default()
}

/// How it stands when nothing moves any more; `None` when that is too much work.
fn left<'s>(
    asked: &'s ResolvedQuestion<'_>,
    events: &[Event],
    budget: u64,
    scratch: &'s mut Scratch,
) -> Option<Outcome<'s>> {
    let graph = asked.map().graph();
    let include = asked.request.scenario.include;
    scratch.run(graph, &Question { failures: events, horizon: None, include, budget }).ok()?;
    Some(Outcome::new(scratch, graph))
}

fn repair<'a>(
    asked: &'a ResolvedQuestion<'_>,
    node: NodeIx,
    before: &Outcome<'_>,
    after: &Outcome<'_>,
) -> RepairDoc<'a> {
    let map = asked.map();
    let better = before.remaining().filter(|&(node, level)| after.left(node) < level);
    let better = better.map(|(node, level)| (std::cmp::Reverse(level), map.graph().rank(node), node));
    let better: Vec<_> = better.collect();
    let mut listed: Vec<_> = better.iter().copied().filter(|&(.., node)| map.sees(node)).collect();
    if listed.len() > LISTED {
        listed.select_nth_unstable(LISTED);
        listed.truncate(LISTED);
    }
    listed.sort_unstable();
    RepairDoc {
        node: map.key(node),
        name: map.name(node),
        better: better.len() as u64,
        nodes: listed.into_iter().map(|(.., node)| map.key(node)).collect(),
        omitted: better.len().saturating_sub(LISTED) as u64,
    }
}
