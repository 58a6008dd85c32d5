//! Traffic held against the map: shapes.

use super::decode::Object;
use super::impact::Time;
use super::import::{Content, decode_import_files};
use super::place::Place;
use super::problem::Problems;
use super::tree::Tree;
use super::words::NodeKey;
use model::message;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Most names of addresses.
const MAX_NAMES: usize = 200_000;

/// Traffic that was seen, to be held against the map.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrafficRequest {
    /// The form of the files: `prometheus`, `jaeger`, `zipkin`, `kiali`, `hubble`, `zeek`, `nfdump` or `ss`.
    #[schema(example = "jaeger")]
    pub format: String,
    /// The files.
    #[schema(min_items = 1, max_items = 1_000)]
    pub files: Vec<super::import::ImportFileDoc>,
    /// Names of addresses, for example from DNS.
    pub names: Option<BTreeMap<String, String>>,
}

/// The parts of a request that was read.
#[derive(Debug)]
pub struct ReadTraffic {
    /// The word of the form.
    pub format: String,
    /// Name and content.
    pub files: Vec<(String, Content)>,
    /// Names of addresses.
    pub names: BTreeMap<String, String>,
}

/// Reads a request.
pub fn decode_traffic(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<ReadTraffic> {
    let object = Object::open(tree, place, &["format", "files", "names"], problems)?;
    if object.get("format").is_none() {
        object.missing("format", message!("traffic-give-format"), problems);
    }
    let format = object.string("format", problems);
    let files = decode_import_files(&object, problems);
    let names = object.texts("names", MAX_NAMES, problems).unwrap_or_default();
    Some(ReadTraffic { format: format?, files, names })
}

/// Traffic held against the map.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrafficAnswer {
    /// The revision of the map.
    pub revision: u64,
    /// When the first of them was, where the source tells times.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub from: Option<Time>,
    /// When the last of them was.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Time>,
    /// In the map and seen.
    pub seen_and_mapped: Vec<TrafficLink>,
    /// In the map, between nodes whose traffic is seen, and never seen in this window.
    pub never_seen: Vec<TrafficLink>,
    /// Seen and not in the map: the most frequent first.
    pub not_in_map: Vec<TrafficProposal>,
    /// Ends that no node of the map bears the name of, or several.
    pub unknown: Vec<TrafficUnknown>,
    /// How long the four lists are in full; at most 5,000 of each are listed.
    #[schema(min_items = 4, max_items = 4)]
    pub totals: [u64; 4],
    /// What does not count, and why.
    pub dropped: Vec<TrafficDropped>,
}

/// A dependency of the map.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrafficLink {
    /// What needs.
    #[schema(value_type = NodeKey)]
    pub dependent: String,
    /// What is needed.
    #[schema(value_type = NodeKey)]
    pub provider: String,
    /// How often it was seen.
    pub count: u64,
}

/// Something that was seen and is not in the map.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrafficProposal {
    /// What called.
    #[schema(value_type = NodeKey)]
    pub dependent: String,
    /// What answered.
    #[schema(value_type = NodeKey)]
    pub provider: String,
    /// How often.
    pub count: u64,
    /// Ports of the server, the first few.
    pub ports: Vec<u16>,
    /// All of them are those of a directory server.
    pub directory: bool,
    /// The body for `POST /v1/dependencies` that accepts it, unconfirmed.
    #[schema(value_type = Object)]
    pub dependency: serde_json::Value,
}

/// An end without a node.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrafficUnknown {
    /// Its name or address.
    pub name: String,
    /// How often it was seen.
    pub count: u64,
}

/// What does not count.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrafficDropped {
    /// Why.
    pub why: &'static str,
    /// How many.
    pub count: u64,
}
