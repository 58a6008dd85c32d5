//! What follows from every single failure: single points of failure, false redundancy, ranking.

use super::{SelectionArgs, Shared};
use clap::Args;
use serde_json::{Map, Value, json};

#[derive(Debug, Args)]
pub(super) struct SinglePointsArgs {
    #[command(flatten)]
    selection: SelectionArgs,
    /// How bad it must get to count (unavailable, degraded)
    #[arg(long)]
    level: Option<String>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

impl SinglePointsArgs {
    pub(super) fn document(&self) -> Value {
        document(&self.selection, &[("level", &self.level)])
    }
}

#[derive(Debug, Args)]
pub(super) struct FalseRedundancyArgs {
    #[command(flatten)]
    selection: SelectionArgs,
    /// Only alternatives that are defeated in this way (shared, beside, fallback, otherNeed)
    #[arg(long)]
    how: Option<String>,
    /// Services that tolerate no longer disruption count as time-critical [default: P1D]
    #[arg(long, value_name = "DURATION")]
    time_critical: Option<String>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

impl FalseRedundancyArgs {
    pub(super) fn document(&self) -> Value {
        document(&self.selection, &[("how", &self.how), ("timeCritical", &self.time_critical)])
    }
}

#[derive(Debug, Args)]
pub(super) struct RankingArgs {
    #[command(flatten)]
    selection: SelectionArgs,
    /// What decides (people, publicServices, timeCritical, casesPerDay, agencies, districts, nodes)
    #[arg(long)]
    by: Option<String>,
    /// How the nodes fail (unavailable, degraded)
    #[arg(long)]
    level: Option<String>,
    /// Services that tolerate no longer disruption count as time-critical [default: P1D]
    #[arg(long, value_name = "DURATION")]
    time_critical: Option<String>,
    /// Also every pair of the chosen nodes; at most 500 of them
    #[arg(long)]
    pairs: bool,
    #[command(flatten)]
    pub(super) shared: Shared,
}

impl RankingArgs {
    pub(super) fn document(&self) -> Value {
        let words = [("by", &self.by), ("level", &self.level), ("timeCritical", &self.time_critical)];
        let mut document = document(&self.selection, &words);
        if self.pairs {
            document["pairs"] = json!(true);
        }
        document
    }
}

/// The selection and the words that were said.
fn document(selection: &SelectionArgs, words: &[(&str, &Option<String>)]) -> Value {
    let said = words.iter().filter_map(|(name, word)| Some(((*name).to_owned(), json!(word.as_ref()?))));
    let mut document: Map<String, Value> = said.collect();
    document.extend(selection.document().map(|of| ("of".to_owned(), of)));
    Value::Object(document)
}
