//! What the tools are given: schemas for the agent, and the reading of it, all problems at once.

use super::super::problem::Problem;
use app::impact::{Found, MAX_LINKS, find};
use engine::NodeIx;
use map::Map;
use model::Key;
use rmcp::model::{Tool, ToolAnnotations};
use rmcp::schemars::JsonSchema;
use serde_json::json;
use std::sync::Arc;
use wire::decode::{Object, at_most};
use wire::planning::Limit;
use wire::{Place, Problem as Fault, Problems, ScenarioRequest, Tree, Value, decode_scenario};

use super::super::state::Api;

/// Most entries of each list of an answer: more does not help whoever reads with limited attention.
const MOST: i64 = 50;
/// The same when nothing is said.
const USUAL: usize = 20;
/// Most failures of one question.
const FAILURES: usize = 100;
/// Most nodes that are asked about one by one.
pub(super) const NODES: usize = 100;

/// The arguments that are read as a scenario.
const SCENARIO: [&str; 3] = ["failures", "startsAt", "horizon"];

/// The schema of an object of these arguments.
pub(super) fn object(properties: serde_json::Value, required: &[&str]) -> serde_json::Value {
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

/// The schema of a key.
pub(super) fn key(description: &str) -> serde_json::Value {
    json!({"type": "string", "maxLength": model::key::MAX_KEY, "description": description})
}

/// The schema of one of some words.
pub(super) fn word<T>(words: &[(&str, T)], description: &str) -> serde_json::Value {
    let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    json!({"type": "string", "enum": words, "description": description})
}

/// The schema of `limit`.
pub(super) fn limit() -> serde_json::Value {
    json!({"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL, "description": "Most entries of each list."})
}

/// The arguments of a tool that supposes failures: those of the scenario, and its own.
pub(super) fn with_scenario(own: serde_json::Value) -> serde_json::Value {
    let failure = object(
        json!({
            "node": key("Key of the node that fails: an agency and a site can fail like a service."),
            "level": word(wire::words::FAILURE_LEVELS, "How badly; unavailable when absent."),
            "from": {"type": "string", "description": "Offset of the start as an ISO 8601 duration such as PT30M, or a \
                time when startsAt is given; PT0S when absent."},
            "until": {"type": "string", "description": "Offset or time of the repair; unknown, taken as never, when absent."},
        }),
        &["node"],
    );
    let mut all = json!({
        "failures": {"type": "array", "items": failure, "maxItems": FAILURES, "description": "What is supposed to fail."},
        "startsAt": {"type": "string", "format": "date-time", "description": "Calendar time of offset zero; with it, \
            answers carry times, too."},
        "horizon": {"type": "string", "description": "Look no further than this ISO 8601 duration, such as P7D; until \
            nothing changes any more when absent."},
    });
    if let (Some(all), serde_json::Value::Object(own)) = (all.as_object_mut(), own) {
        all.extend(own);
    }
    all
}

/// Opens the arguments, which may have these properties.
pub(super) fn open<'t>(arguments: &'t Tree, own: &[&str], problems: &mut Problems) -> Option<Object<'t>> {
    Object::open(arguments, &Place::ROOT, own, problems)
}

/// The same for a tool that supposes failures.
pub(super) fn open_scenario<'t>(
    arguments: &'t Tree,
    own: &[&str],
    problems: &mut Problems,
) -> Option<(Object<'t>, Option<ScenarioRequest>)> {
    let object = open(arguments, &[own, &SCENARIO].concat(), problems)?;
    if let Some(Tree { value: Value::Seq(failures), at }) = object.get("failures")
        && !at_most(failures, FAILURES, &Place::ROOT.name("failures"), *at, problems)
    {
        return Some((object, None));
    }
    let entries = arguments.entries().iter().filter(|entry| SCENARIO.contains(&entry.key.as_str()));
    let part = Tree { at: arguments.at, value: Value::Map(entries.cloned().collect()) };
    let request = decode_scenario(&part, &Place::ROOT, problems);
    Some((object, request))
}

/// How many entries each list may have.
pub(super) fn read_limit(object: &Object<'_>, problems: &mut Problems) -> usize {
    let limit = object.integer("limit", 1, MOST, problems);
    limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(USUAL)
}

/// The same for a planner's question.
pub(super) fn plan_limit(object: &Object<'_>, problems: &mut Problems) -> Limit {
    Limit(u32::try_from(read_limit(object, problems)).unwrap_or(u32::MAX))
}

/// The node of a key; tells when there is none.
pub(super) fn node(map: &Map, key: &Key, place: &Place<'_>, problems: &mut Problems) -> Option<NodeIx> {
    let node = map.find(key.as_str());
    if node.is_none() {
        let similar = map.similar(key.as_str());
        let remedy = similar.map_or_else(
            || "look up the keys of the map with find_nodes".to_owned(),
            |similar| format!("did you mean {similar}?"),
        );
        problems.push(Fault::new(place, "unknown-key", format!("there is no node {key}"), remedy));
    }
    node
}

/// Answers a scenario on the current map where it holds nobody up. `resolve` looks up what else the arguments name.
pub(super) async fn suppose<N: Send + 'static, T: Send + 'static>(
    api: &Api,
    request: ScenarioRequest,
    resolve: impl FnOnce(&Map, &mut Problems) -> Option<N> + Send + 'static,
    read: impl FnOnce(&Found<'_>, &ScenarioRequest, N) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let (app, map) = (std::sync::Arc::clone(&api.app), api.in_force());
    api.off_the_loop(move || {
        let mut problems = Problems::default();
        let resolved = resolve(&map, &mut problems);
        let resolved = checked(resolved, &problems)?;
        find(&map, &request, app.pool(), MAX_LINKS, |found| read(found, &request, resolved))?
    })
    .await
}

/// A tool that only reads; `input` is the JSON Schema of its arguments, `T` what it answers.
pub(super) fn reading<T: JsonSchema + 'static>(
    name: &'static str,
    title: &str,
    description: &'static str,
    input: serde_json::Value,
) -> Tool {
    let serde_json::Value::Object(input) = input else {
        unreachable!("the schemas of this folder are objects")
    };
    let reads = ToolAnnotations::with_title(title)
        .read_only(true)
        .destructive(false)
        .idempotent(true)
        .open_world(false);
    Tool::new(name, description, Arc::new(input))
        .with_title(title)
        .with_annotations(reads)
        .with_output_schema::<T>()
}

/// The value, unless there are problems.
pub(super) fn checked<T>(value: Option<T>, problems: &Problems) -> Result<T, Problem> {
    value.filter(|_| problems.is_empty()).ok_or_else(|| Problem::invalid(problems))
}
