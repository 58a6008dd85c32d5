//! Two scenarios side by side.

use super::Shared;
use crate::cli::fail::FailArg;
use clap::Args;
use serde_json::{Map, Value, json};
use wire::scenario::FailureDoc;

#[derive(Debug, Args)]
pub(super) struct ComparisonArgs {
    /// What fails on both sides: KEY, KEY=degraded, KEY@PT2H..P1D; may be repeated
    #[arg(long, value_name = "KEY[=LEVEL][@FROM..UNTIL]")]
    fail: Vec<FailArg>,
    /// What fails on the first side instead; may be repeated
    #[arg(long, value_name = "KEY[=LEVEL][@FROM..UNTIL]")]
    before_fail: Vec<FailArg>,
    /// What fails on the second side instead; may be repeated
    #[arg(long, value_name = "KEY[=LEVEL][@FROM..UNTIL]")]
    after_fail: Vec<FailArg>,
    /// The map of the first side: a revision or a time (with --database)
    #[arg(long, value_name = "REVISION|TIME")]
    before_as_of: Option<String>,
    /// The map of the second side: a revision or a time (with --database)
    #[arg(long, value_name = "REVISION|TIME")]
    after_as_of: Option<String>,
    /// Look no further than this
    #[arg(long, value_name = "DURATION")]
    horizon: Option<String>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

impl ComparisonArgs {
    pub(super) fn document(&self) -> Value {
        let mut document = Map::new();
        let failures = |list: &[FailArg]| {
            (!list.is_empty())
                .then(|| json!(list.iter().map(|arg| FailureDoc::new(&arg.0)).collect::<Vec<_>>()))
        };
        document.extend(failures(&self.fail).map(|list| ("failures".into(), list)));
        document.extend(self.horizon.iter().map(|horizon| ("horizon".into(), json!(horizon))));
        let sides = [
            ("before", &self.before_fail, &self.before_as_of),
            ("after", &self.after_fail, &self.after_as_of),
        ];
        for (name, fail, as_of) in sides {
            let mut side = Map::new();
            side.extend(failures(fail).map(|list| ("failures".into(), list)));
            side.extend(as_of.iter().map(|as_of| ("asOf".into(), json!(as_of))));
            if !side.is_empty() {
                document.insert(name.into(), Value::Object(side));
            }
        }
        Value::Object(document)
    }
}
