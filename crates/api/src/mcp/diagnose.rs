//! What failed, given what is seen: the planners' question of the same name, cut down to what an agent needs.

use super::super::planning::compute;
use super::super::problem::Problem;
use super::super::state::Api;
use super::answer::{Told, listed};
use super::arguments::{NODES, key, limit, object, open, read_limit, word};
use super::tools::{checked, reading};
use app::planning::decode;
use app::planning::diagnosis::DiagnosisQuestion;
use render::Language;
use rmcp::model::Tool;
use rmcp::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};
use serde_json::json;
use wire::tree::{Entry, Mark};
use wire::words::INCLUDES;
use wire::{Problems, Tree, Value};

/// How it is called.
pub(super) const NAME: &str = "diagnose";

/// What it takes.
const PROPERTIES: [&str; 6] = ["unavailable", "degraded", "operational", "include", "explanations", "limit"];

/// What it answers.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output {
    /// The map revision it was computed from.
    revision: u64,
    /// Single failures, the best explanation first.
    singles: Vec<Explanation>,
    /// Pairs of failures that explain more than every single one.
    pairs: Vec<Explanation>,
    /// How many single failures explain it exactly as well as the first one.
    tied: u32,
    /// Nodes to look at next: how they stand tells the best explanations apart.
    look_next: Vec<Look>,
    /// No single failure explains it better than those in the list.
    every_single: bool,
    /// No pair explains it better than those in the list.
    every_pair: bool,
}

/// A failure, or two, that may have caused it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Explanation {
    /// Its number in this answer.
    number: u32,
    /// Its place among its sort; those that fit equally well share one.
    place: u32,
    /// What is supposed to have failed.
    failures: Vec<Failure>,
    /// How many of the nodes seen down it explains at exactly their level.
    explained: u64,
    /// Seen down and explained, but at another level.
    partly_explained: Vec<Deviation>,
    /// Seen down, but not by this.
    unexplained: Vec<Node>,
    /// Seen working, but this would have it down, now or once tolerances have run out.
    contradicted: Vec<Deviation>,
    /// Would be down, too, and nobody has looked.
    unseen: Vec<Failure>,
    /// How many those are in all.
    unseen_total: u64,
}

/// A node.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Node {
    /// Its key, by which all tools know it.
    key: String,
    /// What people call it.
    name: String,
    /// Name of the agency that runs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agency_name: Option<String>,
}

/// A node and its level.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Failure {
    /// The node.
    node: Node,
    /// degraded or unavailable.
    level: String,
}

/// A node that is seen otherwise than an explanation says.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Deviation {
    /// The node.
    node: Node,
    /// As it is seen.
    seen: String,
    /// As the explanation has it.
    explained: String,
}

/// A node to look at next.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Look {
    /// The node.
    node: Node,
    /// When it is down, these explanations remain, by their numbers.
    if_down: Vec<u32>,
    /// When it works, these.
    if_working: Vec<u32>,
}

/// How it is described.
pub(super) fn describe() -> Tool {
    let seen = |how: &str| {
        json!({"type": "array", "items": key("Key of a node."), "maxItems": NODES,
               "description": format!("Keys of the nodes that are seen {how} now.")})
    };
    let arguments = json!({
        "unavailable": seen("unavailable"),
        "degraded": seen("degraded"),
        "operational": seen("working: these contradict explanations, and make the answer sharper,"),
        "include": word(INCLUDES, "Which dependencies count; all when absent."),
        "explanations": {"type": "integer", "minimum": 1, "maximum": 20, "default": 5,
            "description": "How many single failures and how many pairs are told."},
        "limit": limit(),
    });
    reading::<Output>(
        NAME,
        "What has failed",
        "The other way round than impact: from what is seen down, degraded and working to the single failures, then pairs, \
         that explain it best; with what contradicts each, what else it would have down, and where to look next to tell the \
         best ones apart.",
        object(arguments, &[]),
    )
}

/// Reads what is seen and looks for what explains it.
pub(super) async fn answer(api: &Api, arguments: &Tree) -> Result<Told, Problem> {
    let mut problems = Problems::default();
    let read = open(arguments, &PROPERTIES, &mut problems).map(|object| {
        object.integer("explanations", 1, 20, &mut problems);
        read_limit(&object, &mut problems)
    });
    let limit = checked(read, &problems)?;
    let posed = decode::<DiagnosisQuestion>(&with_limit(arguments, limit))?;
    let (finished, _) = compute(api, posed.into(), None, Some(Language::En)).await?;
    let output: Output = serde_json::from_slice(&finished.json).map_err(|error| Problem::internal(&error))?;
    let lead = finished.paper.map(|paper| paper.lead.join(" ")).unwrap_or_default();
    let mut text = format!("Map revision {}. {lead}", output.revision);
    let lines = output.singles.iter().chain(&output.pairs).map(|e| e.line().into());
    listed(&mut text, "Explanations", lines, 0);
    listed(&mut text, "Where to look next", output.look_next.iter().map(|look| look.line().into()), 0);
    Told::new(text, &output)
}

/// The arguments with this limit.
fn with_limit(arguments: &Tree, limit: usize) -> Tree {
    let mut entries: Vec<Entry> =
        arguments.entries().iter().filter(|entry| entry.key != "limit").cloned().collect();
    let value = Tree::new(Value::Int(i64::try_from(limit).unwrap_or(i64::MAX)));
    entries.push(Entry { key: "limit".into(), at: Mark::default(), value });
    Tree { at: arguments.at, value: Value::Map(entries) }
}

impl Explanation {
    fn line(&self) -> String {
        let failures = self.failures.iter().map(|f| format!("{}: {}", f.node.line(), f.level));
        format!(
            "{}. {} – explains {}, in part {}, not {}; contradicted by {}; {} more would be down",
            self.number,
            failures.collect::<Vec<_>>().join(" and "),
            self.explained,
            self.partly_explained.len(),
            self.unexplained.len(),
            self.contradicted.len(),
            self.unseen_total
        )
    }
}

impl Node {
    fn line(&self) -> String {
        let agency = self.agency_name.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
        format!("{} ({}{agency})", self.name, self.key)
    }
}

impl Look {
    fn line(&self) -> String {
        format!("{}: down leaves {:?}, working leaves {:?}", self.node.line(), self.if_down, self.if_working)
    }
}
