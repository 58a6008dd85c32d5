//! What is promised, required and achievable.

use super::{SelectionArgs, Shared};
use clap::Args;
use serde_json::{Value, json};

#[derive(Debug, Args)]
pub(super) struct ObjectivesArgs {
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    pub(super) shared: Shared,
}

impl ObjectivesArgs {
    pub(super) fn document(&self) -> Value {
        match self.selection.document() {
            Some(of) => json!({"of": of}),
            None => json!({}),
        }
    }
}
