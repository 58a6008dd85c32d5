//! What other analyses find: alternatives that one failure defeats, single points of failure, objectives that cannot be kept.

use super::by_node_scan::{CRITICAL, is_critical};
use super::{About, Found};
use crate::error::AppError;
use crate::planning::context::AnalysisContext;
use crate::planning::false_redundancy::FalseRedundancyRequest;
use crate::planning::objectives::{ObjectiveGap, ObjectivesRequest};
use crate::planning::question::Question;
use engine::sweep::points;
use engine::{Closure, NodeIx};
use model::finding::FindingKind;
use model::{DependencyId, Level, Seconds};
use std::collections::HashSet;
use wire::planning::PlanNode;

/// Most findings that one of the other analyses contributes: more, and nobody looks through them.
const MOST: usize = 10_000;

/// Everything of these kinds; each kind in the order of the analysis that found it.
pub(super) fn look(
    wanted: &HashSet<FindingKind>,
    context: &AnalysisContext<'_>,
) -> Result<Vec<Found>, AppError> {
    let wide = AnalysisContext {
        map: context.map,
        before: context.before,
        others: context.others,
        include: context.include,
        limit: MOST,
        changes: context.changes,
        pool: context.pool,
        watch: context.watch,
    };
    let wants = |kind| wanted.contains(&kind);
    let mut found = Vec::new();
    if wants(FindingKind::FalseRedundancy) || wants(FindingKind::HollowFallback) {
        alternatives(&wide, &mut found)?;
    }
    if wants(FindingKind::SinglePointOfFailure) {
        single_points(&wide, &mut found)?;
    }
    if wants(FindingKind::ObjectiveGap) {
        objectives(&wide, &mut found)?;
    }
    found.retain(|finding| wants(finding.kind));
    Ok(found)
}

fn numbers(context: &AnalysisContext<'_>, nodes: &[PlanNode]) -> Vec<NodeIx> {
    nodes.iter().filter_map(|node| context.map.find(&node.key)).collect()
}

/// One finding for each list and each kind, whatever the ways in which it is defeated.
fn alternatives(context: &AnalysisContext<'_>, found: &mut Vec<Found>) -> Result<(), AppError> {
    let time_critical = Seconds::new(CRITICAL).unwrap_or(Seconds::MAX);
    let question = FalseRedundancyRequest { time_critical, ..FalseRedundancyRequest::default() };
    let mut seen = HashSet::new();
    for list in question.answer(context)?.lists {
        let id = DependencyId::parse(&list.dependency).ok();
        let Some(dependency) = id.and_then(|id| context.map.find_dependency(&id)) else { continue };
        let kind = match list.how {
            model::Defeat::Fallback => FindingKind::HollowFallback,
            _ => FindingKind::FalseRedundancy,
        };
        if !seen.insert((kind, dependency)) {
            continue;
        }
        let causes: Vec<PlanNode> = list.causes.into_iter().map(|cause| cause.node).collect();
        let about = About::Defeated(dependency, numbers(context, &causes), list.causes_total as u32);
        let node = context.map.graph().dependent(dependency);
        found.push(Found { kind, node, about, place: found.len() });
    }
    Ok(())
}

/// What takes time-critical nodes down by its failure alone.
fn single_points(context: &AnalysisContext<'_>, found: &mut Vec<Found>) -> Result<(), AppError> {
    let critical: Vec<NodeIx> = context.map.iter().filter(|&node| is_critical(context.map, node)).collect();
    if critical.is_empty() {
        return Ok(());
    }
    let closure = Closure::of(context.map.graph(), critical.iter().copied(), context.include, context.watch)?;
    let targets: Vec<NodeIx> = critical.iter().filter_map(|&node| closure.find(node)).collect();
    let reach = points::reach(&closure, &targets, Level::Unavailable, context.watch)?;
    let all = critical.len() as u32;
    let points = reach.points.into_iter().take(MOST).map(|(own, taken)| Found {
        kind: FindingKind::SinglePointOfFailure,
        node: closure.node(own),
        about: About::Share(taken, all),
        // What takes as many stands in the order of keys.
        place: (all - taken) as usize,
    });
    found.extend(points);
    Ok(())
}

/// One finding for each node, about the first thing that does not fit. What leaves no reserve is found by looking.
fn objectives(context: &AnalysisContext<'_>, found: &mut Vec<Found>) -> Result<(), AppError> {
    let mut seen = HashSet::new();
    for gap in ObjectivesRequest::default().answer(context)?.findings {
        let Some(node) = context.map.find(&gap.node.key) else { continue };
        if matches!(gap.kind, ObjectiveGap::RtoNotBelowMtpd) || !seen.insert(node) {
            continue;
        }
        let (mut others, waits) = (numbers(context, &gap.required_by), numbers(context, &gap.waits_for));
        others.extend(waits);
        others.retain(|&other| other != node);
        let about =
            if others.is_empty() { About::Node } else { About::Nodes(others.clone(), others.len() as u32) };
        found.push(Found { kind: FindingKind::ObjectiveGap, node, about, place: found.len() });
    }
    Ok(())
}
