//! What still works: of all that an agency runs, or of some nodes.

use super::super::problem::Problem;
use super::super::state::Api;
use super::answer::{Hit, Node, Told, listed};
use super::arguments::{
    NODES, checked, key, limit, node, object, open_scenario, read_limit, reading, suppose, with_scenario,
};
use app::impact::Found;
use engine::NodeIx;
use map::Map;
use model::{Key, Kind, Level};
use rmcp::model::Tool;
use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;
use serde_json::json;
use wire::decode::Object;
use wire::{Place, Problem as Fault, Problems, Tree};

/// How it is called.
pub(super) const NAME: &str = "what_still_works";

/// What it answers.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output {
    /// The map revision it was computed from.
    revision: u64,
    /// What is not affected.
    working: Vec<Working>,
    /// Those that the limit left out.
    working_omitted: u64,
    /// What works less well.
    degraded: Vec<Hit>,
    /// Those that the limit left out.
    degraded_omitted: u64,
    /// What does not work.
    unavailable: Vec<Hit>,
    /// Those that the limit left out.
    unavailable_omitted: u64,
}

/// A node that is not affected.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Working {
    #[serde(flatten)]
    node: Node,
    /// It has lost a provider and could lose no more.
    at_risk: bool,
}

/// Of what.
enum Of {
    Agency(Key),
    Nodes(Vec<Key>),
}

/// How it is described.
pub(super) fn describe() -> Tool {
    let own = json!({
        "agency": key("Key of the agency whose services and sites are asked about; give either this or nodes."),
        "nodes": {"type": "array", "items": key("Key of a node."), "minItems": 1, "maxItems": NODES,
            "description": "Keys of the nodes that are asked about; give either this or agency."},
        "limit": limit(),
    });
    reading::<Output>(
        NAME,
        "What still works",
        "Supposes failures and tells which services and sites of an agency, or which of some nodes, still work, work less \
         well, or do not work.",
        object(with_scenario(own), &["failures"]),
    )
}

/// Supposes the failures and sorts the nodes.
pub(super) async fn answer(api: &Api, arguments: &Tree) -> Result<Told, Problem> {
    let mut problems = Problems::default();
    let opened = open_scenario(arguments, &["agency", "nodes", "limit"], &mut problems);
    let read = opened.and_then(|(object, request)| {
        let limit = read_limit(&object, &mut problems);
        let of = of(&object, &mut problems);
        Some((of?, limit, request?))
    });
    let (of, limit, request) = checked(read, &problems)?;
    let resolve = move |map: &Map, problems: &mut Problems| resolve(map, &of, problems);
    suppose(api, request, resolve, move |found, _, nodes| tell(found, &nodes, limit)).await
}

fn of(object: &Object<'_>, problems: &mut Problems) -> Option<Of> {
    match (object.entry("agency"), object.get("nodes")) {
        (Some(_), None) => object.key("agency", problems).map(Of::Agency),
        (None, Some(_)) => match object.keys("nodes", NODES, problems) {
            Some(keys) if keys.is_empty() => {
                let remedy = "name a node, or give an agency";
                problems.push(Fault::new(
                    &Place::ROOT.name("nodes"),
                    "empty-list",
                    "the list is empty",
                    remedy,
                ));
                None
            }
            keys => keys.map(Of::Nodes),
        },
        (agency, _) => {
            let detail = if agency.is_some() {
                "agency and nodes are both given"
            } else {
                "agency or nodes is missing"
            };
            let remedy = "give the key of an agency, or a list of nodes";
            problems.push(Fault::new(&Place::ROOT, "missing-property", detail, remedy));
            None
        }
    }
}

fn resolve(map: &Map, of: &Of, problems: &mut Problems) -> Option<Vec<NodeIx>> {
    match of {
        Of::Agency(key) => {
            let place = Place::ROOT.name("agency");
            let agency = node(map, key, &place, problems)?;
            if map.kind(agency) != Kind::Agency {
                let detail = format!("{key} is a {}", map.kind(agency).as_str());
                problems.push(Fault::new(&place, "wrong-kind", detail, "give an agency, or use nodes"));
            }
            map.runs(&[agency]).pop()
        }
        Of::Nodes(keys) => {
            let place = Place::ROOT.name("nodes");
            let each = keys.iter().enumerate();
            Some(each.filter_map(|(at, key)| node(map, key, &place.index(at), problems)).collect())
        }
    }
}

fn tell(found: &Found<'_>, nodes: &[NodeIx], limit: usize) -> Result<Told, Problem> {
    let (map, at_risk) = (found.map(), found.at_risk());
    let of_level = |level: Level| nodes.iter().copied().filter(move |&node| found.worst(node) == level);
    let omitted = |level| of_level(level).count().saturating_sub(limit) as u64;
    let hits = |level| -> Vec<Hit> {
        let shown = of_level(level).take(limit);
        shown.filter_map(|node| Hit::new(map, &found.affected(node)?)).collect()
    };
    let working = |node| Working { node: Node::new(map, node), at_risk: at_risk.contains(&node) };
    let output = Output {
        revision: map.revision(),
        working: of_level(Level::Operational).take(limit).map(working).collect(),
        working_omitted: omitted(Level::Operational),
        degraded: hits(Level::Degraded),
        degraded_omitted: omitted(Level::Degraded),
        unavailable: hits(Level::Unavailable),
        unavailable_omitted: omitted(Level::Unavailable),
    };
    let count = |level| of_level(level).count();
    let mut text = format!(
        "Map revision {}. Of {}: {} working, {} degraded, {} unavailable.",
        output.revision,
        nodes.len(),
        count(Level::Operational),
        count(Level::Degraded),
        count(Level::Unavailable),
    );
    let risk = |node: &Working| if node.at_risk { " - only one failure away" } else { "" };
    let lines = output.working.iter().map(|w| format!("{}{}", w.node.line(), risk(w)).into());
    listed(&mut text, "Working", lines, output.working_omitted);
    for (heading, hits, omitted) in [
        ("Degraded", &output.degraded, output.degraded_omitted),
        ("Unavailable", &output.unavailable, output.unavailable_omitted),
    ] {
        listed(&mut text, heading, hits.iter().map(|hit| hit.line().into()), omitted);
    }
    Told::new(text, &output)
}
