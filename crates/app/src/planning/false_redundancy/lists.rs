//! One list of alternatives in full: what defeats it, and how the failure gets to each of them.

use super::Weighed;
use crate::error::AppError;
use crate::planning::context::AnalysisContext;
use crate::planning::false_redundancy::{Alternative, Cause, DefeatedList};
use crate::planning::{chain, figures};
use engine::sweep::alternatives::{self, Defeating};
use engine::sweep::points;
use engine::{Closure, DependencyIx, NodeIx, Scratch};

/// Most alternatives of a list that are told one by one.
const ALTERNATIVES: usize = 50;
/// Most causes of a list that are told.
const CAUSES: usize = 10;

/// The list in full. It is looked at in the small: what its dependent needs.
pub(super) fn list(
    context: &AnalysisContext<'_>,
    whole: &Closure,
    weighed: &Weighed,
) -> Result<DefeatedList, AppError> {
    let graph = context.map.graph();
    let (dependency, how) = (whole.dependency(weighed.list.dependency), weighed.list.how);
    let dependent = graph.dependent(dependency);
    let closure = Closure::of(graph, [dependent], context.include, context.watch)?;
    let own = closure.find_dependency(graph, dependency).unwrap_or_default();
    let alike = |list, need| self::alike(context, &closure, list, need);
    let (causes, causes_total) = alternatives::nearest(&closure, own, how, &alike, CAUSES, context.watch)?;
    let providers = graph.providers(dependency);
    let cause = |cause: &Defeating| {
        let node = closure.node(cause.own);
        Cause {
            node: context.node(node),
            is_alternative: providers.contains(&node),
            through: cause.through.map(|need| context.map.local_id(closure.dependency(need))),
        }
    };
    let rule = graph.head(dependency).1;
    // What stands beside the list leaves the alternatives alone, as a rule.
    let first = causes.first().map(|cause| cause.own);
    Ok(DefeatedList {
        dependency: context.map.dependency_address(dependency),
        dependent: context.node(dependent),
        how,
        min: rule.terms.min.into(),
        alternatives: alternatives_of(context, &closure, dependency, first),
        alternatives_omitted: providers.len().saturating_sub(ALTERNATIVES) as u64,
        causes: causes.iter().map(cause).collect(),
        causes_total: causes_total as u64,
        level: weighed.level,
        consequence: figures::written(&weighed.totals),
    })
}

/// Is a need beside a list (numbers of the closure) met by something of the kind and layer of one of its alternatives?
pub(super) fn alike(
    context: &AnalysisContext<'_>,
    closure: &Closure,
    list: DependencyIx,
    need: DependencyIx,
) -> bool {
    let stage = |own: NodeIx| {
        let node = closure.node(own);
        (context.map.kind(node), context.map.layer(node))
    };
    let alternatives = closure.graph().providers(list);
    let others = closure.graph().providers(need).iter();
    others.into_iter().any(|&other| alternatives.iter().any(|&provider| stage(provider) == stage(other)))
}

fn alternatives_of(
    context: &AnalysisContext<'_>,
    closure: &Closure,
    dependency: DependencyIx,
    cause: Option<NodeIx>,
) -> Vec<Alternative> {
    let graph = context.map.graph();
    let primaries = graph.head(dependency).1.primaries as usize;
    let mut scratch = Scratch::default();
    let mut alternative = |(at, &node): (usize, &NodeIx)| {
        let steps = cause
            .zip(closure.find(node))
            .and_then(|(cause, own)| points::way(closure, &mut scratch, cause, own));
        let level = steps.as_ref().and_then(|steps| steps.first()).map(|step| step.level);
        let (way, way_omitted) = chain::written(context, &steps.unwrap_or_default());
        Alternative { node: context.node(node), fallback: at >= primaries, level, way, way_omitted }
    };
    graph.providers(dependency).iter().enumerate().take(ALTERNATIVES).map(&mut alternative).collect()
}
