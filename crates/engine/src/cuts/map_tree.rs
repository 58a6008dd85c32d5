//! From a map to a fault tree: "this node becomes unavailable" (or at least degraded) in terms of the own failures of nodes.
//!
//! Levels have three values, so each node v has up to two conditions: D(v), it is at least degraded, and U(v), it is
//! unavailable. Both begin with the basic event "v itself fails". Then, for each dependency of v that is always needed
//! (semantics.md; one only needed to start hurts nothing that runs), with `lost` counted as in `LevelsScratch`:
//!
//! - U(v) also when more than providers - min are not working: U(p) of a primary (D(p), when a
//!   degraded one does not work); D(p) of a fallback, which must be sound (U(p), when a degraded one is tolerated). Not with a workaround without end.
//! - D(v) also then, even with such a workaround, and when more than primaries - full are not sound: D(p), or U(p) when a
//!   degraded one is tolerated.
//!
//! Clocks do not count: what fails, fails for good (property 2 of the semantics). U(v) implies D(v) throughout.
//! All conditions are monotone, so the levels that `LevelsScratch` computes are the least solution of these equations,
//! also in circles; [`super::unfold`] makes a tree of it.

use super::effort::Halt;
use super::tree::Tree;
use super::unfold::{Equation, Group, System, unfolded};
use crate::base::NodeIx;
use crate::graph::Graph;
use crate::watch::Watch;
use model::{Include, Level};
use rustc_hash::FxHashMap;

/// What shall be explained.
#[derive(Debug, Clone, Copy)]
pub struct TreeQuestion<'g> {
    /// The map.
    pub graph: &'g Graph,
    /// The node.
    pub node: NodeIx,
    /// Unavailable, or at least degraded.
    pub level: Level,
    /// Which dependencies count.
    pub include: Include,
    /// Most inputs of gates in all, circles unfolded.
    pub inputs: usize,
}

/// A fault tree, and which node each basic event is the failure of.
#[derive(Debug)]
pub struct MapTree {
    /// The tree.
    pub tree: Tree,
    /// By event.
    pub nodes: Vec<NodeIx>,
}

/// The tree of the nodes that can fail by themselves; each of those becomes unavailable when it fails.
///
/// # Errors
/// Stopped, or more inputs of gates than are allowed.
pub fn map_tree(
    asked: &TreeQuestion<'_>,
    mut fails: impl FnMut(NodeIx) -> bool,
    watch: &Watch,
) -> Result<MapTree, Halt> {
    let mut met = Met::default();
    let top = met.number(asked.node, asked.level == Level::Unavailable);
    let mut system = System::default();
    let mut inputs = 0;
    let mut next = 0;
    while let Some(&(node, unavailable)) = met.order.get(next) {
        next += 1;
        if next % 4096 == 0 {
            watch.advance(4096)?;
        }
        let own = fails(node).then(|| met.event(node));
        let mut equation = Equation { own: own.into_iter().collect(), groups: Vec::new() };
        groups(asked, node, unavailable, &mut met, &mut equation.groups);
        inputs += equation.groups.iter().map(|group| group.of.len()).sum::<usize>();
        if inputs > asked.inputs {
            return Err(Halt::TooLarge);
        }
        system.equations.push(equation);
    }
    let tree = unfolded(&system, top, met.events.len() as u32, asked.inputs, watch)?;
    Ok(MapTree { tree, nodes: met.events })
}

/// The conditions met so far, and the events.
#[derive(Default)]
struct Met {
    numbers: FxHashMap<(NodeIx, bool), u32>,
    order: Vec<(NodeIx, bool)>,
    event_of: FxHashMap<NodeIx, u32>,
    events: Vec<NodeIx>,
}

impl Met {
    /// The number of U(node), or of D(node).
    fn number(&mut self, node: NodeIx, unavailable: bool) -> u32 {
        let next = self.order.len() as u32;
        *self.numbers.entry((node, unavailable)).or_insert_with(|| {
            self.order.push((node, unavailable));
            next
        })
    }

    fn event(&mut self, node: NodeIx) -> u32 {
        let next = self.events.len() as u32;
        *self.event_of.entry(node).or_insert_with(|| {
            self.events.push(node);
            next
        })
    }
}

/// What the node's dependencies do to it.
fn groups(asked: &TreeQuestion<'_>, node: NodeIx, unavailable: bool, met: &mut Met, groups: &mut Vec<Group>) {
    let graph = asked.graph;
    for dependency in graph.dependencies(node) {
        let (_, rule) = graph.head(dependency);
        let terms = &rule.terms;
        if terms.start_only || (asked.include == Include::Confirmed && !terms.confirmed) {
            continue;
        }
        let providers = graph.providers(dependency);
        let primaries = &providers[..rule.primaries as usize];
        let good = terms.tolerates_degraded;
        let (spare_working, spare_sound) = rule.spare(asked.include);
        let sound = !unavailable && spare_sound != u32::MAX;
        // Without fallbacks, so many not working are at least as many not sound.
        let said = sound && primaries.len() == providers.len() && spare_sound <= spare_working;
        let works = !unavailable || terms.workaround.is_some();
        if works && spare_working != u32::MAX && !said {
            let of = providers.iter().enumerate().map(|(at, &p)| {
                let fallback = at >= primaries.len();
                met.number(p, if fallback { good } else { terms.degraded_works })
            });
            groups.push(Group { at_least: spare_working + 1, of: of.collect() });
        }
        if sound {
            let of = primaries.iter().map(|&p| met.number(p, good)).collect();
            groups.push(Group { at_least: spare_sound + 1, of });
        }
    }
}
