//! Ways from one node to another along dependencies.

use super::Question;
use super::along::{ALONG, AlongDoc, StepBy};
use super::shared::{PlanAssumptions, PlanNode};
use crate::decode::Object;
use crate::problem::Problems;
use crate::words::NodeKey;
use model::Key;
use serde::Serialize;
use utoipa::ToSchema;

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
    #[schema(value_type = Option<Vec<crate::change::ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<crate::change::ChangeDoc<'a>>,
    /// Which dependencies count.
    #[schema(value_type = Option<crate::words::IncludeDependencies>)]
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

/// The ways.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaysAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// Who needs something.
    pub from: PlanNode,
    /// What is needed in the end.
    pub to: PlanNode,
    /// How many steps the shortest way has; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortest: Option<u32>,
    /// How many ways have that many steps; at most 9,007,199,254,740,991.
    pub shortest_ways: u64,
    /// There are more of them than `shortestWays` can say.
    pub more_shortest_ways: bool,
    /// The ways, shortest first, ways of the same length in the order of keys. No node comes twice in one.
    pub ways: Vec<Way>,
    /// There are further ways, longer or equally long ones.
    pub more: bool,
    /// The work allowed sufficed. When not, there may be further ways, but none before those in the list.
    pub complete: bool,
    /// How many nodes stand between the two on any walk, both included.
    pub between: u32,
    /// When there is no way, but one the other way round: its steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_way_round: Option<u32>,
    /// Without the last node the first one fails: becomes unavailable or degraded, without clocks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "unavailable")]
    pub failure_reaches: Option<&'static str>,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// One way.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Way {
    /// How many steps it has.
    pub steps: u32,
    /// Its nodes from the dependent to the provider.
    pub nodes: Vec<WayNode>,
    /// Nodes that were left out, after `omittedAfter` of those that are told.
    pub omitted: u64,
    /// See `omitted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub omitted_after: Option<u64>,
}

/// A node of a way, and how it goes on from there.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WayNode {
    /// The node.
    pub node: PlanNode,
    /// The dependencies by which it needs the next node: usually one; none at the end and before what is left out.
    pub by: Vec<StepBy>,
}
