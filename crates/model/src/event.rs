//! What changes in the situation, and who wants to know: the state of a node, a change of it, and a filter.

use super::incident::Millis;
use super::{Key, Kind, Layer, Level};

/// A node as it stands at a moment, with what filters ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeState {
    /// The node.
    pub node: Key,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Who runs it; an agency runs itself.
    pub agency: Option<Key>,
    /// Where in the stack it stands.
    pub layer: Option<Layer>,
    /// The first five digits of the regional key of its agency.
    pub district: Option<String>,
    /// How well it works.
    pub level: Level,
    /// Since when it has been at that level, in Unix milliseconds.
    pub since: Millis,
    /// The incidents that it comes from, by number.
    pub incidents: Vec<u64>,
    /// It stands so in an exercise, not in fact.
    pub exercise: bool,
}

/// A node has come to another level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeChange {
    /// The level before.
    pub before: Level,
    /// The node from then on.
    pub after: NodeState,
}

/// A change in the log of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedChange {
    /// Its number, from 1 without gaps.
    pub seq: u64,
    /// When it was noticed, in Unix milliseconds.
    pub at: Millis,
    /// The map revision that it was computed from.
    pub revision: u64,
    /// What changed.
    pub change: NodeChange,
}

/// Which changes somebody wants to know of: those that fit every list. An empty list asks for nothing. Exercises only if they
/// are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventFilter {
    /// Agencies: themselves and what they run.
    pub agencies: Vec<Key>,
    /// Nodes.
    pub nodes: Vec<Key>,
    /// Layers.
    pub layers: Vec<Layer>,
    /// Levels: those that a node comes to or leaves, so that whoever hears that it is down also hears that it is back.
    pub levels: Vec<Level>,
    /// Beginnings of regional keys.
    pub districts: Vec<String>,
    /// What happens in exercises, too.
    pub exercises: bool,
}

impl EventFilter {
    /// Whether a change fits.
    pub fn matches(&self, change: &NodeChange) -> bool {
        let state = &change.after;
        let among = |wanted: &[Key], key: Option<&Key>| {
            wanted.is_empty() || key.is_some_and(|key| wanted.contains(key))
        };
        (self.exercises || !state.exercise)
            && among(&self.agencies, state.agency.as_ref())
            && among(&self.nodes, Some(&state.node))
            && (self.layers.is_empty() || state.layer.is_some_and(|layer| self.layers.contains(&layer)))
            && (self.levels.is_empty()
                || [change.before, state.level].iter().any(|l| self.levels.contains(l)))
            && (self.districts.is_empty()
                || state.district.as_ref().is_some_and(|at| self.districts.iter().any(|d| at.starts_with(d))))
    }
}
