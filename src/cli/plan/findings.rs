//! What is wrong or weak on the map.

use super::{SelectionArgs, Shared};
use clap::Args;
use serde_json::{Map, Value, json};

#[derive(Debug, Args)]
pub(super) struct FindingsArgs {
    #[command(flatten)]
    selection: SelectionArgs,
    /// Only this kind of finding (false-redundancy, circle, no-contact, ...); may be repeated
    #[arg(long, value_name = "FINDING", value_delimiter = ',')]
    finding: Vec<String>,
    /// At least as grave: high, medium, low
    #[arg(long)]
    severity: Option<String>,
    /// What was confirmed before this day is stale
    #[arg(long, value_name = "DAY")]
    stale_before: Option<String>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

impl FindingsArgs {
    pub(super) fn document(&self) -> Value {
        let mut document = Map::new();
        document.extend(self.selection.document().map(|of| ("of".to_owned(), of)));
        if !self.finding.is_empty() {
            document.insert("kinds".into(), json!(self.finding));
        }
        for (name, text) in [("severity", &self.severity), ("staleBefore", &self.stale_before)] {
            document.extend(text.iter().map(|text| (name.to_owned(), json!(text))));
        }
        Value::Object(document)
    }
}
