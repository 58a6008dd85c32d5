//! Whether what one delivery says may explain what the next one says: then they cannot be taken together.

use super::merge::Placed;
use crate::incidents::{CurrentState, Incidents};
use crate::pool::Pool;
use map::Map;
use model::{Include, Level, Status};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::NodeChange;

/// What fails according to deliveries that were not told to incidents yet, over what fails anyway.
pub(super) struct Failing<'a> {
    incidents: &'a Incidents,
    pool: &'a Pool,
    map: Arc<Map>,
    state: &'a CurrentState,
    /// What failed or did not work before, by number.
    before: Option<BTreeMap<u32, Level>>,
    /// What has begun to fail since.
    new: BTreeMap<u32, Level>,
}

impl<'a> Failing<'a> {
    pub(super) fn new(incidents: &'a Incidents, pool: &'a Pool, state: &'a CurrentState) -> Self {
        Self { incidents, pool, map: Arc::clone(&state.map), state, before: None, new: BTreeMap::new() }
    }

    /// Adds what a delivery has changed.
    pub(super) fn add(&mut self, changes: &[NodeChange]) {
        let level = |state: Option<&store::NodeState>| state.map_or(0, |state| state.level);
        for change in changes.iter().filter(|c| level(c.after.as_ref()) > level(c.before.as_ref())) {
            if let Some(node) = self.map.find(&change.node) {
                self.new.insert(node, Level::from_number(level(change.after.as_ref())));
            }
        }
    }

    /// Whether what is new may hit a node that one of these alerts speaks of. Time is left out: what was once hit is
    /// taken to be hit for good, so that nothing is overlooked.
    pub(super) fn may_explain(&mut self, placed: &[Placed]) -> bool {
        let firing = placed.iter().filter(|placed| placed.alert.status == Status::Firing);
        let nodes = firing.filter_map(|placed| self.map.find(placed.found.as_ref().ok()?.0.as_str()));
        let mut spoken: BTreeSet<u32> = nodes.collect();
        if self.new.is_empty() || spoken.is_empty() {
            return false;
        }
        let before = self.before.get_or_insert_with(|| {
            let failing = self.incidents.failing_levels().into_iter();
            let failing = failing.filter_map(|(key, level)| Some((self.map.find(key.as_str())?, level)));
            self.state.hit_by_others().map(|at| (at.node, at.level)).chain(failing).collect()
        });
        // What fails anyway is its own cause, and so is what has begun to fail by itself.
        spoken.retain(|node| !before.contains_key(node) && !self.new.contains_key(node));
        if spoken.is_empty() {
            return false;
        }
        let all: Vec<(u32, Level)> =
            before.iter().chain(&self.new).map(|(&node, &level)| (node, level)).collect();
        self.pool.with(|set| {
            set.levels.run(self.map.graph(), &all, Include::All).any(|(node, _)| spoken.contains(&node))
        })
    }
}
