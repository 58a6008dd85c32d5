//! What comes back if only one of several failed nodes is repaired: each repair is played through the engine.

use super::groups::LISTED;
use super::question::ResolvedQuestion;
use engine::{Event, NodeIx, Outcome, Question, Scratch};
use model::Level;
use std::collections::{BTreeSet, HashMap};
use wire::impact::RepairDoc;

/// Most failed nodes whose repair is tried.
const MOST: usize = 20;
/// Most provider links followed for all of them.
const LINKS: u64 = 400_000;

/// One entry for each failed node whose failures have no end; none for a single one, of which all hangs on it.
pub(super) fn repairs<'a>(asked: &'a ResolvedQuestion<'_>, all: &Outcome<'_>) -> Vec<RepairDoc<'a>> {
    let open: BTreeSet<NodeIx> = asked.events.iter().filter(|e| e.until.is_none()).map(|e| e.node).collect();
    if asked.offset > 0
        || open.len() < 2
        || open.len() > MOST
        || all.reached() as u64 * open.len() as u64 > LINKS
    {
        return Vec::new();
    }
    let budget = LINKS / (open.len() as u64 + 1);
    let mut scratch = Scratch::default();
    let Some((end, before)) = left(asked, &asked.events, budget, &mut scratch) else { return Vec::new() };
    let mut found = Vec::new();
    for &node in &open {
        let mut events = asked.events.to_vec();
        for event in events.iter_mut().filter(|event| event.node == node && event.until.is_none()) {
            event.until = Some(end.max(event.from).saturating_add(1));
        }
        let Some((_, after)) = left(asked, &events, budget, &mut scratch) else { return Vec::new() };
        found.push(repair(asked, node, &before, &after));
    }
    found.sort_by_key(|repair| std::cmp::Reverse(repair.better));
    found
}

/// When nothing moves any more, and what is not operational then; `None` when that is too much work.
fn left(
    asked: &ResolvedQuestion<'_>,
    events: &[Event],
    budget: u64,
    scratch: &mut Scratch,
) -> Option<(u32, HashMap<NodeIx, Level>)> {
    let graph = asked.map().graph();
    let include = asked.request.scenario.include;
    scratch.run(graph, &Question { failures: events, horizon: None, include, budget }).ok()?;
    let outcome = Outcome::new(scratch, graph);
    Some((outcome.end(), outcome.remaining().collect()))
}

fn repair<'a>(
    asked: &'a ResolvedQuestion<'_>,
    node: NodeIx,
    before: &HashMap<NodeIx, Level>,
    after: &HashMap<NodeIx, Level>,
) -> RepairDoc<'a> {
    let map = asked.map();
    let better = before.iter().filter(|(node, level)| after.get(node).is_none_or(|after| after < level));
    let mut better: Vec<_> =
        better.map(|(&node, &level)| (std::cmp::Reverse(level), map.graph().rank(node), node)).collect();
    better.sort_unstable();
    RepairDoc {
        node: map.key(node),
        name: map.name(node),
        better: better.len() as u64,
        nodes: better
            .iter()
            .filter(|&&(.., node)| map.sees(node))
            .take(LISTED)
            .map(|&(.., node)| map.key(node))
            .collect(),
        omitted: better.len().saturating_sub(LISTED) as u64,
    }
}
