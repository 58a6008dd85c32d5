//! What a scenario does, as a diagram: what is affected, what carries on in its place, and what is at risk.

use super::Found;
use super::answer::is_certain;
use super::items::offset;
use crate::subgraph::{Subgraph, seconds};
use engine::NodeIx;
use engine::outage::longer;
use engine::outcome::{Hit, Worst};
use map::Map;
use model::Include;
use render::diagram::{Deadline, Diagram, Item, State, Subject};
use render::report::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use wire::ChangeRequest;

/// Most nodes that are not affected themselves but belong to the picture: what is at risk, what carries on.
const BESIDE: usize = 5_000;
/// Most providers of one dependency that are drawn beside the affected ones.
const SIBLINGS: usize = 8;

struct Seen {
    rank: u64,
    node: NodeIx,
    hit: Hit,
    worst: Worst,
}

/// See [`Found::diagram`].
pub(super) fn build<'a>(found: &Found<'a>, limit: usize, others: &[NodeIx]) -> Diagram<'a> {
    let (map, graph) = (found.map(), found.map().graph());
    let mut affected: Vec<Seen> = (found.all.affected())
        .map(|(hit, node, worst)| Seen { rank: graph.rank(node), node, hit, worst })
        .collect();
    affected.sort_unstable_by_key(|s| (std::cmp::Reverse(s.worst.level), s.worst.from, s.rank));
    let omitted = affected.len().saturating_sub(limit) as u64;
    affected.truncate(limit);
    let at_risk = found.all.at_risk();
    let mut nodes: Vec<NodeIx> = affected.iter().map(|s| s.node).collect();
    nodes.extend(found.asked.events.iter().map(|event| event.node));
    nodes.extend(beside(found, &affected));
    nodes.extend(others);
    let subgraph = Subgraph::new(map, nodes);
    let request = found.asked.request;
    let subject = Subject::Impact(request.title.as_deref());
    let mut diagram = subgraph.diagram(subject, omitted);
    diagram.starts_at = request.scenario.starts_at;
    diagram.changes = request.changes.len() as u32;
    diagram.only_confirmed = request.scenario.include == Include::Confirmed;

    let mut causes = FxHashMap::default();
    for seen in &affected {
        let Some(item) = subgraph.place(seen.node).and_then(|at| diagram.nodes.get_mut(at as usize)) else {
            continue;
        };
        fill(item, found, seen);
        let hop = found.all.why(&seen.worst).next();
        let cause = hop.and_then(|hop| found.all.through(&hop).zip(found.all.provider(&hop)));
        if let Some((through, provider)) = cause {
            causes.insert(through, (provider, seconds(seen.worst.from)));
        }
    }
    let mut mark = |node: NodeIx, change: &dyn Fn(&mut Item<'a>)| {
        if let Some(item) = subgraph.place(node).and_then(|at| diagram.nodes.get_mut(at as usize)) {
            change(item);
        }
    };
    for event in found.asked.events.iter() {
        mark(event.node, &|item| item.failed = true);
    }
    for &(node, _) in &at_risk {
        mark(node, &|item| item.state = item.state.max(State::AtRisk));
    }
    for node in found.all.deadlocked() {
        mark(node, &|item| item.deadlocked = true);
    }
    let changed = changed(map, &request.changes);
    for &node in &changed {
        mark(node, &|item| item.hypothetical = true);
    }
    let risky: FxHashSet<_> = at_risk.iter().map(|&(_, d)| d).collect();
    for (need, d) in diagram.needs.iter_mut().zip(subgraph.shown()) {
        let cause = causes.get(&d);
        need.at_risk = risky.contains(&d);
        need.cause = cause.and_then(|&(provider, _)| subgraph.place(provider));
        need.unmet = found.all.first_unmet(d).map(seconds).or(cause.map(|&(_, at)| at));
        need.hypothetical = changed.contains(&graph.dependent(d));
    }
    diagram
}

/// What is at risk with what it has left, and what stands beside affected providers.
fn beside(found: &Found<'_>, affected: &[Seen]) -> Vec<NodeIx> {
    let graph = found.map().graph();
    let mut nodes = Vec::new();
    for (node, d) in found.all.at_risk() {
        nodes.push(node);
        nodes.extend(graph.providers(d).iter().take(2 * SIBLINGS));
        if nodes.len() >= BESIDE {
            return nodes;
        }
    }
    for seen in affected {
        for d in graph.dependencies(seen.node) {
            if graph.providers(d).len() > 1 && found.all.first_unmet(d).is_some() {
                nodes.extend(graph.providers(d).iter().take(SIBLINGS));
            }
        }
        if nodes.len() >= BESIDE {
            break;
        }
    }
    nodes
}

fn fill(item: &mut Item<'_>, found: &Found<'_>, seen: &Seen) {
    let map = found.map();
    let spans = found.all.spans(seen.hit);
    item.state = seen.worst.level.into();
    item.certain = is_certain(found.confirmed.as_ref(), seen.node, seen.worst.level);
    let breach = item.mtpd.and_then(|mtpd| longer(&spans, mtpd.get(), found.all.horizon()).broken());
    item.mtpd_breach = breach.map(|at| offset(at).0);
    item.deadlines = (map.deadlines(seen.node).into_iter())
        .map(|d| {
            let (at, verdict) = found.asked.calendar(found.all.horizon()).judge(d.end, &spans);
            Deadline { at_risk: verdict.broken().is_some(), name: d.name, end: d.end, at: at.map(seconds) }
        })
        .collect();
    item.spans = (spans.iter())
        .map(|s| Span { level: s.level, from: seconds(s.from), until: s.until.map(seconds) })
        .collect();
}

/// The nodes that hypothetical changes touch.
fn changed(map: &Map, changes: &[ChangeRequest]) -> FxHashSet<NodeIx> {
    let key = |change: &ChangeRequest| match change {
        ChangeRequest::Put(node) => map.find(node.key.as_str()),
        ChangeRequest::Patch { key, .. } | ChangeRequest::Delete(key) => map.find(key.as_str()),
        ChangeRequest::PutDependency { dependent, .. } => map.find(dependent.as_str()),
        ChangeRequest::DeleteDependency(id) => map.find(id.dependent.as_str()),
    };
    changes.iter().filter_map(key).collect()
}
