//! What hangs by a thread: the planners' question about single points of failure, cut down to what an agent needs.

use super::super::planning::compute;
use super::super::problem::Problem;
use super::super::state::Api;
use super::answer::{Named as Node, Told, listed};
use super::arguments::{checked, key, limit, node, object, open, plan_limit, reading, word};
use app::planning::single_points::{
    NodePoints, SharedPoint, SinglePoint, SinglePointsAnswer, SinglePointsRequest, WayStep,
};
use app::planning::{Question, ask};
use model::{Key, Kind, Level, Selection};
use render::Language;
use rmcp::model::Tool;
use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;
use serde_json::json;
use wire::decode::Object;
use wire::words::{FAILURE_LEVELS, INCLUDES};
use wire::{Place, Problem as Fault, Problems, Tree};

/// How it is called.
pub(super) const NAME: &str = "single_points_of_failure";

/// What it takes.
const PROPERTIES: [&str; 5] = ["node", "agency", "level", "include", "limit"];

/// What it answers.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output {
    /// The map revision it was computed from.
    revision: u64,
    /// How many nodes were asked about: one, or an agency and all that it runs.
    chosen: u64,
    /// How many of them have no single point of failure but themselves.
    without: u64,
    /// How many different nodes are a single point of failure of at least one of them.
    points: u64,
    /// Of an agency: those points, those that take most of its nodes first.
    shared: Vec<Shared>,
    /// The nodes that have single points, those with most of them first.
    nodes: Vec<Hanging>,
    /// How many entries the limit left out.
    omitted: Omitted,
}

/// How many entries are left out, list by list.
#[derive(Serialize, JsonSchema)]
struct Omitted {
    /// Of shared.
    shared: u64,
    /// Of nodes.
    nodes: u64,
}

/// A node whose failure alone takes nodes of the agency.
#[derive(Serialize, JsonSchema)]
struct Shared {
    /// The point.
    node: Node,
    /// How many it takes, beside itself.
    takes: u64,
}

/// A node with its single points.
#[derive(Serialize, JsonSchema)]
struct Hanging {
    /// The node.
    node: Node,
    /// How many single points it has.
    total: u64,
    /// The points, nearest first.
    points: Vec<Point>,
    /// Points that are left out.
    omitted: u64,
}

/// A node whose failure alone is enough.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Point {
    /// The point.
    node: Node,
    /// What the other one comes to: degraded or unavailable.
    #[schemars(with = "&str")]
    level: model::Level,
    /// How many dependencies lie between them.
    steps: u64,
    /// How the failure gets there: from the affected node back to the point.
    way: Vec<Step>,
    /// Steps left out in the middle of a long way.
    way_omitted: u64,
}

/// One step of the way.
#[derive(Serialize, JsonSchema)]
struct Step {
    /// Key of the node.
    node: String,
    /// What people call it.
    name: String,
    /// What it comes to.
    #[schemars(with = "&str")]
    level: model::Level,
}

/// How it is described.
pub(super) fn describe() -> Tool {
    let arguments = json!({
        "node": key("Key of the node that is to go on working; give either this or agency."),
        "agency": key("Key of the agency that is to go on working, with all it runs; give either this or node."),
        "level": word(FAILURE_LEVELS, "How bad it must get to count; unavailable when absent."),
        "include": word(INCLUDES, "Which dependencies count; all when absent."),
        "limit": limit(),
    });
    reading::<Output>(
        NAME,
        "What hangs by a thread",
        "The nodes whose failure alone makes a node unavailable (or degraded), nearest first, each with the way in which its \
         failure gets there. Of an agency: which failures take down most of what it runs, and what each of its nodes hangs by.",
        object(arguments, &[]),
    )
}

/// Reads whose single points are asked for and finds them.
pub(super) async fn answer(api: &Api, arguments: &Tree) -> Result<Told, Problem> {
    let mut problems = Problems::default();
    let read = open(arguments, &PROPERTIES, &mut problems).and_then(|object| {
        let limit = plan_limit(&object, &mut problems);
        let level = object.word("level", FAILURE_LEVELS, &mut problems).unwrap_or(Level::Unavailable);
        let include = object.word("include", INCLUDES, &mut problems).unwrap_or_default();
        let of = of(api, &object, &mut problems)?;
        Some(SinglePointsRequest { of, level, changes: Vec::new(), include, limit })
    });
    let question = checked(read, &problems)?;
    let (told, _) = compute(api, None, Vec::new(), move |map, others, pool, watch| {
        Ok(tell(&ask(&question, map, others, pool, watch)?))
    })
    .await?;
    told
}

