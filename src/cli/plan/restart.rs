//! What comes back when.

use super::Shared;
use crate::cli::fail::FailArg;
use clap::Args;
use serde_json::{Map, Value, json};
use wire::scenario::FailureDoc;

#[derive(Debug, Args)]
pub(super) struct RestartArgs {
    /// What fails, as for impact: KEY, KEY=degraded, KEY@FROM..UNTIL; may be repeated. A scenario file can be the --question
    #[arg(long, value_name = "KEY[=LEVEL][@FROM[..UNTIL]]")]
    fail: Vec<FailArg>,
    /// When failures without an end of their own are repaired (P1DT10H; a time when the scenario has startsAt)
    #[arg(long, value_name = "DURATION|TIME")]
    repaired_at: Option<String>,
    /// A start by hand that is given: KEY, or KEY@FROM; may be repeated
    #[arg(long, value_name = "KEY[@FROM]")]
    by_hand: Vec<String>,
    /// Propose no starts by hand: show what stays down
    #[arg(long)]
    no_proposals: bool,
    /// Look no further than this
    #[arg(long, value_name = "DURATION")]
    horizon: Option<String>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

impl RestartArgs {
    pub(super) fn document(&self) -> Value {
        let mut document = Map::new();
        if !self.fail.is_empty() {
            let failures: Vec<FailureDoc<'_>> =
                self.fail.iter().map(|fail| FailureDoc::new(&fail.0)).collect();
            document.insert("failures".into(), json!(failures));
        }
        if !self.by_hand.is_empty() {
            let start = |text: &String| match text.split_once('@') {
                Some((node, from)) => json!({"node": node, "from": from}),
                None => json!({"node": text}),
            };
            document.insert("startedByHand".into(), self.by_hand.iter().map(start).collect());
        }
        if self.no_proposals {
            document.insert("proposeStarts".into(), json!(false));
        }
        let texts = [("repairedAt", &self.repaired_at), ("horizon", &self.horizon)];
        for (name, text) in texts {
            document.extend(text.iter().map(|text| (name.to_owned(), json!(text))));
        }
        Value::Object(document)
    }
}
