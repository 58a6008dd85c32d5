//! What the answers to all of the planners' questions have in common.

use crate::words::{IncludeDependencies, NodeKey, NodeKind, ServiceLayer};
use serde::Serialize;
use utoipa::ToSchema;

/// What an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanAssumptions {
    /// Which dependencies counted.
    #[schema(value_type = IncludeDependencies)]
    pub include: model::Include,
    /// How many hypothetical changes the map was given.
    pub hypothetical_changes: u64,
    /// How many nodes the map has.
    pub nodes: u64,
    /// How many dependencies the map has.
    pub dependencies: u64,
    /// How many of them nobody confirmed, or longer ago than the review period.
    pub unconfirmed_dependencies: u64,
    /// What the method leaves out, in plain sentences.
    pub notes: Vec<String>,
}

/// A node as answers name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanNode {
    /// Its key.
    #[schema(value_type = NodeKey)]
    pub key: String,
    /// What it is.
    #[schema(value_type = NodeKind)]
    pub kind: model::Kind,
    /// What people call it.
    pub name: String,
    /// Who runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NodeKey>)]
    pub agency: Option<String>,
    /// What people call who runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency_name: Option<String>,
    /// Where in the stack it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ServiceLayer>)]
    pub layer: Option<model::Layer>,
}
