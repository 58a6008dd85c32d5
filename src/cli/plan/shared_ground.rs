//! What nodes have in common below them.

use super::{Along, SelectionArgs, Shared};
use clap::Args;
use serde_json::{Map, Value, json};

#[derive(Debug, Args)]
pub(super) struct SharedGroundArgs {
    #[command(flatten)]
    selection: SelectionArgs,
    /// Which dependencies are followed
    #[arg(long, value_enum)]
    along: Option<Along>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

impl SharedGroundArgs {
    pub(super) fn document(&self) -> Value {
        let mut document = Map::new();
        document.extend(self.selection.document().map(|of| ("of".into(), of)));
        document.extend(self.along.map(|along| ("along".into(), json!(along.word()))));
        Value::Object(document)
    }
}
