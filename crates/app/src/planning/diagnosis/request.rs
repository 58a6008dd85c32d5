//! What failed, given what is seen.

use model::key::quoted;
use model::{Key, Level};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;
use wire::decode::Object;
use wire::planning::Question;
use wire::problem::Problems;
use wire::words::{Keys, NodeKeys};

/// Most nodes that are seen at one level.
pub const MAX_SEEN: usize = 1_000;
/// Explanations of each sort when the question does not say how many.
pub const DEFAULT_EXPLANATIONS: u32 = 5;
/// Most explanations of each sort.
pub const MAX_EXPLANATIONS: u32 = 100;

/// The levels at which nodes are seen, with the property that lists them.
const LISTS: [(&str, Level); 3] =
    [("unavailable", Level::Unavailable), ("degraded", Level::Degraded), ("operational", Level::Operational)];

/// What is seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DiagnosisQuestion {
    /// Nodes with their levels, each node once; at least one is not operational.
    pub seen: Vec<(Key, Level)>,
    /// How many explanations of each sort are told.
    pub explanations: u32,
}

/// The question as it is written. At least one node is unavailable or degraded.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DiagnosisRequest<'a> {
    /// Seen unavailable.
    #[schema(value_type = Option<NodeKeys>, max_items = 1_000)]
    pub unavailable: Option<Keys<'a>>,
    /// Seen degraded.
    #[schema(value_type = Option<NodeKeys>, max_items = 1_000)]
    pub degraded: Option<Keys<'a>>,
    /// Seen working: what contradicts an explanation. The more of these, the sharper the answer.
    #[schema(value_type = Option<NodeKeys>, max_items = 1_000)]
    pub operational: Option<Keys<'a>>,
    /// How many single failures and how many pairs are told.
    #[schema(minimum = 1, maximum = 100, default = 5)]
    pub explanations: Option<u32>,
    /// Hypothetical changes of the map.
    #[schema(value_type = Option<Vec<wire::change::ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<wire::change::ChangeDoc<'a>>,
    /// Which dependencies count.
    #[schema(value_type = Option<wire::words::IncludeDependencies>)]
    pub include: Option<&'static str>,
    /// Most entries of each list within an explanation.
    #[schema(minimum = 1, maximum = 10_000, default = 100)]
    pub limit: Option<u32>,
}

impl Question for DiagnosisQuestion {
    const NAME: &'static str = "diagnosis";
    const PROPERTIES: &'static [&'static str] = &["unavailable", "degraded", "operational", "explanations"];

    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        let found = problems.found();
        let mut seen: Vec<(Key, Level)> = Vec::new();
        let mut at: HashMap<Key, &str> = HashMap::new();
        for (name, level) in LISTS {
            let place = object.place().name(name);
            for (nth, key) in
                object.keys(name, MAX_SEEN, problems).unwrap_or_default().into_iter().enumerate()
            {
                match at.insert(key.clone(), name) {
                    None => seen.push((key, level)),
                    Some(before) => problems.report(
                        &place.index(nth),
                        object.at(),
                        "seen-twice",
                        format!("{} is also listed under {before}", quoted(key.as_str())),
                        "list each node once, at the level at which it is seen now",
                    ),
                }
            }
        }
        let explanations = object.integer("explanations", 1, i64::from(MAX_EXPLANATIONS), problems);
        if problems.found() == found && seen.iter().all(|(_, level)| *level == Level::Operational) {
            object.missing(
                "unavailable",
                "list at least one node that is seen unavailable or degraded: there is nothing to explain yet",
                problems,
            );
        }
        let explanations = explanations.and_then(|n| u32::try_from(n).ok()).unwrap_or(DEFAULT_EXPLANATIONS);
        (problems.found() == found).then_some(Self { seen, explanations })
    }
}
