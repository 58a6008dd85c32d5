//! Changes of the situation as they are written: in the log of events, and as `CloudEvents` 1.0 for whoever listens.

use super::decode::Object;
use super::impact::Time;
use super::incident::{incident_id, parse_incident_id, time};
use super::place::Place;
use super::problem::Problems;
use super::tree::{Tree, Value};
use super::words::{KINDS, LAYERS, LEVELS, NodeKey, NodeKind, NodeLevel, ServiceLayer};
use model::event::{LoggedChange, NodeChange, NodeState};
use model::time::parse_time;
use serde::Serialize;
use utoipa::ToSchema;

/// The type of the event that tells that a node has come to another level.
pub const NODE_CHANGED: &str = "situation.node-changed";
/// Most incidents that one change names.
pub const MAX_INCIDENTS: usize = 100;

/// A node as it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NodeState)]
pub struct NodeStateDoc<'a> {
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// What people call it.
    pub name: &'a str,
    /// What it is.
    #[schema(value_type = NodeKind)]
    pub kind: model::Kind,
    /// Who runs it; an agency runs itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NodeKey>)]
    pub agency: Option<&'a str>,
    /// Where in the stack it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ServiceLayer>)]
    pub layer: Option<model::Layer>,
    /// The first five digits of the regional key of its agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "14524")]
    pub district: Option<&'a str>,
    /// The level that it has come to.
    #[schema(value_type = NodeLevel)]
    pub level: model::Level,
    /// Since when it is at that level.
    #[schema(value_type = String, format = DateTime)]
    pub since: Time,
    /// The incidents that it comes from; those that it came from when it works again.
    #[schema(example = json!(["i-000042"]))]
    pub incidents: Vec<String>,
    /// It stands so in an exercise, not in fact. Absent = in fact.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub exercise: bool,
}

impl<'a> NodeStateDoc<'a> {
    /// The written form.
    pub fn new(state: &'a NodeState) -> Self {
        Self {
            node: state.node.as_str(),
            name: &state.name,
            kind: state.kind,
            agency: state.agency.as_ref().map(|agency| agency.as_str()),
            layer: state.layer,
            district: state.district.as_deref(),
            level: state.level,
            since: time(state.since),
            incidents: state.incidents.iter().map(|id| incident_id(*id)).collect(),
            exercise: state.exercise,
        }
    }
}

/// A node has come to another level.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NodeChange)]
pub struct NodeChangeDoc<'a> {
    /// The map revision that it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// The level before.
    #[schema(value_type = NodeLevel)]
    pub before: model::Level,
    /// The node from then on.
    #[serde(flatten)]
    pub after: NodeStateDoc<'a>,
    /// The same for people, in one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false)]
    pub text: Option<String>,
    /// Where the service tells more about the node.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false, example = "/v1/nodes/dresden.kfz-verfahren")]
    pub link: Option<String>,
}

impl<'a> NodeChangeDoc<'a> {
    /// As the log keeps it.
    pub fn stored(change: &'a NodeChange, revision: u64) -> Self {
        let after = NodeStateDoc::new(&change.after);
        Self { revision, before: change.before, after, text: None, link: None }
    }
}

/// A change as a `CloudEvent`. `source` and `id` together are the same whenever the same event is told again.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = CloudEvent)]
pub struct CloudEventDoc<'a> {
    /// The version of `CloudEvents`.
    #[schema(example = "1.0")]
    pub specversion: &'static str,
    /// The id: the number of the event, the same for everybody and for every repetition.
    #[schema(example = "evt-4711")]
    pub id: String,
    /// This service, by the identity that its database was given.
    #[schema(example = "urn:tragweite:1f0c1e8a0d5b4c549d3a6f1f5a3f8f11")]
    pub source: &'a str,
    /// What kind of event it is.
    #[serde(rename = "type")]
    #[schema(example = "situation.node-changed")]
    pub kind: &'static str,
    /// The node.
    #[schema(value_type = NodeKey)]
    pub subject: &'a str,
    /// When it was noticed.
    #[schema(value_type = String, format = DateTime)]
    pub time: Time,
    /// The form of `data`.
    #[schema(example = "application/json")]
    pub datacontenttype: &'static str,
    /// The number of the event with leading zeros, so that the order of texts is that of the events.
    #[schema(example = "00000000000000004711")]
    pub sequence: String,
    /// What happened.
    pub data: NodeChangeDoc<'a>,
}

/// The id of an event.
pub fn event_id(seq: u64) -> String {
    format!("evt-{seq}")
}

impl<'a> CloudEventDoc<'a> {
    /// The written form; `text` tells the change to people.
    pub fn new(logged: &'a LoggedChange, source: &'a str, text: String) -> Self {
        let node = logged.change.after.node.as_str();
        let data = NodeChangeDoc {
            text: Some(text),
            link: Some(format!("/v1/nodes/{node}")),
            ..NodeChangeDoc::stored(&logged.change, logged.revision)
        };
        Self {
            specversion: "1.0",
            id: event_id(logged.seq),
            source,
            kind: NODE_CHANGED,
            subject: node,
            time: time(logged.at),
            datacontenttype: "application/json",
            sequence: format!("{:020}", logged.seq),
            data,
        }
    }
}

/// Reads a state as it was kept.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_state(body: &str) -> Result<NodeState, Problems> {
    let tree = Tree::from_json(body.as_bytes())?;
    let mut problems = Problems::default();
    let state = state(&tree, &mut problems);
    state.ok_or(problems)
}

/// Reads a change as it was kept, and the map revision that it was computed from.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_change(body: &str) -> Result<(u64, NodeChange), Problems> {
    let tree = Tree::from_json(body.as_bytes())?;
    let mut problems = Problems::default();
    let read = |problems: &mut Problems| {
        let after = state(&tree, problems)?;
        let object = Object::open(&tree, &Place::ROOT, &PROPERTIES, problems)?;
        let before = object.word("before", LEVELS, problems)?;
        let revision = object.integer("revision", 0, i64::MAX, problems)?;
        Some((revision.unsigned_abs(), NodeChange { before, after }))
    };
    read(&mut problems).ok_or(problems)
}

const PROPERTIES: [&str; 12] = [
    "node",
    "name",
    "kind",
    "agency",
    "layer",
    "district",
    "level",
    "since",
    "incidents",
    "exercise",
    "before",
    "revision",
];

fn state(tree: &Tree, problems: &mut Problems) -> Option<NodeState> {
    let object = Object::open(tree, &Place::ROOT, &PROPERTIES, problems)?;
    let incident = |tree: &Tree| match &tree.value {
        Value::Str(text) => parse_incident_id(text),
        _ => None,
    };
    let incidents = object.list("incidents", MAX_INCIDENTS, problems).unwrap_or_default();
    Some(NodeState {
        node: object.key("node", problems)?,
        name: object.string("name", problems)?,
        kind: object.word("kind", KINDS, problems)?,
        agency: object.key("agency", problems),
        layer: object.word("layer", LAYERS, problems),
        district: object.string("district", problems),
        level: object.word("level", LEVELS, problems)?,
        since: object.read("since", parse_time, problems)?.as_millisecond(),
        incidents: incidents.iter().filter_map(incident).collect(),
        exercise: object.bool("exercise", problems).unwrap_or(false),
    })
}
