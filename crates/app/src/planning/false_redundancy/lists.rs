//! One list of alternatives in full: what defeats it, and how the failure gets to each of them.

use super::Weighed;
use crate::error::AppError;
use crate::planning::false_redundancy::{Alternative, Cause, DefeatedList};
use crate::planning::ground::Ground;
use crate::planning::{chain, figures};
use engine::sweep::{alternatives, points};
use engine::{Cone, DependencyIx, NodeIx, Scratch};
use model::{Defeat, Level};

/// Most alternatives of a list that are told one by one.
const ALTERNATIVES: usize = 50;
/// Most causes of a list that are told.
const CAUSES: usize = 10;

/// The list in full. It is looked at in the small: what its dependent needs.
pub(super) fn list(ground: &Ground<'_>, whole: &Cone, weighed: &Weighed) -> Result<DefeatedList, AppError> {
    let graph = ground.map.graph();
    let (dependency, how) = (whole.dependency(weighed.list.dependency), weighed.list.how);
    let dependent = graph.dependent(dependency);
    let cone = Cone::of(graph, [dependent], ground.include, ground.watch)?;
    let own = cone.find_dependency(graph, dependency).unwrap_or_default();
    let (causes, causes_total) = match how {
        Defeat::Shared => {
            let (causes, all) = alternatives::nearest(&cone, own, CAUSES, ground.watch)?;
            (causes, all as u64)
        }
        Defeat::Beside | Defeat::OtherNeed => {
            let causes = beside(ground, &cone, own, how == Defeat::Beside);
            let all = causes.len() as u64;
            (causes.into_iter().take(CAUSES).collect(), all)
        }
        Defeat::Fallback => {
            let cause = cone.find(whole.node(weighed.list.cause));
            (cause.into_iter().collect(), weighed.list.causes.into())
        }
    };
    let providers = graph.providers(dependency);
    let cause = |&cause: &NodeIx| {
        let node = cone.node(cause);
        Cause {
            node: ground.node(node),
            is_alternative: providers.contains(&node),
            through: matches!(how, Defeat::Beside | Defeat::OtherNeed)
                .then(|| through(ground, &cone, own, cause))
                .flatten(),
        }
    };
    let rule = graph.head(dependency).1;
    // What stands beside the list leaves the alternatives alone, as a rule.
    let first = causes.first().copied();
    Ok(DefeatedList {
        dependency: ground.map.dependency_address(dependency),
        dependent: ground.node(dependent),
        how: how.as_str(),
        min: rule.terms.min.into(),
        alternatives: alternatives_of(ground, &cone, dependency, first),
        alternatives_omitted: providers.len().saturating_sub(ALTERNATIVES) as u64,
        causes: causes.iter().map(cause).collect(),
        causes_total,
        level: weighed.level.as_str(),
        consequence: figures::written(&weighed.totals),
    })
}

/// What stands beside a list (numbers of the cone): what is of the kind and layer of one of the alternatives, or the rest.
pub(super) fn beside(ground: &Ground<'_>, cone: &Cone, list: DependencyIx, alike: bool) -> Vec<NodeIx> {
    let stage = |own: NodeIx| {
        let node = cone.node(own);
        (ground.map.kind(node), ground.map.layer(node))
    };
    let mut found = alternatives::beside(cone, list);
    let providers = cone.graph().providers(list);
    found.retain(|&cause| providers.iter().any(|&provider| stage(provider) == stage(cause)) == alike);
    found
}

fn alternatives_of(
    ground: &Ground<'_>,
    cone: &Cone,
    dependency: DependencyIx,
    cause: Option<NodeIx>,
) -> Vec<Alternative> {
    let graph = ground.map.graph();
    let primaries = graph.head(dependency).1.primaries as usize;
    let mut scratch = Scratch::default();
    let mut alternative = |(at, &node): (usize, &NodeIx)| {
        let steps =
            cause.zip(cone.find(node)).and_then(|(cause, own)| points::way(cone, &mut scratch, cause, own));
        let level = steps.as_ref().and_then(|steps| steps.first()).map(|step| step.level);
        let (way, way_omitted) = chain::written(ground, &steps.unwrap_or_default());
        Alternative {
            node: ground.node(node),
            fallback: at >= primaries,
            level: level.map(Level::as_str),
            way,
            way_omitted,
        }
    };
    graph.providers(dependency).iter().enumerate().take(ALTERNATIVES).map(&mut alternative).collect()
}

/// The need beside the list that the cause defeats.
fn through(ground: &Ground<'_>, cone: &Cone, list: DependencyIx, cause: NodeIx) -> Option<String> {
    let graph = cone.graph();
    let (dependent, rule) = graph.head(list);
    let is_it = |&other: &DependencyIx| {
        let others = graph.head(other).1;
        other != list
            && !alternatives::has_alternatives(others)
            && others.terms.min > 0
            && alternatives::effect(others) >= alternatives::effect(rule)
            && graph.providers(other).contains(&cause)
    };
    graph.dependencies(dependent).find(is_it).map(|other| ground.map.local_id(cone.dependency(other)))
}
