//! The way of a failure through the map, as it is written and as people read it.

use super::context::AnalysisContext;
use crate::planning::single_points::WayStep;
use engine::sweep::points::ChainStep;
use render::Language;

/// Most steps of a way; of a longer one the middle is left out.
const STEPS: usize = 12;

/// A way as it is written, and how many steps are left out before the last one.
pub fn written(context: &AnalysisContext<'_>, steps: &[ChainStep]) -> (Vec<WayStep>, u64) {
    let step = |step: &ChainStep| {
        let providers = step.through.map_or(0, |d| context.map.graph().providers(d).len() as u64);
        let several = (providers > 1).then_some(providers);
        WayStep {
            node: context.map.key(step.node).to_owned(),
            kind: context.map.kind(step.node),
            name: context.map.name(step.node).to_owned(),
            level: step.level,
            dependency: step.through.map(|d| context.map.local_id(d)),
            lost: several.map(|_| step.lost.into()),
            providers: several,
        }
    };
    if steps.len() <= STEPS {
        return (steps.iter().map(step).collect(), 0);
    }
    let mut written: Vec<_> = steps[..STEPS - 1].iter().map(step).collect();
    written.extend(steps.last().map(step));
    (written, (steps.len() - STEPS) as u64)
}

/// A way in one line, in the direction in which the failure runs: "sync → storage (4 of 4) → platform".
pub fn in_words(way: &[WayStep], omitted: u64, l: Language) -> String {
    let mut text = String::new();
    for (at, step) in way.iter().enumerate().rev() {
        if at + 1 < way.len() {
            text.push_str(" → ");
        }
        if omitted > 0 && at + 2 == way.len() {
            text.push_str(&format!("… (+{}) → ", l.number(omitted)));
        }
        // What this node passes on is told with how many of its kind are lost with it.
        text.push_str(&step.name);
        if way.iter().any(|other| other.name == step.name && other.node != step.node) {
            text.push_str(&format!(" ({})", step.node));
        }
        let dependent = at.checked_sub(1).and_then(|at| way.get(at));
        if let Some((lost, all)) = dependent.and_then(|dependent| dependent.lost.zip(dependent.providers)) {
            text.push_str(&format!(" ({} {} {})", l.number(lost), l.text("report-of-2"), l.number(all)));
        }
    }
    text
}
