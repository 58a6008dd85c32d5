//! Which nodes, failing together, take a node down.

use super::Shared;
use clap::Args;
use serde_json::{Map, Value, json};

#[derive(Debug, Args)]
pub(super) struct CutSetsArgs {
    /// The node that is taken down
    #[arg(long, value_name = "KEY")]
    node: Option<String>,
    /// What counts as down: unavailable, or at least degraded
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
    /// Most nodes of a set [default: 3]
    #[arg(long, value_name = "NUMBER")]
    max_order: Option<u32>,
    /// Only these nodes fail by themselves; may be repeated
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    among: Vec<String>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

impl CutSetsArgs {
    pub(super) fn document(&self) -> Value {
        let mut document = Map::new();
        document.extend(self.node.iter().map(|key| ("node".to_owned(), json!(key))));
        document.extend(self.level.iter().map(|word| ("level".to_owned(), json!(word))));
        document.extend(self.max_order.iter().map(|order| ("maxOrder".to_owned(), json!(order))));
        if !self.among.is_empty() {
            document.insert("among".into(), json!({"nodes": self.among}));
        }
        Value::Object(document)
    }
}
