//! What other analyses find: alternatives that one failure defeats, single points of failure, objectives that cannot be kept.

use super::seen::{CRITICAL, is_critical};
use super::{About, Found};
use crate::error::AppError;
use crate::planning::false_redundancy::FalseRedundancyRequest;
use crate::planning::ground::Ground;
use crate::planning::objectives::{ObjectiveGap, ObjectivesRequest};
use crate::planning::question::Question;
use engine::sweep::points;
use engine::{Cone, NodeIx};
use model::finding::FindingKind;
use model::{DependencyId, Level, Seconds};
use std::collections::HashSet;
use wire::planning::PlanNode;

/// Most findings that one of the other analyses contributes: more, and nobody looks through them.
const MOST: usize = 10_000;

/// Everything of these kinds; each kind in the order of the analysis that found it.
pub(super) fn look(wanted: &HashSet<FindingKind>, ground: &Ground<'_>) -> Result<Vec<Found>, AppError> {
    let wide = Ground {
        map: ground.map,
        before: ground.before,
        others: ground.others,
        include: ground.include,
        limit: MOST,
        changes: ground.changes,
        pool: ground.pool,
        watch: ground.watch,
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

fn numbers(ground: &Ground<'_>, nodes: &[PlanNode]) -> Vec<NodeIx> {
    nodes.iter().filter_map(|node| ground.map.find(&node.key)).collect()
}

/// One finding for each list and each kind, whatever the ways in which it is defeated.
fn alternatives(ground: &Ground<'_>, found: &mut Vec<Found>) -> Result<(), AppError> {
    let time_critical = Seconds::new(CRITICAL).unwrap_or(Seconds::MAX);
    let question = FalseRedundancyRequest { time_critical, ..FalseRedundancyRequest::default() };
    let mut seen = HashSet::new();
    for list in question.answer(ground)?.lists {
        let id = DependencyId::parse(&list.dependency).ok();
        let Some(dependency) = id.and_then(|id| ground.map.find_dependency(&id)) else { continue };
        let kind = match list.how {
            model::Defeat::Fallback => FindingKind::HollowFallback,
            _ => FindingKind::FalseRedundancy,
        };
        if !seen.insert((kind, dependency)) {
            continue;
        }
        let causes: Vec<PlanNode> = list.causes.into_iter().map(|cause| cause.node).collect();
        let about = About::Defeated(dependency, numbers(ground, &causes), list.causes_total as u32);
        let node = ground.map.graph().dependent(dependency);
        found.push(Found { kind, node, about, place: found.len() });
    }
    Ok(())
}

/// What takes time-critical nodes down by its failure alone.
fn single_points(ground: &Ground<'_>, found: &mut Vec<Found>) -> Result<(), AppError> {
    let critical: Vec<NodeIx> = ground.map.iter().filter(|&node| is_critical(ground.map, node)).collect();
    if critical.is_empty() {
        return Ok(());
    }
    let cone = Cone::of(ground.map.graph(), critical.iter().copied(), ground.include, ground.watch)?;
    let targets: Vec<NodeIx> = critical.iter().filter_map(|&node| cone.find(node)).collect();
    let reach = points::reach(&cone, &targets, Level::Unavailable, ground.watch)?;
    let all = critical.len() as u32;
    let points = reach.points.into_iter().take(MOST).map(|(own, taken)| Found {
        kind: FindingKind::SinglePointOfFailure,
        node: cone.node(own),
        about: About::Share(taken, all),
        // What takes as many stands in the order of keys.
        place: (all - taken) as usize,
    });
    found.extend(points);
    Ok(())
}

/// One finding for each node, about the first thing that does not fit. What leaves no reserve is found by looking.
fn objectives(ground: &Ground<'_>, found: &mut Vec<Found>) -> Result<(), AppError> {
    let mut seen = HashSet::new();
    for gap in ObjectivesRequest::default().answer(ground)?.findings {
        let Some(node) = ground.map.find(&gap.node.key) else { continue };
        if matches!(gap.kind, ObjectiveGap::RtoNotBelowMtpd) || !seen.insert(node) {
            continue;
        }
        let (mut others, waits) = (numbers(ground, &gap.required_by), numbers(ground, &gap.waits_for));
        others.extend(waits);
        others.retain(|&other| other != node);
        let about =
            if others.is_empty() { About::Node } else { About::Nodes(others.clone(), others.len() as u32) };
        found.push(Found { kind: FindingKind::ObjectiveGap, node, about, place: found.len() });
    }
    Ok(())
}