fn tell(answer: &SinglePointsAnswer) -> Result<Told, Problem> {
    let output = Output::from(answer);
    let lead = SinglePointsRequest::paper(answer, Language::En, &words::zone::usual()).lead.join(" ");
    let mut text = format!("Map revision {}. {lead}", output.revision);
    let shared = output.shared.iter().map(|s| format!("{}: takes down {}", s.node.line(), s.takes).into());
    listed(&mut text, "What takes down most", shared, output.omitted.shared);
    match &output.nodes[..] {
        [only] if output.chosen == 1 => {
            listed(
                &mut text,
                "Single points, nearest first",
                only.points.iter().map(|p| p.line().into()),
                only.omitted,
            );
        }
        nodes => listed(
            &mut text,
            "Hanging by a thread",
            nodes.iter().map(|n| n.line().into()),
            output.omitted.nodes,
        ),
    }
    Told::new(text, &output)
}

/// The selection: the node, or the agency, which must be there.
fn of(api: &Api, object: &Object<'_>, problems: &mut Problems) -> Option<Selection> {
    let map = api.current();
    let find =
        |name: &str, key: &Key, problems: &mut Problems| node(&map, key, &Place::ROOT.name(name), problems);
    match (object.entry("node"), object.entry("agency")) {
        (Some(_), None) => {
            let key = object.key("node", problems)?;
            find("node", &key, problems)?;
            Some(Selection { nodes: Some(vec![key]), ..Selection::default() })
        }
        (None, Some(_)) => {
            let key = object.key("agency", problems)?;
            let agency = find("agency", &key, problems)?;
            if map.kind(agency) != Kind::Agency {
                let detail = format!("{key} is a {}", map.kind(agency).as_str());
                let place = Place::ROOT.name("agency");
                problems.push(Fault::new(&place, "wrong-kind", detail, "give an agency, or use node"));
            }
            Some(Selection { agency: Some(key), ..Selection::default() })
        }
        (both, _) => {
            let detail =
                if both.is_some() { "node and agency are both given" } else { "node or agency is missing" };
            problems.push(Fault::new(
                &Place::ROOT,
                "missing-property",
                detail,
                "give one key: a node, or an agency",
            ));
            None
        }
    }
}

impl From<&SinglePointsAnswer> for Output {
    fn from(answer: &SinglePointsAnswer) -> Self {
        Self {
            revision: answer.revision,
            chosen: answer.chosen,
            without: answer.without,
            points: answer.points,
            shared: answer.shared.iter().map(Shared::from).collect(),
            nodes: answer.nodes.iter().map(Hanging::from).collect(),
            omitted: Omitted { shared: answer.omitted.shared, nodes: answer.omitted.nodes },
        }
    }
}

impl From<&SharedPoint> for Shared {
    fn from(shared: &SharedPoint) -> Self {
        Self { node: Node::from(&shared.node), takes: shared.takes }
    }
}

impl From<&NodePoints> for Hanging {
    fn from(node: &NodePoints) -> Self {
        Self {
            node: Node::from(&node.node),
            total: node.total,
            points: node.points.iter().map(Point::from).collect(),
            omitted: node.omitted,
        }
    }
}

impl From<&SinglePoint> for Point {
    fn from(point: &SinglePoint) -> Self {
        Self {
            node: Node::from(&point.node),
            level: point.level,
            steps: point.steps,
            way: point.way.iter().map(Step::from).collect(),
            way_omitted: point.way_omitted,
        }
    }
}

impl From<&WayStep> for Step {
    fn from(step: &WayStep) -> Self {
        Self { node: step.node.clone(), name: step.name.clone(), level: step.level }
    }
}

impl Point {
    fn line(&self) -> String {
        let mut way: Vec<&str> = self.way.iter().rev().map(|step| step.name.as_str()).collect();
        if self.way_omitted > 0 {
            way.insert(1, "…");
        }
        format!("{}: makes it {} ({})", self.node.line(), self.level, way.join(" → "))
    }
}

impl Hanging {
    fn line(&self) -> String {
        let nearest: Vec<&str> = self.points.iter().take(3).map(|point| point.node.name.as_str()).collect();
        format!("{}: {} single points, the nearest {}", self.node.line(), self.total, nearest.join("; "))
    }
}
