//! Why one node is affected: the chain of causes back to a supposed failure.

use super::super::problem::Problem;
use super::super::state::Api;
use super::answer::{Hit, Node, Told};
use super::arguments::{checked, key, node, object, open_scenario, reading, suppose, with_scenario};
use app::impact::Found;
use engine::NodeIx;
use map::Map;
use render::Language;
use render::report::Cause;
use render::sentences::because;
use rmcp::model::Tool;
use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;
use serde_json::json;
use wire::impact::HopDoc;
use wire::{Place, Problems, Tree};

/// How it is called.
pub(super) const NAME: &str = "explain";

/// What it answers.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output {
    /// The map revision it was computed from.
    revision: u64,
    /// The node that was asked about.
    node: Node,
    /// Its worst level: operational, degraded or unavailable.
    #[schemars(with = "&str")]
    level: model::Level,
    /// It still works but has lost a provider and could lose no more.
    at_risk: bool,
    /// How it is affected; absent when it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    hit: Option<Hit>,
    /// The causes, from the node back to the failure; empty when it is not affected.
    why: Vec<Hop>,
    /// Causes before the last one that are left out because the chain is long.
    why_omitted: u32,
    /// The chain in one sentence.
    sentence: String,
}

/// One step of the chain of causes.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Hop {
    /// Key of the node.
    key: String,
    /// What people call it.
    name: String,
    /// The level it reached.
    #[schemars(with = "&str")]
    level: model::Level,
    /// When it did, as an ISO 8601 duration from the start of the scenario.
    since: String,
    /// Id of its dependency through which it was hit; absent on the failure at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    dependency: Option<String>,
}

impl Hop {
    fn new(map: &Map, hop: &HopDoc<'_>) -> Self {
        Self {
            key: hop.node.to_owned(),
            name: map.find(hop.node).map_or(hop.node, |node| map.name(node)).to_owned(),
            level: hop.level,
            since: hop.from.0.to_string(),
            dependency: hop.dependency.as_ref().map(|local| format!("{}~{}", hop.node, local.0)),
        }
    }
}

/// How it is described.
pub(super) fn describe() -> Tool {
    let own = json!({"node": key("Key of the node to explain.")});
    reading::<Output>(
        NAME,
        "Why is it affected",
        "Supposes failures and explains one node: the chain of causes from it back to a failure, in plain words and step \
         by step, or that it still works.",
        object(with_scenario(own), &["node", "failures"]),
    )
}

/// Supposes the failures and explains the node.
pub(super) async fn answer(api: &Api, arguments: &Tree) -> Result<Told, Problem> {
    let mut problems = Problems::default();
    let opened = open_scenario(arguments, &["node"], &mut problems);
    let read = opened.and_then(|(object, request)| {
        if object.get("node").is_none() {
            object.missing("node", "say which node is to be explained", &mut problems);
        }
        object.key("node", &mut problems).zip(request)
    });
    let (key, request) = checked(read, &problems)?;
    let resolve =
        move |map: &Map, problems: &mut Problems| node(map, &key, &Place::ROOT.name("node"), problems);
    suppose(api, request, resolve, |found, _, node| tell(found, node)).await
}

fn tell(found: &Found<'_>, node: NodeIx) -> Result<Told, Problem> {
    let map = found.map();
    let affected = found.affected(node);
    let why: Vec<Hop> = affected.iter().flat_map(|hit| &hit.why).map(|hop| Hop::new(map, hop)).collect();
    let why_omitted = affected.as_ref().map_or(0, |hit| hit.why_omitted);
    let at_risk = affected.is_none() && found.at_risk().contains(&node);
    let sentence = if why.is_empty() {
        let risk = if at_risk { ", but it has lost a provider and could lose no more" } else { "" };
        format!("“{}” still works{risk}.", map.name(node))
    } else {
        let cause = |hop: &Hop| Cause { name: hop.name.clone(), level: hop.level };
        let causes: Vec<Cause> = why.iter().map(cause).collect();
        because(&causes, why_omitted, Language::En)
    };
    let hit = affected.as_ref().and_then(|hit| Hit::new(map, hit));
    let line = hit.as_ref().map(|hit| format!("\n{}", hit.line())).unwrap_or_default();
    let text = format!("Map revision {}. {sentence}{line}", map.revision());
    let output = Output {
        revision: map.revision(),
        node: Node::new(map, node),
        level: found.worst(node),
        at_risk,
        hit,
        why,
        why_omitted,
        sentence,
    };
    Told::new(text, &output)
}
