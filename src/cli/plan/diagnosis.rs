//! What failed, given what is seen.

use super::Shared;
use clap::{ArgGroup, Args};
use serde_json::{Map, Value, json};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("seen").required(true).multiple(true).args(["down", "degraded"])))]
pub(super) struct DiagnosisArgs {
    /// Seen unavailable; may be repeated
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    down: Vec<String>,
    /// Seen degraded; may be repeated
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    degraded: Vec<String>,
    /// Seen working; may be repeated
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    working: Vec<String>,
    /// How many single failures and how many pairs are told
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100))]
    explanations: Option<u32>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

impl DiagnosisArgs {
    pub(super) fn document(&self) -> Value {
        let mut document = Map::new();
        let lists =
            [("unavailable", &self.down), ("degraded", &self.degraded), ("operational", &self.working)];
        for (name, keys) in lists.into_iter().filter(|(_, keys)| !keys.is_empty()) {
            document.insert(name.into(), json!(keys));
        }
        document.extend(self.explanations.map(|n| ("explanations".into(), json!(n))));
        Value::Object(document)
    }
}
