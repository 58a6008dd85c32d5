//! Finding nodes: the keys that all other tools want.

use super::super::problem::Problem;
use super::super::state::Api;
use super::answer::{Node, Told, listed};
use super::arguments::{checked, key, limit, node, object, open, read_limit, reading, word};
use map::{Filter, MAX_TEXT};
use model::Fault;
use rmcp::model::Tool;
use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;
use serde_json::json;
use wire::words::{KINDS, LAYERS};
use wire::{Place, Problems, Tree};

/// How it is called.
pub(super) const NAME: &str = "find_nodes";

/// What it answers.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output {
    /// The map revision it was looked up in.
    revision: u64,
    /// The nodes in the order of their keys.
    nodes: Vec<Node>,
    /// There are more: say more about what is wanted.
    more: bool,
}

/// How it is described.
pub(super) fn describe() -> Tool {
    let input = object(
        json!({
            "text": {"type": "string", "maxLength": MAX_TEXT, "description":
                "Words that must all occur in key or name, in any order; upper and lower case are alike, and so are ä and ae."},
            "kind": word(KINDS, "Only nodes of this kind."),
            "agency": key("Only nodes that the agency with this key runs."),
            "layer": word(LAYERS, "Only services of this layer; public is what citizens come for."),
            "limit": limit(),
        }),
        &[],
    );
    reading::<Output>(
        NAME,
        "Find nodes",
        "Finds agencies, sites and services by words, kind, agency and layer, and tells their keys. The map is mostly in \
         German: search for German words.",
        input,
    )
}

fn words(text: &str) -> Result<String, Fault> {
    if text.chars().count() > MAX_TEXT {
        let detail = format!("the text is longer than {MAX_TEXT} characters");
        return Err(Fault::new("", "text-too-long", detail, "give a few words of the name"));
    }
    Ok(text.to_owned())
}

/// Looks the nodes up.
pub(super) async fn answer(api: &Api, arguments: &Tree) -> Result<Told, Problem> {
    let (text, kind, agency, layer, limit) = {
        let mut problems = Problems::default();
        let own = ["text", "kind", "agency", "layer", "limit"];
        let object = open(arguments, &own, &mut problems);
        let read = object.map(|o| {
            let p = &mut problems;
            (
                o.read("text", words, p),
                o.word("kind", KINDS, p),
                o.key("agency", p),
                o.word("layer", LAYERS, p),
                read_limit(&o, p),
            )
        });
        checked(read, &problems)?
    };
    let map = api.current();
    let mut problems = Problems::default();
    let agency = match agency {
        None => None,
        Some(agency) => {
            Some(checked(node(&map, &agency, &Place::ROOT.name("agency"), &mut problems), &problems)?)
        }
    };
    let filter = Filter { text, kind, agency, layer, ..Filter::default() };
    api.off_the_loop(move || {
        let page = map.page(&filter, None, limit);
        let nodes: Vec<Node> = page.nodes.iter().map(|&n| Node::new(&map, n)).collect();
        let mut told = format!("Map revision {}.", map.revision());
        match nodes.len() {
            0 => told.push_str(" Nothing is found: use fewer or shorter words, or leave a filter out."),
            _ => listed(&mut told, "Found", nodes.iter().map(|n| n.line().into()), 0),
        }
        if page.more {
            told.push_str("\nThere are more: say more about what is wanted.");
        }
        Told::new(told, &Output { revision: map.revision(), nodes, more: page.more })
    })
    .await
}
