//! Ways from one node to another.

use super::{Along, Shared};
use clap::Args;
use serde_json::{Map, Value, json};

#[derive(Debug, Args)]
pub(super) struct WaysArgs {
    /// Who needs something
    #[arg(long, value_name = "KEY")]
    from: Option<String>,
    /// What is needed in the end
    #[arg(long, value_name = "KEY")]
    to: Option<String>,
    /// How many ways are told, the shortest first
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    ways: Option<u32>,
    /// Which dependencies they take
    #[arg(long, value_enum)]
    along: Option<Along>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

impl WaysArgs {
    pub(super) fn document(&self) -> Value {
        let mut document = Map::new();
        document.extend(self.from.iter().map(|key| ("from".into(), json!(key))));
        document.extend(self.to.iter().map(|key| ("to".into(), json!(key))));
        document.extend(self.ways.map(|ways| ("ways".into(), json!(ways))));
        document.extend(self.along.map(|along| ("along".into(), json!(along.word()))));
        Value::Object(document)
    }
}
