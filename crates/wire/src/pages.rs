//! Lists as they are answered: a part, the revision it belongs to, and where to go on.

use super::need::DependencyDoc;
use super::node::NodeDoc;
use super::plan::{RevisionChange, RevisionDoc};
use super::words::{NodeKey, NodeKind};
use serde::Serialize;
use utoipa::ToSchema;

/// Nodes in the order of their keys.
#[derive(Debug, Serialize, ToSchema)]
pub struct NodePage<'a> {
    /// The map revision that the whole walk shows.
    #[schema(example = 17)]
    pub revision: u64,
    /// This part.
    pub items: Vec<NodeDoc<'a>>,
    /// Cursor of the next part; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Dependencies, by the key of the dependent and then as written.
#[derive(Debug, Serialize, ToSchema)]
pub struct DependencyPage<'a> {
    /// The map revision that the whole walk shows.
    #[schema(example = 17)]
    pub revision: u64,
    /// This part.
    pub items: Vec<DependencyDoc<'a>>,
    /// Cursor of the next part; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What a node depends on, or what depends on it: nearest first, then by key.
#[derive(Debug, Serialize, ToSchema)]
pub struct NeighbourList<'a> {
    /// The map revision.
    #[schema(example = 17)]
    pub revision: u64,
    /// The node that was asked about.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// The nodes around it.
    pub items: Vec<Neighbour<'a>>,
    /// There are more than the limit allowed.
    pub truncated: bool,
}

/// What stands around a node, to both sides: nearest first, then by key.
#[derive(Debug, Serialize, ToSchema)]
pub struct Surroundings<'a> {
    /// The map revision.
    #[schema(example = 17)]
    pub revision: u64,
    /// The node that was asked about.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// What it depends on.
    pub dependencies: Vec<Neighbour<'a>>,
    /// What depends on it.
    pub dependents: Vec<Neighbour<'a>>,
    /// There are more than the limit allowed.
    pub truncated: bool,
}

/// A node around another one.
#[derive(Debug, Serialize, ToSchema)]
pub struct Neighbour<'a> {
    /// Its key.
    #[schema(value_type = NodeKey)]
    pub key: &'a str,
    /// What it is.
    #[schema(value_type = NodeKind)]
    pub kind: model::Kind,
    /// What people call it.
    pub name: &'a str,
    /// Who runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NodeKey>)]
    pub agency: Option<&'a str>,
    /// How many steps away; 1 = directly.
    #[schema(minimum = 1)]
    pub depth: u32,
    /// Ids of the dependencies on the last step of the shortest ways to it.
    pub through: Vec<String>,
}

/// Revisions, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevisionPage {
    /// This part.
    pub items: Vec<RevisionDoc>,
    /// Cursor of the next part; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One revision with what it changed, by key.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevisionDetail {
    /// The revision.
    pub revision: RevisionDoc,
    /// The zone in which the map tells times from then on; null when it does not say any more; absent when that stayed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Europe/Berlin")]
    pub zone: Option<Option<String>>,
    /// This part of its changes.
    pub items: Vec<RevisionChange>,
    /// Cursor of the next part; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
