//! What failed, given what is seen: the planners' question of the same name, cut down to what an agent needs.

use super::super::planning::compute;
use super::super::problem::Problem;
use super::super::state::Api;
use super::answer::{Named as Node, Told, listed};
use super::arguments::{NODES, checked, key, limit, object, open, plan_limit, reading, word};
use app::planning::diagnosis::{DiagnosisAnswer, DiagnosisRequest, LookNext, SupposedFailure};
use app::planning::{Question, ask};
use render::Language;
use rmcp::model::Tool;
use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;
use serde_json::json;
use wire::planning::Limit;
use wire::planning::request::decode_request;
use wire::tree::{Entry, Mark};
use wire::words::INCLUDES;
use wire::{Place, Problems, Tree, Value};

/// How it is called.
pub(super) const NAME: &str = "diagnose";

/// What it takes.
const PROPERTIES: [&str; 6] = ["unavailable", "degraded", "operational", "include", "explanations", "limit"];

/// What it answers.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output {
    /// The map revision it was computed from.
    revision: u64,
    /// Single failures, the best explanation first.
    singles: Vec<Explanation>,
    /// Pairs of failures that explain more than every single one.
    pairs: Vec<Explanation>,
    /// How many nodes, failing alone, explain it exactly as well as the first one.
    tied: u32,
    /// Nodes to look at next: how they stand tells the best explanations apart.
    look_next: Vec<Look>,
    /// No single failure explains it better than those in the list.
    every_single: bool,
    /// No pair explains it better than those in the list.
    every_pair: bool,
}

/// A failure, or two, that may have caused it.
#[derive(Serialize, JsonSchema)]
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

/// A node and its level.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Failure {
    /// The node.
    node: Node,
    /// degraded or unavailable.
    #[schemars(with = "&str")]
    level: model::Level,
}

/// A node that is seen otherwise than an explanation says.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Deviation {
    /// The node.
    node: Node,
    /// As it is seen.
    #[schemars(with = "&str")]
    seen: model::Level,
    /// As the explanation has it.
    #[schemars(with = "&str")]
    explained: model::Level,
}

/// A node to look at next.
#[derive(Serialize, JsonSchema)]
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
        plan_limit(&object, &mut problems)
    });
    let limit = checked(read, &problems)?;
    let question =
        decode_request::<DiagnosisRequest>(&with_limit(arguments, limit), &Place::ROOT, &mut problems);
    let question = checked(question, &problems)?;
    let (told, _) = compute(api, None, Vec::new(), move |map, others, pool, watch| {
        Ok(tell(&ask(&question, map, others, pool, watch)?))
    })
    .await?;
    told
}

fn tell(answer: &DiagnosisAnswer) -> Result<Told, Problem> {
    let output = Output::from(answer);
    let lead = DiagnosisRequest::paper(answer, Language::En, &words::zone::usual()).lead.join(" ");
    let mut text = format!("Map revision {}. {lead}", output.revision);
    let lines = output.singles.iter().chain(&output.pairs).map(|e| e.line().into());
    listed(&mut text, "Explanations", lines, 0);
    listed(&mut text, "Where to look next", output.look_next.iter().map(|look| look.line().into()), 0);
    Told::new(text, &output)
}

/// The arguments with this limit.
fn with_limit(arguments: &Tree, limit: Limit) -> Tree {
    let mut entries: Vec<Entry> =
        arguments.entries().iter().filter(|entry| entry.key != "limit").cloned().collect();
    let value = Tree::new(Value::Int(limit.0.into()));
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

impl From<&DiagnosisAnswer> for Output {
    fn from(answer: &DiagnosisAnswer) -> Self {
        let explanations =
            |list: &[app::planning::diagnosis::Explanation]| list.iter().map(Explanation::from).collect();
        Self {
            revision: answer.revision,
            singles: explanations(&answer.singles),
            pairs: explanations(&answer.pairs),
            tied: answer.tied,
            look_next: answer.look_next.iter().map(Look::from).collect(),
            every_single: answer.every_single,
            every_pair: answer.every_pair,
        }
    }
}

impl From<&app::planning::diagnosis::Explanation> for Explanation {
    fn from(of: &app::planning::diagnosis::Explanation) -> Self {
        let deviations =
            |list: &[app::planning::diagnosis::Deviation]| list.iter().map(Deviation::from).collect();
        let failures = |list: &[SupposedFailure]| list.iter().map(Failure::from).collect();
        Self {
            number: of.number,
            place: of.place,
            failures: failures(&of.failures),
            explained: of.explained,
            partly_explained: deviations(&of.partly_explained),
            unexplained: of.unexplained.iter().map(Node::from).collect(),
            contradicted: deviations(&of.contradicted),
            unseen: failures(&of.unseen),
            unseen_total: of.unseen_total,
        }
    }
}

impl From<&app::planning::diagnosis::Deviation> for Deviation {
    fn from(of: &app::planning::diagnosis::Deviation) -> Self {
        Self { node: Node::from(&of.node), seen: of.seen, explained: of.explained }
    }
}

impl From<&SupposedFailure> for Failure {
    fn from(of: &SupposedFailure) -> Self {
        Self { node: Node::from(&of.node), level: of.level }
    }
}

impl From<&LookNext> for Look {
    fn from(of: &LookNext) -> Self {
        Self { node: Node::from(&of.node), if_down: of.if_down.clone(), if_working: of.if_working.clone() }
    }
}

impl Look {
    fn line(&self) -> String {
        format!("{}: down leaves {:?}, working leaves {:?}", self.node.line(), self.if_down, self.if_working)
    }
}
