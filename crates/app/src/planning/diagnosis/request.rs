//! What is seen.

use model::key::quoted;
use model::{Key, Level};
use std::collections::HashMap;
use wire::decode::Object;
use wire::problem::Problems;
use wire::tree::Value;
use wire::words::NodeKeys;

wire::question! {
    /// The question as it is written. At least one node is unavailable or degraded.
    pub struct DiagnosisRequest {
        /// Seen unavailable.
        #[schema(value_type = Option<NodeKeys>, max_items = 1_000)]
        unavailable "unavailable": Vec<Key> = Vec::new(), as "down";
        /// Seen degraded.
        #[schema(value_type = Option<NodeKeys>, max_items = 1_000)]
        degraded "degraded": Vec<Key> = Vec::new();
        /// Seen working: what contradicts an explanation. The more of these, the sharper the answer.
        #[schema(value_type = Option<NodeKeys>, max_items = 1_000)]
        operational "operational": Vec<Key> = Vec::new(), as "working";
        /// How many single failures and how many pairs are told.
        explanations "explanations": u32 [1, 100, 5];
    }
    limit "Most entries of each list within an explanation.";
    check DiagnosisRequest::check;
}

impl DiagnosisRequest {
    /// The nodes with the levels at which they are seen, and where they are listed.
    pub fn seen(&self) -> impl Iterator<Item = (&Key, Level, &'static str, usize)> {
        let lists = [
            ("unavailable", &self.unavailable, Level::Unavailable),
            ("degraded", &self.degraded, Level::Degraded),
            ("operational", &self.operational, Level::Operational),
        ];
        lists.into_iter().flat_map(|(name, keys, level)| {
            keys.iter().enumerate().map(move |(nth, key)| (key, level, name, nth))
        })
    }

    /// Each node is listed once, and at least one of them is down.
    fn check(&self, object: &Object<'_>, problems: &mut Problems) {
        let found = problems.found();
        let mut before: HashMap<&Key, &str> = HashMap::new();
        for (key, _, list, nth) in self.seen() {
            if let Some(before) = before.insert(key, list) {
                problems.report(
                    &object.place().name(list).index(nth),
                    object.at(),
                    "seen-twice",
                    format!("{} is also listed under {before}", quoted(key.as_str())),
                    "list each node once, at the level at which it is seen now",
                );
            }
        }
        let says_nothing = |name: &str| {
            object.get(name).is_none_or(|tree| matches!(&tree.value, Value::Seq(items) if items.is_empty()))
        };
        if problems.found() == found && ["unavailable", "degraded"].into_iter().all(says_nothing) {
            object.missing(
                "unavailable",
                "list at least one node that is seen unavailable or degraded: there is nothing to explain yet",
                problems,
            );
        }
    }
}
