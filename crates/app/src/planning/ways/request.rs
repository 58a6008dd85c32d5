//! Ways from one node to another along dependencies.

use model::Key;
use serde::Serialize;
use utoipa::ToSchema;
use wire::decode::Object;
use wire::planning::Question;
use wire::planning::along::{ALONG, AlongDoc};
use wire::problem::Problems;
use wire::words::NodeKey;

/// Ways that are told when the question does not say how many.
pub const DEFAULT_WAYS: u32 = 10;
/// Most ways that are told.
pub const MAX_WAYS: u32 = 1_000;

/// Which ways are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaysQuestion {
    /// Who needs something.
    pub from: Key,
    /// What is needed in the end.
    pub to: Key,
    /// How many are told.
    pub ways: u32,
    /// Take also what is needed only to start, and what only informs.
    pub everything: bool,
}

/// The question as it is written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WaysRequest<'a> {
    /// Who needs something: where ways begin.
    #[schema(value_type = NodeKey)]
    pub from: &'a str,
    /// What is needed in the end: where they lead to.
    #[schema(value_type = NodeKey)]
    pub to: &'a str,
    /// How many ways are told, the shortest first.
    #[schema(minimum = 1, maximum = 1_000, default = 10)]
    pub ways: Option<u32>,
    /// Which dependencies they take; absent = `effects`.
    pub along: Option<AlongDoc>,
    /// Hypothetical changes of the map.
    #[schema(value_type = Option<Vec<wire::change::ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<wire::change::ChangeDoc<'a>>,
    /// Which dependencies count.
    #[schema(value_type = Option<wire::words::IncludeDependencies>)]
    pub include: Option<&'static str>,
    /// Most nodes that are told of one way; of a longer one the middle is left out.
    #[schema(minimum = 1, maximum = 10_000, default = 100)]
    pub limit: Option<u32>,
}

impl Question for WaysQuestion {
    const NAME: &'static str = "ways";
    const PROPERTIES: &'static [&'static str] = &["from", "to", "ways", "along"];

    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        for (name, remedy) in [("from", "say who needs something"), ("to", "say what is needed in the end")] {
            if object.get(name).is_none() {
                object.missing(name, remedy, problems);
            }
        }
        let (from, to) = (object.key("from", problems), object.key("to", problems));
        if from.is_some() && from == to {
            problems.report(
                &object.place().name("to"),
                object.at(),
                "same-node",
                "from and to are the same node",
                "name two nodes; who needs itself in a circle is what the question circles answers",
            );
        }
        let ways = object.integer("ways", 1, i64::from(MAX_WAYS), problems);
        let everything = object.word("along", ALONG, problems).unwrap_or(false);
        let ways = ways.and_then(|n| u32::try_from(n).ok()).unwrap_or(DEFAULT_WAYS);
        Some(Self { from: from?, to: to?, ways, everything })
    }
}
