//! How much of the time a node is down, and which part matters how much.

use super::Shared;
use clap::Args;
use serde_json::{Map, Value, json};

#[derive(Debug, Args)]
pub(super) struct AvailabilityArgs {
    /// The node
    #[arg(long, value_name = "KEY")]
    node: Option<String>,
    /// What counts as down: unavailable, or at least degraded
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
    /// Assumed of each node whose reliability the map does not say: the share of time in which it is down by its own fault
    #[arg(long, value_name = "SHARE")]
    default_unavailability: Option<f64>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

impl AvailabilityArgs {
    pub(super) fn document(&self) -> Value {
        let mut document = Map::new();
        document.extend(self.node.iter().map(|key| ("node".to_owned(), json!(key))));
        document.extend(self.level.iter().map(|word| ("level".to_owned(), json!(word))));
        let share = self.default_unavailability;
        document.extend(share.iter().map(|share| ("defaultUnavailability".to_owned(), json!(share))));
        Value::Object(document)
    }
}
